"""Owns the formulas that score a ranking; pure, knows no question, passage or search.

A ranking is given as the rank of each thing that was wanted: 1 is the best, None was not found.
The same rank twice means that one result held both.
"""

from collections.abc import Sequence
from math import log2

__all__ = ["Ranks", "first", "ndcg", "recall", "reciprocal_rank"]

Ranks = Sequence[int | None]
"""The 1-based rank of each wanted thing, None where it was not found."""


def first(ranks: Ranks) -> int | None:
    """Return the best of the ranks, None when nothing was found."""
    return min((rank for rank in ranks if rank is not None), default=None)


def recall(ranks: Ranks, *, k: int) -> float:
    """Return 1 when something wanted is among the first k, else 0.

    Also called success or hit rate at k: the reader needs one right passage.
    """
    best = first(ranks)
    return float(best is not None and best <= k)


def reciprocal_rank(ranks: Ranks, *, k: int) -> float:
    """Return 1 / rank of the first right result, 0 when there is none among the first k.

    Source: Voorhees 1999, "The TREC-8 Question Answering Track Report", section 3.
    """
    best = first(ranks)
    return 1.0 / best if best is not None and best <= k else 0.0


def ndcg(ranks: Ranks, *, k: int) -> float:
    """Return the discounted gain of the first k over that of the best order, in [0, 1].

    Each result that holds something wanted that none before it held gains 1, so that the same
    sentence met twice gains once; what one result holds together can gain only once in the best
    order too.

    Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", with
    the discount 1 / log2(rank + 1); the rule for repeats is that of Clarke et al. 2008, "Novelty
    and diversity in information retrieval evaluation", with alpha 1.
    """
    found = {rank for rank in ranks if rank is not None}
    wanted = len(found) + sum(rank is None for rank in ranks)
    best = sum(_discount(rank) for rank in range(1, min(wanted, k) + 1))
    return sum(_discount(rank) for rank in found if rank <= k) / best if best else 0.0


def _discount(rank: int) -> float:
    return 1.0 / log2(rank + 1)
