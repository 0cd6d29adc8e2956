"""Owns the playing of searches: each question put to each stack, what came back judged."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.types import Turn
from evals.contestants import Ask
from evals.evidence import Source
from evals.questions import Item
from evals.ranking import ndcg, recall, reciprocal_rank
from evals.relevance import Found, covers_documents, first_of_each_document, ranks
from ingest.errors import WenceError

__all__ = ["Measure", "Ranking", "Search", "Searched", "Stack", "scores", "search_all"]

Search = Callable[[str, tuple[Turn, ...]], Sequence[Found]]
"""Finds passages for a question after the turns before it, best first."""

# A paragraph of a public set is cut into a few passages at most.
_PASSAGES_A_DOCUMENT = 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Something that searches: a way of the product, or a baseline over the same documents."""

    name: str
    search: Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What is counted."""

    k: int = 5
    """How many results a reader looks at."""
    depth: int = 10
    """How many results the reciprocal rank looks at; at least k."""
    ranks_documents: bool = False
    """Whether a result is a document, standing where its first passage stands."""

    @property
    def passages(self) -> int:
        """How many passages to ask a stack for, so that `depth` results can be among them."""
        return self.depth * (_PASSAGES_A_DOCUMENT if self.ranks_documents else 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """What one stack found for one item."""

    found: tuple[Found, ...] = ()
    ranks: tuple[int | None, ...] = ()
    """The rank of the first result on each piece of the item's evidence."""
    error: str = ""
    """Code and message of the error that ended the search; then nothing was found."""
    elapsed_ms: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """One item with what each stack found."""

    item: Item
    history: tuple[Turn, ...]
    rankings: Mapping[str, Ranking]
    """By name of the stack."""


def search_all(
    items: Sequence[Item],
    stacks: Sequence[Stack],
    *,
    sources: Mapping[str, Source],
    measure: Measure,
    ask: Ask,
) -> Iterator[Searched]:
    """Put each item's last question to each stack, after its earlier turns.

    Every stack gets the same history. A WenceError ends the item's search, which counts as having
    found nothing; any other exception is a defect and ends the run.
    """
    for item in items:
        turns, error = _history(item, ask)
        yield Searched(
            item=item,
            history=turns,
            rankings={
                stack.name: _failed(item, error)
                if error
                else _ranking(item, stack, turns, sources=sources, measure=measure)
                for stack in stacks
            },
        )


def scores(item: Item, ranking: Ranking, measure: Measure) -> dict[str, float | None]:
    """Return every score of a ranking by its name; None where it does not apply."""
    k, depth, found = measure.k, measure.depth, ranking.ranks
    covers = covers_documents(item, found, k=k)
    return {
        "recall@1": recall(found, k=1),
        f"recall@{k}": recall(found, k=k),
        f"mrr@{depth}": reciprocal_rank(found, k=depth),
        f"ndcg@{k}": ndcg(found, k=k),
        f"documents@{k}": None if covers is None else float(covers),
    }


def _history(item: Item, ask: Ask) -> tuple[tuple[Turn, ...], str]:
    """Return the turns before the last with the answers they get, and what went wrong."""
    turns: tuple[Turn, ...] = ()
    try:
        for question in item.turns[:-1]:
            turns = (*turns, Turn(question=question, answer=ask(question, turns).answer))
    except WenceError as error:
        return (), _said(item, error)
    return turns, ""


def _ranking(
    item: Item,
    stack: Stack,
    turns: tuple[Turn, ...],
    *,
    sources: Mapping[str, Source],
    measure: Measure,
) -> Ranking:
    clock = perf_counter()
    try:
        found = tuple(stack.search(item.question, turns))
    except WenceError as error:
        return _failed(item, _said(item, error))
    elapsed_ms = (perf_counter() - clock) * 1000
    if measure.ranks_documents:
        found = first_of_each_document(found)
    found = found[: measure.depth]
    return Ranking(found=found, ranks=ranks(item, found, sources), elapsed_ms=elapsed_ms)


def _failed(item: Item, error: str) -> Ranking:
    return Ranking(ranks=(None,) * len(item.evidence), error=error)


def _said(item: Item, error: WenceError) -> str:
    # Codes and ids only in the log: messages may quote the question.
    _log.warning("item %s: %s", item.id, error.code)
    return f"{error.code}: {error.message}"
