"""Looks for the terms of a question around its claims, around all at once; pure, knows no store."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.agreement import agreement
from bot.claims import Claim
from bot.fitting import class_of
from bot.indicator_names import IndicatorNames
from bot.query import Query, Term
from bot.strength import MIN_PARTIAL, strength
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["Meaning", "Terms", "weight", "without_manner"]

_Column = NDArray[np.float64]
"""A number for each claim."""
_Table = NDArray[np.float64]
"""A row for each claim, a column for each term."""

# How much a match counts by where it stands: in the words of the figure itself, in the subject it
# goes on with, elsewhere in its sentence, in its passage, in the headings above.
_LABEL, _SUBJECT, _SENTENCE, _PASSAGE, _HEADING = 1.0, 0.8, 0.5, 0.3, 0.35
_INDICATOR = 0.6
_INHERITED = 0.9
# Words that say when, where and how a figure is stated, not of what: 年末全省常住人口达.
_NEUTRAL = re.compile(
    r"[\d.,%，、]+|(?:19|20)\d\d年|年[末底初]|[截去今全本当上]年|截至|全[省市县区旗州国]|我[省市县区]|[全本]地区"
    r"|累计|达到?|[为是]|完成|实现|(?<!公)共有?|突破|超过?|约|预计|同比|比上年|增长|下降|其中|分别|总量|稳定在|以上|左右|了|的"
)
_KNOWN_LABELS = 4096
# So much of another name of an indicator stands in a claim that is of it.
_OTHER_NAME, _IN_OTHER_WORDS = 0.85, 0.92
# So near to the likeliest an indicator may be what is asked for too.
_AS_LIKELY = 0.9


class Meaning(Protocol):
    """What an index knows of words."""

    def rarity(self, text: str) -> float:
        """Return the inverse document frequency of a word."""

    def occurs(self, text: str) -> bool:
        """Tell whether every word of a text occurs in some passage."""

    def nearness(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """Return the cosines of a text with others, in their order."""

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a text's nearest word comes to each word, (texts, words)."""


@dataclass(frozen=True, slots=True)
class _Around:
    """The texts in which a term can stand, simplified."""

    label: str
    subject: str
    sentence: str
    passage: str
    heading: str


class Terms:
    """The terms of a question, looked for around claims."""

    def __init__(self, query: Query, meaning: Meaning) -> None:
        """Weigh the terms, and note what the question may be about."""
        self._query = query
        self._meaning = meaning
        self._weights = [weight(term, meaning.rarity) for term in query.terms]
        self._total = sum(self._weights)
        self._occurs = [any(map(meaning.occurs, term.alternatives)) for term in query.terms]
        self._likeliest = max((match.score for match in query.indicators), default=1.0)
        self._names = [
            (match, [compact(name) for name in match.indicator.names]) for match in query.indicators
        ]
        self._indicators = IndicatorNames([names for _, names in self._names])
        # 教育支出占比 is rather 教育支出 than 民生支出占比: the less likely count less.
        self._likely = [
            min(1.0, 1.25 * match.score) * match.score / self._likeliest for match, _ in self._names
        ]
        official = self._names[0][1][0] if self._names else ""
        self._shared = [
            i for i, term in enumerate(query.terms) if term.weight >= 1.0 and term.text in official
        ]
        self._aliased = _aliased(query.terms, self._names[0][1]) if self._names else []
        self._wordings = [*dict.fromkeys(filter(None, self._all_wordings()))]

    def features(
        self, claims: Sequence[tuple[Hit, Claim]], subjects: Sequence[str]
    ) -> list[dict[str, float]]:
        """Return what the words around each claim say, by the names of features.

        Args:
            claims: What may answer, each with its passage.
            subjects: The words of each with its subject, as the index is to read them.
        """
        if not claims:
            return []
        around = [_around(hit, claim) for hit, claim in claims]
        columns = self._columns(around, claims, subjects)
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        return [
            {name: 1.0 for name in agreement(self._query, claim, texts.label)}
            | dict(zip(columns, row, strict=True))
            for (_, claim), texts, row in zip(claims, around, rows, strict=True)
        ]

    def _columns(
        self,
        around: Sequence[_Around],
        claims: Sequence[tuple[Hit, Claim]],
        subjects: Sequence[str],
    ) -> dict[str, _Column]:
        """Return each feature but those of form, of all claims."""
        label, subject = (self._table([each.label for each in around]),
                          self._table([each.subject for each in around]))  # fmt: skip
        sentence = self._table([each.sentence for each in around])
        own = np.maximum(_LABEL * label, _SUBJECT * subject)
        reached = np.maximum(own, _SENTENCE * sentence)
        reached = np.maximum(reached, _HEADING * self._table([each.heading for each in around]))
        reached = np.maximum(reached, _PASSAGE * self._table([each.passage for each in around]))
        self._reach_alias(reached, around)
        coverage, is_elsewhere = self._share(reached), self._is_elsewhere(reached)
        indicator, unit = self._indicator(around, claims)
        lacks_known = self._lacks_known(reached)
        words = [term.text for term in self._query.terms]
        aligned = self._meaning.alignment(words, subjects).astype(np.float64)
        return {
            "coverage": np.maximum(coverage, _INDICATOR * indicator + (1 - _INDICATOR) * coverage),
            "named": self._share(own),
            "sentence": self._share(sentence),
            "missed": self._missed(reached),
            "lacks_known": lacks_known,
            "unknown": np.full(len(claims), self._unknown()),
            "indicator": indicator,
            "indicator_unit": unit,
            "unlikely_unit": np.array([self._unlikely_unit(claim) for _, claim in claims]),
            "precision": np.array([self._precision(each.label) for each in around]),
            "elsewhere": is_elsewhere,
            "lacks_shared": lacks_known * is_elsewhere,
            "aligned": self._share(aligned),
            "unmet": self._missed(np.maximum(aligned, reached)),
            "elliptic": np.array([float(claim.is_elliptic) for _, claim in claims]),
        }

    def _reach_alias(self, reached: _Table, around: Sequence[_Around]) -> None:
        """Count the words of an indicator's name as said where another name of it stands.

        研发投入强度 is stated as 研发经费支出相当于全市生产总值的比例.
        """
        if not self._aliased:
            return
        held = np.array([self._indicators.held(each.label)[0] for each in around])
        said = np.where(held >= _OTHER_NAME, _IN_OTHER_WORDS * held, 0.0)
        for i in self._aliased:
            reached[:, i] = np.maximum(reached[:, i], said)

    def _table(self, texts: Sequence[str]) -> _Table:
        """Return how well each text holds each term."""
        terms = self._query.terms
        known = {each: [strength(term, each) for term in terms] for each in dict.fromkeys(texts)}
        return np.array([known[each] for each in texts]).reshape(len(texts), len(terms))

    def _share(self, reached: _Table) -> _Column:
        """Return the share of the weight that is reached, added up term by term."""
        held: _Column = np.zeros(len(reached))
        for i, each in enumerate(self._weights):
            held += each * reached[:, i]
        held /= self._total or 1.0
        return held

    def _missed(self, reached: _Table) -> _Column:
        """Return the share of the weight of the term that is missed most."""
        if not self._total:
            return np.zeros(len(reached))
        missed: _Column = ((1 - reached) * np.array(self._weights)).max(axis=1)
        missed /= self._total
        return missed

    def _unknown(self) -> float:
        """Return the share of the terms that no passage holds."""
        if not self._total:
            return 0.0
        weighed = zip(self._weights, self._occurs, strict=True)
        return sum(0.0 if occurs else w for w, occurs in weighed) / self._total

    def _lacks_known(self, reached: _Table) -> _Column:
        """Return the share of the heaviest term that the reports know and that is nowhere near.

        大兴机场 stands in other passages, so what is said without it is of another airport.
        """
        known = [i for i, occurs in enumerate(self._occurs) if occurs]
        if not self._total or not known:
            return np.zeros(len(reached))
        weights = np.array(self._weights)[known]
        lacking: _Column = (weights * _is_nowhere(reached[:, known])).max(axis=1, initial=0.0)
        lacking /= self._total
        return lacking

    def _is_elsewhere(self, reached: _Table) -> _Column:
        """Tell whether a word that question and likeliest indicator share is nowhere near.

        A claim on 民生支出 does not answer for 教育支出.
        """
        is_elsewhere: _Column = np.zeros(len(reached))
        is_elsewhere[_is_nowhere(reached[:, self._shared]).any(axis=1)] = 1.0
        return is_elsewhere

    def _indicator(
        self, around: Sequence[_Around], claims: Sequence[tuple[Hit, Claim]]
    ) -> tuple[_Column, _Column]:
        """Return how surely claims state what the question is about, and whether in its unit."""
        if not self._names:
            return np.zeros(len(claims)), np.zeros(len(claims))
        own = np.array([self._indicators.held(each.label) for each in around])
        other = np.array([self._indicators.held(each.subject + each.label) for each in around])
        held = np.maximum(own, _INHERITED * other) * np.array(self._likely)
        units = [claim.figure.unit if claim.figure else "" for _, claim in claims]
        counts = {
            unit: [bool(unit) and unit in match.indicator.units for match, _ in self._names]
            for unit in dict.fromkeys(units)
        }
        is_counted = np.array([counts[unit] for unit in units])
        best: _Column = held.max(axis=1, initial=0.0)
        in_unit: _Column = (held * is_counted).max(axis=1, initial=0.0)
        return best, in_unit

    def _unlikely_unit(self, claim: Claim) -> float:
        """Return how surely another class of unit counts what the question is about.

        332家 is no GDP. A rate may be of all.
        """
        if not self._query.indicators or claim.figure is None or self._query.asked.growth:
            return 0.0
        likeliest = self._query.indicators[0]
        own = class_of(claim.figure.unit)
        counted = {class_of(each) for each in likeliest.indicator.units}
        return likeliest.score if counted and own not in counted | {"percent"} else 0.0

    def _precision(self, label: str) -> float:
        """Return the share of a claim's own words that the question asks for.

        It tells 镇级供配中心 from 县级寄递物流供配中心 when both hold the question's words.
        """
        said = without_manner(label)
        marked = bytearray(len(said))
        for wording in self._wordings:
            start = said.find(wording)
            while start >= 0:
                marked[start : start + len(wording)] = b"\1" * len(wording)
                start = said.find(wording, start + 1)
        return sum(marked) / len(marked) if marked else 0.0

    def _all_wordings(self) -> Iterator[str]:
        for term in self._query.terms:
            yield from term.alternatives
        for match, names in self._names:
            if match.score >= _AS_LIKELY * self._likeliest:
                yield from names


@lru_cache(_KNOWN_LABELS)
def without_manner(text: str) -> str:
    """Return a text without the words that say when, where and how a figure is stated."""
    return _NEUTRAL.sub("", text)


def weight(term: Term, rarity: Callable[[str], float]) -> float:
    """Return how much a term of the question counts: rare words count more."""
    # A word that occurs in every tenth passage (2.3 nats) is worth half of one that is rare.
    rare = min(1.0, 0.25 + min(rarity(each) for each in term.alternatives) / 6)
    return term.weight * rare


def _aliased(terms: Sequence[Term], names: Sequence[str]) -> list[int]:
    """Return which terms together are a name of an indicator, in their order, [] when none are."""
    texts = [compact(term.text) for term in terms]
    for first in range(len(texts)):
        for last in range(first + 2, len(texts) + 1):
            if "".join(texts[first:last]) in names:
                return [*range(first, last)]
    return []


def _is_nowhere(reached: _Table) -> NDArray[np.bool_]:
    is_nowhere: NDArray[np.bool_] = reached < MIN_PARTIAL * _PASSAGE
    return is_nowhere


def _around(hit: Hit, claim: Claim) -> _Around:
    # 新建充电桩1260个、累计建成3680个: what the second counts stands before the first.
    subject, label = compact(claim.inherited), compact(claim.label)
    return _Around(
        label=subject + label if claim.is_elliptic else label,
        subject=subject,
        sentence=compact(hit.text[slice(*claim.sentence)]),
        passage=compact(hit.text),
        heading=compact(" ".join((hit.title, *hit.passage.section))),
    )
