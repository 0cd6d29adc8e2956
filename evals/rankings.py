"""Owns what is left of a run of searches: retrieval.json for programs, tables for people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from evals.columns import columns
from evals.questions import Item
from evals.relevance import Found
from evals.report import prepare
from evals.searching import Measure, Ranking, Searched, scores
from evals.summary import Mean, mean
from ingest.errors import InputError

__all__ = ["FORM", "Searches", "Summary", "merge", "summarise", "table", "to_dict", "write"]

FORM = 1
"""Version of retrieval.json's form; raised when a field changes its meaning or goes."""
FILE = "retrieval.json"
# Enough to know a passage by.
_SHOWN_CHARS = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Searches:
    """A whole run: what was searched, how, and what was found."""

    searched: tuple[Searched, ...]
    stacks: tuple[str, ...]
    """Names in the order of the tables."""
    measure: Measure
    names: Mapping[str, str] = field(default_factory=dict)
    """File name of each document id."""
    documents: int = 0
    passages: int = 0
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Why an item was not searched, by its id."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What else the report says of the run: data set, settings, versions; no secrets."""

    def about(self, **facts: object) -> "Searches":
        """Return the run with more facts."""
        return replace(self, facts={**facts, **self.facts})


def merge(one: Searches, other: Searches) -> Searches:
    """Return two runs of the same stacks, over other documents, as one; counts are added."""
    return replace(
        one,
        searched=one.searched + other.searched,
        names={**one.names, **other.names},
        documents=one.documents + other.documents,
        passages=one.passages + other.passages,
        left_out={**one.left_out, **other.left_out},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The scores of one stack over a group of items."""

    stack: str
    group: str
    n: int
    errors: int
    means: dict[str, Mean]
    """By name of the score."""
    characters: float | None
    """Mean length of the first k results together: what a reader or a model has to read."""
    median_ms: float | None
    """Wall time of a search, milliseconds; None when every search ended in an error."""


def summarise(run: Searches, stack: str, group: str = "all") -> Summary:
    """Return the scores of a stack over the items of a type or language, or over all."""
    searched = [each for each in run.searched if group in _groups(each.item)]
    rankings = [each.rankings[stack] for each in searched]
    all_scores = [scores(each.item, each.rankings[stack], run.measure) for each in searched]
    done = [ranking for ranking in rankings if not ranking.error]
    k = run.measure.k
    return Summary(
        stack=stack,
        group=group,
        n=len(searched),
        errors=len(rankings) - len(done),
        means={name: mean(_values(all_scores, name)) for name in (all_scores or [{}])[0]},
        characters=_mean([sum(len(each.text) for each in one.found[:k]) for one in done]),
        median_ms=float(np.median([each.elapsed_ms for each in done])) if done else None,
    )


def table(run: Searches) -> str:
    """Return the scores a stack a line, then recall at k a type and a language a line."""
    overall = [summarise(run, stack) for stack in run.stacks]
    names = list(overall[0].means)
    heads = ("stack", "n", *names, "characters", "ms", "errors")
    rows = [heads, *(_row(each, names) for each in overall)]
    return columns(rows) + "\n\n" + columns(_group_rows(run))


def to_dict(run: Searches) -> dict[str, Any]:  # Any: a JSON object
    """Return the content of retrieval.json, described in evals/RETRIEVAL.md."""
    return {
        "form": FORM,
        **run.facts,
        "documents": run.documents,
        "passages": run.passages,
        "left_out": dict(run.left_out),
        "measure": asdict(run.measure),
        "stacks": [
            asdict(summarise(run, stack, group))
            for stack in run.stacks
            for group in ("all", *_all_groups(run))
        ],
        "items": [_item(each, run) for each in run.searched],
    }


def write(run: Searches, out: Path) -> None:
    """Write retrieval.json into a folder, over that of an earlier run.

    Raises:
        InputError: The folder cannot be written to.
    """
    prepare(out)
    content = json.dumps(to_dict(run), ensure_ascii=False, indent=1) + "\n"
    try:
        # A lone surrogate of a question file becomes its escape, as in report.json.
        (out / FILE).write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(f"cannot write {out / FILE}: {error.strerror}") from error


def _groups(item: Item) -> tuple[str, ...]:
    return ("all", item.type, f"lang {item.lang}")


def _all_groups(run: Searches) -> list[str]:
    """Return the types, then the languages, each in the order of their names."""
    types = sorted({each.item.type for each in run.searched})
    return [*types, *sorted({f"lang {each.item.lang}" for each in run.searched})]


def _values(all_scores: Sequence[Mapping[str, float | None]], name: str) -> list[float]:
    return [value for each in all_scores if (value := each[name]) is not None]


def _mean(numbers: Sequence[float]) -> float | None:
    return float(np.mean(numbers)) if numbers else None


def _row(summary: Summary, names: Sequence[str]) -> tuple[str, ...]:
    means = (_percent(summary.means[name]) for name in names)
    rest = (_number(summary.characters, 0), _number(summary.median_ms, 1), str(summary.errors))
    return (summary.stack, str(summary.n), *means, *rest)


def _group_rows(run: Searches) -> list[tuple[str, ...]]:
    score = f"recall@{run.measure.k}"
    rows: list[tuple[str, ...]] = [(score, "n", *run.stacks)]
    for group in _all_groups(run):
        summaries = [summarise(run, stack, group) for stack in run.stacks]
        shares = (_percent(each.means[score], interval=False) for each in summaries)
        rows.append((group, str(summaries[0].n), *shares))
    return rows


def _percent(score: Mean, *, interval: bool = True) -> str:
    if score.mean is None or score.low is None or score.high is None:
        return "-"
    spread = f" ({score.low * 100:.0f}-{score.high * 100:.0f})" if interval else ""
    return f"{score.mean * 100:.1f}{spread}"


def _number(number: float | None, digits: int) -> str:
    return "-" if number is None else f"{number:.{digits}f}"


def _item(searched: Searched, run: Searches) -> dict[str, Any]:  # Any: a JSON object
    item = searched.item
    return {
        "id": item.id,
        "type": item.type,
        "lang": item.lang,
        "question": item.question,
        "history": [asdict(turn) for turn in searched.history],
        "evidence": [asdict(piece) for piece in item.evidence],
        "stacks": {stack: _ranking(item, searched.rankings[stack], run) for stack in run.stacks},
    }


def _ranking(item: Item, ranking: Ranking, run: Searches) -> dict[str, Any]:  # Any: a JSON object
    return {
        "ranks": list(ranking.ranks),
        "scores": scores(item, ranking, run.measure),
        "error": ranking.error or None,
        "elapsed_ms": round(ranking.elapsed_ms, 3),
        "found": [_found(each, run.names) for each in ranking.found],
    }


def _found(found: Found, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "document": names.get(found.document_id, found.document_id),
        "start": found.start,
        "end": found.end,
        "text": found.text[:_SHOWN_CHARS],
    }
