"""Computes with figures in decimals and shows how; refuses what cannot be put together; pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from bot.comparison import Operation
from ingest.figures import find_figures
from ingest.types import Figure, Kind

__all__ = ["MINUS", "Term", "are_alike", "calculate", "evaluate", "factor", "printed", "signed"]

_SCALES = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4))
_POINTS = "个百分点"
_PLACES = Decimal("0.01")
_GROWTH = re.compile(r"增长|增速|增幅|涨幅|上涨|下降|growth|grew|rose|fell", re.IGNORECASE)
# 社会融资规模增量 is what 新增社会融资规模 is.
_ADDED = re.compile(r"增量|新增|净增")
_FALL = re.compile(
    r"(?:下降|减少|降低|回落|下跌|下滑|负增长|收窄|减产|减收|减|降)(?!到|至|为)\S{0,4}$"
    r"|(?:fell|declined?|decreased?|dropped|down)[\w\s]{0,8}$",
    re.IGNORECASE,
)
# Grams, square metres and metres in one unit, for units that a bound and a report may not share.
_FACTORS = {
    "斤": ("mass", Decimal(500)), "公斤": ("mass", Decimal(1000)), "千克": ("mass", Decimal(1000)),
    "吨": ("mass", Decimal(10**6)), "克": ("mass", Decimal(1)),
    "平方米": ("area", Decimal(1)), "㎡": ("area", Decimal(1)), "公顷": ("area", Decimal(10**4)),
    "平方公里": ("area", Decimal(10**6)), "平方千米": ("area", Decimal(10**6)),
    "米": ("length", Decimal(1)), "公里": ("length", Decimal(1000)),
    "千米": ("length", Decimal(1000)),
    "标箱": ("box", Decimal(1)), "标准箱": ("box", Decimal(1)), "TEU": ("box", Decimal(1)),
    "个百分点": ("%", Decimal(1)), "百分点": ("%", Decimal(1)), "%": ("%", Decimal(1)),
    "μg/m³": ("concentration", Decimal(1)), "μg/m3": ("concentration", Decimal(1)),
    "ug/m3": ("concentration", Decimal(1)), "微克/立方米": ("concentration", Decimal(1)),
    "微克": ("concentration", Decimal(1)),  # 每立方米20微克
}  # fmt: skip
_EXPRESSION = re.compile(r"\s?[（(](?P<inner>[^（()）]{3,120})[)）]")
MINUS = "−"
"""The sign itself: a hyphen between two figures reads as a range."""
_LESS_ONE = re.compile(rf"\s*{MINUS}\s*1\s*$")


@dataclass(frozen=True, slots=True)
class Term:
    """A figure that is computed with, and the mark of what it is cited from."""

    figure: Figure
    mark: str


def calculate(operation: Operation, terms: Sequence[Term]) -> str:
    """Return the result with its expression: 20万人（120万人[1] − 100万人[2]）.

    "" when the figures are not alike: a level and a growth, unlike units, a range.
    """
    figures = [term.figure for term in terms]
    is_pair = len(terms) == 2
    if len(terms) < 2 or not all(are_alike(figures[0], each) for each in figures[1:]):
        return ""
    if operation is Operation.SUM:
        is_summed = figures[0].unit != "%" or figures[0].kind is not Kind.GROWTH
        total = sum((each.value for each in figures), Decimal(0))
        return _shown(printed(total, figures[0]), terms, " + ") if is_summed else ""
    if not is_pair:
        return ""
    first, second = figures[0].value, figures[1].value
    if operation is Operation.DIFFERENCE:
        ordered = sorted(terms, key=lambda term: -term.figure.value)
        return _shown(printed(abs(first - second), figures[0], is_gap=True), ordered, f" {MINUS} ")
    if not second or figures[0].unit in ("%", _POINTS):
        return ""
    ratio = first / second
    if operation is Operation.RATIO:
        return _shown(f"{_rounded(ratio)}倍", terms, " ÷ ")
    if operation is Operation.SHARE:
        return _shown(f"{_rounded(ratio * 100)}%", terms, " ÷ ")
    shown = _shown(f"{_rounded(abs(ratio - 1) * 100)}%", terms, " ÷ ")
    return f"{shown[:-1]} {MINUS} 1）"


def are_alike(one: Figure, other: Figure) -> bool:
    """Tell whether two figures can be computed with: single, of one unit and kind."""
    is_single = one.upper is None and other.upper is None
    kinds = {_kind(one), _kind(other)}
    is_mixed = len(kinds) > 1 and (
        kinds & {Kind.GROWTH, Kind.RANK} or kinds == {Kind.LEVEL, Kind.ADDED}
    )
    return is_single and one.unit == other.unit and not is_mixed


def _kind(figure: Figure) -> Kind:
    """Return what a figure is of, as its own words name it: a target may be of a growth."""
    if figure.kind not in (Kind.TARGET, Kind.LEVEL):
        return figure.kind
    if _GROWTH.search(figure.indicator) and figure.unit in ("%", _POINTS):
        return Kind.GROWTH
    return Kind.ADDED if _ADDED.search(figure.indicator) else figure.kind


def signed(figure: Figure, text_before: str) -> Decimal:
    """Return a figure's value, negative where the words before it say that something fell."""
    return -abs(figure.value) if _FALL.search(text_before[-12:]) else figure.value


def factor(unit: str, other: str) -> Decimal | None:
    """Return what a value in one unit is multiplied by to be in another, None when it cannot."""
    if unit == other or not other:
        return Decimal(1)
    one, two = _FACTORS.get(unit), _FACTORS.get(other)
    return one[1] / two[1] if one and two and one[0] == two[0] else None


def printed(value: Decimal, like: Figure, *, is_gap: bool = False) -> str:
    """Return a value in the scale and unit in which another figure is printed."""
    if like.unit == "%":
        return f"{_plain(value)}{_POINTS if is_gap else '%'}"
    for scale, size in _SCALES:
        if scale in like.text:
            return f"{_plain(value / size)}{scale}{like.unit}"
    return f"{_plain(value)}{like.unit}"


def evaluate(
    text: str, end: int, is_stated: Callable[[Figure], bool]
) -> tuple[Decimal, str] | None:
    """Return the value and the text of the expression right behind a figure, None without one.

    Args:
        text: An answer without its marks.
        end: Where the figure that may be its result ends.
        is_stated: Tells whether a figure, with its place in the text, is stated where it is cited.
    """
    found = _EXPRESSION.match(text, end)
    if not found:
        return None
    inner = found["inner"]
    less_one = _LESS_ONE.search(inner)
    body = inner[: less_one.start()] if less_one else inner
    figures, sign = _operands(body)
    at = found.start("inner")
    if not figures or not all(is_stated(_moved(each, at)) for each in figures):
        return None
    if sign == "÷" and not all(each.value for each in figures[1:]):
        return None
    value = reduce(_OPERATIONS[sign], (each.value for each in figures))
    return (value - 1 if less_one else value), inner.strip()


def _operands(body: str) -> tuple[list[Figure], str]:
    """Return the figures of an expression and the one sign between them, none when it is none."""
    figures = find_figures(body)
    gaps = {body[one.end : other.start].strip() for one, other in pairwise(figures)}
    sign = gaps.pop() if len(gaps) == 1 else ""
    around = body[: figures[0].start] + body[figures[-1].end :] if figures else ""
    return ([], "") if sign not in _OPERATIONS or around.strip() else (figures, sign)


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    MINUS: lambda a, b: a - b,
    "÷": lambda a, b: a / b,
}


def _moved(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _shown(result: str, terms: Sequence[Term], sign: str) -> str:
    return f"{result}（{sign.join(f'{term.figure.text}{term.mark}' for term in terms)}）"


def _rounded(value: Decimal) -> str:
    return _plain(value.quantize(_PLACES))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
