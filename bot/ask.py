"""Reads what a question asks of a whole table; pure, knows no table."""

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.comparison import Operation, Order
from bot.query import Form, Query, Want
from vectorstore.terms import simplify

__all__ = ["Ask", "asks", "counted", "counts_people", "sums_up"]

_WHICH = re.compile(
    r"哪|谁|前[一二两三四五六七八九十\d]|which|who|\btop\b|\bwhat [a-z]+ (?:has|had|have)\b"
)
# 最低学历 and 最高支付限额 are names; what is lowest is asked otherwise.
_END = re.compile(
    r"最(?!低学历|[高低多少]支付|[高低]限|低工资|低生活|[高低]标准|[高低]分|[高低]价|[高低]气温|[高低]人民|[多少]年限)"
    r"|居首|垫底|倒数|前[一二两三四五六七八九十\d]"
    r"|(?:high|low|large|small|few|great|long|short|fast|slow|bigg)est\b|\b(?:most|least|top|bottom"
    r"|maximum|minimum)\b"
)
_RANK = re.compile(r"排(?:名|位)?(?:在)?(?:第)?几|第几[位名]|名次|排第几|\brank")
_COUNTED = re.compile(
    r"(?:几|多少)(?P<unit>个(?!百分|人)|项|种|类|条|家|档|款|级|行)"
    r"|how many (?P<thing>[a-z ]+?) (?:are|is|does|do|were|have|has)\b"
)
_PEOPLE = re.compile(r"(?:几|多少)(?:个|名|位)?(?:人|名|位)")
_ROW = re.compile(
    r"各项(?!工作|事业)|所有(?:信息|数据|指标|要求|条件|内容)|全部(?:信息|数据|指标|要求|条件|内容)|整行|那一行|这一行|详细信息"
    r"|\ball (?:the )?(?:details|columns|figures|values|data)|everything|whole row|full row"
)
_GAP = re.compile(r"\bby how (?:much|many)\b.*\b(?:exceed|above|below|than|from)")
_TOTAL = re.compile(r"总计|合计|总数|总共|一共|共计|\btotal\b|altogether|\bsum\b")


class Ask(StrEnum):
    """What is asked of a whole table."""

    END = "end"
    """Its largest or smallest row."""
    RANK = "rank"
    SUM = "sum"
    COUNT = "count"
    DIFFERENCE = "difference"
    LIST = "list"
    ROW = "row"
    YES_NO = "yes_no"
    CELL = "cell"


def asks(query: Query) -> Iterator[Ask]:
    """Yield what a question may ask of a table, the likeliest first."""
    text, order = simplify(query.text), query.comparison.order
    if query.asked.form is Form.YES_NO:
        yield Ask.YES_NO
        return
    if _RANK.search(text) or query.asked.want is Want.ORDINAL:
        yield Ask.RANK
    if order in (Order.MOST, Order.LEAST) and _WHICH.search(text) and _END.search(text):
        yield Ask.END
        return
    if query.comparison.operation is Operation.DIFFERENCE or _GAP.search(text):
        yield Ask.DIFFERENCE
    if _TOTAL.search(text):
        yield Ask.SUM
    if _ROW.search(text):
        yield Ask.ROW
    if query.asked.form is Form.LIST:
        yield Ask.LIST
    if _COUNTED.search(text):
        yield Ask.COUNT


def counted(question: str) -> str:
    """Return the unit of what a question counts, in English with a space before it; "" if none."""
    found = _COUNTED.search(simplify(question))
    if not found:
        return ""
    return found["unit"] or f" {found['thing']}"


def counts_people(question: str) -> bool:
    """Tell whether a question asks how many people: 几个人, 多少名."""
    return bool(_PEOPLE.search(simplify(question)))


def sums_up(column: str) -> bool:
    """Tell whether a column's own name says total, so that a question with it asks for a cell."""
    return bool(_TOTAL.search(simplify(column)))
