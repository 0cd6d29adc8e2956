"""Says how well a claim's form agrees with what is asked: unit, growth, stock or flow; pure."""

import re

from bot.claims import Claim
from bot.query import Asked, Form, Query
from ingest.types import Kind
from ingest.units import UNIT_CLASS
from vectorstore.terms import compact

__all__ = ["agreement"]

# Set on the sample questions of evals/sample, by hand.
_UNIT_EXACT, _UNIT_CLASS, _UNIT_NEAR, _UNIT_OTHER = 0.2, 0.08, -0.12, -0.45
# People ask 多少个 where reports write 家, 项 or 处.
_LOOSE_COUNTERS = frozenset("个家户项处座所条名位人")
_GROWTH_RIGHT, _GROWTH_WRONG = 0.2, -0.35
_NO_FIGURE = -0.6
_STOCK_RIGHT, _STOCK_WRONG = 0.15, -0.3
_ADDED = re.compile(r"新建|新增|新改|新培育|新开|净增|新签|newly|new ")
_CUMULATIVE = re.compile(r"累计|总数|总量|总计|(?<!公)共[有计建]|达到|拥有|现有|total")
_IMPLIED_RIGHT, _IMPLIED_WRONG = 0.08, -0.15
_PER_HEAD_WRONG = -0.25
_PER_YEAR_WRONG = -0.3
# 60岁以上的账户有多少: the 60岁 is given, not asked.
_GIVEN = -1.0
_ORIGIN = -0.5
_LISTS, _DEALT = 0.2, 0.5
_LIST = re.compile(r"、|》和《|”和“")
_PER_HEAD = re.compile(r"人均|每人|每万|万人|户均|亩均|per capita|per head|per person")
_PER_YEAR = re.compile(r"年均|[五三]年(?:累计|平均|来)|annual average|a year on average")


def agreement(query: Query, claim: Claim, label: str) -> float:
    """Return what the form of a claim adds or takes: unit, growth or level, new or cumulative.

    Args:
        query: The question.
        claim: What may answer it.
        label: The claim's own words, simplified, with its subject when they name nothing.
    """
    asked, figure = query.asked, claim.figure
    if asked.form is Form.LIST and _LIST.search(label):
        return _LISTS
    if figure is None:
        return _NO_FIGURE if asked.form is Form.NUMBER else 0.0
    if asked.form not in (Form.NUMBER, Form.YES_NO):
        return 0.0
    fit = _PER_HEAD_WRONG if _per_head(label) != _per_head(query.text) else 0.0
    if _PER_YEAR.search(label) and not _PER_YEAR.search(query.text):
        fit += _PER_YEAR_WRONG
    if query.comparison.bound is None and compact(figure.text) in compact(query.text):
        fit += _GIVEN
    fit += _unit_fit(asked, figure.unit)
    fit += _ORIGIN if claim.is_origin else 0.0
    if asked.several and claim.group:
        fit += _DEALT
    if asked.growth or asked.form is Form.NUMBER:
        is_growth = claim.is_growth or figure.kind is Kind.GROWTH
        fit += (
            (_GROWTH_RIGHT if asked.growth else 0.0) if is_growth == asked.growth else _GROWTH_WRONG
        )
    return fit + _stock_or_flow(query, claim)


def _unit_fit(asked: Asked, unit: str) -> float:
    unit_class = UNIT_CLASS.get(unit, "")
    if asked.unit and unit and (unit.startswith(asked.unit) or asked.unit.startswith(unit)):
        return _UNIT_EXACT  # 场 is asked, 场次 is stated
    if asked.unit_class:
        if unit_class != asked.unit_class:
            return _UNIT_OTHER
        if not asked.unit:
            return _UNIT_CLASS
        return 0.0 if {asked.unit, unit} <= _LOOSE_COUNTERS else _UNIT_NEAR
    if asked.implied_class:
        return _IMPLIED_RIGHT if unit_class == asked.implied_class else _IMPLIED_WRONG
    return 0.0


def _stock_or_flow(query: Query, claim: Claim) -> float:
    """Return what 新建 against 累计 adds or takes: the look-alikes that stand side by side."""
    asked = query.asked
    is_added = bool(_ADDED.search(claim.label))
    is_cumulative = bool(_CUMULATIVE.search(claim.label))
    if asked.added and not asked.cumulative:
        return _STOCK_RIGHT if is_added else (_STOCK_WRONG if is_cumulative else 0.0)
    if asked.cumulative and not asked.added:
        return _STOCK_RIGHT if is_cumulative else (_STOCK_WRONG if is_added else 0.0)
    return 0.0


def _per_head(text: str) -> bool:
    return bool(_PER_HEAD.search(re.sub(r"\d万人", "", text)))
