"""Puts figures of one report together: 公路和铁路一共多少, 甲比乙多多少; pure."""

import re
from collections.abc import Sequence
from itertools import islice

from bot.asked import QUANTITY
from bot.compare import list_points
from bot.compared import without_comparison
from bot.comparison import Operation
from bot.conclude import conclude
from bot.draft import Draft, quotes
from bot.match import Candidate
from bot.points import Point
from bot.query import Query
from bot.types import Outcome
from bot.verdict import Verdict
from vectorstore.terms import compact

__all__ = ["combine"]

_JOINT = re.compile(r"以及|[和与跟及比、]|\b(?:and|than)\b")
_ASKS = re.compile(
    r"合计|总共|一共|共计|加起来|之和|总和|相差|差距|分别|各|共|是|有|达到?|了|的|[\s，,。？?]"
)


def combine(query: Query, candidates: Sequence[Candidate], verdict: Verdict) -> Draft | None:
    """Return the figures of the things that a question joins, and what comes of them.

    None when it joins none, or one of them has no figure of its own, or the figures cannot be put
    together.

    Args:
        query: The question.
        candidates: Weighed and best first.
        verdict: Says which are sure enough.
    """
    topics, operation = _topics(query), query.comparison.operation
    is_possible = len(topics) == 2 or (len(topics) > 2 and operation is Operation.SUM)
    if operation is Operation.NONE or not is_possible:
        return None
    sure = [each for each in candidates if verdict.allows(each)]
    pairs = []
    for topic in topics:
        others = [each for each in topics if each != topic]
        own = (each for each in sure if _is_of(each, topic, others))
        pairs += [(topic, Point(candidate=each)) for each in islice(own, 1)]
    chosen = [point.candidate for _, point in pairs if point.candidate]
    reports = {each.hit.passage.document_id for each in chosen}
    if len(chosen) != len(topics) or len(reports) != 1:
        return None
    said = conclude(query, pairs, is_whole=True)
    text = list_points(query, pairs) + said
    return (
        Draft(outcome=Outcome.ANSWERED, text=text, quotes=quotes(chosen)) if "（" in said else None
    )


def _topics(query: Query) -> list[str]:
    """Return the things that a question joins, without what it asks of them."""
    asked = QUANTITY.sub(" ", without_comparison(query.subject))
    parts = (_ASKS.sub("", part).removesuffix(query.asked.unit) for part in _JOINT.split(asked))
    return [part for part in parts if len(part) > 1]


def _is_of(candidate: Candidate, topic: str, others: Sequence[str]) -> bool:
    """Tell whether a claim's own words are of a topic, by what tells it from the others."""
    label = compact(candidate.claim.label)

    def is_in_label(one: str, rest: Sequence[str]) -> bool:
        own = _pairs(one).difference(*map(_pairs, rest))
        return bool(own) and all(pair in label for pair in own)

    return is_in_label(topic, others) and not any(is_in_label(each, [topic]) for each in others)


def _pairs(topic: str) -> set[str]:
    text = compact(topic)
    return {text[i : i + 2] for i in range(len(text) - 1)}
