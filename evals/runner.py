"""Owns the playing of question files: each conversation in order, an answer scored at its end."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from bot.types import Answer, Turn
from evals.contestants import Contestant
from evals.evidence import Source
from evals.finding import DEPTH, K
from evals.journal import Journal, Played
from evals.judged import Reply, Score
from evals.metrics import failed, score
from evals.questions import Item
from evals.relevance import ranks
from evals.versions import versions
from ingest.errors import WenceError

__all__ = ["Progress", "Result", "Run", "run"]

Progress = Callable[[int, int], None]
"""Is told how many items are done, in the order of the file, and of how many."""

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
    """Every result of one contestant on one question file, in its order, and how it was made."""

    results: tuple[Result, ...]
    name: str = "wence"
    """The contestant's."""
    started: str = ""
    """ISO time, UTC."""
    versions: Mapping[str, str] = field(default_factory=dict)
    dataset: str = ""
    """Name of the question file."""
    digest: str = ""
    """SHA-256 of the question file, hexadecimal."""
    settings: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    """What the chat model was given and wrote, all questions together; empty without one."""


def _no_progress(done: int, total: int) -> None:
    """Tell nobody."""


def run(
    items: Sequence[Item],
    contestant: Contestant,
    *,
    workers: int = 1,
    journal: Journal | None = None,
    progress: Progress = _no_progress,
) -> Run:
    """Play every item, so many at a time, and score the answer to its last question.

    The history of a follow-up holds the contestant's own answers. A WenceError ends its item,
    which counts as wrong; any other exception is a defect and ends the run. What the journal holds
    is not asked again, but judged again.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    kept = journal or Journal(None, "")
    results = []
    for done, result in enumerate(_all(items, partial(_result, contestant, kept), workers), 1):
        results.append(result)
        progress(done, len(items))
    return Run(
        results=tuple(results),
        name=contestant.name,
        started=started,
        versions=versions(PACKAGES),
        settings=contestant.facts,
    )


def _all(items: Sequence[Item], judge: Callable[[Item], Result], workers: int) -> Iterator[Result]:
    if workers == 1:
        yield from map(judge, items)
        return
    pool = ThreadPoolExecutor(workers)
    try:
        yield from pool.map(judge, items)
    finally:  # also when interrupted: what is asked already ends, the rest is not begun
        pool.shutdown(cancel_futures=True)


def _result(contestant: Contestant, journal: Journal, item: Item) -> Result:
    played = journal.played.get(item.id)
    if played is None:
        played = _play(item, contestant)
        journal.add(item.id, played)
    return _judged(item, played, contestant)


def _play(item: Item, contestant: Contestant) -> Played:
    history: tuple[Turn, ...] = ()
    try:
        for question in item.turns[:-1]:
            earlier = contestant.ask(question, history)
            history = (*history, Turn(question=question, answer=earlier.answer))
        clock = perf_counter()
        answer = contestant.ask(item.question, history)
        elapsed_ms = (perf_counter() - clock) * 1000
    except WenceError as error:
        # Codes and ids only: messages may quote the question.
        _log.warning("item %s, turn %d: %s", item.id, len(history) + 1, error.code)
        said = f"turn {len(history) + 1}: {error.code}: {error.message}"
        return Played(history=history, error=said)
    played = Played(history=history, answer=answer, elapsed_ms=elapsed_ms)
    return _searched(item, played, contestant)


def _searched(item: Item, played: Played, contestant: Contestant) -> Played:
    """Add where the evidence stands in a search for the question as it was understood."""
    if contestant.search is None or played.answer is None or not item.answerable:
        return played
    question = played.answer.standalone_question or item.question
    try:
        found = contestant.search(question, DEPTH)
    except WenceError as error:
        _log.warning("search for item %s: %s", item.id, error.code)
        found = ()
    names = {each.document_id for whole in found for each in (whole, *whole.copies)}
    sources = dict(_sources(names, contestant))
    first = tuple(each.text for each in found[:K])
    return replace(played, ranks=ranks(item, found, sources), passages=first)


def _judged(item: Item, played: Played, contestant: Contestant) -> Result:
    result = Result(item=item, history=played.history, error=played.error)
    if played.answer is None:
        return replace(result, scores=failed(item))
    reply = Reply(
        answer=played.answer,
        sources=dict(_sources(_cited(played.answer), contestant)),
        ranks=played.ranks,
        passages=played.passages,
    )
    fair = item if contestant.is_reader else replace(item, must_not_contain=(), excluded_set=())
    return replace(result, reply=reply, scores=score(fair, reply), elapsed_ms=played.elapsed_ms)


def _cited(answer: Answer) -> set[str]:
    return {cited.document_id for cited in answer.citations}


def _sources(names: set[str], contestant: Contestant) -> Iterator[tuple[str, Source]]:
    """Yield some documents; one that does not exist is left for the scores."""
    for document_id in sorted(names):
        try:
            name, text = contestant.text_of(document_id)
        except WenceError as error:
            _log.warning("document %s: %s", document_id, error.code)
            continue
        yield document_id, Source(name=name, text=text)
