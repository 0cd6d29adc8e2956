"""Opens the archives of Office files: unlocks them, and checks what they unpack to."""

import io
import zipfile

from ingest.errors import UnreadableError
from ingest.load.damage import DAMAGES
from ingest.load.locked import unlock
from ingest.opening import Opening

__all__ = ["open_package"]


def open_package(content: bytes, opening: Opening) -> bytes:
    """Return the archive of a .docx, .xlsx or .pptx, unlocked when need be.

    Raises:
        UnreadableError: It is damaged, locked, or unpacks to too much.
    """
    content = unlock(content, opening.password)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # zipfile reads no more of a member than it states.
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except DAMAGES as error:
        raise UnreadableError(
            "the file is damaged or not an office file",
            hint="Open it in Office or WPS and save it again in the current format.",
        ) from error
    limit = opening.limits.unpacked_mb
    if unpacked > limit * 1_000_000:
        raise UnreadableError(
            f"the file unpacks to {unpacked // 1_000_000} MB, more than {limit} MB",
            hint="Save the text alone as .txt and give that file.",
        )
    return content
