"""Says how well a text holds a word of a question, whole or in parts; pure, knows no claim."""

from functools import lru_cache
from typing import NamedTuple

import rjieba

from bot.query import Term
from bot.thesaurus import thesaurus

__all__ = ["MIN_PARTIAL", "strength"]

MIN_PARTIAL = 0.5
"""The least share of a word's character pairs that counts."""
_OF_PAIRS = 0.7
_IN_PIECES = 0.85
_OTHER_WORDING = 0.92
_LESSER, _OF_LESSER = "副非", 0.4


class _Parts(NamedTuple):
    """What a long word can be found by."""

    pieces: tuple[str, ...]
    """The words it is made of, none unless it is made of several of two characters and more."""
    pairs: tuple[str, ...]
    """Of its characters."""


def strength(term: Term, text: str) -> float:
    """Return how well a text holds a term: 1 as it stands, less for a part of a long word."""
    if not text:
        return 0.0
    for i, each in enumerate(term.alternatives):
        if each in text:
            if _is_of_lesser(each, text):
                return _OF_LESSER
            return _OTHER_WORDING if i else 1.0
    best = 0.0
    for parts in _all_parts(term.alternatives):
        best = max(best, _held(parts, text))
    return best


def _is_of_lesser(word: str, text: str) -> bool:
    """Tell whether a word stands only behind what makes another of it: 主任 in 副主任."""
    lesser = sum(text.count(mark + word) for mark in _LESSER if mark in text)
    return bool(lesser) and text.count(word) == lesser


def _held(parts: _Parts, text: str) -> float:
    if parts.pieces and all(each in text for each in parts.pieces):
        return _IN_PIECES  # 引进人才: 引进高层次人才
    share = sum([pair in text for pair in parts.pairs]) / len(parts.pairs)
    return _OF_PAIRS * share if share >= MIN_PARTIAL else 0.0


@lru_cache(maxsize=2_000)
def _all_parts(words: tuple[str, ...]) -> tuple[_Parts, ...]:
    return tuple(_parts(each) for each in words if _has_parts(each))


def _has_parts(word: str) -> bool:
    # 冰雪经济总产出增长 holds the pieces of 经济增长, and is none of it.
    return len(word) > 2 and not word.isascii() and word not in thesaurus().alone


def _parts(word: str) -> _Parts:
    pieces = tuple(each for each in rjieba.cut_for_search(word, False) if each != word)
    are_words = len(pieces) > 1 and all(len(each) > 1 for each in pieces)
    pairs = tuple(word[i : i + 2] for i in range(len(word) - 1))
    return _Parts(pieces if are_words else (), pairs)
