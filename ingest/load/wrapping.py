"""Joins lines that were broken to fit a width; shared by the text, Markdown and PDF loaders."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = [
    "Paragraph",
    "display_width",
    "ends_paragraph",
    "join",
    "starts_paragraph",
    "unwrap",
    "usual_width",
]

_ENDS = re.compile(r"[。！？!?；;：:”」』]\s*$|(?<!\d)\.\s*$")
# 32.\n3微克 and 18.1\n1万套: the line may end early because the number did not fit.
_OPEN_NUMBER = re.compile(r"\d[.,，万亿千百]?\s*$")
_STARTS = re.compile(
    r"^(?:\s{2,}|\u3000|第[一二三四五六七八九十百\d]+[章节条编]|[（(]?[一二三四五六七八九十]+[）)、]"
    r"|[（(]?\d{1,2}[）)、．.](?!\d)|[•●■◆▪\-*—–]|表\s*\d|图\s*\d)"
)
# A line counts as full when it is this near to the usual width of the text's longest lines.
_FULL_SHARE = 0.85
_OPEN_NUMBER_SHARE = 0.5
_MIN_WIDTH = 30
_MIN_FULL_LINES = 3
_CLOSED_WORD = re.compile(r"[A-Za-z][,;:.)]$")
# "agri-" at the end of a line and "cultural" below it: the hyphen is the printer's.
_HYPHENATED = re.compile(r"[A-Za-z][a-z]-$")


class Paragraph(NamedTuple):
    """A paragraph's text and the index of the line it begins on."""

    line: int
    text: str


def unwrap(lines: Sequence[str]) -> list[Paragraph]:
    """Return paragraphs: a line joins the one before it when that one was full and unfinished.

    Text whose lines are not of one width (one paragraph a line) is returned as it is.
    """
    width = usual_width(lines)
    paragraphs: list[Paragraph] = []
    is_open = False
    for number, line in enumerate(lines):
        if not line.strip():
            is_open = False
            continue
        if is_open and (not _STARTS.match(line) or _continues_number(paragraphs[-1].text, line)):
            first, text = paragraphs.pop()
            paragraphs.append(Paragraph(first, join((text, line))))
        else:
            paragraphs.append(Paragraph(number, line))
        share = _OPEN_NUMBER_SHARE if _OPEN_NUMBER.search(line) else _FULL_SHARE
        is_full = 0 < width * share <= display_width(line)
        is_open = is_full and not _ENDS.search(line)
    return paragraphs


def ends_paragraph(line: str) -> bool:
    """Tell a line with whose last sign a paragraph may end."""
    return bool(_ENDS.search(line))


def starts_paragraph(line: str) -> bool:
    """Tell a line that begins as only paragraphs do: indented, numbered or with a bullet."""
    return bool(_STARTS.match(line))


def join(lines: Iterable[str]) -> str:
    """Join pieces of one paragraph: a space only where two words of the Latin script meet.

    A word of small letters that a hyphen cuts at the end of a line is put together again.
    """
    joined = ""
    for line in (piece.strip() for piece in lines):
        if _HYPHENATED.search(joined) and re.match(r"[a-z]", line):
            joined = joined[:-1] + line
            continue
        # 2023-\n2025, 3,\n521 and http://\nname are one word.
        is_latin = bool(joined and line and joined[-1].isascii() and line[0].isascii())
        is_word = is_latin and (joined[-1].isalpha() or line[0].isalpha())
        needs_space = is_word or (is_latin and bool(_CLOSED_WORD.search(joined)))
        joined += (" " if needs_space else "") + line
    return joined


def _continues_number(before: str, line: str) -> bool:
    return bool(_OPEN_NUMBER.search(before) and re.match(r"\s*\d", line))


def usual_width(lines: Sequence[str]) -> int:
    """Return the columns at which lines were wrapped (Han counts two), 0 when they were not."""
    widths = sorted(display_width(line) for line in lines if line.strip())
    if len(widths) < _MIN_FULL_LINES:
        return 0
    width = widths[int(len(widths) * 0.9)]
    full = sum(1 for each in widths if width * _FULL_SHARE <= each <= width * 1.1)
    is_wrapped = width >= _MIN_WIDTH and widths[-1] <= width * 1.3
    return width if is_wrapped and full >= max(_MIN_FULL_LINES, len(widths) // 4) else 0


def display_width(line: str) -> int:
    """Return the columns a line takes."""
    shown = line.rstrip()
    return 2 * len(shown) - len(shown.encode("ascii", "ignore"))
