"""Takes the characters of a PDF page from PDFium, upright, and what is no running text aside."""

import ctypes
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ingest.load.pdf_run import Glyph, Run, run_of

__all__ = ["Box", "Frame", "PageText", "read_text", "turned"]

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 with x0 <= x1 and y0 <= y1."""
Frame = int
"""Quarter turns, counter-clockwise, from rightwards to the direction in which a page is read."""

_RIGHT, _UP, _DOWN = 0, 1, 3
# Text at any other angle than a quarter turn is a stamp or a watermark.
_MAX_TILT = 5.0
_HYPHENS = (0x02, 0xAD, 0xFFFE)
_SYMBOL_FONT = range(0xF020, 0xF100)
"""Where Symbol and Wingdings put their signs; on a page of text they are bullets."""
_MAX_GAP_EM = 1.2
_MAX_OVERLAP_EM = 0.6
_MAX_SHIFT_EM = 0.5
# Characters that stand one below the other as closely as this are written downwards; lines of
# running text are set wider apart.
_DOWN_PITCH_EM = (0.5, 1.15)
_MIN_DOWN_GLYPHS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    """The text layer of one page."""

    runs: tuple[Run, ...]
    """In the order of the file, in the frame of the page."""
    asides: tuple[Run, ...]
    """What runs across that frame: stamps in the margin, words set upright in a narrow cell."""
    frame: Frame
    tilted: str
    """Text at an angle: watermarks and stamps."""
    unmapped: int
    """Characters of which the font does not say what they are."""


class _Char(NamedTuple):
    text: str
    x: float
    y: float
    box: Box
    size: float
    angle: float
    has_space_before: bool


def read_text(text_page: Any) -> PageText:  # Any: pypdfium2 publishes no types
    """Return the characters of a page in runs, each in the frame in which most are read."""
    chars, unmapped = _chars(text_page)
    tilted = [char for char in chars if _is_tilted(char.angle)]
    straight = [char for char in chars if not _is_tilted(char.angle)]
    frames = _frames(straight)
    frame = Counter(frames).most_common(1)[0][0] if frames else _RIGHT
    runs: dict[tuple[str, int, int], Run] = {}
    asides: list[Run] = []
    for own, group in itertools.groupby(
        zip(frames, straight, strict=True), key=lambda each: each[0]
    ):
        for piece in _pieces([char for _, char in group], own):
            if own != frame:
                asides.append(_set_aside(piece, own, frame))
                continue
            run = run_of(tuple(_glyphs(piece, own)))
            # Bold print is imitated by printing twice, a hair apart.
            runs.setdefault((run.text, round(run.x0 / 2), round(run.base / 2)), run)
    return PageText(
        runs=tuple(runs.values()),
        asides=tuple(asides),
        frame=frame,
        tilted="".join(char.text for char in tilted),
        unmapped=unmapped,
    )


def turned(box: Box, frame: Frame) -> Box:
    """Return a box of the page in a frame."""
    x0, y0, x1, y1 = box
    if frame == _RIGHT:
        return box
    if frame == _DOWN:
        return -y1, x0, -y0, x1
    return (y0, -x1, y1, -x0) if frame == _UP else (-x1, -y1, -x0, -y0)


def _chars(text_page: Any) -> tuple[list[_Char], int]:
    page = text_page.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    chars: list[_Char] = []
    unmapped, has_space = 0, False
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if pdfium.FPDFText_IsGenerated(page, index) == 1:
            has_space = code == 0x20
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        pdfium.FPDFText_GetMatrix(page, index, matrix)
        pdfium.FPDFText_GetLooseCharBox(page, index, box)
        is_unmapped = pdfium.FPDFText_HasUnicodeMapError(page, index) == 1
        unmapped += is_unmapped
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        edges = (box.left, box.bottom, box.right, box.top)
        chars.append(
            _Char(
                _text(code, is_unmapped),
                x.value,
                y.value,
                (min(edges[::2]), min(edges[1::2]), max(edges[::2]), max(edges[1::2])),
                abs(pdfium.FPDFText_GetFontSize(page, index)) * scale or 1.0,
                math.degrees(math.atan2(matrix.b, matrix.a)),
                has_space,
            )
        )
        has_space = False
    return chars, unmapped


def _text(code: int, is_unmapped: bool) -> str:
    if code in _HYPHENS and not is_unmapped:
        return "-"
    if code in _SYMBOL_FONT:
        return "•"
    return "\ufffd" if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def _is_tilted(angle: float) -> bool:
    return abs(angle - 90 * round(angle / 90)) > _MAX_TILT


def _frames(chars: Sequence[_Char]) -> list[Frame]:
    """Return the frame in which each character is read: by its angle, or as written downwards."""
    frames = [round(char.angle / 90) % 4 for char in chars]
    start = 0
    for index in range(1, len(chars) + 1):
        if index < len(chars) and _is_below(chars[index - 1], chars[index]):
            continue
        if index - start >= _MIN_DOWN_GLYPHS:
            frames[start:index] = [_DOWN] * (index - start)
        start = index
    return frames


def _is_below(above: _Char, char: _Char) -> bool:
    drop = (above.y - char.y) / char.size
    is_straight = abs(above.x - char.x) < 0.3 * char.size and not char.angle
    return is_straight and _DOWN_PITCH_EM[0] < drop <= _DOWN_PITCH_EM[1]


def _pieces(chars: Sequence[_Char], frame: Frame) -> Iterator[list[_Char]]:
    """Cut characters of one frame where the next does not stand right behind."""
    piece: list[_Char] = []
    for char in chars:
        if piece and not _goes_on(piece[-1], char, frame):
            yield piece
            piece = []
        if piece or not char.text.isspace():
            piece.append(char)
    if piece:
        yield piece


def _goes_on(before: _Char, char: _Char, frame: Frame) -> bool:
    _, y0, end, y1 = turned(before.box, frame)
    size = max(before.size, char.size)
    if not -_MAX_OVERLAP_EM * size < turned(char.box, frame)[0] - end < _MAX_GAP_EM * size:
        return False
    shift = char.x - before.x if frame in (_UP, _DOWN) else char.y - before.y
    return abs(shift) < _MAX_SHIFT_EM * size and y1 > y0


def _glyphs(chars: Sequence[_Char], frame: Frame) -> Iterator[Glyph]:
    for index, char in enumerate(chars):
        x0, y0, x1, y1 = turned(char.box, frame)
        base = turned((char.x, char.y, char.x, char.y), frame)[1]
        if index and char.has_space_before:
            yield Glyph(" ", x0, y0, x0, y1, base, char.size)
        yield Glyph(char.text, x0, y0, x1, y1, base, char.size)


def _set_aside(chars: Sequence[_Char], own: Frame, frame: Frame) -> Run:
    """Return text that runs across the page's direction as one line at its upper end."""
    run = run_of(tuple(_glyphs(chars, own)))
    boxes = [turned(char.box, frame) for char in chars]
    x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
    y0, y1 = min(box[1] for box in boxes), max(box[3] for box in boxes)
    middle, half = (y0 + y1) / 2, run.size / 2
    return Run(run.text, x0, middle - half, x1, middle + half, middle - half, run.size)
