"""Recomputes what a sentence says follows from its other figures; exact, pure.

A calculation counts only where words announce it (相差, 合计, 占, 增长, 倍) and both ends are
figures that stand; the result is rounded as it is written.
"""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, permutations

from bot.calculate import MINUS, are_alike
from bot.facts import Fact
from ingest.types import Figure

__all__ = ["compared", "derived"]

_REACH = 24
_NAME_END = 4
_WORDS = {
    "sum": re.compile(
        r"合计|共计|总计|总共|之和|相?加|一共|\b(?:total|together|combined|sum|plus|added)\b",
        re.I,
    ),
    "difference": re.compile(
        r"相差|差距|差额|之差|[高多低少]出|[多少高低]了?|净[增减]|增加|减少|提高|下降|上升|"
        r"\b(?:difference|gap|more|less|higher|lower|fewer|rose|rise|fell|fall|increase|decrease"
        r"|gain)\b", re.I
    ),
    "ratio": re.compile(r"倍|\btimes\b", re.I),
    "share": re.compile(
        r"占|比重|比例|份额|\b(?:share|proportion|percent of|accounts? for)\b", re.I
    ),
}  # fmt: skip
_THAN = re.compile(r"(?P<a>.*?)比(?![重例])(?P<b>.*?)(?P<word>[多高大快少低小慢])[出了]?\W*$")
# What tells a difference of two things, and what tells that of one from before.
_COMPARES = re.compile(
    r"比[^，。；]{1,16}[多少高低大小]|相差|差距|差额|之差"
    r"|\b(?:more|less|higher|lower|fewer|greater|smaller)\b[^.,;]{0,24}\bthan\b|\b(?:difference|gap)\b",
    re.I,
)
_CHANGES = re.compile(
    r"净?增加?|提[高升]|上升|净减|减少|下降|降低|回落|[高低多少]于?"
    r"|\b(?:ris\w+|rose|up|gain\w*|increase\w*|f[ae]ll\w*|down|decrease\w*|drop\w*|cut|lower|less|higher|more)\b",
    re.I,
)
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
    for first, second in permutations(operands, 2):
        if not are_alike(first.figure, second.figure) or _is_turned(figure, first, second, text):
            continue
        for name, check in _PAIRS.items():
            if _WORDS[name].search(around) and (
                found := check(figure, first.figure, second.figure)
            ):
                return found
    return _growth(figure, operands, text)


def compared(figure: Figure, stated: Sequence[Fact], held: Sequence[Fact], text: str) -> str | None:
    """Return the difference that a sentence tells without both of its figures, None without one.

    出口比进口多1405亿元 names what is compared; 降至14.5%，降低2.5个百分点 is of one change.

    Args:
        figure: What may be computed; positions are in `text`.
        stated: The figures of the sentence that stand, as their passages have them.
        held: All figures of the passages that it cites.
        text: The sentence, without markers.
    """
    around = text[max(0, figure.start - _REACH) : figure.end + _REACH]
    named = [each for each in held if _is_named(each, text)] if _COMPARES.search(around) else []
    changes = [
        (one, other)
        for one in stated
        for other in held
        if other.sentence == one.sentence and _thing(other) == _thing(one)
        and _CHANGES.search(around)
    ]  # fmt: skip
    for one, other in [*combinations(named, 2), *changes]:
        for first, second in ((one, other), (other, one)):
            if are_alike(first.figure, second.figure) and not _is_turned(
                figure, first, second, text
            ):
                found = _difference(figure, first.figure, second.figure)
                if found:
                    return found
    return None


def _is_named(fact: Fact, text: str) -> bool:
    """Tell whether a sentence holds the words or the place of a passage's figure."""
    return any(label in text for label in _labels(fact))


def _labels(fact: Fact) -> list[str]:
    """Return what a sentence may call a figure by: its place, its name or the end of it.

    人民币存款余额 is 存款余额 to who compares it with 贷款余额.
    """
    own = fact.name.own
    return [each for each in (fact.place, own, own[-_NAME_END:]) if len(each) > 1]


def _thing(fact: Fact) -> str:
    return fact.name.own or fact.name.inherited


def _is_turned(figure: Figure, first: Fact, second: Fact, text: str) -> bool:
    """Tell whether a sentence calls the greater of two figures the less: 进口比出口多…."""
    clause = re.split(r"[，。；,;]", text[: figure.start])[-1]
    found = _THAN.search(clause)
    if not found or first.figure.value == second.figure.value:
        return False
    sides = [_side(each, found) for each in (first, second)]
    is_more = found["word"] in "多高大快"
    is_first_greater = first.figure.value > second.figure.value
    return sides == (["b", "a"] if is_more is is_first_greater else ["a", "b"])


def _side(fact: Fact, found: re.Match[str]) -> str:
    """Return before or behind 比 a sentence names what a figure is of, "" when neither or both."""
    for label in _labels(fact):
        sides = [name for name in "ab" if label in found[name]]
        if len(sides) == 1:
            return sides[0]
    return ""


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
