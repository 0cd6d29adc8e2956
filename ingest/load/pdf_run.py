"""Stretches of characters as they stand on a page; knows neither PDFium nor text recognition.

Positions are in the page's reading frame: x grows in reading direction, y from the last line to the
first, in points. A page whose text runs upwards or downwards is turned before it gets here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Glyph", "Run", "in_rows", "merged", "run_of", "spread"]

# Farther apart than this, two runs of one row are set apart by a space.
_SPACE_EM = 0.2
_SAME_ROW_SHARE = 0.5
_WORD = re.compile(r"[0-9A-Za-z]")
_WIDE_SHARE = 1.5
_WORDS = re.compile(r"\s+|\S+")


class Glyph(NamedTuple):
    """One character (or a word, where no more is known) and the box it takes."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    """y of the line that the characters stand on."""
    size: float


class Run(NamedTuple):
    """Characters side by side."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    glyphs: tuple[Glyph, ...] = ()
    """Empty once no cell of a table can cut the run any more."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells, when a table stands here."""


def run_of(glyphs: Sequence[Glyph]) -> Run:
    """Return the run of characters in their order."""
    sizes = sorted(each.size for each in glyphs)
    return Run(
        "".join(each.text for each in glyphs),
        min(each.x0 for each in glyphs),
        min(each.y0 for each in glyphs),
        max(each.x1 for each in glyphs),
        max(each.y1 for each in glyphs),
        glyphs[0].base,
        sizes[len(sizes) // 2],
        tuple(glyphs),
    )


def spread(text: str, *, box: tuple[float, float, float, float]) -> Run:
    """Return the run of a text of which only the box is known: its words share the width.

    A table cuts such a run between words only, so that no number is ever torn.
    """
    x0, y0, x1, y1 = box
    pieces = _WORDS.findall(text)
    shares = [sum(map(_columns, piece)) for piece in pieces]
    unit = (x1 - x0) / (sum(shares) or 1)
    # Han are as wide as their size; boxes are higher than that by what the engine thinks fit.
    is_wide = sum(shares) > _WIDE_SHARE * len(text)
    size = 2 * unit if is_wide else y1 - y0
    glyphs, x = [], x0
    for piece, share in zip(pieces, shares, strict=True):
        glyphs.append(Glyph(piece, x, y0, x + share * unit, y1, y0, size))
        x += share * unit
    return run_of(glyphs)


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def in_rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Return runs a row each, from the top, and from left to right in each."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -(run.y0 + run.y1)):
        row = rows[-1] if rows else []
        if row and _is_beside(row[0], run):
            row.append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.x0) for row in rows]


def _is_beside(one: Run, other: Run) -> bool:
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    return overlap > _SAME_ROW_SHARE * min(one.y1 - one.y0, other.y1 - other.y0)


def merged(row: Sequence[Run]) -> Run:
    """Return one run of several side by side, with a space where they stand apart."""
    text = row[0].text
    for before, run in pairwise(row):
        gap = run.x0 - before.x1
        is_word = bool(_WORD.match(text[-1:]) and _WORD.match(run.text))
        is_apart = gap > (_SPACE_EM if is_word else 1) * min(before.size, run.size)
        text += (" " if is_apart else "") + run.text
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda run: len(run.text))
    return Run(
        text,
        min(run.x0 for run in row),
        min(run.y0 for run in row),
        max(run.x1 for run in row),
        max(run.y1 for run in row),
        longest.base,
        longest.size,
    )
