"""Holds the cells of one sheet, only those that are filled, and makes a grid of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.load.grid import Grid, check_area

__all__ = ["Sheet", "sheet_grid"]

Merge = tuple[int, int, int, int]
"""First row, last row, first column, last column, from 0, both ends included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    cells: Mapping[int, Mapping[int, str]]
    """Texts as shown, by row and column, from 0; blank cells are absent."""
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False
    unknown: int = 0
    """Formulas of which the file holds no value."""


def sheet_grid(sheet: Sheet, *, max_cells: int) -> Grid:
    """Return the filled part of a sheet, merged cells filled.

    Blank rows and columns between filled ones are kept as one, since they part tables.

    Args:
        sheet: The sheet.
        max_cells: How many places merged ranges may fill; those beyond stay blank.

    Raises:
        UnreadableError: It is too large, blank cells included.
    """
    rows = sorted(sheet.cells)
    columns = sorted({column for row in sheet.cells.values() for column in row})
    at_row, at_column = _places(rows), _places(columns)
    height = at_row[rows[-1]] + 1 if rows else 0
    width = at_column[columns[-1]] + 1 if columns else 0
    check_area(height, width)
    texts = [[""] * width for _ in range(height)]
    for row, cells in sheet.cells.items():
        for column, text in cells.items():
            texts[at_row[row]][at_column[column]] = text
    across: dict[int, set[int]] = {}
    down: dict[int, set[int]] = {}
    room = max_cells
    for top, bottom, left, right in sheet.merges:
        text = sheet.cells.get(top, {}).get(left, "")
        covered_rows = range(bisect_left(rows, top), bisect_right(rows, bottom))
        covered = range(bisect_left(columns, left), bisect_right(columns, right))
        room -= len(covered_rows) * len(covered)
        if not text or room < 0:
            continue
        for y in (rows[at] for at in covered_rows):
            for x in (columns[at] for at in covered):
                texts[at_row[y]][at_column[x]] = text
                if x > left:
                    across.setdefault(at_row[y], set()).add(at_column[x])
                if y > top:
                    down.setdefault(at_row[y], set()).add(at_column[x])
    return Grid(
        rows=tuple(map(tuple, texts)),
        across={row: frozenset(found) for row, found in across.items()},
        down={row: frozenset(found) for row, found in down.items()},
        width=width,
    )


def _places(used: list[int]) -> dict[int, int]:
    """Return where each used row or column comes to stand, one place free for each gap."""
    places: dict[int, int] = {}
    place = -1
    for k, at in enumerate(used):
        place += 1 if k == 0 or used[k - 1] == at - 1 else 2
        places[at] = place
    return places
