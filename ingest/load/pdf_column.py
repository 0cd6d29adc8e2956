"""Puts the runs of a page into reading order, column after column."""

import statistics
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from ingest.load.pdf_run import Run, in_rows, merged

__all__ = ["Line", "in_reading_order"]

# Two runs of one row that stand as near as words do belong to one line whatever the columns.
_WORD_GAP_EM = 1.0
_MIN_COLUMN_LINES = 4
# Lines of running text fill their column; the cells of a list without rulings do not.
_MIN_FILLED_SHARE = 0.6
_MIN_COLUMN_EM = 8
_MAX_CROSSING_SHARE = 0.5
_MAX_DEPTH = 3
_MIN_FLUSH_SHARE = 0.6
_WIDE_GAP_EM = 2.0
# A line or two may stick out of a column.
_EDGE_SHARE = 0.05


class Line(NamedTuple):
    """A line of text, or a table, with the edges of the column it stands in."""

    run: Run
    left: float
    right: float
    is_in_column: bool
    stands_alone: bool
    """Its parts stand wide apart, as the cells of a table do, or it is no running text."""


class _Strip(NamedTuple):
    left: float
    right: float


def in_reading_order(runs: Sequence[Run]) -> list[Line]:
    """Return the lines of a page: the left column before the right one, titles above both first."""
    return list(_in_blocks(list(_ordered(_segments(runs), 0))))


def _segments(runs: Sequence[Run]) -> list[Run]:
    segments: list[Run] = []
    for row in in_rows(runs):
        group: list[Run] = []
        for run in row:
            if group and not _is_near(group[-1], run):
                segments.append(merged(group))
                group = []
            group.append(run)
        segments.append(merged(group))
    return segments


def _is_near(before: Run, run: Run) -> bool:
    gap = run.x0 - before.x1
    return not (before.rows or run.rows) and gap < _WORD_GAP_EM * max(before.size, run.size)


def _ordered(segments: Sequence[Run], depth: int) -> Iterator[Line]:
    edges = _edges(segments)
    gutter = _gutter(segments) if depth < _MAX_DEPTH else None
    if gutter is None:
        yield from _rows(segments, edges, depth)
        return
    band: list[Run] = []
    for segment in sorted(segments, key=lambda run: -run.y1):
        if segment.x0 < gutter.left and segment.x1 > gutter.right:
            yield from _band(band, gutter, edges, depth)
            yield from _rows([segment], edges, depth)
            band = []
        else:
            band.append(segment)
    yield from _band(band, gutter, edges, depth)


def _band(band: Sequence[Run], gutter: _Strip, edges: _Strip, depth: int) -> Iterator[Line]:
    """Yield what stands between two lines that cross the gutter."""
    middle = gutter.left + gutter.right
    left = [run for run in band if run.x0 + run.x1 < middle]
    right = [run for run in band if run.x0 + run.x1 >= middle]
    if left and right and max(len(left), len(right)) > 1:
        yield from _ordered(left, depth + 1)
        yield from _ordered(right, depth + 1)
    else:
        yield from _rows(band, edges, depth)


def _rows(segments: Sequence[Run], edges: _Strip, depth: int) -> Iterator[Line]:
    for row in in_rows(segments):
        for has_rows, parts in groupby(row, key=lambda run: bool(run.rows)):
            for group in ([part] for part in parts) if has_rows else [list(parts)]:
                yield Line(merged(group), *edges, depth > 0, _is_spaced(group))


def _edges(segments: Sequence[Run]) -> _Strip:
    if not segments:
        return _Strip(0, 0)
    left = _edge([run.x0 for run in segments], _EDGE_SHARE)
    return _Strip(left, _edge([run.x1 for run in segments], 1 - _EDGE_SHARE))


def _edge(places: Sequence[float], share: float) -> float:
    return sorted(places)[int(share * (len(places) - 1))]


def _is_spaced(row: Sequence[Run]) -> bool:
    return any(run.x0 - before.x1 > _WIDE_GAP_EM * run.size for before, run in pairwise(row))


def _gutter(segments: Sequence[Run]) -> _Strip | None:
    """Return the empty strip between two columns of running text, if there are two."""
    text = [run for run in segments if not run.rows]
    found: tuple[int, _Strip] | None = None
    for start in sorted({round(run.x0) for run in text}):
        left = [run for run in text if run.x1 <= start]
        right = [run for run in text if run.x0 >= start - 1]
        crossing = len(text) - len(left) - len(right)
        weight = min(len(left), len(right))
        if weight < _MIN_COLUMN_LINES or crossing > _MAX_CROSSING_SHARE * len(text):
            continue
        if (found is None or weight > found[0]) and _is_text(left) and _is_text(right):
            gutter = _Strip(max(run.x1 for run in left), min(run.x0 for run in right))
            found = (weight, gutter)
    return found[1] if found else None


def _is_text(column: Sequence[Run]) -> bool:
    """Tell running text: half of it stands in lines that fill the column."""
    width = max(run.x1 for run in column) - min(run.x0 for run in column)
    size = statistics.median(run.size for run in column)
    lengths = [run.x1 - run.x0 for run in column]
    full = sum(length for length in lengths if length >= _MIN_FILLED_SHARE * width)
    return width >= _MIN_COLUMN_EM * size and 2 * full >= sum(lengths)


def _in_blocks(lines: Sequence[Line]) -> Iterator[Line]:
    """Give a block that is set narrower than its column, such as an abstract, its own edges.

    Only lines that end below each other as well as they begin are such a block.
    """
    for _, group in groupby(lines, key=lambda line: round(line.run.x0)):
        block = list(group)
        right = max(line.run.x1 for line in block)
        flush = sum(right - line.run.x1 < line.run.size for line in block)
        if len(block) >= _MIN_COLUMN_LINES and flush >= _MIN_FLUSH_SHARE * len(block):
            left = min(line.run.x0 for line in block)
            yield from (line._replace(left=left, right=right) for line in block)
        else:
            yield from block
