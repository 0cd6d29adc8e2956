"""Weighs claims against a question by named features; pure, knows no store."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
import rjieba
from numpy.typing import NDArray

from bot.agreement import AGREEMENT, agreement
from bot.claims import Claim, find_claims
from bot.dating import Dated, date_claim
from bot.fitting import class_of
from bot.indicator_names import IndicatorNames
from bot.query import Query, Term
from bot.thesaurus import thesaurus
from ingest.types import Description
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["FEATURES", "Candidate", "Meaning", "rank", "strength", "weight", "without_manner"]

FEATURES = (
    "coverage", "named", "sentence", "missed", "lacks_known", "unknown", "is_foreign",
    "indicator", "indicator_unit", "unlikely_unit", "precision",
    "elsewhere", "lacks_shared", "near_subject", "near_label", "aligned", "unmet", "passage",
    "first_passages",
    "elliptic", "target_right", "target_wrong", "year_right", "year_unknown", "year_wrong",
    "span_wrong", *AGREEMENT,
)  # fmt: skip
"""What a candidate is weighed by, each in about [-1, 1]; most are found in `_Terms.features`."""

# How much a match counts by where it stands: in the words of the figure itself, in the subject it
# goes on with, elsewhere in its sentence, in its passage, in the headings above.
_LABEL, _SUBJECT, _SENTENCE, _PASSAGE, _HEADING = 1.0, 0.8, 0.5, 0.3, 0.35
_INDICATOR = 0.6
# Of the claims of many passages only the nearest are weighed, and the nearest of each report.
_MAX_WEIGHED, _OF_EACH_REPORT = 100, 12
# Words that say when, where and how a figure is stated, not of what: 年末全省常住人口达.
_NEUTRAL = re.compile(
    r"[\d.,%，、]+|(?:19|20)\d\d年|年[末底初]|[截去今全本当上]年|截至|全[省市县区旗州国]|我[省市县区]|[全本]地区"
    r"|累计|达到?|[为是]|完成|实现|(?<!公)共有?|突破|超过?|约|预计|同比|比上年|增长|下降|其中|分别|总量|稳定在|以上|左右|了|的"
)
_CONTENTS_LINE = re.compile(r"\.{4,}|…{2,}\s*\d")  # 第四章 国旗……24
_MIN_PARTIAL = 0.5
_IN_PIECES = 0.85
_OTHER_WORDING = 0.92
# So much of another name of an indicator stands in a claim that is of it.
_OTHER_NAME = 0.85
_LESSER, _OF_LESSER = "副非", 0.4
# So near to the likeliest an indicator may be what is asked for too.
_AS_LIKELY = 0.9
_SPAN = re.compile(r"年均|年来|[五三十]年|十[一二三四五]五|累计|average|years|five-year")


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A claim with how well it answers the question."""

    hit: Hit
    claim: Claim
    dated: Dated
    features: Mapping[str, float] = field(hash=False)
    """By the names of `FEATURES`; an absent one is 0."""
    score: float
    """Their weighted sum."""
    support: float = 0.0
    """Probability that it answers the question, once it was weighed."""

    @property
    def coverage(self) -> float:
        """Share of the question's weight that the claim's surroundings hold, in [0, 1]."""
        return self.features["coverage"]

    @property
    def named(self) -> float:
        """The same, counting only the claim's own words and its subject."""
        return self.features["named"]

    @property
    def indicator(self) -> float:
        """How surely it states what the question is about, in [0, 1]."""
        return self.features["indicator"]

    @property
    def near_label(self) -> float:
        """Cosine of its own words and the question, in [-1, 1]."""
        return self.features["near_label"]

    @property
    def is_elsewhere(self) -> bool:
        """Whether a word that question and likeliest indicator share is nowhere near."""
        return self.features["elsewhere"] > 0


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The texts in which a term can stand, simplified, nearest first."""

    label: str
    subject: str
    sentence: str
    passage: str
    heading: str

    def levels(self) -> tuple[tuple[float, str], ...]:
        return (
            (_LABEL, self.label),
            (_SUBJECT, self.subject),
            (_SENTENCE, self.sentence),
            (_HEADING, self.heading),
            (_PASSAGE, self.passage),
        )


def rank(
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    meaning: Meaning,
    weights: Mapping[str, float],
) -> list[Candidate]:
    """Return the claims of the hits that may answer, best first.

    Args:
        query: The question.
        hits: Passages, best first.
        descriptions: The reports of the hits, by document id.
        meaning: What the index knows of words.
        weights: Of the features.
    """
    found = [
        (place, hit, claim)
        for place, hit in enumerate(hits)
        for claim in find_claims(hit.text)
        if _may_answer(query, claim) and not _CONTENTS_LINE.search(hit.text[slice(*claim.clause)])
    ]
    subjects = [f"{claim.inherited} {claim.label}" for _, _, claim in found]
    near = meaning.nearness(query.subject or query.text, subjects)
    ranked = sorted(range(len(found)), key=lambda i: -near[i] - found[i][1].score)
    first = _first(ranked, [hit.passage.document_id for _, hit, _ in found])
    labels = meaning.nearness(query.subject or query.text, [found[i][2].label for i in first])
    terms = _Terms(query, meaning, [subjects[i] for i in first])
    candidates = []
    for k, i in enumerate(first):
        place, hit, claim = found[i]
        dated = _dated(hit, claim, descriptions)
        features = terms.features(k, hit, claim) | _timing(query, dated) | {
            "is_foreign": float(query.language != _language(hit, descriptions)),
            "near_subject": near[i],
            "near_label": labels[k],
            "passage": hit.score,
            "first_passages": 1 / (1 + place),
        }  # fmt: skip
        score = sum(weights.get(name, 0.0) * value for name, value in features.items())
        candidates.append(
            Candidate(hit=hit, claim=claim, dated=dated, features=features, score=score)
        )
    return sorted(candidates, key=lambda each: -each.score)


def without_manner(text: str) -> str:
    """Return a text without the words that say when, where and how a figure is stated."""
    return _NEUTRAL.sub("", text)


def _may_answer(query: Query, claim: Claim) -> bool:
    """Tell whether a claim states something: what bounds others answers who asks for a bound."""
    if not claim.is_threshold or claim.figure is None:
        return True
    return bool(query.asked.unit) and claim.figure.unit == query.asked.unit


def _first(ranked: Sequence[int], reports: Sequence[str]) -> list[int]:
    """Return the first of all and the first of each report, in their order."""
    taken: Counter[str] = Counter()
    first = []
    for place, i in enumerate(ranked):
        taken[reports[i]] += 1
        if place < _MAX_WEIGHED or taken[reports[i]] <= _OF_EACH_REPORT:
            first.append(i)
    return first


class _Terms:
    """The terms of a question, looked for around claims."""

    def __init__(self, query: Query, meaning: Meaning, texts: Sequence[str]) -> None:
        """Align the terms with each of the texts, which are the subjects of the claims."""
        self._query = query
        self._weights = [weight(term, meaning.rarity) for term in query.terms]
        self._total = sum(self._weights)
        self._occurs = [any(map(meaning.occurs, term.alternatives)) for term in query.terms]
        unknown = (0.0 if each else 1.0 for each in self._occurs)
        self._unknown = self._share([*unknown])
        self._aligned = meaning.alignment([term.text for term in query.terms], texts)
        self._strengths: dict[str, list[float]] = {}
        self._likeliest = max((match.score for match in query.indicators), default=1.0)
        self._names = [
            (match, [compact(name) for name in match.indicator.names]) for match in query.indicators
        ]
        self._indicators = IndicatorNames([names for _, names in self._names])
        official = self._names[0][1][0] if self._names else ""
        self._shared = [
            i for i, term in enumerate(query.terms) if term.weight >= 1.0 and term.text in official
        ]
        self._aliased = _aliased(query.terms, self._names[0][1]) if self._names else []
        self._wordings = [
            *(each for term in query.terms for each in term.alternatives),
            *(
                name
                for match, names in self._names
                for name in names
                if match.score >= _AS_LIKELY * self._likeliest
            ),
        ]

    def features(self, k: int, hit: Hit, claim: Claim) -> dict[str, float]:
        """Return what the words around the k-th claim say."""
        around = _surroundings(hit, claim)
        reached = self._reached(around.levels())
        self._reach_alias(reached, around.label)
        coverage = self._share(reached)
        indicator, unit = self._indicator(around, claim)
        is_elsewhere, lacks_known = self._is_elsewhere(reached), self._lacks_known(reached)
        found = {name: 1.0 for name in agreement(self._query, claim, around.label)}
        return found | {
            "coverage": max(coverage, _INDICATOR * indicator + (1 - _INDICATOR) * coverage),
            "named": self._share(self._reached(around.levels()[:2])),
            "sentence": self._share(self._reached(((1.0, around.sentence),))),
            "missed": self._missed(reached),
            "lacks_known": lacks_known,
            "unknown": self._unknown,
            "indicator": indicator,
            "indicator_unit": unit,
            "unlikely_unit": self._unlikely_unit(claim),
            "precision": self._precision(around),
            "elsewhere": float(is_elsewhere),
            "lacks_shared": lacks_known * is_elsewhere,
            "aligned": self._share([float(each) for each in self._aligned[k]]),
            "unmet": self._missed(
                [max(near, held) for near, held in zip(self._aligned[k], reached, strict=True)]
            ),
            "elliptic": float(claim.is_elliptic),
        }

    def _strength(self, text: str) -> list[float]:
        """Return how well a text holds each term."""
        if text not in self._strengths:
            self._strengths[text] = [strength(term, text) for term in self._query.terms]
        return self._strengths[text]

    def _reached(self, levels: Sequence[tuple[float, str]]) -> list[float]:
        """Return how well the best of some texts holds each term."""
        held = [[level * each for each in self._strength(text)] for level, text in levels]
        return [max(each) for each in zip(*held, strict=True)]

    def _reach_alias(self, reached: list[float], label: str) -> None:
        """Count the words of an indicator's name as said where another name of it stands.

        研发投入强度 is stated as 研发经费支出相当于全市生产总值的比例.
        """
        if not self._aliased:
            return
        held = self._indicators.held(label)[0]
        if held >= _OTHER_NAME:
            for i in self._aliased:
                reached[i] = max(reached[i], _OTHER_WORDING * held)

    def _share(self, reached: Sequence[float]) -> float:
        if not self._total:
            return 0.0
        return sum(w * r for w, r in zip(self._weights, reached, strict=True)) / self._total

    def _missed(self, reached: Sequence[float]) -> float:
        """Return the share of the weight of the term that is missed most."""
        if not self._total:
            return 0.0
        missed = (w * (1 - r) for w, r in zip(self._weights, reached, strict=True))
        return max(missed) / self._total

    def _lacks_known(self, reached: Sequence[float]) -> float:
        """Return the share of the heaviest term that the reports know and that is nowhere near.

        大兴机场 stands in other passages, so what is said without it is of another airport.
        """
        if not self._total:
            return 0.0
        weighed = zip(self._weights, reached, self._occurs, strict=True)
        lacking = (w for w, r, occurs in weighed if occurs and r < _MIN_PARTIAL * _PASSAGE)
        return max(lacking, default=0.0) / self._total

    def _is_elsewhere(self, reached: Sequence[float]) -> bool:
        """Tell whether a word that question and likeliest indicator share is nowhere near.

        A claim on 民生支出 does not answer for 教育支出.
        """
        return any(reached[i] < _MIN_PARTIAL * _PASSAGE for i in self._shared)

    def _indicator(self, around: _Surroundings, claim: Claim) -> tuple[float, float]:
        """Return how surely a claim states what the question is about, and whether in its unit."""
        best, unit = 0.0, 0.0
        near = self._indicators.held(around.label)
        inherited = self._indicators.held(around.subject + around.label)
        for (match, _), own, other in zip(self._names, near, inherited, strict=True):
            held = max(own, 0.9 * other)
            # 教育支出占比 is rather 教育支出 than 民生支出占比: the less likely count less.
            likely = min(1.0, 1.25 * match.score) * match.score / self._likeliest
            best = max(best, likely * held)
            if claim.figure and claim.figure.unit and claim.figure.unit in match.indicator.units:
                unit = max(unit, likely * held)
        return best, unit

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

    def _precision(self, around: _Surroundings) -> float:
        """Return the share of the claim's own words that the question asks for.

        It tells 镇级供配中心 from 县级寄递物流供配中心 when both hold the question's words.
        """
        label = _NEUTRAL.sub("", around.label)
        marked = [False] * len(label)
        for wording in self._wordings:
            start = label.find(wording) if wording else -1
            while start >= 0:
                marked[start : start + len(wording)] = [True] * len(wording)
                start = label.find(wording, start + 1)
        return sum(marked) / len(marked) if marked else 0.0


def _aliased(terms: Sequence[Term], names: Sequence[str]) -> list[int]:
    """Return which terms together are a name of an indicator, in their order, [] when none are."""
    texts = [compact(term.text) for term in terms]
    for first in range(len(texts)):
        for last in range(first + 2, len(texts) + 1):
            if "".join(texts[first:last]) in names:
                return [*range(first, last)]
    return []


def _surroundings(hit: Hit, claim: Claim) -> _Surroundings:
    # 新建充电桩1260个、累计建成3680个: what the second counts stands before the first.
    label = f"{claim.inherited} {claim.label}" if claim.is_elliptic else claim.label
    return _Surroundings(
        label=compact(label),
        subject=compact(claim.inherited),
        sentence=compact(hit.text[slice(*claim.sentence)]),
        passage=compact(hit.text),
        heading=compact(" ".join((hit.title, *hit.passage.section))),
    )


def strength(term: Term, text: str) -> float:
    """Return how well a text holds a term: 1 as it stands, less for a part of a long word."""
    if not text:
        return 0.0
    whole = next((i for i, each in enumerate(term.alternatives) if each in text), None)
    if whole is not None and _is_of_lesser(term.alternatives[whole], text):
        return _OF_LESSER
    if whole is not None:
        return 1.0 if whole == 0 else _OTHER_WORDING
    return max((_part(each, text) for each in term.alternatives), default=0.0)


def _is_of_lesser(word: str, text: str) -> bool:
    """Tell whether a word stands only behind what makes another of it: 主任 in 副主任."""
    lesser = sum(text.count(mark + word) for mark in _LESSER if mark in text)
    return bool(lesser) and text.count(word) == lesser


def _part(word: str, text: str) -> float:
    # 冰雪经济总产出增长 holds the pieces of 经济增长, and is none of it.
    if len(word) < 3 or word.isascii() or word in thesaurus().alone:
        return 0.0
    pieces = _pieces(word)
    if len(pieces) > 1 and all(len(each) > 1 and each in text for each in pieces):
        return _IN_PIECES  # 引进人才: 引进高层次人才
    pairs = _pairs(word)
    share = sum([pair in text for pair in pairs]) / len(pairs)
    return 0.7 * share if share >= _MIN_PARTIAL else 0.0


@lru_cache(maxsize=2_000)
def _pairs(word: str) -> tuple[str, ...]:
    return tuple(word[i : i + 2] for i in range(len(word) - 1))


@lru_cache(maxsize=2_000)
def _pieces(word: str) -> tuple[str, ...]:
    found = rjieba.cut_for_search(word, False)
    return tuple(each for each in found if each != word)


def _timing(query: Query, dated: Dated) -> dict[str, float]:
    """Return what year and target against result say."""
    years = query.scope.years
    found = {}
    if dated.is_target:
        found["target_right" if query.asked.target else "target_wrong"] = 1.0
    if years and dated.year is None:
        found["year_unknown"] = 1.0
    elif years:
        found["year_right" if dated.year in years else "year_wrong"] = 1.0
    if dated.is_span and not _SPAN.search(query.text):
        found["span_wrong"] = 1.0
    return found


def _language(hit: Hit, descriptions: Mapping[str, Description]) -> str:
    return descriptions[hit.passage.document_id].language


def _dated(hit: Hit, claim: Claim, descriptions: Mapping[str, Description]) -> Dated:
    return date_claim(
        hit.text[slice(*claim.clause)],
        sentence_before=hit.text[claim.sentence[0] : claim.end],
        section=hit.passage.section,
        description=descriptions[hit.passage.document_id],
        is_origin=claim.is_origin,
    )


def weight(term: Term, rarity: Callable[[str], float]) -> float:
    """Return how much a term of the question counts: rare words count more."""
    # A word that occurs in every tenth passage (2.3 nats) is worth half of one that is rare.
    rare = min(1.0, 0.25 + min(rarity(each) for each in term.alternatives) / 6)
    return term.weight * rare
