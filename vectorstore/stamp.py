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

    def issue(self) -> str:
        """Return a new id of 32 hexadecimal digits."""
        name = secrets.token_hex(_PART_DIGITS // 2)
        return name + self._mark(name)

    def knows(self, id: str) -> bool:
        """Tell whether an id was given out under this key."""
        name, mark = id[:_PART_DIGITS], id[_PART_DIGITS:]
        return id.isascii() and hmac.compare_digest(mark, self._mark(name))

    def _mark(self, name: str) -> str:
        return hmac.digest(self._key, name.encode(), "sha256").hex()[:_PART_DIGITS]
