"""Owns `wence eval retrieval`: how well passages are found, next to the usual stacks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial, reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from bot.assembly import Wence
from bot.types import Turn
from evals.baselines import PACKAGES as BASELINE_PACKAGES
from evals.baselines import baselines
from evals.contestants import Documents, found
from evals.evidence import Source
from evals.public import collections, written
from evals.questions import Item, load
from evals.rankings import Searches, merge, table, write
from evals.reading import filled, found_files, sources
from evals.relevance import Found, unfindable
from evals.report import prepare
from evals.searching import Measure, Stack, search_all
from evals.versions import versions
from vectorstore.types import Way

__all__ = ["measure_public", "measure_questions", "retrieval", "ways"]

# What can change a ranking without a line of this project changing.
PACKAGES = ("wence", "chromadb", "tantivy", "rjieba", "numpy", "langchain-core")
_DEPTH = 10

Tell = Callable[[str], object]


def ways(wence: Wence, texts: Mapping[str, Source], *, passages: int) -> tuple[Stack, ...]:
    """Return the product's ways of searching, each finding at most so many passages."""

    def text_of(document_id: str) -> tuple[str, str]:
        return texts[document_id].name, texts[document_id].text

    return tuple(
        Stack(name=way.value, search=partial(_search, wence, text_of, way, k=passages))
        for way in Way
    )


def measure_questions(
    dataset: Path, *, files: Sequence[Path], k: int, baseline: bool, tell: Tell
) -> tuple[Searches, int]:
    """Search for every question of a file that has evidence; 1 when a document failed, else 0.

    Raises:
        InputError: The question file cannot be used.
    """
    items = tuple(item for item in load(dataset) if item.evidence)
    measure = Measure(k=k, depth=max(k, _DEPTH))
    with filled(files, tell=tell) as (wence, failed):
        searches = _measure(items, wence, measure=measure, baseline=baseline, tell=tell)
    return searches, failed


def measure_public(
    paths: Sequence[Path], *, k: int, limit: int | None, baseline: bool, tell: Tell
) -> tuple[Searches, int]:
    """Search the paragraphs of each public set for the questions of each that fits it.

    Raises:
        InputError: A file is no such set.
    """
    measure = Measure(k=k, depth=max(k, _DEPTH), ranks_documents=True)
    runs, failed = [], 0
    for collection in collections(paths, limit=limit):
        with (
            written(collection.paragraphs) as files,
            filled(files, tell=tell) as (wence, unread),
        ):
            runs.append(
                _measure(collection.items, wence, measure=measure, baseline=baseline, tell=tell)
            )
            failed |= unread
    return reduce(merge, runs), failed


def _measure(
    items: Sequence[Item], wence: Wence, *, measure: Measure, baseline: bool, tell: Tell
) -> Searches:
    texts = sources(wence)
    left_out = unfindable(items, texts)
    for item_id, reason in left_out.items():
        tell(f"{item_id} is left out: {reason}")
    stacks = [*ways(wence, texts, passages=measure.passages)]
    kept = [item for item in items if item.id not in left_out]
    if baseline:
        stacks += baselines(texts, passages=measure.passages, tell=tell)
    return Searches(
        searched=tuple(search_all(kept, stacks, sources=texts, measure=measure, ask=wence.bot.ask)),
        stacks=tuple(stack.name for stack in stacks),
        measure=measure,
        names={document_id: source.name for document_id, source in texts.items()},
        documents=wence.index.count().documents,
        passages=wence.index.count().passages,
        left_out=left_out,
        facts={
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "embedder": wence.index.fingerprint,
            "versions": versions((*PACKAGES, *(BASELINE_PACKAGES if baseline else ()))),
        },
    )


def _search(
    wence: Wence, text_of: Documents, way: Way, question: str, history: tuple[Turn, ...], *, k: int
) -> tuple[Found, ...]:
    return found(wence.bot.search(question, history, k=k, way=way), text_of)


def _digests(paths: Sequence[Path]) -> list[dict[str, Any]]:  # Any: a JSON object
    return [{"name": path.name, "sha256": sha256(path.read_bytes()).hexdigest()} for path in paths]


def _options(command: Callable[..., Any]) -> Callable[..., Any]:  # Any: any click command
    out = click.Path(file_okay=False, path_type=Path)
    for option in (
        click.option("--out", type=out, help="Write retrieval.json here."),
        click.option("--baseline", is_flag=True, help="Also measure the usual stacks."),
        click.option(
            "--k",
            type=click.IntRange(1, 100),
            default=5,
            show_default=True,
            help="How many results a reader looks at.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def retrieval() -> None:
    """Measure how well passages are found, in every way of searching."""


@retrieval.command()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--documents", "paths", multiple=True, required=True, type=click.Path(path_type=Path))
@_options
def questions(
    dataset: Path, paths: tuple[Path, ...], k: int, baseline: bool, out: Path | None
) -> int:
    """Search some documents for the evidence of a question file."""
    files, absent = found_files(paths, tell=_warn)
    if out:
        prepare(out)
    searches, failed = measure_questions(dataset, files=files, k=k, baseline=baseline, tell=_warn)
    _show(searches, [dataset], out)
    return absent or failed


@retrieval.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--paragraphs", type=click.IntRange(1), help="Use only so many of each file.")
@_options
def public(
    files: tuple[Path, ...], paragraphs: int | None, k: int, baseline: bool, out: Path | None
) -> int:
    """Search the paragraphs of XQuAD or CMRC 2018 for those that answer its questions."""
    if out:
        prepare(out)
    searches, failed = measure_public(files, k=k, limit=paragraphs, baseline=baseline, tell=_warn)
    _show(searches, files, out)
    return failed


def _show(searches: Searches, paths: Sequence[Path], out: Path | None) -> None:
    click.echo(table(searches))
    if out:
        write(searches.about(dataset=_digests(paths)), out)


def _warn(line: str) -> None:
    click.echo(line, err=True)
