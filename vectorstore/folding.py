"""Folds passages that say the same into the best of them; pure."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from vectorstore.terms import bigrams, simplify

__all__ = ["Said", "fold_copies"]

T = TypeVar("T")

# Share of character pairs that two texts have in common when one is the other with a word changed.
_MIN_SHARED = 0.9
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[一二三四五六七八九十百千]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a passage says, in the form that copies share."""

    about: Hashable
    """Place and time: the same words of two places are two facts."""
    text: str
    numbers: tuple[str, ...] = field(init=False)
    pairs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        folded = "".join(simplify(self.text).split())
        object.__setattr__(self, "numbers", tuple(_NUMBER.findall(folded)))
        object.__setattr__(self, "pairs", frozenset(bigrams(folded)) or frozenset((folded,)))

    def repeats(self, other: "Said") -> bool:
        """Tell whether two passages say the same: all numbers equal, and nearly all words."""
        if (self.about, self.numbers) != (other.about, other.numbers):
            return False
        shared = len(self.pairs & other.pairs)
        return shared >= _MIN_SHARED * max(len(self.pairs), len(other.pairs))


def fold_copies(passages: Iterable[tuple[T, Said]], *, k: int) -> list[tuple[T, list[T]]]:
    """Return the first k passages that repeat no earlier one, each with those that repeat it."""
    kept: list[tuple[T, Said, list[T]]] = []
    for passage, said in passages:
        for _, earlier, copies in kept:
            if said.repeats(earlier):
                copies.append(passage)
                break
        else:
            if len(kept) < k:
                kept.append((passage, said, []))
    return [(passage, copies) for passage, _, copies in kept]
