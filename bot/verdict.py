"""Weighs candidates: which answers best, and how surely; its weights are data, fitted in evals."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Self

from bot.match import FEATURES, Candidate
from bot.query import Form, Query
from bot.trees import Tree

__all__ = ["SURENESS", "Verdict", "sureness", "verdict"]

_PLAIN = ("order", "weights", "bias", "threshold", "certain")
_MAX_LEAD = 3.0
# Only the first that are sure enough are ever stated.
_MAX_WEIGHED = 60
SURENESS = (*FEATURES, "score", "lead", "is_english", "asks_number")
"""What the sureness of a candidate rests on: its features and how it stands to the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """A linear order of candidates, and how sure one is: a logistic regression with trees."""

    order: Mapping[str, float]
    """Weights of the features by which candidates are ranked."""
    weights: Mapping[str, float]
    """Weights of `SURENESS`."""
    bias: float
    threshold: float
    """Least probability with which a figure is stated."""
    certain: float
    """Least probability with which it is stated as the answer, not as the nearest there is."""
    trees: tuple[Tree, ...] = ()
    """What features say together beyond what each says alone; added to the log odds."""

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `python -m evals.fit` writes."""
        fields = json.loads(text)
        plain = {name: fields[name] for name in _PLAIN}
        return cls(**plain, trees=tuple(map(Tree.from_row, fields.get("trees", ()))))

    def weigh(self, candidates: Sequence[Candidate], query: Query) -> list[Candidate]:
        """Return the first candidates, best first, with the probability that each is right."""
        first = candidates[:_MAX_WEIGHED]
        return [
            replace(each, support=self._probability(sureness(each, first, query))) for each in first
        ]

    def sure(self, candidates: Sequence[Candidate], query: Query) -> list[Candidate]:
        """Return those of some candidates, best first, that are sure enough among them."""
        return [each for each in self.weigh(candidates, query) if self.allows(each)]

    def allows(self, candidate: Candidate) -> bool:
        """Tell whether a candidate that was weighed is sure enough to be an answer."""
        return candidate.support >= self.threshold

    def is_certain(self, candidate: Candidate) -> bool:
        """Tell whether a candidate that was weighed is the answer, not only the nearest."""
        return candidate.support >= self.certain

    def _probability(self, found: Mapping[str, float]) -> float:
        total = self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in found.items()
        )
        total += sum(tree.value(found) for tree in self.trees)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def sureness(
    candidate: Candidate, candidates: Sequence[Candidate], query: Query
) -> dict[str, float]:
    """Return what `SURENESS` names for one of the candidates, which are best first."""
    return {
        **candidate.features,
        "score": candidate.score,
        "lead": _lead(candidate, candidates),
        "is_english": float(query.language == "en"),
        "asks_number": float(query.asked.form is Form.NUMBER),
    }


@cache
def verdict() -> Verdict:
    """Return the shipped weights."""
    return Verdict.from_json((files("bot") / "verdict.json").read_text(encoding="utf-8"))


def _lead(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Return by how much a candidate is better than the best that states something else."""
    stated = _stated(candidate)
    rival = next((each for each in candidates if _stated(each) != stated), None)
    lead = _MAX_LEAD if rival is None else candidate.score - rival.score
    return max(-_MAX_LEAD, min(_MAX_LEAD, lead))


def _stated(candidate: Candidate) -> str:
    figure = candidate.claim.figure
    return figure.text if figure else candidate.claim.label
