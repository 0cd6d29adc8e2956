"""Computes a change of which a sentence states both ends: 由21.3%升至38.7%; pure."""

import re
from collections.abc import Sequence

from bot.calculate import Term, calculate
from bot.cite import marker
from bot.comparison import Operation
from bot.draft import Draft, answered
from bot.match import Candidate
from bot.query import Query
from prompts import render

__all__ = ["between_ends"]

_ASKS = re.compile(
    r"(?:提高|提升|增加|上升|扩大|下降|降低|减少|回落|缩小|涨|升|降|[高多低少])(?:了|出)?(?:多少|几)"
    r"|\b(?:rise|rose|increase|fall|fell|grow|grew|decline|drop|change)"
)
# So much of the question stands around the two: by its form neither end is sure to answer.
_HOLDS = 0.5


def between_ends(
    query: Query, likely: Sequence[Candidate], candidates: Sequence[Candidate]
) -> Draft | None:
    """Return the change whose both ends the likeliest claim's sentence states, None for any other.

    Args:
        query: The question; None comes of one that does not ask by how much something changed.
        likely: What may be an answer, best first.
        candidates: Every claim.
    """
    if not likely or not _ASKS.search(query.text) or likely[0].coverage < _HOLDS:
        return None
    best = likely[0]
    ordered = sorted(
        (each for each in candidates if _is_beside(each, best)), key=lambda each: each.claim.start
    )
    place = next(i for i, each in enumerate(ordered) if each.claim is best.claim)
    first = place if best.claim.is_origin else place - 1
    if first < 0 or first + 1 >= len(ordered) or not ordered[first].claim.is_origin:
        return None
    return _stated(query, ordered[first], ordered[first + 1])


def _is_beside(candidate: Candidate, best: Candidate) -> bool:
    is_of_sentence = candidate.claim.sentence == best.claim.sentence
    return candidate.hit is best.hit and is_of_sentence and candidate.claim.figure is not None


def _stated(query: Query, first: Candidate, last: Candidate) -> Draft | None:
    one, other = first.claim.figure, last.claim.figure
    if one is None or other is None:
        return None
    difference = calculate(Operation.DIFFERENCE, [Term(other, marker(1)), Term(one, marker(1))])
    if not difference:
        return None
    text = last.hit.text
    stated = f"{text[first.claim.clause[0] : last.claim.end].strip()}{marker(1)}"
    way = "rise" if other.value >= one.value else "fall"
    said = render(way, query.language, first=one.text, last=other.text, difference=difference)
    joint = "。" if query.language == "zh" else ". "
    return answered(f"{stated}{joint}{said}", last, [first.claim, last.claim])
