"""The values that reading a report yields; pure data that knows no parser, store or web.

Every `start` and `end` in the product is a code point of `Document.text`, half-open, so that
`document.text[start:end]` is what is shown, quoted and highlighted.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

__all__ = [
    "DEFAULT_COLLECTION",
    "MAX_LOST",
    "Audit",
    "Description",
    "Document",
    "Figure",
    "Heading",
    "Kind",
    "PageImage",
    "PageMarks",
    "Passage",
    "Report",
]

DEFAULT_COLLECTION = "default"
"""Holds the documents that were given to no other."""
MAX_LOST = 100
"""So many lost numbers of a file are named."""

_AUDIT_LISTS = ("empty_pages", "garbled_pages", "lost_numbers", "ocr_pages", "warnings")


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What a report says of itself; an empty string means that it does not say."""

    title: str
    issuer: str = ""
    place: str = ""
    period: str = ""
    """The time the report is about, as written: 2024年上半年, 2025年, 2021-2025年."""
    published: str = ""
    """ISO date, possibly only `2024` or `2024-07`."""
    number: str = ""
    """Official document number, such as 国办发〔2024〕5号."""
    language: str = "zh"

    def to_dict(self) -> dict[str, str]:
        """Return the wire form."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """One heading; `start` and `end` enclose its own line or run-in words, not its section."""

    start: int
    end: int
    level: int
    """1 is the outermost."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """What reading kept and what it could not keep."""

    format: str
    encoding: str = ""
    encoding_confidence: float | None = None
    """How sure the encoding is, in [0, 1]; None when the format itself says it."""
    characters: int = 0
    pages: int | None = None
    passages: int = 0
    figures: int = 0
    """Figures in the passages."""
    source_numbers: int = 0
    """Numbers written in the file itself, counted before it was taken apart."""
    lost_numbers: tuple[str, ...] = ()
    """Those of them that no passage or heading holds, as written; at most MAX_LOST."""
    tables: int = 0
    empty_pages: tuple[int, ...] = ()
    """Pages (1-based) on which no text was found."""
    ocr_pages: tuple[int, ...] = ()
    """Pages (1-based) read by text recognition."""
    garbled_pages: tuple[int, ...] = ()
    """Pages (1-based) whose letters could not be read."""
    furniture_characters: int = 0
    """Characters dropped as page headers, footers, watermarks and the like."""
    is_partial: bool = False
    """Only a part of the file could be read."""
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form."""
        return asdict(self) | {name: list(getattr(self, name)) for name in _AUDIT_LISTS}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:  # Any: a JSON object
        """Read the wire form.

        Raises:
            TypeError: A field is unknown or missing.
        """
        tuples = {name: tuple(values.get(name, ())) for name in _AUDIT_LISTS}
        return cls(**{**values, **tuples})


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A report as normalised text with what is known of it."""

    id: str
    """First 16 hexadecimal digits of the SHA-256 of the file's bytes."""
    name: str
    """File name, for people and for question files."""
    text: str
    description: Description
    headings: tuple[Heading, ...] = ()
    page_starts: tuple[int, ...] = ()
    """Start of each page, ascending from 0; empty when the format has no pages."""
    audit: Audit

    def page(self, position: int) -> int | None:
        """Return the 1-based page that holds a position, None in a format without pages."""
        if not self.page_starts:
            return None
        return sum(1 for start in self.page_starts if start <= position) or 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One to three sentences under their heading path: the unit that is indexed and cited."""

    id: str
    """`<document id>:<ordinal>`, ordinal from 0 in reading order."""
    document_id: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    """Headings from the outermost to the nearest."""
    page: int | None = None

    @property
    def ordinal(self) -> int:
        """Its place among the document's passages, from 0 in reading order."""
        return int(self.id.rpartition(":")[2])


class Kind(StrEnum):
    """What a figure states of its indicator."""

    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    TARGET = "target"
    ADDED = "newly_added"
    CUMULATIVE = "cumulative"
    RANK = "rank"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A quantity mentioned in a text: `text[start:end]` is its value with multiplier and unit."""

    start: int
    end: int
    text: str
    value: Decimal
    """In plain units: 3.5万亩 is 35000. Percentages stay as written: 6.5% is 6.5."""
    unit: str
    """Without multiplier: 亿元 is 元. Empty when none is written."""
    upper: Decimal | None = None
    """The other end of a range such as 5%-6%."""
    qualifier: str = ""
    """约, 超过, 以上, ... as written around the figure."""
    kind: Kind = Kind.LEVEL
    period: str = ""
    indicator: str = ""
    """The words that name what is counted, as written before (or after) the figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that reading one file yields."""

    document: Document
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...] = field(default=())
    """In reading order, positions in `document.text`."""
    terms: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    """The words and the pairs of characters by which a store finds each passage, both joined by
    spaces; empty when whoever read the file did not make them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageImage:
    """A page of a file as it is printed."""

    jpeg: bytes
    width: int
    """In pixels."""
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMarks:
    """Where words stand on a page."""

    boxes: tuple[tuple[float, float, float, float], ...] = ()
    """A box a line: left, top, right and bottom in shares of the page, from its upper left
    corner."""
