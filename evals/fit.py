"""Owns `python -m evals.fit`: fits the verdict, which says how sure an answer must be.

Every question is answered whatever the present verdict says, and scored; the features of the
candidate that was stated are then weighed so that they tell right answers from wrong ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from bot.chain import Bot
from bot.match import Candidate
from bot.query import Query
from bot.verdict import FEATURES, Verdict, features, verdict
from evals.entry import run as run_command
from evals.questions import load
from evals.reading import filled, found_files
from evals.runner import Documents, run

__all__ = ["Example", "fit", "fit_weights"]

# Weight of the penalty on squared weights of standardised features, and steps of Newton's method,
# which has converged by then.
_RIDGE = 3.0
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Example:
    """What an answer rested on, and whether it was right."""

    features: Mapping[str, float]
    is_right: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Watch(Verdict):
    """A verdict that allows everything and keeps the features of what is stated."""

    seen: list[dict[str, float]] = field(default_factory=list)

    def weigh(self, candidates: Sequence[Candidate], query: Query) -> list[Candidate]:
        """Return the candidates as they would be, and keep the features of the first."""
        # What is to be put together of several figures does not stand or fall with the first.
        is_one = candidates and not query.asked.calculation and len(query.scope.years) < 2
        self.seen[:] = [features(candidates[0], candidates, query)] if is_one else []
        return Verdict.weigh(self, candidates, query)


def fit_weights(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Return weights by feature, and the bias, of a logistic regression with a ridge penalty.

    Newton's method on standardised features (iteratively reweighted least squares; Hastie,
    Tibshirani, Friedman 2009, 4.4.1).
    """
    rows = np.array([[example.features[name] for name in FEATURES] for example in examples])
    right = np.array([example.is_right for example in examples], dtype=float)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    penalty = np.diag([*[_RIDGE] * len(FEATURES), 0.0])
    weights: NDArray[np.float64] = np.zeros(len(FEATURES) + 1)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (likely - right) + penalty @ weights
        curve = (design.T * (likely * (1 - likely))) @ design + penalty
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    found = {name: round(float(each), 4) for name, each in zip(FEATURES, plain, strict=True)}
    return found, round(float(weights[-1] - plain @ mean), 4)


def _examples(bot: Bot, watch: _Watch, documents: Documents, dataset: Path) -> list[Example]:
    seen: list[list[dict[str, float]]] = []
    played = run(
        load(dataset),
        bot.ask,
        documents=documents,
        progress=lambda done, total: seen.append([*watch.seen]),
    )
    return [
        Example(features, bool(result.item.answerable and result.scores["answer"].value))
        for result, kept in zip(played.results, seen, strict=True)
        for features in kept
    ]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("datasets", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--documents", "paths", multiple=True, type=click.Path(path_type=Path))
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.35, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def fit(datasets: tuple[Path, ...], paths: tuple[Path, ...], threshold: float, out: Path) -> int:
    """Fit the verdict on question files over the documents, and write it to a file."""
    files, absent = found_files(paths, tell=_warn)
    watch = _Watch(weights=verdict().weights, bias=verdict().bias, threshold=0.0)
    with filled(files, tell=_warn) as (wence, _):
        bot = Bot(wence.index, verdict=watch)
        listed = {each.document_id: each.name for each in wence.index.documents()}

        def documents(document_id: str) -> tuple[str, str]:
            return listed[document_id], wence.index.document(document_id).text

        found = {path.name: _examples(bot, watch, documents, path) for path in datasets}
    examples = [example for each in found.values() for example in each]
    weights, bias = fit_weights(examples)
    card = {
        "made_by": "python -m evals.fit",
        "questions": {name: len(each) for name, each in found.items()},
        "right_when_always_answering": sum(example.is_right for example in examples),
    }
    fields = {"weights": weights, "bias": bias, "threshold": threshold, "card": card}
    out.write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(json.dumps(fields, ensure_ascii=False))
    return absent


def _warn(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    run_command(fit)
