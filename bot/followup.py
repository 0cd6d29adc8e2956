"""Makes a follow-up question complete, so that it can be searched and shown; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chinese_reply import asks_aside, is_on_theme, reply_in_chinese, stands_alone
from bot.english_reply import reply_in_english
from bot.pair import Pair, compare, name_both
from bot.types import Turn
from bot.understand import detect_language
from ingest.places import find_mentions

__all__ = ["complete"]

# Said between two questions; the next one still goes on with the one before.
_COURTESY = re.compile(
    r"^(?:谢谢|多谢|感谢|辛苦|好的?|知道|明白|收到|了解|嗯|哦|你好|您好|在吗|[你您了啦吗]|[你您](?:能|会|可以|是)\S{0,8}|ok|okay|thanks?"
    r"|thank you|hello|hi|got it|i see|[\s,，.。!！?？~])+$",
    re.IGNORECASE,
)
# 和去年比呢 asks how much it has changed.
_THAN_LAST_YEAR = re.compile(
    r"^(?:那么?|[,，\s])*(?:[和与跟同比较]|相比|对比)*(?P<base>上一?年|去年|前一年|上年同期|去年同期|同期|同比)"
    r"(?:相?比|比较|对比|比起来|相比较)?(?:一下|的话|情况|变化|起来)?(?:呢|怎么?样|如何|有什么变化|变化如何)?[?？。]*$"
)
# 和全国比呢 asks how far above or below it is.
_THAN_WIDER = re.compile(
    r"^(?:那么?|[,，\s])*(?:[和与跟同比较]|相比|对比)+(?P<wider>全[国省市区县](?:平均(?:水平)?)?|[\u4e00-\u9fff]{2,8}?)"
    r"(?:相?比|比较|对比|比起来)?(?:一下|的话|起来)?(?:呢|怎么?样|如何)?[?？。]*$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<![比较和与同跟])(?:前一年|上一年|头一年)(?=[^比相同增下]\S)")
_COMPARES = re.compile("[比较同]")
# What is longer is no courtesy; and the pattern tries each way to take 你能你能你能… apart.
_LONGEST_COURTESY = 30
# What is longer says all it asks for. Each part of a question is compared with each of the one
# before: two of 300 characters took most of a minute (measured).
_LONGEST_CHINESE, _LONGEST_ENGLISH = 120, 300
_LONGEST_EARLIER = 300


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question in stand-alone form; a question that is complete stays as it is."""
    if _is_courtesy(question):
        return question.strip()
    told: list[_Told] = []
    for turn in history:
        if not _is_courtesy(turn.question):
            told.append(_tell(turn.question.strip(), told))
    return _tell(question.strip(), told).text


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What a turn says in stand-alone form."""

    text: str
    question: str
    """The same, without what it compares."""
    base: str
    """What the next turn goes on with that asks by a subject and verb of its own."""


def _tell(question: str, told: Sequence[_Told]) -> _Told:
    spoken = [each.question for each in told]
    pair = _pair(question, spoken)
    if pair:
        return _Told(text=str(pair), question=pair.question, base=pair.question)
    if _is_aside(question, spoken):
        base = told[-1].base
        text = _join(question, [*spoken[:-1], base])
        return _Told(text=text, question=text, base=base)
    text = _join(question, spoken)
    if told and text == question and not _is_long(question):
        base = told[-1].base
        text = _join(question, [*spoken[:-1], base])
        if text == question and is_on_theme(question, base):
            return _Told(text=text, question=text, base=base)
    return _Told(text=text, question=text, base=text)


def _is_aside(question: str, spoken: Sequence[str]) -> bool:
    """Tell whether a turn asks aside; of two Chinese questions that are not long."""
    if not spoken or _is_long(question) or len(spoken[-1]) > _LONGEST_EARLIER:
        return False
    is_chinese = all(detect_language(each) == "zh" for each in (question, spoken[-1]))
    return is_chinese and asks_aside(question, spoken[-1])


def _is_courtesy(text: str) -> bool:
    return len(text) <= _LONGEST_COURTESY and bool(_COURTESY.match(text))


def _pair(question: str, spoken: Sequence[str]) -> Pair | None:
    """Return what a turn compares; the year before is no second thing, but a growth."""
    return None if _is_long(question) or _asks_change(question) else compare(question, spoken)


def _is_long(question: str) -> bool:
    is_chinese = detect_language(question) != "en"
    return len(question) > (_LONGEST_CHINESE if is_chinese else _LONGEST_ENGLISH)


def _year_named(question: str, earlier: str) -> str:
    """Return 2025年定的目标是多少 for 前一年定的目标是多少, after a question about 2026."""
    years = {int(year) for year in _YEAR.findall(earlier)}
    if len(years) != 1 or _YEAR.search(question):
        return question
    return _YEAR_BEFORE.sub(f"{years.pop() - 1}年", question, count=1)


def _is_place(name: str) -> bool:
    return any(name == name[each.start : each.end] for each in find_mentions(name))


def _asks_change(question: str) -> bool:
    return bool(_THAN_LAST_YEAR.match(question) and _COMPARES.search(question))


def _join(question: str, spoken: Sequence[str]) -> str:
    if not spoken:
        return question
    if _is_long(question) or len(spoken[-1]) > _LONGEST_EARLIER:
        return question
    question, earlier = name_both(question, spoken), spoken[-1]
    is_english = detect_language(question) == "en"
    if is_english or detect_language(earlier) == "en":
        if not is_english and stands_alone(question):
            return question
        return reply_in_english(question, earlier)
    if _asks_change(question):
        question = "同比增长多少"
    question = _year_named(question, earlier)
    wider = _THAN_WIDER.match(question)
    if wider and (wider["wider"].startswith("全") or _is_place(wider["wider"])):
        question = f"比{wider['wider']}高多少"
    return reply_in_chinese(question, earlier)
