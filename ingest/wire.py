"""How a file travels to the process that reads it, and what comes back; starts no process.

What comes back was made by a process that a hostile file may have taken over, so nothing but the
values of a report is unpickled from it.
"""

import pickle
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from ingest import types
from ingest.errors import InputError, UnreadableError, UnsupportedError
from ingest.opening import Opening
from ingest.types import PageImage, PageMarks, Report

__all__ = [
    "Outcome",
    "PageBegun",
    "PageWanted",
    "Refusal",
    "Reply",
    "Request",
    "over_memory",
    "receive_reply",
    "receive_request",
    "send",
]

_PROTOCOL = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class PageWanted:
    """A page that is to be shown."""

    number: int
    """From 1."""
    quote: str | None = None
    """What is to be found on it; None when the page itself is to be drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A file to be read."""

    name: str
    content: bytes
    opening: Opening
    page: PageWanted | None = None
    """What is wanted of it; all of its text when None."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a file was not read."""

    message: str
    hint: str
    is_unsupported: bool = False
    """Whether its format is the reason."""

    def to_error(self) -> InputError:
        """Return the error that reading in this process would have raised."""
        kind = UnsupportedError if self.is_unsupported else UnreadableError
        return kind(self.message, hint=self.hint)


Outcome = Report | PageImage | PageMarks | Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What became of a file."""

    outcome: Outcome
    is_last: bool = False
    """Whether the process that replies has ended itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageBegun:
    """That the reply takes longer: a page is being read by text recognition."""


def over_memory(memory_mb: int) -> Refusal:
    """Return the refusal of a file that needs more memory than it may have."""
    return Refusal(
        message=f"reading the file needs more than {memory_mb} MB of memory",
        hint="Split the file, or raise WENCE_MAX_MEMORY_MB.",
    )


_ALLOWED: dict[tuple[str, str], type] = {
    **{("ingest.types", name): getattr(types, name) for name in types.__all__},
    ("decimal", "Decimal"): Decimal,
    **{(__name__, each.__name__): each for each in (PageBegun, Refusal, Reply)},
}


# What unpickling raises, besides its own error, when the bytes are not what it wrote.
_BROKEN = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)


class _Unpickler(pickle.Unpickler):
    """Unpickles replies."""

    def find_class(self, module: str, name: str) -> type:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reply") from None


def send(file: IO[bytes], value: Request | Reply | PageBegun) -> None:
    """Write a value.

    Raises:
        OSError: Nobody reads any more.
        MemoryError: There is no memory for its written form.
    """
    pickle.dump(value, file, protocol=_PROTOCOL)
    file.flush()


def receive_request(file: IO[bytes]) -> Request | None:
    """Return the next file to be read, None when there will be no more."""
    try:
        request: Request = pickle.load(file)  # nosec B301 - from the process that started it
    except EOFError:
        return None
    return request


def receive_reply(file: IO[bytes]) -> Reply | PageBegun:
    """Return the reply, or what comes before it.

    Raises:
        EOFError: The process has ended.
        UnpicklingError: It sent something else.
    """
    try:
        reply = _Unpickler(file).load()
        is_whole = isinstance(reply, PageBegun) or isinstance(reply.outcome, Outcome)
    except _BROKEN as error:
        raise pickle.UnpicklingError(f"the reply is damaged: {error!r}") from error
    if not is_whole or not isinstance(reply, Reply | PageBegun):
        raise pickle.UnpicklingError(f"{type(reply).__name__} is no reply")
    return reply
