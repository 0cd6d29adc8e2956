"""Answers how far a place is above or below the whole that it lies in, where a report says so."""

import re
from collections.abc import Callable, Sequence

from bot.draft import Draft
from bot.match import Candidate
from bot.query import Query
from bot.statement import said
from vectorstore.terms import simplify

__all__ = ["against_wider"]

_WIDER = "的?(?:平均)?(?:水平|增速|增幅)?"
_MORE = "(?:要|还)?[高低快慢多少](?:出|了)?(?:多少|几)"
_WHOLE = "全国|全省|全市|全区|全县"
_ASKS = re.compile(
    rf"[比较](?P<wider>{_WHOLE}){_WIDER}{_MORE}"
    rf"|[和与跟同](?P<same>{_WHOLE}){_WIDER}(?:相比|比较|比起来|比){_MORE}"
)
_STATED = (
    r"[、，,]?\s?(?:增速|增幅)?(?:分别)?[高低快慢多少](?:于|出){wider}[^，。；、]{{0,8}}?"
    r"[\d.]+\s?个(?:百|千)分点"
)


def against_wider(query: Query, sure: Callable[[], Sequence[Candidate]]) -> Draft | None:
    """Return what a report says itself: 机械化率达到95%、高于全国平均水平18.3个百分点.

    None when a question asks for no such thing, or it does not stand right behind the figure.

    Args:
        query: The question.
        sure: Gives the claims that are sure enough to be what is asked about, best first.
    """
    asked = _ASKS.search(simplify(query.text))
    if not asked:
        return None
    stated = re.compile(_STATED.format(wider=asked["wider"] or asked["same"]))
    for each in sure():
        claim = each.claim
        if found := stated.match(each.hit.text, claim.end, claim.sentence[1]):
            return said(query, each.hit, (claim.start, found.end()))
    return None
