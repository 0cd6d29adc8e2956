"""Reads one page of an opened PDF, by its text layer or by text recognition."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pypdfium2

from ingest.load.ocr import recognise
from ingest.load.pdf_drawing import Drawing, read_drawing
from ingest.load.pdf_glyph import Box, read_text, turned
from ingest.load.pdf_legibility import Legibility, judge
from ingest.load.pdf_mark import without_marks
from ingest.load.pdf_run import Run, in_rows, spread
from ingest.load.pdf_table import aligned_tables, ruled_tables

__all__ = ["Page", "Picture", "State", "read_page", "read_picture", "render"]

_COVERED_SHARE = 0.5
# A stamp, a page number or a scanner's advertisement over the picture of a page.
_FEW_CHARS = 60
_DPI = 150
_MIN_SIDE_PX = 1400
_MAX_SIDE_PX = 2600


_ROUND = re.compile(r"[0OoＯ〇]")
_HAN_END = re.compile(r"[\u4e00-\u9fff]$")
_FULL_EM = 3


class State(Enum):
    """What a page's text layer is worth."""

    READ = "read"
    EMPTY = "empty"
    DAMAGED = "damaged"
    PICTURE = "picture"
    """It shows more than its text layer says."""
    SUSPECT = "suspect"
    """Some of its letters are lost."""
    GARBLED = "garbled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What was read of a page."""

    state: State
    runs: tuple[Run, ...] = ()
    asides: tuple[Run, ...] = ()
    """What runs across the page's direction, such as a stamp in the margin."""
    source: str = ""
    """All text of its text layer, or all that was recognised."""
    dropped: str = ""
    """Watermarks and footnote marks."""
    confidence: float | None = None
    """Of text recognition, in [0, 1]; None when the text layer was read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A page as it is printed."""

    image: Any  # Any: numpy's arrays of uint8 (height, width, 3), RGB
    dpi: float
    origin: tuple[float, float] = (0, 0)
    """Lower left corner in the page's upright frame, in points."""
    drawn: tuple[Box, ...] = ()
    """Straight lines that the file itself draws, in that frame."""


def read_page(document: Any, index: int) -> Page:  # Any: pypdfium2 publishes no types
    """Return the text layer of a page, counted from 0."""
    try:
        page = document[index]
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page(state=State.DAMAGED)
    try:
        return _read(page, words)
    finally:
        words.close()
        page.close()


def _read(page: Any, words: Any) -> Page:
    source: str = words.get_text_range(errors="replace")
    text = read_text(words)
    drawing = read_drawing(page, text.frame)
    state = _state(source, text.unmapped, drawing, _area(page))
    if state in (State.EMPTY, State.GARBLED):
        return Page(state=state)
    runs, marks = without_marks(text.runs)
    found = ruled_tables([*runs, *text.asides], drawing.lines)
    asides = tuple(run for run in found if run in text.asides)
    upright = _bare(aligned_tables([run for run in found if run not in text.asides]))
    dropped = "\n".join(each for each in (text.tilted, marks) if each)
    return Page(state=state, runs=upright, asides=asides, source=source, dropped=dropped)


def _bare(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs without their characters: those of a long document take gigabytes."""
    return tuple(run._replace(glyphs=()) for run in runs)


def _state(source: str, unmapped: int, drawing: Drawing, area: float) -> State:
    count = sum(not char.isspace() for char in source)
    if not count:
        return State.EMPTY if drawing.is_empty else State.PICTURE
    legibility = judge(source, unmapped=unmapped)
    if legibility is Legibility.GARBLED:
        return State.GARBLED
    covered = max((_size(box) for box in drawing.pictures), default=0)
    if count < _FEW_CHARS and covered > _COVERED_SHARE * area:
        return State.PICTURE
    return State.SUSPECT if legibility is Legibility.SUSPECT else State.READ


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _area(page: Any) -> float:
    width, height = page.get_size()
    return float(width * height)


def render(document: Any, index: int) -> Picture:  # Any: pypdfium2 publishes no types
    """Return a page as it is printed, at about 150 dpi."""
    page = document[index]
    try:
        longest = max(page.get_size())
        scale = min(max(_DPI / 72, _MIN_SIDE_PX / longest), _MAX_SIDE_PX / longest)
        image = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        frame = page.get_rotation() // 90
        corner = turned(tuple(page.get_cropbox()), frame)
        return Picture(
            image=image.copy(),
            dpi=72 * scale,
            origin=corner[:2],
            drawn=read_drawing(page, frame).lines,
        )
    finally:
        page.close()


def read_picture(picture: Picture) -> Page:
    """Return the text recognised on a page."""
    reading = recognise(picture.image, dpi=picture.dpi)
    drawn = () if reading.turns else picture.drawn
    lines = drawn or tuple(_shifted(box, picture.origin) for box in reading.rulings)
    runs = list(_with_stops([_moved(run, picture.origin) for run in reading.runs]))
    return Page(
        state=State.READ if runs else State.EMPTY,
        runs=_bare(aligned_tables(ruled_tables(runs, lines))),
        source="\n".join(run.text for run in runs),
        confidence=reading.confidence,
    )


def _with_stops(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield runs with the full stop that alone went over into a line, and was taken for a zero."""
    left, right = min((run.x0 for run in runs), default=0), max((run.x1 for run in runs), default=0)
    above: Sequence[Run] = ()
    for row in in_rows(runs):
        is_stop = (
            len(row) == 1 == len(above)
            and bool(_ROUND.fullmatch(row[0].text) and _HAN_END.search(above[0].text))
            and row[0].x0 - left < row[0].size
            and right - above[0].x1 < _FULL_EM * above[0].size
        )
        yield from [spread("。", box=row[0][1:5])] if is_stop else row
        above = row


def _shifted(box: Box, by: tuple[float, float]) -> Box:
    (x0, y0, x1, y1), (dx, dy) = box, by
    return x0 + dx, y0 + dy, x1 + dx, y1 + dy


def _moved(run: Run, by: tuple[float, float]) -> Run:
    dx, dy = by
    glyphs = tuple(
        each._replace(x0=each.x0 + dx, x1=each.x1 + dx, y0=each.y0 + dy, y1=each.y1 + dy,
                      base=each.base + dy)
        for each in run.glyphs
    )  # fmt: skip
    return run._replace(
        x0=run.x0 + dx, x1=run.x1 + dx, y0=run.y0 + dy, y1=run.y1 + dy, base=run.base + dy,
        glyphs=glyphs,
    )  # fmt: skip
