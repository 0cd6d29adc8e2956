"""What every loader returns: blocks of text in reading order, with the file's own structure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Block", "Loaded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One or more lines of raw text that belong together."""

    text: str
    level: int = 0
    """Heading level that the file itself states, 1 the outermost; 0 for body text."""
    page: int | None = None
    """1-based."""
    is_row: bool = False
    """A table row, complete with its column names: it stands alone as a passage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """The readable content of one file."""

    format: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the file states of itself, keyed by field of `Description`."""
    encoding: str = ""
    pages: int | None = None
    warnings: tuple[str, ...] = ()
