"""Owns `python -m evals.bench.ingest`: how fast files are taken in, beside LangChain's own way."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import click

from evals.bench.pipelines import LANGCHAIN_ENDINGS, PIPELINES, Taken
from evals.columns import columns
from evals.entry import run
from evals.reading import found_files
from evals.report import prepare
from evals.versions import versions

__all__ = ["bench", "measure"]

PACKAGES = (
    "wence", "chromadb", "tantivy", "langchain-chroma", "langchain-community",
    "langchain-text-splitters",
)  # fmt: skip
_MEGABYTE = 1_000_000


def measure(files: Sequence[Path], *, rounds: int) -> dict[str, Any]:  # Any: a JSON object
    """Take files in by each pipeline, so often, in turns and in fresh processes."""
    taken: dict[str, list[Taken]] = {name: [] for name in PIPELINES}
    for _ in range(rounds):
        for name, times in taken.items():
            times.append(_taken(name, files))
    size = sum(path.stat().st_size for path in files)
    pipelines = {name: _rates(times, size) for name, times in taken.items()}
    return {
        "files": len(files),
        "megabytes": round(size / _MEGABYTE, 3),
        "rounds": rounds,
        "pipelines": pipelines,
        "times_as_fast": round(
            pipelines["langchain"]["seconds_per_file"] / pipelines["wence"]["seconds_per_file"], 2
        ),
        "top": _taken("wence", files, "--profiled").top,
        "versions": versions(PACKAGES),
    }


def _taken(name: str, files: Sequence[Path], *options: str) -> Taken:
    with tempfile.TemporaryDirectory(prefix="wence-bench-") as folder:
        command = [sys.executable, "-m", "evals.bench.pipelines", name, f"{folder}/data", *options]
        done = subprocess.run(
            command,
            input=json.dumps([str(path.resolve()) for path in files]),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def _rates(times: Sequence[Taken], size: int) -> dict[str, Any]:  # Any: a JSON object
    """Return what one pipeline took, of the round that is the median by wall time."""
    middle = median(sorted(each.wall_s for each in times)) if len(times) % 2 else None
    chosen = next((each for each in times if each.wall_s == middle), min(times, key=_wall))
    return {
        **asdict(chosen),
        "seconds_per_file": chosen.wall_s / max(chosen.files, 1),
        "files_per_s": chosen.files / chosen.wall_s,
        "megabytes_per_s": size / _MEGABYTE / chosen.wall_s,
        "all_wall_s": [each.wall_s for each in times],
    }


def _wall(taken: Taken) -> float:
    return taken.wall_s


def _table(measured: dict[str, Any]) -> str:  # Any: a JSON object
    rows = [
        ("", "files", "failed", "passages", "s", "files/s", "MB/s", "parse s", "embed s",
         "index s", "peak MiB")
    ]  # fmt: skip
    for name, each in measured["pipelines"].items():
        counts = (str(each[key]) for key in ("files", "failed", "passages"))
        rates = (f"{each[key]:.2f}" for key in ("wall_s", "files_per_s", "megabytes_per_s"))
        shares = (f"{each[key]:.1f}" for key in ("parsing_s", "embedding_s", "indexing_s"))
        rows.append((name, *counts, *rates, *shares, f"{each['peak_mib']:.0f}"))
    return (
        f"{measured['files']} files, {measured['megabytes']} MB, {measured['rounds']} rounds\n\n"
        f"{columns(rows)}\n\n"
        f"wence is {measured['times_as_fast']} times as fast per file\n"
        f"most of the storing process's time: {measured['top']}"
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rounds", type=click.IntRange(1), default=1, show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write ingest.json here."
)
def bench(paths: tuple[Path, ...], rounds: int, out: Path | None) -> int:
    """Take the files at and below PATHS into a store, by this product and by plain LangChain.

    Only files that LangChain has a loader for. Both embed with the product's embedder.
    """
    files, absent = found_files(paths, tell=lambda line: click.echo(line, err=True))
    both = [path for path in files if path.suffix.lower() in LANGCHAIN_ENDINGS]
    if out:
        prepare(out)
    measured = measure(both, rounds=rounds)
    click.echo(_table(measured))
    if out:
        text = json.dumps(measured, ensure_ascii=False, indent=1) + "\n"
        (out / "ingest.json").write_text(text, encoding="utf-8")
    return absent


if __name__ == "__main__":
    run(bench)
