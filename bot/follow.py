"""Keeps a product in step with folders: takes in what is new there, and releases what is gone."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.files import source_of_path
from bot.watch import Watch
from ingest.errors import InputError

if TYPE_CHECKING:
    from bot.assembly import Wence
    from bot.intake import Ingested

__all__ = ["Follower", "prune"]

_POLL_S = 1.0


class Follower:
    """Follows folders until it is told to stop."""

    def __init__(
        self,
        product: "Wence",
        roots: Sequence[Path],
        *,
        prunes: bool,
        collection: str = "",
        tell: Callable[["Ingested"], object],
        say: Callable[[str], object],
    ) -> None:
        """Choose what to follow.

        Args:
            product: Takes the files in.
            roots: Files and folders; a folder with all below it.
            prunes: Whether the document of a file that is gone goes too. It stays otherwise: a
                file that was moved away by mistake must not cost the answers.
            collection: Where the files go, as in `bot.files.Source`.
            tell: Called with what became of each file.
            say: Called with what happens besides.

        Raises:
            InputError: There is nothing at a root.
        """
        for root in roots:
            if not root.exists():
                raise InputError(f"{root} does not exist", hint="Check the spelling of the path.")
        self._product, self._prunes, self._tell, self._say = product, prunes, tell, say
        self._collection = collection
        self._roots = tuple(root.resolve() for root in roots)
        self._watch = Watch(self._roots)

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set."""
        if self._prunes:
            for key in prune(self._product, self._roots):
                self._say(f"removed  {key}")
        while not stop.is_set():
            self.step()
            stop.wait(_POLL_S)

    def step(self) -> None:
        """Look once, and do what is to be done."""
        seen = self._watch.look()
        sources = (source_of_path(each) for each in seen.ready)
        wanted = (replace(each, collection=self._collection) for each in sources)
        for ingested in self._product.ingest_all(wanted):
            self._tell(ingested)
        for path in seen.gone:
            self._lose(path)

    def _lose(self, path: Path) -> None:
        if self._prunes:
            self._product.index.release(str(path))
            self._say(f"removed  {path}")
        else:
            self._say(f"{path} is gone; its document stays: `wence remove ID`, or use --prune")


def prune(product: "Wence", roots: Iterable[Path]) -> list[str]:
    """Release the paths below some folders whose files are gone, and return them.

    A folder that is missing or empty may be a drive that is not there: nothing below it is gone.
    """
    folders = [root.resolve() for root in roots if root.is_dir() and any(root.iterdir())]
    gone = [
        key
        for key in product.index.paths()
        if not Path(key).exists() and any(Path(key).is_relative_to(each) for each in folders)
    ]
    for key in gone:
        product.index.release(key)
    return gone
