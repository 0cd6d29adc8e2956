"""Owns the product as a measurement sees it: a folder of its own, filled, gone afterwards."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.assembly import Wence, assemble
from bot.files import find_files
from bot.intake import IngestStatus
from bot.settings import Settings
from evals.evidence import Source
from ingest.errors import InputError

__all__ = ["filled", "found_files", "sources"]


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
    files: Sequence[Path], *, tell: Callable[[str], object], answerer: str | None = None
) -> Iterator[tuple[Wence, int]]:
    """Yield the product with the files read, and 1 when one could not be read, else 0."""
    failed = 0
    with (
        tempfile.TemporaryDirectory(prefix="wence-eval-") as folder,
        assemble(Settings.from_env(os.environ, data=Path(folder), answerer=answerer)) as wence,
    ):
        for path in files:
            result = wence.ingest_path(path)
            if result.status is IngestStatus.FAILED:
                tell(f"{result.path}: {result.reason}. {result.hint}")
                failed = 1
        yield wence, failed


def sources(wence: Wence) -> dict[str, Source]:
    """Return name and normalised text of every document by its id."""
    return {
        listing.document_id: Source(
            name=listing.name, text=wence.index.document(listing.document_id).text
        )
        for listing in wence.index.documents()
    }
