"""Puts a report in the question's language before its translations and tables of both; pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.match import Candidate
from bot.preference import are_of_one
from bot.query import Query
from ingest.types import Description

__all__ = ["originals_first"]

# What is so much less like the question, or so much less surely of its indicator, is no copy.
_BEHIND, _LESS_SURE = 0.6, 0.3
# Of the claims of a question only the first can become its answer.
_CONSIDERED = 40
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.IGNORECASE)
_Fact = tuple[str, int | None, bool, Decimal, str]


def originals_first(
    candidates: Sequence[Candidate], query: Query, *, descriptions: Mapping[str, Description]
) -> list[Candidate]:
    """Return claims, best first, of one fact first the one that is in the question's language.

    A report, its translation and a table of both state one fact; the reader is shown the place
    that can be read without the other language.

    Args:
        candidates: The claims, best first.
        query: The question.
        descriptions: The reports, by document id.
    """
    facts: dict[_Fact, list[int]] = defaultdict(list)
    for i, each in enumerate(candidates[:_CONSIDERED]):
        if fact := _fact(each, descriptions[each.hit.passage.document_id]):
            facts[fact].append(i)
    ordered = [*candidates]
    for places in facts.values():
        best = candidates[places[0]]
        copies = [i for i in places if _is_copy(candidates[i], best)]
        by_language = sorted(
            (candidates[i] for i in copies), key=lambda each: _foreignness(each, query)
        )
        for i, each in zip(copies, by_language, strict=True):
            # What speaks for one place of a fact speaks for all of them.
            at = candidates[i]
            ordered[i] = replace(each, score=at.score, features=at.features)
    return ordered


def _fact(candidate: Candidate, description: Description) -> _Fact | None:
    """Return what a claim states of which place and time, None when it states no figure."""
    figure, dated = candidate.claim.figure, candidate.dated
    if figure is None or figure.upper is not None:
        return None
    return description.place, dated.year, dated.is_target, figure.value, figure.unit


def _is_copy(candidate: Candidate, best: Candidate) -> bool:
    """Tell whether a claim states a fact in other words or in another file."""
    if candidate is best:
        return True
    if candidate.hit.passage.document_id == best.hit.passage.document_id:
        return False
    if best.score - candidate.score > _BEHIND:
        return False
    if _is_han(candidate) == _is_han(best):
        return are_of_one(candidate, best)
    return abs(candidate.indicator - best.indicator) <= _LESS_SURE


def _foreignness(candidate: Candidate, query: Query) -> tuple[bool, bool]:
    """Return whether a claim is in the other language, and whether its passage holds that too."""
    is_chinese = query.language == "zh"
    other = _ENGLISH if is_chinese else _HAN
    return _is_han(candidate) != is_chinese, bool(other.search(candidate.hit.text))


def _is_han(candidate: Candidate) -> bool:
    return bool(_HAN.search(candidate.claim.label))
