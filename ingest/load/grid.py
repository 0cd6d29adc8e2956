"""Holds a table as a grid whose merged cells are filled; knows no file format."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.errors import UnreadableError

__all__ = ["Grid", "Span", "cell_text", "check_area", "fill", "pieces"]

Merged = Mapping[int, frozenset[int]]
# What a browser allows (HTML Standard, 4.9.11): more is an error or an attack.
_MAX_ACROSS, _MAX_DOWN = 1000, 65534
_MAX_FILLED = 2_000_000
# Blank ones included. A million rows of ten columns takes half a gigabyte; a file of 200 KB can
# state a table of a million columns and a million rows.
_MAX_AREA = 10_000_000
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}（）：，、])\s+(?=[{_HAN}（）：，、])")
_LETTER_SPACED = re.compile(rf"[{_HAN}](?:\s+[{_HAN}])+")
_BREAK_IN_WORD = re.compile(rf"(?<=[{_HAN}])[ \t\u3000]*[\r\n]+\s*(?=[{_HAN}（])")
_BLANKS = re.compile(r"\s*")
# A cell this short that is broken over lines is one name set narrow (联系\n电话), not a list.
_NARROW_CHARS = 30
# 专  业, 备 注: short names are spaced to the width of their column.
_SPACED_CHARS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A cell with how many columns and rows it is merged over."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The cells of a table, row by row; rows may differ in length."""

    rows: tuple[tuple[str, ...], ...]
    across: Merged = field(default_factory=dict)
    """Columns, by row, that repeat the cell to their left because it is merged over them."""
    down: Merged = field(default_factory=dict)
    """Columns, by row, that repeat the cell above because it is merged over them."""
    heads: int = 0
    """Rows from the top that the file marks as names of columns."""
    width: int = 0
    """Columns; the longest row tells when it is not given."""

    def __post_init__(self) -> None:
        """Make all rows as long as the longest."""
        width = max(self.width, max(map(len, self.rows), default=0))
        check_area(len(self.rows), width)
        padded = tuple((*row, *[""] * (width - len(row))) for row in self.rows)
        object.__setattr__(self, "rows", padded)
        object.__setattr__(self, "width", width)

    def own(self, row: int) -> list[str]:
        """Return the texts of a row, one merged over several columns once."""
        repeats = self.across.get(row, frozenset())
        return [text for at, text in enumerate(self.rows[row]) if at not in repeats]

    def once(self, row: int) -> list[str]:
        """Return the texts of a row that no cell before or above it is merged over."""
        repeats = self.across.get(row, frozenset()) | self.down.get(row, frozenset())
        return [text for at, text in enumerate(self.rows[row]) if at not in repeats]

    def part(self, rows: Sequence[int], columns: Sequence[int] | None = None) -> "Grid":
        """Return a piece of the grid: some rows, and some columns or all."""
        kept = range(self.width) if columns is None else columns
        at = {column: place for place, column in enumerate(kept)}

        def moved(merged: Merged) -> dict[int, frozenset[int]]:
            return {
                place: frozenset(at[column] for column in merged[row] if column in at)
                for place, row in enumerate(rows)
                if row in merged
            }

        return Grid(
            rows=tuple(tuple(self.rows[row][column] for column in kept) for row in rows),
            across=moved(self.across),
            down={place: columns for place, columns in moved(self.down).items() if place},
            heads=sum(row < self.heads for row in rows),
            width=len(kept),
        )


def check_area(rows: int, columns: int) -> None:
    """Refuse a table that takes more memory than there is.

    Raises:
        UnreadableError: It has more than ten million cells, blank ones included.
    """
    if rows * columns > _MAX_AREA:
        raise UnreadableError(
            f"a table of {rows} rows and {columns} columns is too large",
            hint="Split it, or save its text as .txt, and give that.",
        )


def fill(rows: Sequence[Sequence[Span]], *, heads: int = 0) -> Grid:
    """Lay cells out as a browser does: a cell takes the first free columns of its row."""
    taken: list[dict[int, str]] = [{} for _ in rows]
    across: dict[int, set[int]] = {}
    down: dict[int, set[int]] = {}
    size = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x in taken[y]:
                x += 1
            for row_at, column in _covered(cell, (y, x), len(rows)):
                size += 1
                if size > _MAX_FILLED and (row_at, column) != (y, x):
                    break
                taken[row_at].setdefault(column, cell.text)
                if column > x:
                    across.setdefault(row_at, set()).add(column)
                if row_at > y:
                    down.setdefault(row_at, set()).add(column)
            x += max(1, min(cell.across, _MAX_ACROSS))
    laid = tuple(
        tuple(row_taken.get(x, "") for x in range(max(row_taken, default=-1) + 1))
        for row_taken in taken
    )
    return Grid(rows=laid, across=_frozen(across), down=_frozen(down), heads=heads)


def _frozen(places: Mapping[int, set[int]]) -> dict[int, frozenset[int]]:
    return {row: frozenset(columns) for row, columns in places.items()}


def _covered(cell: Span, start: tuple[int, int], height: int) -> Iterator[tuple[int, int]]:
    rows = min(max(cell.down, 1), _MAX_DOWN, height - start[0])
    columns = min(max(cell.across, 1), _MAX_ACROSS)
    return ((start[0] + y, start[1] + x) for y in range(rows) for x in range(columns))


def cell_text(text: str) -> str:
    """Return a cell on one line, without the spaces that set a name wide or narrow.

    Leading full-width and other spaces become as many plain ones: they say whose part a row is.
    """
    blanks = _BLANKS.match(text)
    lead = (blanks[0] if blanks else "").rpartition("\n")[2]
    if len(text) <= _NARROW_CHARS:
        text = _BREAK_IN_WORD.sub("", text.strip())
    text = " ".join(text.split())
    if len(text) <= _SPACED_CHARS or _LETTER_SPACED.fullmatch(text):
        text = _BETWEEN_HAN.sub("", text)
    return " " * len(lead) + text


def pieces(grid: Grid) -> list[Grid]:
    """Return the tables that stand side by side with a blank column between, blank rows kept."""
    columns = [x for x in range(grid.width) if any(row[x].strip() for row in grid.rows)]
    if not columns:
        return []
    rows = range(len(grid.rows))
    groups = [[columns[0]]]
    for before, x in pairwise(columns):
        if x > before + 1 and _stand_apart(grid, before + 1, columns):
            groups.append([])
        groups[-1].append(x)
    return [_trimmed(grid.part(rows, group)) for group in groups]


def _stand_apart(grid: Grid, gap: int, columns: Sequence[int]) -> bool:
    """Tell a gap between two tables from a blank column that spaces out one.

    The table to the right has two columns at least, and the first of them names its rows.
    """
    right = [x for x in columns if x > gap]
    left = [x for x in columns if x < gap]
    spanning = [y for y, merged in grid.across.items() if gap in merged]
    # A title over both is no part of either.
    if any(len({*grid.own(y)} - {""}) > 1 for y in spanning) or min(len(left), len(right)) < 2:
        return False
    rows = [row for row in grid.rows if sum(bool(row[x].strip()) for x in right) > 1]
    named = [row for row in rows[1:] if _is_label(row[right[0]])]
    return bool(named) and 2 * len(named) > len(rows) - 1


def _is_label(cell: str) -> bool:
    return any(each.isalpha() for each in cell) and not any(each.isdigit() for each in cell)


def _trimmed(grid: Grid) -> Grid:
    filled = [y for y, row in enumerate(grid.rows) if any(text.strip() for text in row)]
    return grid.part(range(filled[0], filled[-1] + 1))
