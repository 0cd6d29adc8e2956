"""Decides yes or no from what a report states; pure, knows no ranking."""

import re
from decimal import Decimal

from ingest.figures import find_figures
from ingest.types import Figure
from vectorstore.terms import compact

__all__ = [
    "compare_bound",
    "decide",
    "decide_by_date",
    "decide_by_limit",
    "is_comparison",
    "states_bound",
]

_ABOVE = re.compile(
    r"超过|(?<![通不超])过(?=\d)|高于|达到|达成|完成|突破|以上|大于|多于|不低于|more than"
    r"|over|above|exceed|reach"
)
_BELOW = re.compile(r"低于|不到|不足|小于|少于|不超过|以下|below|under|less than")
_AT_MOST = re.compile(
    r"不超过|最长|最高|最多|以内|以下|上限|不高于|不大于|未满|不满|不得超过|at most|up to"
    r"|no more than"
)
_AT_LEAST = re.compile(r"(?<![不未])满|不少于|不低于|至少|以上|须达|最低|at least|no less than")
_LIMIT_REACH = 8
_MAY = re.compile(r"能|可以|可否|够|符合|行不行|允许|允不允许|can|may|allow|qualif|eligib")
_MORE = re.compile(r"高于|高出|超过|快于|多于|大于|优于|高过|above|higher than")
_LESS = re.compile(r"低于|不及|慢于|少于|小于|不足|不到|落后|below|lower than")
_UP = re.compile(
    r"增长(?!极|点|目标|预期)|增加|上升|提高|提升|上涨|涨|回升|扩大|攀升|升|increas|grew|grow|rose"
    r"|rise|went up|go up"
)
_DOWN = re.compile(
    r"下降|减少|降低|回落|下滑|负增长|缩小|下跌|跌|收窄|减产|减收|降"
    r"|decreas|declin|fell|fall|drop|went down|go down"
)
_RANK = re.compile(
    r"第(?P<n>[一二三四五六七八九十]+|\d+)(?![届次批条章产])|(?P<first>首位|首个|榜首|首次|首家"
    r"|率先)|第一(?=[个家])|(?P<only>唯一)"
)
_COMPARED = re.compile(r"[比较](?!例|重|率|如|赛|上).{1,14}[多少高低快慢大小强弱]|\bthan\b")
_HAN_NUMBERS = {each: i + 1 for i, each in enumerate("一二三四五六七八九十")}
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_TAG = re.compile(
    r"是不是|有没有|能不能|可不可以|会不会|要不要|算不算|需不需要|用不用|该不该|行不行|得不得"
    r"|对不对|(?P<verb>[\u4e00-\u9fff])不(?=(?P=verb))|是否|能否|可否|与否|有无|(?<=[了过])没有?(?=[?？]?$)|没有?(?=[?？]?$)"
)
_DENIES = re.compile(
    r"未(?!来|成年|婚)|没有|没能|尚无|(?<!在|论)不(?!断|仅|只|但|动产|少|同|低于|超过|高于|得不"
    r"|可或缺|良|管|论|及|满|足|到|变)|无(?!人|线|障碍|偿献|锡|形|论|党派|违约|害|缝|烟)|免(?!疫)"
    r"|禁止|零(?=发生|死亡|事故|违约|增长|新增)|否决|取消|暂停"
    r"|\bnot?\b|\bnever\b|\bwithout\b|prohibit"
)


def decide(question: str, statement: str, *, core: str, covers: bool) -> bool | None:
    """Return whether a statement says yes to a question, None when it does not decide it.

    Args:
        question: As asked.
        statement: What a report says on it.
        core: The clause of it that is closest to the question.
        covers: It holds nearly all words of the question, so that it asserts what it does not deny.
    """
    asked, stated = compact(question).rstrip("?？"), compact(statement)
    for reply in (
        decide_by_limit(asked, stated),
        decide_by_date(asked, stated),
        _by_relation(asked, stated),
        _by_rank(asked, stated),
        _by_direction(asked, stated),
    ):
        if reply is not None:
            return reply
    if (
        _RANK.search(asked)
        or _COMPARED.search(asked)
        or bool(_UP.search(asked)) != bool(_DOWN.search(asked))
    ):
        covers = False  # 增长了吗 needs a statement that says so
    return _by_denial(asked, compact(core), covers=covers)


def decide_by_date(question: str, statement: str) -> bool | None:
    """Compare the day a question states with the day a report gives: 是不是6月1号开始的.

    Returns:
        Whether they are the same, None unless each names one.
    """
    asked, stated = (set(_DAY.findall(compact(each))) for each in (question, statement))
    if len(asked) != 1 or len(stated) != 1:
        return None
    (one, *own), (other, *held) = *asked, *stated
    return own == held and (not one or not other or one == other)


def is_comparison(text: str) -> bool:
    """Tell whether a word of a question is what it compares by: 高于, 增加, 第一."""
    return any(
        pattern.search(text) for pattern in (_ABOVE, _BELOW, _MORE, _LESS, _UP, _DOWN, _RANK)
    )


def states_bound(question: str) -> bool:
    """Tell whether the figure of a question is a bound and no condition: 超过50%了吗, 是5%吗."""
    if _RANK.search(question):
        return False
    is_equal = re.search(r"[是为][约大概]*[\d.]+\S{0,4}[吗么?？]", question)
    return bool(_ABOVE.search(question) or _BELOW.search(question) or is_equal)


def compare_bound(question: str, value: Decimal, bound: Decimal) -> bool:
    """Tell whether a stated value is on the side of a bound that a question asks for."""
    if _BELOW.search(question):
        return value <= bound if "不超过" in question or "以下" in question else value < bound
    if _ABOVE.search(question):
        return value >= bound
    return value == bound


def decide_by_limit(question: str, statement: str) -> bool | None:
    """Compare what someone has with what a rule demands or allows: 交了3年, 须满4年.

    Returns:
        Whether it is enough, None when the question names nothing that a limit in the statement is
        of.
    """
    asked, stated = compact(question), compact(statement)
    if _ABOVE.search(asked) or _BELOW.search(asked) or not _MAY.search(asked):
        return None
    for own in find_figures(asked):
        for limit in find_figures(stated):
            if own.unit.removeprefix("周") != limit.unit.removeprefix("周") or own.unit in (
                "",
                "%",
            ):
                continue
            near = _around(stated, limit)
            if _AT_MOST.search(near):
                return own.value <= limit.value
            if _AT_LEAST.search(near):
                return own.value >= limit.value
    return None


def _around(text: str, figure: Figure) -> str:
    return text[max(0, figure.start - _LIMIT_REACH) : figure.end + _LIMIT_REACH // 2]


def _by_relation(asked: str, stated: str) -> bool | None:
    if find_figures(asked):
        return None
    wants_more, wants_less = bool(_MORE.search(asked)), bool(_LESS.search(asked))
    says_more, says_less = bool(_MORE.search(stated)), bool(_LESS.search(stated))
    if wants_more == wants_less or says_more == says_less:
        return None
    return wants_more == says_more


def _by_rank(asked: str, stated: str) -> bool | None:
    wanted = _RANK.search(asked)
    if not wanted:
        return None
    if wanted["only"]:
        return True if "唯一" in stated else None
    ranks = {_rank(each) for each in _RANK.finditer(stated)}
    if not ranks:
        return None
    return _rank(wanted) in ranks


def _rank(found: re.Match[str]) -> int:
    if not found["n"]:
        return 1
    text = found["n"]
    return int(text) if text.isascii() else _HAN_NUMBERS.get(text, 10)


def _by_direction(asked: str, stated: str) -> bool | None:
    wants_up, wants_down = bool(_UP.search(asked)), bool(_DOWN.search(asked))
    if wants_up == wants_down:
        return None
    last = None
    for found in re.finditer(f"(?P<down>{_DOWN.pattern})|(?P<up>{_UP.pattern})", stated):
        last = bool(found["up"])
    return None if last is None else last == wants_up


def _by_denial(asked: str, stated: str, *, covers: bool) -> bool | None:
    plain = _TAG.sub("", asked)
    denies_asked, denies_stated = bool(_DENIES.search(plain)), bool(_DENIES.search(stated))
    if denies_stated != denies_asked:
        return False
    return True if covers else None
