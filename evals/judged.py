"""Owns what is judged and what a judgement is; knows no rule of what is right."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.types import Answer
from evals.evidence import Source
from evals.ranking import Ranks

__all__ = ["Reply", "Score", "listed", "verdict"]

# They are not words of the answer: "3" must not be found in "[3]".
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer with the documents its citations name; unknown ids are absent from `sources`."""

    answer: Answer
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By document id."""
    ranks: Ranks | None = None
    """The rank of each piece of the item's evidence in a search; None when none was made."""
    passages: tuple[str, ...] = ()
    """Texts of the first passages of that search, best first."""

    @property
    def text(self) -> str:
        """The answer text without its markers."""
        return _MARKER.sub(" ", self.answer.answer)


@dataclass(frozen=True, slots=True)
class Score:
    """One judgement and its reason, a line; a value of None means that it does not apply."""

    value: float | None
    """In [0, 1]."""
    reason: str


def verdict(holds: bool, reason: str) -> Score:
    """Return 1 when something holds, else 0, with the reason."""
    return Score(float(holds), reason)


def listed(names: Iterable[str]) -> str:
    """Return names as a list for a reason."""
    return ", ".join(f"“{name}”" for name in names)
