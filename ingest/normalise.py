"""Makes one text of a file's blocks; owns the text that all positions in the product refer to.

The same bytes give the same text: nothing here depends on the machine, the clock or the locale.
Glyphs are kept as printed, so that a quotation is verbatim; folding for comparison is `fold`.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.load import Block

__all__ = ["Line", "Normalised", "clean", "fold", "normalise"]

# NFKC of a text that holds one of these takes eight times as long as putting them right first.
_PLAIN = tuple((each, unicodedata.normalize("NFKC", each)) for each in "，：；！？（）％～…")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
# The full-width space, no-break spaces and tabs are layout: they become one space, or nothing at
# the ends of a line.
_SPACES = re.compile(r"[ \t\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
# "政 府 工 作 报 告" is letter-spaced: three or more single characters set apart.
_LETTER_SPACED = re.compile(rf"(?<![^ ])[{_HAN}](?: [{_HAN}](?![^ ])){{2,}}")
# Saved pages and PDFs break "3521 个" and "增长 7%" apart where the print has no space.
_SPACE_IN_FIGURE = re.compile(rf"(?<=[{_HAN}]) (?=\d)|(?<=[\d%％‰]) (?=[{_HAN}])")
# "高速公路3." ends a line and "3万公里" begins the next: the lines of one number.
_NUMBER_OPENS = re.compile(rf"[{_HAN}]\d+\.$")
_NUMBER_CLOSES = re.compile(r"\d+(?:[万亿千百%％‰]|个百分点|[元亩吨人户家])")
_HEADING_NUMBER = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{0,3}} (?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the normalised text with what its block stated; positions exclude the newline."""

    start: int
    end: int
    level: int
    page: int | None
    is_row: bool


@dataclass(frozen=True, slots=True)
class Normalised:
    """The text, one line a paragraph, and its lines."""

    text: str
    lines: tuple[Line, ...]
    page_starts: tuple[int, ...]


def normalise(blocks: Iterable[Block], *, pages: int | None = None) -> Normalised:
    """Join blocks into one text, a newline between lines, and record where each came to stand."""
    parts: list[str] = []
    lines: list[Line] = []
    position = 0
    for block in blocks:
        for raw in block.text.splitlines():
            text = clean(raw)
            if not text:
                continue
            if parts and _is_broken(parts[-1], text) and not block.is_row and not block.level:
                broken = lines.pop()
                text, position = parts.pop() + text, broken.start
                end = position + len(text)
                lines.append(replace(broken, end=end))
            else:
                end = position + len(text)
                lines.append(Line(position, end, block.level, block.page, block.is_row))
            parts.append(text)
            position = end + 1
    return Normalised("\n".join(parts), tuple(lines), _page_starts(lines, pages))


def _is_broken(before: str, after: str) -> bool:
    """Tell whether a number begun on one line goes on in the next."""
    return bool(_NUMBER_OPENS.search(before) and _NUMBER_CLOSES.match(after))


def clean(line: str) -> str:
    """Return one line in NFC with its layout characters reduced to single spaces."""
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", _INVISIBLE.sub("", line)))
    text = _SPACES.sub(" ", text).strip()
    if " " not in text:  # what follows is about single spaces
        return text
    text = _LETTER_SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    number = _HEADING_NUMBER.match(text)
    start = number.end() if number else 0  # "1 总则" keeps its space
    return text[:start] + _SPACE_IN_FIGURE.sub("", text[start:])


def fold(text: str) -> str:
    """Return the text for comparison: NFKC, lower case. Its length may differ from the input's."""
    for wide, plain in _PLAIN:
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text).lower()


def _page_starts(lines: list[Line], pages: int | None) -> tuple[int, ...]:
    """Return where each page starts; a page on which no line starts begins where the next does."""
    if not pages:
        return ()
    starts: list[int] = []
    for line in lines:
        while len(starts) < (line.page or 1):
            starts.append(line.start)
    end = lines[-1].end if lines else 0
    starts.extend([end] * (pages - len(starts)))
    return (0, *starts[1:])
