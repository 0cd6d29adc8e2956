"""Owns how two contestants compare on the same questions: the lead, its interval, and a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from evals.summary import Mean, mean

__all__ = ["Lead", "lead", "mcnemar"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """By how much one is ahead of another in a score, on the items it applies to in both."""

    difference: Mean
    """Mean of one minus mean of the other, in [-1, 1], with its 95 % interval."""
    only_one: int
    """Items that one got whole and the other did not."""
    only_other: int
    p_value: float
    """Of McNemar's test that either is as likely to be the one that is right."""


def lead(one: Sequence[float | None], other: Sequence[float | None]) -> Lead:
    """Compare two rows of scores of the same items, in the same order.

    The interval is a percentile bootstrap over items, each drawn with both of its scores (Efron
    and Tibshirani 1993, 8.3); an item that lacks one is left out.

    Raises:
        ValueError: The rows are of different length.
    """
    pairs = [
        (first, second)
        for first, second in zip(one, other, strict=True)
        if first is not None and second is not None
    ]
    only_one = sum(first == 1.0 != second for first, second in pairs)
    only_other = sum(second == 1.0 != first for first, second in pairs)
    return Lead(
        difference=mean([first - second for first, second in pairs]),
        only_one=only_one,
        only_other=only_other,
        p_value=mcnemar(only_one, only_other),
    )


def mcnemar(only_one: int, only_other: int) -> float:
    """Return the two-sided p-value of the exact McNemar test; 1 when nothing differs.

    Source: McNemar 1947, "Note on the sampling error of the difference between correlated
    proportions or percentages"; exact, by the binomial distribution of the items that differ.
    """
    differing, fewer = only_one + only_other, min(only_one, only_other)
    # Whole numbers: floats would underflow at 2 ** -1075.
    tail = sum(comb(differing, count) for count in range(fewer + 1))
    p_value: float = 2 * tail / 2**differing
    return min(1.0, p_value)
