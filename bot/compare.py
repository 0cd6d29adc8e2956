"""Puts figures of several places or years side by side, and takes their difference; pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.cite import marker
from bot.draft import Draft, quotes
from bot.match import Candidate
from bot.query import Query
from bot.statement import state
from bot.types import Missing, Outcome
from bot.verdict import Verdict
from ingest.types import Description, Figure, Kind
from prompts import render

__all__ = ["compare", "show_parts", "state_difference"]

# Figures this near to the best belong to a calculation as well.
_NEAR = 0.35
_MAX_PARTS = 4
_SCALES = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4))
_POINTS = "个百分点"


def compare(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
) -> Draft | None:
    """Answer a question about several places or years, None when it is about one.

    Args:
        query: The question.
        candidates: Those that may answer it, best first.
        verdict: Says which are sure enough.
        descriptions: The reports of the candidates, by document id.
    """
    found = _side_by_side(query, candidates, verdict, descriptions=descriptions)
    if sum(each is not None for each in found.values()) > 1:
        return _each(query, found)
    best = verdict.weigh(candidates, query)[:1]
    is_sure = bool(best) and verdict.allows(best[0])
    return _each(query, found) if is_sure and any(found.values()) else None


def show_parts(query: Query, candidates: Sequence[Candidate]) -> Draft:
    """Show the figures that a calculation would rest on; never one of them as its result."""
    best = candidates[0]
    near = [each for each in candidates if best.score - each.score < _NEAR and each.claim.figure]
    near = _in_asked_order(near, query.scope.years)
    parts = list({state(each): each for each in near}.items())[:_MAX_PARTS] or [(state(best), best)]
    stated = "；".join(f"{statement}{marker(n)}" for n, (statement, _) in enumerate(parts, 1))
    return Draft(
        outcome=Outcome.PARTIAL,
        text=render("uncomputed", query.language, figures=stated),
        quotes=quotes([each for _, each in parts]),
        missing=Missing(indicator=query.text),
    )


def _in_asked_order(candidates: Sequence[Candidate], years: Sequence[int]) -> list[Candidate]:
    """Return candidates by the place of their year in the question, the others last."""
    place = {year: i for i, year in enumerate(years)}
    return sorted(candidates, key=lambda each: place.get(each.dated.year or 0, len(place)))


def _side_by_side(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
) -> dict[str, Candidate | None]:
    """Return the best sure candidate of each place, else of each year, that a question names.

    Empty when it names fewer than two. A place or year that no candidate is sure for has None; a
    target does not stand in for a result here.
    """
    scope = query.scope
    candidates = [each for each in candidates if query.asked.target or not each.dated.is_target]
    if len(scope.places) > 1:
        groups = {
            place: [
                each
                for each in candidates
                if descriptions[each.hit.passage.document_id].place == place
            ]
            for place in scope.places
        }
    elif len(scope.years) > 1:
        groups = {
            f"{year}年": [each for each in candidates if each.dated.year == year]
            for year in scope.years
        }
    else:
        return {}
    return {name: next(iter(verdict.sure(group, query)), None) for name, group in groups.items()}


def state_difference(found: Mapping[str, Candidate | None], language: str) -> str:
    """Return a sentence with the difference of two figures, "" when they cannot be compared.

    Only figures of the same unit and kind are: a level is not less than a growth.
    """
    if len(found) != 2:
        return ""
    (one, first), (other, second) = found.items()
    figures = [each.claim.figure if each else None for each in (first, second)]
    if figures[0] is None or figures[1] is None or not _are_alike(figures[0], figures[1]):
        return ""
    gap = figures[0].value - figures[1].value
    if not gap:
        return render("equal", language)
    higher = one if gap > 0 else other
    return render("difference", language, higher=higher, difference=_printed(abs(gap), figures[0]))


def _are_alike(one: Figure, other: Figure) -> bool:
    is_single = one.upper is None and other.upper is None
    growths = {one.kind, other.kind} & {Kind.GROWTH, Kind.RANK}
    return is_single and one.unit == other.unit and (not growths or one.kind == other.kind)


def _printed(value: Decimal, like: Figure) -> str:
    """Return a value in the scale and unit in which another is printed."""
    if like.unit in ("%", _POINTS):
        return f"{_plain(value)}{_POINTS}"
    for scale, size in _SCALES:
        if scale in like.text:
            return f"{_plain(value / size)}{scale}{like.unit}"
    return f"{_plain(value)}{like.unit}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


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
        quotes=quotes([each for _, each in stated]),
        missing=Missing(place=lacking) if is_place else Missing(period=lacking or None),
    )
