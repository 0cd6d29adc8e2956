"""The lexical index: tantivy over segmented words and character pairs; derived from the catalog."""

import math
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tantivy

from vectorstore.terms import joined_terms, words, words_and_bigrams

__all__ = ["Entry", "Lexical"]

_HEAP_BYTES = 64_000_000
# How much a match in a field counts: a pair of characters says less than a word, and headings and
# titles name what their passages are about.
_FIELD_WEIGHTS = {"words": 1.0, "pairs": 0.5, "heading": 0.6, "title": 0.6}
_WORD_FIELDS = ("words", "heading", "title")
# Of several translations of one word the best counts, the others a little: adding them up would
# favour words that have many. Measured on XQuAD 1-120, en to zh: R@1 of the fused ranking .737 for
# the sum, .755 so.
_MAX_TRANSLATIONS = 3
_TIE_BREAKER = 0.3
# A question asks several times how often its words occur, and questions share words.
_KNOWN_TEXTS = 10_000
Clauses = Sequence[tuple[tantivy.Occur, tantivy.Query]]
"""Terms to look for, and what must hold."""
_Known = dict[tuple[str, tuple[int, ...] | None], tuple[int, tuple[int, ...]]]
# Stems. Among Chinese passages an English article is rare, and says as little as anywhere.
_FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by with and or is are was were be been do doe did has have"
    " had how mani much what which who whom whose when where whi that this these those their there"
    " as than into about will would should shall can could might must".split()
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A passage to be indexed."""

    key: int
    serial: int
    text: str
    heading: str
    """The headings above it."""
    title: str
    terms: tuple[str, str] | None = None
    """What `joined_terms` makes of the text, when that was done before."""


class Lexical:
    """A tantivy index on disk; each write is atomic and durable."""

    def __init__(self, folder: Path) -> None:
        """Open the index, creating an empty one, also in place of one with other fields."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        for name in ("key", "document"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        for name in _FIELD_WEIGHTS:
            builder.add_text_field(name, tokenizer_name="whitespace")
        self._schema = builder.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        except ValueError:  # an older version's; it is derived from the catalog
            shutil.rmtree(folder)
            folder.mkdir()
            self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._known: _Known = {}
        self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries, at once and durably."""
        # Passages share their headings, and all of a document its title.
        shared = cache(_joined_words)
        for entry in entries:
            segmented, pairs = entry.terms or joined_terms(entry.text)
            self._writer.add_document(
                tantivy.Document(
                    key=str(entry.key),
                    document=str(entry.serial),
                    words=segmented,
                    pairs=pairs,
                    heading=shared(entry.heading),
                    title=shared(entry.title),
                )
            )
        self._commit()

    def remove(self, serials: Iterable[int]) -> None:
        """Remove every entry of some documents."""
        for serial in serials:
            self._writer.delete_documents_by_term("document", str(serial))
        self._commit()

    def query(
        self,
        text: str,
        *,
        also: Mapping[str, float] | None = None,
        translations: Mapping[str, Mapping[str, float]] | None = None,
        seen: Sequence[int] | None = None,
    ) -> Clauses:
        """Return what to search for, each term once: another clause for it would be read anew.

        Args:
            text: Words to find.
            also: Other words for the same things, and how much each counts in [0, 1].
            translations: For words of the text, words of the other language with their closeness
                in [0, 1], best first; those that no passage holds are passed over.
            seen: Serials of the only documents that count for that; all when None.
        """
        weights: dict[tuple[str, str], float] = defaultdict(float)
        for wording, weight in ((text, 1.0), *(also or {}).items()):
            for term in _terms(wording):
                weights[term] += weight
        clauses = [self._term(*term, weight) for term, weight in weights.items()]
        for found in (translations or {}).values():
            clauses += self._translated(found, seen)
        return [(tantivy.Occur.Should, each) for each in clauses]

    def search(
        self, query: Clauses, *, k: int, serials: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """Return the keys of the best k passages with their BM25 scores, best first.

        `serials` limits the documents.
        """
        return self._run(self._within(query, "document", serials) if serials else query, k=k)

    def scores(self, query: Clauses, keys: Sequence[int]) -> dict[int, float]:
        """Return the scores that passages have in `search`; those without a match are left out."""
        return dict(self._run(self._within(query, "key", keys), k=len(keys))) if keys else {}

    def rarity(self, text: str, *, seen: Sequence[int] | None = None) -> float:
        """Return the inverse document frequency of the rarest word of a text, in nats from 0 on.

        `seen` are serials of the only documents that count; all when None.
        """
        passages, counts = self._counts(text, seen)
        return max((math.log((passages + 1) / (count + 1)) for count in counts), default=0.0)

    def occurs(self, text: str, *, seen: Sequence[int] | None = None) -> bool:
        """Tell whether every word of a text occurs in some passage, of all documents or of some."""
        return all(self._counts(text, seen)[1])

    def keys(self) -> set[int]:
        """Return the key of every entry."""
        searcher = self._index.searcher()
        everything = tantivy.Query.all_query()
        found = searcher.search(everything, limit=max(searcher.num_docs, 1)).hits
        return {int(searcher.doc(address)["key"][0]) for _, address in found}

    def clear(self) -> None:
        """Remove everything."""
        self._writer.delete_all_documents()
        self._commit()

    def close(self) -> None:
        """Let go of the folder."""
        self._writer.wait_merging_threads()

    def _counts(self, text: str, seen: Sequence[int] | None) -> tuple[int, tuple[int, ...]]:
        """Return how many passages there are, and how many hold each word of a text."""
        known = self._known  # taken before the index is read: a commit starts another
        key = text, None if seen is None else tuple(seen)
        found = known.get(key)
        if found is None:
            searcher = self._index.searcher()
            passages = searcher.num_docs
            if seen is not None:
                passages = _counted(searcher, self._of("document", seen))
            found = passages, tuple(self._count(searcher, word, seen) for word in words(text))
            if seen is None and len(known) < _KNOWN_TEXTS:  # each partial view is another
                known[key] = found
        return found

    def _count(
        self, searcher: tantivy.Searcher, word: str, seen: Sequence[int] | None = None
    ) -> int:
        """Count the passages that hold a word; `doc_freq` would take in deleted ones."""
        query = tantivy.Query.term_query(self._schema, "words", word)
        if seen is not None:
            scoped = self._within([(tantivy.Occur.Must, query)], "document", seen)
            query = tantivy.Query.boolean_query([*scoped])
        return _counted(searcher, query)

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._known = {}

    def _run(self, query: Clauses, *, k: int) -> list[tuple[int, float]]:
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query([*query]), limit=k).hits
        # Of a scope its passages without a match are found too.
        return [(int(searcher.doc(address)["key"][0]), score) for score, address in found if score]

    def _within(self, query: Clauses, field: str, wanted: Sequence[int]) -> Clauses:
        """Return the clauses for some passages only.

        Beside the others, not around them: tantivy then looks for them in those passages alone.
        """
        scope = tantivy.Query.const_score_query(self._of(field, wanted), 0.0)
        return [(tantivy.Occur.Must, scope), *query]

    def _of(self, field: str, wanted: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, field, [str(each) for each in wanted])

    def _translated(
        self, found: Mapping[str, float], seen: Sequence[int] | None
    ) -> list[tantivy.Query]:
        """Return one clause for the translations of a word, none when no passage holds any."""
        searcher = self._index.searcher()
        held = [word for word in found if self._count(searcher, word, seen)][:_MAX_TRANSLATIONS]
        if not held:
            return []
        clauses = [self._term(field, word, found[word]) for word in held for field in _WORD_FIELDS]
        return [tantivy.Query.disjunction_max_query(clauses, _TIE_BREAKER)]

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term)
        return tantivy.Query.boost_query(query, weight * _FIELD_WEIGHTS[field])


def _counted(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found = searcher.search(query, limit=1, count=True)
    return int(found.count)  # type: ignore[attr-defined]  # missing from its stubs


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the terms of a text, each once for every field that it is looked for in."""
    segmented, pairs = words_and_bigrams(text)
    told = [word for word in segmented if word not in _FUNCTION_WORDS]
    # Of an English text only the words that tell what it is about, if any.
    telling = segmented if _HAN.search(text) else told or segmented
    for field in _WORD_FIELDS:
        yield from ((field, word) for word in dict.fromkeys(telling))
    yield from (("pairs", pair) for pair in dict.fromkeys(pairs))


def _joined_words(text: str) -> str:
    return " ".join(words(text))
