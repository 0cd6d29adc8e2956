"""Says yes or no where a question sets two figures against each other: 比2023年多吗; pure."""

import re
from collections.abc import Sequence

from bot.calculate import are_alike
from bot.points import Point
from bot.query import Form, Query
from ingest.places import find_mentions
from vectorstore.terms import simplify

__all__ = ["decide_between"]

_MORE = re.compile(
    r"[多高快大强长]|增(?:长|加|多)?了?|上升|提[高升]|[上回]?涨|升|超过|扩大|加快"
    r"|\b(?:more|higher|faster|larger|bigger|greater|grow|grew|rise|rose|increased?|exceed\w*|up)\b"
)
_LESS = re.compile(
    r"[少低慢小弱短]|减(?:少|小)?了?|下降|降低?|[下回]?跌|回落|缩小|放[慢缓]|不[如及]"
    r"|\b(?:less|lower|slower|smaller|fewer|fall|fell|declined?|decreased?|dropp?e?d?|down)\b"
)
# Words that ask how much, and names that hold a side: 多少, 增长率, 最低工资, 高新.
_NO_SIDE = re.compile(
    r"多少|是多|新增|增量|增[长速幅](?:率|速度)?(?![了吗没?？])|增加值|最[低高少多]|高(?:技术|新|等|校|铁|速|质量|标准|中)|中?小(?:企业|微|学)"
    r"|大(?:学|型|数据|豆)|减(?:税|排|负)|长(?:期|三角|江)|强[省市县]|低(?:保|碳|空|收入)|升级|增值|提[高升]幅度"
)
# An amount, a denial or sameness is more than a side: 增长了5%吗, 没有2023年高, 持平吗.
_MORE_THAN_SIDE = re.compile(
    r"\d|[%％倍番成]|百分之|一半|[十百千万亿]|没有?(?!$|[?？])|不[比会是如及]|并未|未能|一样|持平|相等|相同|不变|差不多"
    r"|\bnot?\b|n't\b|\bsame\b|\bequal"
)
_AGAINST = re.compile(r"[比较](?!例|重|率|如|赛)|\bthan\b|超过|\bexceed")
_YEAR = re.compile(r"(?:19|20)\d\d")


def decide_between(query: Query, points: Sequence[Point]) -> bool | None:
    """Return the answer to a question of yes or no that two figures decide, None for any other.

    Args:
        query: The question.
        points: What is set side by side, in the order it is named or in that of time.
    """
    if query.asked.form is not Form.YES_NO or len(points) != 2:
        return None
    text = _YEAR.sub(" ", _without_places(simplify(query.text)).lower())
    if _MORE_THAN_SIDE.search(text):
        return None
    text = _NO_SIDE.sub(" ", text)
    wants_more, wants_less = bool(_MORE.search(text)), bool(_LESS.search(text))
    if wants_more == wants_less:
        return None
    own, other = _ordered(query, points)
    figures = [point.candidate.claim.figure for point in (own, other) if point.candidate]
    if len(figures) != 2 or figures[0] is None or figures[1] is None:
        return None
    if not are_alike(figures[0], figures[1]) or own.is_target != other.is_target:
        return None
    gap = figures[0].value - figures[1].value
    return gap > 0 if wants_more else gap < 0


def _without_places(text: str) -> str:
    """Return a text without the names of places: 大连 and 长沙 are no sides."""
    for mention in reversed(find_mentions(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _ordered(query: Query, points: Sequence[Point]) -> tuple[Point, Point]:
    """Return the point that a question asks about, and what it is set against."""
    one, other = points
    if one.year == other.year or one.year is None or other.year is None:
        return one, other
    earlier, later = sorted(points, key=lambda point: point.year or 0)
    named = [int(year) for year in _YEAR.findall(query.text)]
    is_first = _AGAINST.search(query.text) and named[:1] == [earlier.year] and later.year in named
    return (earlier, later) if is_first else (later, earlier)
