"""Answers with what a rule sets for the case that a question is of, or for each case."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.branches import Branch, branches_of, chosen
from bot.cite import marker
from bot.draft import Draft
from bot.match import Candidate
from bot.query import Query
from bot.statement import said, shown
from bot.types import Outcome
from vectorstore.types import Context, Hit

__all__ = ["answer_by_case", "answer_in_sentence"]

Around = Callable[[Hit, int], Context]

# So surely a claim names itself what is asked for, and not only a case of it.
_NAMED = 0.6
_MAX_QUOTE_CHARS = 400
_MAX_BRANCHES = 5
_MAX_SENTENCE_CHARS = 140


def answer_by_case(
    query: Query, candidate: Candidate, context: Around, *, is_whole: bool
) -> Draft | None:
    """State what the rule that a candidate is of sets for the asked case.

    Where the question tells no case, all are stated; None when the rule knows one case only.

    Args:
        query: The question.
        candidate: The figure that answers best.
        context: The passage of a hit with so many neighbours on each side.
        is_whole: The rule says all that the question does; else only another case of it is stated,
            which the question tells plainly.
    """
    if query.language != "zh" or query.asked.growth or query.asked.calculation:
        return None
    hit, start = _with_neighbours(candidate, context)
    branches = branches_of(hit.text, start)
    if len(branches) < 2:
        return None
    best = None if query.asked.several else chosen(query, branches)
    if best is None:
        is_named = candidate.indicator >= _NAMED and not query.asked.several
        return _all(hit, branches) if is_whole and not is_named else None
    is_short = best.end - best.start <= _MAX_SENTENCE_CHARS
    return said(query, hit, (best.start, best.end)) if is_short else None


def _with_neighbours(candidate: Candidate, context: Around) -> tuple[Hit, int]:
    """Return a hit with the passages next to it, and where the claim begins in them."""
    hit, passage = candidate.hit, candidate.hit.passage
    around = context(hit, 1)
    shift = passage.start - around.start
    if around.text[shift : shift + len(hit.text)] != hit.text:
        return hit, candidate.claim.start
    wider = replace(passage, start=around.start, end=around.end)
    return replace(hit, text=around.text, passage=wider), candidate.claim.start + shift


def answer_in_sentence(query: Query, candidate: Candidate) -> Draft | None:
    """State a figure with the whole of its sentence; None when that is long, or only plans it."""
    start, end = candidate.claim.sentence
    is_plan = candidate.dated.is_target and not query.asked.target
    if query.language != "zh" or is_plan or end - start > _MAX_SENTENCE_CHARS:
        return None
    return said(query, candidate.hit, (start, end))


def _all(hit: Hit, branches: Sequence[Branch]) -> Draft:
    """State every branch, in one quote where it is short enough."""
    start, end = branches[0].start, branches[-1].end
    if end - start <= _MAX_QUOTE_CHARS:
        text = "；".join(shown(hit.text[each.start : each.end]) for each in branches)
        return _answered(f"{text}{marker(1)}。", [(hit, start, end)])
    first = branches[:_MAX_BRANCHES]
    stated = (f"{shown(hit.text[b.start : b.end])}{marker(n)}" for n, b in enumerate(first, 1))
    draft = _answered(f"{'；'.join(stated)}。", [(hit, each.start, each.end) for each in first])
    return draft


def _answered(text: str, quotes: Sequence[tuple[Hit, int, int]]) -> Draft:
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=tuple(quotes))
