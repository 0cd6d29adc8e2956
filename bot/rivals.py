"""Tells a figure from its like in other reports, where the question does not say which; pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.calculate import are_alike
from bot.choice import is_growth
from bot.compare import list_points, name_points, side_by_side
from bot.draft import Draft, quotes
from bot.match import Candidate
from bot.points import Point
from bot.query import Query
from bot.statement import state
from bot.translate import name_in_english
from bot.types import Outcome
from bot.verdict import Verdict
from ingest.places import NATION, names_of
from ingest.types import Description
from prompts import render

__all__ = ["tell_apart", "whose"]

# So near to the best, or certain itself, a claim of another report may be what is meant. Measured
# on development questions with and without their place: of .2, .35 and .5, .35 tells them apart
# best.
_NEAR = 0.35
_MAX_LISTED = 3
_MAX_SUGGESTED = 3
_Key = TypeVar("_Key", str, int)


def tell_apart(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
) -> Draft | None:
    """State the figure of each place, or of each year, that the question may mean.

    None when it says which, or when the reports agree.

    Args:
        query: A question for one figure.
        candidates: Weighed claims that may answer it, best first.
        verdict: Says which are sure enough.
        descriptions: The reports, by document id.
    """

    def place_of(candidate: Candidate) -> str:
        return descriptions[candidate.hit.passage.document_id].place

    home = place_of(candidates[0])
    likely = [
        each for each in candidates
        if _is_alike(each, candidates[0]) and _may_be_meant(each, candidates[0], verdict)
    ]  # fmt: skip
    rivals = [Point(place=home, candidate=candidates[0])]
    if not query.scope.places and home not in ("", NATION):
        rivals = [
            Point(place=place, candidate=each)
            for place, each in _first_of_each(likely, place_of).items()
            if place
        ]
    if len(rivals) < 2 and not query.scope.years and not query.scope.report_years:
        local = [each for each in likely if place_of(each) == home and _is_of_year(each, query)]
        by_year = _first_of_each(local, lambda each: each.dated.year or 0)
        newest_first = sorted(by_year.items(), reverse=True)
        rivals = [Point(place=home, year=year, candidate=each) for year, each in newest_first]
    return _listed(query, rivals, verdict) if _differ(rivals) else None


def whose(query: Query, candidate: Candidate, *, descriptions: Mapping[str, Description]) -> str:
    """Return the name of the place a claim is of, where the question names none of several.

    "" when the question or the claim names it, or when all reports are of one place.
    """
    places = {each.place for each in descriptions.values()} - {"", NATION}
    home = descriptions[candidate.hit.passage.document_id].place
    is_said = query.scope.places or query.scope.guessed or home not in places
    if is_said or len(places) < 2:
        return ""
    if any(name in state(candidate) or name in query.text for name in names_of(home)):
        return ""
    return home if query.language == "zh" else name_in_english(home)


def _is_alike(candidate: Candidate, best: Candidate) -> bool:
    """Tell whether a claim states the same kind of figure: a growth is no rival of a level."""
    one, other = candidate.claim.figure, best.claim.figure
    if one is None or other is None or candidate.dated.is_target != best.dated.is_target:
        return False
    return are_alike(one, other) and is_growth(candidate.claim) == is_growth(best.claim)


def _may_be_meant(candidate: Candidate, best: Candidate, verdict: Verdict) -> bool:
    is_near = verdict.allows(candidate) and best.score - candidate.score <= _NEAR
    return is_near or verdict.is_certain(candidate)


def _is_of_year(candidate: Candidate, query: Query) -> bool:
    dated = candidate.dated
    is_of_one = dated.is_sure and dated.year is not None and not dated.is_span
    return is_of_one and dated.is_target == query.asked.target


def _first_of_each(
    candidates: Sequence[Candidate], key: Callable[[Candidate], _Key]
) -> dict[_Key, Candidate]:
    """Return the best candidate of each kind, best first."""
    first: dict[_Key, Candidate] = {}
    for each in candidates:
        first.setdefault(key(each), each)
    return first


def _differ(points: Sequence[Point]) -> bool:
    """Tell whether reports say different things; one report is of one mind."""
    found = [point.candidate for point in points if point.candidate]
    documents = {each.hit.passage.document_id for each in found}
    stated = {each.claim.figure.text for each in found if each.claim.figure}
    return len(documents) > 1 and len(stated) > 1


def _listed(query: Query, points: Sequence[Point], verdict: Verdict) -> Draft:
    """State the first few figures, and ask which is meant when there are more."""
    names = name_points(points, query.language)
    pairs = [*zip(names, points, strict=True)][:_MAX_LISTED]
    text, others = list_points(query, pairs), names[_MAX_LISTED:]
    if others:
        text += " " * (query.language == "en")
        text += render("which", query.language, others=_joined(others, query.language))
    found = [point.candidate for _, point in pairs if point.candidate]
    is_sure = any(verdict.is_certain(each) for each in found)
    return Draft(
        outcome=Outcome.PARTIAL if others or not is_sure else Outcome.ANSWERED,
        text=text,
        quotes=quotes(found),
        points=() if others else side_by_side(pairs),
        suggestions=tuple(_asking(query, each) for each in points[_MAX_LISTED:][:_MAX_SUGGESTED]),
    )


def _asking(query: Query, point: Point) -> str:
    """Return the question with the place or year that it lacks."""
    year = f"{point.year}年" if point.year else ""
    if query.language == "zh":
        return f"{point.place}{year}{query.text}"
    where = f" in {point.year or name_in_english(point.place)}?"
    return query.text.rstrip("? ") + where


def _joined(names: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(names)
