"""Ids that tell whether this store gave them out; knows not what they stand for."""

import hmac
import secrets
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from vectorstore.catalog import Catalog

__all__ = ["Stamp"]

_KEY_NAME = "answer_key"
_KEY_BYTES = 32
# 64 bits each: random enough never to meet twice, marked enough not to be guessed.
_PART_DIGITS = 16


class Stamp:
    """Makes ids that carry a mark of a secret key, so that none has to be remembered."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, catalog: "Catalog") -> Self:
        """Return the stamp of a store, whose key is made the first time."""
        if not catalog.meta(_KEY_NAME):
            catalog.set_meta(**{_KEY_NAME: secrets.token_hex(_KEY_BYTES)})
        return cls(bytes.fromhex(catalog.meta(_KEY_NAME)))

    def issue(self, reader: str = "") -> str:
        """Return a new id of 32 hexadecimal digits, for one reader where they have a name."""
        name = secrets.token_hex(_PART_DIGITS // 2)
        return name + self._mark(name, reader)

    def knows(self, id: str, reader: str = "") -> bool:
        """Tell whether an id was given out under this key, and to this reader."""
        name, mark = id[:_PART_DIGITS], id[_PART_DIGITS:]
        return id.isascii() and hmac.compare_digest(mark, self._mark(name, reader))

    def _mark(self, name: str, reader: str) -> str:
        # The name has a fixed length, so nothing else is spelt the same.
        marked = hmac.digest(self._key, f"{name}{reader}".encode(), "sha256")
        return marked.hex()[:_PART_DIGITS]
