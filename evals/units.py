"""Owns which units are plainly different from each other, in Chinese and English; reads no number.

It need not know every unit: two that it knows and tells apart contradict each other, any other
pair does not.
"""

import re

__all__ = ["agree", "contradict", "is_unit"]

_KINDS = {
    "visits": r"(?:人|场|班|架)次",
    "dollar": r"美元|u\.?s\.? ?dollars?\b|dollars?\b|usd\b",
    "other money": r"[欧日港英澳]元|英镑|(?:瑞士)?法郎|(?:swiss )?francs?\b|chf\b|euros?\b|hkd\b",
    "yuan": r"元|人民币|yuan\b|rmb\b|cny\b|renminbi",
    "square kilometre": r"平方(?:公里|千米)|square kilomet|sq\.? km|km2",
    "square metre": r"平方米|square met|m2\b",
    "cubic metre": r"立方米|cubic met|m3\b",
    "kilometre": r"公里|千米|kilomet|km\b",
    "metre": r"米|met(?:er|re)s?\b|m\b",
    "mu": r"亩|mu\b",
    "hectare": r"公顷|hectares?\b|ha\b",
    "tonne-kilometre": r"吨公里|ton(?:ne)?[- ]kilomet",
    "tonne": r"吨|(?:metric )?ton(?:ne)?s?\b",
    "jin": r"斤|jin\b",
    "kilogram": r"公斤|kilograms?\b|kg\b",
    "microgram": r"微克|micrograms?\b|μg\b",
    "gram": r"克|grams?\b|g\b",
    "years": r"周?岁|周?年(?!级)|years?\b",
    "month": r"个月|months?\b",
    "day": r"天|日(?!元)|个工作日|(?:working )?days?\b",
    "hour": r"小时|hours?\b",
    "minute": r"分钟|minutes?\b",
    "watt-hour": r"瓦时|(?:kilo)?watt[- ]hours?\b|w?h\b",
    "watt": r"瓦|(?:kilo)?watts?\b|w\b",
    "times": r"倍|times\b|-?fold\b",
    "degree": r"摄氏度|°c",
    "things": r"[人名位户家个项座条辆台套件所处次张笔种场宗头只艘架列]|people\b|persons?\b|jobs\b",
}
_NAMES = tuple(_KINDS)
_UNIT = re.compile("|".join(f"({pattern})" for pattern in _KINDS.values()), re.IGNORECASE)


# Kinds of more than one unit: enough to tell them from others, not to call two of them the same.
_LOOSE = frozenset({"things", "years"})


def contradict(one: str, other: str) -> bool:
    """Tell whether what follows a number and what follows another begin with different units.

    Each may run on: 公里的路 begins with 公里. Counters of things (个, 家, 户, people) contradict
    none of each other, nor do 岁 and years.
    """
    first, second = _kind(one), _kind(other)
    return first is not None and second is not None and first != second


def agree(one: str, other: str) -> bool:
    """Tell whether both begin with the same unit, in either language: 公里 and km."""
    first = _kind(one)
    return first is not None and first not in _LOOSE and first == _kind(other)


def is_unit(tail: str) -> bool:
    """Tell whether what follows a number begins with a unit that is known here."""
    return _kind(tail) is not None


def _kind(tail: str) -> str | None:
    found = _UNIT.match(tail.strip())
    return _NAMES[found.lastindex - 1] if found and found.lastindex else None
