"""The one door to the store: keeps catalog, lexical index and vectors together.

A document becomes visible in one catalog transaction, after all three hold it, and leaves the same
way; what an interrupted write left behind is cleared at the next opening.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import StoreError
from ingest.types import Report
from vectorstore.catalog import Catalog
from vectorstore.derived import Derived
from vectorstore.embed import Embedder
from vectorstore.findings import findings, interrupted
from vectorstore.incoming import Incoming
from vectorstore.layout import made_by, open_layout, write_layout
from vectorstore.originals import Originals
from vectorstore.owner import Owner
from vectorstore.readied import Readied
from vectorstore.reading import Parts, Reading
from vectorstore.renewal import Tell, untold
from vectorstore.stamp import Stamp
from vectorstore.store import Store
from vectorstore.types import Change, Finding

__all__ = ["Index"]


class Index(Reading):
    """A data folder, owned by this process. Its methods may be called from any thread."""

    def __init__(self, folder: Path, embedder: Embedder, *, checks: bool = True) -> None:
        """Open a data folder, creating an empty one, and finish what was interrupted.

        Args:
            folder: The folder that holds everything.
            embedder: Must be the one that made the folder's vectors.
            checks: False opens a folder of another embedder, in order to rebuild it.

        Raises:
            BusyError: Another process owns the folder.
            MismatchError: It was made by another embedder or a newer version.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._owner = Owner(folder)
        self._embedder = embedder
        self._writing = threading.RLock()
        try:
            self._catalog = Catalog(folder / "catalog.sqlite")
            is_ready = checks and Readied(folder, embedder).is_whole
            open_layout(self._catalog, embedder, checks=checks and not is_ready)
            stamp = Stamp.of(self._catalog)
            self._originals = Originals(folder / "originals")
            self._derived = Derived(folder, embedder, self._catalog)
        except BaseException:
            self._owner.release()
            raise
        self._is_closed = False
        self._store = Store(self._catalog, self._originals, self._derived)
        parts = Parts(
            catalog=self._catalog,
            derived=self._derived,
            originals=self._originals,
            embedder=embedder,
            stamp=stamp,
        )
        super().__init__(parts, lambda: self._store.visible)
        if is_ready:  # made by `wence reindex` while another process served
            self.reindex()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def made_by(self) -> str:
        """The embedder that made the vectors, with the name that staff gave it."""
        return made_by(self._catalog)

    def announce(self, url: str) -> None:
        """Tell other processes that want the folder where this one serves."""
        self._owner.announce(url)

    def close(self) -> None:
        """Give the folder up."""
        with self._writing:
            self._is_closed = True
            self._derived.close()
            self._catalog.close()
            self._owner.release()

    def has(self, document_id: str) -> bool:
        """Tell whether a file of this id is stored, whole and as the present version reads it."""
        return self._store.has(document_id)

    def holds(self, document_id: str, *, path: str) -> bool:
        """Tell whether these bytes are stored, whole and as the present version reads them.

        The path is recorded as holding them; what it held before is removed unless another path
        holds that too.
        """
        with self._writing:
            return self._store.holds(document_id, path=path)

    def sync(self, report: Report, *, path: str, content: bytes) -> Change:
        """Store a report that was read from a path, in place of what that path held before."""
        (change,) = self.sync_all([Incoming(report=report, path=path, content=content)])
        return change

    def sync_all(self, batch: Sequence[Incoming]) -> list[Change]:
        """Store reports as `sync` does one after another, in a fraction of the time.

        They become visible in one catalog transaction, after all are in both indexes; of a batch
        with several versions of a document or a path, in one for each version.

        Raises:
            StoreError: The folder was given up meanwhile.
        """
        with self._writing:
            if self._is_closed:
                raise StoreError("the data folder was given up", hint="Give the file again.")
            return self._store.put(batch)

    def paths(self) -> tuple[str, ...]:
        """Return every path that holds a document."""
        return tuple(self._catalog.paths())

    def collection_at(self, path: str) -> str:
        """Return the collection of what a path holds, the default one when it holds nothing."""
        return self._catalog.collection_at(path)

    def release(self, path: str) -> None:
        """Record that a path holds nothing; its document goes unless another path holds it."""
        with self._writing:
            self._store.purge(self._catalog.unlink(path))

    def remove(self, document_id: str) -> None:
        """Remove a document everywhere.

        Raises:
            NotFoundError: There is none of this id.
        """
        with self._writing:
            self._store.visible.require(document_id)
            self._store.purge(self._catalog.withdraw(document_id))

    def doctor(self) -> tuple[Finding, ...]:
        """Compare the three stores and the originals, and say what does not agree."""
        with self._writing:
            found = findings(
                self._store.visible.rows.values(),
                catalog=self._catalog,
                indexes=self._derived.keys(),
                originals=self._originals,
                embedder=self._embedder,
            )
            left = interrupted(self._derived.begun(), passages=self.count().passages)
            return (*found, *left)

    def rebuild(self) -> None:
        """Make the lexical index and the vectors anew from the catalog."""
        with self._writing:
            self._derived.rebuild(self._catalog)
            write_layout(self._catalog, self._embedder)

    def reindex(self, *, tell: Tell = untold) -> None:
        """Make the vectors anew, by the present embedder, from the stored passages.

        The former vectors serve until the new ones are whole: what was interrupted leaves the
        folder as it was, and is gone on with the next time.

        Args:
            tell: Told how many passages are done, of how many, after each batch.

        Raises:
            ModelError: The embedder failed.
        """
        with self._writing:
            self._derived.renew(self._catalog, resumes=True, tell=tell)
