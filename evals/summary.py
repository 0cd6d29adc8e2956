"""Owns what many results say together: means with their uncertainty, overall and by type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.metrics import SCORES
from evals.runner import Result

__all__ = ["Mean", "Percentiles", "Summary", "by_type", "mean", "summarise"]

# Same file, same intervals.
SEED = 20240116
# Percentile bootstrap, Efron and Tibshirani, An Introduction to the Bootstrap (1993), 13.3;
# 2,000 resamples settle both ends to about a percentage point.
RESAMPLES = 2000
INTERVAL = (2.5, 97.5)


_COUNT = "unranked"
"""Stands among the times and is a number of passages."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of scores and its 95 % bootstrap interval; None when `n` is 0."""

    n: int
    """How many items the score applies to."""
    mean: float | None
    low: float | None
    high: float | None


class Percentiles(NamedTuple):
    """How long a stage takes, milliseconds."""

    p50: float
    p95: float


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
    stages_ms: Mapping[str, Percentiles]
    """Of the contestant's own clock, by stage; empty where it has none."""


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of values with its interval.

    Where all values are equal the interval is that value: resampling cannot show more.
    """
    if not values:
        return Mean(0, None, None, None)
    observed = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(_resampled(observed), INTERVAL)
    return Mean(len(observed), float(observed.mean()), float(low), float(high))


def _resampled(observed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the means of the resamples: how often each different value is drawn is multinomial.

    The same as drawing items, at a cost that does not grow with them: 50,000 items have few
    different scores.
    """
    values, counts = np.unique(observed, return_counts=True)
    draw = np.random.default_rng(SEED).multinomial
    means: NDArray[np.float64] = (
        draw(len(observed), counts / len(observed), size=RESAMPLES) @ values / len(observed)
    )
    return means


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
        stages_ms=_stages(results),
    )


def by_type(results: Sequence[Result]) -> tuple[Summary, ...]:
    """Return a summary a type, the worst answers first, then by name."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.item.type, []).append(result)
    summaries = [summarise(name, group) for name, group in groups.items()]
    return tuple(sorted(summaries, key=lambda each: (each.means["answer"].mean, each.name)))


def _stages(results: Sequence[Result]) -> dict[str, Percentiles]:
    laps = [asdict(result.reply.answer.timings_ms) for result in results if result.reply]
    if not any(lap["total"] for lap in laps):
        return {}
    stages = [each for each in laps[0] if each != _COUNT]
    return {stage: _percentiles([lap[stage] for lap in laps]) for stage in stages}


def _percentiles(times: Sequence[float]) -> Percentiles:
    p50, p95 = np.percentile(times, (50, 95))
    return Percentiles(round(float(p50), 3), round(float(p95), 3))


def _values(results: Iterable[Result], score: str) -> list[float]:
    judged = (result.scores[score].value for result in results)
    return [value for value in judged if value is not None]
