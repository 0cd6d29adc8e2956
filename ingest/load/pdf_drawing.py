"""Finds what is drawn on a PDF page beside its text: straight lines and pictures."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ingest.load.pdf_glyph import Box, Frame, turned

__all__ = ["Drawing", "read_drawing"]

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)
_MAX_DEPTH = 8
# Maps and plans are drawn of tens of thousands of lines; no table is.
_MAX_LINES = 4000
_MAX_SEGMENTS = 400
_STRAIGHT_PT = 1.0
_MIN_LENGTH_PT = 4.0


class Drawing(NamedTuple):
    """What a page shows beside text, in its frame."""

    lines: tuple[Box, ...]
    """Level and upright ones; none when there are too many for a table."""
    pictures: tuple[Box, ...]
    is_empty: bool
    """Nothing at all is on the page, neither text nor drawing."""


def read_drawing(page: Any, frame: Frame) -> Drawing:  # Any: pypdfium2 publishes no types
    """Return the straight lines and pictures of a page."""
    lines: list[Box] = []
    pictures: list[Box] = []
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for item, matrix in _objects(page.raw):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(turned(_span((0, 0), (1, 1), _product(_own(item), matrix)), frame))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(lines) <= _MAX_LINES:
            lines.extend(turned(line, frame) for line in _straight(item, matrix))
    kept = tuple(lines) if len(lines) <= _MAX_LINES else ()
    return Drawing(kept, tuple(pictures), not count)


def _objects(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _inside(pdfium.FPDFPage_GetObject(page, index), _IDENTITY, 0)


def _inside(item: Any, matrix: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, matrix
    elif depth < _MAX_DEPTH:
        within = _product(_own(item), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _inside(pdfium.FPDFFormObj_GetObject(item, index), within, depth + 1)


def _own(item: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _span(start: tuple[float, float], end: tuple[float, float], matrix: _Matrix) -> Box:
    (x0, y0), (x1, y1) = _moved(start, matrix), _moved(end, matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _moved(point: tuple[float, float], matrix: _Matrix) -> tuple[float, float]:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def _straight(path: Any, matrix: _Matrix) -> Iterator[Box]:
    """Yield the level and upright lines of a path that is painted."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return
    count = pdfium.FPDFPath_CountSegments(path)
    if not 0 < count <= _MAX_SEGMENTS:
        return
    matrix = _product(_own(path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            yield from _if_straight(_span(last, point, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _if_straight(_span(point, first, matrix))
        last = point


def _if_straight(box: Box) -> Iterator[Box]:
    width, height = box[2] - box[0], box[3] - box[1]
    if min(width, height) <= _STRAIGHT_PT and max(width, height) >= _MIN_LENGTH_PT:
        yield box
