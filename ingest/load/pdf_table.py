"""Finds tables on a page, ruled ones and columns of numbers, and takes them out of its text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingest.load.pdf_run import Glyph, Run, in_rows, merged, run_of
from ingest.load.wrapping import join, unwrap

__all__ = ["aligned_tables", "ruled_tables"]

_Box = tuple[float, float, float, float]
_SNAP_PT = 3.0
_MIN_LINES = 4
_MAX_GRID_CELLS = 20_000
# A cell this long holds paragraphs, not a value.
_LONG_CELL = 300
_NUMBER = re.compile(r"[-+−–—]?[¥$￥]?\d[\d,，.]*\s*[%％‰]?|[-—–]+|\.{2,}|…+")
_MIN_NUMBER_ROWS = 3
_MIN_NUMBER_COLUMNS = 2
_MIN_NUMBER_SHARE = 0.6
_MAX_HEADER_ROWS = 2
_MAX_ROW_GAP_EM = 3.0


class _Grid(NamedTuple):
    cells: tuple[_Box, ...]
    places: tuple[tuple[int, ...], ...]
    """For each row and column the number of the cell that covers it, -1 for none."""


def ruled_tables(runs: Sequence[Run], lines: Sequence[_Box]) -> list[Run]:
    """Return the runs of a page with each table between ruled lines as one run of rows."""
    if len(lines) < _MIN_LINES:
        return list(runs)
    left = list(runs)
    for grid in _grids(lines):
        table, rest = _filled(grid, left)
        if table:
            left = [*rest, table]
    return left


def _grids(lines: Sequence[_Box]) -> Iterator[_Grid]:
    # Its own edge finder would read the page a second time, with another reading of its fonts.
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    edges = merge_edges([_edge(line) for line in lines], _SNAP_PT, _SNAP_PT, _SNAP_PT, _SNAP_PT)
    crossings = edges_to_intersections(edges, _SNAP_PT, _SNAP_PT)
    for cells in cells_to_tables(intersections_to_cells(crossings)):
        grid = _grid([(x0, -bottom, x1, -top) for x0, top, x1, bottom in cells])
        if len(grid.places) > 1 and len(grid.places[0]) > 1:
            yield grid


def _edge(line: _Box) -> dict[str, float | str]:
    """Return a line in the form of pdfplumber's edges, whose y grows downwards."""
    x0, y0, x1, y1 = line
    if x1 - x0 >= y1 - y0:
        y = (y0 + y1) / 2
        return {"x0": x0, "x1": x1, "top": -y, "bottom": -y, "width": x1 - x0, "height": 0.0,
                "orientation": "h"}  # fmt: skip
    x = (x0 + x1) / 2
    return {"x0": x, "x1": x, "top": -y1, "bottom": -y0, "width": 0.0, "height": y1 - y0,
            "orientation": "v"}  # fmt: skip


def _grid(cells: Sequence[_Box]) -> _Grid:
    xs = sorted({x for cell in cells for x in (cell[0], cell[2])})
    ys = sorted({y for cell in cells for y in (cell[1], cell[3])}, reverse=True)
    if len(xs) * len(ys) > _MAX_GRID_CELLS:
        return _Grid((), ())
    places = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for number, (x0, y0, x1, y1) in enumerate(cells):
        for row in range(ys.index(y1), ys.index(y0)):
            for column in range(xs.index(x0), xs.index(x1)):
                places[row][column] = number
    return _Grid(
        tuple(cells), tuple(_distinct(zip(*_distinct(zip(*places, strict=True)), strict=True)))
    )


def _distinct(rows: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return rows without those that repeat the one before, which no line parts from it."""
    kept: list[tuple[int, ...]] = []
    for row in rows:
        if not kept or row != kept[-1]:
            kept.append(tuple(row))
    return kept


def _filled(grid: _Grid, runs: Sequence[Run]) -> tuple[Run | None, list[Run]]:
    """Return the table with the text of its cells, and the runs outside of it."""
    held: dict[int, list[Run]] = {}
    rest: list[Run] = []
    for run in runs:
        for cell, piece in _pieces(run, grid.cells):
            if cell < 0:
                rest.append(piece)
            else:
                held.setdefault(cell, []).append(piece)
    texts = {cell: _cell_text(pieces, grid.cells[cell]) for cell, pieces in held.items()}
    rows = tuple(tuple(texts.get(cell, "") for cell in row) for row in grid.places)
    if not _is_table(grid, texts):
        return None, []
    x0, y0 = min(cell[0] for cell in grid.cells), min(cell[1] for cell in grid.cells)
    x1, y1 = max(cell[2] for cell in grid.cells), max(cell[3] for cell in grid.cells)
    size = next(iter(held.values()))[0].size
    return Run("", x0, y0, x1, y1, y0, size, (), rows), rest


def _is_table(grid: _Grid, texts: dict[int, str]) -> bool:
    """Tell a table from a frame around text: two rows, one of them with two filled cells."""
    filled = [{cell for cell in row if texts.get(cell)} for row in grid.places]
    return sum(map(bool, filled)) > 1 and max(map(len, filled)) > 1


def _pieces(run: Run, cells: Sequence[_Box]) -> Iterator[tuple[int, Run]]:
    """Cut a run where it passes from one cell into another."""
    if not run.glyphs:
        yield (
            (_cell_at((run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2, cells) if not run.rows else -1),
            run,
        )
        return
    piece: list[Glyph] = []
    at = -1
    for glyph in run.glyphs:
        found = _cell_at((glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2, cells)
        if piece and found != at:
            yield at, run_of(piece)
            piece = []
        at = found
        piece.append(glyph)
    yield at, run_of(piece)


def _cell_at(x: float, y: float, cells: Sequence[_Box]) -> int:
    for number, (x0, y0, x1, y1) in enumerate(cells):
        if x0 <= x <= x1 and y0 <= y <= y1:
            return number
    return -1


def _cell_text(pieces: Sequence[Run], cell: _Box) -> str:
    lines = [merged(row) for row in in_rows(pieces)]
    if sum(len(line.text) for line in lines) > _LONG_CELL:
        return "\n".join(paragraph.text for paragraph in unwrap([line.text for line in lines]))
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        text = (
            f"{text} {line.text}"
            if before and _are_two(before, line, cell)
            else join((text, line.text))
        )
    return text


def _are_two(before: Run, line: Run, cell: _Box) -> bool:
    """Tell two numbers in one cell from one that did not fit into its line."""
    both = before.text.rstrip()[-1:].isdigit() and line.text.lstrip()[:1].isdigit()
    return both and cell[2] - before.x1 > 1.5 * before.size


def aligned_tables(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a page with each block of number columns as one run of rows.

    Only rows of one number of cells, most of them numbers, one below the other, are such a block:
    three and more rows with two and more columns of numbers; the names above them belong to it.
    """
    rows = in_rows(run for run in runs if not run.rows)
    segments = [_segments(row) for row in rows]
    left: list[Run] = [run for run in runs if run.rows]
    start = 0
    while start < len(rows):
        end = _block_end(segments, start)
        if end - start < _MIN_NUMBER_ROWS:
            left.extend(rows[start])
            start += 1
            continue
        top = _with_names(segments, start)
        for row in rows[top:start]:
            for run in row:
                left.remove(run)
        left.append(_block([cells for cells in segments[top:end]], len(segments[start])))
        start = end
    return left


def _segments(row: Sequence[Run]) -> list[Run]:
    """Join the runs of a row that stand as near as words do."""
    groups: list[list[Run]] = []
    for run in row:
        if groups and run.x0 - groups[-1][-1].x1 < run.size:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [merged(group) for group in groups]


def _block_end(rows: Sequence[Sequence[Run]], start: int) -> int:
    """Return where rows of numbers below each other end, `start` when none begins there."""
    end = start
    while end < len(rows) and _is_number_row(rows[end]) and _goes_below(rows, start, end):
        end += 1
    return end


def _goes_below(rows: Sequence[Sequence[Run]], start: int, end: int) -> bool:
    if start == end:
        return True
    above, row = rows[end - 1][0], rows[end][0]
    is_near = above.y0 - row.y1 < _MAX_ROW_GAP_EM * row.size
    return is_near and len(rows[end]) == len(rows[start]) and _are_aligned(rows[start], rows[end])


def _is_number_row(row: Sequence[Run]) -> bool:
    numbers = sum(bool(_NUMBER.fullmatch(cell.text.strip())) for cell in row)
    return numbers >= max(_MIN_NUMBER_COLUMNS, _MIN_NUMBER_SHARE * (len(row) - 1))


def _are_aligned(one: Sequence[Run], other: Sequence[Run]) -> bool:
    return all(a.x0 < b.x1 and b.x0 < a.x1 for a, b in zip(one, other, strict=True))


def _with_names(rows: Sequence[Sequence[Run]], start: int) -> int:
    """Return the first of the rows of names that stand above a block."""
    top, columns = start, rows[start]
    while top and start - top < _MAX_HEADER_ROWS:
        names = rows[top - 1]
        is_near = names[0].y0 - rows[top][0].y1 < _MAX_ROW_GAP_EM * names[0].size
        is_over = all(_column(cell, columns) is not None for cell in names)
        if not is_near or not is_over or not len(columns) - 1 <= len(names) <= len(columns):
            break
        top -= 1
    return top


def _column(cell: Run, columns: Sequence[Run]) -> int | None:
    over = [i for i, each in enumerate(columns) if cell.x0 < each.x1 and each.x0 < cell.x1]
    return over[0] if len(over) == 1 else None


def _block(rows: Sequence[Sequence[Run]], width: int) -> Run:
    columns = next(row for row in rows if len(row) == width and _is_number_row(row))
    texts = []
    for row in rows:
        cells = [""] * width
        for number, cell in enumerate(row):
            place = number if len(row) == width else _column(cell, columns)
            cells[place or 0] = cell.text
        texts.append(tuple(cells))
    every = [cell for row in rows for cell in row]
    return Run(
        "",
        min(cell.x0 for cell in every),
        min(cell.y0 for cell in every),
        max(cell.x1 for cell in every),
        max(cell.y1 for cell in every),
        min(cell.y0 for cell in every),
        every[0].size,
        (),
        tuple(texts),
    )
