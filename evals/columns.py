"""Owns tables for a terminal, where a Chinese character takes two columns; knows no scores."""

from collections.abc import Sequence
from unicodedata import east_asian_width

__all__ = ["columns"]


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as aligned lines, the first row as heads over a rule.

    The first column is flush left, the others are flush right.
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * max(map(_width, lines)), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padding = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    cells = [pad + cell for cell, pad in zip(row[1:], padding[1:], strict=True)]
    return "  ".join([row[0] + padding[0], *cells]).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
