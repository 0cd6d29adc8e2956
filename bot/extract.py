"""The extractive answerer: states what a passage says, or that none says it; needs no model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.cell import is_of_other_month, is_of_other_row
from bot.cells import answer_in_cells
from bot.cite import marker
from bot.combine import combine
from bot.compare import compare, show_parts
from bot.draft import Draft, answered
from bot.match import Candidate, Meaning, rank
from bot.prose import answer_in_prose
from bot.query import Form, Query
from bot.rivals import tell_apart, whose
from bot.scope import Selection, covers_places
from bot.sheet import Sheet
from bot.sheets import answer_over_sheet, answer_with_line
from bot.statement import state, state_all
from bot.timing import is_of_other_part
from bot.translate import missing_in_english, stated_in_chinese, stated_in_english
from bot.types import Missing, Outcome
from bot.verdict import Verdict
from ingest.places import NATION, names_of
from ingest.types import Description, Figure
from ingest.units import UNIT_CLASS
from prompts import render
from vectorstore.types import Context, Hit

__all__ = ["extract"]


def extract(
    query: Query,
    hits: Sequence[Hit],
    selection: Selection,
    *,
    descriptions: Mapping[str, Description],
    meaning: Meaning,
    context: Callable[[Hit, int], Context],
    sheets: Callable[[str], Sequence[Sheet]],
    verdict: Verdict,
) -> Draft:
    """Answer from the hits, or say what is missing.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first.
        selection: What the answer's sentence must name itself.
        descriptions: The reports of the hits, by document id.
        meaning: What the index knows of words.
        context: The passage of a hit with so many neighbours on each side.
        sheets: The tables of a report.
        verdict: Ranks candidates and says which are sure enough.
    """
    candidates = rank(
        query, hits, descriptions=descriptions, meaning=meaning, weights=verdict.order
    )
    selection = _with_guesses(selection, query, hits)
    others = {hit.passage.id for hit in hits if is_of_other_row(query, hit)}
    local = [
        each for each in candidates
        if each.hit.passage.id not in others
        and _is_about(each, query, descriptions[each.hit.passage.document_id])
    ]  # fmt: skip
    eligible = [each for each in local if _is_eligible(each, query, selection)]
    placed = [each for each in local if _is_placed(each, selection)]
    relates = query.asked.form is Form.YES_NO and NATION in query.scope.places
    say = partial(
        answer_in_prose,
        query,
        _local(placed, query, descriptions) if relates else placed,
        verdict,
        eligible=eligible,
        rarity=meaning.rarity,
        context=context,
    )
    if relates and (draft := say()):
        return draft
    over = answer_over_sheet(query, hits, descriptions=descriptions, sheets=sheets)
    if over:
        return over
    cell = answer_in_cells(
        query,
        [hit for hit in hits if hit.passage.id not in others],
        descriptions=descriptions,
        is_placed=lambda hit: _names_required(
            selection, "\n".join((hit.text, *hit.passage.section))
        ),
    )
    if cell:
        return cell
    line = answer_with_line(query, hits, descriptions=descriptions, sheets=sheets)
    if line:
        return line
    compared = compare(query, candidates, verdict, descriptions=descriptions, context=context)
    if compared:
        return compared
    if query.asked.form is not Form.NUMBER and not query.asked.calculation:
        return say() or _not_found(query, selection, candidates)
    eligible = verdict.weigh(eligible, query)
    if not eligible or not verdict.allows(eligible[0]):
        return _not_found(query, selection, candidates)
    if query.asked.calculation:
        return combine(query, eligible, verdict) or show_parts(query, eligible)
    eligible = [*_results_first(query, eligible, verdict)]
    apart = tell_apart(query, eligible, verdict, descriptions=descriptions)
    if apart:
        return apart
    return _number(
        query, eligible, verdict, of=whose(query, eligible[0], descriptions=descriptions)
    )


def _is_eligible(candidate: Candidate, query: Query, selection: Selection) -> bool:
    figure = candidate.claim.figure
    if query.asked.form is Form.NUMBER and (figure is None or _is_rate_only(query, figure)):
        return False
    return _is_placed(candidate, selection) and _is_timely(candidate, query)


def _is_rate_only(query: Query, figure: Figure) -> bool:
    """Tell whether a rate is stated where 多少万人 or 多少亿元 is asked."""
    unit = query.asked.unit
    is_rate = UNIT_CLASS.get(figure.unit) == "percent"
    return bool(unit) and is_rate and UNIT_CLASS.get(unit) != "percent"


def _is_about(candidate: Candidate, query: Query, description: Description) -> bool:
    """Tell whether a claim is of the asked part of a year, and of every place of several.

    Of a plan of classes for Tibet, the row of Tianjin tells nothing about Jiangsu.
    """
    is_local = len(query.scope.places) < 2 or covers_places(query, candidate.hit, description)
    return is_local and not is_of_other_part(query, candidate, description)


def _is_placed(candidate: Candidate, selection: Selection) -> bool:
    """Tell whether a claim's passage names what no report of the scope is about."""
    text = candidate.hit.text
    return _names_required(selection, text, dated=text[slice(*candidate.claim.sentence)])


def _names_required(selection: Selection, text: str, *, dated: str | None = None) -> bool:
    """Tell whether a text names what no report of the scope is about; its years in `dated`."""
    has_places = all(
        any(name in text for name in names_of(place)) for place in selection.required_places
    )
    years, where = selection.required_years, text if dated is None else dated
    return has_places and (not years or any(str(year) in where for year in years))


def _local(
    candidates: Sequence[Candidate], query: Query, descriptions: Mapping[str, Description]
) -> list[Candidate]:
    """Return the candidates of the places that are set against the nation: 江西是全国唯一…吗."""
    if set(query.scope.places) <= {NATION}:
        return [*candidates]
    return [
        each for each in candidates
        if descriptions[each.hit.passage.document_id].place not in ("", NATION)
    ]  # fmt: skip


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
    """Tell whether a claim may be of an asked year, and a result where no target was asked for."""
    years, dated = query.scope.years, candidate.dated
    if candidate.claim.figure is None:
        return True
    if is_of_other_month(query.text, candidate.hit.text):
        return False
    if not dated.is_sure:
        return True
    if years and dated.year is not None and dated.year not in years:
        return False
    return dated.is_target if query.asked.target else not (years and dated.is_target)


def _number(query: Query, candidates: Sequence[Candidate], verdict: Verdict, *, of: str) -> Draft:
    """State the figure of the first; a target as such, and what is not certain as the nearest.

    `of` is the place to name, "" when none need be.
    """
    best = candidates[0]
    chosen = [best, *_companions(query, best, candidates)]
    chosen.sort(key=lambda each: each.claim.start)
    statement = state_all(chosen)
    is_only_target = best.dated.is_target and not query.asked.target
    if is_only_target:
        statement = render("only_target", query.language, statement=statement)
    is_near = not is_only_target and not verdict.is_certain(best)
    if is_near:
        statement = render("nearest", query.language, statement=statement)
    say = stated_in_chinese if query.language == "zh" else stated_in_english
    lead = "" if is_near else "; ".join(filter(None, (say(query, each) for each in chosen)))
    stop = "。" if query.language == "zh" else ""
    text = f"{lead} {marker(1)} — " if lead else ""
    text += f"{statement}{'' if stop else ' '}{marker(1)}{stop}"
    if of:
        text = f"{of}{'：' if stop else ': '}{text}"
    draft = answered(text, best, [each.claim for each in chosen])
    return replace(draft, outcome=Outcome.PARTIAL) if is_only_target or is_near else draft


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


def _not_found(query: Query, selection: Selection, candidates: Sequence[Candidate]) -> Draft:
    place = "、".join(selection.required_places) or None
    period = "、".join(f"{year}年" for year in selection.required_years) or None
    topic = query.indicators[0].indicator.name if query.indicators else None
    if topic is None:
        topic = " ".join(term.text for term in query.terms[:3] if term.weight >= 1) or None
    named = "、".join(filter(None, (place, period, topic))) or query.text
    if query.language == "en":
        named = missing_in_english(
            query, places=selection.required_places, years=selection.required_years
        )
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
