"""The dense index: Chroma over passage vectors; derived from the catalog."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from numpy.typing import NDArray

from vectorstore.matrices import Matrices, Matrix

__all__ = ["HNSW", "Vectors"]

_COLLECTION = "passages"
# Chroma's own default space is l2. With ef_search 200, the 10 nearest of 100,000 passages are found
# with a recall of 0.994 against looking at every vector (evals.bench.search).
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 200}
# Chroma refuses more than 5,461 records at once, and SQLite more than 32,766 values in a query.
_BATCH = 1000
_MAX_WITHIN = 30_000
# Chroma takes up to 30 ms for a search within 30,000 passages, and 5 ms to hand out the vectors of
# a document; more documents than this are searched by Chroma itself.
_MAX_EXACT_DOCUMENTS = 100
# Among so many of the nearest there are mostly enough of a wide scope.
_WIDE = 8


class Vectors:
    """A Chroma collection in a folder that this process owns.

    Chroma is silent about a second process: its readers go stale and its writers lose vectors.
    The folder's lock is taken by `Index`.
    """

    def __init__(self, folder: Path, keys_of: Callable[[Sequence[int]], Sequence[int]]) -> None:
        """Open the collection, creating an empty one.

        Args:
            folder: Where it is kept.
            keys_of: Returns the keys of the passages of some documents by their serials. Chroma
                is not told which passage is of which: that would cost it a tenth of each write.
        """
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder)
        )
        self._client = Client(settings=settings)
        self._collection = self._open()
        self._keys_of = keys_of
        self._matrices = Matrices(self._load)

    def add(
        self,
        keys: Sequence[int],
        vectors: NDArray[np.float32],
        *,
        serials: Iterable[int],
    ) -> None:
        """Add the vectors (n, dim) of passages, which are of some documents."""
        for i in range(0, len(keys), _BATCH):
            batch = slice(i, i + _BATCH)
            ids = [str(key) for key in keys[batch]]
            self._collection.upsert(ids=ids, embeddings=vectors[batch])
        self._matrices.forget(serials)

    def remove(self, serials: Sequence[int]) -> None:
        """Remove every vector of some documents, whose keys must still be known."""
        keys = self._keys_of(serials)
        for i in range(0, len(keys), _BATCH):
            self._collection.delete(ids=[str(key) for key in keys[i : i + _BATCH]])
        self._matrices.forget(serials)

    def search(
        self, vector: Sequence[float], *, k: int, serials: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """Return the keys of the nearest k passages with their cosine in [-1, 1], best first.

        `serials` limits the documents; a search in few documents is exact.
        """
        if not serials:
            return self._query(vector, k=k)
        if len(serials) <= _MAX_EXACT_DOCUMENTS:
            return self._matrices.nearest(vector, k=k, serials=serials)
        keys = self._keys_of(serials)
        wanted = set(keys)
        found = [each for each in self._query(vector, k=k * _WIDE) if each[0] in wanted][:k]
        return found if len(found) == k else self._nearest_within(vector, keys, k=k)

    def _nearest_within(
        self, vector: Sequence[float], keys: Sequence[int], *, k: int
    ) -> list[tuple[int, float]]:
        found = [
            each
            for i in range(0, len(keys), _MAX_WITHIN)
            for each in self._query(vector, k=k, within=keys[i : i + _MAX_WITHIN])
        ]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:k]

    def _query(
        self, vector: Sequence[float], *, k: int, within: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """Return key and cosine of the nearest k passages, best first."""
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=k,
            ids=[str(key) for key in within] or None,
            include=["distances"],
        )
        (distances,) = found["distances"] or [[]]
        return [(int(key), 1.0 - gap) for key, gap in zip(found["ids"][0], distances, strict=True)]

    def cosines(self, vector: Sequence[float], keys: Sequence[int]) -> dict[int, float]:
        """Return the cosines in [-1, 1] of some passages, by key."""
        if not keys:
            return {}
        matrix = self._matrix(keys)
        return dict(zip(matrix.keys.tolist(), matrix.cosines(vector).tolist(), strict=True))

    def keys(self) -> set[int]:
        """Return the key of every vector."""
        pages = (
            self._collection.get(limit=_BATCH, offset=offset, include=[])["ids"]
            for offset in range(0, self._collection.count(), _BATCH)
        )
        return {int(key) for page in pages for key in page}

    def clear(self) -> None:
        """Remove everything; vectors of another dimension may follow."""
        self._client.delete_collection(_COLLECTION)
        self._collection = self._open()
        self._matrices.clear()

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()

    def _load(self, serial: int) -> Matrix:
        return self._matrix(self._keys_of([serial]))

    def _matrix(self, keys: Sequence[int]) -> Matrix:
        ids = [str(key) for key in keys]
        found = self._collection.get(ids=ids, include=["embeddings"]) if ids else None
        if not found or not found["ids"]:  # removed meanwhile
            return Matrix((), np.empty((0, 0), dtype=np.float32))
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        return Matrix([int(key) for key in found["ids"]], rows)

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": HNSW},
        )
