"""Checks an answer's figures against the passages it cites; pure, knows no answerer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from bot.calculate import MINUS, evaluate, factor
from bot.types import AnswerFigure, Citation, FigureStatus
from ingest.figures import find_figures
from ingest.types import Figure
from ingest.units import UNIT_CLASS

__all__ = ["check_figures", "expression_of", "same_quantity"]

_MARKERS = re.compile(r"\[(\d+)\]")
_PEOPLE = {"名": "人", "位": "人", "周岁": "岁"}
"""Units of one thing: 124万名 is 1.24 million people."""
_PERSONS = frozenset({"人", "名", "位", "人次", "户"})
_POINTS = {"个百分点", "百分点"}
"""What `factor` takes for percent, which bounds may share and a statement may not."""


def check_figures(
    answer: str, citations: Sequence[Citation], *, counts: Mapping[str, str] | None = None
) -> tuple[AnswerFigure, ...]:
    """Return each figure of an answer with whether the passage cited for it states it.

    A figure rests on the markers that follow it, up to the end of their run; value and unit must
    both be stated there. One with an expression of such figures behind it is computed:
    20万人（120万人[1] − 100万人[2]）.

    Args:
        answer: The text, with markers.
        citations: What the markers stand for.
        counts: Figures that count the answer's own reports or places, and how they came about.
    """
    quotes = {citation.marker: citation.quote for citation in citations}
    plain, stops = _without_markers(answer)

    def source(figure: Figure) -> int | None:
        cited = next((numbers for end, numbers in stops if end >= figure.end), ())
        return next(
            (n for n in cited if _states(quotes.get(n, ""), figure.value, figure.unit)), None
        )

    checked = []
    for figure in find_figures(plain):
        if plain[: figure.start].rstrip().endswith(MINUS) and figure.text == "1":
            continue  # 871.6亿斤 ÷ 838.6亿斤 − 1: of the formula, not of a report
        computed = evaluate(plain, figure.end, lambda each: source(each) is not None)
        expression = None if computed is None else expression_of(figure, computed)
        marker = None if expression else source(figure)
        expression = expression or (None if marker else (counts or {}).get(figure.text))
        status = FigureStatus.UNSUPPORTED if marker is None else FigureStatus.VERIFIED
        checked.append(
            AnswerFigure(
                text=figure.text,
                value=figure.value,
                unit=figure.unit,
                marker=marker,
                status=FigureStatus.COMPUTED if expression else status,
                expression=expression,
            )
        )
    return tuple(_difference(each, checked) for each in checked)


def same_quantity(one: Figure, other: Figure, *, across: bool = False) -> bool:
    """Tell whether two figures are of one value and unit; both ends of a range count.

    Args:
        one: A figure of the answer.
        other: A figure of a passage.
        across: They are of two languages: what English counts without a unit (312 stations) may
            have a counter in Chinese (312个).
    """
    times = factor(one.unit, other.unit)
    is_bare_count = not one.unit and UNIT_CLASS.get(other.unit) == "count"
    if across and (is_bare_count or (_is_counter(one.unit) and _is_counter(other.unit))):
        times = Decimal(1)
    if _PEOPLE.get(one.unit, one.unit) == _PEOPLE.get(other.unit, other.unit):
        times = Decimal(1)
    is_of_points = (one.unit in _POINTS) != (other.unit in _POINTS)
    is_bare_share = not other.unit and UNIT_CLASS.get(one.unit) == "percent"
    if times is None or is_of_points or is_bare_share:
        return False
    ends = [None if each is None else each * times for each in (one.value, one.upper)]
    return ends == [other.value, other.upper]


def _is_counter(unit: str) -> bool:
    """Tell 个 and 项, for which English has no word, from what counts people or visits."""
    return UNIT_CLASS.get(unit) == "count" and unit not in _PERSONS


def expression_of(figure: Figure, computed: tuple[Decimal, str]) -> str | None:
    """Return the expression behind a figure when it gives this figure, as far as it is printed."""
    value, expression = computed
    if figure.unit not in _result_units(expression):
        return None
    is_part = "÷" in expression and figure.unit == "%"
    value = abs(value * 100) if is_part else value
    exponent = figure.value.as_tuple().exponent
    is_rounded = "÷" in expression and isinstance(exponent, int)
    if is_rounded:
        value = value.quantize(max(Decimal("0.01"), Decimal(1).scaleb(int(exponent))))
    return expression if value == figure.value else None


def _result_units(expression: str) -> frozenset[str]:
    """Return the units that the result of an expression may have."""
    if "÷" in expression:
        return frozenset({"%", "倍"})
    units = {each.unit for each in find_figures(expression)}
    if units & _POINTS or (units == {"%"} and MINUS in expression):
        return frozenset(_POINTS)
    return frozenset({*units, *(_PEOPLE.get(each, each) for each in units)})


def _difference(figure: AnswerFigure, checked: Sequence[AnswerFigure]) -> AnswerFigure:
    """Return a figure without a passage as computed when it is the difference of two that have one.

    The difference of two shares is in points.
    """
    if figure.status is not FigureStatus.UNSUPPORTED:
        return figure
    verified = [each for each in checked if each.status is FigureStatus.VERIFIED]
    for more, less in permutations(verified, 2):
        unit = "个百分点" if more.unit == "%" else more.unit
        if more.unit == less.unit and (more.value - less.value, unit) == (
            figure.value,
            figure.unit,
        ):
            expression = f"{more.text} {MINUS} {less.text}"
            return replace(figure, status=FigureStatus.COMPUTED, expression=expression)
    return figure


def _without_markers(answer: str) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """Return the text without marks, and for each run of marks its place there and numbers."""
    plain = ""
    stops: list[tuple[int, tuple[int, ...]]] = []
    position = 0
    for found in _MARKERS.finditer(answer):
        plain += answer[position : found.start()]
        numbers: tuple[int, ...] = (int(found[1]),)
        if stops and stops[-1][0] == len(plain):
            numbers = (*stops.pop()[1], *numbers)
        stops.append((len(plain), numbers))
        position = found.end()
    return plain + answer[position:], stops


def _states(quote: str, value: object, unit: str) -> bool:
    return any(
        value in (figure.value, figure.upper)
        and _PEOPLE.get(unit, unit) in (_PEOPLE.get(figure.unit, figure.unit), "")
        for figure in find_figures(quote)
    )
