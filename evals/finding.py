"""Owns what is right about the passages that a search found for an item."""

from collections.abc import Callable

from evals.answering import holds
from evals.judged import Reply, Score, verdict
from evals.questions import Item
from evals.ranking import Ranks, ndcg, recall, reciprocal_rank

__all__ = ["DEPTH", "K", "found_first", "found_k", "in_passages", "mrr", "ndcg_k"]

K = 4
"""How many passages a reader, or a chat model, is given: what LangChain's stores return."""
DEPTH = 10
"""How many results the reciprocal rank looks at."""


def found_first(item: Item, reply: Reply) -> Score:
    """Tell whether the first passage is on the evidence."""
    return _ranked(item, reply, lambda ranks: recall(ranks, k=1))


def found_k(item: Item, reply: Reply) -> Score:
    """Tell whether one of the first passages is on the evidence."""
    return _ranked(item, reply, lambda ranks: recall(ranks, k=K))


def mrr(item: Item, reply: Reply) -> Score:
    """Return 1 / rank of the first passage on the evidence."""
    return _ranked(item, reply, lambda ranks: reciprocal_rank(ranks, k=DEPTH))


def ndcg_k(item: Item, reply: Reply) -> Score:
    """Return the discounted gain of the first passages; each piece of evidence gains once."""
    return _ranked(item, reply, lambda ranks: ndcg(ranks, k=K))


def in_passages(item: Item, reply: Reply) -> Score:
    """Tell whether the first passages together hold all that the answer needs.

    What a perfect reader could answer from them, forbidden strings aside.
    """
    if reply.ranks is None or not item.answerable:
        return Score(None, "not searched" if item.answerable else "unanswerable")
    return verdict(holds(item, "\n".join(reply.passages)), f"in the first {K} passages together")


def _ranked(item: Item, reply: Reply, formula: Callable[[Ranks], float]) -> Score:
    if not item.answerable or not item.evidence:
        return Score(None, "no evidence to find")
    if reply.ranks is None:
        return Score(None, "not searched")
    told = ", ".join("none" if rank is None else str(rank) for rank in reply.ranks)
    return Score(formula(reply.ranks), f"rank of each piece of evidence: {told}")
