"""Answers in the words of a report: yes or no with what decides it, or the clause that says it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.cite import marker
from bot.draft import Draft, answered, quote_span
from bot.match import Candidate
from bot.query import Form, Query
from bot.statement import EDGE, state
from bot.types import Outcome
from bot.verdict import Verdict
from ingest.figures import find_figures
from prompts import render

__all__ = ["answer_in_prose"]

_ABOVE = re.compile(r"超过|高于|达到|突破|以上|大于|多于|more than|over|above|exceed|reach")
_BELOW = re.compile(r"低于|不到|不足|小于|少于|below|under|less than")
_ANNOUNCES = re.compile(r"(?:是|为|有|包括|如下|即)$")


def answer_in_prose(query: Query, candidates: Sequence[Candidate], verdict: Verdict) -> Draft:
    """Answer a question that wants no figure.

    Args:
        query: The question.
        candidates: Weighed and best first; the first is sure enough.
        verdict: Says which candidates are sure enough.
    """
    if query.asked.form is Form.YES_NO:
        return _yes_no(query, candidates, verdict)
    return _statement(query, candidates[0])


def _yes_no(query: Query, candidates: Sequence[Candidate], verdict: Verdict) -> Draft:
    bounds = find_figures(query.text)
    comparable = [
        each for each in candidates
        if bounds and each.claim.figure and each.claim.figure.unit == bounds[0].unit
    ]  # fmt: skip
    sure = verdict.sure(comparable, query)
    if not sure:
        return _statement(query, candidates[0])
    best = sure[0]
    value = best.claim.figure.value if best.claim.figure else Decimal(0)
    if _BELOW.search(query.text):
        holds = value < bounds[0].value
    elif _ABOVE.search(query.text):
        holds = value >= bounds[0].value
    else:
        holds = value == bounds[0].value
    reply = render("yes" if holds else "no", query.language)
    return answered(f"{reply}{state(best)}{marker(1)}。", best, [best.claim])


def _statement(query: Query, best: Candidate) -> Draft:
    """Answer with the clause that holds the question's words, as it stands in the report."""
    (start, end), quote = best.claim.clause, quote_span(best.hit.text, [best.claim])
    if _ANNOUNCES.search(best.hit.text[start:end]):  # 主要预期目标是：… says it only behind
        end = best.claim.sentence[1]
        quote = (start, end)
    text = best.hit.text[start:end].strip(EDGE)
    stop = "。" if query.language == "zh" else ""
    return Draft(
        outcome=Outcome.ANSWERED,
        text=f"{text}{marker(1)}{stop}",
        quotes=((best.hit, *quote),),
    )
