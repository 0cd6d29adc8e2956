"""Says that no report states what is asked, what is missing, and what comes nearest; pure."""

import re
from collections.abc import Sequence

from bot.draft import Draft, quotes
from bot.eligible import Eligibility
from bot.match import Candidate
from bot.phrase import noun_phrase
from bot.query import Form, Query
from bot.statement import state
from bot.translate import missing_in_english
from bot.types import Missing, Outcome
from prompts import render
from vectorstore.terms import compact

__all__ = ["asks_nothing", "not_found", "unasked"]

# Less like it, an indicator is what the question may mean, and its own words are what it asks for.
_SURE = 0.6
# The weight of words that nearly every sentence of a report could hold.
_SAYS_LITTLE = 0.3
_SHORTEST, _LONGEST, _SHOWN = 4, 40, 3
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万亿]{2,}")


def asks_nothing(query: Query) -> bool:
    """Tell whether a question names no thing that figures are of: 比上年增长多少, 有多少."""
    if query.language != "zh" or query.asked.form is not Form.NUMBER:
        return False
    is_named = bool(query.indicators) and query.indicators[0].score >= _SURE
    return not is_named and all(term.weight <= _SAYS_LITTLE for term in query.terms)


def unasked(query: Query) -> Draft:
    """Ask back what a question is about."""
    return Draft(outcome=Outcome.NOT_FOUND, text=render("unasked", query.language))


def not_found(query: Query, may: Eligibility, candidates: Sequence[Candidate]) -> Draft:
    """Return the refusal, with the nearest figures that the reports do state.

    Args:
        query: The question.
        may: What it demands of a claim.
        candidates: What was found, best first.
    """
    selection = may.selection
    place = "、".join(selection.required_places) or None
    period = "、".join(f"{year}年" for year in selection.required_years) or None
    nearest = _nearest(candidates)
    told = "" if place or period else compact("\n".join(map(_around, nearest.values())))
    topic = _topic(query, may, told)
    named = "、".join(filter(None, (place, period, topic))) or query.text
    if query.language == "en":
        named = missing_in_english(
            query, places=selection.required_places, years=selection.required_years
        )
    return Draft(
        outcome=Outcome.NOT_FOUND,
        text=render("not_found", query.language, missing=named),
        missing=Missing(place=place, period=period, indicator=topic),
        suggestions=tuple(nearest),
        nearest=quotes([*nearest.values()]),
    )


def _topic(query: Query, may: Eligibility, told: str) -> str | None:
    """Return what a question is about: the indicator that it surely names, else its own words.

    Of what the nearest passages themselves name it is not said that it is not there.
    """
    match = query.indicators[0] if query.indicators else None
    name = match.indicator.name if match and match.score >= _SURE else ""
    numbers = {*_NUMBER.findall(name)}
    is_told = bool(name) and compact(name) in told
    if name and not is_told and may.may_mean(name) and numbers <= {*_NUMBER.findall(query.text)}:
        return name  # 十强县 asks for no 民营企业500强, 利润 for no 增加值
    return noun_phrase(query.text, query.language) or None


def _around(candidate: Candidate) -> str:
    hit = candidate.hit
    return "\n".join((hit.title, *hit.passage.section, hit.text[slice(*candidate.claim.sentence)]))


def _nearest(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    """Return what the reports do state that is nearest to the question."""
    stated = [
        (state(each), each) for each in candidates[:12]
        if each.claim.figure and not each.claim.is_elliptic and each.coverage > 0
    ]  # fmt: skip
    found: dict[str, Candidate] = {}
    known: set[tuple[str, str]] = set()
    for text, each in stated:
        # One passage is shown once, whatever it states.
        place = each.hit.passage.document_id, each.hit.text[slice(*each.claim.sentence)]
        if _SHORTEST <= len(text) <= _LONGEST and place not in known:
            known.add(place)
            found.setdefault(text, each)
    return dict([*found.items()][:_SHOWN])
