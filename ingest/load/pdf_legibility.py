"""Judges whether a page's text layer says what its print shows; knows text only."""

import functools
import re
from collections.abc import Callable
from enum import Enum

__all__ = ["Legibility", "judge"]

# Latin, Greek, Cyrillic, punctuation, symbols, kana, Han and full-width forms.
_UNUSUAL = re.compile(
    r"[^\s\x20-\x7e\u00a0-\u024f\u0300-\u04ff\u1e00-\u27bf\u3000-\u33ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af]"
)
_SUSPECT_SHARE = 0.02
_GARBLED_SHARE = 0.15
# Share of Han characters that stand in a word of two or more: 0.88 in a government report, 0.05 to
# 0.14 when its characters are exchanged or shuffled. Lists of names reach 0.5.
_MIN_WORDED_SHARE = 0.3
_MIN_HAN = 60
# Share of the commonest pairs of letters in all pairs of small letters: English 0.5, other European
# languages above 0.3, letters exchanged for others 0.1.
_PAIRS = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve"
    " co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur".split()
)
_MIN_PAIRED_SHARE = 0.15
_MIN_PAIRS = 150
_MIN_KINDS = 20
# A page whose font states nothing is judged on so many times less text.
_MIN_GUESSED = 6
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_KANA = re.compile(r"[\u3041-\u30ff]")
_SMALL_PAIR = re.compile(r"(?=([a-z]{2}))")


class Legibility(Enum):
    """How far a text layer can be trusted."""

    GOOD = "good"
    SUSPECT = "suspect"
    """Some characters are lost; the others are right."""
    GARBLED = "garbled"


def judge(text: str, *, unmapped: int = 0) -> Legibility:
    """Judge a page's text, of which so many characters have no meaning that the font states.

    PDFium guesses those; words that come out right show that it guessed well.
    """
    letters = len("".join(text.split()))
    lost = len(_UNUSUAL.findall(text))
    is_guessed = unmapped > _GARBLED_SHARE * letters
    makes_words = _makes_words(text, _MIN_GUESSED if is_guessed else 1)
    if lost > _GARBLED_SHARE * letters or makes_words is False:
        return Legibility.GARBLED
    if is_guessed and makes_words is None:
        return Legibility.GARBLED
    return Legibility.SUSPECT if lost > _SUSPECT_SHARE * letters else Legibility.GOOD


def _makes_words(text: str, ease: int) -> bool | None:
    """Tell words from glyph numbers taken for letters; None when there is too little to tell.

    The least number of letters that is judged is divided by `ease`.
    """
    han = "".join(_HAN.findall(text))
    if len(han) * ease >= _MIN_HAN and not _KANA.search(text):
        words = _cut()(han, False)
        return sum(len(word) for word in words if len(word) > 1) >= _MIN_WORDED_SHARE * len(han)
    pairs = _SMALL_PAIR.findall(text)
    if len(pairs) * ease >= _MIN_PAIRS and len(set(pairs)) >= _MIN_KINDS:
        return sum(pair in _PAIRS for pair in pairs) >= _MIN_PAIRED_SHARE * len(pairs)
    return None


@functools.cache
def _cut() -> Callable[[str, bool], list[str]]:
    import rjieba

    cut: Callable[[str, bool], list[str]] = rjieba.cut
    return cut
