"""Owns `make bench`: what the whole product costs at several sizes, beside LangChain's tutorial.

Latency of answers by stage, cold starts, many clients at once, memory and disk, a JSON file a run.
Taking files in is measured by `evals.bench.ingest`, the ways of searching by `evals.bench.search`.
"""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from bot.assembly import assemble
from bot.settings import Settings
from evals.baselines import chosen, contestants
from evals.bench.building import build
from evals.bench.search import PACKAGES, SAMPLE, Times
from evals.bench.served import ask_at_once, cold_ask_ms, serving
from evals.columns import columns
from evals.entry import run
from evals.evidence import Source
from evals.questions import load
from evals.reading import found_files, sources
from evals.report import prepare
from evals.versions import versions

__all__ = ["bench", "measure"]

SIZES = (1_000, 10_000, 100_000)
CLIENTS = (1, 8, 32)
_COLD_STARTS = 3
_QUESTIONS = 64
_BASELINE = "langchain-minilm"
_BASELINE_PASSAGES = 1_000
"""MiniLM makes some 20 vectors a second, so that more would take an hour."""

Tell = Callable[[str], object]
_Json = dict[str, Any]  # Any: a JSON object


def measure(data: Path, questions: Sequence[str], *, tell: Tell) -> _Json:
    """Measure a data folder, which no process may own."""
    with assemble(Settings(data=data)) as wence:
        counts, texts = wence.index.count(), sources(wence)
    cold = [cold_ask_ms(data, each) for each in questions[:_COLD_STARTS]]
    served = _served(data, questions)
    measured: _Json = {
        "documents": counts.documents,
        "passages": counts.passages,
        "disk_mib": round(_bytes(data) / 2**20, 1),
        "cold": [asdict(Times.of("wence ask", cold)), *served.pop("cold")],
        **served,
    }
    if counts.passages <= _BASELINE_PASSAGES * 2:
        measured["baseline"] = _baseline(texts, questions, measured, tell)
    return measured


def _served(data: Path, questions: Sequence[str]) -> _Json:
    with serving(data) as server:
        ask_at_once(server.url, questions, clients=1, count=len(questions))
        clients: list[_Json] = []
        stages: list[_Json] = []
        for number in CLIENTS:
            asked, rate = ask_at_once(server.url, questions, clients=number, count=_QUESTIONS)
            spans = Times.of(f"{number} clients", [each.wall_ms for each in asked])
            clients.append(asdict(spans) | {"questions_a_second": round(rate, 1)})
            stages = stages or _stages([each.stages_ms for each in asked])
        return {
            "cold": [asdict(Times.of("wence serve", [server.start_ms]))],
            "stages": stages,
            "clients": clients,
            "resident_mib": server.resident_mib,
        }


def _stages(laps: Sequence[Mapping[str, float]]) -> list[_Json]:
    return [asdict(Times.of(stage, [lap[stage] for lap in laps])) for stage in laps[0]]


def _baseline(
    texts: Mapping[str, Source], questions: Sequence[str], measured: _Json, tell: Tell
) -> _Json | None:
    """Measure the tutorial's search over the same texts, and how many times as long ours takes."""
    clock = perf_counter()
    made = next(contestants(texts, tell=tell, chosen=chosen([_BASELINE])), None)
    build_s = perf_counter() - clock
    if made is None:
        return None
    spans = []
    for question in questions:
        clock = perf_counter()
        made.ask(question, ())
        spans.append((perf_counter() - clock) * 1000)
    times = Times.of(_BASELINE, spans)
    ours = {each["name"]: each["p50_ms"] for each in measured["stages"]}
    return {
        **asdict(times),
        "build_s": round(build_s, 1),
        "retrieve_ratio": round(ours["retrieve"] / times.p50_ms, 2),
        "answer_ratio": round(ours["total"] / times.p50_ms, 2),
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _table(sizes: Sequence[_Json]) -> str:
    rows = [("milliseconds, p50 / p95", *(f"{each['passages']} passages" for each in sizes))]
    for part in ("stages", "cold", "clients"):
        for number, first in enumerate(sizes[0][part]):
            spans = (each[part][number] for each in sizes)
            cells = (f"{span['p50_ms']:.0f} / {span['p95_ms']:.0f}" for span in spans)
            rows.append((first["name"], *cells))
    for name in ("resident_mib", "disk_mib"):
        rows.append((name, *(f"{each[name]:.0f}" for each in sizes)))
    ratios = (each.get("baseline") or {} for each in sizes)
    rows.append((f"answer : {_BASELINE}", *(str(each.get("answer_ratio", "-")) for each in ratios)))
    return columns(rows)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--documents",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Reports to fill the folders with [the sample's].",
)
@click.option("--questions", "dataset", type=click.Path(path_type=Path), default=SAMPLE)
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(1),
    multiple=True,
    default=SIZES,
    show_default=True,
    help="Passages; each size has a folder of its own below DATA.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="bench",
    show_default=True,
    help="Write a JSON file a run here.",
)
def bench(data: Path, paths: tuple[Path, ...], dataset: Path, sizes: tuple[int, ...],
          out: Path) -> int:  # fmt: skip
    """Measure the whole product at several sizes; folders that are filled are used again."""
    files, absent = found_files(paths or (*sorted(SAMPLE.parent.glob("*.txt")),), tell=_warn)
    questions = [item.question for item in load(dataset)]
    prepare(out)
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    content: _Json = {"started": started, "machine": _machine(), "versions": versions(PACKAGES)}
    measured: list[_Json] = []
    for size in sizes:
        measured.append(_size(data / str(size), files, size, questions))
        # After each size: the next may take hours.
        text = json.dumps(content | {"sizes": measured}, ensure_ascii=False, indent=1) + "\n"
        (out / f"{started}.json").write_text(text, encoding="utf-8")
    click.echo(_table(measured))
    return absent


def _machine() -> _Json:
    """Return what the figures hold for; the load is that of the last minute, ours included."""
    load_average = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    return {"system": platform.platform(), "processors": os.cpu_count(), "load": load_average}


def _size(folder: Path, files: Sequence[Path], size: int, questions: Sequence[str]) -> _Json:
    with assemble(Settings(data=folder)) as wence:
        build(wence, files, passages=size, tell=_warn)
    return measure(folder, questions, tell=_warn)


def _warn(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    run(bench)
