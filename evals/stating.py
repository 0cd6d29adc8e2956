"""Owns when a text states a value; knows no answer and no item."""

import re
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from evals.matching import tidy
from evals.quantities import Measure, Quantity, quantities
from evals.units import agree, contradict, is_unit

__all__ = ["value_shown", "value_stated"]

_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH = re.compile(r" ?\(?[a-z]{2,}| [a-z]")
_DATE = re.compile("[年月日]")
# A word of decline may be parted from its figure: 下降了2.1%, down by 2.1 percent. Accounts put a
# loss in brackets: (94).
_DECLINE = re.compile(
    r"(?:(?<!\d)[-−]|\((?=[\d.]+\))|下降|减少|降低|回落|下跌|负增长|\bdown\b"
    r"|(?:declin|fell|fall|drop|decreas)\w*)(?:了| by| of)?"
    r" ?(?=[\d零〇一二两三四五六七八九十百])(\S+(?: \S+)?)",
    re.IGNORECASE,
)


def value_stated(text: str, value: Decimal, unit: str) -> bool:
    """Tell whether the text states a value in any multiplier, notation or of the two languages.

    Units in the same script must agree (16项 does not state 16个). A number without a unit, or with
    one in the other language, counts when it can hardly be anything else: it has a multiplier, a
    decimal point or three digits, or English words follow it, and its unit is not plainly another.
    A negative value must stand with a minus sign or right after a word of decline, a positive one
    without a minus sign.
    """
    wanted = _wanted(value, unit)
    return any(_agrees(found, wanted) for found in _signed(text, value))


def value_shown(text: str, value: Decimal, unit: str, *, written: str) -> bool:
    """Tell whether a figure of the text may be a value, for one who found it there as written.

    It has the value and no unit that contradicts its own (350万元 is not 350公里, 37个 may be
    37家), or is the number as written, without a unit. The sign must agree, as in `value_stated`.
    """
    wanted = _wanted(value, unit)
    bare = {found.value for found in quantities(written)}
    return any(_may_be(found, wanted, bare) for found in _signed(text, value))


def _signed(text: str, value: Decimal) -> tuple[Quantity, ...]:
    """Return the figures of a text that have the sign of a value."""
    if value < 0:
        shown = "；".join(found[1] for found in _DECLINE.finditer(tidy(text)))
        return quantities(shown)
    return tuple(found for found in quantities(text) if not found.is_minus)


def _wanted(value: Decimal, unit: str) -> Quantity:
    """Read a gold value as if it stood in a text; its unit may be 亿元, or 100 million yuan."""
    unit = tidy(unit)
    if unit[:1].isdecimal():
        (found, *_) = quantities(unit)
        return replace(found, value=found.value * abs(value), noun=found.noun.strip())
    gap = " " if unit[:1].isalpha() and unit.isascii() else ""
    (found, *_) = quantities(f"{abs(value):f}{gap}{unit}")
    return replace(found, noun=found.noun.strip())


def _agrees(found: Quantity, wanted: Quantity) -> bool:
    if not _are_equal(found, wanted):
        return False
    return found.measure is not Measure.AMOUNT or _nouns_agree(found, wanted.noun)


def _are_equal(found: Quantity, wanted: Quantity) -> bool:
    """Tell whether value and measure are the same; a gold value without a unit has any measure."""
    is_any = wanted.measure is Measure.AMOUNT and not wanted.noun
    return found.value == wanted.value and (is_any or found.measure is wanted.measure)


def _nouns_agree(found: Quantity, noun: str) -> bool:
    if contradict(found.noun, noun):
        return False
    tail = found.noun.lstrip()
    if noun and (tail.startswith(noun) or agree(tail, noun)):
        return True
    if found.is_written_out:
        return False
    if not noun:
        return not _DATE.match(tail)
    if _HAN.match(tail):
        # Another Chinese unit is another figure; after an English or no unit, only dates are.
        return not _HAN.match(noun) and not _DATE.match(tail)
    return found.is_distinctive or _ENGLISH.match(found.noun) is not None


def _may_be(found: Quantity, wanted: Quantity, bare: Collection[Decimal]) -> bool:
    if contradict(found.noun, wanted.noun):
        return False
    if _are_equal(found, wanted):
        return True
    return found.measure is Measure.AMOUNT and not is_unit(found.noun) and found.value in bare
