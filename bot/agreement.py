"""Says how the form of a claim agrees with what is asked: unit, growth, stock or flow; pure."""

import re
from collections.abc import Iterator

from bot.claims import Claim
from bot.query import Asked, Form, Query
from ingest.types import Figure, Kind
from ingest.units import UNIT_CLASS

__all__ = ["AGREEMENT", "agreement", "asks_share", "is_by_nature_per_head", "is_per_head"]

AGREEMENT = (
    "unit_exact", "unit_loose", "unit_counted", "unit_class", "unit_near",
    "unit_other", "implied_right", "implied_wrong", "growth_right", "growth_wrong", "stock_right",
    "stock_wrong", "per_head_wrong", "per_head_lacking", "per_year_wrong", "share_wrong", "vague",
    "given", "origin", "dealt",
)  # fmt: skip
"""The names of what agrees or does not; each is 1 when it holds, and absent otherwise."""

# People ask 多少个 where reports write 家, 项 or 处.
_LOOSE_COUNTERS = frozenset("个家户项处座所条名位人")
_ANY_COUNTER = "个"
# People ask 几天 where rules count in 个工作日.
_DAYS = frozenset(("天", "日", "工作日", "个工作日"))
_ADDED = re.compile(r"新建|新增|新改|新培育|新开|净增|新签|newly|new ")
_CUMULATIVE = re.compile(r"累计|总数|总量|总计|(?<!公)共[有计建]|达到|拥有|现有|total")
_PER_HEAD = re.compile(r"人均|每人|每万|万人|户均|亩均|per capita|per head|per person")
# What people earn, spend and live in is counted by head, whether a question says so or not.
_PER_HEAD_BY_NATURE = re.compile(
    r"(?:民|农户|职工|群众|家庭|城镇|农村|城乡)[^，。]{0,8}(?:收入|支出|消费)|寿命|受教育|住房|居住|绿地"
    r"|(?:residents?|household|rural|urban)[^,.]{0,24}(?:income|expenditure|consumption)|expectancy"
)
_PER_YEAR = re.compile(r"年均(?!浓度|值)|[五三]年(?:累计|平均|来)|annual average|a year on average")
_SHARE = re.compile(r"占.{0,24}$|比重.{0,6}$|share of|account(?:s|ed|ing)? for")
_ASKS_SHARE = re.compile(r"占|百分之|比重|比例|份额|率|几成|share|percent|proportion|account|rate")
_OF_WHOLE = re.compile(r"占(?!地|道)|比重|份额|share of|proportion of|account(?:s|ed|ing)? for")
# 稳定在800亿斤以上 says less of one year than 838.6亿斤.
_VAGUE = re.compile(r"稳定在|保持在|维持在|始终|连续|remain|maintain")


def agreement(query: Query, claim: Claim, label: str) -> tuple[str, ...]:
    """Return the names of `AGREEMENT` that hold for a claim.

    Args:
        query: The question.
        claim: What may answer it.
        label: The claim's own words, simplified, with its subject when they name nothing.
    """
    return tuple(_agreement(query, claim, label))


def _agreement(query: Query, claim: Claim, label: str) -> Iterator[str]:
    asked, figure = query.asked, claim.figure
    if figure and asked.form in (Form.NUMBER, Form.YES_NO):
        yield from _unit(asked, figure.unit)
        yield from _growth(asked, claim, figure)
        yield from _stock_or_flow(asked, claim.label)
        yield from _limits(query, claim, label, figure)


def _limits(query: Query, claim: Claim, label: str, figure: Figure) -> Iterator[str]:
    """Yield what the claim's words limit it to, and the question does not, or the other way."""
    yield from _heads(query, label)
    if _PER_YEAR.search(label) and not _PER_YEAR.search(query.text):
        yield "per_year_wrong"
    if (figure.kind is Kind.SHARE or _SHARE.search(label)) and not _ASKS_SHARE.search(query.text):
        yield "share_wrong"
    is_given = any((each.value, each.unit) == (figure.value, figure.unit) for each in query.given)
    if is_given and query.comparison.bound is None and query.asked.form is Form.NUMBER:
        yield "given"  # 60岁以上的账户有多少: the 60岁 is given, not asked
    if figure.qualifier and figure.kind is not Kind.TARGET and _VAGUE.search(label):
        yield "vague"
    if claim.is_origin:
        yield "origin"
    if query.asked.several and claim.group:
        yield "dealt"


def _heads(query: Query, label: str) -> Iterator[str]:
    is_asked, is_stated = is_per_head(query.text), is_per_head(label)
    if is_asked and not is_stated:
        yield "per_head_lacking"
    elif is_stated and not is_asked and not _PER_HEAD_BY_NATURE.search(label):
        yield "per_head_wrong"  # 人均地区生产总值 is no 地区生产总值


def _growth(asked: Asked, claim: Claim, figure: Figure) -> Iterator[str]:
    is_growth = claim.is_growth or figure.kind is Kind.GROWTH
    if is_growth and asked.target and not asked.growth:
        return  # GDP目标 is mostly a growth
    if is_growth != asked.growth:
        yield "growth_wrong"
    elif asked.growth:
        yield "growth_right"


def _unit(asked: Asked, unit: str) -> Iterator[str]:
    unit_class = UNIT_CLASS.get(unit, "")
    if asked.unit == _ANY_COUNTER and unit_class in ("", "count", "box"):
        # 多少个箱子, 多少个饭碗: 个 is said of all that can be counted, 标准箱 and 人 alike.
        yield "unit_loose" if unit in _LOOSE_COUNTERS else "unit_counted"
    elif asked.unit and unit and (unit.startswith(asked.unit) or asked.unit.startswith(unit)):
        yield "unit_exact"  # 场 is asked, 场次 is stated
    elif {asked.unit, unit} <= _DAYS:
        yield "unit_exact"
    elif asked.unit_class and unit_class != asked.unit_class:
        yield "unit_other"
    elif asked.unit_class and not asked.unit:
        yield "unit_class"
    elif asked.unit_class and not {asked.unit, unit} <= _LOOSE_COUNTERS:
        yield "unit_near"
    elif asked.implied_class:
        yield "implied_right" if unit_class == asked.implied_class else "implied_wrong"


def _stock_or_flow(asked: Asked, label: str) -> Iterator[str]:
    """Yield how 新建 agrees with 累计: the look-alikes that stand side by side."""
    is_added, is_cumulative = bool(_ADDED.search(label)), bool(_CUMULATIVE.search(label))
    if asked.added != asked.cumulative and is_added != is_cumulative:
        yield "stock_right" if is_added == asked.added else "stock_wrong"


def asks_share(text: str) -> bool:
    """Tell whether a text is about the share of a whole: 占多少, 比重."""
    return bool(_OF_WHOLE.search(text))


def is_by_nature_per_head(text: str) -> bool:
    """Tell whether a text is of what is counted by head without saying so: 居民收入."""
    return bool(_PER_HEAD_BY_NATURE.search(text))


def is_per_head(text: str) -> bool:
    """Tell whether a text states or asks something of each person: 人均, 每万人."""
    return bool(_PER_HEAD.search(re.sub(r"(?:[\d多几]|多少)万人", "", text)))
