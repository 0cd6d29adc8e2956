"""Folds passages that say the same into the best of them; pure."""

import re
from collections.abc import Hashable, Iterable
from typing import TypeVar

from vectorstore.terms import compact

__all__ = ["fold_copies", "saying"]

T = TypeVar("T")

# A word more or less can turn a fact round (增长, 下降), so only what says nothing is left out.
_SILENT = re.compile(r"[^\w.%‰+\-~]|_")


def saying(text: str) -> str:
    """Return what a text says, however it is written: without spaces, width and punctuation."""
    return _SILENT.sub("", compact(text))


def fold_copies(passages: Iterable[tuple[T, Hashable]], *, k: int) -> list[tuple[T, list[T]]]:
    """Return the first k passages that repeat no earlier one, each with those that repeat it.

    Args:
        passages: Best first, each with what it says and of what: equal for copies alone.
        k: How many to return at most.
    """
    kept: dict[Hashable, tuple[T, list[T]]] = {}
    for passage, said in passages:
        if said in kept:
            kept[said][1].append(passage)
        elif len(kept) < k:
            kept[said] = (passage, [])
    return list(kept.values())
