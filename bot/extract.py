"""The extractive answerer: states what a passage says, or that none says it; needs no model."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.cite import marker
from bot.claims import Claim
from bot.compare import side_by_side, state_difference
from bot.match import Candidate, rank
from bot.query import Form, Query
from bot.scope import Selection
from bot.statement import EDGE, english_figure, state, state_all
from bot.types import Missing, Outcome
from bot.verdict import Verdict
from ingest.figures import find_figures
from ingest.places import names_of
from ingest.types import Description
from prompts import render
from vectorstore.types import Hit

__all__ = ["Draft", "extract"]

# Figures this near to the best belong to a calculation as well.
_NEAR = 0.35
_MAX_PARTS = 4
_MAX_QUOTE_CHARS = 160
_DATE = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|底|初|末|份)?|(?:19|20)\d\d年|(?:19|20)\d\d"
)
_ABOVE = re.compile(r"超过|高于|达到|突破|以上|大于|多于|more than|over|above|exceed|reach")
_BELOW = re.compile(r"低于|不到|不足|小于|少于|below|under|less than")
_ANNOUNCES = re.compile(r"(?:是|为|有|包括|如下|即)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An answer before its citations are numbered and its figures are checked."""

    outcome: Outcome
    text: str
    quotes: tuple[tuple[Hit, int, int], ...] = ()
    """Hit, start and end in the hit's text; the n-th is what marker n stands for."""
    missing: Missing = field(default_factory=Missing)
    suggestions: tuple[str, ...] = ()


def extract(
    query: Query,
    hits: Sequence[Hit],
    selection: Selection,
    *,
    descriptions: Mapping[str, Description],
    rarity: Callable[[str], float],
    nearness: Callable[[str, Sequence[str]], Sequence[float]],
    verdict: Verdict,
) -> Draft:
    """Answer from the hits, or say what is missing.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first.
        selection: What the answer's sentence must name itself.
        descriptions: The reports of the hits, by document id.
        rarity: Inverse document frequency of a word.
        nearness: Cosines of a text with others, in their order.
        verdict: Says which candidates are sure enough.
    """
    candidates = rank(query, hits, descriptions=descriptions, rarity=rarity, nearness=nearness)
    selection = _with_guesses(selection, query, hits)
    eligible = [each for each in candidates if _is_eligible(each, query, selection)]
    found = side_by_side(query, eligible, verdict, descriptions=descriptions)
    if sum(each is not None for each in found.values()) > 1:
        return _each(query, found)
    eligible = verdict.weigh(eligible, query)
    if not eligible or not verdict.allows(eligible[0]):
        return _not_found(query, selection, candidates)
    if any(found.values()):
        return _each(query, found)
    if query.asked.calculation:
        return _partial(query, eligible)
    if query.asked.form is Form.NUMBER:
        return _number(query, _results_first(query, eligible, verdict))
    if query.asked.form is Form.YES_NO:
        return _yes_no(query, eligible, verdict)
    return _statement(query, eligible[0])


def _is_eligible(candidate: Candidate, query: Query, selection: Selection) -> bool:
    lacks_figure = query.asked.form is Form.NUMBER and candidate.claim.figure is None
    if lacks_figure or candidate.is_elsewhere:
        return False
    text = candidate.hit.text
    sentence = text[slice(*candidate.claim.sentence)]
    if query.asked.form is Form.DATE and not _DATE.search(sentence):
        return False
    has_places = all(
        any(name in text for name in names_of(place)) for place in selection.required_places
    )
    has_years = any(str(year) in sentence for year in selection.required_years)
    return (
        has_places and (has_years or not selection.required_years) and _is_timely(candidate, query)
    )


def _results_first(
    query: Query, eligible: Sequence[Candidate], verdict: Verdict
) -> Sequence[Candidate]:
    """Put the best result first, when one answers and no target was asked for: 粮食产量是多少."""
    if query.asked.target:
        return eligible
    results = verdict.sure([each for each in eligible if not each.dated.is_target], query)
    if not results:
        return eligible
    return [results[0], *(each for each in eligible if each.claim is not results[0].claim)]


def _with_guesses(selection: Selection, query: Query, hits: Sequence[Hit]) -> Selection:
    """Require also what looks like a place, when a report uses it or the question opens with it."""
    used = (
        guess for guess in query.scope.guessed
        if query.text.startswith(guess) or any(guess in hit.text for hit in hits)
    )  # fmt: skip
    return replace(selection, required_places=(*selection.required_places, *used))


def _is_timely(candidate: Candidate, query: Query) -> bool:
    """Tell whether a claim is of an asked year, and a result where no target was asked for."""
    years, dated = query.scope.years, candidate.dated
    if candidate.claim.figure is None:
        return True
    if query.asked.target and not dated.is_target:
        return False
    if not years:
        return True
    in_year = dated.year is None or dated.year in years
    return in_year and (query.asked.target or not dated.is_target)


def _number(query: Query, candidates: Sequence[Candidate]) -> Draft:
    best = candidates[0]
    chosen = [best, *_companions(query, best, candidates)]
    chosen.sort(key=lambda each: each.claim.start)
    statement = state_all(chosen)
    is_only_target = best.dated.is_target and not query.asked.target
    if is_only_target:
        statement = render("only_target", query.language, statement=statement)
    if query.language == "zh":
        text = f"{statement}{marker(1)}。"
    else:
        figures = ", ".join(english_figure(each.claim) for each in chosen)
        text = f"{figures} {marker(1)} — {statement} {marker(1)}"
    draft = _answered(text, best, [each.claim for each in chosen])
    return replace(draft, outcome=Outcome.PARTIAL) if is_only_target else draft


def _partial(query: Query, candidates: Sequence[Candidate]) -> Draft:
    """Show the figures that a calculation would rest on; never one of them as its result."""
    best = candidates[0]
    near = [each for each in candidates if best.score - each.score < _NEAR and each.claim.figure]
    near = _in_asked_order(near, query.scope.years)
    parts = list({state(each): each for each in near}.items())[:_MAX_PARTS] or [(state(best), best)]
    stated = "；".join(f"{statement}{marker(n)}" for n, (statement, _) in enumerate(parts, 1))
    return Draft(
        outcome=Outcome.PARTIAL,
        text=render("uncomputed", query.language, figures=stated),
        quotes=_quotes([each for _, each in parts]),
        missing=Missing(indicator=query.text),
    )


def _in_asked_order(candidates: Sequence[Candidate], years: Sequence[int]) -> list[Candidate]:
    """Return candidates by the place of their year in the question, the others last."""
    place = {year: i for i, year in enumerate(years)}
    return sorted(candidates, key=lambda each: place.get(each.dated.year or 0, len(place)))


def _companions(query: Query, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the other claims of the same sentence that the question asks for as well."""
    same = [
        each for each in candidates
        if each.hit is best.hit and each.claim.sentence == best.claim.sentence
        and each.claim is not best.claim
    ]  # fmt: skip
    if query.asked.several and best.claim.group:
        return [each for each in same if each.claim.group == best.claim.group]
    if query.asked.several:
        return [each for each in same if best.score - each.score < 0.1]
    if query.asked.quantities > 1:
        after = [each for each in same if each.claim.start >= best.claim.end]
        after.sort(key=lambda each: each.claim.start)
        return after[: query.asked.quantities - 1]
    return []


def _each(query: Query, found: Mapping[str, Candidate | None]) -> Draft:
    """State the figure of every place or year that was asked for, and name those without one."""
    stated = [(name, each) for name, each in found.items() if each]
    lacking = "、".join(name for name, each in found.items() if not each)
    parts = (f"{name}：{state(each)}{marker(n)}" for n, (name, each) in enumerate(stated, 1))
    text = "；".join(parts) + "。"
    if lacking:
        text += render("lacking", query.language, missing=lacking)
    elif query.asked.calculation:
        text += state_difference(found, query.language)
    is_place = lacking and len(query.scope.places) > 1
    return Draft(
        outcome=Outcome.PARTIAL if lacking else Outcome.ANSWERED,
        text=text,
        quotes=_quotes([each for _, each in stated]),
        missing=Missing(place=lacking) if is_place else Missing(period=lacking or None),
    )


def _quotes(candidates: Sequence[Candidate]) -> tuple[tuple[Hit, int, int], ...]:
    return tuple((each.hit, *_quote_span(each.hit.text, [each.claim])) for each in candidates)


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
    return _answered(f"{reply}{state(best)}{marker(1)}。", best, [best.claim])


def _statement(query: Query, best: Candidate) -> Draft:
    """Answer with the clause that holds the question's words, as it stands in the report."""
    (start, end), quote = best.claim.clause, _quote_span(best.hit.text, [best.claim])
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


def _answered(text: str, best: Candidate, claims: Sequence[Claim]) -> Draft:
    start, end = _quote_span(best.hit.text, claims)
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=((best.hit, start, end),))


def _quote_span(text: str, claims: Sequence[Claim]) -> tuple[int, int]:
    """Return the sentence, or its part around the claims when it is long."""
    start, end = claims[0].sentence
    if end - start <= _MAX_QUOTE_CHARS:
        return start, end
    first = min(claim.clause[0] for claim in claims)
    last = max(claim.clause[1] for claim in claims)
    inherits = any(claim.inherited for claim in claims)
    while inherits and first > start and last - first < _MAX_QUOTE_CHARS // 2:
        before = max(
            (i for i in range(start, first - 1) if text[i] in "，,；;："), default=start - 1
        )
        first = before + 1
    return first, last


def _not_found(query: Query, selection: Selection, candidates: Sequence[Candidate]) -> Draft:
    place = "、".join(selection.required_places) or None
    period = "、".join(f"{year}年" for year in selection.required_years) or None
    topic = query.indicators[0].indicator.name if query.indicators else None
    if topic is None:
        topic = " ".join(term.text for term in query.terms[:3] if term.weight >= 1) or None
    named = "、".join(filter(None, (place, period, topic))) or query.text
    return Draft(
        outcome=Outcome.NOT_FOUND,
        text=render("not_found", query.language, missing=named),
        missing=Missing(place=place, period=period, indicator=topic),
        suggestions=_nearest(candidates),
    )


def _nearest(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return what the reports do state that is nearest to the question."""
    stated = (
        state(each) for each in candidates[:12]
        if each.claim.figure and not each.claim.is_elliptic and each.coverage > 0
    )  # fmt: skip
    return tuple(dict.fromkeys(each for each in stated if 4 <= len(each) <= 40))[:3]
