"""Small decision trees over named features; pure values, fitted in evals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

__all__ = ["Split", "Tree"]

_Row = Sequence[str | float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A question about one feature, and a value for either reply."""

    name: str
    cut: float
    low: float
    """Where the feature is at most the cut."""
    high: float

    def value(self, found: Mapping[str, float]) -> float:
        """Return the value for some features; an absent one is 0."""
        return self.low if found.get(self.name, 0.0) <= self.cut else self.high


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """A question about one feature, and another for either reply."""

    name: str
    cut: float
    low: Split
    high: Split

    def value(self, found: Mapping[str, float]) -> float:
        """Return the value for some features, in log odds; an absent one is 0."""
        split = self.low if found.get(self.name, 0.0) <= self.cut else self.high
        return split.value(found)

    def to_row(self) -> list[str | float]:
        """Return it as a line of JSON."""
        row: list[str | float] = [self.name, self.cut]
        for each in (self.low, self.high):
            row += [each.name, each.cut, each.low, each.high]
        return row

    @classmethod
    def from_row(cls, row: _Row) -> Self:
        """Read what `to_row` gave."""
        low, high = (
            Split(name=str(name), cut=float(cut), low=float(less), high=float(more))
            for name, cut, less, more in (row[2:6], row[6:10])
        )
        return cls(name=str(row[0]), cut=float(row[1]), low=low, high=high)
