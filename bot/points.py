"""Finds one figure for each place, year and mode that a question compares; pure.

A point is of one place, one year, and a result or a target; a target never stands for a result.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bot.choice import Choice
from bot.comparison import Over
from bot.likeness import Likeness
from bot.match import Candidate
from bot.modes import Pair, planned_beside_results, years_by_mode
from bot.periods import asks_span, is_of_span, report_year, stands_in_span, year_of
from bot.query import Query
from bot.scope import is_periodic
from bot.spans import write_out
from bot.verdict import Verdict
from ingest.places import NATION, is_provincial, is_within, names_of
from ingest.types import Description
from vectorstore.terms import simplify
from vectorstore.types import Context, Hit

__all__ = ["Point", "fill"]

_MAX_POINTS = 60
_CONSIDERED = 8
# A claim that lacks a word of the question may state the indicator in other words all the same.
_PERHAPS_IT = 0.6
_LACKING_WORD = 0.6
# The only figure of several points is not taken when it is further than this behind the best.
_BEHIND = 0.3
_JOINT = r"\S{0,6}?(?:[、,和与及跟同比占]\S{0,10}?(?!(?P=one))(?:%s)| and | or | than | with |, )"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What a question wants of one place and year."""

    place: str = ""
    """Full name; empty when the question names none."""
    year: int | None = None
    is_target: bool = False
    candidate: Candidate | None = None
    """The claim that states it; None when no report does."""


def fill(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit, int], Context],
) -> list[Point]:
    """Return every point a question asks for, each with its figure where a report states one.

    Empty when it asks for fewer than two.

    Args:
        query: The question.
        candidates: Every claim that was found, best first.
        verdict: Says which are sure enough.
        descriptions: The reports, by document id.
        context: The passage of a hit with so many neighbours on each side.
    """
    choice = Choice(
        verdict=verdict,
        likeness=Likeness(query.indicators),
        is_of_span=lambda each: not asks_span(query.text) and stands_in_span(each, context),
        is_unnamed=query.comparison.over is Over.PLACES,
    )
    figured = [
        each for each in candidates
        if each.claim.figure and not each.claim.is_origin
        and (not each.is_elsewhere or max(each.indicator, each.named) >= _PERHAPS_IT)
    ]  # fmt: skip
    choices: list[list[Point]] = []
    for asked in _asked(query, figured, descriptions):
        if not 1 < len(asked) <= _MAX_POINTS:
            continue
        groups = [_of_point(point, query, figured, descriptions) for point in asked]
        weighed = [
            _weighed(_as_asked(group, point, query), query, verdict)
            for group, point in zip(groups, asked, strict=True)
        ]
        in_time = len({(point.place, point.is_target) for point in asked}) == 1
        chosen = choice.choose(weighed, in_time=in_time)
        choices.append(
            [replace(point, candidate=each) for point, each in zip(asked, chosen, strict=True)]
        )
    best = max((each.score for each in figured), default=0.0)
    points = max(choices, key=_worth, default=[])
    is_sure = query.comparison.both_modes and any(
        point.candidate and verdict.allows(point.candidate) for point in points
    )
    return points if is_sure or _are_backed(points, best) else []


def _are_backed(points: Sequence[Point], best: float) -> bool:
    """Tell whether the figures can be what is asked: of a lone one nothing else says so."""
    found = [point.candidate for point in points if point.candidate]
    return len(found) > 1 or any(best - each.score <= _BEHIND for each in found)


def _weighed(group: Sequence[Candidate], query: Query, verdict: Verdict) -> list[Candidate]:
    """Return the likeliest of a group, those that lack a word of the question less likely."""
    weighed = (
        replace(each, support=each.support * (_LACKING_WORD if each.is_elsewhere else 1.0))
        for each in verdict.weigh(group, query)[:_CONSIDERED]
    )
    return sorted(weighed, key=lambda each: -each.support)


def _as_asked(group: Sequence[Candidate], point: Point, query: Query) -> Sequence[Candidate]:
    """Return the candidates of a point as its own question would find them.

    Of a target and its result, each is asked for in its own year: neither is of the wrong kind.
    """
    if not query.comparison.both_modes:
        return group
    wrong = ("target_wrong", "year_wrong", "year_unknown")
    mode = {"target_right": 1.0} if point.is_target else {}
    own = dict.fromkeys(wrong, 0.0) | {"year_right": 1.0} | mode
    return [replace(each, features={**each.features, **own}) for each in group]


def _worth(points: Sequence[Point]) -> tuple[int, float]:
    found = [point.candidate for point in points if point.candidate]
    return len(found), sum(each.support for each in found)


def _asked(
    query: Query, candidates: Sequence[Candidate], descriptions: Mapping[str, Description]
) -> list[list[Point]]:
    """Return the points asked for; a list for each place when it may be any of several."""
    places = _places(query, descriptions)
    pairs = _named_modes(query) if query.comparison.both_modes else []
    if not pairs:
        years = _years(query, places, candidates, descriptions)
        modes = (True, False) if query.comparison.both_modes else (query.asked.target,)
        pairs = [(year, mode) for year, mode in product(years, modes)]
    of_all = [
        Point(place=place, year=year, is_target=mode) for place in places for year, mode in pairs
    ]
    if len(places) > 1 and query.comparison.over is not Over.PLACES:
        return [of_all]
    if places and places != [""]:
        return [of_all]
    sources = {descriptions[each.hit.passage.document_id].place for each in candidates}
    return [
        [Point(place=place, year=year, is_target=mode) for year, mode in pairs]
        for place in sorted(sources)
    ]


def _places(query: Query, descriptions: Mapping[str, Description]) -> list[str]:
    """Return the places to compare: those named, or every province of the reports."""
    own = {each.place for each in descriptions.values()}
    named = list(query.scope.places)
    if query.comparison.over is Over.PLACES:
        named = [place for place in named if place != NATION]
        if not named:
            return _reporting(query, descriptions)
    if not _are_joined(named, query):
        named = [place for place in named if _is_meant(place, named, own)]
    return named or [""]


def _reporting(query: Query, descriptions: Mapping[str, Description]) -> list[str]:
    """Return the provinces that have a report which could state what is asked.

    Of those that have but a law or a notice, or a report of other years, nothing was to be found.
    """
    scope = query.scope
    years = {*scope.report_years, *scope.years, *(year + 1 for year in scope.years)}
    provincial = [each for each in descriptions.values() if is_provincial(each.place)]
    could = [
        each for each in provincial
        if is_periodic(each.title) and (not years or report_year(each) in years)
    ]  # fmt: skip
    return sorted({each.place for each in (could if len(could) > 1 else provincial)})


def _is_meant(place: str, named: Sequence[str], own: Collection[str]) -> bool:
    """Tell whether a place is to be looked for: not 广州 in 广州天河区, not 宁波 in 浙江宁波港."""
    others = [each for each in named if each != place]
    if place not in own:
        return not any(each in own for each in others)
    return not any(each in own and is_within(each, place) for each in others)


def _are_joined(places: Sequence[str], query: Query) -> bool:
    """Tell whether a question sets its places side by side: 上海和浙江, not 宁波舟山港."""
    names = "|".join(re.escape(name) for place in places for name in names_of(place))
    joint = rf"(?P<one>{names}){_JOINT % names}"
    return bool(re.search(joint, simplify(query.text))) if places else False


def _years(
    query: Query,
    places: Sequence[str],
    candidates: Sequence[Candidate],
    descriptions: Mapping[str, Description],
) -> list[int | None]:
    scope, comparison = query.scope, query.comparison
    if len(scope.years) == 1 and comparison.before:
        return [scope.years[0] - 1, scope.years[0]]
    if scope.years:
        return list(scope.years)
    if scope.report_years:
        back = 0 if query.asked.target else 1
        return [year - back for year in scope.report_years]
    told = {
        each.dated.year for each in candidates
        if each.dated.year and each.dated.is_target == query.asked.target and (
            not places[0] or descriptions[each.hit.passage.document_id].place in places
        )
    }  # fmt: skip
    if comparison.over is Over.YEARS:
        reported = {report_year(each) for each in descriptions.values()}
        near = {year - back for year in reported if year for back in (0, 1)}
        years = sorted(told & near)
        return [*years[-comparison.recent :]] if comparison.recent else [*years]
    return [max(told)] if told else [None]


def _named_modes(query: Query) -> list[Pair]:
    text = simplify(query.text)
    return years_by_mode(text) or planned_beside_results(write_out(text))


def _of_point(
    point: Point,
    query: Query,
    candidates: Sequence[Candidate],
    descriptions: Mapping[str, Description],
) -> list[Candidate]:
    """Return the candidates that are of a point's place, year and mode."""
    wants_span = asks_span(query.text)
    return [
        each for each in candidates
        if each.dated.is_target == point.is_target
        and (point.is_target or not _is_range(each))
        and point.year in (None, year_of(each, descriptions[each.hit.passage.document_id]))
        and _is_of(each, point.place, descriptions[each.hit.passage.document_id])
        and (wants_span or not is_of_span(each))
    ]  # fmt: skip


def _is_range(candidate: Candidate) -> bool:
    """Tell whether a figure is a range: 5% to 6% was planned, whatever its place in the report."""
    figure = candidate.claim.figure
    return figure is not None and figure.upper is not None


def _is_of(candidate: Candidate, place: str, description: Description) -> bool:
    if description.place == place:
        return True
    if description.place not in ("", NATION):
        return False
    return any(name in candidate.hit.text for name in names_of(place)) if place else False
