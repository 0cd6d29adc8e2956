"""Checks an answer's figures against the passages it cites; pure, knows no answerer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from bot.types import AnswerFigure, Citation, FigureStatus
from ingest.figures import find_figures

__all__ = ["check_figures"]

_MARKERS = re.compile(r"\[(\d+)\]")


def check_figures(answer: str, citations: Sequence[Citation]) -> tuple[AnswerFigure, ...]:
    """Return each figure of an answer with whether the passage cited for it states it.

    A figure rests on the markers that follow it, up to the end of their run; value and unit must
    both be stated there.
    """
    quotes = {citation.marker: citation.quote for citation in citations}
    plain, stops = _without_markers(answer)
    checked = []
    for figure in find_figures(plain):
        cited = next((numbers for end, numbers in stops if end >= figure.end), ())
        found = next(
            (n for n in cited if _states(quotes.get(n, ""), figure.value, figure.unit)), None
        )
        status = FigureStatus.UNSUPPORTED if found is None else FigureStatus.VERIFIED
        checked.append(
            AnswerFigure(
                text=figure.text, value=figure.value, unit=figure.unit, marker=found, status=status
            )
        )
    return tuple(_computed(each, checked) for each in checked)


def _computed(figure: AnswerFigure, checked: Sequence[AnswerFigure]) -> AnswerFigure:
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
            expression = f"{more.text} - {less.text}"
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
        value in (figure.value, figure.upper) and unit in (figure.unit, "")
        for figure in find_figures(quote)
    )
