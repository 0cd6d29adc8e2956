"""Counts 今年, last year and the like from the newest report of the asked place; pure.

A question about a stored report is seldom asked in the report's own year, so that no clock is read.
"""

import re
from collections.abc import Collection

from ingest.places import find_mentions
from ingest.types import Description

__all__ = ["is_only_planned", "name_years"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(r"(?:19|20)\d\d\s?[-—–~]\s?(?:19|20)\d\d")
# Only what is written for each year tells which one is this year: a law holds for long.
_OF_A_YEAR = re.compile(
    r"工作报告|公报|快报|运行|形势|执行情况|上半年|季度|半年|work of the government|communiqu[eé]",
    re.IGNORECASE,
)
_WORK_REPORT = re.compile(r"工作报告|work of the government|work report", re.IGNORECASE)
# 比去年 and 与上年相比 name what is compared with, not what is asked for.
_CHINESE = re.compile(
    r"(?<![比较同于])(?:(?P<this>今年|本年度?|当前年度)"
    r"|(?P<last>去年|上一?年度?(?![级限头])|前一年)|(?P<before>前年)|(?P<next>明年|来年|下一?年度?))(?!同期|相比|同比|持平|比)"
)
_ENGLISH = re.compile(
    r"(?<!than )(?<!with )(?<!over )(?<!from )(?<!to )(?<!on )"
    r"(?P<in>\b(?:in|of|for|by|during|since|at) )?"
    r"\b(?:(?P<before>the year before last)|(?P<this>this year|the current year)"
    r"|(?P<last>last year|the (?:previous|past|preceding) year)"
    r"|(?P<next>next year|the coming year))\b(?P<own>'s\b)?",
    re.IGNORECASE,
)
_STEPS = {"this": 0, "last": -1, "before": -2, "next": 1}


def name_years(question: str, reports: Collection[Description]) -> str:
    """Return the question with the number of each year that it names by its distance.

    今年 is the year of the newest report about the asked places, of all when it names none. A
    question that names a year by its number stays as it is, and so does one that no report of a
    year can be about.
    """
    if _YEAR.search(question) or not (_CHINESE.search(question) or _ENGLISH.search(question)):
        return question
    newest = _newest(question, reports)
    if newest is None:
        return question
    question = _CHINESE.sub(lambda found: f"{newest + _step(found)}年", question)
    return _ENGLISH.sub(lambda found: _dated(found, newest + _step(found)), question)


def is_only_planned(
    years: Collection[int], places: Collection[str], reports: Collection[Description]
) -> bool:
    """Tell whether reports can only plan some years: a work report does, and none looks back.

    Args:
        years: What a question asks about.
        places: Which places it names; all count when it names none.
        reports: The descriptions of all reports.
    """
    if not years:
        return False
    own = [each for each in reports if not places or each.place in places]
    told = [(int(found[0]), each) for each in own if (found := _YEAR.search(each.period))]
    plans = {year for year, each in told if _WORK_REPORT.search(each.title)}
    others = {year for year, each in told if not _WORK_REPORT.search(each.title)}
    asked = min(years)
    if told and asked > max(plans | others):
        return True
    return asked in plans - others and asked >= max(plans)


def _dated(found: re.Match[str], year: int) -> str:
    """Return in 2025 for last year, 2025's for last year's."""
    before = found["in"] or ("" if found["own"] else "in ")
    return f"{before}{year}{found['own'] or ''}"


def _step(found: re.Match[str]) -> int:
    return next(step for name, step in _STEPS.items() if found[name])


def _newest(question: str, reports: Collection[Description]) -> int | None:
    known = {report.place for report in reports if report.place}
    asked = {mention.name for mention in find_mentions(question, known=known)}
    years = [
        int(year[0])
        for report in reports
        if (not asked or report.place in asked)
        and _OF_A_YEAR.search(report.title)
        and not _SPAN.search(report.period)
        and (year := _YEAR.search(report.period))
    ]
    return max(years, default=None)
