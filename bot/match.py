"""Scores claims against a question; pure, knows no store. Every part of a score can be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from bot.claims import Claim, find_claims
from bot.dating import Dated, date_claim
from bot.query import Asked, Form, Query, Term
from bot.thesaurus import Match, thesaurus
from ingest.types import Description, Kind
from ingest.units import UNIT_CLASS
from vectorstore.terms import simplify
from vectorstore.types import Hit

__all__ = ["Candidate", "rank"]

# How much a match counts by where it stands: in the words of the figure itself, in the subject it
# goes on with, elsewhere in its sentence, in its passage, in the headings above. Set on the sample
# questions of evals/sample, by hand.
_LABEL, _SUBJECT, _SENTENCE, _PASSAGE, _HEADING = 1.0, 0.8, 0.5, 0.3, 0.35
_COVERAGE, _PRECISION, _INDICATOR = 1.0, 0.25, 0.6
# How near it is in meaning, and how well its passage was found. Of 27 mixtures the best on 245
# development questions: the right claim comes first for 179 of them, without for 164.
_NEARNESS, _RANKED = 0.4, 0.6
_UNIT_EXACT, _UNIT_CLASS, _UNIT_NEAR, _UNIT_OTHER = 0.2, 0.08, -0.12, -0.45
# People ask 多少个 where reports write 家, 项 or 处.
_LOOSE_COUNTERS = frozenset("个家户项处座所条名位人")
_GROWTH_RIGHT, _GROWTH_WRONG = 0.2, -0.35
_TARGET_RIGHT, _TARGET_WRONG = 0.15, -0.2
_NO_FIGURE = -0.6
_STOCK_RIGHT, _STOCK_WRONG = 0.15, -0.3
_ADDED = re.compile(r"新建|新增|新改|新培育|新开|净增|新签|newly|new ")
_CUMULATIVE = re.compile(r"累计|总数|总量|总计|(?<!公)共[有计建]|达到|拥有|现有|total")
_IMPLIED_RIGHT, _IMPLIED_WRONG = 0.08, -0.15
_PER_HEAD_WRONG = -0.25
_PER_YEAR_WRONG = -0.3
# 60岁以上的账户有多少: the 60岁 is given, not asked.
_GIVEN = -1.0
_ORIGIN = -0.5
_LISTS, _DEALT = 0.2, 0.5
_NUMBER = re.compile(r"[\d.,%]+")
_CONTENTS_LINE = re.compile(r"\.{4,}|…{2,}\s*\d")  # 第四章 国旗……24
_LIST = re.compile(r"、|》和《|”和“")
_PER_HEAD = re.compile(r"人均|每人|每万|万人|户均|亩均|per capita|per head|per person")
_PER_YEAR = re.compile(r"年均|[五三]年(?:累计|平均|来)|annual average|a year on average")
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
    weights = [_weight(term, rarity) for term in query.terms]
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
    precision, fit = _precision(query, claim, around), _fit(query, claim, around)
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
        label=_simple(label),
        subject=_simple(claim.inherited),
        sentence=_simple(hit.text[slice(*claim.sentence)]),
        passage=_simple(hit.text),
        heading=_simple(" ".join(hit.passage.section)),
    )


def _is_elsewhere(query: Query, around: _Surroundings) -> bool:
    if not query.indicators:
        return False
    official = _simple(query.indicators[0].indicator.name)
    shared = [term for term in query.terms if term.weight >= 1.0 and term.text in official]
    return any(
        all(_strength(term, text) < _MIN_PARTIAL for _, text in around.levels()) for term in shared
    )


def _coverage(
    terms: Sequence[Term], weights: Sequence[float], levels: Sequence[tuple[float, str]]
) -> float:
    total = sum(weights)
    if not total:
        return 0.0
    found = 0.0
    for term, weight in zip(terms, weights, strict=True):
        found += weight * max(level * _strength(term, text) for level, text in levels)
    return found / total


def _strength(term: Term, text: str) -> float:
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
        simple = _simple(name)
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
    others = [_simple(name) for match in query.indicators[:2] for name in match.indicator.names]
    wordings = [each for term in query.terms for each in term.alternatives]
    for wording in (*wordings, *others):
        start = label.find(wording) if wording else -1
        while start >= 0:
            marked[start : start + len(wording)] = [True] * len(wording)
            start = label.find(wording, start + 1)
    return sum(marked) / len(marked) if marked else 0.0


def _fit(query: Query, claim: Claim, around: _Surroundings) -> float:
    """Return what the form of the claim adds or takes: unit, growth or level, target or result."""
    asked, figure = query.asked, claim.figure
    if asked.form is Form.LIST and _LIST.search(around.label):
        return _LISTS
    if figure is None:
        return _NO_FIGURE if asked.form is Form.NUMBER else 0.0
    if asked.form not in (Form.NUMBER, Form.YES_NO):
        return 0.0
    fit = _PER_HEAD_WRONG if _per_head(around.label) != _per_head(query.text) else 0.0
    if _PER_YEAR.search(around.label) and not _PER_YEAR.search(query.text):
        fit += _PER_YEAR_WRONG
    if _simple(figure.text) in _simple(query.text):
        fit += _GIVEN
    fit += _unit_fit(asked, figure.unit)
    fit += _ORIGIN if claim.is_origin else 0.0
    if asked.several and claim.group:
        fit += _DEALT
    if asked.growth or asked.form is Form.NUMBER:
        is_growth = claim.is_growth or figure.kind is Kind.GROWTH
        fit += (
            (_GROWTH_RIGHT if asked.growth else 0.0) if is_growth == asked.growth else _GROWTH_WRONG
        )
    return fit + _stock_or_flow(query, claim)


def _unit_fit(asked: Asked, unit: str) -> float:
    unit_class = UNIT_CLASS.get(unit, "")
    if asked.unit and unit and (unit.startswith(asked.unit) or asked.unit.startswith(unit)):
        return _UNIT_EXACT  # 场 is asked, 场次 is stated
    if asked.unit_class:
        if unit_class != asked.unit_class:
            return _UNIT_OTHER
        if not asked.unit:
            return _UNIT_CLASS
        return 0.0 if {asked.unit, unit} <= _LOOSE_COUNTERS else _UNIT_NEAR
    if asked.implied_class:
        return _IMPLIED_RIGHT if unit_class == asked.implied_class else _IMPLIED_WRONG
    return 0.0


def _stock_or_flow(query: Query, claim: Claim) -> float:
    """Return what 新建 against 累计 adds or takes: the look-alikes that stand side by side."""
    asked = query.asked
    is_added = bool(_ADDED.search(claim.label))
    is_cumulative = bool(_CUMULATIVE.search(claim.label))
    if asked.added and not asked.cumulative:
        return _STOCK_RIGHT if is_added else (_STOCK_WRONG if is_cumulative else 0.0)
    if asked.cumulative and not asked.added:
        return _STOCK_RIGHT if is_cumulative else (_STOCK_WRONG if is_added else 0.0)
    return 0.0


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


def _per_head(text: str) -> bool:
    return bool(_PER_HEAD.search(re.sub(r"\d万人", "", text)))


def _weight(term: Term, rarity: Callable[[str], float]) -> float:
    # A word that occurs in every tenth passage (2.3 nats) is worth half of one that is rare.
    rare = min(1.0, 0.25 + min(rarity(each) for each in term.alternatives) / 6)
    return term.weight * rare


@lru_cache(maxsize=20_000)
def _simple(text: str) -> str:
    return simplify(text).replace(" ", "")
