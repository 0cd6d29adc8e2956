"""Reads what kind of answer a question wants: a figure, a list, a date, yes or no, or words."""

import re

from bot.query import Asked, Form
from ingest.units import ENGLISH_UNITS, UNIT_CLASS, UNITS

__all__ = ["QUANTITY", "asks_itself", "read_asked"]

_UNITS = "|".join(map(re.escape, UNITS))
QUANTITY = re.compile(
    rf"百分之(?:多少|几)|(?:多少|(?<![那这好])几|哪几|哪两)(?P<scale>万亿|亿|万|千)?"
    rf"(?P<unit>个百分点|个点|{_UNITS}|钱|成)?|多[高大长远久重]"
)
"""How Chinese asks for a figure."""

_FOLDED_UNITS = {name.lower(): unit for name, unit in ENGLISH_UNITS.items()}
_ENGLISH_UNIT = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _FOLDED_UNITS), key=len, reverse=True)) + r")\b"
)

_GROWTH = re.compile(
    r"增长(?!极|点)|增速|增幅|涨幅|涨了|增加了|提高了|下降了?|降了|上升了|减少了|同比|几个点"
    r"|提升了|抬高|grow|growth|increase|rise by|decline|decrease"
)
_TARGET = re.compile(
    r"目标|预期(?!寿命)|力争|计划|拟|打算|安排|要(?:达到|新增|完成|建|抓|突破)|target|forecast|plan|aim"
)
_PERCENT = re.compile(
    r"占.{0,12}?(?:多少|几)|百分之|几个点|百分点|比例|占比|比重|几成|[^效]率(?!先)"
    r"|percent|\bshare\b|proportion|\brate\b|\bratio\b"
)
_MONEY = re.compile(
    r"(?:投资|资金|收入|支出|产值|增加值|总值|贷款|存款|债券|债务|[总金余]额|税收|补[贴助]|工资|营收|利润)"
    r"(?:额|总额)?(?:一共|总共|预计|共|是|有|达到?|完成)*(?:多少|几)"
)
_ADDED = re.compile(r"新建|新增|新添|新改|新培育|新开|净增|又[添增]|newly|\bnew\b|added")
_CUMULATIVE = re.compile(r"累计|总数|总量|一共|总共|共有|合计|总计|cumulative|in total|altogether")
_CALCULATION = re.compile(
    r"(?:[、和与及].*)(?:合计|总共|一共|共计|加起来|之和|总和)|加起来|之和|总和"
    r"|比(?!例|重|率|如).{2,14}?[多少高低快慢]了?(?:多少|几)|相差|差(?:多少|几)|[多少高低](?:多少|几)"
    r"|\d{4}年?[和与、]\d{4}年?.*(?:提高|增加|增长|下降|变化)了?(?:多少|几)"
    r"|altogether|combined|difference between|how much (?:more|less|higher|lower)"
)
_SEVERAL = re.compile(r"分别|各(?:是|为|有|自)|respectively|each")
# In this order: 哪一年 is a date before it is a 哪, 哪些…吗 is yes or no.
_FORMS = (
    (Form.DATE, re.compile(
        r"何时|什么时候|哪一?年|哪一?[天月日]|几月|何年|\bwhen\b|wh(?:at|ich) (?:year|date)")),
    (Form.LIST, re.compile(
        r"哪些|哪几|哪两|哪三|有哪|分别是什么|\bwhich\b.*\bare\b|what are|\blist\b")),
    (Form.YES_NO, re.compile(
        r"(?:吗|了没有?|没有|与否)\s*[?？]?$|是否|是不是|有没有|能否|有无"
        r"|^\s*(?:is|are|was|were|did|does|do|has|have|had|can|will)\b")),
    (Form.NUMBER, re.compile(
        r"how (?:many|much|high|large|long|far|big)|number of|rate|growth|percent|share|level"
        r"|total|ratio|target|amount|average|output|value|how (?:often|fast|old|deep|wide)"
        r"|revenue|income|expenditure|deficit|threshold|\bprice|\bcost|population|coverage|mileage"
        r"|investment|capacity|consumption|expectancy|balance|reserves|\bassets|\bsales|imports"
        r"|exports|\bwage|\bgdp\b")),
    (Form.TEXT, re.compile(
        r"哪|什么|谁|叫啥|啥|怎么|如何|为何|文号"
        r"|\bwho\b|\bwhere\b|\bwhich\b|\bname|what|how|why")),
)  # fmt: skip


def read_asked(folded: str, *, rest: str, language: str) -> Asked:
    """Return what a question asks for.

    Args:
        folded: The question, folded and simplified.
        rest: The same without its place and time.
        language: zh or en.
    """
    quantity = QUANTITY.search(folded)
    # 是多少，增长多少: the first figure is the one that is looked for.
    first = rest[: found.end()] if (found := QUANTITY.search(rest)) else rest
    growth = bool(_GROWTH.search(first))
    unit, unit_class = _unit(quantity, first, growth=growth)
    if language == "en":
        named = _ENGLISH_UNIT.search(rest)
        unit = unit or (_FOLDED_UNITS[named[0]] if named else "")
        unit_class = unit_class or UNIT_CLASS.get(unit or "?", "") or _english_class(rest)
    form = _form(folded, quantity)
    return Asked(
        form=form,
        unit=unit,
        unit_class=unit_class,
        implied_class="money" if _MONEY.search(rest) and not unit_class else "",
        growth=growth,
        # 达到6.5%的目标了吗 asks for the result.
        target=bool(_TARGET.search(folded)) and form is not Form.YES_NO,
        calculation=bool(_CALCULATION.search(folded)),
        added=bool(_ADDED.search(rest)),
        cumulative=bool(_CUMULATIVE.search(rest)),
        several=bool(_SEVERAL.search(folded)),
        quantities=max(1, len(QUANTITY.findall(folded))),
    )


def asks_itself(turn: str) -> bool:
    """Tell 增长了多少 from 游客人数呢, which asks what the turn before asked."""
    return any(
        pattern.search(turn)
        for pattern in (
            QUANTITY, _GROWTH, _TARGET, _PERCENT, _ADDED, _CUMULATIVE,
            *(form for _, form in _FORMS),
        )
    )  # fmt: skip


def _unit(quantity: re.Match[str] | None, first: str, *, growth: bool) -> tuple[str, str]:
    """Return the unit a question names and the class of unit it wants, "" for either."""
    unit = (quantity["unit"] or "") if quantity else ""
    if unit in ("个点", "成") or (quantity and quantity[0].startswith("百分之")):
        return "", "percent"
    if unit == "钱":
        return "元", "money"
    if unit:
        return unit, UNIT_CLASS.get(unit, "")
    wants_amount = bool(quantity and quantity["scale"])
    is_percent = bool(_PERCENT.search(first)) or (growth and not wants_amount)
    return "", "percent" if is_percent else ""


def _form(folded: str, quantity: re.Match[str] | None) -> Form:
    is_which = re.search(r"哪[几两三]", folded)
    for form, pattern in _FORMS:
        if pattern.search(folded) and not (form is Form.YES_NO and quantity):
            is_counted = quantity and form in (Form.TEXT, Form.LIST) and not is_which
            return Form.NUMBER if is_counted else form
    return Form.NUMBER


def _english_class(rest: str) -> str:
    if re.search(r"how many|number of", rest):
        return "count"
    if re.search(r"yuan|dollar|funding|investment|money|cost", rest):
        return "money"
    return ""
