"""Owns the scorer's own reading of figures in Chinese and English; shares none with the product.

It reads less than the product on purpose: enough to see that 0.5万亿元 is 5000亿元, that 1312万人
is 13.12 million people, and that 百分之六点五, 6.5% and 6.5 percent are one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evals.matching import tidy

__all__ = ["Measure", "Quantity", "quantities", "words_before"]


class Measure(StrEnum):
    """What a number counts; figures of two measures are never equal."""

    AMOUNT = "amount"
    PERCENT = "percent"
    POINTS = "percentage points"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """One figure of a text."""

    value: Decimal
    """In plain units: 40万 is 400000. Percentages stay as written, 5‰ is 0.5."""
    measure: Measure
    noun: str
    """What follows number and multiplier in the text, at most 40 characters, case folded."""
    is_distinctive: bool
    """Recognisable without its noun: a multiplier, a decimal point or three digits."""
    is_written_out: bool
    """In Chinese numerals, which also stand in words such as 一般: they need their noun."""
    is_minus: bool = False
    """A minus sign stands before it, which is no dash of a range."""


_ZERO, _ONE, _TEN = Decimal(0), Decimal(1), Decimal(10)
_HAN_DIGITS = {digit: Decimal(value) for value, digit in enumerate("零一二三四五六七八九")}
_HAN_DIGITS |= {"〇": _ZERO, "两": Decimal(2)}
_HAN_POWERS = {"十": _TEN, "百": _TEN**2, "千": _TEN**3, "万": _TEN**4, "亿": _TEN**8}
_WORD_POWERS = {
    "hundred": _TEN**2,
    "ten thousand": _TEN**4,
    "thousand": _TEN**3,
    "million": _TEN**6,
    "billion": _TEN**9,
    "bn": _TEN**9,
    "trillion": _TEN**12,
}
_RATIOS = {"百": _ONE, "千": Decimal("0.1")}

_WORDS = "|".join(_WORD_POWERS)
# 百分点 is a unit, the 千 of 千瓦 a multiplier like any other: 0.5万千瓦 and 5000千瓦 agree.
_POWERS = rf"(?:[十百千万亿](?!分[点之]))+|(?: ?-?(?:{_WORDS})\b)+"
# 5G, G20, m3 and 2.1.3 are names, not quantities.
_ARABIC = rf"(?<![A-Za-z\d.])(?P<arabic>\d+(?:\.\d+)?(?!\.?\d)) ?[多余]?(?P<powers>{_POWERS})?"
# 百姓 and 千家万户 begin with a power alone and count nothing.
_WRITTEN = (
    "[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*"
    "(?:点[零〇一二三四五六七八九]+[万亿]*)?"
)
_NUMBER = re.compile(rf"(?:(?P<ratio>[百千])分之)?(?:{_ARABIC}|(?P<han>{_WRITTEN}))", re.IGNORECASE)
_POINTS = re.compile(r" ?(?:个?百分点|percentage[ -]?points?\b|pp\b)", re.IGNORECASE)
_PERCENT = re.compile(r" ?(?:%|per ?cent\b|pct\b|成(?=[左以，。；、,.;]|$))", re.IGNORECASE)
_PERMILLE = re.compile(r" ?‰")
# 10至12万人, 5-6%, 1113、1102、1168万人: a number takes multiplier and unit of the last.
_RUN = re.compile(
    rf"(?: ?(?:[-~–—～至到、]|to) ?\d+(?:\.\d+)?(?!\.?\d))+ ?[多余]?(?P<powers>{_POWERS})?",
    re.IGNORECASE,
)
# 增速为-2.1%, not 5%-6%, COVID-19 or 10万-12万.
_MINUS = re.compile(r"(?:^|[^\w%‰)]|[为是至到达了约率速])[-−]$")
# English prefixes of watts: a 千 of 千瓦 is read as a multiplier, so these are too.
_WATTS = re.compile(
    r" ?(?P<prefix>[kmg])(?=wh?\b)|(?: ?(?P<word>kilo|mega|giga))(?=watt)", re.IGNORECASE
)
_PREFIXES = {"k": _TEN**3, "m": _TEN**6, "g": _TEN**9}
_WORD = re.compile(rf"{_WORDS}", re.IGNORECASE)

NOUN_LENGTH = 40
DISTINCTIVE_DIGITS = 3


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the figures of a text in their order; a range gives both ends."""
    return tuple(_quantities(tidy(text)))


def words_before(text: str) -> str:
    """Return what stands before the first figure of a text; the whole text when it has none."""
    shown = tidy(text)
    found = _NUMBER.search(shown)
    return shown[: found.start()] if found else shown


def _quantities(text: str) -> Iterator[Quantity]:
    position = 0
    while found := _NUMBER.search(text, position):
        position = found.end()
        value, end = _compound(text, found)
        position = max(position, end)
        yield _quantity(text, found, value=value, end=end)


def _compound(text: str, found: re.Match[str]) -> tuple[Decimal, int]:
    """Return value and end of a number that may run on in parts: 1亿2000万."""
    value, end = _value(found), found.end()
    last = _power(found["powers"] or "")
    while found["arabic"] and last > 1 and (part := _NUMBER.match(text, end)) and part["arabic"]:
        power = _power(part["powers"] or "")
        if power >= last:
            break
        value, end, last = value + _value(part), part.end(), power
    return value, end


def _value(found: re.Match[str]) -> Decimal:
    if found["arabic"]:
        return Decimal(found["arabic"]) * _power(found["powers"] or "")
    return _han(found["han"])


def _power(powers: str) -> Decimal:
    product = _ONE
    for word in _WORD.findall(powers) or powers:
        product *= _WORD_POWERS.get(word.lower()) or _HAN_POWERS.get(word) or _ONE
    return product


def _han(written: str) -> Decimal:
    """Return the value of a Chinese numeral: 两千三百, 六点五, 一点二亿, 二〇二四."""
    whole, _, rest = written.partition("点")
    if not rest:
        return _han_whole(whole)
    decimals = rest.rstrip("万亿")
    digits = "".join(str(_HAN_DIGITS[digit]) for digit in decimals)
    return (_han_whole(whole) + Decimal(f"0.{digits}")) * _power(rest[len(decimals) :])


def _han_whole(written: str) -> Decimal:
    if len(written) > 1 and all(character in _HAN_DIGITS for character in written):
        return Decimal("".join(str(_HAN_DIGITS[digit]) for digit in written))
    total = section = digit = _ZERO
    for character in written:
        power = _HAN_POWERS.get(character)
        if power is None:
            digit = _HAN_DIGITS[character]
        elif power < _HAN_POWERS["万"]:
            section, digit = section + (digit or _ONE) * power, _ZERO
        else:
            # 亿 after 万 multiplies all before it (万亿); 万 after 亿 only its own section.
            below = section + digit
            grown = (total + below) * power if power > total else total + below * power
            total, section, digit = grown, _ZERO, _ZERO
    return total + section + digit


def _quantity(text: str, found: re.Match[str], *, value: Decimal, end: int) -> Quantity:
    tail = text[end:]
    if not found["powers"] and (run := _RUN.match(tail)):
        value, tail = value * _power(run["powers"] or ""), tail[run.end() :]
    if prefix := _WATTS.match(tail):
        value *= _PREFIXES[(prefix["prefix"] or prefix["word"])[0].lower()]
        tail = tail[prefix.end() :]
    measure, scale, length = _measure(tail)
    if found["ratio"]:
        measure, scale, length = Measure.PERCENT, _RATIOS[found["ratio"]], 0
    digits = (found["arabic"] or "").replace(".", "")
    distinct = bool(found["powers"]) or "." in (found["arabic"] or "")
    return Quantity(
        value=value * scale,
        measure=measure,
        noun=tail[length : length + NOUN_LENGTH].casefold(),
        is_distinctive=distinct or len(digits) >= DISTINCTIVE_DIGITS,
        is_written_out=found["han"] is not None,
        is_minus=_MINUS.search(text[max(found.start() - 2, 0) : found.start()]) is not None,
    )


def _measure(tail: str) -> tuple[Measure, Decimal, int]:
    """Return measure, scale to it and its length at the beginning of what follows a number."""
    if found := _POINTS.match(tail):
        return Measure.POINTS, _ONE, found.end()
    if found := _PERMILLE.match(tail):
        return Measure.PERCENT, Decimal("0.1"), found.end()
    if found := _PERCENT.match(tail):
        return Measure.PERCENT, _TEN if "成" in found[0] else _ONE, found.end()
    return Measure.AMOUNT, _ONE, 0
