"""Questions that go on from an answer and are known to be answered; knows no page."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot.seen import Seen
from bot.types import Answer, Outcome
from bot.web.proposals import Proposal, answered, proposals
from bot.web.strings import Language
from ingest.errors import NotFoundError

if TYPE_CHECKING:
    from ingest.types import Description
    from vectorstore.tables import Row

__all__ = ["follow_ups"]

_SHOWN = 3
_TRIED = 8
# They come after the answer, which nobody waits longer for.
_BUDGET_S = 2.5
# How far around the cited words other figures are proposed, in code points: about a paragraph.
_REACH = 300
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def follow_ups(
    seen: Seen, answer: Answer, *, asked: Collection[str], documents: Sequence[str]
) -> tuple[str, ...]:
    """Return questions on the year before or after, other places, and figures near by.

    `asked` are questions that are left out; `documents` are those that the answer was limited to.
    """
    if answer.outcome is not Outcome.ANSWERED or not answer.citations:
        return ()
    rows = {each.document_id: each for each in seen.index.rows()}
    proposed = chain(
        _other_years(answer), _other_places(answer, rows), _near_by(seen, answer, rows)
    )
    known = {*asked, answer.question, answer.standalone_question}
    fresh = (each for each in proposed if each.question not in known)
    tried = (each for _, each in zip(range(_TRIED), fresh, strict=False))
    try:
        return answered(seen.bot, tried, documents=documents, most=_SHOWN, budget_s=_BUDGET_S)
    except NotFoundError:
        return ()  # a report was removed meanwhile


def _other_years(answer: Answer) -> Iterator[Proposal]:
    question = answer.standalone_question
    years = set(_YEAR.findall(question))
    if len(years) == 1:
        year = int(years.pop())
        for other in (year - 1, year + 1):
            yield Proposal(question=question.replace(str(year), str(other)))


def _other_places(answer: Answer, rows: dict[str, "Row"]) -> Iterator[Proposal]:
    """Yield the question for places of the same level whose reports are of the same time."""
    description = _description(answer, rows)
    if description is None or description.place not in answer.standalone_question:
        return
    of_the_time = dict.fromkeys(
        each.description.place
        for each in rows.values()
        if each.description.period == description.period
    )
    for place in of_the_time:
        if place and place != description.place and place[-1:] == description.place[-1:]:
            question = answer.standalone_question.replace(description.place, place)
            yield Proposal(question=question)


def _near_by(seen: Seen, answer: Answer, rows: dict[str, "Row"]) -> Iterator[Proposal]:
    """Yield questions for the figures around the first citation, the nearest first."""
    description, cited = _description(answer, rows), answer.citations[0]
    if description is None:
        return
    language: Language = "en" if answer.language == "en" else "zh"
    shown = {each.value for each in answer.figures}
    near = [
        each
        for each in seen.index.figures(cited.document_id)
        if cited.start - _REACH < each.start < cited.end + _REACH and each.value not in shown
    ]
    if language == "en" and description.place not in answer.standalone_question:
        # A Chinese place in a short English question would get it a Chinese answer.
        description = replace(description, place="")
    near.sort(key=lambda each: abs(each.start - cited.start))
    yield from proposals(description, near, language)


def _description(answer: Answer, rows: dict[str, "Row"]) -> "Description | None":
    row = rows.get(answer.citations[0].document_id)
    return row.description if row else None
