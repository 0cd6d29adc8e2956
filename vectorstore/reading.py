"""What can be asked of the store, by whoever may read all of it or some collections; changes none.

The documents that are visible are the only way in: what is not among them is in no answer of this.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import NotFoundError
from ingest.types import Document, Figure, Passage
from vectorstore.catalog import Catalog
from vectorstore.derived import Derived
from vectorstore.editions import relations
from vectorstore.embed import Embedder
from vectorstore.originals import Originals
from vectorstore.search import Documents, Search
from vectorstore.stamp import Stamp
from vectorstore.tables import Row
from vectorstore.types import Context, Counts, Hit, Listing, Relation, Way
from vectorstore.visible import Narrowed, Visible, unknown

__all__ = ["Parts", "Reading"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a data folder holds."""

    catalog: Catalog
    derived: Derived
    originals: Originals
    embedder: Embedder
    stamp: Stamp


class Reading:
    """The store as it may be read. Its methods may be called from any thread."""

    def __init__(self, parts: Parts, visible: Callable[[], Visible]) -> None:
        """Keep what is read, and what returns the only documents that are there now."""
        self._parts = parts
        self._visible = visible
        self._collections: frozenset[str] | None = None
        self._search = Search(parts.catalog, parts.derived, visible)

    def within(self, collections: Collection[str]) -> "Reading":
        """Return the store in which there are only the documents of some collections."""
        narrowed = Reading(self._parts, Narrowed(self._visible, collections))
        narrowed._collections = frozenset(collections)
        return narrowed

    @property
    def fingerprint(self) -> str:
        """The embedder that made the vectors."""
        return self._parts.embedder.fingerprint

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        also: Mapping[str, float] | None = None,
        documents: Documents = (),
        way: Way = Way.HYBRID,
    ) -> tuple[Hit, ...]:
        """Return the best k passages, best first; those that say the same are one.

        Args:
            query: Words to find, in Chinese or English.
            k: How many passages to return at most.
            also: Other words for the same things, and how much each counts in [0, 1].
            documents: Ids of the only documents to search; all when empty. What else is told of
                each chooses among the best k: those of which it does not hold are left out.
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
        self._visible().require(passage.document_id)
        found = self._parts.catalog.context(passage, reach=reach)
        if found is None:
            raise unknown(passage.document_id)
        return found

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine in [-1, 1] of a text with each of others."""
        return self._parts.embedder.nearness(text, others)

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a text's nearest word comes to each of some words, (texts, words)."""
        return self._parts.embedder.alignment(words, texts)

    def rarity(self, text: str) -> float:
        """Return how rare the rarest word of a text is among all passages, in nats from 0 on."""
        return self._parts.derived.lexical.rarity(text, seen=self._visible().seen)

    def occurs(self, text: str) -> bool:
        """Tell whether every word of a text occurs in some passage."""
        return self._parts.derived.lexical.occurs(text, seen=self._visible().seen)

    def rows(self) -> tuple[Row, ...]:
        """Return what each visible document says of itself, in the order they were added."""
        return tuple(self._visible().rows.values())

    def documents(self) -> tuple[Listing, ...]:
        """Return the visible documents for display, in the order they were added."""
        related, there = self.relations(), self._visible().by_id
        return tuple(
            replace(each, relation=related.get(each.document_id, each.relation))
            for each in self._parts.catalog.listings()
            if self._collections is None or each.document_id in there
        )

    def relations(self) -> dict[str, Relation]:
        """Return which documents are copies or newer editions of others, by id."""
        return relations(self._visible().rows.values(), self._parts.catalog.pairs())

    def document(self, document_id: str) -> Document:
        """Return a document with its text.

        Raises:
            NotFoundError: There is none of this id.
        """
        self._visible().require(document_id)
        document = self._parts.catalog.document(document_id)
        if document is None:
            raise unknown(document_id)
        return document

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return a document's passages in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._visible().require(document_id)
        return tuple(each.passage for each in self._parts.catalog.passages_of(row.serial))

    def read(self, document_id: str) -> tuple[Hit, ...]:
        """Return a document's passages with their texts in reading order, all of score 0.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._visible().require(document_id)
        title = row.description.title
        return tuple(
            Hit(passage=each.passage, title=title, text=each.text, score=0.0)
            for each in self._parts.catalog.passages_of(row.serial)
        )

    def figures(self, document_id: str) -> tuple[Figure, ...]:
        """Return a document's figures in reading order.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self._visible().require(document_id)
        return self._parts.catalog.figures_of(row.serial)

    def original(self, document_id: str) -> Path:
        """Return the path of a document's file as it was given.

        Raises:
            NotFoundError: There is no such document, or its file is gone.
        """
        self._visible().require(document_id)
        path = self._parts.originals.path(document_id)
        if not path.exists():
            raise NotFoundError(
                f"the original of document {document_id} is not in the data folder",
                hint="Ingest the file again.",
            )
        return path

    def count(self) -> Counts:
        """Count the visible documents and passages."""
        return self._parts.catalog.counts(self._collections)

    def new_answer_id(self, reader: str = "") -> str:
        """Return an id for an answer, under which its reader can rate it."""
        return self._parts.stamp.issue(reader)

    def record_feedback(
        self, answer_id: str, *, rating: int, comment: str, reader: str = ""
    ) -> None:
        """Keep what a reader thought of an answer; `rating` is 1 or -1.

        Raises:
            NotFoundError: No answer of theirs has got this id.
        """
        if not self._parts.stamp.knows(answer_id, reader):
            raise NotFoundError(
                f"there is no answer {answer_id!r}",
                hint="Send the answer_id of an answer as it came.",
            )
        self._parts.catalog.insert_feedback(answer_id, rating=rating, comment=comment)
