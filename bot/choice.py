"""Chooses a figure for each of several points, all of one form and in like words; pure.

The same indicator in several reports in the same words says what the question means, more surely
than one report alone.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.claims import Claim
from bot.likeness import Likeness
from bot.match import Candidate
from bot.verdict import Verdict
from ingest.types import Kind
from ingest.units import UNIT_CLASS

__all__ = ["Choice", "is_growth"]

# How much the words of the other points' figures count beside the probability of its own, and
# how like they must be to bring one in that is not sure alone. Set on development questions.
_LIKENESS = 0.6
_ALIKE = 0.5
_LEAST_SHARE = 0.35
# Where most points agree, others must be so like them: of several years of one place, or of named
# places; and where every place is asked and nobody named the one that is stated.
_UNLIKE, _UNLIKE_UNNAMED = 0.35, 0.75
# An indicator may go by two names: 地方一般公共预算收入, the growth of 财政收入.
_LIKE_NAMED = 0.85
_LESS_EXACT = 0.4
# Of a claim's likelihood so much is left for each point of score it is behind the best.
_LEFT = 0.25
# No yearly figure is so many times another year's, where the same report has one that is not.
_LEAP = Decimal("2.5")
_VAGUE = re.compile(
    r"以上|左右|稳定在|保持在|以内|不低于|不超过|[\d.]+%? (?:to|-) |about|around|at least|or more"
)
_GROWS = re.compile(r"增长|增速|增幅|涨幅|上涨|下降|growth|grew|rose|fell", re.IGNORECASE)

Group = Sequence[Candidate]
Form = tuple[str, bool]
"""Class of unit, and whether it is a growth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Chooses for one question."""

    verdict: Verdict
    likeness: Likeness
    is_of_span: Callable[[Candidate], bool]
    """Tells that a figure is of several years; asked only of those that would be chosen."""
    is_unnamed: bool
    """The question ranges over places that it does not name."""

    def choose(self, groups: Sequence[Group], *, in_time: bool) -> list[Candidate | None]:
        """Return the best candidate of each group, likeliest first in each; None where none is.

        Args:
            groups: The candidates of each point.
            in_time: The points are years of one place.
        """
        form = _common_form(groups)
        alike = [[each for each in group if _form(each) == form] for group in groups]
        leads = [group[0] for group in alike if group]
        best = max((each.score for each in leads), default=0.0)
        anchor = max(leads, key=lambda each: self._agreement(each, alike, best), default=None)
        if anchor is None:
            return [None] * len(groups)
        backing = sum(
            any(self.likeness.of(each, anchor) >= _ALIKE for each in group) for group in alike
        )
        is_backed = backing > 1 and 2 * backing > len(leads)
        chosen = [self._nearest(group, anchor, is_backed=is_backed) for group in alike]
        return self._without_leaps(chosen, alike) if in_time else chosen

    def _nearest(self, group: Group, anchor: Candidate, *, is_backed: bool) -> Candidate | None:
        """Return the candidate that is both likely and like the anchor, None when none is."""
        ranked = sorted(
            (
                each
                for each in group
                if (not is_backed or self._is_it(each, anchor))
                and not (self.is_unnamed and self.likeness.is_kind(each, anchor))
            ),
            key=lambda each: -(_worth(each) + _LIKENESS * self.likeness.of(each, anchor)),
        )
        best = next((each for each in ranked if not self.is_of_span(each)), None)
        if best is None or self.verdict.allows(best):
            return best
        is_alike = self.verdict.allows(anchor) and self.likeness.of(best, anchor) >= _ALIKE
        is_likely = best.support >= _LEAST_SHARE * self.verdict.threshold
        return best if is_alike and is_likely else None

    def _is_it(self, candidate: Candidate, anchor: Candidate) -> bool:
        """Tell whether a candidate states what the anchor does, where most points do."""
        asked = self.likeness.indicator(anchor)
        if asked and self.likeness.indicator(candidate) == asked:
            return True
        shared = self.likeness.of(candidate, anchor)
        if self.is_unnamed:
            least = _LIKE_NAMED if asked else _UNLIKE_UNNAMED
            return shared >= least or self.likeness.adds_nothing(candidate, anchor)
        return shared >= _UNLIKE

    def _agreement(self, anchor: Candidate, groups: Sequence[Group], best: float) -> float:
        """Return how well a candidate's words stand for those of all groups."""
        return sum(
            max(
                (_likely(each, best) * self.likeness.of(each, anchor) for each in group),
                default=0.0,
            )
            for group in ([anchor], *groups)
        )

    def _without_leaps(
        self, chosen: Sequence[Candidate | None], groups: Sequence[Group]
    ) -> list[Candidate | None]:
        """Replace a figure that is far from the other years' by one in like words that is not.

        What was added over several years is dropped when there is none.
        """
        values = sorted(_value(each) for each in chosen if each)
        middle = values[len(values) // 2] if len(values) > 2 else min(values, default=Decimal(0))
        if middle <= 0:
            return list(chosen)
        return [
            self._level(each, group, middle) if each and _leaps(each, middle) else each
            for each, group in zip(chosen, groups, strict=True)
        ]

    def _level(self, leaping: Candidate, group: Group, middle: Decimal) -> Candidate | None:
        near = (
            each for each in group
            if not _leaps(each, middle) and self.likeness.of(each, leaping) >= _ALIKE
            and self.verdict.allows(each)
        )  # fmt: skip
        figure = leaping.claim.figure
        is_added = figure is not None and figure.kind in (Kind.ADDED, Kind.CUMULATIVE)
        return next(near, None if is_added else leaping)


def is_growth(claim: Claim) -> bool:
    """Tell whether a claim states by how much something grew or fell."""
    figure = claim.figure
    if claim.is_growth or figure is None or figure.kind is Kind.GROWTH:
        return figure is not None
    is_rate = figure.unit == "%" and figure.kind is not Kind.SHARE
    return is_rate and bool(_GROWS.search(claim.label))


def _worth(candidate: Candidate) -> float:
    """Return its probability, less for a result that is only a floor: 稳定在800亿斤以上."""
    text, claim = candidate.hit.text, candidate.claim
    is_vague = not candidate.dated.is_target and _VAGUE.search(text[claim.start : claim.end + 3])
    return candidate.support - (_LESS_EXACT if is_vague else 0.0)


def _common_form(groups: Sequence[Group]) -> Form:
    """Return the form of figure that the likeliest candidates of all groups have."""
    totals: dict[Form, float] = {}
    for group in groups:
        best: dict[Form, float] = {}
        for each in group:
            best[_form(each)] = max(best.get(_form(each), 0.0), each.support)
        for form, support in best.items():
            totals[form] = totals.get(form, 0.0) + support
    return max(totals, key=lambda form: totals[form], default=("", False))


def _form(candidate: Candidate) -> Form:
    figure = candidate.claim.figure
    unit = figure.unit if figure else ""
    if unit in ("微克", "毫克"):  # 每立方米20微克
        return "concentration", False
    unit_class = UNIT_CLASS.get(unit, unit) if unit else "count"  # 减少1240万, of people
    return unit_class, is_growth(candidate.claim)


def _likely(candidate: Candidate, best: float) -> float:
    return candidate.support * math.pow(_LEFT, max(0.0, best - candidate.score))


def _leaps(candidate: Candidate, middle: Decimal) -> bool:
    found = _value(candidate)
    return found > middle * _LEAP or found * _LEAP < middle


def _value(candidate: Candidate) -> Decimal:
    figure = candidate.claim.figure
    return figure.value if figure else Decimal(0)
