"""What reports call the things that people ask about; owns the lexicon, knows no index.

Indicators are found by the overlap of character pairs (Chinese) or words (English) between the
question and any of their official names, lay wordings and English names.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vectorstore.terms import bigrams, words

__all__ = ["Indicator", "Match", "Thesaurus", "thesaurus"]

_MIN_COSINE = 0.3
_UNKNOWN_WEIGHT = 3.0
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that reports count."""

    name: str
    names: tuple[str, ...]
    """Official names, the usual one first."""
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator that a question may mean."""

    indicator: Indicator
    score: float
    """Cosine of the wordings in [0, 1]."""


class Thesaurus:
    """Indicators and words with the wordings that stand for them."""

    def __init__(
        self,
        indicators: Iterable[dict[str, list[str]]],
        wordings: Iterable[dict[str, str | list[str]]],
    ) -> None:
        """Index the wordings."""
        self._indicators: list[Indicator] = []
        self._owners: list[int] = []
        self._lengths: list[float] = []
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        phrases = [(i, phrase) for i, phrase in self._phrases(indicators)]
        self._weights = _weights(_features(phrase) for _, phrase in phrases)
        for owner, phrase in phrases:
            self._add(owner, phrase)
        self.words = _words(wordings)
        """Official words by lay or English wording, lower case."""

    def find(self, phrase: str, *, k: int = 5) -> tuple[Match, ...]:
        """Return the indicators whose wordings are nearest to a phrase, best first."""
        features = _features(phrase)
        length = self._length(features)
        if not length:
            return ()
        products: dict[int, float] = defaultdict(float)
        for feature, count in features.items():
            for wording, weight in self._postings.get(feature, ()):
                products[wording] += count * self._weights[feature] * weight
        best: dict[int, float] = defaultdict(float)
        for wording, product in products.items():
            owner = self._owners[wording]
            best[owner] = max(best[owner], product / (length * self._lengths[wording]))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
        return tuple(
            Match(self._indicators[owner], score) for owner, score in ranked if score >= _MIN_COSINE
        )

    def weight(self, feature: str) -> float:
        """Return the inverse document frequency of a character pair or word over all wordings."""
        return self._weights.get(feature, _UNKNOWN_WEIGHT)

    def _phrases(self, indicators: Iterable[dict[str, list[str]]]) -> Iterator[tuple[int, str]]:
        for i, each in enumerate(indicators):
            names = (str(each["zh"]), *each["aliases"])
            self._indicators.append(Indicator(names[0], names, tuple(each["units"])))
            for phrase in (*names, *each["lay"], *each["en"]):
                yield i, phrase

    def _add(self, owner: int, phrase: str) -> None:
        features = _features(phrase)
        wording = len(self._owners)
        self._owners.append(owner)
        self._lengths.append(self._length(features) or 1.0)
        for feature, count in features.items():
            self._postings[feature].append((wording, count * self._weights[feature]))

    def _length(self, features: Counter[str]) -> float:
        known = ((count, self.weight(feature)) for feature, count in features.items())
        return math.sqrt(sum((count * weight) ** 2 for count, weight in known))


@cache
def thesaurus() -> Thesaurus:
    """Return the shipped thesaurus, built at its first use (about 1 s)."""
    return Thesaurus(_records("indicators.jsonl"), _records("words.jsonl"))


def _records(name: str) -> list[dict[str, Any]]:  # Any: what a JSON line holds
    text = (files("bot") / "lexicon" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _features(phrase: str) -> Counter[str]:
    if _HAN.search(phrase):
        latin = [word for word in words(phrase) if word[0].isascii()]
        return Counter([*bigrams(phrase), *latin])
    return Counter(words(phrase))


def _weights(phrases: Iterable[Counter[str]]) -> dict[str, float]:
    """Return the inverse document frequency of each feature over all wordings."""
    counts: Counter[str] = Counter()
    total = 0
    for features in phrases:
        counts.update(features.keys())
        total += 1
    return {feature: math.log(1 + total / count) for feature, count in counts.items()}


def _words(wordings: Iterable[dict[str, str | list[str]]]) -> dict[str, tuple[str, ...]]:
    official: dict[str, list[str]] = defaultdict(list)
    for each in wordings:
        for wording in (*each["lay"], *each["en"]):
            if each["official"] not in official[wording.lower()]:
                official[wording.lower()].append(str(each["official"]))
    return {wording: tuple(found) for wording, found in official.items()}
