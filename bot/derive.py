"""Recomputes what a sentence says follows from its other figures; exact, pure.

A calculation counts only where words announce it (相差, 合计, 占, 增长, 倍) and both ends are
figures that stand; the result is rounded as it is written.
"""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

from bot.calculate import MINUS, are_alike
from bot.facts import Fact
from ingest.types import Figure

__all__ = ["derived"]

_REACH = 24
_WORDS = {
    "sum": re.compile(
        r"合计|共计|总计|总共|之和|相?加|一共|\b(?:total|together|combined|sum|plus|added)\b",
        re.I,
    ),
    "difference": re.compile(
        r"相差|差距|差额|之差|[高多低少]出|[多少高低]了?|净[增减]|增加|减少|提高|下降|上升|"
        r"\b(?:difference|gap|more|less|higher|lower|fewer|rose|rise|fell|fall|increase|decrease|gain)\b", re.I
    ),
    "ratio": re.compile(r"倍|\btimes\b", re.I),
    "share": re.compile(
        r"占|比重|比例|份额|\b(?:share|proportion|percent of|accounts? for)\b", re.I
    ),
}  # fmt: skip
_FALL = r"下降|降幅|减少|降低|下滑|负增长|\b(?:fell|decreas\w*|down|declin\w*|dropp\w*)\b"
_RISE = r"增长|增幅|增速|增加|提高|上升|\b(?:grew|growth|rose|increas\w*|up)\b"
_DIRECTION = re.compile(rf"(?P<fall>{_FALL})|{_RISE}", re.I)


def derived(figure: Figure, operands: Sequence[Fact], text: str) -> str | None:
    """Return the calculation over `operands` that gives a figure, None when none is stated.

    Args:
        figure: What may be computed; positions are in `text`.
        operands: The figures of the same sentence that stand, with what their passages say of them.
        text: The sentence, without markers.
    """
    around = text[max(0, figure.start - _REACH) : figure.end + 8]
    if figure.upper is not None:
        return None
    figures = [each.figure for each in operands]
    if _WORDS["sum"].search(around) and (found := _sum(figure, figures)):
        return found
    for first, second in permutations(figures, 2):
        if not are_alike(first, second):
            continue
        for name, check in _PAIRS.items():
            if _WORDS[name].search(around) and (found := check(figure, first, second)):
                return found
    return _growth(figure, operands, text)


def _sum(figure: Figure, operands: Sequence[Figure]) -> str | None:
    same = [each for each in operands if are_alike(figure, each) or each.unit == figure.unit]
    is_summed = len(same) > 1 and all(are_alike(same[0], each) for each in same[1:])
    if not is_summed or sum((each.value for each in same), Decimal(0)) != figure.value:
        return None
    return " + ".join(each.text for each in same)


def _difference(figure: Figure, first: Figure, second: Figure) -> str | None:
    unit = "个百分点" if first.unit == "%" else first.unit
    if figure.unit != unit or first.value - second.value != figure.value:
        return None
    return f"{first.text} {MINUS} {second.text}"


def _ratio(figure: Figure, first: Figure, second: Figure) -> str | None:
    if figure.unit != "倍" or not second.value:
        return None
    return _quotient(figure, first.value / second.value, first, second)


def _share(figure: Figure, first: Figure, second: Figure) -> str | None:
    if figure.unit != "%" or not second.value or first.unit == "%" or first.value > second.value:
        return None
    return _quotient(figure, first.value / second.value * 100, first, second)


def _growth(figure: Figure, operands: Sequence[Fact], text: str) -> str | None:
    """Return the calculation of a rise or fall from an earlier year's figure to a later one's."""
    falls = _falls(figure, text)
    if falls is None or figure.unit != "%":
        return None
    for late, early in permutations(operands, 2):
        one, base = late.figure, early.figure
        if not _is_later(late, early) or not are_alike(one, base) or one.unit == "%":
            continue
        if not base.value or (one.value < base.value) is not falls:
            continue
        if found := _quotient(figure, abs(one.value / base.value - 1) * 100, one, base):
            return f"{found} {MINUS} 1"
    return None


def _falls(figure: Figure, text: str) -> bool | None:
    """Tell whether a figure is called a fall, by the word next to it; None without one."""
    before = [*_DIRECTION.finditer(text[max(0, figure.start - _REACH) : figure.start])]
    word = before[-1] if before else _DIRECTION.search(text[figure.end : figure.end + _REACH])
    return None if word is None else word["fall"] is not None


def _is_later(late: Fact, early: Fact) -> bool:
    """Tell whether two figures are of one thing, the first in a later year."""
    is_same = bool(late.words & early.words) or not (late.words and early.words)
    has_years = bool(late.years and early.years)
    return is_same and has_years and min(late.years) > max(early.years)


def _quotient(figure: Figure, value: Decimal, first: Figure, second: Figure) -> str | None:
    """Return first ÷ second when the value is the figure's, rounded to its decimals."""
    exponent = figure.value.as_tuple().exponent
    places = Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)
    is_it = value.quantize(places, ROUND_HALF_UP) == figure.value
    return f"{first.text} ÷ {second.text}" if is_it else None


_PAIRS: dict[str, Callable[[Figure, Figure, Figure], str | None]] = {
    "difference": _difference,
    "ratio": _ratio,
    "share": _share,
}
