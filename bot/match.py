"""Weighs claims against a question by named features; pure, knows no store."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.agreement import AGREEMENT
from bot.claims import Claim, find_claims
from bot.dating import Dated, date_claim
from bot.query import Query
from bot.strength import strength
from bot.surroundings import Meaning, Terms, weight, without_manner
from ingest.types import Description
from vectorstore.types import Hit

__all__ = [
    "FEATURES",
    "Candidate",
    "Meaning",
    "rank",
    "strength",
    "timing",
    "weight",
    "without_manner",
]

FEATURES = (
    "coverage", "named", "sentence", "missed", "lacks_known", "unknown", "is_foreign",
    "indicator", "indicator_unit", "unlikely_unit", "precision",
    "elsewhere", "lacks_shared", "near_subject", "near_label", "aligned", "unmet", "passage",
    "first_passages",
    "elliptic", "target_right", "target_wrong", "year_right", "year_unknown", "year_wrong",
    "span_wrong", *AGREEMENT,
)  # fmt: skip
"""What a candidate is weighed by, each in about [-1, 1]; most are found in `Terms.features`."""

# Of the claims of many passages only the nearest are weighed, and the nearest of each report.
_MAX_WEIGHED, _OF_EACH_REPORT = 100, 12
_CONTENTS_LINE = re.compile(r"\.{4,}|…{2,}\s*\d")  # 第四章 国旗……24
_SPAN = re.compile(r"年均|年来|[五三十]年|十[一二三四五]五|累计|average|years|five-year")


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
    asked = query.subject or query.text
    found = [*_stated(query, hits)]
    subjects = [f"{claim.inherited} {claim.label}" for _, _, claim in found]
    near = meaning.nearness(asked, subjects)
    ranked = sorted(range(len(found)), key=lambda i: -near[i] - found[i][1].score)
    first = _first(ranked, [hit.passage.document_id for _, hit, _ in found])
    labels = meaning.nearness(asked, [found[i][2].label for i in first])
    said = Terms(query, meaning).features(
        [found[i][1:] for i in first], [subjects[i] for i in first]
    )
    candidates = []
    for i, near_label, features in zip(first, labels, said, strict=True):
        place, hit, claim = found[i]
        dated = _dated(hit, claim, descriptions)
        features |= timing(query, dated) | {
            "is_foreign": float(query.language != _language(hit, descriptions)),
            "near_subject": near[i],
            "near_label": near_label,
            "passage": hit.score,
            "first_passages": 1 / (1 + place),
        }
        score = sum([weights.get(name, 0.0) * value for name, value in features.items()])
        candidates.append(
            Candidate(hit=hit, claim=claim, dated=dated, features=features, score=score)
        )
    return sorted(candidates, key=lambda each: -each.score)


def _stated(query: Query, hits: Sequence[Hit]) -> Iterator[tuple[int, Hit, Claim]]:
    """Yield what the hits state that may answer, each with its hit and that one's place."""
    for place, hit in enumerate(hits):
        has_contents = _CONTENTS_LINE.search(hit.text)
        for claim in find_claims(hit.text):
            if has_contents and _CONTENTS_LINE.search(hit.text[slice(*claim.clause)]):
                continue
            if _may_answer(query, claim):
                yield place, hit, claim


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


def timing(query: Query, dated: Dated) -> dict[str, float]:
    """Return what year and target against result say, by the names of features."""
    years = query.scope.years
    found = {}
    if dated.is_target:
        wants_plan = query.asked.target or query.is_ahead
        found["target_right" if wants_plan else "target_wrong"] = 1.0
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
