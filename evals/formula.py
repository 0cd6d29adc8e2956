"""Owns the scorer's own arithmetic: a formula that an answer shows is worked out again."""

import operator
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from evals.matching import tidy
from evals.quantities import Measure, Quantity, quantities

__all__ = ["Formula", "formulas", "gives"]

_MARKER = re.compile(r"\[\d{1,3}\]")
_SIGN = re.compile(r" ?([+÷×−]) ?")
# 48万人（120万人 − 72万人）: a figure with the formula behind it.
_BEHIND = re.compile(r"[(（]([^()（）]{3,160})[)）]")
_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv,
}  # fmt: skip
_PERCENTAGES = (Measure.PERCENT, Measure.POINTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Formula:
    """Numbers with one sign between them, and 1 taken off for a growth."""

    terms: tuple[Quantity, ...]
    sign: str
    less_one: bool = False

    @property
    def value(self) -> Decimal | None:
        """What it comes to, None for a division by zero."""
        if self.sign == "÷" and not all(each.value for each in self.terms[1:]):
            return None
        found = reduce(_OPERATIONS[self.sign], (each.value for each in self.terms))
        return found - 1 if self.less_one else found


def formulas(text: str) -> list[Formula]:
    """Return the formulas of a text: the whole of it, and what stands in its brackets."""
    parts = [text, *_BEHIND.findall(text)]
    return [found for part in parts if (found := _read(part)) is not None]


def gives(formula: Formula, stated: Quantity, held: Collection[tuple[Decimal, Measure]]) -> bool:
    """Tell whether a formula over numbers that stand comes to a number, as far as it is printed.

    Args:
        formula: What is worked out.
        stated: The number it should come to.
        held: The numbers that passages state, in plain units, with their measures.
    """
    value = formula.value
    if value is None or not all((each.value, each.measure) in held for each in formula.terms):
        return False
    measures = {each.measure for each in formula.terms}
    is_ratio = formula.sign == "÷"
    if is_ratio and stated.measure is Measure.PERCENT:
        value = abs(value) * 100
    elif is_ratio:
        is_times = stated.noun.lstrip().startswith(("倍", "times"))
        return is_times and _rounds_to(value, stated.value)
    elif not _keeps_measure(measures, stated.measure, formula.sign):
        return False
    return _rounds_to(abs(value), stated.value)


def _read(text: str) -> Formula | None:
    shown = tidy(_MARKER.sub("", text)).replace(" - ", " − ")
    pieces = _SIGN.split(shown)
    parts, signs = pieces[0::2], pieces[1::2]
    less_one = len(parts) > 2 and signs[-1] == "−" and parts[-1].strip() == "1" and signs[0] == "÷"
    if less_one:
        parts, signs = parts[:-1], signs[:-1]
    terms = [quantities(each) for each in parts]
    if len(parts) < 2 or len(set(signs)) != 1 or any(len(each) != 1 for each in terms):
        return None
    return Formula(terms=tuple(each[0] for each in terms), sign=signs[0], less_one=less_one)


def _keeps_measure(measures: set[Measure], stated: Measure, sign: str) -> bool:
    """Tell whether a sum or difference is of what it is made of; two shares differ in points."""
    if measures == {Measure.PERCENT} and sign == "−":
        return stated in _PERCENTAGES
    return measures == {stated}


def _rounds_to(value: Decimal, stated: Decimal) -> bool:
    exponent = stated.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return value == stated or value.quantize(step, ROUND_HALF_UP) == stated
