"""The one door to the store: keeps catalog, lexical index and vectors together.

A document becomes visible in one catalog transaction, after all three hold it, and leaves the same
way; what an interrupted write left behind is cleared at the next opening.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.errors import NotFoundError, StoreError
from ingest.types import Document, Figure, Passage, Report
from vectorstore.catalog import Catalog
from vectorstore.derived import Derived
from vectorstore.editions import relations
from vectorstore.embed import Embedder
from vectorstore.findings import findings, interrupted
from vectorstore.incoming import Incoming
from vectorstore.layout import made_by, open_layout, write_layout
from vectorstore.originals import Originals
from vectorstore.owner import Owner
from vectorstore.readied import Readied
from vectorstore.renewal import Tell, untold
from vectorstore.search import Search
from vectorstore.stamp import Stamp
from vectorstore.store import Store
from vectorstore.tables import Row
from vectorstore.types import Change, Context, Counts, Finding, Hit, Listing, Relation, Way
from vectorstore.visible import unknown

__all__ = ["Index"]


class Index:
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
            self._stamp = Stamp.of(self._catalog)
            self._originals = Originals(folder / "originals")
            self._derived = Derived(folder, embedder, self._catalog)
        except BaseException:
            self._owner.release()
            raise
        self._is_closed = False
        self._store = Store(self._catalog, self._originals, self._derived)
        self._search = Search(self._catalog, self._derived, lambda: self._store.visible)
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
    def fingerprint(self) -> str:
        """The embedder that made the vectors."""
        return self._embedder.fingerprint

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

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        also: Mapping[str, float] | None = None,
        documents: Sequence[str] = (),
        way: Way = Way.HYBRID,
    ) -> tuple[Hit, ...]:
        """Return the best k passages, best first; those that say the same are one.

        Args:
            query: Words to find, in Chinese or English.
            k: How many passages to return at most.
            also: Other words for the same things, and how much each counts in [0, 1].
            documents: Ids of the only documents to search; all when empty.
            way: By words, by meaning, or by both.

        Raises:
            NotFoundError: A document of `documents` does not exist.
        """
        return self._search.passages(query, k=k, also=also, documents=documents, way=way)

    def context(self, passage: Passage, *, reach: int = 1) -> Context:
        """Return a passage with up to `reach` neighbours on each side.

        Raises:
            NotFoundError: Its document is gone.
        """
        found = self._catalog.context(passage, reach=reach)
        if found is None:
            raise unknown(passage.document_id)
        return found

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine in [-1, 1] of a text with each of others."""
        return self._embedder.nearness(text, others)

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a text's nearest word comes to each of some words, (texts, words)."""
        return self._embedder.alignment(words, texts)

    def rarity(self, text: str) -> float:
        """Return how rare the rarest word of a text is among all passages, in nats from 0 on."""
        return self._derived.lexical.rarity(text)

    def occurs(self, text: str) -> bool:
        """Tell whether every word of a text occurs in some passage."""
        return self._derived.lexical.occurs(text)

    def rows(self) -> tuple[Row, ...]:
        """Return what each visible document says of itself, in the order they were added."""
        return tuple(self._store.visible.rows.values())

    def documents(self) -> tuple[Listing, ...]:
        """Return the visible documents for display, in the order they were added."""
        related = self.relations()
        return tuple(
            replace(each, relation=related.get(each.document_id, each.relation))
            for each in self._catalog.listings()
        )

    def relations(self) -> dict[str, Relation]:
        """Return which documents are copies or newer editions of others, by id."""
        return relations(self._store.visible.rows.values(), self._catalog.pairs())

    def document(self, document_id: str) -> Document:
        """Return a document with its text.

        Raises:
            NotFoundError: There is none of this id.
        """
        document = self._catalog.document(document_id)
        if document is None:
            raise unknown(document_id)
        return document

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return a document's passages in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._store.visible.require(document_id)
        return tuple(each.passage for each in self._catalog.passages_of(row.serial))

    def read(self, document_id: str) -> tuple[Hit, ...]:
        """Return a document's passages with their texts in reading order, all of score 0.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._store.visible.require(document_id)
        title = row.description.title
        return tuple(
            Hit(passage=each.passage, title=title, text=each.text, score=0.0)
            for each in self._catalog.passages_of(row.serial)
        )

    def figures(self, document_id: str) -> tuple[Figure, ...]:
        """Return a document's figures in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._store.visible.require(document_id)
        return self._catalog.figures_of(row.serial)

    def original(self, document_id: str) -> Path:
        """Return the path of a document's file as it was given.

        Raises:
            NotFoundError: There is no such document, or its file is gone.
        """
        self._store.visible.require(document_id)
        path = self._originals.path(document_id)
        if not path.exists():
            raise NotFoundError(
                f"the original of document {document_id} is not in the data folder",
                hint="Ingest the file again.",
            )
        return path

    def count(self) -> Counts:
        """Count the visible documents and passages."""
        return self._catalog.counts()

    def new_answer_id(self) -> str:
        """Return an id for an answer, under which it can be rated."""
        return self._stamp.issue()

    def record_feedback(self, answer_id: str, *, rating: int, comment: str) -> None:
        """Keep what a reader thought of an answer; `rating` is 1 or -1.

        Raises:
            NotFoundError: No answer has got this id.
        """
        if not self._stamp.knows(answer_id):
            raise NotFoundError(
                f"there is no answer {answer_id!r}",
                hint="Send the answer_id of an answer as it came.",
            )
        self._catalog.insert_feedback(answer_id, rating=rating, comment=comment)

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
