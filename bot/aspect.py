"""Reads what the words around a figure make of it: growth, stock, target, part of a year; pure."""

import re

from ingest.types import Figure, Kind

__all__ = [
    "end_of_change",
    "falls",
    "is_as_of",
    "is_compared",
    "is_estimate",
    "is_growth",
    "is_less",
    "is_order",
    "is_stock",
    "is_target",
    "part_of",
    "spoken_of",
    "tells_change",
]

_TARGET = re.compile(
    r"目标|预期(?!寿命)|力争|争取|计划|拟|安排|确保|打算|任务|[将要]|(?:收入|支出)预算(?!的?执行)|预算(?:安排|为)|\bbudgeted\b|\b(?:targets?|aims?|aimed|plan(?:s|ned)?|will|goals?"
    r"|forecast|should|strive|(?:was|were|is|are) to be)\b",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"增长|增速|增幅|涨幅|降幅|下降|同比|比上年|较上年|提高|上升|减少|回落|降低"
    r"|\b(?:gr[eo]w|growth|increas|decreas|declin|r[io]se|fell|fall|drop|reduc|lower|cut\b"
    r"|up by|down by)",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"(?:下降|减少|降低|回落|下跌|下滑|负增长|收窄|缩减|减产|减收|降幅|跌幅|萎缩)\D{0,6}$"
    r"|\b(?:fell|fall(?:en)?|declin\w*|decreas\w*|dropp?\w*|down|reduc\w*|cut|shrank|contract\w*)\b\D{0,16}$",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"累计|总数|总量|总计|(?<!公)共[有计建]|拥有|现有|总共|in total|altogether", re.I
)
_PARTS = {
    "全年": r"全年|full year|whole year",
    "上半年": r"上半年|first half|first six months",
    "下半年": r"下半年|second half",
    "前三季度": r"前三季度|first (?:three|3) quarters|first nine months",
    "一季度": r"一季度|first quarter",
    "二季度": r"二季度|second quarter",
    "三季度": r"(?<!前)三季度|third quarter",
    "四季度": r"四季度|fourth quarter",
}
# Literals alone, which are looked for in a tenth of the time.
_ANY_PART = re.compile("半年|季度|全年|half|quarter|months|full year|whole year")
_AS_OF = re.compile(
    r"目前|截[至止]|[年季月]末|年底|\b(?:so far|to date|as of|by the end|at the end)\b", re.I
)
_PART = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PARTS.items()), re.I)
_STANDS = re.compile(r"(?:增至|增加[到至]|扩大到|发展到|达到?|拥?有)\D{0,4}$")
_RAISED = re.compile(r"\braised?(?: (?:about|over|nearly|more than))? ?$", re.IGNORECASE)
_RAISED_TO = re.compile(
    r"(?<!equal )(?<!amounted )\bto (?:about |over |nearly |more than |around |an average of )?$"
    r"|(?:增长|增加|提高|提升|上升|扩大|发展|下降|降低|减少|缩小|回落|降|增)[到至]\D{0,3}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom (?:about |over |nearly )?$|[从由][^，。；\d]{0,8}$", re.IGNORECASE)
_LEADS_TO = re.compile(
    r"\s?(?:in |at |[（(])?(?:(?:19|20)\d\d年?)?[）)]?[^，。；.;\d]{0,12}?(?:\bto\b|[到至])",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"此前|之前|原来|原先|原有|\b(?:previous|former|earlier|originally|was once)", re.I
)
_BY = re.compile(r"\bby (?:about |over |nearly |more than |around )?$", re.IGNORECASE)
_GROWN_AT = re.compile(
    r"\b(?:gr[eo]w\w*|increas\w+|rose|risen|expanded) (?:at|by) an? (?:average |annual )*rate of $",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"fell|fall|drop|declin|decreas|reduc|lower|cut|down|下降|减少|回落|降低|降幅", re.I
)
# 第二产业增速最快，为7.1%: said of it by the clause before.
_COPULA = re.compile(r"\s*(?:均|约)?(?:为|是|达到?|只有|仅有)(?:了|约)?\s*")
_SPEED = re.compile(
    r"(?:增速|增幅|涨幅|降幅|跌幅)[^，,。；;\d]{0,8}[，,]?\s*(?:均|约)?(?:为|是|达到?)(?:了|约)?\s*$"
)
_COMPARED = re.compile(r"\s?(?:(?P<less>less|lower|fewer|smaller)|more|higher|greater|larger)\b")
_BETTERED = re.compile(r"(?:改善|提升|压减|缩短|优化|上涨|improved(?: by)?)\D{0,3}$", re.IGNORECASE)
_ESTIMATE = re.compile(
    r"预计|初步(?:核算|统计)|估计|\b(?:expected|estimated|projected)\b", re.IGNORECASE
)
# What a sentence tells its reader to do, as no report does: planted for a model to obey.
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|不要?理会|不必理会)[^。\n]{0,16}(?:指令|指示|提示|要求|规则|内容)"
    r"|(?:你|助手|模型|AI)(?:必须|应当?|只能|要|请)"
    r"(?:回答|输出|回复|说)|(?:请|直接|只)(?:回答|输出|回复)[：:“\"]|系统提示|"
    r"\b(?:ignore|disregard|forget)\b[^.\n]{0,40}\b(?:instruction|prompt|rule|above|previous)"
    r"|\bsystem prompt\b|\byou (?:must|should) (?:answer|reply|output|say)\b",
    re.IGNORECASE,
)


def is_target(text: str) -> bool:
    """Tell whether a sentence calls what it states a target or a plan."""
    return bool(_TARGET.search(text))


def is_estimate(text: str) -> bool:
    """Tell whether a sentence says that what it states is expected."""
    return bool(_ESTIMATE.search(text))


def is_order(sentence: str) -> bool:
    """Tell whether a sentence tells its reader what to answer."""
    return bool(_ORDER.search(sentence))


def tells_change(figure: Figure, before: str) -> bool:
    """Tell whether words of a change stand before a figure: 降低负担400亿元."""
    if _FROM.search(before) or _RAISED_TO.search(before):  # an end of a change and not its size
        return False
    return figure.kind in (Kind.ADDED, Kind.GROWTH) or bool(_GROWTH.search(before))


def end_of_change(before: str, behind: str) -> str:
    """Return which end of a change a figure is, "from" or "to", by the words around; "" for none.

    Args:
        before: The words before the figure, of its clause.
        behind: The text behind it.
    """
    if _RAISED_TO.search(before):
        return "to"
    is_from = bool(_FROM.search(before)) and bool(_LEADS_TO.match(behind))
    return "from" if is_from or _FORMER.search(before) else ""


def falls(before: str, sentence_before: str) -> bool:
    """Tell whether the words before a figure say that something fell by it.

    In energy use fell 19.1%, sulfur dioxide by 14.29% the verb stands in the clause before.
    """
    if _FALL.search(before) or not _BY.search(before) or _GROWTH.search(before):
        return bool(_FALL.search(before))
    verbs = [found[0] for found in _GROWTH.finditer(sentence_before)]
    return bool(verbs) and bool(_DOWN.search(verbs[-1]))


def is_stock(figure: Figure, before: str) -> bool:
    """Tell what there is from what has come: 增至266户, but not 新增就业达5万人."""
    if figure.kind is Kind.CUMULATIVE or _STOCK.search(before):
        return True
    return figure.kind is not Kind.ADDED and bool(_STANDS.search(before))


def spoken_of(before: str, sentence_before: str) -> str:
    """Return the words before a figure, with the clause before them where they only say 为."""
    if not _COPULA.fullmatch(before):
        return before
    clauses = re.split(r"(?<=[，,])", sentence_before)
    return "".join(clauses[-2:])


def is_less(behind: str) -> bool:
    """Tell the 1.9 percent less than before, which fell, by the words behind the figure."""
    found = _COMPARED.match(behind)
    return bool(found and found["less"])


def is_compared(figure: Figure, behind: str) -> bool:
    """Tell whether the words behind a share make it a change: 1.9 percent less than in 2022."""
    return figure.unit in ("%", "个百分点") and bool(_COMPARED.match(behind))


def is_growth(figure: Figure, before: str, *, is_read: bool) -> bool:
    """Tell a growth from a level, by the words before a figure and how its claim was read."""
    if _RAISED_TO.search(before):  # up by 12 percent to 45 billion yuan: where it stands
        return False
    if figure.unit == "%" and any(each.search(before) for each in (_BETTERED, _GROWN_AT, _SPEED)):
        return True
    if _RAISED.search(before) and figure.unit != "%":  # it raised 7 billion yuan: no growth
        return False
    if figure.kind is Kind.TARGET:  # the target of a growth is a growth, and its kind hides it
        return is_read or (figure.unit == "%" and bool(_GROWTH.search(before)))
    return is_read or figure.kind is Kind.GROWTH


def part_of(text: str) -> str:
    """Return the part of a year that a text names last, in Chinese; "" for none."""
    if not _ANY_PART.search(text.lower()):
        return ""
    found = [*_PART.finditer(text)]
    return str(found[-1].lastgroup) if found else ""


def is_as_of(text: str) -> bool:
    """Tell whether a sentence says how things stand at a time: 至目前, 年末, so far."""
    return bool(_AS_OF.search(text))
