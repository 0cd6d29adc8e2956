"""Tells whether a figure can be what a question asks for, by its unit; pure, knows no words.

Who asks for 多少亿元 is told no 48万人, however near the words around it are.
"""

import re

from bot.query import Query
from ingest.types import Figure
from ingest.units import UNIT_CLASS

__all__ = ["class_of", "fits"]

_PERCENT, _COUNT, _MONEY = "percent", "count", "money"
# Of each set, one class may answer where another is asked for: 几倍 by 120%, 多少个 by 5万标箱,
# 多少度 by ℃ or by 千瓦时, 多少微克/立方米 by 每立方米20微克.
_ALIKE = (
    frozenset({_PERCENT, "times"}),
    frozenset({_COUNT, "box"}),
    frozenset({"energy", "temperature"}),
    frozenset({"mass", "concentration"}),
)
# Counters of people, and those that count people and things.
_PERSON = "人"
_PEOPLE = frozenset((_PERSON, *"名 位 人次 师 员 人份 人天".split()))
_ANYTHING = frozenset(
    "个 例 对 批 次 起 支 组 队 班 期 届 类 种 级 单 票 份 剂次 剂 席 床 顶 分".split()
)
_ASKS_PEOPLE = re.compile(
    r"(?:多少|几)[万亿]?(?:名|位)?[^，。？?多少几]{0,6}(?:游客|旅客|乘客|学生|毕业生|职工|员工|工人|农民工?|老人|老年人"
    r"|居民|群众|患者|病人|志愿者|人才|教师|老师|医生|护士|干部|党员|儿童|孩子|残疾人|劳动力|观众|军人|人口)"
    r"(?:来|了|呢|$|[?？,，。])"
    r"|(?:多少|几)[^，。？?多少几]{0,8}的人(?:来|了|呢|$|[?？,，。])"
    r"|how many (?:[\w-]+ ){0,3}?(?:people|jobs|tourists|visitors|students|workers|teachers"
    r"|doctors|residents|passengers|graduates|employees)\b"
)
# Who names a foreign currency wants no other.
_FOREIGN = ("美元", "欧元", "英镑", "日元", "港元")
_COINS = ("分", "角", "块", "毛")
_POINTS = ("个百分点", "百分点", "个千分点", "千分点")
_ASKS_CHANGE = re.compile(
    r"提高|上升|下降|降低|回落|增加|加快|拉动|贡献|扩大|缩小|[多少高低快慢差]|点|change|than|point"
)
_QUESTION_WORDS = re.compile(r"多少|至少")
_SCALES = tuple("十百千万亿")
_LIKELY = 0.6


def fits(figure: Figure, query: Query, *, is_cell: bool = False) -> bool:
    """Tell whether a figure may be what a question asks for.

    Args:
        figure: It.
        query: The question.
        is_cell: It stands in a table without a unit, which the caption may hold.
    """
    asked = query.asked
    if asked.calculation:
        return True
    is_of_people = not asked.unit and bool(_ASKS_PEOPLE.search(query.text.lower()))
    unit = _PERSON if is_of_people else asked.unit
    wanted = _COUNT if is_of_people else asked.unit_class or asked.implied_class
    if not figure.unit:
        return wanted != _MONEY or is_cell
    if wanted == _MONEY and figure.unit in _COINS:
        return True
    if unit in _FOREIGN and class_of(figure.unit) == _MONEY:
        return figure.unit == unit
    if wanted:
        return _are_alike(class_of(figure.unit), wanted) and _count_alike(figure.unit, unit)
    return _is_likely(figure.unit, query)


def _is_likely(unit: str, query: Query) -> bool:
    """Tell whether a unit may count what a question that names none is likely about."""
    if unit in _POINTS and not _ASKS_CHANGE.search(_QUESTION_WORDS.sub("", query.text)):
        return False
    likeliest = query.indicators[0] if query.indicators else None
    own = class_of(unit)
    if query.asked.growth or own in (_PERCENT, "times") or not likeliest:
        return True
    counted = likeliest.indicator.units if likeliest.score >= _LIKELY else ()
    return not counted or any(_are_alike(own, class_of(each)) for each in counted)


def class_of(unit: str) -> str:
    """Return the class of a unit: of 亿元 money, of 万吨/年 mass; an unknown one counts things."""
    if unit in UNIT_CLASS:
        return UNIT_CLASS[unit]
    plain = unit.partition("/")[0]
    while plain not in UNIT_CLASS and plain[:1] in _SCALES:  # 亿千瓦时 is counted in 千瓦时
        plain = plain[1:]
    return UNIT_CLASS.get(plain, _COUNT)


def _are_alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= alike for alike in _ALIKE)


def _count_alike(unit: str, asked: str) -> bool:
    """Tell whether both count people, or both things: 35家 is no answer to 多少人."""
    if not asked or {unit, asked} & _ANYTHING or class_of(unit) != _COUNT:
        return True
    return (unit in _PEOPLE) == (asked in _PEOPLE)
