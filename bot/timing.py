"""Tells parts of a year apart: a first quarter is no year, and a half-year report of no other."""

import re
from functools import lru_cache

from bot.match import Candidate
from bot.query import Query
from ingest.types import Description

__all__ = ["is_of_other_part", "is_on_part"]

_PART = re.compile(
    r"[一二三四]季度|[上下]半年|前三季度|(?<!\d)1\s?[-—–至到~]\s?\d{1,2}月"
    r"|(?:first|second|third|fourth) quarter|(?:first|second) half",
    re.IGNORECASE,
)
_CHINESE = {
    "firstquarter": "一季度", "secondquarter": "二季度", "thirdquarter": "三季度",
    "fourthquarter": "四季度", "firsthalf": "上半年", "secondhalf": "下半年",
}  # fmt: skip
# The claims of a sentence ask about it one after another, and of a report all do.
_KNOWN_TEXTS = 4096
_WHOLE = re.compile(r"全年|whole year|full[- ]year|annual", re.IGNORECASE)
_BASE = re.compile(r"[比较]\S{0,6}?全年")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_of_other_part(query: Query, candidate: Candidate, description: Description) -> bool:
    """Tell whether a claim is of another part of a year than a question names, or of none.

    A report on a half year or a quarter speaks of that unless a sentence says otherwise.
    """
    text = candidate.hit.text
    sentence = text[slice(*candidate.claim.sentence)]
    clause = text[slice(*candidate.claim.clause)]
    asked = _parts(query.text)
    own = _parts(clause) or _parts(sentence)
    reported = _parts(description.period)
    stated = own or reported
    # 一季度实现626.9亿元，比2016年全年增速高0.3个百分点: only the second speaks of a whole year.
    names_whole = _WHOLE.search(_BASE.sub("", clause if _parts(clause) else sentence))
    if stated and _WHOLE.search(query.text) and not names_whole:
        return True
    if asked and stated and not asked & stated:
        return True
    years = {str(year) for year in query.scope.years}
    report_years = {*_YEAR.findall(description.period)}
    is_of_part = bool(reported and report_years and years and not years & report_years)
    return is_of_part and not years & {*_YEAR.findall(sentence)} and not _looks_back(sentence)


def is_on_part(query: Query, description: Description) -> bool:
    """Tell whether a report is on the very part of the very year that a question names."""
    years = {str(year) for year in query.scope.years}
    is_of_year = not years or bool(years & {*_YEAR.findall(description.period)})
    return is_of_year and bool(_parts(query.text) & _parts(description.period))


@lru_cache(_KNOWN_TEXTS)
def _parts(text: str) -> frozenset[str]:
    found = {re.sub(r"\s", "", each).lower() for each in _PART.findall(text)}
    return frozenset(_CHINESE.get(each, each) for each in found)


def _looks_back(sentence: str) -> bool:
    return bool(re.search(r"去年|上年(?!同期)(?!末)|last year", sentence))
