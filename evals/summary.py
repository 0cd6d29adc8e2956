"""Owns what many results say together: means with their uncertainty, overall and by type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.metrics import SCORES
from evals.runner import Result

__all__ = ["Mean", "Summary", "by_type", "mean", "summarise"]

# Same file, same intervals.
SEED = 20240116
# Percentile bootstrap, Efron and Tibshirani, An Introduction to the Bootstrap (1993), 13.3;
# 2,000 resamples settle both ends to about a percentage point.
RESAMPLES = 2000
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of scores and its 95 % bootstrap interval, all in [0, 1]; None when `n` is 0."""

    n: int
    """How many items the score applies to."""
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The scores of a group of items."""

    name: str
    n: int
    refused: int
    """Outcomes `not_found`, rightly or not."""
    errors: int
    means: dict[str, Mean]
    """By name of the score."""
    median_ms: float | None
    """Wall time of a question, milliseconds; None when every item ended in an error."""
    p95_ms: float | None


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of values in [0, 1] with its interval.

    Where all values are equal the interval is that value: resampling cannot show more.
    """
    if not values:
        return Mean(0, None, None, None)
    observed = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(len(observed), size=(RESAMPLES, len(observed)))
    low, high = np.percentile(observed[draws].mean(axis=1), INTERVAL)
    return Mean(len(observed), float(observed.mean()), float(low), float(high))


def summarise(name: str, results: Sequence[Result]) -> Summary:
    """Return the means of every score over the results it applies to."""
    times = [result.elapsed_ms for result in results if result.reply]
    return Summary(
        name=name,
        n=len(results),
        refused=sum(result.is_refused for result in results),
        errors=sum(bool(result.error) for result in results),
        means={score: mean(_values(results, score)) for score in SCORES},
        median_ms=float(np.percentile(times, 50)) if times else None,
        p95_ms=float(np.percentile(times, 95)) if times else None,
    )


def by_type(results: Sequence[Result]) -> tuple[Summary, ...]:
    """Return a summary a type, the worst answers first, then by name."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.item.type, []).append(result)
    summaries = [summarise(name, group) for name, group in groups.items()]
    return tuple(sorted(summaries, key=lambda each: (each.means["answer"].mean, each.name)))


def _values(results: Iterable[Result], score: str) -> list[float]:
    judged = (result.scores[score].value for result in results)
    return [value for value in judged if value is not None]
