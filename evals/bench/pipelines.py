"""Owns `python -m evals.bench.pipelines`: one way of files into a store, measured, told as JSON.

Each is run in a process of its own, so that neither has what the other loaded or cached. Both
have loaded their code when the clock starts; what a command takes to start is not measured here.
"""

import cProfile
import json
import pstats
import re
import resource
import sys
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from ingest.opening import Opening
from ingest.workers import Workers
from vectorstore.embed import StaticEmbedder

__all__ = ["LANGCHAIN_ENDINGS", "PIPELINES", "Taken", "pipeline"]

LANGCHAIN_ENDINGS = (".csv", ".docx", ".htm", ".html", ".md", ".pdf", ".tsv", ".txt")
"""What LangChain has a loader for that needs no service and no model."""
_CHUNK_CHARS, _OVERLAP_CHARS = 500, 50
_KIBIBYTE = 2**10
# The storing thread waits for those who read: that is no work of its own.
_WAITING = re.compile(r"acquire|wait|sleep")


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What taking files in took."""

    files: int
    """Those that were stored."""
    failed: int
    passages: int
    wall_s: float
    parsing_s: float
    """Processor time; of all processes that parse, and of their start."""
    embedding_s: float
    indexing_s: float
    """Processor time of the storing process but for embedding."""
    peak_mib: float
    """Resident memory; of processes that work side by side it is the sum of the peaks."""
    top: str = ""
    """Where the storing process spent most of its own time, when that was profiled."""


class _Noted(StaticEmbedder):
    """The embedder of the product, which notes what it embeds."""

    def __init__(self) -> None:
        """Load the model."""
        super().__init__()
        self._batches: list[list[str]] = []

    def rows(self, texts: list[str]) -> NDArray[np.float32]:
        """Return an array as the embedder does."""
        self._batches.append(texts)
        return super().rows(texts)

    def spent_s(self) -> float:
        """Return the processor time of embedding it all again, with nothing beside it."""
        clock = process_time()
        for texts in self._batches:
            super().rows(texts)
        return process_time() - clock


def _wence(files: Sequence[Path], data: Path) -> Taken:
    """Take files in as `wence ingest` does."""
    from bot.assembly import Wence
    from bot.chain import Bot
    from bot.files import source_of_path
    from bot.settings import Settings
    from vectorstore.index import Index
    from vectorstore.reader import readers

    settings, embedder = Settings(data=data), _Noted()
    index = Index(data, embedder)
    workers = readers(count=0)
    _start(workers)
    with Wence(settings, index, Bot(index), workers) as wence:
        clock, spent = perf_counter(), process_time()
        results = [*wence.ingest_all(map(source_of_path, files))]
        wall_s, own_s = perf_counter() - clock, process_time() - spent
        passages = index.count().passages
        peak_mib = _own_peak_mib()
    embedding_s = embedder.spent_s()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    failed = sum(each.status == "failed" for each in results)
    return Taken(
        files=len(files) - failed,
        failed=failed,
        passages=passages,
        wall_s=wall_s,
        parsing_s=children.ru_utime + children.ru_stime,
        embedding_s=embedding_s,
        indexing_s=own_s - embedding_s,
        peak_mib=peak_mib + workers.count * children.ru_maxrss / _KIBIBYTE,
    )


def _start(workers: Workers) -> None:
    """Have all that read load their code, as the other pipeline has before its clock starts."""
    with ThreadPoolExecutor(workers.count) as pool:
        reports = [
            pool.submit(workers.read, "a.txt", "全县粮食丰收。".encode(), Opening())
            for _ in range(workers.count)
        ]
    for each in reports:
        each.result()


def _langchain(files: Sequence[Path], data: Path) -> Taken:
    """Take files in as LangChain's tutorials do: its loaders, its splitter, its Chroma."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embedder, load = _Noted(), _loader()
    clock, spent = perf_counter(), process_time()
    documents: list[Document] = []
    failed = 0
    for path in files:
        try:
            documents += load(path)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            click.echo(f"LangChain does not read {path.name}: {error!r:.200}", err=True)
            failed += 1
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK_CHARS, chunk_overlap=_OVERLAP_CHARS)
    chunks = splitter.split_documents(documents)
    parsing_s = process_time() - spent
    Chroma.from_documents(chunks, embedder, persist_directory=str(data))
    wall_s, own_s, peak_mib = perf_counter() - clock, process_time() - spent, _own_peak_mib()
    embedding_s = embedder.spent_s()
    return Taken(
        files=len(files) - failed,
        failed=failed,
        passages=len(chunks),
        wall_s=wall_s,
        parsing_s=parsing_s,
        embedding_s=embedding_s,
        indexing_s=own_s - parsing_s - embedding_s,
        peak_mib=peak_mib,
    )


def _loader() -> Callable[[Path], list[Any]]:  # Any: LangChain's documents
    with warnings.catch_warnings():
        # It says that it is no longer maintained; it is still what tutorials build.
        warnings.simplefilter("ignore")
        from langchain_community import document_loaders as loaders
    table = partial(loaders.CSVLoader, encoding="utf-8")
    page = partial(loaders.BSHTMLLoader, bs_kwargs={"features": "lxml"})
    by_ending: dict[str, Callable[..., Any]] = {  # Any: its loaders
        ".csv": table,
        ".docx": loaders.Docx2txtLoader,
        ".htm": page,
        ".html": page,
        ".pdf": loaders.PyPDFium2Loader,
        ".tsv": partial(table, csv_args={"delimiter": "\t"}),
    }
    text = partial(loaders.TextLoader, encoding="utf-8")

    def load(path: Path) -> list[Any]:  # Any: LangChain's documents
        documents: list[Any] = by_ending.get(path.suffix.lower(), text)(str(path)).load()
        return documents

    return load


PIPELINES: dict[str, Callable[[Sequence[Path], Path], Taken]] = {
    "wence": _wence,
    "langchain": _langchain,
}


def _own_peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTE


@click.command()
@click.argument("name", type=click.Choice(sorted(PIPELINES)))
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
@click.option("--profiled", is_flag=True, help="Say where the time goes; takes longer.")
def pipeline(name: str, data: Path, profiled: bool) -> None:
    """Take the files, a JSON list of paths on standard input, into DATA."""
    files = [Path(each) for each in json.load(sys.stdin)]
    if not profiled:
        click.echo(json.dumps(asdict(PIPELINES[name](files, data))))
        return
    with cProfile.Profile(process_time) as profile:
        taken = PIPELINES[name](files, data)
    click.echo(json.dumps(asdict(replace(taken, top=_top(profile)))))


def _top(profile: cProfile.Profile) -> str:
    """Return the function in which most time was spent, without what it called."""
    times = {
        place: row[2]
        for place, row in pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]  # not in its stubs
        if not _WAITING.search(place[2])
    }
    (file, line, function), spent_s = max(times.items(), key=lambda each: each[1])
    where = function if file == "~" else f"{Path(file).name}:{line} {function}"
    return f"{where}, {spent_s:.1f} of {sum(times.values()):.1f} s"


if __name__ == "__main__":
    pipeline()
