"""Turns what became of a question into an entry of the journal; knows no file."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.access.journal import Entry
from bot.types import Answer
from bot.web.desk import Asked

__all__ = ["entry_of"]

_MS = 1000


def entry_of(asked: Asked) -> Entry:
    """Return the entry of a question; its text is kept only by a journal that keeps texts."""
    answer = asked.answer
    return Entry(
        at=datetime.fromtimestamp(asked.ended_at, UTC),
        person=asked.person,
        via=asked.via,
        question=asked.asking.question,
        passages=tuple(_shown(answer)) if answer else (),
        outcome=answer.outcome.value if answer else asked.error,
        answerer=answer.answerer if answer else "",
        answer_id=answer.answer_id if answer else "",
        ms=round(asked.took_s * _MS),
    )


def _shown(answer: Answer) -> Iterator[str]:
    """Yield where each passage that was shown stands, as document:start-end."""
    for each in (*answer.citations, *answer.nearest):
        yield f"{each.document_id}:{each.start}-{each.end}"
