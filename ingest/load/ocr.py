"""Reads the text of a picture by text recognition; knows no file format.

The engine (rapidocr, PP-OCRv6 small) and its models come with `pip install 'wence[ocr]'`; nothing
is downloaded. Measured on a page of 800 characters at 150 dpi, two cores: 6 s, 0.5 GB.
"""

import functools
import importlib.util
import math
import os
import re
import statistics
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.load.ocr_line import ruled_lines
from ingest.load.pdf_run import Run, spread

if TYPE_CHECKING:
    import numpy as np

__all__ = ["LOW_CONFIDENCE", "OCR_HINT", "Reading", "can_recognise", "recognise", "repaired"]

OCR_HINT = (
    "Install text recognition (pip install 'wence[ocr]') and give the file again, or run it "
    "through OCR in WPS or Acrobat and give the result."
)
LOW_CONFIDENCE = 0.85
"""A page read with a lower mean confidence is to be checked against the picture: clean pages reach
0.97, upside-down ones 0.6."""
# One engine a process: it takes 0.5 GB, and its network runs on all threads it is given.
_ENGINE_LOCK = threading.Lock()
_MAX_THREADS = 4
# Lines that the engine itself thinks are noise: below this they are smudges and rulings.
_MIN_LINE_CONFIDENCE = 0.3
# Turned pages are tried only when the upright one reads badly.
_TURN_BELOW = 0.8
_TALL = 1.5
_MAX_SIDE = 2600
_FINDING_SIDE = 1600
_BLANK_CONTRAST = 40
_STRIP_HEIGHT = 1800
_STRIP_SEARCH = 300
# A letter with digits on both sides is a digit misread: 2O25, 1l3.5. Nothing else is changed.
_LETTER_ZERO = re.compile(r"(?<=\d)[OoＯ](?=[\d.,])|(?<=\d[.,])[OoＯ](?=\d)")
# 三大省基础科学中心0(三): before such a number stands a full stop.
_ROUND_STOP = re.compile(r"(?<=[\u4e00-\u9fff])[0OoＯ](?=[(（][一二三四五六七八九十]{1,3}[)）])")
# 35万1亿元: no number is written so.
_MYRIAD_STROKE = re.compile(r"(?<=\d万)[1lI|](?=亿)")
_LETTER_ONE = re.compile(r"(?<=\d)[lI|](?=\d)")


_Box = tuple[float, float, float, float]


class Reading(NamedTuple):
    """The text of a picture: runs in points for the given resolution, y from the bottom up."""

    runs: tuple[Run, ...]
    confidence: float
    """Mean over its characters, in [0, 1]; 0 when there are none."""
    turns: int = 0
    """Quarter turns, counter-clockwise, by which the picture was turned to be read."""
    rulings: tuple[tuple[float, float, float, float], ...] = ()
    """Level and upright lines, for its tables."""
    skew: float = 0.0
    """Angle in radians by which lines fell to the right in the turned picture; the runs lie level,
    turned about its upper left corner."""


class _Line(NamedTuple):
    text: str
    corners: tuple[tuple[float, float], ...]
    """From the top left, clockwise, in pixels."""
    confidence: float


def can_recognise() -> bool:
    """Tell whether the engine is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def recognise(image: "np.ndarray[Any, Any]", *, dpi: float) -> Reading:
    """Return the text of a picture, an array of uint8 (height, width, 3) in RGB.

    A picture that lies on its side or upside down is turned, a slight skew is taken out.
    """
    if _is_blank(image):
        return Reading((), 0.0)
    lines, turns = _upright_lines(image)
    confidence = _confidence(lines)
    lines = [line for line in lines if line.confidence >= _MIN_LINE_CONFIDENCE]
    skew = _skew(lines)
    scale, height = 72 / dpi, image.shape[turns % 2] * 72 / dpi
    boxes = ruled_lines(image, turns=turns, skew=skew, dpi=dpi) if lines else ()
    levels = [(line.text, _in_points(_level(line, skew), scale, height)) for line in lines]
    return Reading(
        runs=tuple(spread(text, box=box) for text, box in levels),
        confidence=confidence,
        turns=turns,
        rulings=tuple(_in_points(box, scale, height) for box in boxes),
        skew=skew,
    )


def _is_blank(image: "np.ndarray[Any, Any]") -> bool:
    return bool(image.size == 0 or image.max() - image.min() < _BLANK_CONTRAST)


def _upright_lines(image: "np.ndarray[Any, Any]") -> tuple[list[_Line], int]:
    """Return the lines, and the quarter turns of the picture that yielded them."""
    import numpy as np

    best, turns = _lines(image), 0
    if not best or _is_read(best):
        return best, turns
    was_sideways = _is_sideways(best)
    for turn in (1, 3) if was_sideways else (2,):
        turned = _lines(np.ascontiguousarray(np.rot90(image, turn)))
        if (_is_sideways(best), -_confidence(best)) > (_is_sideways(turned), -_confidence(turned)):
            best, turns = turned, turn
        if _is_read(best):
            break
    return best, turns


def _is_read(lines: list[_Line]) -> bool:
    return _confidence(lines) >= _TURN_BELOW and not _is_sideways(lines)


def _is_sideways(lines: list[_Line]) -> bool:
    """Tell a picture whose lines run up or down: most of the text lies in tall boxes."""
    sizes = [(_size(line), len(line.text)) for line in lines if len(line.text) > 1]
    tall = sum(n for (width, height), n in sizes if height > _TALL * width)
    return 2 * tall > sum(n for _, n in sizes) > 0


def _size(line: _Line) -> tuple[float, float]:
    xs, ys = zip(*line.corners, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def _confidence(lines: list[_Line]) -> float:
    weight = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / weight if weight else 0.0


def _lines(image: "np.ndarray[Any, Any]") -> list[_Line]:
    lines: list[_Line] = []
    for strip, top, scale in _strips(image):
        with _ENGINE_LOCK:
            found = _engine()(strip)
        if found.txts is None:
            continue
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True):
            if text.strip():
                points = tuple((float(x) * scale, float(y) * scale + top) for x, y in corners)
                lines.append(_Line(repaired(text), points, float(score)))
    return lines


def _strips(image: "np.ndarray[Any, Any]") -> Iterator[tuple["np.ndarray[Any, Any]", int, float]]:
    """Yield the picture, or the strips of a long one (a web page saved as one picture).

    The engine scales what is longer than a bound down to that, which makes a long strip
    unreadable. Strips are cut where the picture is most even.
    """
    height, width = image.shape[:2]
    if height <= max(_MAX_SIDE, 2 * width):
        yield image, 0, 1.0
        return
    top = 0
    while top < height:
        bottom = _even_row(image, top) if height - top > _MAX_SIDE else height
        yield image[top:bottom], top, 1.0
        top = bottom


def _even_row(image: "np.ndarray[Any, Any]", top: int) -> int:
    start = top + _STRIP_HEIGHT - _STRIP_SEARCH
    rows = image[start : top + _STRIP_HEIGHT].mean(axis=2).std(axis=1)
    return int(start + rows.argmin()) + 1


@functools.cache
def _engine() -> Any:  # Any: rapidocr publishes no types
    from rapidocr import RapidOCR

    threads = min(_MAX_THREADS, len(os.sched_getaffinity(0)))
    params = {
        # Its classifier of upside-down lines turns upright ones: errors fell from 10 % to 0.2 %
        # on clean pages without it.
        "Global.use_cls": False,
        "Global.text_score": 0.0,
        "Global.log_level": "error",
        "Global.max_side_len": _MAX_SIDE,
        # One line at a time and lines found on a smaller picture: 0.5 GB instead of 0.9 GB for a
        # page, in the same time and with the same errors.
        "Det.limit_type": "max",
        "Det.limit_side_len": _FINDING_SIDE,
        "Rec.rec_batch_num": 1,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
    }
    return RapidOCR(params=params)


def repaired(text: str) -> str:
    """Return a line with the letters in its numbers that can only be digits: 2O25, 1l3.5."""
    text = _MYRIAD_STROKE.sub("", _ROUND_STOP.sub("。", text))
    return _LETTER_ONE.sub("1", _LETTER_ZERO.sub("0", text))


def _level(line: _Line, skew: float) -> _Box:
    """Return the box of a line, in pixels, with the skew taken out."""
    cos, sin = math.cos(skew), math.sin(skew)
    xs = [x * cos + y * sin for x, y in line.corners]
    ys = [y * cos - x * sin for x, y in line.corners]
    return min(xs), min(ys), max(xs), max(ys)


def _in_points(box: _Box, scale: float, height: float) -> _Box:
    x0, top, x1, bottom = (each * scale for each in box)
    return x0, height - bottom, x1, height - top


def _skew(lines: list[_Line]) -> float:
    """Return the angle in radians by which the lines fall to the right."""
    angles = [
        math.atan2(line.corners[1][1] - line.corners[0][1], line.corners[1][0] - line.corners[0][0])
        for line in lines
        if _size(line)[0] > 5 * _size(line)[1]
    ]
    return statistics.median(angles) if angles else 0.0
