"""Looks for the names of indicators in texts by the pairs of their characters; pure."""

from collections.abc import Sequence
from functools import lru_cache

from bot.thesaurus import thesaurus

__all__ = ["IndicatorNames"]

_MIN_HELD = 0.55


class IndicatorNames:
    """The names of some indicators, each with its other names, folded and without spaces."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        """Keep the names of each indicator."""
        self._count = len(names)
        self._owners = [i for i, each in enumerate(names) for _ in each]
        self._by_pair: dict[str, list[tuple[int, float]]] = {}
        for k, name in enumerate(name for each in names for name in each):
            for pair, share in _shares(name).items():
                self._by_pair.setdefault(pair, []).append((k, share))
        self._known: dict[str, list[float]] = {}

    def held(self, text: str) -> list[float]:
        """Return how well a text holds the best name of each indicator, in [0, 1]."""
        if text not in self._known:
            self._known[text] = self._held(text)
        return self._known[text]

    def _held(self, text: str) -> list[float]:
        shares = [0.0] * len(self._owners)
        known = self._by_pair
        for pair in dict.fromkeys(_pairs(text)):
            if pair in known:
                for k, share in known[pair]:
                    shares[k] += share
        held = [0.0] * self._count
        for i, share in zip(self._owners, shares, strict=True):
            if share >= _MIN_HELD and share > held[i]:
                held[i] = share
        return held


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


@lru_cache(maxsize=10_000)
def _shares(name: str) -> dict[str, float]:
    """Return the share of a name that each pair of its characters makes up.

    The rare part of a name counts most: 教育 in 一般公共预算教育支出.
    """
    weights = {pair: thesaurus().weight(pair) for pair in _pairs(name)}
    total = sum(weights.values()) or 1.0
    return {pair: weight / total for pair, weight in weights.items()}
