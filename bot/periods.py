"""Tells whether a figure is of one year or of several, and which year it is of; pure."""

import re
from collections.abc import Callable

from bot.claims import Claim
from bot.dating import goal_year
from bot.match import Candidate
from ingest.types import Description, Kind
from vectorstore.types import Context, Hit

__all__ = [
    "asks_span",
    "is_flow",
    "is_of_span",
    "plans_until",
    "report_year",
    "stands_below_span",
    "stands_in_span",
    "year_of",
]

_YEAR = re.compile(r"(?:19|20)\d\d")
_WORK_REPORT = re.compile(r"工作报告|report on the work", re.IGNORECASE)
_SPAN = re.compile(
    r"(?<!连续)(?<!时隔)(?<!第)(?:[二三四五六七八九十]|(?<![\d.])[2-9])年(?!级|期|行动)(?:来|间|累计)?|“?十[一二三四五]五"
    r"|年均(?!浓度|值)|以来累计|five years|since 20"
    r"|(?P<first>(?:19|20)\d\d)年\d{1,2}月\s?[-—–~至到]\s?(?!(?P=first))(?:19|20)\d\d年"
)
# 当年是多少（不是五年平均）
_NOT_SO = re.compile(r"(?:不是|而不是|并非|而非|不要|不算)[^，,。；;？?（）()]*")
_SPAN_HEADING = re.compile(r"[过近这]去?[三四五]年|[三四五]年(?:来|工作)")
_THIS_YEAR = re.compile(r"(?:19|20)\d\d|今年|开局|收官|首年")
_ONE_YEAR = re.compile(r"过去一年|一年来|past year")
_STANDS = re.compile(r"[到至达为]|突破|超过?|浓度|率$")
# 这五年，民生福祉持续增进。…: what follows in the paragraph is of those years, until one is named.
_SPEAKS_OF = re.compile(
    r"(?:^|[。；])\s*(?:各位代表[，！：:]\s*)?(?:(?P<one>(?:(?:刚刚|刚)?过去的)?(?:19|20)\d\d年|今年|去年|过去一年|一年来)"
    r"|(?P<span>(?:回顾|总结)?(?:[过近这]去?的?)?[三四五]年(?:来|间)?(?=[，,])|“?十[一二三四五]五”?(?:时期|期间|以来)))"
)
_OPENING_CHARS = 30
_REACH = 6
_FLOWS = (Kind.GROWTH, Kind.ADDED, Kind.CUMULATIVE)


def asks_span(question: str) -> bool:
    """Tell whether a question itself speaks of several years as one: 五年累计."""
    return bool(_SPAN.search(_NOT_SO.sub("", question)))


def report_year(description: Description) -> int | None:
    """Return the year a report is about, the first of several."""
    found = _YEAR.search(description.period) or _YEAR.search(description.title)
    return int(found[0]) if found else None


def year_of(candidate: Candidate, description: Description) -> int | None:
    """Return the year a claim is of; not the one it is only compared with: 快于2020年."""
    year, claim = candidate.dated.year, candidate.claim
    said = candidate.hit.text[claim.sentence[0] : claim.end]
    reported = report_year(description)
    if reported is None or not re.search(rf"(?:[从由较比]|[快慢高低多少优]于){year}年", said):
        return year
    looks_back = bool(_WORK_REPORT.search(description.title)) and not candidate.dated.is_target
    return reported - looks_back


def is_of_span(candidate: Candidate) -> bool:
    """Tell whether a figure's own sentence says that it is of several years: 五年累计新增."""
    claim = candidate.claim
    said = candidate.hit.text[claim.sentence[0] : claim.end]
    return not _is_stock(claim) and bool(_SPAN.search(said))


def stands_in_span(candidate: Candidate, context: Callable[[Hit, int], Context]) -> bool:
    """Tell whether what stands before a result speaks of several years: 五年来.

    A part on the past five years may end with the last of them: 刚刚过去的2017年…
    """
    return not _is_stock(candidate.claim) and stands_below_span(candidate, context)


def stands_below_span(candidate: Candidate, context: Callable[[Hit, int], Context]) -> bool:
    """Tell the same of a figure that may also be where something stands at their end."""
    if candidate.dated.is_target:
        return False
    hit = candidate.hit
    around = context(hit, _REACH)
    before = around.text[: hit.passage.start - around.start + candidate.claim.start]
    heading = "".join(hit.passage.section[-1:])
    if _SPAN_HEADING.search(heading) and not _YEAR.search(heading):
        return not (f"{candidate.dated.year}年" in before or _ONE_YEAR.search(before))
    line = before.rpartition("\n")[2]
    spoken_of = [found.lastgroup for found in _SPEAKS_OF.finditer(line)]
    if spoken_of:
        return spoken_of[-1] == "span"
    opening = line[:_OPENING_CHARS]
    # 2025年是“十四五”收官之年 speaks of a year.
    return bool(_SPAN.search(opening) and not _THIS_YEAR.search(opening))


def plans_until(candidate: Candidate, context: Callable[[Hit, int], Context]) -> int | None:
    """Return the year until which the paragraph above a figure plans, None when it says none."""
    hit = candidate.hit
    around = context(hit, _REACH)
    before = around.text[: hit.passage.start - around.start + candidate.claim.sentence[0]]
    return goal_year(before.rpartition("\n")[2])


def is_flow(claim: Claim) -> bool:
    """Tell whether a figure is of what came about in a time: a growth, or what was added."""
    return claim.is_growth or (claim.figure is not None and claim.figure.kind in _FLOWS)


def _is_stock(claim: Claim) -> bool:
    """Tell whether a figure is where something stands, also after five years: 提高至64.8%."""
    return not is_flow(claim) and bool(_STANDS.search(claim.label))
