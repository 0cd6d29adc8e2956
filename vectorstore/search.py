"""Finds passages: ranked by the derived indexes, with their text from the catalog."""

from collections.abc import Callable, Mapping, Sequence

from vectorstore.catalog import Catalog
from vectorstore.derived import Derived
from vectorstore.hits import as_hits, make_hits
from vectorstore.ranking import Found
from vectorstore.types import Hit, Way
from vectorstore.visible import Visible

__all__ = ["Documents", "Search"]

Counts = Mapping[str, Callable[[Hit], bool]]
"""Tells of each document, by its id, which of its passages count."""
Documents = Sequence[str] | Counts
"""Ids of the only documents to search, all when empty."""

# So many more than wanted are read from the catalog, as some may be copies.
_SPARE = 40


class Search:
    """Searches of a data folder. May be called from any thread, also while documents change."""

    def __init__(self, catalog: Catalog, derived: Derived, visible: Callable[[], Visible]) -> None:
        """Keep what is searched, and what returns the documents that are visible now."""
        self._catalog = catalog
        self._derived = derived
        self._visible = visible

    def passages(
        self,
        query: str,
        *,
        k: int,
        also: Mapping[str, float] | None,
        documents: Documents,
        way: Way,
    ) -> tuple[Hit, ...]:
        """Return the best k passages as `Index.search` does."""
        counts = documents if isinstance(documents, Mapping) else None
        while True:
            visible = self._visible()
            serials = visible.serials([*documents])
            if not serials and not visible.is_whole:
                return ()  # an empty scope would be everything
            found = self._derived.ranking.find(
                query, k=k, also=also, serials=serials, seen=visible.seen, way=way
            )
            keys = [key for key, _ in found.ranked()]
            hits: tuple[Hit, ...] = ()
            if counts is None or self._any_counts(keys, counts, visible):
                hits = self._hits(query, found, keys[: k + _SPARE], k=k, visible=visible)
                if len(hits) < k and len(keys) > k + _SPARE:  # many were copies or are gone
                    hits = self._hits(query, found, keys, k=k, visible=visible)
            if visible is self._visible():
                return hits if counts is None else _counting(hits, counts)
            # A document came or went meanwhile: what was found is of neither the old nor the new
            # state. Writers are few and slow, so this ends.

    def _any_counts(self, keys: Sequence[int], counts: Counts, visible: Visible) -> bool:
        """Tell whether any of some passages counts, before they are looked into: mostly none."""
        stored = self._catalog.passages(keys)
        ranked = [(key, 0.0) for key in stored]
        return bool(_counting(as_hits(ranked, stored, visible.rows), counts))

    def _hits(
        self, query: str, found: Found, keys: Sequence[int], *, k: int, visible: Visible
    ) -> tuple[Hit, ...]:
        """Look into the passages of some keys, and return the best k."""
        stored = self._catalog.passages(keys)
        texts = {key: each.text for key, each in stored.items()}
        ranked = self._derived.ranking.refine(query, found, texts, k=k).ranked()
        return make_hits(ranked, stored, visible.rows, k=k)


def _counting(hits: Sequence[Hit], counts: Counts) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if counts[hit.passage.document_id](hit))
