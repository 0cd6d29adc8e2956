"""Cuts text into index terms, the same way for reports and queries; knows no index.

Words alone miss what the dictionary cuts differently in report and query; pairs of characters are
the floor under them. Numbers are terms by value, so that 337.7万 and 3,377,000 are one term.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import rjieba
import snowballstemmer
from opencc import OpenCC

from ingest.normalise import fold
from ingest.numerals import ARABIC, MULTIPLIERS, arabic

__all__ = ["bigrams", "compact", "cut", "joined_terms", "simplify", "words", "words_and_bigrams"]

# What each begins with is asked first: most of a text is passed over at once.
_NUMBER = re.compile(rf"(?=\d)(?<![a-z\d.])({ARABIC})(?![\d.,]*[a-z])(万亿|亿|万)?")
_LATIN = re.compile(
    r"(?=[\da-z])"
    r"(?:(?<![\d.,])\d+(?:[.,]\d+)*[a-z][a-z\d]*|(?<!\d)[a-z][a-z\d]*(?:[.\-+'][a-z\d]+)*)"
)
_KNOWN_STEMS = 50_000
_KNOWN_TEXTS = 20_000
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


def words(text: str) -> list[str]:
    """Return the terms of a text in order: Han words, Latin words and numbers by value."""
    return _words(simplify(text))


def _words(folded: str) -> list[str]:
    terms = [_number_term(found) for found in _NUMBER.finditer(folded)]
    rest = _NUMBER.sub(" ", folded)  # 337.7万 is one number, not a number and 万
    terms += [_stem(found[0].replace(",", "")) for found in _LATIN.finditer(rest)]
    for run in _HAN_RUN.findall(rest):
        terms += _segmenter().cut_for_search(run, False)
    return terms


def cut(text: str) -> list[str]:
    """Return the words of a Chinese text, none overlapping; policy words stay whole."""
    return list(_segmenter().cut(text, False))


def bigrams(text: str) -> list[str]:
    """Return each pair of neighbouring Han characters, and a run of one as itself."""
    return _bigrams(simplify(text))


def words_and_bigrams(text: str) -> tuple[list[str], list[str]]:
    """Return what `words` and `bigrams` do, in two thirds of the time."""
    folded = simplify(text)
    return _words(folded), _bigrams(folded)


def joined_terms(text: str) -> tuple[str, str]:
    """Return what `words` and what `bigrams` do, each joined by spaces."""
    segmented, pairs = words_and_bigrams(text)
    return " ".join(segmented), " ".join(pairs)


def _bigrams(folded: str) -> list[str]:
    pairs: list[str] = []
    for run in _HAN_RUN.findall(folded):
        pairs += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs


def simplify(text: str) -> str:
    """Return the text folded for comparison: NFKC, lower case, Traditional as Simplified."""
    return str(_converter().convert(fold(text)))


@lru_cache(_KNOWN_TEXTS)
def compact(text: str) -> str:
    """Return the text simplified and without spaces; kept, as a question meets the same texts."""
    return simplify(text).replace(" ", "")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _number_term(found: re.Match[str]) -> str:
    value = arabic(found[1]) * MULTIPLIERS.get(found[2] or "", 1)
    return format(value.normalize(), "f")


@lru_cache(_KNOWN_STEMS)
def _stem(word: str) -> str:
    """Return an English word without its endings; names with digits stay as they are."""
    word = word.removesuffix("'s")
    # A stemmer keeps its state between calls, so that threads cannot share one.
    return str(snowballstemmer.stemmer("english").stemWord(word)) if word.isalpha() else word


@cache
def _segmenter() -> rjieba.Jieba:
    """Return the segmenter with the words of policy reports that its own dictionary lacks."""
    segmenter = rjieba.Jieba()
    for word in _policy_words():
        segmenter.add_word(word, None, None)
    return segmenter


def _policy_words() -> Iterable[str]:
    text = (files("vectorstore") / "dictionary.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
