"""Finds a quote among the characters of a page and returns the boxes of its lines; pure.

A page's characters come in the file's order and a quote in the reading's, which may have put
spaces, rules of tables or full stops of its own between them. So only letters and digits are
compared, and a quote that does not stand as a whole is looked for in pieces.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Box", "Spot", "locate"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; y grows downwards."""

_PIECE = re.compile(r"[^\s|，,。；;：:、（）()]+")
# Shorter pieces, such as the cells of a row, are only looked for right behind the one before.
_ALONE = 6
_NEAR = 200
_SAME_LINE = 0.5
# As a share of a line's height: farther apart, two stretches are of two columns.
_APART = 3.0


class Spot(NamedTuple):
    """A character, and where it stands."""

    char: str
    box: Box


def locate(quote: str, spots: Sequence[Spot]) -> tuple[Box, ...]:
    """Return a box for each line of a quote, in the page's order; none where it does not stand."""
    folded, owners = _folded(spots)
    wanted = _fold(quote)
    at = folded.find(wanted) if wanted else -1
    ranges = [(at, at + len(wanted))] if at >= 0 else [*_in_pieces(quote, folded)]
    boxes = [spots[owner].box for start, end in ranges for owner in owners[start:end]]
    return tuple(_lines(boxes))


def _folded(spots: Sequence[Spot]) -> tuple[str, list[int]]:
    """Return the letters and digits of a page, and which spot each comes from."""
    chars: list[str] = []
    owners: list[int] = []
    for index, spot in enumerate(spots):
        for char in _fold(spot.char):
            chars.append(char)
            owners.append(index)
    return "".join(chars), owners


def _fold(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def _in_pieces(quote: str, folded: str) -> Iterator[tuple[int, int]]:
    last = 0
    for piece in filter(None, map(_fold, _PIECE.findall(quote))):
        at = folded.find(piece, last, last + _NEAR + len(piece))
        if at < 0 and len(piece) >= _ALONE:
            at = folded.find(piece)
        if at >= 0:
            last = at + len(piece)
            yield at, last


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """Yield boxes side by side as one; on a turned page lines run up, down or to the left."""
    line: Box | None = None
    for before, box in zip((None, *boxes), boxes, strict=False):
        if (
            line
            and before
            and (_is_beside(before, box) or _is_beside(_upended(before), _upended(box)))
        ):
            line = (
                min(line[0], box[0]),
                min(line[1], box[1]),
                max(line[2], box[2]),
                max(line[3], box[3]),
            )
            continue
        if line:
            yield line
        line = box
    if line:
        yield line


def _is_beside(one: Box, other: Box) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return overlap > _SAME_LINE * height and gap <= _APART * height


def _upended(box: Box) -> Box:
    left, top, right, bottom = box
    return top, left, bottom, right
