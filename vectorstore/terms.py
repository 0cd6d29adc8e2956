"""Cuts text into index terms, the same way for reports and queries; knows no index.

Words alone miss what the dictionary cuts differently in report and query; pairs of characters are
the floor under them. Numbers are terms by value, so that 337.7万 and 3,377,000 are one term.
"""

import re
from functools import cache

import rjieba
from opencc import OpenCC

from ingest.normalise import fold
from ingest.numerals import ARABIC, MULTIPLIERS, arabic

__all__ = ["bigrams", "simplify", "words"]

_NUMBER = re.compile(rf"(?<![a-z\d.])({ARABIC})(?![\d.,]*[a-z])(万亿|亿|万)?")
_LATIN = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)*[a-z][a-z\d]*|(?<!\d)[a-z][a-z\d]*(?:[.\-+'][a-z\d]+)*"
)
_MIN_PLURAL = 4
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


def words(text: str) -> list[str]:
    """Return the terms of a text in order: Han words, Latin words and numbers by value."""
    folded = simplify(text)
    terms = [_number_term(found) for found in _NUMBER.finditer(folded)]
    rest = _NUMBER.sub(" ", folded)  # 337.7万 is one number, not a number and 万
    terms += [_singular(found[0].replace(",", "")) for found in _LATIN.finditer(rest)]
    for run in _HAN_RUN.findall(rest):
        terms += rjieba.cut_for_search(run, False)
    return terms


def bigrams(text: str) -> list[str]:
    """Return each pair of neighbouring Han characters, and a run of one as itself."""
    pairs: list[str] = []
    for run in _HAN_RUN.findall(simplify(text)):
        pairs += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs


def simplify(text: str) -> str:
    """Return the text folded for comparison: NFKC, lower case, Traditional as Simplified."""
    return str(_converter().convert(fold(text)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _number_term(found: re.Match[str]) -> str:
    value = arabic(found[1]) * MULTIPLIERS.get(found[2] or "", 1)
    return format(value.normalize(), "f")


def _singular(word: str) -> str:
    """Return an English word without its plural ending."""
    word = word.removesuffix("'s")
    if len(word) > _MIN_PLURAL and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > _MIN_PLURAL and word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    is_plural = len(word) >= _MIN_PLURAL and word[-1] == "s" and word[-2] not in "siu'"
    return word[:-1] if is_plural else word
