"""`wence ingest`: files and folders into the data folder, once or as they change."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import console
from bot.progress import Progress
from bot.settings import Settings
from ingest.errors import InputError

if TYPE_CHECKING:  # these load the store, which `wence --help` does without
    from bot.assembly import Wence
    from bot.files import Source
    from bot.intake import Ingested, Step

__all__ = ["ingest"]

_INTERRUPTED = 130
"""Exit code of what Ctrl-C ended, by the convention of shells."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are documents already.")
@click.option("--password", help="Opens files that are locked; better given as WENCE_PASSWORD.")
@click.option("--watch", is_flag=True, help="Go on with what is added or changed, until Ctrl-C.")
@click.option("--prune", is_flag=True, help="Remove documents whose files are gone from a folder.")
@click.option(
    "--collection",
    help="Only who may read it reads them [that of what a file replaces, else default].",
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [./data]."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def ingest(
    paths: tuple[str, ...],
    *,
    data: Path | None,
    password: str | None,
    collection: str | None,
    **flags: bool,
) -> int:
    """Read files, folders (recursively) and web addresses into the data folder."""
    from bot.files import collection_name

    collection = collection_name(collection) if collection else ""
    settings = Settings.from_env(os.environ, data=data, password=password)
    # With --if-empty there is mostly nothing to read.
    files = 0 if flags["if_empty"] else _most_files(paths)
    with _stopped_by_signal(), _assembled(settings, files=files) as product:
        if flags["if_empty"] and product.index.count().documents:
            return 0
        run = _Run(product, as_json=flags["as_json"], collection=collection)
        if flags["watch"]:
            return run.follow(paths, prunes=flags["prune"])
        return run.once(paths, prunes=flags["prune"])


def _most_files(paths: Sequence[str]) -> int | None:
    """Return how many files these are at most; None for as many as a folder holds."""
    return None if any(Path(each).is_dir() for each in paths) else len(paths)


@contextmanager
def _assembled(settings: Settings, *, files: int | None) -> Iterator["Wence"]:
    """Open the product; those who read are started before the store is loaded, beside that."""
    from vectorstore.reader import readers

    with readers(count=settings.workers) as workers:
        workers.warm(files)
        from bot.assembly import assemble

        with assemble(settings, workers=workers) as product:
            yield product


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Let a request to end be like Ctrl-C, so that what is running is ended in order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Run:
    """Takes files into a product and tells what becomes of each."""

    def __init__(self, product: "Wence", *, as_json: bool, collection: str) -> None:
        self._product, self._as_json, self._collection = product, as_json, collection
        self._has_failed = False

    def once(self, paths: Sequence[str], *, prunes: bool) -> int:
        """Take in what there is, and return the exit code."""
        from bot.files import find_sources, is_address
        from bot.intake import Ingested

        sources, failures = find_sources(
            paths, allow_private_urls=self._product.settings.allow_private_urls
        )
        for path, error in failures:
            self._tell(Ingested.failed(path, error))
        sources = [replace(each, collection=self._collection) for each in sources]
        if sources and not self._take(sources):
            return _INTERRUPTED
        if prunes:
            self._prune([Path(path) for path in paths if not is_address(path)])
        return int(self._has_failed)

    def follow(self, paths: Sequence[str], *, prunes: bool) -> int:
        """Follow folders until Ctrl-C, and return the exit code."""
        from bot.files import is_address
        from bot.follow import Follower

        for path in filter(is_address, paths):
            raise InputError(
                f"{path} is a web address, and only files and folders can be watched",
                hint="Take it in by itself: wence ingest ADDRESS, and again when it has changed.",
            )

        roots = [Path(path) for path in paths]
        follower = Follower(
            self._product,
            roots,
            prunes=prunes,
            collection=self._collection,
            tell=self._tell_change,
            say=_say,
        )
        _say(f"Following {', '.join(paths)}; Ctrl-C ends it.")
        try:
            follower.run(threading.Event())
        except KeyboardInterrupt:
            _say("Ended. What was taken in is stored.")
        return 0

    def _take(self, sources: "list[Source]") -> bool:
        """Take files in; return whether all had their turn, and say how to go on otherwise."""
        progress = Progress(files=len(sources), size=sum(each.size for each in sources))

        def note(step: "Step", source: "Source") -> None:
            progress.begin(f"{step.value} {source.shown}")

        done = 0
        try:
            results = self._product.ingest_all(sources, note=note)
            for source, result in zip(sources, results, strict=True):
                done += 1
                progress.clear()
                self._tell(result)
                progress.end(source.size)
        except KeyboardInterrupt:
            progress.clear()
            _say(
                f"Interrupted: {done} of {len(sources)} files are done. "
                "Give the same command again to go on; what is stored is passed over."
            )
            return False
        progress.clear()
        return True

    def _prune(self, roots: Sequence[Path]) -> None:
        from bot.follow import prune

        for key in prune(self._product, roots):
            _say(f"removed  {key}")

    def _tell(self, result: "Ingested") -> None:
        self._has_failed |= result.status == "failed"
        console.tell_ingested(result, as_json=self._as_json)
        sys.stdout.flush()  # for a program that reads the lines as they come

    def _tell_change(self, result: "Ingested") -> None:
        if result.status != "unchanged":
            self._tell(result)


def _say(line: str) -> None:
    click.echo(line, err=True)
