"""Owns texts that are like real reports and are not: other places, years, figures; knows no index.

A search over copies would be a search over equal vectors. A variant keeps the language of its
report and says other things: each place becomes another of its kind, each year an earlier one, each
figure of two digits or more another of as many digits. A fifth of the sentences is left out, so
that the others stand in other passages together. The same text and number give the same variant.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from random import Random

from ingest.places import Mention, Place, find_mentions, gazetteer

__all__ = ["variant"]

_FIGURE = re.compile(r"\d+\.\d+|\d{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A sentence with its end; a line break stays where it is, so that headings stay headings.
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]")
_LEFT_OUT = 0.2
# Coprime with the number of places of each kind often enough that variants rarely share one.
_STEP = 7


def variant(text: str, number: int) -> str:
    """Return a variant of a report's text; number 0 is the text itself."""
    if number == 0:
        return text
    draw = Random(f"{number} {text}")
    shorter = _SENTENCE.sub(lambda found: "" if draw.random() < _LEFT_OUT else found[0], text)
    moved = _move(shorter, number)
    return _FIGURE.sub(lambda found: _figure(found[0], number, draw), moved)


def _figure(digits: str, number: int, draw: Random) -> str:
    if _YEAR.fullmatch(digits):
        return str(int(digits) - number)
    first = str(draw.randint(1, 9)) if digits[0] != "0" else "0"
    rest = (each if each == "." else str(draw.randint(0, 9)) for each in digits[1:])
    return first + "".join(rest)


def _move(text: str, number: int) -> str:
    parts, end = [], 0
    for mention in find_mentions(text):
        parts += [text[end : mention.start], _moved(text, mention, number)]
        end = mention.end
    return "".join([*parts, text[end:]])


def _moved(text: str, mention: Mention, number: int) -> str:
    """Return the name of another place of its kind, short or English where this one is."""
    written = text[mention.start : mention.end]
    place = gazetteer().get(mention.name)
    if place is None:
        return written
    names = _kinds()[place.level]
    other = gazetteer()[names[(bisect_left(names, place.name) + number * _STEP) % len(names)]]
    return _as_written(written, place, other)


def _as_written(written: str, place: Place, other: Place) -> str:
    if written in place.shorts and other.shorts:
        return other.shorts[0]
    if written.isascii() and other.english:
        return other.english[0]
    return other.name


@cache
def _kinds() -> Mapping[str, list[str]]:
    """Return the full names of the places of each level in their order."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name, place in sorted(gazetteer().items()):
        kinds[place.level].append(name)
    return kinds
