"""Owns the playing of question files: each conversation in order, an answer scored at its end."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

from bot.types import Answer, Turn
from evals.evidence import Source
from evals.judged import Reply, Score
from evals.metrics import failed, score
from evals.questions import Item
from evals.versions import versions
from ingest.errors import WenceError

__all__ = ["Ask", "Documents", "Progress", "Result", "Run", "run"]

Ask = Callable[[str, tuple[Turn, ...]], Answer]
"""Answers a question after the turns before it."""
Documents = Callable[[str], tuple[str, str]]
"""Returns file name and normalised text of a document id; a WenceError when there is none."""
Progress = Callable[[int, int], None]
"""Is told how many items are done, and of how many."""

# What can change an answer without a line of this project changing.
PACKAGES = ("wence", "chromadb", "langchain-core", "numpy", "tantivy")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One item with what was answered and how it was judged."""

    item: Item
    history: tuple[Turn, ...] = ()
    """The turns before the scored question, with the answers they got."""
    reply: Reply | None = None
    """None after an error."""
    error: str = ""
    """Code and message of the error that ended the item."""
    scores: Mapping[str, Score] = field(default_factory=dict)
    """By name of the score."""
    elapsed_ms: float = 0.0
    """Wall time of the last question asked, milliseconds."""

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""
        return self.scores["answer"].value == 1.0

    @property
    def is_refused(self) -> bool:
        """Whether the outcome was `not_found`, rightly or not."""
        return self.reply is not None and self.reply.answer.outcome == "not_found"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Every result of one question file, in its order, and what it was made with."""

    results: tuple[Result, ...]
    started: str = ""
    """ISO time, UTC."""
    versions: Mapping[str, str] = field(default_factory=dict)
    dataset: str = ""
    """Name of the question file."""
    digest: str = ""
    """SHA-256 of the question file, hexadecimal."""
    settings: Mapping[str, str] = field(default_factory=dict)


def _no_progress(done: int, total: int) -> None:
    """Tell nobody."""


def run(
    items: tuple[Item, ...],
    ask: Ask,
    *,
    documents: Documents,
    progress: Progress = _no_progress,
) -> Run:
    """Play every item and score the answer to its last question.

    The history of a follow-up holds the bot's own answers. A WenceError ends its item, which
    counts as wrong; any other exception is a defect and ends the run.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    results = []
    for done, item in enumerate(items, start=1):
        results.append(_play(item, ask, documents))
        progress(done, len(items))
    return Run(results=tuple(results), started=started, versions=versions(PACKAGES))


def _play(item: Item, ask: Ask, documents: Documents) -> Result:
    history: tuple[Turn, ...] = ()
    for question in item.turns[:-1]:
        try:
            earlier = ask(question, history)
        except WenceError as error:
            return _failed(item, error, history)
        history = (*history, Turn(question=question, answer=earlier.answer))
    clock = perf_counter()
    try:
        last = ask(item.question, history)
    except WenceError as error:
        return _failed(item, error, history)
    elapsed_ms = (perf_counter() - clock) * 1000
    reply = Reply(answer=last, sources=dict(_sources(last, documents)))
    return Result(
        item=item,
        history=history,
        reply=reply,
        scores=score(item, reply),
        elapsed_ms=elapsed_ms,
    )


def _failed(item: Item, error: WenceError, history: tuple[Turn, ...]) -> Result:
    # Codes and ids only: messages may quote the question.
    _log.warning("item %s, turn %d: %s", item.id, len(history) + 1, error.code)
    said = f"turn {len(history) + 1}: {error.code}: {error.message}"
    return Result(item=item, history=history, error=said, scores=failed(item))


def _sources(answer: Answer, documents: Documents) -> Iterator[tuple[str, Source]]:
    """Yield the documents an answer cites; one that does not exist is left for the scores."""
    for document_id in sorted({cited.document_id for cited in answer.citations}):
        try:
            name, text = documents(document_id)
        except WenceError as error:
            _log.warning("cited document %s: %s", document_id, error.code)
            continue
        yield document_id, Source(name=name, text=text)
