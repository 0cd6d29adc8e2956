"""Says what follows from figures side by side: difference, sum, ratio, change, which is most."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from bot.calculate import Term, are_alike, calculate
from bot.cite import marker
from bot.comparison import Operation, Order
from bot.points import Point
from bot.query import Query
from ingest.types import Figure
from prompts import render

__all__ = ["conclude"]

Pair = tuple[str, Point]

_CEILING = re.compile(r"控制|以内|以下|不超过|不高于|低于|降[到至]|within|below|no more than")


def conclude(query: Query, pairs: Sequence[Pair], *, is_whole: bool) -> str:
    """Return the sentences that follow from the figures, "" when none does.

    Args:
        query: The question.
        pairs: What tells a point from the others, and the point; all with a figure, as marked.
        is_whole: No point that was asked for lacks its figure.
    """
    if len(pairs) < 2:
        return ""
    comparison = query.comparison
    if len({point.is_target for _, point in pairs}) > 1:
        return _against_target(query, pairs)
    if not is_whole:
        return ""
    if comparison.order is not Order.NONE:
        return _ends(query, pairs)
    if comparison.operation is Operation.SUM:
        result = calculate(Operation.SUM, _terms(pairs))
        return render("sum", query.language, sum=result) if result else _unlike(query)
    in_time = len({point.year for _, point in pairs}) == len(pairs)
    # Of two years it is told which way it went as well: 是加快了还是放慢了，差几个点.
    is_gap = comparison.operation is Operation.DIFFERENCE and len(pairs) == 2
    if in_time and (comparison.change or comparison.before or is_gap):
        return _change(query, pairs)
    if len(pairs) > 2:
        is_ranked = comparison.operation is Operation.DIFFERENCE
        return _ends(query, pairs) if is_ranked else ""
    if in_time and comparison.operation is Operation.GROWTH:
        return _growth(query, pairs)
    if comparison.operation is Operation.NONE:
        return ""
    return _of_two(query, pairs)


def _of_two(query: Query, pairs: Sequence[Pair]) -> str:
    (one, _), (other, _) = pairs
    operation, terms = query.comparison.operation, _terms(pairs)
    if operation in (Operation.RATIO, Operation.SHARE):
        result = calculate(operation, terms)
        if not result:
            return _unlike(query)
        name = operation.name.lower()
        return render(name, query.language, first=one, second=other, **{name: result})
    gap = _gap(terms)
    if gap is None:
        return _unlike(query)
    if not gap:
        return render("equal", query.language)
    return render(
        "difference",
        query.language,
        higher=one if gap > 0 else other,
        difference=calculate(Operation.DIFFERENCE, terms),
    )


def _change(query: Query, pairs: Sequence[Pair]) -> str:
    """Return how the first year's figure became the last's, and whether all between went along."""
    ordered = sorted(enumerate(pairs, 1), key=lambda each: each[1][1].year or 0)
    terms = [Term(_figure(point), marker(n)) for n, (_, point) in ordered]
    gap = _gap([terms[-1], terms[0]])
    if gap is None or not all(are_alike(terms[0].figure, each.figure) for each in terms):
        return _unlike(query)
    first, last = ordered[0][1][0], ordered[-1][1][0]
    steps = [after.figure.value - before.figure.value for before, after in pairwise(terms)]
    is_unsteady = any(step * gap < 0 for step in steps) or (not gap and any(steps))
    tail = render("unsteady", query.language) if is_unsteady else ""
    if not gap:
        return render("steady", query.language, first=first, last=last) + tail
    return (
        render(
            "rise" if gap > 0 else "fall",
            query.language,
            first=first,
            last=last,
            difference=calculate(Operation.DIFFERENCE, [terms[-1], terms[0]]),
        )
        + tail
    )


def _growth(query: Query, pairs: Sequence[Pair]) -> str:
    ordered = sorted(enumerate(pairs, 1), key=lambda each: -(each[1][1].year or 0))
    terms = [Term(_figure(point), marker(n)) for n, (_, point) in ordered]
    gap = _gap(terms)
    result = calculate(Operation.GROWTH, terms)
    if gap is None:
        return _unlike(query)
    if not result:
        return _change(query, pairs)
    last, first = (name for _, (name, _) in ordered)
    return render(
        "growth" if gap >= 0 else "decline", query.language, first=first, last=last, growth=result
    )


def _ends(query: Query, pairs: Sequence[Pair]) -> str:
    figures = [_figure(point) for _, point in pairs]
    if not all(are_alike(figures[0], each) for each in figures[1:]):
        return _unlike(query)
    order = query.comparison.order
    wanted = {Order.MOST: (max,), Order.LEAST: (min,)}.get(order, (max, min))
    return "".join(_end(query, pairs, end) for end in wanted)


def _end(query: Query, pairs: Sequence[Pair], end: Callable[..., Decimal]) -> str:
    best = end(_figure(point).value for _, point in pairs)
    names = [name for name, point in pairs if _figure(point).value == best]
    joined = ("、" if query.language == "zh" else ", ").join(names)
    return render("most" if end is max else "least", query.language, names=joined)


def _against_target(query: Query, pairs: Sequence[Pair]) -> str:
    """Return by how much a result differs from its target, and whether it keeps to it."""
    for year in dict.fromkeys(point.year for _, point in pairs):
        of_year = [(n, point) for n, (_, point) in enumerate(pairs, 1) if point.year == year]
        targets = [each for each in of_year if each[1].is_target]
        results = [each for each in of_year if not each[1].is_target]
        if len(targets) == len(results) == 1:
            terms = [Term(_figure(point), marker(n)) for n, point in (*results, *targets)]
            return _met(query, terms, targets[0][1])
    return ""


def _met(query: Query, terms: Sequence[Term], target: Point) -> str:
    gap = _gap(terms)
    if gap is None:
        return ""
    clause = _clause(target)
    met = gap <= 0 if _CEILING.search(clause) else gap >= 0
    # 4.9% is neither plainly 5%左右 nor plainly not.
    said = "" if "左右" in clause and not met else render("met" if met else "unmet", query.language)
    if not gap:
        return render("equal", query.language) + said
    names = ("实际", "目标") if query.language == "zh" else ("the result", "the target")
    shown = calculate(Operation.DIFFERENCE, terms)
    higher = names[0] if gap > 0 else names[1]
    return render("difference", query.language, higher=higher, difference=shown) + said


def _clause(point: Point) -> str:
    candidate = point.candidate
    return candidate.hit.text[slice(*candidate.claim.clause)] if candidate else ""


def _gap(terms: Sequence[Term]) -> Decimal | None:
    """Return the difference of two figures, None when they are not alike."""
    first, second = (term.figure for term in terms)
    return first.value - second.value if are_alike(first, second) else None


def _unlike(query: Query) -> str:
    return render("unlike", query.language)


def _terms(pairs: Sequence[Pair]) -> list[Term]:
    return [Term(_figure(point), marker(n)) for n, (_, point) in enumerate(pairs, 1)]


def _figure(point: Point) -> Figure:
    candidate = point.candidate
    if candidate is None or candidate.claim.figure is None:
        raise ValueError(f"the point {point.place} {point.year} has no figure")
    return candidate.claim.figure
