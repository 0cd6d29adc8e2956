"""Owns how much the approximate vector index loses against looking at every vector."""

from collections.abc import Sequence
from pathlib import Path

from vectorstore.catalog import Catalog
from vectorstore.owner import Owner
from vectorstore.vectors import Vectors

__all__ = ["index_recall", "share_found"]

# The store searches so few documents exactly, so that going through all of them by this many is
# looking at every vector.
_DOCUMENTS_AT_ONCE = 50
# Equal texts have equal vectors: which of them is among the first k is chance, not loss.
_TIE = 1e-5


def index_recall(data: Path, vectors: Sequence[Sequence[float]], *, k: int) -> list[float]:
    """Return for each query vector the share of the exact k nearest that the index returns.

    A passage as near as the k-th nearest counts as one of them.

    Raises:
        BusyError: Another process owns the data folder.
    """
    owner = Owner(data)
    catalog = Catalog(data / "catalog.sqlite")
    store = Vectors(data / "chroma", catalog.keys_of)
    try:
        serials = [row.serial for row in catalog.rows()]
        exact = _exact(store, vectors, serials, k=k)
        found = [[cosine for _, cosine in store.search(each, k=k)] for each in vectors]
    finally:
        store.close()
        catalog.close()
        owner.release()
    return [share_found(got, best, k=k) for got, best in zip(found, exact, strict=True)]


def _exact(
    store: Vectors, vectors: Sequence[Sequence[float]], serials: Sequence[int], *, k: int
) -> list[list[float]]:
    """Return the cosines of the k nearest passages of each vector, best first."""
    best: list[list[float]] = [[] for _ in vectors]
    for start in range(0, len(serials), _DOCUMENTS_AT_ONCE):
        some = serials[start : start + _DOCUMENTS_AT_ONCE]
        for held, vector in zip(best, vectors, strict=True):
            held += [cosine for _, cosine in store.search(vector, k=k, serials=some)]
            held.sort(reverse=True)
            del held[k:]
    return best


def share_found(got: Sequence[float], best: Sequence[float], *, k: int) -> float:
    """Return how many of the first k are as near as the best k, as a share; cosines, best first."""
    if not best:
        return 1.0
    return sum(cosine >= best[-1] - _TIE for cosine in got[:k]) / len(best)
