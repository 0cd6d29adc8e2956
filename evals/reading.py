"""Owns the product as a measurement sees it: a folder of its own, filled, gone afterwards."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.assembly import Wence, assemble
from bot.files import find_files, source_of_path
from bot.intake import IngestStatus
from bot.settings import Settings
from evals.evidence import Source
from evals.spending import Spending, counted_model
from ingest.errors import InputError

__all__ = ["filled", "found_files", "opened", "sources"]


def found_files(
    paths: Sequence[Path], *, tell: Callable[[str], object]
) -> tuple[tuple[Path, ...], int]:
    """Return the files at and below the paths, and 1 when a path was of no use, else 0."""
    files: list[Path] = []
    failed = 0
    for path in paths:
        try:
            files += find_files(path)
        except InputError as error:
            tell(f"{path}: {error.message}. {error.hint}")
            failed = 1
    return tuple(files), failed


@contextmanager
def filled(
    files: Sequence[Path],
    *,
    tell: Callable[[str], object],
    answerer: str | None = None,
    spending: Spending | None = None,
) -> Iterator[tuple[Wence, int]]:
    """Yield the product with the files read, and 1 when one could not be read, else 0."""
    failed = 0
    with (
        tempfile.TemporaryDirectory(prefix="wence-eval-") as folder,
        opened(Path(folder), answerer=answerer, spending=spending) as wence,
    ):
        for result in wence.ingest_all(source_of_path(path) for path in files):
            if result.status is IngestStatus.FAILED:
                tell(f"{result.path}: {result.reason}. {result.hint}")
                failed = 1
        yield wence, failed


def opened(
    data: Path | None, *, answerer: str | None = None, spending: Spending | None = None
) -> Wence:
    """Open a data folder; what its chat model takes and writes is added to `spending`."""
    settings = Settings.from_env(os.environ, data=data, answerer=answerer)
    if spending is None or settings.answerer != "model":
        return assemble(settings)
    return assemble(settings, chat_model=counted_model(settings, spending))


def sources(wence: Wence) -> dict[str, Source]:
    """Return name and normalised text of every document by its id."""
    return {
        listing.document_id: Source(
            name=listing.name, text=wence.index.document(listing.document_id).text
        )
        for listing in wence.index.documents()
    }
