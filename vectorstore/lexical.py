"""The lexical index: tantivy over segmented words and character pairs; derived from the catalog."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from vectorstore.terms import bigrams, words

__all__ = ["Entry", "Lexical"]

_HEAP_BYTES = 64_000_000
# How much a match in a field counts: a pair of characters says less than a word, and a heading
# names what its passage is about.
_FIELD_WEIGHTS = {"words": 1.0, "pairs": 0.5, "heading": 0.6}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A passage to be indexed."""

    key: int
    serial: int
    text: str
    heading: str
    """Title of the document and heading path."""


class Lexical:
    """A tantivy index on disk; each write is atomic and durable."""

    def __init__(self, folder: Path) -> None:
        """Open the index, creating an empty one."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        for name in ("key", "document"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        for name in _FIELD_WEIGHTS:
            builder.add_text_field(name, tokenizer_name="whitespace")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries, at once and durably."""
        for entry in entries:
            self._writer.add_document(
                tantivy.Document(
                    key=str(entry.key),
                    document=str(entry.serial),
                    words=" ".join(words(entry.text)),
                    pairs=" ".join(bigrams(entry.text)),
                    heading=" ".join(words(entry.heading)),
                )
            )
        self._commit()

    def remove(self, serials: Iterable[int]) -> None:
        """Remove every entry of some documents."""
        for serial in serials:
            self._writer.delete_documents_by_term("document", str(serial))
        self._commit()

    def search(
        self, query: str, *, k: int, also: Sequence[str] = (), serials: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """Return the keys of the best k passages with their BM25 scores, best first.

        Words of `also`, such as synonyms, count half. `serials` limits the documents.
        """
        clauses = self._clauses(query, weight=1.0)
        for text in also:
            clauses += self._clauses(text, weight=0.5)
        if not clauses:
            return []
        terms = tantivy.Query.boolean_query(clauses)
        if serials:
            wanted = tantivy.Query.term_set_query(
                self._schema, "document", [str(serial) for serial in serials]
            )
            scope = tantivy.Query.const_score_query(wanted, 0.0)
            must = tantivy.Occur.Must
            terms = tantivy.Query.boolean_query([(must, terms), (must, scope)])
        searcher = self._index.searcher()
        found = searcher.search(terms, limit=k).hits
        return [(int(searcher.doc(address)["key"][0]), score) for score, address in found]

    def rarity(self, text: str) -> float:
        """Return the inverse document frequency of the rarest word of a text, in nats from 0 on."""
        searcher = self._index.searcher()
        total = searcher.num_docs + 1
        counts = (self._count(searcher, word) for word in words(text))
        return max((math.log(total / (count + 1)) for count in counts), default=0.0)

    def keys(self) -> dict[int, int]:
        """Return the serial of every entry by its key."""
        searcher = self._index.searcher()
        everything = tantivy.Query.all_query()
        found = searcher.search(everything, limit=max(searcher.num_docs, 1)).hits
        documents = (searcher.doc(address) for _, address in found)
        return {int(each["key"][0]): int(each["document"][0]) for each in documents}

    def clear(self) -> None:
        """Remove everything."""
        self._writer.delete_all_documents()
        self._commit()

    def close(self) -> None:
        """Let go of the folder."""
        self._writer.wait_merging_threads()

    def _count(self, searcher: tantivy.Searcher, word: str) -> int:
        """Count the passages that hold a word; `doc_freq` would take in deleted ones."""
        query = tantivy.Query.term_query(self._schema, "words", word)
        found = searcher.search(query, limit=1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # missing from its stubs

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _clauses(self, text: str, *, weight: float) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        segmented, pairs = words(text), bigrams(text)
        terms = {"words": segmented, "pairs": pairs, "heading": segmented}
        return [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term),
                    weight * _FIELD_WEIGHTS[field],
                ),
            )
            for field, found in terms.items()
            for term in dict.fromkeys(found)
        ]
