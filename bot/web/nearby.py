"""Questions to offer where a report answers too little, each asked first; knows no HTTP."""

import time
from collections.abc import Sequence

from bot.rephrase import rephrasings
from bot.seen import Seen
from bot.types import Outcome

__all__ = ["answerable_nearby"]

_MOST_OFFERED = 3
# What is offered comes while the answer is being read; later nobody looks for it.
_TIME_S = 6.0


def answerable_nearby(
    seen: Seen, question: str, *, documents: Sequence[str] = (), language: str = "auto"
) -> tuple[str, ...]:
    """Return up to three questions near to a stand-alone one that the reports do answer.

    Raises:
        InputError: The question is empty or too long.
        NotFoundError: A document does not exist.
    """
    until = time.monotonic() + _TIME_S
    ask = seen.bot.ask
    answer = ask(question, documents=documents, language=language, answerer="extractive")
    reports = [
        each.description
        for each in seen.index.documents()
        if not documents or each.document_id in documents
    ]
    offered: dict[str, str] = {}
    for each in rephrasings(answer, reports):
        if len(offered) == _MOST_OFFERED or time.monotonic() > until:
            break
        found = ask(each, documents=documents, language=language, answerer="extractive")
        if found.outcome is Outcome.ANSWERED:
            offered.setdefault(found.answer, each)  # 粮食总产量 after 粮食产量 says nothing new
    return tuple(offered.values())
