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
from ingest.read import REVISION
from ingest.types import Document, Figure, Passage, Report
from vectorstore.catalog import Catalog
from vectorstore.editions import relations
from vectorstore.embed import Embedder
from vectorstore.findings import findings
from vectorstore.hits import make_hits
from vectorstore.incoming import Incoming, apart, entries, wording
from vectorstore.layout import open_layout, write_layout
from vectorstore.lexical import Entry, Lexical
from vectorstore.originals import Originals
from vectorstore.owner import Owner
from vectorstore.ranking import Found, Ranking
from vectorstore.stamp import Stamp
from vectorstore.tables import Row
from vectorstore.types import Change, Context, Counts, Finding, Hit, Listing, Relation, Way
from vectorstore.vectors import Vectors

__all__ = ["Index"]

# Chroma holds Python's lock while it takes vectors in, 0.2 ms for each: so long questions wait.
_EMBED_BATCH = 500
# So many more than wanted are read from the catalog, as some may be copies.
_SPARE = 40


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
            open_layout(self._catalog, embedder.fingerprint, checks=checks)
            self._stamp = Stamp.of(self._catalog)
            self._originals = Originals(folder / "originals")
            self._lexical = Lexical(folder / "lexical")
            self._vectors = Vectors(folder / "chroma", self._catalog.keys_of)
            self._ranking = Ranking(self._lexical, self._vectors, embedder)
        except BaseException:
            self._owner.release()
            raise
        self._is_closed = False
        self._rows: dict[int, Row] = {}
        self._by_id: dict[str, Row] = {}
        self._purge(self._catalog.unfinished())
        self._originals.sweep({*self._by_id})

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

    def announce(self, url: str) -> None:
        """Tell other processes that want the folder where this one serves."""
        self._owner.announce(url)

    def close(self) -> None:
        """Give the folder up."""
        with self._writing:
            self._is_closed = True
            self._lexical.close()
            self._vectors.close()
            self._catalog.close()
            self._owner.release()

    def has(self, document_id: str) -> bool:
        """Tell whether a file of this id is stored, whole and as the present version reads it."""
        row = self._by_id.get(document_id)
        is_read = row is not None and row.reader == REVISION
        return is_read and self._originals.path(document_id).exists()

    def holds(self, document_id: str, *, path: str) -> bool:
        """Tell whether these bytes are stored, whole and as the present version reads them.

        The path is recorded as holding them; what it held before is removed unless another path
        holds that too.
        """
        with self._writing:
            if not self.has(document_id):
                return False
            orphans = self._catalog.link(path, document_id)
            if orphans:
                self._purge(orphans)
            return True

    def sync(self, report: Report, *, path: str, content: bytes) -> Change:
        """Store a report that was read from a path, in place of what that path held before."""
        (change,) = self.sync_all([Incoming(report=report, path=path, content=content)])
        return change

    def sync_all(self, batch: Sequence[Incoming]) -> list[Change]:
        """Store reports as `sync` does one after another, in a fraction of the time.

        Each becomes visible in a catalog transaction of its own, after all are in both indexes.

        Raises:
            StoreError: The folder was given up meanwhile.
        """
        with self._writing:
            if self._is_closed:
                raise StoreError("the data folder was given up", hint="Give the file again.")
            return [change for group in apart(batch) for change in self._sync(group)]

    def paths(self) -> tuple[str, ...]:
        """Return every path that holds a document."""
        return tuple(self._catalog.paths())

    def release(self, path: str) -> None:
        """Record that a path holds nothing; its document goes unless another path holds it."""
        with self._writing:
            self._purge(self._catalog.unlink(path))

    def remove(self, document_id: str) -> None:
        """Remove a document everywhere.

        Raises:
            NotFoundError: There is none of this id.
        """
        with self._writing:
            self._require(document_id)
            self._purge(self._catalog.withdraw(document_id))

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
        while True:
            rows = self._rows
            serials = _serials(rows, documents)
            found = self._ranking.find(query, k=k, also=also, serials=serials, way=way)
            keys = [key for key, _ in found.ranked()]
            hits = self._hits(query, found, keys[: k + _SPARE], k=k, rows=rows)
            if len(hits) < k and len(keys) > k + _SPARE:  # many were copies or are gone
                hits = self._hits(query, found, keys, k=k, rows=rows)
            if rows is self._rows:
                return hits
            # A document came or went meanwhile: what was found is of neither the old nor the new
            # state. Writers are few and slow, so this ends.

    def context(self, passage: Passage, *, reach: int = 1) -> Context:
        """Return a passage with up to `reach` neighbours on each side.

        Raises:
            NotFoundError: Its document is gone.
        """
        found = self._catalog.context(passage, reach=reach)
        if found is None:
            raise _unknown(passage.document_id)
        return found

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine in [-1, 1] of a text with each of others."""
        return self._embedder.nearness(text, others)

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a text's nearest word comes to each of some words, (texts, words)."""
        return self._embedder.alignment(words, texts)

    def rarity(self, text: str) -> float:
        """Return how rare the rarest word of a text is among all passages, in nats from 0 on."""
        return self._lexical.rarity(text)

    def occurs(self, text: str) -> bool:
        """Tell whether every word of a text occurs in some passage."""
        return self._lexical.occurs(text)

    def rows(self) -> tuple[Row, ...]:
        """Return what each visible document says of itself, in the order they were added."""
        return tuple(self._rows.values())

    def documents(self) -> tuple[Listing, ...]:
        """Return the visible documents for display, in the order they were added."""
        related = self.relations()
        return tuple(
            replace(each, relation=related.get(each.document_id, each.relation))
            for each in self._catalog.listings()
        )

    def relations(self) -> dict[str, Relation]:
        """Return which documents are copies or newer editions of others, by id."""
        return relations(self._rows.values(), self._catalog.pairs())

    def document(self, document_id: str) -> Document:
        """Return a document with its text.

        Raises:
            NotFoundError: There is none of this id.
        """
        document = self._catalog.document(document_id)
        if document is None:
            raise _unknown(document_id)
        return document

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return a document's passages in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._require(document_id)
        return tuple(each.passage for each in self._catalog.passages_of(row.serial))

    def figures(self, document_id: str) -> tuple[Figure, ...]:
        """Return a document's figures in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        return self._catalog.figures_of(self._require(document_id).serial)

    def original(self, document_id: str) -> Path:
        """Return the path of a document's file as it was given.

        Raises:
            NotFoundError: There is no such document, or its file is gone.
        """
        self._require(document_id)
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
            return tuple(
                findings(
                    self._rows.values(),
                    catalog=self._catalog,
                    indexes={"lexical": self._lexical.keys(), "chroma": self._vectors.keys()},
                    originals=self._originals,
                    fingerprint=self._embedder.fingerprint,
                )
            )

    def rebuild(self) -> None:
        """Make the lexical index and the vectors anew from the catalog."""
        with self._writing:
            self._lexical.clear()
            self._vectors.clear()
            for row in self._catalog.rows():
                stored = self._catalog.passages_of(row.serial)
                document = self.document(row.document_id)
                passages = [each.passage for each in stored]
                keys = [each.key for each in stored]
                self._fill(entries(document, passages, serial=row.serial, keys=keys))
            write_layout(self._catalog, self._embedder.fingerprint)

    def _require(self, document_id: str) -> Row:
        row = self._by_id.get(document_id)
        if row is None:
            raise _unknown(document_id)
        return row

    def _sync(self, group: Sequence[Incoming]) -> list[Change]:
        new = [each for each in group if not self.holds(each.report.document.id, path=each.path)]
        changes = dict(zip((each.path for each in new), self._store(new), strict=True))
        return [changes.get(each.path, Change.UNCHANGED) for each in group]

    def _store(self, new: Sequence[Incoming]) -> list[Change]:
        for each in new:
            self._originals.put(each.report.document.id, each.content)
        serials: list[int] = []
        try:
            filling: list[Entry] = []
            inserted = self._catalog.insert([each.report for each in new], reader=REVISION)
            for each, (serial, keys) in zip(new, inserted, strict=True):
                document, passages = each.report.document, each.report.passages
                serials.append(serial)
                filling += entries(document, passages, serial=serial, keys=keys)
            self._fill(filling)
        except BaseException:
            self._purge(serials)
            raise
        return self._publish(new, serials)

    def _publish(self, new: Sequence[Incoming], serials: Sequence[int]) -> list[Change]:
        changes, replaced = [], []
        for each, serial in zip(new, serials, strict=True):
            olds = self._catalog.publish(serial, path=each.path)
            was_visible = any(old in self._rows for old in olds)
            changes.append(Change.UPDATED if was_visible else Change.ADDED)
            replaced += olds
        if new:
            self._purge(replaced)
        return changes

    def _fill(self, filling: Sequence[Entry]) -> None:
        """Put entries into both indexes."""
        if filling:
            self._lexical.add(filling)
        for i in range(0, len(filling), _EMBED_BATCH):
            batch = filling[i : i + _EMBED_BATCH]
            vectors = self._embedder.rows([wording(each) for each in batch])
            keys, serials = [each.key for each in batch], [each.serial for each in batch]
            self._vectors.add(keys, vectors, serials=serials)

    def _hits(
        self, query: str, found: Found, keys: Sequence[int], *, k: int, rows: Mapping[int, Row]
    ) -> tuple[Hit, ...]:
        """Look into the passages of some keys, and return the best k."""
        stored = self._catalog.passages(keys)
        texts = {key: each.text for key, each in stored.items()}
        ranked = self._ranking.refine(query, found, texts, k=k).ranked()
        return make_hits(ranked, stored, rows, k=k)

    def _purge(self, serials: Sequence[int]) -> None:
        """Clear invisible documents out of all stores, the catalog last, and refresh the view."""
        known = {*self._by_id}
        self._rows = {row.serial: row for row in self._catalog.rows()}
        self._by_id = {row.document_id: row for row in self._rows.values()}
        if serials:
            self._lexical.remove(serials)
            self._vectors.remove(serials)
            self._catalog.delete(serials)
        for document_id in known - {*self._by_id}:
            self._originals.discard(document_id)


def _serials(rows: Mapping[int, Row], documents: Sequence[str]) -> list[int]:
    """Return the serials of documents, empty when no document is named.

    Raises:
        NotFoundError: One does not exist.
    """
    serials = {row.document_id: serial for serial, row in rows.items()}
    unknown = next((each for each in documents if each not in serials), None)
    if unknown is not None:
        raise _unknown(unknown)
    return [serials[each] for each in documents]


def _unknown(document_id: str) -> NotFoundError:
    return NotFoundError(
        f"there is no document {document_id}",
        hint="`wence documents` lists the documents and their ids.",
    )
