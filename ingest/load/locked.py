"""Opens office files that are locked by a password; knows nothing of what is in them."""

import io
import struct
from typing import Any
from xml.parsers.expat import ExpatError

from ingest.errors import UnreadableError

__all__ = ["unlock"]

_COMPOUND = b"\xd0\xcf\x11\xe0"
_PASSWORD_HINT = "Give it with --password, or save it without one in Office or WPS."
# [MS-OFFCRYPTO] 2.3.6.2 and KB 2020: what Office locks with when only changing it is forbidden.
_OPEN_TO_ALL = "VelvetSweatshop"


def unlock(content: bytes, password: str) -> bytes:
    """Return the bytes as they are, or without their lock.

    Raises:
        UnreadableError: The file is locked, and the password is missing or wrong.
    """
    if not content.startswith(_COMPOUND):
        return content
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            return content
        return _decrypted(office, password or _OPEN_TO_ALL)
    except InvalidKeyError as error:
        told = ", and the one given does not open it" if password else ""
        raise UnreadableError(
            f"the Office file is locked by a password{told}", hint=_PASSWORD_HINT
        ) from error
    except DecryptionError as error:
        raise UnreadableError(
            f"the Office file cannot be unlocked: {error}", hint=_PASSWORD_HINT
        ) from error
    except (
        FileFormatError, ParseError, ExpatError, LookupError, OSError, ValueError, struct.error,
    ):  # fmt: skip
        return content  # no file that msoffcrypto knows: whoever reads it says what is wrong


def _decrypted(office: Any, password: str) -> bytes:  # Any: msoffcrypto publishes no types
    opened = io.BytesIO()
    if office.format == "ooxml":
        office.load_key(password=password, verify_password=True)  # the older ones always verify
    else:
        office.load_key(password=password)
    office.decrypt(opened)
    return opened.getvalue()
