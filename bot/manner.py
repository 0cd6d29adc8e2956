"""Reads how a figure is stated: per head or month, over or under, in words of either language."""

import re
from functools import lru_cache

__all__ = ["bound_of", "differs_in_bound", "rates_at", "rates_of"]

_KNOWN_TEXTS = 512

_RATES = {
    "person": r"人均|每人|\bper (?:capita|person|head|resident|inhabitant|citizen|worker"
    r"|employee|student|pupil|patient|passenger|visitor|customer|user)\b",
    "group": r"每[十百千万]+[名个]?(?=[^\d，。；]{0,4}[人户名口车])"
    r"|\bper (?:hundred|thousand|1,?000|10,?000|100,?000|million)\b",
    "household": r"户均|每户|\bper household\b",
    "mu": r"亩均|每亩|\bper mu\b",
    "day": r"日均|每[日天]|\bper day\b|\ba day\b|\bdaily\b",
    "month": r"月均|每个?月|按月|月[增补租薪]|元[/／]月"
    r"|\bper month\b|\ba month\b|\bmonthly\b|\beach month\b",
    "year": r"年均|每年|(?<!\d)年(?:增(?![长速幅加产收])|[补租薪])|元[/／]年|\bper year\b"
    r"|\ba year(?! (?:ago|earlier|before|ahead))\b|\bannually\b"
    r"|\b(?:every|each) year\b|\b(?:average annual|annual average|yearly average)\b",
}
_RATE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _RATES.items()), re.I)
_AT_LEAST = re.compile(
    r"不(?:得|能|应|少)?[低少小]于|不少于|不下|至少|最低|最少|以上|≥|\b(?:no|not) (?:less|fewer)"
    r"|at least|or (?:more|above)|and above|plus",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"不(?:得|能|应|会)?(?:超过|超出|[高多大]于)|以内|之内|以下|最多|最高|最大|≤|\b(?:no|not) more"
    r"|at most|up to|or (?:less|below)",
    re.IGNORECASE,
)
_UNDER = re.compile(r"不足|不到|[低少小]于|\b(?:less|fewer) than|under|below", re.IGNORECASE)
_NEARLY = re.compile(r"接近|将近|近|nearly|almost|close to", re.IGNORECASE)
_OVER = re.compile(
    r"超|突破|破|逾|过|满|[高多大]于|[多余]|over|above|more than|exceed|surpass|topp", re.IGNORECASE
)
_BOUNDED = re.compile(
    r"(?:(?P<most>[最至]多|最[高长]|不(?:得|能)?[超高多大]过?于?)|[最至]少|最[低短]|不(?:得|能)?[低少小]于)[^\d，。；]{0,4}$"
)
_SIDES = (
    (_AT_LEAST, "over"), (_AT_MOST, "at most"), (_UNDER, "under"), (_NEARLY, "nearly"),
    (_OVER, "over"),
)  # fmt: skip
_NOT = 6
"""Code points before a figure in which 不能超过 begins."""
_BELOW = frozenset({"under", "nearly", "at most"})


@lru_cache(maxsize=_KNOWN_TEXTS)
def rates_at(text: str) -> tuple[tuple[int, str], ...]:
    """Return what a text states figures per, each with where that stands."""
    return tuple((found.start(), str(found.lastgroup)) for found in _RATE.finditer(text))


def rates_of(text: str) -> frozenset[str]:
    """Return what a text states figures per: person, household, mu, day, month, year."""
    return frozenset(name for _, name in rates_at(text))


def bound_of(qualifier: str, before: str) -> str:
    """Return on which side of a figure the truth lies: over, under, nearly, at most, "" for none.

    Args:
        qualifier: Of the figure.
        before: The text before the figure.
    """
    if not qualifier:  # 每月最多补贴22天
        told = _BOUNDED.search(before)
        return "" if told is None else "at most" if told["most"] else "over"
    # 不能超过 is no 超过.
    said = before[-_NOT:] + qualifier if _AT_MOST.search(before[-_NOT:]) else qualifier
    return next((side for words, side in _SIDES if words.search(said)), "")


def differs_in_bound(stated: str, held: str) -> bool:
    """Tell whether a bound that a sentence gives a figure is another than its passage's.

    To leave 以上 away is to round; to leave 不足 away turns the statement round.
    """
    if not stated:
        return held == "under"
    if {stated, held} <= _BELOW:
        return False
    return stated != held
