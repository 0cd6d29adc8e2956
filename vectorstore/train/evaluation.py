"""Measures retrieval by a model on question sets; knows no training."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ingest.normalise import fold
from ingest.split import sentences
from vectorstore.train.algebra import Matrix
from vectorstore.train.reports import File
from vectorstore.train.sources import HAN, aligned

__all__ = ["Encode", "Score", "Task", "mean", "measure", "tasks"]

Encode = Callable[[Sequence[str]], Matrix]
"""Returns unit rows, float32 (texts, dim)."""

_SPACE = re.compile(r"\s+")
_MIN_UNIT = 8


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts to search, with questions and the positions of the texts that answer each."""

    texts: tuple[str, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A set of questions, each to be answered from its own pool."""

    name: str
    pools: tuple[Pool, ...]
    in_mean: tuple[int, ...] = field(default=(1, 5))
    """The k of the R@k that count in the mean of all figures."""


@dataclass(frozen=True, slots=True)
class Score:
    """Recall within the first k texts, in [0, 1], by k."""

    recall: Mapping[int, float]
    questions: int


def measure(encode: Encode, task: Task, *, ks: Sequence[int] = (1, 5)) -> Score:
    """Return how often an answering text is among the first k; a tie counts as the worst rank."""
    ranks: list[int] = []
    for pool in task.pools:
        rows = encode(pool.texts)
        scores = encode([question for question, _ in pool.questions]) @ rows.T
        for line, (_, right) in zip(scores, pool.questions, strict=True):
            ranks.append(_rank(line, sorted(right)))
    found = np.array(ranks)
    return Score({k: float((found < k).mean()) for k in ks}, len(ranks))


def mean(scores: Mapping[str, Score], tasks: Iterable[Task]) -> float:
    """Return the mean of the figures that count."""
    figures = [scores[task.name].recall[k] for task in tasks for k in task.in_mean]
    return float(np.mean(figures))


def tasks(
    *,
    reports: Sequence[File],
    questions: Sequence[Path],
    xquad: Path | None,
    aligned_table: Path | None,
    cmrc: Path | None,
) -> tuple[Task, ...]:
    """Return the sets that are present, in a fixed order."""
    found: list[Task] = []
    if xquad is not None:
        pair = [_squad(xquad / f"xquad.{language}.json") for language in ("zh", "en")]
        found.append(_paragraphs("XQuAD zh→zh", pair[0], pair[0]))
        found.append(_paragraphs("XQuAD en→zh", pair[1], pair[0]))
    if aligned_table is not None:
        found.append(_translations(aligned_table))
    for path in questions:
        found.append(_evidence(path, reports, are_sentences=True))
        found.append(_evidence(path, reports, are_sentences=False))
    if cmrc is not None:
        paragraphs = _squad(cmrc)
        found.append(Task("CMRC zh→zh", _paragraphs("", paragraphs, paragraphs).pools, ()))
    return tuple(found)


def _rank(scores: Matrix, right: Sequence[int]) -> int:
    best = scores[right].max()
    return int((scores >= best).sum() - (scores[right] >= best).sum())


Paragraphs = list[tuple[str, list[str]]]


def _squad(path: Path) -> Paragraphs:
    """Return paragraphs with their questions, in the form of SQuAD."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [
        (paragraph["context"], [item["question"] for item in paragraph["qas"]])
        for article in articles
        for paragraph in article["paragraphs"]
    ]


def _paragraphs(name: str, asked: Paragraphs, searched: Paragraphs) -> Task:
    questions = tuple(
        (question, frozenset({number}))
        for number, (_, questions) in enumerate(asked)
        for question in questions
    )
    return Task(name, (Pool(tuple(text for text, _ in searched), questions),))


def _translations(path: Path) -> Task:
    kept = [
        each
        for each in dict.fromkeys(aligned(path))
        if len(HAN.findall(each.zh)) >= 8 and len(each.en) > 20
    ]
    numbers = {text: i for i, text in enumerate(dict.fromkeys(each.zh for each in kept))}
    questions = tuple((each.en, frozenset({numbers[each.zh]})) for each in kept)
    return Task("aligned 2018 en→zh", (Pool(tuple(numbers), questions),), (1,))


def _evidence(path: Path, reports: Sequence[File], *, are_sentences: bool) -> Task:
    """Return the questions whose evidence is in a report, each searched in that report alone."""
    wanted: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        quotes: dict[str, list[str]] = defaultdict(list)
        for evidence in item["evidence"] if item["answerable"] else ():
            quotes[evidence["document"]].append(evidence["quote"])
        for document, said in quotes.items():
            wanted[document].append((" ".join(item["turns"][-2:]), said))
    pools = []
    for document, asked in wanted.items():
        units = _units(document, reports, are_sentences=are_sentences)
        found = [(question, _right(units, said)) for question, said in asked]
        answered = tuple((question, right) for question, right in found if right)
        if answered:
            pools.append(Pool(units, answered))
    unit = "sentence" if are_sentences else "passage"
    return Task(f"{path.stem} {unit}", tuple(pools))


def _units(name: str, reports: Sequence[File], *, are_sentences: bool) -> tuple[str, ...]:
    for file in reports:
        if ("/" + file.path).endswith("/" + name):
            text = file.report.document.text
            spans = [(each.start, each.end) for each in file.report.passages]
            if are_sentences:
                spans = [each for span in spans for each in sentences(text, span)]
            return tuple(dict.fromkeys(text[start:end] for start, end in spans))
    return ()


def _right(units: Sequence[str], quotes: Sequence[str]) -> frozenset[int]:
    folded = [_key(unit) for unit in units]
    found: set[int] = set()
    for quote in map(_key, quotes):
        whole = [i for i, unit in enumerate(folded) if quote in unit]
        parts = (i for i, unit in enumerate(folded) if _is_part(unit, quote))
        found.update(whole or parts)
    return frozenset(found)


def _is_part(unit: str, quote: str) -> bool:
    return len(unit) > _MIN_UNIT and unit.rstrip("。；") in quote


def _key(text: str) -> str:
    return _SPACE.sub("", fold(text))
