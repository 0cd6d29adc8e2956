"""Says which year a claim is of and whether it is a result or a target; pure.

A work report given in 2025 states the results of 2024 and the targets of 2025, often without
naming the year in the sentence: the heading above tells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Description

__all__ = ["Dated", "date_claim"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!.{0,3}号)")
_WORK_REPORT = re.compile(r"工作报告|work of the government|work report", re.IGNORECASE)
_PAST = re.compile(
    r"回顾|成就|成绩|总结|过去|上年|去年|工作情况|成效|取得|成果|历程|五年来|一年来|review"
    r"|past year",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"安排|目标|任务|重点|展望|部署|建议|打算|要求|思路|举措|今年|工作重点|下一步"
    r"|plan|priorit|target|work for|major tasks",
    re.IGNORECASE,
)
_PART = re.compile(r"([一二三四五六七八九十]+)、")
_TARGET_WORDS = re.compile(
    r"目标|力争|确保|预期(?!寿命)|计划(?!单列)|拟|将(?!近|军)|安排|努力|要(?!求|素|闻|是|点|道|害)|target|will|aim|plan",
    re.IGNORECASE,
)
_FACT = re.compile(r"(?:今年|目前|现有|现在)(?!.*(?:左右|以上|以内|以下|不低于|不超过))")
_RESULT_WORDS = re.compile(r"去年|过去一年|上年(?!末)|一年来|last year|past year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """The year of a claim, None when nothing tells, and whether it is a target."""

    year: int | None
    is_target: bool


def date_claim(
    clause: str, *, sentence_before: str, section: Sequence[str], description: Description
) -> Dated:
    """Date a claim by its clause, the sentence up to it, the headings above and its report."""
    report_year = _first_year(description.period)
    if not _WORK_REPORT.search(description.title):
        stated = _last_year(sentence_before)
        return Dated(stated or report_year, bool(_TARGET_WORDS.search(clause)))
    mode = _section_mode(section)
    if mode is None:
        is_past = bool(_RESULT_WORDS.search(sentence_before))
        mode = not is_past and bool(_TARGET_WORDS.search(sentence_before + clause))
    base = None if report_year is None else report_year - (0 if mode else 1)
    if mode and _FACT.match(clause) and not _TARGET_WORDS.search(clause):
        mode = False  # 今年高校毕业生795万人: a fact among the plans
    return Dated(_last_year(sentence_before) or base, mode)


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
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def _last_year(text: str) -> int | None:
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None
