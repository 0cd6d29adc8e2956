"""Says which words of a question a passage must hold to answer it in words; pure."""

import re
from dataclasses import replace

from bot.query import Form, Query, Term, Want
from bot.yes_no import is_comparison

__all__ = ["asks_of_report", "sought_terms"]

# Words that ask; a report does not hold them.
_ASKS = re.compile(
    r"哪|谁|什么|啥|为何|多少|是不是|有没有|能不能|会不会|要不要|可不可|怎么|怎样|如何|这么|那么|几|吗|是否"
    r"|能否|分别|叫做?$|请问|名字|姓名|职务|身份|当时|时候|何时|一天$|截止|具体|主要|特别|接连|界定|定义|含义|意思"
)
_OF_FORM = {
    Form.DATE: re.compile(r"^(?:[天日年月号前后起从到要]|开始|日期|时间)$"),
    Form.LIST: re.compile(
        r"^(?:包括|包含|分为|涵盖|[两三四五六七八九]个|[两三四五六七八九][类项种家条])$"
    ),
}
_OF_WANT = re.compile(r"联系人|电话|号码|文号|网址|邮箱|地址")
_SAID = re.compile(r"^(?:规定|规|定|提到|提出|要求|说|指出)$")
_GENERIC = re.compile(r"^(?:部门|单位|机构|机关|地方|地区|城市)$")
_NAMED = (Want.PERSON, Want.NUMBER, Want.PHONE, Want.ADDRESS)
_FAINT = 0.3
_PAYS = re.compile(r"门票|买票|收费|交钱|缴费|付费|付钱|掏钱|花钱|要钱|免费")
_PAID = ("免费", "免票", "免收", "收费", "缴费", "免交", "免缴", "半票")
# The number of a report chose it; no passage need repeat it.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}[〔\[（(](?:19|20)\d\d[〕\]）)]\s?\d+号")
_PIECE_CHARS = 2
_OCCASION = re.compile(
    r"人代会|两会|报告.{0,12}(?:谁|哪[天日一]|何时|什么时候|哪次|作)|作.{0,6}报告"
    r"|who (?:delivered|gave)"
)
_OFFICE = re.compile(r"[省市区县州旗]长|自治区主席|总理")
_OCCASION_TERM = Term(
    text="工作报告",
    alternatives=("工作报告", "代表大会", "会议上", "代表", "work of the government"),
)


def sought_terms(query: Query) -> list[Term]:
    """Return the terms without those that ask, and without those that the form stands for."""
    numbers = " ".join(_NUMBER.findall(query.text))
    found = [
        _weighted(term, query)
        for term in query.terms
        if not _ASKS.search(term.text)
        and not _is_of_form(term, query.asked.form)
        and not (len(term.text) <= _PIECE_CHARS and term.text in numbers)
    ]
    if _OCCASION.search(query.text):
        found.append(_OCCASION_TERM)
    return found


def asks_of_report(query: Query) -> bool:
    """Tell whether the lines below a report's title answer: who gave it, where and when."""
    return bool(_OCCASION.search(query.text) or _OFFICE.search(query.text))


def _is_of_form(term: Term, form: Form) -> bool:
    if form is Form.YES_NO:
        return is_comparison(term.text)
    pattern = _OF_FORM.get(form)
    return bool(pattern and pattern.search(term.text))


def _weighted(term: Term, query: Query) -> Term:
    if query.asked.form is Form.YES_NO and _PAYS.search(term.text):
        return replace(term, alternatives=(*term.alternatives, *_PAID))
    # 张三，电话…: the form of a name stands for 联系人.
    want = query.asked.want
    is_of_want = (want in _NAMED and _OF_WANT.search(term.text)) or (
        want in (Want.PLACE, Want.ORGANISATION) and _GENERIC.search(term.text)
    )
    is_faint = is_of_want or _SAID.search(term.text)
    return replace(term, weight=term.weight * _FAINT) if is_faint else term
