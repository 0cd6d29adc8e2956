"""Shows what a report on the asked part of a year says of a shorter one; pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.draft import Draft
from bot.eligible import Eligibility
from bot.match import Candidate
from bot.query import Form, Query
from bot.statement import said
from bot.timing import is_on_part
from bot.types import Outcome
from prompts import render

__all__ = ["nearest_within"]

_READ = 3
_NAMED, _COVERED = 0.8, 0.8
_MAX_CHARS = 160


def nearest_within(query: Query, candidates: Sequence[Candidate], may: Eligibility) -> Draft | None:
    """Return as the nearest what a half-year report says of 1-5月, None without such a sentence.

    Args:
        query: The question.
        candidates: What was found, best first.
        may: What it demands of a claim.
    """
    if query.asked.form is not Form.NUMBER:
        return None
    for each in candidates[:_READ]:
        description = may.descriptions[each.hit.passage.document_id]
        is_it = each.indicator >= _NAMED and each.coverage >= _COVERED
        if is_it and is_on_part(query, description) and may.is_of_shorter_part(each):
            return _shown(query, each)
    return None


def _shown(query: Query, candidate: Candidate) -> Draft | None:
    start, end = candidate.claim.sentence
    if end - start > _MAX_CHARS:
        return None
    draft = said(query, candidate.hit, (start, end))
    text = render("nearest", query.language, statement=draft.text)
    return replace(draft, outcome=Outcome.PARTIAL, text=text)
