"""Puts figures of several places, years or modes side by side, and says what follows; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.calculate import MINUS, factor, signed
from bot.choice import is_growth
from bot.cite import marker
from bot.comparison import Bound, Order, Over
from bot.conclude import conclude
from bot.draft import Draft, quotes
from bot.match import Candidate
from bot.points import Point, fill
from bot.query import Query
from bot.sided import decide_between
from bot.statement import state
from bot.translate import name_in_english, stated_in_english
from bot.types import AnswerPoint, Missing, Outcome
from bot.verdict import Verdict
from ingest.types import Description
from prompts import render
from vectorstore.types import Context, Hit

__all__ = ["compare", "list_points", "name_points", "show_parts", "side_by_side"]

# Figures this near to the best belong to a calculation as well.
_NEAR = 0.35
_MAX_PARTS = 4
# 5%以上 is not 定在5%左右.
_OPEN = re.compile(r"以[上下内]|[不超高低多少]于|不超过|超过|突破|力争超")
# All provinces: one that is left out in silence would be taken for one without a figure.
_MAX_LISTED = 34


def compare(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit, int], Context],
) -> Draft | None:
    """Answer a question about several places, years or modes, None when it is about one.

    Args:
        query: The question.
        candidates: Every claim that was found, best first.
        verdict: Says which are sure enough.
        descriptions: The reports, by document id.
        context: The passage of a hit with so many neighbours on each side.
    """
    points = fill(query, candidates, verdict, descriptions=descriptions, context=context)
    found = [point for point in points if point.candidate]
    comparison = query.comparison
    if comparison.chooses:
        return _chosen(query, points) if len(found) > 1 else None
    if len(found) > 1:
        return _each(query, points)
    is_named = found and (comparison.both_modes or not comparison.is_open)
    return _each(query, points) if is_named else None


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


def _each(query: Query, points: Sequence[Point]) -> Draft:
    """State the figure of every point that was asked for, and name those without one."""
    names = name_points(points, query.language)
    pairs = [(name, point) for name, point in zip(names, points, strict=True) if point.candidate]
    if query.comparison.order is not Order.NONE:
        pairs.sort(key=lambda pair: -_value(pair[1]))
    pairs = pairs[:_MAX_LISTED]
    lacking = [name for name, point in zip(names, points, strict=True) if not point.candidate]
    text = list_points(query, pairs)
    if lacking:
        text += render("lacking", query.language, missing=_joined(lacking, query.language))
    text += conclude(query, pairs, is_whole=not lacking)
    reply = None if lacking else decide_between(query, [point for _, point in pairs])
    if reply is not None:
        text = render("yes" if reply else "no", query.language) + text
    return Draft(
        outcome=Outcome.PARTIAL if lacking else Outcome.ANSWERED,
        text=text.strip(),
        quotes=quotes([point.candidate for _, point in pairs if point.candidate]),
        points=side_by_side(pairs),
        missing=_missing(lacking, points),
    )


def _chosen(query: Query, points: Sequence[Point]) -> Draft:
    """State only the points that keep to the bound or stand at the asked end of the order."""
    names = dict(zip(points, name_points(points, query.language), strict=True))
    found = [point for point in points if point.candidate]
    holding = _held(query, found) if query.comparison.bound else found
    kept = _ordered(query, holding) if holding else [_nearest(query, found)]
    pairs = [(names[point], point) for point in kept[:_MAX_LISTED]]
    text = list_points(query, pairs)
    if not holding:
        text = render("none_hold", query.language, nearest=text.rstrip("。."))
    lacking = [names[point] for point in points if not point.candidate]
    counted, counts = _counted(query, len(points), len(lacking))
    return Draft(
        outcome=Outcome.PARTIAL if lacking else Outcome.ANSWERED,
        text=(text + counted).strip(),
        quotes=quotes([point.candidate for _, point in pairs if point.candidate]),
        points=side_by_side(pairs),
        missing=_missing(lacking, points),
        counts=counts,
    )


def _counted(query: Query, asked: int, lacking: int) -> tuple[str, dict[str, str]]:
    """Return a sentence on how many have no figure, and how its number came about."""
    if not lacking:
        return "", {}
    is_of_places = query.comparison.over is Over.PLACES
    if query.language == "zh":
        number, what = f"{lacking}个", "地区" if is_of_places else "年份"
    else:
        number, what = str(lacking), " places" if is_of_places else " years"
    said = render("not_looked", query.language, count=number + what)
    return said, {number: f"{asked} {MINUS} {asked - lacking}"}


def _missing(lacking: Sequence[str], points: Sequence[Point]) -> Missing:
    named = "、".join(lacking) or None
    is_of_places = len({point.place for point in points}) > 1
    return Missing(place=named) if is_of_places else Missing(period=named)


def _held(query: Query, found: Sequence[Point]) -> list[Point]:
    bound = query.comparison.bound
    return [point for point in found if bound and _holds(point, bound)]


def _holds(point: Point, bound: Bound) -> bool:
    """Tell whether a point's figure keeps to a bound, or to the one that may be kept to instead."""
    return _keeps_to(point, bound) or (bound.other is not None and _keeps_to(point, bound.other))


def _keeps_to(point: Point, bound: Bound) -> bool:
    figure = point.candidate.claim.figure if point.candidate else None
    if figure is None or (bound.barred and bound.barred in figure.qualifier):
        return False
    if bound.is_span and figure.upper is None and _OPEN.search(figure.qualifier):
        return False
    ratio = factor(figure.unit, bound.unit)
    if ratio is None:
        return False
    upper = None if figure.upper is None else figure.upper * ratio
    return bound.holds(_value(point) * ratio, upper)


def _nearest(query: Query, points: Sequence[Point]) -> Point:
    """Return the point that is nearest to the bound it does not keep to."""
    bound = query.comparison.bound
    ends = [end for end in (bound.low, bound.high) if end is not None] if bound else []

    def distance(point: Point) -> Decimal:
        return min((abs(_value(point) - end) for end in ends), default=Decimal(0))

    return min(points, key=distance)


def _ordered(query: Query, points: Sequence[Point]) -> list[Point]:
    """Return points in the asked order, only the asked end of it when one was asked for."""
    order, count = query.comparison.order, query.comparison.count
    falling = sorted(points, key=lambda point: -_value(point))
    if order is Order.MOST:
        return _first(falling, count)
    if order is Order.LEAST:
        return _first(falling[::-1], count)
    if order is Order.BOTH:
        return [*_first(falling, count), *_first(falling[::-1], count)]
    bound = query.comparison.bound
    return falling[::-1] if bound and bound.low is None else falling


def _first(points: Sequence[Point], count: int) -> list[Point]:
    """Return so many of the first points, and those that equal the last of them."""
    last = _value(points[min(count, len(points)) - 1])
    return [point for i, point in enumerate(points) if i < count or _value(point) == last]


def _value(point: Point) -> Decimal:
    """Return the value of a point's figure, negative for what fell."""
    candidate = point.candidate
    figure = candidate.claim.figure if candidate else None
    if candidate is None or figure is None:
        return Decimal(0)
    if not is_growth(candidate.claim):
        return figure.value
    claim = candidate.claim
    before = candidate.hit.text[claim.clause[0] : claim.end]
    return signed(figure, before[: before.rfind(figure.text)])


def side_by_side(pairs: Sequence[tuple[str, Point]]) -> tuple[AnswerPoint, ...]:
    """Return the figures of points, marked as `list_points` marks them."""
    return tuple(
        AnswerPoint(
            name=name,
            place=point.place,
            year=point.year,
            is_target=point.is_target,
            text=point.candidate.claim.figure.text,
            value=_value(point),
            unit=point.candidate.claim.figure.unit,
            marker=n,
        )
        for n, (name, point) in enumerate(pairs, 1)
        if point.candidate and point.candidate.claim.figure
    )


def list_points(query: Query, pairs: Sequence[tuple[str, Point]]) -> str:
    """Return what is stated of each point, by its name, marked in order."""
    stated = [
        (name, point.candidate, marker(n))
        for n, (name, point) in enumerate(pairs, 1)
        if point.candidate
    ]
    if query.language == "zh":
        return "；".join(f"{name}：{state(each)}{mark}" for name, each, mark in stated) + "。"
    parts = (_in_english(query, name, each, mark) for name, each, mark in stated)
    return "; ".join(parts) + "."


def _in_english(query: Query, name: str, candidate: Candidate, mark: str) -> str:
    lead = stated_in_english(query, candidate)
    statement = state(candidate)
    said = f"{lead} {mark} — {statement}" if lead and lead != statement else statement
    return f"{name}: {said} {mark}"


def name_points(points: Sequence[Point], language: str) -> list[str]:
    """Return what tells each point from the others: its place, year, mode, or several of them."""
    places, years, modes = (
        {getattr(point, each) for point in points} for each in ("place", "year", "is_target")
    )
    return [
        _name(
            replace(
                point,
                place=point.place if len(places) > 1 else "",
                year=point.year if len(years) > 1 or (len(modes) > 1 and len(places) < 2) else None,
            ),
            language,
            with_mode=len(modes) > 1,
        )
        for point in points
    ]


def _name(point: Point, language: str, *, with_mode: bool) -> str:
    if language == "zh":
        year = f"{point.year}年" if point.year else ""
        mode = ("目标" if point.is_target else "实际") if with_mode else ""
        return f"{point.place}{year}{mode}"
    mode = ("target" if point.is_target else "actual") if with_mode else ""
    place = name_in_english(point.place) if point.place else ""
    return " ".join(filter(None, (place, str(point.year or ""), mode)))


def _joined(names: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(names)
