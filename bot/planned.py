"""Dates claims by what their paragraph plans: 到2020年，…。机械化率达到70%; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.dating import Dated
from bot.match import Candidate, timing
from bot.periods import plans_until
from bot.query import Query
from vectorstore.types import Context, Hit

__all__ = ["dated_by_paragraph"]

# Only the first can become the answer, and each costs a look at what stands around it.
_LOOKED_AT = 12


def dated_by_paragraph(
    candidates: Sequence[Candidate],
    query: Query,
    *,
    context: Callable[[Hit, int], Context],
    weights: Mapping[str, float],
) -> list[Candidate]:
    """Return claims, best first, those that name no year dated by the opening of their paragraph.

    Args:
        candidates: The claims, best first.
        query: The question; nothing changes when it names no year.
        context: The passage of a hit with so many neighbours on each side.
        weights: Of the features.
    """
    if not query.scope.years:
        return [*candidates]
    first = [
        _dated(each, query, context=context, weights=weights) for each in candidates[:_LOOKED_AT]
    ]
    return sorted([*first, *candidates[_LOOKED_AT:]], key=lambda each: -each.score)


def _dated(
    candidate: Candidate,
    query: Query,
    *,
    context: Callable[[Hit, int], Context],
    weights: Mapping[str, float],
) -> Candidate:
    if candidate.dated.is_sure or candidate.claim.figure is None:
        return candidate
    until = plans_until(candidate, context)
    if until is None:
        return candidate
    dated = Dated(until, True, True, candidate.dated.is_span)
    before, after = timing(query, candidate.dated), timing(query, dated)
    gained = sum(weights.get(name, 0.0) * value for name, value in after.items())
    lost = sum(weights.get(name, 0.0) * value for name, value in before.items())
    features = {name: value for name, value in candidate.features.items() if name not in before}
    return replace(
        candidate, dated=dated, features=features | after, score=candidate.score + gained - lost
    )
