"""Tells what is laid down for one grade from what is for another: 3级待遇, 2级待遇; pure."""

import re
from functools import lru_cache

from bot.claims import Claim
from ingest.numerals import chinese

__all__ = ["is_of_other_grade"]

# 5A级 is a name, and 第一类 of 第一类、第二类 counts as 一类.
_GRADE = re.compile(
    r"(?<![\dA-Za-z.])(?P<number>\d{1,2}|[一二三四五六七八九十])(?P<kind>级|档|类|等(?=[级奖]))"
)
# 1级、2级和3级 are told of together, 一至三级 too.
_JOINT = re.compile(r"[、,，和与及或至到—~～-]?$")
_SPAN = re.compile(r"[\d一二三四五六七八九十]\s?[-—~～至到]\s?$|(?:以上|以下|各|每)$")


def is_of_other_grade(question: str, text: str, claim: Claim) -> bool:
    """Tell whether a text speaks of another grade than a question where it states a figure.

    The last grade of the kind that is named before the figure is its own; of a text that names
    none nothing is told.
    """
    return any(
        (own := _own(text[: claim.end], kind)) and not own & asked
        for kind, asked in _asked(question).items()
    )


@lru_cache(maxsize=100)
def _asked(question: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in _GRADE.finditer(question):
        found.setdefault(each["kind"], set()).add(_number(each["number"]))
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def _own(text: str, kind: str) -> set[str]:
    """Return the last grades of a kind that a text names, those that stand side by side together.

    Of a range none is told.
    """
    own: set[str] = set()
    start = None
    for each in reversed([found for found in _GRADE.finditer(text) if found["kind"] == kind]):
        if start is not None and not _JOINT.fullmatch(text[each.end() : start]):
            break
        if _SPAN.search(text[: each.start()]) or text[each.end() : each.end() + 2] in (
            "以上",
            "以下",
        ):
            return set()
        own.add(_number(each["number"]))
        start = each.start()
    return own


def _number(numeral: str) -> str:
    return numeral if numeral.isdigit() else str(chinese(numeral))
