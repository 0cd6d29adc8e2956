"""Other questions in place of one that no report answers: near years, places and indicators; pure.

Whether a report answers them is for the caller to find out before they are shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.rescope import with_place, with_year
from bot.translate import name_in_english
from bot.types import Answer, AnswerScope
from bot.understand import understand
from ingest.places import NATION, is_within
from ingest.types import Description

__all__ = ["rephrasings"]

_MOST_OF_A_KIND = 3
_HAN = re.compile(r"[\u3400-\u9fff]")


def rephrasings(answer: Answer, reports: Sequence[Description]) -> tuple[str, ...]:
    """Return questions near to an answer's, those of each kind in turn, the nearest first.

    Args:
        answer: The answer that lacks something.
        reports: The reports that may be asked.
    """
    kinds = (
        _of_other_years(answer, reports),
        _of_indicators(answer),
        _of_other_places(answer, reports),
        _without_scope(answer),
    )
    asked = answer.standalone_question.strip()
    listed = (list(dict.fromkeys(kind))[:_MOST_OF_A_KIND] for kind in kinds)
    mixed = (each for row in zip_longest(*listed) for each in row if each)
    return tuple(each for each in dict.fromkeys(mixed) if each != asked)


def _of_other_years(answer: Answer, reports: Sequence[Description]) -> Iterator[str]:
    """Yield the question about the nearest years that reports of its places tell of."""
    places = set(answer.scope.places)
    told = {
        year
        for each in reports
        if not places or each.place in places
        for reported in [_year(each)]
        if reported
        for year in (reported - 1, reported)
    }
    asked = answer.scope.years
    for old in asked[:1]:
        for new in sorted(told - set(asked), key=lambda year: (abs(year - old), -year)):
            yield with_year(answer.standalone_question, old, new)


def _of_other_places(answer: Answer, reports: Sequence[Description]) -> Iterator[str]:
    """Yield the question about the place that holds its own, and those that its own holds."""
    there = dict.fromkeys(each.place for each in reports if each.place not in ("", NATION))
    for old in answer.scope.places[:1]:
        for new in there:
            if new != old and (is_within(old, new) or is_within(new, old)):
                yield with_place(answer.standalone_question, old, new, known=there)


def _without_scope(answer: Answer) -> Iterator[str]:
    if len(answer.scope.years) == 1:
        yield with_year(answer.standalone_question, answer.scope.years[0], None)


def _of_indicators(answer: Answer) -> Iterator[str]:
    """Yield questions about what is asked by its name in reports, and about what comes nearest."""
    scope = answer.scope
    for match in understand(answer.standalone_question).indicators[:1]:
        yield from _asked(match.indicator.name, scope, answer.language)
    there = replace(scope, years=()) if answer.missing.period else scope
    for text in answer.suggestions if answer.nearest else ():
        for match in understand(text).indicators[:1]:
            is_growth = "增长" in text  # which a report may tell without the level
            yield from _asked(match.indicator.name, there, answer.language, is_growth=is_growth)


def _asked(
    indicator: str, scope: AnswerScope, language: str, *, is_growth: bool = False
) -> Iterator[str]:
    place, year = scope.places[:1], scope.years[:1]
    if language == "zh":
        asked = "增长多少" if is_growth else "是多少"
        yield f"{''.join(place)}{''.join(f'{each}年' for each in year)}{indicator}{asked}？"
        return
    name = name_in_english(indicator)
    if not _HAN.search(name):
        where = "".join(f" in {name_in_english(each)}" for each in place)
        kind = "growth of the " if is_growth else ""
        yield f"What was the {kind}{name}{where}{''.join(f' in {each}' for each in year)}?"


def _year(description: Description) -> int | None:
    digits = description.period[:4]
    return int(digits) if digits.isdecimal() else None
