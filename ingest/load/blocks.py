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
    encoding_confidence: float | None = None
    """How sure the encoding is, in [0, 1]; None when the format itself says it."""
    pages: int | None = None
    ocr_pages: tuple[int, ...] = ()
    """Pages (1-based) read by text recognition."""
    garbled_pages: tuple[int, ...] = ()
    """Pages (1-based) whose letters could not be read by any means."""
    tables: int = 0
    """Tables whose rows became blocks."""
    source: str = ""
    """All text the file holds, in any order, before anything was dropped or moved: the audit counts
    its figures. Empty when the blocks are that text."""
    furniture: str = ""
    """What was dropped on purpose, such as repeated headers, watermarks and footnote marks."""
    is_partial: bool = False
    """The file is damaged or too large, and only a part of it could be read."""
    warnings: tuple[str, ...] = ()
