"""Says which year a claim is of and whether it is a result or a target; pure.

A work report given in 2025 states the results of 2024 and the targets of 2025, often without
naming the year in the sentence: the heading above tells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Description

__all__ = ["Dated", "date_claim", "goal_year", "is_base", "spans_years", "stated_years"]

_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# 1900亿元 and 2094元 are no years.
_YEAR = re.compile(
    r"(?<![\d.〔\[])((?:19|20)\d\d)(?=\s?年|\s?[-—–~至到]\s?(?:19|20)\d\d\s?年?)"
    r"|\b(?:in|of|by|for|fiscal|during|over|and|between|until|through|to|year|end|[A-Z][a-z]+|\d\d?,)\s"
    r"((?:19|20)\d\d)\b(?![.,]?\d|\s?(?:yuan|percent|%|[a-z]+illion|people|[a-z]+s\b))"
)
# 比2020年提高, 2012年以来: what a figure is compared with is not when it was.
_BASE_BEFORE = re.compile(
    r"(?:(?<!占)比|[较与同]|恢复到|从|自|由|than(?: in| at)?|from|since|over|against|versus"
    r"|compared (?:with|to))(?:\s|达峰的)*$"
)
_BASE_AFTER = re.compile(r"\s?年?(?:末|底)?\s?(?:以来|以后|之后|相比|水平)")
_MULTIPLE_OF = re.compile(r"[是为于](?:19|20)\d\d年的\s?[\d.]+倍")
_ENGLISH_RANGE = re.compile(r"[-–—](?:19|20)\d\d(?!\s?年)")
_STARTS = re.compile(r"\s?年(?:\d\d?月)?(?:\d\d?日)?[起始]")
_TITLE = re.compile(r"《[^》]*》")
# 到2025年达到2万亿元, of a paper of 2018: what a text counts until a later year is planned.
_UNTIL = r"(?:[到至]|\bby (?:the end of )?|\buntil )"
_GOAL_YEAR = re.compile(
    r"(?:^|[。；\n])[ \t\u3000]{0,8}(?:[（(][一二三四五六七八九十][）)])?"
    r"[到至]((?:19|20)\d\d)年(?:底|末)?[，,]"
)
_SPAN = re.compile(
    r"年均(?!浓度|值)|[三五十]年(?:来|间|累计|平均)|过去[三五十]年|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|以来)"
    r"|近[一二两三四五六七八九十\d]+年|(?:19|20)\d\d\s?年?\s?[-—–~至到]\s?(?:19|20)\d\d"
    r"|from (?:19|20)\d\d to|past (?:three|five|ten) years|annual average|a year on average"
)
_WORK_REPORT = re.compile(r"工作报告|work of the government|work report", re.IGNORECASE)
_PAST = re.compile(
    r"回顾|成就|成绩|总结|过去|上年|去年|工作情况|成效|取得|成果|历程|五年来|一年来|review"
    r"|past year",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"安排|目标|任务|重点|展望|部署|建议|打算|要求|思路|举措|今年|工作重点|下一步"
    r"|plan|priorit|target|work for|major tasks|arrangements? for",
    re.IGNORECASE,
)
_PART = re.compile(r"([一二三四五六七八九十]+)、")
_TARGET_WORDS = re.compile(
    r"(?<!完成)(?<!实现)目标|力争|确保|预期(?!寿命)|计划(?!单列)|(?<![虚模比])拟(?![人态])|将(?!近|军)"
    r"|安排|努力|(?<![重主需首次纲摘紧必不只概简])要(?![素求点闻害件义领是塞道])"
    r"|提出(?!的)[^，。；]{2,20}(?:左右|以内|以上|以下)"
    r"|\b(?:targets?|will|should|projected|aims?|plans? to|planned to)\b",
    re.IGNORECASE,
)
# -- GDP growth of around 6.5 percent: an item without a verb, below what announces targets.
_GOAL_ITEM = re.compile(
    r"(?:^|[；;\n])[ \t]{0,8}[-–—]{1,2}\s?(?!.*\b(?:was|were|is|are|ha[sd]|have|[a-z]+ed|grew|rose"
    r"|fell|stood|went|built|brought|hit|saw|cut|made|put|up|down|came|kept|gave)\b)"
    r".*\b(?:around|about|approximately|roughly|over|at least|within|no more than|above|below"
    r"|under|\d%? to \d)",
    re.IGNORECASE | re.DOTALL,
)
# 国内生产总值增长6.5%左右: what came about is told to the point, what is planned as a bound.
_BOUNDED = re.compile(
    r"(?:增长|涨幅|上涨|下降|降低|新增|失业率|增速)[^，。；;、]{0,12}?"
    r"(?:(?:左右|以上|以内|以下)|\d%?\s?[-－–—~～至到]\s?\d)"
    r"|(?:growth|increase|rate|rise|unemployment)\b[^,.;]{0,40}?\b(?:around|about|under|below"
    r"|within|no more than|at least|\d%? to \d)",
    re.IGNORECASE,
)
_FACT = re.compile(r"(?:今年|目前|现有|现在)(?!.*(?:左右|以上|以内|以下|不低于|不超过))")
_RESULT_WORDS = re.compile(r"去年|过去一年|上年(?!末)|一年来|last year|past year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """The year of a claim, None when nothing tells, and whether it is a target."""

    year: int | None
    is_target: bool
    is_sure: bool = False
    """The sentence names the year, or the form of a work report tells it and the target."""
    is_span: bool = False
    """It is of several years: 五年累计, 年均."""


def date_claim(
    clause: str,
    *,
    sentence_before: str,
    section: Sequence[str],
    description: Description,
    is_origin: bool = False,
) -> Dated:
    """Date a claim by its clause, the sentence up to it, the headings above and its report.

    Args:
        clause: The claim's clause.
        sentence_before: Its sentence, up to the end of the claim.
        section: The headings above it, outermost first.
        description: Its report.
        is_origin: It is where a change began: the 2020 of 从2020年的80.2岁提升到82.5岁 is its own.
    """
    report_year = _first_year(description.period)
    stated = _last_year(sentence_before, with_bases=is_origin)
    is_span = bool(_SPAN.search(sentence_before))
    if not _WORK_REPORT.search(description.title):
        is_ahead = bool(stated and report_year and stated > report_year)
        is_planned = is_ahead and re.search(rf"{_UNTIL}{stated}", sentence_before, re.IGNORECASE)
        is_target = bool(is_planned or _TARGET_WORDS.search(clause))
        return Dated(stated or report_year, is_target, stated is not None, is_span)
    mode = _section_mode(section)
    if mode is None:
        is_past = bool(_RESULT_WORDS.search(sentence_before))
        is_planned = _TARGET_WORDS.search(sentence_before + clause) or _BOUNDED.search(clause)
        mode = not is_past and bool(is_planned or _GOAL_ITEM.search(sentence_before))
    base = None if report_year is None else report_year - (0 if mode else 1)
    if mode and _FACT.match(clause) and not _TARGET_WORDS.search(clause):
        mode = False  # 今年高校毕业生795万人: a fact among the plans
    return Dated(stated or base, mode, True, is_span)


def goal_year(before: str) -> int | None:
    """Return the year until which a paragraph plans, by its text before a sentence of it.

    In 到2020年，机具种类增加。机械化率达到70% the second sentence is of 2020 as well.
    """
    found = _GOAL_YEAR.findall(before)
    return int(found[-1]) if found else None


def stated_years(text: str) -> tuple[int, ...]:
    """Return the years that a text names as when something was, in their order; no bases."""
    text = _TITLE.sub("", text)
    found = (each for each in _YEAR.finditer(text) if not is_base(text, *_at(each)))
    return tuple(int(each[1] or each[2]) for each in found)


def spans_years(text: str) -> bool:
    """Tell whether a text speaks of several years together: 五年累计, 年均."""
    return bool(_SPAN.search(text))


def _section_mode(section: Sequence[str]) -> bool | None:
    """Return whether the headings announce targets, None when they do not tell."""
    for heading in section:
        if _PAST.search(heading):
            return False
        if _PLAN.search(heading):
            return True
    # A work report looks back in its first part and ahead in the others.
    outermost = _PART.match(section[0]) if section else None
    return None if outermost is None else outermost[1] != "一"


def _first_year(text: str) -> int | None:
    found = _ANY_YEAR.search(text)
    return int(found[1]) if found else None


def _last_year(text: str, *, with_bases: bool) -> int | None:
    if not _ANY_YEAR.search(text):
        return None
    text = _TITLE.sub("", text)
    years = [
        int(found[1] or found[2])
        for found in _YEAR.finditer(text)
        if with_bases or not is_base(text, *_at(found))
    ]
    return years[-1] if years else None


def is_base(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` is what a figure is compared with: 比2020年, from 2023."""
    if _MULTIPLE_OF.match(text, max(0, start - 1)):  # 是2020年的1.5倍
        return True
    # 从2021年起, over 2021-2025
    if _STARTS.match(text, end) or _ENGLISH_RANGE.match(text, end):
        return False
    return bool(_BASE_BEFORE.search(text, 0, start) or _BASE_AFTER.match(text, end))


def _at(found: re.Match[str]) -> tuple[int, int]:
    return found.span(1 if found[1] else 2)
