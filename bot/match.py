"""Scores claims against a question; pure, knows no store. Every part of a score can be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from bot.agreement import agreement
from bot.claims import Claim, find_claims
from bot.dating import Dated, date_claim
from bot.query import Query, Term
from bot.thesaurus import Match, thesaurus
from ingest.types import Description
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["Candidate", "rank", "strength", "weight"]

# How much a match counts by where it stands: in the words of the figure itself, in the subject it
# goes on with, elsewhere in its sentence, in its passage, in the headings above. Set on the sample
# questions of evals/sample, by hand.
_LABEL, _SUBJECT, _SENTENCE, _PASSAGE, _HEADING = 1.0, 0.8, 0.5, 0.3, 0.35
_COVERAGE, _PRECISION, _INDICATOR = 1.0, 0.25, 0.6
# How near it is in meaning, and how well its passage was found. Of 27 mixtures the best on 245
# development questions: the right claim comes first for 179 of them, without for 164.
_NEARNESS, _RANKED = 0.4, 0.6
_TARGET_RIGHT, _TARGET_WRONG = 0.15, -0.2
_NUMBER = re.compile(r"[\d.,%]+")
_CONTENTS_LINE = re.compile(r"\.{4,}|…{2,}\s*\d")  # 第四章 国旗……24
_MIN_PARTIAL = 0.5
_IN_PIECES = 0.85
_MIN_NAME = 0.55


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A claim with how well it answers the question."""

    hit: Hit
    claim: Claim
    score: float
    coverage: float
    """Share of the question's weight that the claim's surroundings hold, in [0, 1]."""
    named: float
    """The same, counting only the claim's own words and its subject."""
    indicator: float
    """How surely the claim states what the question is about, in [0, 1]."""
    precision: float
    """Share of the claim's own words that the question asks for, in [0, 1]."""
    fit: float
    """What unit, growth or level, new or cumulative add or take."""
    near_subject: float
    """Cosine of the claim with its subject and the question, in [-1, 1]."""
    near_label: float
    """The same of the claim's own words alone."""
    dated: Dated
    support: float = 0.0
    """Probability that it answers the question, once it was weighed."""
    is_elsewhere: bool
    """Its surroundings lack a word that question and likeliest indicator share: a claim on 民生支出
    does not answer for 教育支出."""


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
    rarity: Callable[[str], float],
    nearness: Callable[[str, Sequence[str]], Sequence[float]],
) -> list[Candidate]:
    """Return every claim of the hits, best first.

    Args:
        query: The question.
        hits: Passages, best first.
        descriptions: The reports of the hits, by document id.
        rarity: Inverse document frequency of a word; rare words weigh more.
        nearness: Cosines of a text with others, in their order.
    """
    weights = [weight(term, rarity) for term in query.terms]
    found = [
        (hit, claim)
        for hit in hits
        for claim in find_claims(hit.text)
        if not _CONTENTS_LINE.search(hit.text[slice(*claim.clause)])
    ]
    near = nearness(
        query.subject or query.text,
        [
            *(f"{claim.inherited} {claim.label}" for _, claim in found),
            *(claim.label for _, claim in found),
        ],
    )
    candidates = [
        _candidate(
            query,
            hit,
            claim,
            weights=weights,
            dated=_dated(hit, claim, descriptions),
            near=(near[i], near[len(found) + i]),
        )
        for i, (hit, claim) in enumerate(found)
    ]
    return sorted(candidates, key=lambda each: -each.score)


def _candidate(
    query: Query,
    hit: Hit,
    claim: Claim,
    *,
    weights: Sequence[float],
    dated: Dated,
    near: tuple[float, float],
) -> Candidate:
    around = _surroundings(hit, claim)
    coverage = _coverage(query.terms, weights, around.levels())
    named = _coverage(query.terms, weights, around.levels()[:2])
    likeliest = max((match.score for match in query.indicators), default=1.0)
    indicator = max(
        # 教育支出占比 is rather 教育支出 than 民生支出占比: the less likely count less.
        (_indicator(match, around) * match.score / likeliest for match in query.indicators),
        default=0.0,
    )
    best = max(coverage, _INDICATOR * indicator + (1 - _INDICATOR) * coverage)
    precision, fit = _precision(query, claim, around), agreement(query, claim, around.label)
    score = (
        _COVERAGE * best
        + _PRECISION * precision
        + fit
        + _timing(query, dated)
        + _NEARNESS * sum(near)
        + _RANKED * hit.score
    )
    return Candidate(
        hit=hit,
        claim=claim,
        score=score,
        coverage=best,
        named=named,
        indicator=indicator,
        precision=precision,
        fit=fit,
        near_subject=near[0],
        near_label=near[1],
        dated=dated,
        is_elsewhere=_is_elsewhere(query, around),
    )


def _surroundings(hit: Hit, claim: Claim) -> _Surroundings:
    # 新建充电桩1260个、累计建成3680个: what the second counts stands before the first.
    label = f"{claim.inherited} {claim.label}" if claim.is_elliptic else claim.label
    return _Surroundings(
        label=compact(label),
        subject=compact(claim.inherited),
        sentence=compact(hit.text[slice(*claim.sentence)]),
        passage=compact(hit.text),
        heading=compact(" ".join(hit.passage.section)),
    )


def _is_elsewhere(query: Query, around: _Surroundings) -> bool:
    if not query.indicators:
        return False
    official = compact(query.indicators[0].indicator.name)
    shared = [term for term in query.terms if term.weight >= 1.0 and term.text in official]
    return any(
        all(strength(term, text) < _MIN_PARTIAL for _, text in around.levels()) for term in shared
    )


def _coverage(
    terms: Sequence[Term], weights: Sequence[float], levels: Sequence[tuple[float, str]]
) -> float:
    total = sum(weights)
    if not total:
        return 0.0
    found = 0.0
    for term, worth in zip(terms, weights, strict=True):
        found += worth * max(level * strength(term, text) for level, text in levels)
    return found / total


def strength(term: Term, text: str) -> float:
    """Return how well a text holds a term: 1 as it stands, less for a part of a long word."""
    if not text:
        return 0.0
    whole = next((i for i, each in enumerate(term.alternatives) if each in text), None)
    if whole is not None:
        return 1.0 if whole == 0 else 0.92
    return max((_part(each, text) for each in term.alternatives), default=0.0)


def _part(word: str, text: str) -> float:
    if len(word) < 3 or word.isascii():
        return 0.0
    pieces = _pieces(word)
    if len(pieces) > 1 and all(len(each) > 1 and each in text for each in pieces):
        return _IN_PIECES  # 引进人才: 引进高层次人才
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.7 * share if share >= _MIN_PARTIAL else 0.0


@lru_cache(maxsize=2_000)
def _pieces(word: str) -> tuple[str, ...]:
    found = rjieba.cut_for_search(word, False)
    return tuple(each for each in found if each != word)


def _indicator(match: Match, around: _Surroundings) -> float:
    """Return how surely a claim states an indicator: likeness of question times of report."""
    best = 0.0
    for name in match.indicator.names:
        simple = compact(name)
        near = _name_strength(simple, around.label)
        joint = _name_strength(simple, around.subject + around.label)
        best = max(best, near, 0.9 * joint)
    return min(1.0, 1.25 * match.score) * best


def _name_strength(name: str, text: str) -> float:
    if name in text:
        return 1.0
    # The rare part of a name counts most: 教育 in 一般公共预算教育支出.
    weights = {name[i : i + 2]: thesaurus().weight(name[i : i + 2]) for i in range(len(name) - 1)}
    found = sum(weight for pair, weight in weights.items() if pair in text)
    share = found / (sum(weights.values()) or 1.0)
    return share if share >= _MIN_NAME else 0.0


def _precision(query: Query, claim: Claim, around: _Surroundings) -> float:
    """Return the share of the claim's own words that the question asks for.

    It tells 镇级供配中心 from 县级寄递物流供配中心 when both hold the question's words.
    """
    label = _NUMBER.sub("", around.label)
    marked = [False] * len(label)
    others = [compact(name) for match in query.indicators[:2] for name in match.indicator.names]
    wordings = [each for term in query.terms for each in term.alternatives]
    for wording in (*wordings, *others):
        start = label.find(wording) if wording else -1
        while start >= 0:
            marked[start : start + len(wording)] = [True] * len(wording)
            start = label.find(wording, start + 1)
    return sum(marked) / len(marked) if marked else 0.0


def _timing(query: Query, dated: Dated) -> float:
    """Return what target against result adds or takes."""
    if query.asked.target:
        return _TARGET_RIGHT if dated.is_target else 0.0
    return _TARGET_WRONG if dated.is_target else 0.0


def _dated(hit: Hit, claim: Claim, descriptions: Mapping[str, Description]) -> Dated:
    clause = hit.text[slice(*claim.clause)]
    return date_claim(
        clause,
        sentence_before=hit.text[claim.sentence[0] : claim.end],
        section=hit.passage.section,
        description=descriptions[hit.passage.document_id],
    )


def weight(term: Term, rarity: Callable[[str], float]) -> float:
    """Return how much a term of the question counts: rare words count more."""
    # A word that occurs in every tenth passage (2.3 nats) is worth half of one that is rare.
    rare = min(1.0, 0.25 + min(rarity(each) for each in term.alternatives) / 6)
    return term.weight * rare
