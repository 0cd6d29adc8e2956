"""Retrieval: the passages for a question, of the reports that it is about; knows no answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.query import Query
from bot.rerank import Reranker
from bot.scope import Selection
from ingest.errors import ModelError
from vectorstore.reading import Reading
from vectorstore.types import Hit, Way

__all__ = ["Retrieval", "Retrieved"]

# What the reports' place and time say of where an answer stands. Measured on development questions:
# of .05, .1 and .15 more for the likeliest, .1 and .15 are best.
_DEPTH = 2
_LIKELIEST = 0.1
_ELSEWHERE = 0.9
# A question over many reports takes so many passages of each, and so many of all.
_MIN_OF_EACH, _MAX_OF_EACH, _SPREAD_PASSAGES, _MAX_REPORTS = 4, 8, 80, 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieved:
    """What was found."""

    hits: tuple[Hit, ...] = ()
    """Best first."""
    is_unranked: bool = False
    """The reranker that is set up failed, so the order is that of the search."""
    rerank_ms: float = 0.0
    unranked: int = 0
    """Passages that the reranker had no time for."""


class Retrieval:
    """Searches an index in the scope of a question. May be called from any thread."""

    def __init__(self, index: Reading, reranker: Reranker | None = None) -> None:
        """Keep the parts; without a reranker the order is that of the search."""
        self._index = index
        self._reranker = reranker

    def find(
        self, query: Query, selection: Selection, *, k: int, way: Way = Way.HYBRID
    ) -> Retrieved:
        """Return the best k passages of the reports of a selection, and of others that name it."""
        found = self.within(query, selection, k=k, way=way)
        return replace(found, hits=self.beyond(query, selection, hits=found.hits, k=k, way=way))

    def within(
        self, query: Query, selection: Selection, *, k: int, way: Way = Way.HYBRID
    ) -> Retrieved:
        """Return the best k passages of the reports of a selection."""
        if not selection.document_ids:
            return Retrieved()
        # What chose the reports says nothing about their passages, unless it chose none.
        is_open = selection.required_places or selection.required_years
        hits = self._index.search(
            query.text if is_open else query.subject or query.text,
            k=max(k * _DEPTH, self._reranker.candidates if self._reranker else 0),
            also=query.wordings,
            documents=selection.document_ids,
            way=way,
        )
        reranked = self._reranked(query, hits)
        weighed = [
            replace(hit, score=hit.score + _LIKELIEST)
            if hit.passage.document_id in selection.likeliest
            else hit
            for hit in reranked.hits
        ]
        return replace(reranked, hits=_best(weighed, k=k))

    def beyond(
        self,
        query: Query,
        selection: Selection,
        *,
        hits: tuple[Hit, ...],
        k: int,
        way: Way = Way.HYBRID,
    ) -> tuple[Hit, ...]:
        """Return the best k of hits and of what reports outside the scope say that name it.

        Such passages are few, and finding them takes as long as `within`.
        """
        if not selection.others:
            return hits
        naming = {each: lacking.is_named_by for each, lacking in selection.others.items()}
        others = self._index.search(query.text, k=k, also=query.wordings, documents=naming, way=way)
        weighed = [replace(hit, score=hit.score * _ELSEWHERE) for hit in others]
        return _best([*hits, *weighed], k=k) if weighed else hits

    def _reranked(self, query: Query, hits: tuple[Hit, ...]) -> Retrieved:
        """Return hits of the scope reordered: which report is meant has been settled before."""
        try:
            found = self._reranker.rerank(query.text, hits) if self._reranker else None
        except ModelError:
            return Retrieved(hits=hits, is_unranked=True)
        if found is None:
            return Retrieved(hits=hits)
        return Retrieved(hits=found.hits, rerank_ms=found.spent_ms, unranked=found.unread)

    def of_each(self, query: Query, selection: Selection) -> tuple[Hit, ...]:
        """Return the best passages of each report: one place must not crowd another out."""
        documents = selection.foremost[:_MAX_REPORTS]
        if not documents:
            return ()
        each = max(_MIN_OF_EACH, min(_MAX_OF_EACH, _SPREAD_PASSAGES // len(documents)))
        # Of 哪几个省把GDP目标定成5%到5.5%这个区间 only the terms are of what is looked for.
        terms = " ".join(term.text for term in query.terms)
        hits = self._index.search(
            terms or query.subject or query.text,
            k=each * len(documents) * _DEPTH,
            also=query.wordings,
            documents=documents,
        )
        taken: Counter[str] = Counter()
        kept = []
        for hit in hits:
            taken[hit.passage.document_id] += 1
            if taken[hit.passage.document_id] <= each:
                kept.append(hit)
        return tuple(kept)


def _best(hits: Sequence[Hit], *, k: int) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:k])
