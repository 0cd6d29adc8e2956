"""Questions that reports are known to answer; each is asked of the bot before it is shown."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.glossary import glossary
from bot.thesaurus import Indicator, thesaurus
from bot.translate import name_in_english
from bot.types import Answer, FigureStatus, Outcome
from bot.web.strings import Language
from ingest.places import NATION
from ingest.types import Description, Figure, Kind

if TYPE_CHECKING:
    from bot.chain import Bot

__all__ = ["Proposal", "answered", "proposals"]

# What stands before the name of an indicator: 全年, 全市, 其中 ("of this").
_LEAD = re.compile(r"(?:\d{4}年|全年|全[国省市州县区镇乡]|其中|[年月]末|实现|完成)+")
# Units of amounts and ratios; all others count something and belong into the question: 多少个.
_MEASURES = frozenset(("元", "美元", "%", "％", "", "倍", "个百分点", "百分点"))
_STATED = frozenset((Kind.LEVEL, Kind.ADDED, Kind.CUMULATIVE, Kind.SHARE))
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A question that may be answered, and the figure that must then be in the answer."""

    question: str
    value: Decimal | None = None


def proposals(
    description: Description, figures: Iterable[Figure], language: Language
) -> Iterator[Proposal]:
    """Yield questions for those figures of a report that are of a known indicator."""
    ask = _english if language == "en" else _chinese
    for figure in figures:
        if indicator := _indicator(figure):
            for year in _years(description, figure):
                if question := ask(indicator, figure, place=description.place, year=year):
                    yield Proposal(question=question, value=figure.value)


def answered(
    bot: "Bot",
    proposed: Iterable[Proposal],
    *,
    documents: Sequence[str] = (),
    most: int,
    budget_s: float,
) -> tuple[str, ...]:
    """Return the first questions that the bot answers, each figure once.

    No more is asked, and taken, once `most` are found or `budget_s` seconds have gone by.
    """
    end, left = time.monotonic() + budget_s, iter(proposed)
    found: dict[str, Decimal | None] = {}
    while len(found) < most and time.monotonic() < end:
        if not (each := next(left, None)):
            break
        is_new = each.value is None or each.value not in found.values()
        if is_new and _is_answered(_ask(bot, each.question, documents), each.value):
            found[each.question] = each.value
    return tuple(found)


def _ask(bot: "Bot", question: str, documents: Sequence[str]) -> Answer:
    # Never a chat model, which would be kept busy, and paid for, by what nobody asked.
    return bot.ask(question, documents=documents, answerer="extractive")


def _is_answered(answer: Answer, value: Decimal | None) -> bool:
    if answer.outcome is not Outcome.ANSWERED:
        return False
    verified = [each for each in answer.figures if each.status is FigureStatus.VERIFIED]
    return value is None or any(each.value == value for each in verified)


def _indicator(figure: Figure) -> Indicator | None:
    """Return what a figure is of, None unless its words and its unit are those of an indicator."""
    if figure.kind not in _STATED or figure.upper is not None:
        return None
    indicator = thesaurus().named(_LEAD.sub("", figure.indicator, count=1))
    is_so_counted = indicator and figure.text.endswith(indicator.units)
    return indicator if is_so_counted else None


def _years(description: Description, figure: Figure) -> tuple[int, ...]:
    """Return the years that a figure may be of, the likelier first."""
    if stated := _YEAR.search(figure.period):
        return (int(stated[0]),)
    if not (period := _YEAR.search(description.period)):
        return ()
    year = int(period[0])
    # A report on the work of a government looks back at the year before.
    return (year - 1, year) if "工作报告" in description.title else (year,)


def _chinese(indicator: Indicator, figure: Figure, *, place: str, year: int) -> str:
    asking = "是多少？" if figure.unit in _MEASURES else f"多少{figure.unit}？"
    return f"{'' if place == NATION else place}{year}年{indicator.name}{asking}"


def _english(indicator: Indicator, _: Figure, *, place: str, year: int) -> str:
    """Return the question, "" when the indicator has no English name."""
    if not (name := glossary().english(indicator.name)):
        return ""
    where = f" in {name_in_english(place)}" if place not in ("", NATION) else ""
    # No verb, which would have to know whether the name is a plural.
    return f"{name[0].upper()}{name[1:]}{where} in {year}?"
