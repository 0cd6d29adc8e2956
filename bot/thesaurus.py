"""What reports call the things that people ask about; owns the lexicon, knows no index.

An indicator is found in two ways. Its wordings together have one vector, which is near to what
people mean by it in words that none of them holds; and character pairs (Chinese) or words (English)
shared with one of its wordings tell its name from its neighbours' names.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import Embedder, built_in
from vectorstore.terms import bigrams, compact, words

__all__ = ["Indicator", "Match", "Thesaurus", "is_named", "thesaurus"]

# Of what a phrase does not mean, 97 % is less like it than this. It is taken off, so that a
# neighbour stands clearly below the indicator that is meant.
_UNRELATED = 0.25
_MIN_SCORE = 0.07
# Less near, it only resembles: by hand, on the follow-ups of the development questions.
_IS_NAMED = 0.5
# Shares of meaning and of spelling. Of 900 wordings left out one by one that the embedder was not
# trained on, meaning alone finds 50 % first and 80 % among five, spelling alone 28 % and 54 %; of
# names inside questions 94 % and 99.5 % come first. With these shares: 47 %, 78 % and 99 %.
_MEANING, _SPELLING = 0.7, 0.3
_UNKNOWN_WEIGHT = 3.0
# M2 in M2目标 says more than 目标 does, which many names hold.
_OWN_ACRONYM = 0.4
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\d]")
_ACRONYM = re.compile(r"[a-z]+[\d.]*(?<=..)")


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
    """How near it is in meaning and spelling, in [0, 1]."""


class Thesaurus:
    """Indicators and words with the wordings that stand for them."""

    def __init__(
        self,
        indicators: Sequence[dict[str, Any]],  # Any: what a JSON line holds
        wordings: Iterable[dict[str, Any]],
        *,
        embedder: Embedder,
    ) -> None:
        """Index the wordings."""
        self._embedder = embedder
        self._indicators = [_indicator(each) for each in indicators]
        self._named = {compact(name): each for each in self._indicators for name in each.names}
        spoken = [[*_names(each), *each["lay"]] for each in indicators]
        self._vectors = np.array(embedder.embed_documents([*map("，".join, spoken)]), np.float32)
        self._spellings = _Spellings(
            [[*each, *map(str, line["en"])] for each, line in zip(spoken, indicators, strict=True)]
        )
        self._acronyms = _own_acronyms(self._indicators)
        wordings = [*wordings]
        self.words = _words(wordings)
        """Official words by lay or English wording, lower case."""
        self.alone = frozenset(_words(each for each in wordings if each.get("alone")))
        """Of these the wordings that mean it only by themselves: no 民营经济增长."""

    def named(self, name: str) -> Indicator | None:
        """Return the indicator of an official name, None when there is none."""
        return self._named.get(compact(name))

    def is_official(self, word: str) -> bool:
        """Tell whether a simplified word stands in the official name of some indicator."""
        return any(word in name for name in self._named)

    def find(self, phrase: str, *, k: int = 5) -> tuple[Match, ...]:
        """Return the indicators whose wordings are nearest to a phrase, best first."""
        if not phrase.strip():
            return ()
        vector = np.array(self._embedder.embed_query(phrase), dtype=np.float32)
        # Not `@`: BLAS spreads so small a product over threads, and they wait for each other.
        meaning = np.einsum("ij,j->i", self._vectors, vector)
        likeness = _MEANING * meaning + _SPELLING * self._spellings.nearness(phrase)
        scores = (likeness - _UNRELATED) / (1 - _UNRELATED)
        for acronym in _acronyms(phrase) & self._acronyms.keys():
            scores[self._acronyms[acronym]] += _OWN_ACRONYM
        best = np.argsort(-scores, kind="stable")[:k]
        return tuple(
            Match(self._indicators[i], min(1.0, float(scores[i])))
            for i in best
            if scores[i] >= _MIN_SCORE
        )

    def weight(self, feature: str) -> float:
        """Return the inverse document frequency of a character pair or word over all wordings."""
        return self._spellings.weight(feature)


class _Spellings:
    """The wordings of each thing as bags of character pairs and words."""

    def __init__(self, wordings: Sequence[Sequence[str]]) -> None:
        """Index the wordings of each thing; none may be without any."""
        bags = [(i, _features(each)) for i, own in enumerate(wordings) for each in own]
        bags = [(i, bag) for i, bag in bags if bag]
        self._columns: dict[str, int] = {}
        numbers = [self._columns.setdefault(f, len(self._columns)) for _, bag in bags for f in bag]
        columns = np.array(numbers, dtype=np.int64)
        sizes = np.array([len(bag) for _, bag in bags])
        self._weights = np.log(1 + len(bags) / np.bincount(columns))
        own = self._weights[columns]
        starts = np.cumsum(sizes) - sizes
        lengths = np.sqrt(np.add.reduceat(own**2, starts))
        # By column: the wordings that hold a feature, and its share of each of them.
        order = np.argsort(columns, kind="stable")
        rows = np.repeat(np.arange(len(bags)), sizes)
        self._rows, self._shares = rows[order], (own / lengths[rows])[order]
        self._bounds = np.searchsorted(columns[order], np.arange(len(self._columns) + 1))
        owners = np.array([i for i, _ in bags])
        self._starts = np.searchsorted(owners, np.arange(len(wordings)))
        self._count = len(bags)

    def weight(self, feature: str) -> float:
        """Return the inverse document frequency of a feature."""
        column = self._columns.get(feature)
        return _UNKNOWN_WEIGHT if column is None else float(self._weights[column])

    def nearness(self, phrase: str) -> NDArray[np.float64]:
        """Return the cosine in [0, 1] of a phrase with the nearest wording of each thing, (n,)."""
        features = _features(phrase)
        known = [self._columns[each] for each in features if each in self._columns]
        if not known:
            return np.zeros(len(self._starts))
        slices = [slice(self._bounds[i], self._bounds[i + 1]) for i in known]
        rows = np.concatenate([self._rows[each] for each in slices])
        products = np.concatenate(
            [self._weights[i] * self._shares[each] for i, each in zip(known, slices, strict=True)]
        )
        length = np.sqrt(sum(self.weight(each) ** 2 for each in features))
        cosines = np.bincount(rows, products, minlength=self._count) / length
        nearest: NDArray[np.float64] = np.maximum.reduceat(cosines, self._starts)
        return nearest


@cache
def thesaurus() -> Thesaurus:
    """Return the shipped thesaurus, built at its first use (about 1 s)."""
    return Thesaurus(_records("indicators.jsonl"), _records("words.jsonl"), embedder=built_in())


def is_named(phrase: str) -> bool:
    """Tell whether a phrase names something that reports count."""
    found = thesaurus().find(phrase, k=1)
    return bool(found) and found[0].score >= _IS_NAMED


def _records(name: str) -> list[dict[str, Any]]:  # Any: what a JSON line holds
    text = (files("bot") / "lexicon" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _names(line: dict[str, Any]) -> tuple[str, ...]:
    return (str(line["zh"]), *map(str, line["aliases"]))


def _indicator(line: dict[str, Any]) -> Indicator:
    names = _names(line)
    return Indicator(names[0], names, tuple(line["units"]))


def _own_acronyms(indicators: Sequence[Indicator]) -> dict[str, int]:
    """Return the acronyms that the names of a single indicator hold, with its place."""
    holders: dict[str, set[int]] = defaultdict(set)
    for i, each in enumerate(indicators):
        for name in each.names:
            for acronym in _acronyms(name):
                holders[acronym].add(i)
    return {acronym: min(own) for acronym, own in holders.items() if len(own) == 1}


def _acronyms(text: str) -> frozenset[str]:
    """Return the Latin words of two characters or more: m2, pm2.5."""
    return frozenset(word for word in words(text) if _ACRONYM.fullmatch(word))


def _features(phrase: str) -> frozenset[str]:
    if not _HAN.search(phrase):
        return frozenset(words(phrase))
    latin = words(phrase) if _LATIN.search(phrase) else ()
    return frozenset([*bigrams(phrase), *(word for word in latin if word[0].isascii())])


def _words(wordings: Iterable[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    official: dict[str, list[str]] = defaultdict(list)
    for each in wordings:
        for wording in (*each["lay"], *each["en"]):
            if each["official"] not in official[wording.lower()]:
                official[wording.lower()].append(str(each["official"]))
    return {wording: tuple(found) for wording, found in official.items()}
