"""How alike two texts are, by the stretches of characters that both hold; knows no document."""

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.normalise import fold

__all__ = ["SKETCH_SIZE", "Likeness", "Shingles", "compare", "shingle", "sketch"]

Shingles = NDArray[np.int64]

SKETCH_SIZE = 64
"""Two texts of one length that share a quarter of their shingles have 26 of these in common, give
or take 4."""
_SHINGLE_CHARS = 5
# Layout, punctuation and heading marks differ between a report's .docx, PDF and web page.
_UNWRITTEN = re.compile(r"[\W_]+")
# Odd constants of splitmix64 (Steele, Lea and Flood, Fast splittable generators, 2014).
_STEP = 0x9E3779B97F4A7C15
_MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


class Likeness(NamedTuple):
    """How much two texts share."""

    common: float
    """Shingles of both among those of either, in [0, 1]."""
    contained: float
    """Shingles of both among those of the smaller, in [0, 1]."""


def shingle(text: str) -> Shingles:
    """Return the hashes of a text's shingles, ascending and distinct.

    A shingle is five characters in a row, folded, without what is neither letter nor digit.
    """
    written = _UNWRITTEN.sub("", fold(text)).encode("utf-32-le", "replace")
    codes = np.frombuffer(written, dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(max(codes.size - _SHINGLE_CHARS + 1, 0), dtype=np.uint64)
    for offset in range(_SHINGLE_CHARS):
        hashes = hashes * np.uint64(_STEP) + codes[offset : offset + hashes.size] + np.uint64(1)
    return _distinct(_mixed(hashes).view(np.int64))


def sketch(shingles: Shingles) -> list[int]:
    """Return the smallest hashes of a text: alike texts have many of them in common.

    A. Broder, On the resemblance and containment of documents, 1997, with one hash function.
    """
    return [int(each) for each in shingles[:SKETCH_SIZE]]


def compare(one: Shingles, other: Shingles) -> Likeness:
    """Count how much two texts share; nothing when one of them is empty."""
    if not one.size or not other.size:
        return Likeness(0.0, 0.0)
    few, many = sorted((one, other), key=len)
    places = np.minimum(np.searchsorted(many, few), many.size - 1)
    both = int(np.count_nonzero(many[places] == few))
    return Likeness(both / (one.size + other.size - both), both / few.size)


def _distinct(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers ascending, each once; `numpy.unique` takes ten times as long for a table."""
    hashes.sort()
    is_first = np.ones(hashes.size, dtype=np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_first[1:])
    return hashes[is_first]


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, factor in _MIXES:
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(factor)
    return hashes ^ (hashes >> np.uint64(31))
