"""Tells how like two claims name what they count, GDP and 地区生产总值 being one; pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.match import Candidate
from bot.thesaurus import Match
from vectorstore.terms import compact

__all__ = ["Likeness"]

_DIGITS = re.compile(r"[\d.,%]+(?:万亿|亿|万)?")
# Said around an indicator and no part of its name.
_SAID_AROUND = re.compile(
    r"(?:提高|提升|下降|降低|降|升|增)[到至]|全[省市区县国州盟旗]|[我本][省市区县国]|(?:19|20)?\d\d年|全年|今年|预计|实现|完成|达到?|同比|比上年"
    r"|左右|约|总[额值量]|累计|为|至|到|力争|确保|以上|超过?|突破|大关|台阶|外贸|设区(?:城)?市|年?平均|年均|[，,、\s]"
    r"|增长|增速|增幅|涨幅|下降|上升|提高|增加(?!值)|减少|回落"
)
_WHOSE = re.compile(r"全社会|社会(?=研发|r&d)|全[省市区县国州盟旗]|[本我][省市区县国]")
_MODIFIER = 2
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Of the indicators a question may mean, those this near to the likeliest may be what is stated.
_NEAR = 0.5
# GDP and 生产总值 are this like each other.
_SAME = 0.8
_NEARLY_ALL, _MOST = 0.8, 0.6


class Likeness:
    """Compares claims by their words, for one question."""

    def __init__(self, matches: Sequence[Match]) -> None:
        """Keep the names of the indicators that the question may mean."""
        likeliest = max((match.score for match in matches), default=0.0)
        names = [
            (compact(name), compact(match.indicator.name))
            for match in matches
            if match.score >= _NEAR * likeliest
            for name in match.indicator.names
        ]
        self._names = tuple(sorted(names, key=lambda pair: -len(pair[0])))

    def of(self, one: Candidate, other: Candidate) -> float:
        """Return how much of their words two claims share, in [0, 1] (Dice, character pairs)."""
        pairs, others = _pairs(_label(one)), _pairs(_label(other))
        shared = 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0
        named = self.indicator(one)
        return max(shared, _SAME if named and named == self.indicator(other) else 0.0)

    def adds_nothing(self, one: Candidate, other: Candidate) -> bool:
        """Tell whether a claim's words are nearly all another's: 粮食产量 of 粮食总产量."""
        pairs, others = _pairs(_label(one)), _pairs(_label(other))
        shared = len(pairs & others)
        # 出口 is not 进出口.
        return bool(pairs) and shared >= _NEARLY_ALL * len(pairs) and shared >= _MOST * len(others)

    def is_kind(self, one: Candidate, other: Candidate) -> bool:
        """Tell whether a claim is of a kind of what another is of: 装备工业增加值 of 工业增加值."""
        label = _WHOSE.sub("", compact(_label(one)))
        name = next((name for name, _ in self._names if name in label), "")
        before = _SAID_AROUND.sub("", _DIGITS.sub("", label.partition(name)[0])) if name else ""
        modifier = before[-_MODIFIER:]
        is_word = len(modifier) == _MODIFIER and bool(_HAN.fullmatch(modifier))
        return is_word and modifier not in compact(_label(other))

    def indicator(self, candidate: Candidate) -> str:
        """Return the indicator that a claim's own words name as a whole, "" for none."""
        label = compact(_label(candidate))
        whole = _WHOSE.sub("", label)  # 相当于全市生产总值的比例
        named = next(
            (official for name, official in self._names if name in label or name in whole), ""
        )
        return _SAID_AROUND.sub("", named)  # the growth of an indicator is of the indicator


def _label(candidate: Candidate) -> str:
    claim = candidate.claim
    own = _SAID_AROUND.sub("", _DIGITS.sub("", compact(claim.label)))
    names_nothing = claim.is_elliptic or len(own) < 2  # 突破1600亿斤大关
    return f"{claim.inherited} {claim.label}" if names_nothing else claim.label


@lru_cache(maxsize=20_000)
def _pairs(label: str) -> frozenset[str]:
    text = _SAID_AROUND.sub("", _DIGITS.sub("", compact(label)))
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
