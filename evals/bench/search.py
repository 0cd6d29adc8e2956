"""Owns `python -m evals.bench.search`: how fast and exact search is at size, and answers."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import numpy as np

from bot.assembly import Wence, assemble
from bot.settings import Settings
from evals.bench.building import build
from evals.bench.exactness import index_recall
from evals.columns import columns
from evals.entry import run
from evals.questions import load
from evals.reading import found_files
from evals.report import prepare
from evals.versions import versions
from vectorstore.embed import StaticEmbedder
from vectorstore.types import Way
from vectorstore.vectors import HNSW

__all__ = ["Times", "bench", "measure"]

PACKAGES = ("wence", "chromadb", "tantivy", "numpy", "rjieba")
SAMPLE = Path(__file__).parents[1] / "sample" / "questions.jsonl"
_STAGES = ("understand", "retrieve", "answer", "check", "total")
K = 10
# Ten of them lie beyond the 95th percentile.
_SEARCHES = 200
_WARM_UP = 10
# For each of them every vector is looked at.
_EXACT_QUESTIONS = 100

Tell = Callable[[str], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How long one thing took, over many times, in milliseconds of wall time."""

    name: str
    n: int
    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, name: str, spans_ms: Sequence[float]) -> "Times":
        """Return the percentiles of some times."""
        p50, p95 = (float(each) for each in np.percentile(spans_ms, (50, 95)))
        return cls(name=name, n=len(spans_ms), p50_ms=round(p50, 2), p95_ms=round(p95, 2))


def measure(
    data: Path, questions: Sequence[str], *, searches: int, cold_starts: int
) -> dict[str, Any]:  # Any: a JSON object
    """Measure searches of a data folder, which no process may own.

    Args:
        data: The folder.
        questions: What is searched for, in turn.
        searches: How many times each way of searching is timed.
        cold_starts: How many new processes are.

    Raises:
        BusyError: Another process owns it.
    """
    with assemble(Settings(data=data)) as wence:
        counts = wence.index.count()
        embedder = wence.index.fingerprint
        times = [Times.of(*each) for each in _searches(wence, questions, searches)]
        times += _answers(wence, questions, searches)
    embed = StaticEmbedder().embed_query
    shares = index_recall(data, [embed(each) for each in questions[:_EXACT_QUESTIONS]], k=K)
    return {
        "documents": counts.documents,
        "passages": counts.passages,
        "embedder": embedder,
        "hnsw": {**HNSW},
        "k": K,
        "searches": [
            asdict(each) for each in (*times, *_cold_starts(data, questions, cold_starts))
        ],
        "index_recall": {
            "questions": len(shares),
            "mean": round(float(np.mean(shares)), 4),
            "least": round(min(shares), 4),
        },
        "versions": versions(PACKAGES),
    }


def _searches(wence: Wence, questions: Sequence[str], count: int) -> list[tuple[str, list[float]]]:
    """Time whole searches of the index in each way, and the bot's, which keeps to the scope."""
    searches: dict[str, Callable[[str], object]] = {
        f"Index.search, {way.value}": partial(wence.index.search, k=K, way=way) for way in Way
    }
    searches["Bot.search, hybrid"] = partial(wence.bot.search, k=K)
    return [(name, _timed(search, questions, count)) for name, search in searches.items()]


def _answers(wence: Wence, questions: Sequence[str], count: int) -> list[Times]:
    """Time whole answers, by stage."""
    timings = [
        asdict(wence.bot.ask(each).timings_ms)
        for each in islice(cycle(questions), _WARM_UP + count)
    ][_WARM_UP:]
    return [Times.of(f"Bot.ask, {stage}", [each[stage] for each in timings]) for stage in _STAGES]


def _timed(search: Callable[[str], object], questions: Sequence[str], count: int) -> list[float]:
    for question in islice(cycle(questions), _WARM_UP):
        search(question)
    return [_span_ms(partial(search, each)) for each in islice(cycle(questions), count)]


def _cold_starts(data: Path, questions: Sequence[str], processes: int) -> list[Times]:
    """Time the first search of fresh processes, by part and from their start to their end."""
    laps: dict[str, list[float]] = {}
    for question in islice(cycle(questions), processes):
        command = [sys.executable, "-m", "evals.bench.cold", str(data), question]
        clock = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        whole_ms = (perf_counter() - clock) * 1000
        for name, span_ms in {**json.loads(done.stdout), "process_ms": whole_ms}.items():
            laps.setdefault(name, []).append(span_ms)
    return [
        Times.of(f"cold start, {name.removesuffix('_ms')}", each) for name, each in laps.items()
    ]


def _span_ms(work: Callable[[], object]) -> float:
    clock = perf_counter()
    work()
    return (perf_counter() - clock) * 1000


def _table(measured: dict[str, Any]) -> str:  # Any: a JSON object
    rows = [("milliseconds", "n", "p50", "p95")]
    for each in measured["searches"]:
        spans = (f"{each['p50_ms']:.1f}", f"{each['p95_ms']:.1f}")
        rows.append((each["name"], str(each["n"]), *spans))
    exact = measured["index_recall"]
    return (
        f"{measured['passages']} passages of {measured['documents']} documents, "
        f"embedder {measured['embedder']}, HNSW {measured['hnsw']}\n\n{columns(rows)}\n\n"
        f"recall@{measured['k']} of the vector index against every vector: "
        f"{exact['mean']:.3f}, least {exact['least']:.1f}, of {exact['questions']} questions"
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
@click.option("--documents", "paths", multiple=True, type=click.Path(path_type=Path))
@click.option(
    "--questions",
    "dataset",
    type=click.Path(path_type=Path),
    default=SAMPLE,
    help="Question file [the sample's].",
)
@click.option("--passages", type=click.IntRange(1), default=100_000, show_default=True)
@click.option(
    "--searches",
    type=click.IntRange(1),
    default=_SEARCHES,
    show_default=True,
    help="How many times to time each way of searching.",
)
@click.option(
    "--cold-starts",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How many new processes to time.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write bench.json here."
)
def bench(
    data: Path,
    paths: tuple[Path, ...],
    dataset: Path,
    passages: int,
    out: Path | None,
    **counts: int,
) -> int:
    """Fill the folder DATA with passages of reports and variants of them, and measure searches.

    What DATA holds already is used again: an interrupted run goes on, a finished one only measures.
    """
    files, absent = found_files(paths, tell=_warn)
    questions = [item.question for item in load(dataset)]
    if out:
        prepare(out)
    clock = perf_counter()
    with assemble(Settings(data=data)) as wence:
        build(wence, files, passages=passages, tell=_warn)
    build_s = round(perf_counter() - clock, 1)
    measured = measure(data, questions, **counts)
    measured |= {"build_s": build_s, "question_file": dataset.name}
    click.echo(_table(measured))
    if out:
        text = json.dumps(measured, ensure_ascii=False, indent=1) + "\n"
        (out / "bench.json").write_text(text, encoding="utf-8")
    return absent


def _warn(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    run(bench)
