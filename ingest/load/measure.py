"""Reads the units that tables state apart from their numbers; knows words, not tables."""

import re
from dataclasses import dataclass

from ingest.units import ENGLISH_UNITS, UNITS

__all__ = [
    "Name", "is_number", "is_unit", "is_value", "is_year", "measured", "split_unit",
    "stated_units", "takes_stated_unit", "unit_of", "units_of_row",
]  # fmt: skip

# Units of counting that in brackets or alone are rather words: 县（市）, 村.
_WORDS = frozenset(
    "县 省 市 镇 村 乡 国 队 校 站 路 线 屋 厅 楼 师 员 日 周 期 部 首 桩 峰 里".split()
)
_PLAIN = "|".join(map(re.escape, (unit for unit in UNITS if unit not in _WORDS)))
_ENGLISH = "|".join(sorted(map(re.escape, ENGLISH_UNITS), key=len, reverse=True))
_UNIT = (
    rf"(?:[十百千万亿]{{0,3}}(?:{_PLAIN})(?:/[^/（）()，,、；;：:\s\d]{{1,8}})?"
    rf"|(?:(?:thousand|million|billion|trillion) )?(?:{_ENGLISH}))"
)
_SIGNS = r"[±＋+\-－—/、\s]*"
_IS_UNIT = re.compile(rf"[（(]?{_SIGNS}({_UNIT})[)）]?")
# 总量（亿元）, 增长（±%）, 产量（单位：万吨）
_BRACKETED = re.compile(
    rf"\s*[（(]\s*(?:(?:计量)?单位[：:]\s*)?{_SIGNS}({_UNIT})\s*[)）]\s*$", re.IGNORECASE
)
# 增长%, 产量，万吨
_TRAILING = re.compile(rf"(?:\s*{_SIGNS}([%％‰])|\s*[，,：:]\s*(?:单位[：:])?({_UNIT}))$")
_STATED = re.compile(
    rf"(?:单位|units?)\s*[：:]\s*({_UNIT}(?:\s*[、，,；;/和及]\s*{_UNIT})*)", re.IGNORECASE
)
_EACH = re.compile(_UNIT, re.IGNORECASE)
_DIGITS = r"\d[\d,，]*(?:[.．]\d+)?"
_NUMBER = re.compile(rf"[-+−–－]?{_DIGITS}(?:\s*[-–—~～至]\s*{_DIGITS})?")
_VALUE = re.compile(
    rf"(?:约|超过?|近|≥|≤|[><]|不低于|不超过|[1-9]\d* )?[-+−–－]?[(（]?{_DIGITS}[)）]?"
    rf"(?:\s*[-–—~～至]\s*{_DIGITS})?\s?(?:{_UNIT}|[十百千万亿]+|[*＊※])?(?:以上|以下|左右|以内)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?年(?:末|底|度)?)?")
# What is not measured in the unit that holds for a whole table.
_RATIO = re.compile(
    r"增长|增速|增幅|[涨降跌升]幅|同比|环比|比重|占比|构成|指数|比例|[^效]率|比上年|比去年|较上年|percent|%|％"
)
_UNMEASURED = re.compile(
    r"[名位]次|排[名序位]|序号|编号|编码|代码|电话|号码|邮编|年份|年度|日期|时间|月份|年龄|倍数|^年$|^月$"
)
_RATIO_ROW = re.compile(rf"(?:{_RATIO.pattern})$")
_COUNT = re.compile(r"(?:人|户|[个件家项次]|项目|企业|单位|机构)数$")
_MONEY = re.compile(r"元|yuan|dollar|rmb|cny|usd", re.IGNORECASE)
_PERCENT = ("%", "％", "‰")


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """The name of a row or a column, apart from its unit."""

    text: str
    unit: str = ""


def split_unit(text: str) -> Name:
    """Part a name from the unit behind it: 总量（亿元）, 比上年增长%."""
    for pattern in (_BRACKETED, _TRAILING):
        found = pattern.search(text)
        if found and found.start():
            unit = next(each for each in found.groups() if each)
            return Name(text=text[: found.start()].rstrip(), unit=unit)
    return Name(text=text)


def stated_units(text: str) -> tuple[str, ...]:
    """Return the units that a caption states: 单位：亿元、%, or （亿元） at its end."""
    found = _STATED.search(text)
    if found:
        return tuple(_EACH.findall(found[1]))
    bracketed = _BRACKETED.search(text)
    return (bracketed[1],) if bracketed else ()


def is_unit(text: str) -> bool:
    """Tell a cell that is a unit, alone or in brackets."""
    return bool(_IS_UNIT.fullmatch(text.strip()))


def unit_of(text: str) -> str:
    """Return the unit that a cell of units names."""
    found = _IS_UNIT.fullmatch(text.strip())
    return found[1] if found else ""


def is_number(text: str) -> bool:
    """Tell a bare number or a range of two, to which a unit can be written."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_value(text: str) -> bool:
    """Tell a cell that is a quantity, with its unit or without; a year is none."""
    stripped = text.strip()
    return bool(_VALUE.fullmatch(stripped)) and not is_year(stripped)


def is_year(text: str) -> bool:
    """Tell a year, which names a row or a column."""
    return bool(_YEAR.fullmatch(text.strip()))


def takes_stated_unit(name: str, units: tuple[str, ...]) -> str:
    """Return the unit a column of this name takes of those its caption states."""
    plain = [unit for unit in units if unit not in _PERCENT]
    if _UNMEASURED.search(name):
        return ""
    if _RATIO.search(name):
        return next((unit for unit in units if unit not in plain), "")
    # Of 单位：亿元、万人 nothing tells which column is in which.
    unit = plain[0] if len(plain) == 1 else (units[0] if len(units) == 1 else "")
    return "" if _COUNT.search(name) and _MONEY.search(unit) else unit


def units_of_row(label: str, units: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a caption's units in which a row can be that has this indicator's name."""
    if _RATIO_ROW.search(label):
        return tuple(unit for unit in units if unit in _PERCENT)
    is_in_money = all(unit in _PERCENT or _MONEY.search(unit) for unit in units)
    return () if _COUNT.search(label) and is_in_money else units


def measured(text: str, unit: str) -> str:
    """Write a unit behind a bare number, as it would stand in a sentence."""
    space = " " if unit[0].isascii() and unit[0].isalpha() else ""
    return f"{text.strip()}{space}{unit}"
