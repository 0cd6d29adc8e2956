"""Reads the quantities of a text: number, multiplier and unit; knows nothing of what they state.

Each reader takes text that went through `widen` and yields what it sees; `ingest.figures` settles
which of two that overlap stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.names import is_part_of_name
from ingest.numerals import ARABIC, BROKEN, MULTIPLIERS, arabic
from ingest.units import CURRENCY_SIGNS, ENGLISH_UNITS, UNIT_CLASS, UNITS

__all__ = ["NOT_A_TENTH", "UNIT", "Quantity", "find_arabic", "find_compound"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """What `text[start:end]` is worth."""

    start: int
    end: int
    value: Decimal
    unit: str
    upper: Decimal | None = None
    some: str = ""
    """多, 余 or 几 inside it: 3000多家."""
    is_rank: bool = False
    is_change: bool = False
    """It states a change by itself: 翻番, doubled."""


def _latin_ends(unit: str) -> str:
    return re.escape(unit) + (r"(?![A-Za-z])" if unit[-1].isascii() and unit[-1].isalpha() else "")


def _english_unit(unit: str) -> str:
    return re.escape(unit) + ("?" if unit.endswith("s") else "")


NOT_A_TENTH = "(?![立为功就长员品本效果分绩交都套])"
"""What makes 成 a part of a word: 三成立."""
_MULTIPLIER = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![瓦克米伏升帕分])|百(?!分)"
UNIT = "|".join((*map(_latin_ends, UNITS), f"成{NOT_A_TENTH}"))
_SCALE = "thousand|million|billion|trillion"
_SYMBOLS = "|".join(unit for unit in UNITS if unit.isascii() and unit.isalpha())
_ENGLISH_UNIT = "|".join(
    (*map(_english_unit, sorted(ENGLISH_UNITS, key=len, reverse=True)), _SYMBOLS)
).replace(r"\ ", "[ -]")
_SIGN = r"(?<=[\u4e00-\u9fff：:（(])[-−]"
_CURRENCY = "|".join(map(re.escape, CURRENCY_SIGNS))
_DASH = r" ?(?:[-—–~]{1,2}|[至到]) ?"
# 5%—6%, 3至5个, 5 to 6 percent, between 6.5% and 7%; "and" joins a range only after "between".
_TO = rf"(?:(?(between) and |(?:{_DASH}| to )))"
# What a unit is written with in the middle: 2个多百分点, 3个多月.
_PARTED_UNIT = "个(?P<inner>[多余])(?=百分点|月|小时)(?:百分点|月|小时)"
_BROKEN = rf"(?:{BROKEN})(?= ?(?:{_MULTIPLIER}|{UNIT}))"
# What a figure can begin with, asked first: most of a text is passed over at once.
_BEGINS = rf"(?=[\d−{re.escape('-' + ''.join(sorted({sign[0] for sign in CURRENCY_SIGNS})))}])"
_FIGURE = re.compile(
    rf"{_BEGINS}(?:(?P<currency>{_CURRENCY}) ?)?(?P<between>(?<=between ))?"
    rf"(?P<sign>{_SIGN})?(?P<low>{_BROKEN}|{ARABIC})"
    rf"(?:(?: ?(?P<more>[多余几]))? ?(?P<low_multiplier>{_MULTIPLIER}))?"
    rf"(?:[ -]?(?P<low_scale>{_SCALE})\b(?={_TO}))?"
    rf"(?P<low_unit>%|‰|(?:{UNIT})(?={_TO}\d)|[ -](?i:{_ENGLISH_UNIT})\b(?={_TO}\d))?"
    rf"(?:{_TO}(?:{_CURRENCY})? ?(?P<high>{ARABIC})(?: ?(?P<multiplier>{_MULTIPLIER}))?)?"
    rf"(?: ?(?P<some>[多余几]))?(?:(?<![%‰]) ?(?P<unit>{_PARTED_UNIT}|{UNIT}))?"
    rf"(?:[ -](?P<scale>{_SCALE})\b)?"
    # 19.5% year on year is no time.
    rf"(?:(?<![%‰])[ -](?P<english>(?i:{_ENGLISH_UNIT}))\b)?"
)
_COMPOUND = re.compile(
    r"(?=\d)(?<![\d.])(?P<high>\d{1,4})(?P<big>[亿万])(?P<low>\d{1,4})(?P<small>千多?万|万|千|百)"
    rf"(?P<some>[多余])?(?P<unit>{UNIT})?"
)
# Two ends of a change and no range: 从3000家到2000家, from 45 to 52 percent.
_ORIGIN = re.compile(r"(?:从|由|\b[Ff]rom )$")
_ITEM = re.compile(r"\d{1,2}\.(?=[1-9])")
_TITLE = re.compile('[”"]?(?:攻坚|专项|提升|滚动)*(?:行动|计划|规划)')
_BARE = ("unit", "low_unit", "low_multiplier", "low_scale", "scale", "english", "currency")


def find_arabic(text: str, names: bytes) -> Iterator[Quantity]:
    """Yield the quantities written in digits, none starting inside a name."""
    position, behind_item = 0, -1
    while found := _FIGURE.search(text, position):
        start = found.start()
        if names[start]:
            position = names.find(0, start)
            if position < 0:
                return
            continue
        item = _item_chars(text, names, found)
        if item:
            position = behind_item = start + item
            continue
        position = max(found.end(), start + 1)
        is_rest = start != behind_item and is_part_of_name(text, *found.span())
        if is_rest or _is_bare(text, found):
            continue
        quantity = _quantity(text, found)
        if _is_title(text, quantity):
            continue
        position = max(quantity.end, start + 1)
        yield quantity


def find_compound(text: str) -> Iterator[Quantity]:
    """Yield those with two multipliers: 1万6千多户 is 16000, 1亿3千多万 is 130 million."""
    for found in _COMPOUND.finditer(text):
        big, small = (MULTIPLIERS[found[part].replace("多", "")] for part in ("big", "small"))
        if small >= big or arabic(found["low"]) * small >= big:
            continue
        value = arabic(found["high"]) * big + arabic(found["low"]) * small
        some = found["some"] or ("多" if "多" in found["small"] else "")
        start, end = found.span()
        yield Quantity(start=start, end=end, value=value, unit=found["unit"] or "", some=some)


def _is_bare(text: str, found: re.Match[str]) -> bool:
    """Tell the number of a list item, a year or a hotline (12345热线) from one without unit."""
    if any(found[part] for part in _BARE):
        return False
    low = found["low"]
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
    before = text[max(0, found.start() - 1) : found.start()]
    after = text[found.end() : found.end() + 1]
    is_mark = line in ("", "（", "(") and after in tuple("、．.）)（(")
    is_quoted = before in tuple("“\"‘'") and after in tuple("”\"’'")
    is_month = re.fullmatch(r"20\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?", low)
    if is_mark or is_quoted or is_month:
        return True
    is_heading = not line or "." not in low
    return is_heading and "\u4e00" <= after <= "\u9fff" and after not in "以左上的"


def _item_chars(text: str, names: bytes, found: re.Match[str]) -> int:
    """Return how long the number of an item is that a figure or year follows, 0 without one.

    1.3人户家庭 and 1.2025年 open a line; nobody counts 1.3 persons.
    """
    mark = _ITEM.match(found["low"])
    if not mark or text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip():
        return 0
    if names[found.start() + mark.end()]:
        return mark.end()
    counts = UNIT_CLASS.get(found["unit"] or "", "") == "count"
    return mark.end() if counts and not (found["low_multiplier"] or found["multiplier"]) else 0


def _is_title(text: str, quantity: Quantity) -> bool:
    """Tell a plan named by a measure (0.1微克攻坚行动, 3年规划) from so many of them (12项行动)."""
    is_measure = UNIT_CLASS.get(quantity.unit, "count") not in ("count", "percent", "money", "none")
    return is_measure and bool(_TITLE.match(text, quantity.end))


def _quantity(text: str, found: re.Match[str]) -> Quantity:
    """Return the value of a match; of two ends that make no range, the first alone."""
    factor, low_factor = _factors(found)
    unit, low_unit = _units(found)
    some = found["more"] or found["some"] or found["inner"] or ""
    value = arabic(found["low"]) * low_factor * (-1 if found["sign"] else 1)
    end = found.start() + len(found[0].rstrip(" -"))
    upper = arabic(found["high"]) * factor if found["high"] else None
    before = text[max(0, found.start() - len("from ")) : found.start()]
    if upper is not None and (_ORIGIN.search(before) or not _is_one_kind(unit, low_unit)):
        end, upper, unit = _end_of_low(found), None, low_unit or unit
    is_tenths = unit == "成"
    return Quantity(
        start=found.start(),
        end=end,
        value=value * 10 if is_tenths else value,
        unit="%" if is_tenths else unit,
        upper=upper * 10 if is_tenths and upper is not None else upper,
        some=some,
    )


def _is_one_kind(unit: str, low_unit: str) -> bool:
    """Tell 5%至6% from 5%至6亿元, which is no range."""
    return not low_unit or UNIT_CLASS.get(unit) == UNIT_CLASS.get(low_unit)


def _end_of_low(found: re.Match[str]) -> int:
    ends = (found.end(part) for part in ("low", "low_multiplier", "low_scale", "low_unit"))
    return max(ends)


def _factors(found: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Return what the upper and the lower end are multiplied by: in 20至30万 both by 10,000."""
    low = found["low_multiplier"] or found["low_scale"] or ""
    factor = MULTIPLIERS.get(found["multiplier"] or found["scale"] or low, Decimal(1))
    return factor, MULTIPLIERS.get(low, Decimal(1) if found["low_unit"] else factor)


def _units(found: re.Match[str]) -> tuple[str, str]:
    """Return the unit of the whole and the one written with the lower end."""
    low = _plain_unit(found["low_unit"] or "")
    unit = _plain_unit(found["unit"] or found["english"] or "")
    return unit or low or CURRENCY_SIGNS.get(found["currency"] or "", ""), low


def _plain_unit(written: str) -> str:
    """Return a unit as it stands in `UNITS`: 个多百分点 is 个百分点, "percent" is %."""
    if not written.isascii():
        return re.sub("(?<=个)[多余]", "", written)
    words = written.strip(" -").lower().replace("-", " ")
    return _SINGULARS.get(words) or _PLURALS.get(words) or written.strip()


_PLURALS = {name.lower().replace("-", " "): unit for name, unit in ENGLISH_UNITS.items()}
_SINGULARS = {name.removesuffix("s"): unit for name, unit in _PLURALS.items()}
