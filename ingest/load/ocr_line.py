"""Finds the straight lines of a picture: the rulings of its tables."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ruled_lines"]

_Box = tuple[float, float, float, float]
# Longer than the strokes of any but the largest characters.
_MIN_INCHES = 0.45
_MAX_INCHES_THICK = 0.06
_BLOCK_PX = 31
_DARKER_BY = 12


def ruled_lines(
    image: "np.ndarray[Any, Any]", *, turns: int, skew: float, dpi: float
) -> tuple[_Box, ...]:
    """Return the level and upright lines of a picture (uint8, RGB) as boxes in pixels.

    Args:
        image: The picture as it was taken.
        turns: Quarter turns, counter-clockwise, that set it upright.
        skew: Angle in radians by which its lines fall to the right after that.
        dpi: Its resolution.
    """
    import cv2
    import numpy as np

    gray = cv2.cvtColor(np.ascontiguousarray(np.rot90(image, turns)), cv2.COLOR_RGB2GRAY)
    height, width = gray.shape
    cos, sin = math.cos(skew), math.sin(skew)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0]])
    level = cv2.warpAffine(gray, turn, (width, height), borderValue=(255,))
    dark = cv2.adaptiveThreshold(
        level, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK_PX, _DARKER_BY
    )
    length = round(_MIN_INCHES * dpi)
    return tuple(
        box
        for kernel in (np.ones((1, length), np.uint8), np.ones((length, 1), np.uint8))
        for box in _boxes(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), _MAX_INCHES_THICK * dpi)
    )


def _boxes(lines: "np.ndarray[Any, Any]", thickest: float) -> Iterator[_Box]:
    import cv2

    _, _, boxes, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for x, y, width, height, _ in boxes[1:]:  # the first is the ground
        if min(width, height) <= thickest:
            yield float(x), float(y), float(x + width), float(y + height)
