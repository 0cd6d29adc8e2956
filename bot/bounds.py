"""Reads the bound that a question sets to figures: 5%以上, 不到一半, between 3 and 5; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from bot.comparison import Bound
from ingest.figures import find_figures
from ingest.types import Figure

__all__ = ["Bounded", "may_be_bounded", "read_bound"]

_BELOW = (
    r"低于|不到|不足|小于|少于|未达到?|没到|没达到|不满|below|under|less than|lower than|fewer than"
    r"|slower than"
)
_ABOVE = (
    r"超过|高于|大于|多于|突破|超出|快于|超|过|more than|over|above|exceed\w*|greater than"
    r"|higher than|faster than"
)
_AT_LEAST = (
    r"不低于|不少于|不小于|至少|(?:达到?|等于)或者?(?:超过|高于|大于|多于)|大于等于"
    r"|(?:超过|高于|大于)或等于|达到了?|达|>=|≥|at least|reach\w*|no less than|not less than"
)
_AT_MOST = (
    r"小于等于|(?:低于|小于|不足)或等于|不高于|不超过|不多于|不大于|至多|最多|<=|≤"
    r"|at most|no more than|up to|not more than"
)
_EQUAL = (
    r"等于|正好|恰好|(?:设|确|锁)?定[为在成到]|设[为在成]|只有|仅为?|都是|为|是"
    r"|equal to|exactly|at|of"
)
_BEFORE_FIGURE = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<below>{_BELOW}|<)"
    rf"|(?P<above>{_ABOVE}|>)|(?P<equal>{_EQUAL}))(?:约|或|了)?\s?[“\"]?$"
)
_AFTER_FIGURE = re.compile(
    r"\s?(?:(?P<least>(?:[及或]其?)?以上|或更[高多]|or (?:more|above|higher|over|faster))"
    r"|(?P<most>(?:[及或]其?)?以下|以内|或更[低少]|or (?:less|below|lower|slower|under)))"
)
# 比5.5%还高, 比3%低: what compares stands around the figure.
_THAN = re.compile(r"(?:[比较]|than)\s?$")
_COMPARED = re.compile(
    r"(?:左右)?[还更要都]{0,2}(?:(?P<above>[高多大快长强])|(?P<below>[低少小慢短]))(?![多少几出了]{1,2}[多少几个])"
)
_OR_ABOUT = re.compile(r"(?:左右)?(?:或者?|or)\s?(?P<same>[\d.]+)%?\s?\w?左右|\s?左右| or so")
# 目标的下限低于5%: the bound is set to one end of a range.
_RANGE_END = re.compile(r"的?(?:区间的?)?(?:(?P<low>下限)|(?P<high>上限))(?:在|是|都)?\s?$")
# 5%到5.5%的区间: what the figures are called is no word of what is looked for.
_RANGE_NAME = re.compile(r"[”\"]?(?:这样?|这一)?个?的?(?:区间|范围|档)(?![差])")
_OR = re.compile(r"[”\"]?\s?[、,，;；]?\s?(?:或者?|以及|or)\s?\D{0,12}")
# “5%左右”的不算
_BARRED = re.compile(
    r"[,，(（?？;；。]?\s?[“\"]?[\d.]+%?(?P<word>左右|以上|以下|以内)[”\"]?的?都?(?:不算|不要|除外)(?:在内)?[)）]?"
)
_GAP = re.compile(r"\s?(?:到|至|[-—–~]{1,2}|和|与|and|to)\s?")
_BETWEEN = re.compile(r"之间|介于|between|within|范围")
_HALF = re.compile(
    r"(?P<below>不足|不到|低于|under|below|less than)?"
    r"(?:超过?|过|高于|达到|over|above|more than)?\s?(?:一半|半数|half\b)|过半"
)
_FALLS = re.compile(
    r"负增长|下降的|减少的|下滑|为负|是负|萎缩|(?:出现|有所|是)下降|缩减的"
    r"|(?:fell|declined?|decreased?|dropped|shrank)\b|negative"
)
# 还是两位数: growth is told so, in percent.
_DIGITS = re.compile(
    r"(?:还是|还有|依然|仍然|仍|还|都|保持|维持|达到?了?|在|是|有)*(?:(?P<two>两|二|双)|(?P<one>个|一))位数"
)
_TEN = Decimal(10)
_RISES = re.compile(r"正增长|增长为正|为正")


class Bounded(NamedTuple):
    """A bound, and where the words stand that set it; (0, 0) where they also name what is asked."""

    bound: Bound | None
    start: int = 0
    end: int = 0


def may_be_bounded(text: str) -> bool:
    """Tell whether a question may set a bound."""
    return bool(find_figures(text)) or any(
        pattern.search(text) for pattern in (_HALF, _DIGITS, _FALLS, _RISES)
    )


def read_bound(text: str) -> Bounded:
    """Return the bound that a folded question sets."""
    figures = find_figures(text)
    if figures:
        first = _between(text, figures) or _beside(text, figures[0])
        return _barred(text, _with_other(text, first, figures))
    if half := _HALF.search(text):
        low, high = (None, Decimal(50)) if half["below"] else (Decimal(50), None)
        return Bounded(Bound(low=low, high=high, is_strict=True, unit="%"), *half.span())
    if digits := _DIGITS.search(text):
        bound = Bound(high=_TEN, is_strict=True) if digits["one"] else Bound(low=_TEN)
        return Bounded(replace(bound, unit="%"), *digits.span())
    if _FALLS.search(text):
        return Bounded(Bound(high=Decimal(0), is_strict=True, unit="%"))
    if _RISES.search(text):
        return Bounded(Bound(low=Decimal(0), is_strict=True, unit="%"))
    return Bounded(None)


def _with_other(text: str, first: Bounded, figures: Sequence[Figure]) -> Bounded:
    """Return a bound with what a question lets hold instead: 低于5%或下限只有4.5%."""
    later = next((each for each in figures if each.start >= first.end), None)
    if first.bound is None or later is None:
        return first
    second = _beside(text, later)
    if second.bound is None and first.bound.is_span:  # 定在4.5%左右或者5%左右
        about = _OR_ABOUT.match(text, later.end)
        bound = Bound(low=later.value, high=later.value, is_span=True, unit=later.unit)
        second = Bounded(bound, later.start, about.end() if about else later.end)
    is_other = second.bound and _OR.fullmatch(text[first.end : second.start])
    if not is_other:
        return first
    return Bounded(replace(first.bound, other=second.bound), first.start, second.end)


def _barred(text: str, found: Bounded) -> Bounded:
    """Return a bound with the word that what holds must not have: “5%左右”的不算."""
    barred = _BARRED.search(text, found.end)
    if found.bound is None or barred is None:
        return found
    return Bounded(replace(found.bound, barred=barred["word"]), found.start, barred.end())


def _between(text: str, figures: Sequence[Figure]) -> Bounded | None:
    first, last = figures[0], figures[-1]
    gap = text[first.end : last.start]
    if len(figures) < 2 or not _BETWEEN.search(text) or not _GAP.fullmatch(gap):
        return None
    bound = Bound(low=first.value, high=last.value, unit=first.unit or last.unit)
    return Bounded(bound, first.start, last.end)


def _beside(text: str, figure: Figure) -> Bounded:
    """Return the bound that the words before or behind a figure make of it."""
    before = _BEFORE_FIGURE.search(text[: figure.start])
    after = _AFTER_FIGURE.match(text, figure.end)
    if than := _THAN.search(text[: figure.start]):
        before, after = than, _COMPARED.match(text, figure.end)
    start = before.start() if before else figure.start
    end = after.end() if after else figure.end
    about = _OR_ABOUT.match(text, end)
    if about and (not about["same"] or Decimal(about["same"]) == figure.value):
        end = about.end()
    elif about:  # 4.5%左右或者5%左右
        end += len("左右") * text.startswith("左右", end)
    if named := _RANGE_NAME.match(text, end):
        end = named.end()
    side = _RANGE_END.search(text[:start])
    bound = _bound(figure, _mark(after) or _mark(before), is_between=bool(_BETWEEN.search(text)))
    if bound is None:
        return Bounded(None)
    return Bounded(replace(bound, side=_mark(side)), side.start() if side else start, end)


def _mark(found: re.Match[str] | None) -> str:
    if found is None or not found.re.groups:
        return ""
    return next((name for name, text in found.groupdict().items() if text), "")


def _bound(figure: Figure, mark: str, *, is_between: bool) -> Bound | None:
    value, upper, unit = figure.value, figure.upper, figure.unit
    if upper is not None and mark in ("equal", ""):
        return Bound(low=value, high=upper, is_span=not is_between, unit=unit)
    if mark in ("least", "above"):
        return Bound(low=value, is_strict=mark == "above", unit=unit)
    if mark in ("most", "below"):
        return Bound(high=value, is_strict=mark == "below", unit=unit)
    return Bound(low=value, high=value, is_span=True, unit=unit) if mark == "equal" else None
