"""The dense index: Chroma over passage vectors; derived from the catalog."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import InternalError
from numpy.typing import NDArray

from ingest.errors import MismatchError
from vectorstore.matrices import Matrices, Matrix
from vectorstore.row_file import RowFile

__all__ = ["FIRST", "HNSW", "Vectors"]

FIRST = "passages"
"""The collection of a new folder."""
_MADE_BY = "embedder"
_log = logging.getLogger(__name__)
# Chroma's own default space is l2. A search with ef_search 400 takes 0.1 ms more than with 200.
# Building with an ef_construction of 60 would save a third of the graph's time, and finds less:
# of 250 questions over 100,000 passages the 10 nearest with a recall of .943, with 100 of .971
# (evals.bench.exactness, 2026-11-30). Vectors stay in Chroma's log until sync_threshold of them are
# written out, and are put in again at an opening before that: 2,000 take 0.2 s then, and save a
# tenth of the time of storing.
HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 100,
    "ef_search": 400,
    "sync_threshold": 2000,
}
# Chroma refuses more than 5,461 records at once.
_BATCH = 1000
# A search in so few documents looks at every vector of theirs at once.
_FEW_DOCUMENTS = 100
_TRIES = 50
# Among so many of the nearest there are mostly enough of a wide scope. Where there are not, every
# vector of the scope is looked at: 10 ms for 50,000, and Chroma takes 40 ms for the same.
_WIDE = 8


class Vectors:
    """A Chroma collection in a folder that this process owns.

    Chroma is silent about a second process: its readers go stale and its writers lose vectors.
    The folder's lock is taken by `Index`.
    """

    def __init__(
        self,
        folder: Path,
        keys_of: Callable[[Sequence[int]], Sequence[int]],
        *,
        name: str = FIRST,
        made_by: str = "",
    ) -> None:
        """Open the collection, creating an empty one.

        Args:
            folder: Where it is kept.
            keys_of: Returns the keys of the passages of some documents by their serials. Chroma
                is not told which passage is of which: that would cost it a tenth of each write.
            name: Of the collection.
            made_by: Fingerprint of the embedder that a new one is for.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._folder, self._made_by = folder, made_by
        self._client = Client(
            settings=_settings().model_copy(update={"persist_directory": str(folder)})
        )
        self._collection = self._open()
        self._keys_of = keys_of
        self._matrices = Matrices(self._load)
        # Chroma takes 40 microseconds to hand out a vector, and a wide question needs thousands.
        self._rows = _row_file(folder, name)
        self._owners: dict[int, int] = {}
        self._owned: set[int] = set()
        self._dim = 0

    def beside(self, made_by: str, *, resumes: bool) -> "Vectors":
        """Return another collection of the folder, in which an embedder's vectors are made.

        Args:
            made_by: The embedder's fingerprint.
            resumes: Takes the one that was begun for the same embedder, when there is one.
        """
        begun = [name for name, maker in self._others().items() if resumes and maker == made_by]
        number = 1 + max(_number(name) for name in (self.name, *self._others()))
        name = begun[0] if begun else f"{FIRST}-{number}"
        return Vectors(self._folder, self._keys_of, name=name, made_by=made_by)

    def begun(self) -> dict[str, int]:
        """Return how many vectors the folder's other collections hold, by their embedder."""
        return {
            maker: self._client.get_collection(name, embedding_function=None).count()
            for name, maker in self._others().items()
        }

    def sweep(self) -> None:
        """Remove every other collection of the folder."""
        for name in self._others():
            self._client.delete_collection(name)
            _row_file(self._folder, name).remove()

    def _others(self) -> dict[str, str]:
        """Return the embedder of each other collection by its name."""
        return {
            each.name: str((each.metadata or {}).get(_MADE_BY, ""))
            for each in self._client.list_collections()
            if each.name != self.name
        }

    def discard(self, keys: Sequence[int]) -> None:
        """Remove the vectors of passages that are gone."""
        for i in range(0, len(keys), _BATCH):
            self._collection.delete(ids=[str(key) for key in keys[i : i + _BATCH]])

    def add(
        self,
        keys: Sequence[int],
        vectors: NDArray[np.float32],
        *,
        serials: Iterable[int],
    ) -> None:
        """Add the vectors (n, dim) of passages, which are of some documents.

        Raises:
            MismatchError: They are of another dimension than those that are there.
        """
        if len(keys):
            self._fit(vectors.shape[1])
        for i in range(0, len(keys), _BATCH):
            batch = slice(i, i + _BATCH)
            ids = [str(key) for key in keys[batch]]
            self._collection.upsert(ids=ids, embeddings=vectors[batch])
            self._keep(keys[batch], vectors[batch])
        self._matrices.forget(serials)

    def remove(self, serials: Sequence[int]) -> None:
        """Remove every vector of some documents, whose keys must still be known."""
        keys = self._keys_of(serials)
        self.discard(keys)
        self._matrices.forget(serials)
        self._owned.difference_update(serials)
        for key in keys:
            self._owners.pop(key, None)

    def search(
        self, vector: Sequence[float], *, k: int, serials: Sequence[int] = ()
    ) -> list[tuple[int, float]]:
        """Return the keys of the nearest k passages with their cosine in [-1, 1], best first.

        `serials` limits the documents; a search in few documents is exact.

        Raises:
            MismatchError: The vector is of another dimension than theirs.
        """
        self._fit(len(vector))
        if not serials:
            return self._query_all(vector, k=k)
        if len(serials) > _FEW_DOCUMENTS:
            owners, wanted = self._owners_in(serials), set(serials)
            near = self._query_all(vector, k=k * _WIDE)
            found = [each for each in near if owners.get(each[0]) in wanted]
            if len(found) >= k:
                return found[:k]
        return self._matrices.nearest(vector, k=k, serials=serials)

    def _owners_in(self, serials: Sequence[int]) -> dict[int, int]:
        """Return the serial of the document of each passage of some documents, and of others.

        A set of the passages of a wide scope would take longer than the search.
        """
        for serial in serials:
            if serial not in self._owned:
                self._owners.update(dict.fromkeys(self._keys_of([serial]), serial))
                self._owned.add(serial)
        return self._owners

    def _query_all(self, vector: Sequence[float], *, k: int) -> list[tuple[int, float]]:
        """Return key and cosine of the nearest k passages, best first.

        Chroma fails for a moment where a vector that is near is just being removed.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._query(vector, k=k)
            except InternalError:
                continue
        return self._query(vector, k=k)

    def _query(self, vector: Sequence[float], *, k: int) -> list[tuple[int, float]]:
        """Return key and cosine of the nearest k passages, best first."""
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=k,
            include=["distances"],
        )
        (distances,) = found["distances"] or [[]]
        return [(int(key), 1.0 - gap) for key, gap in zip(found["ids"][0], distances, strict=True)]

    def cosines(self, vector: Sequence[float], keys: Sequence[int]) -> dict[int, float]:
        """Return the cosines in [-1, 1] of some passages, by key."""
        if not keys:
            return {}
        self._fit(len(vector))
        matrix = self._matrix(keys)
        return dict(zip(matrix.keys.tolist(), matrix.cosines(vector).tolist(), strict=True))

    def keys(self) -> set[int]:
        """Return the key of every vector."""
        pages = (
            self._collection.get(limit=_BATCH, offset=offset, include=[])["ids"]
            for offset in range(0, self._collection.count(), _BATCH)
        )
        return {int(key) for page in pages for key in page}

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()

    def _load(self, serial: int) -> Matrix:
        return self._matrix(self._keys_of([serial]))

    def _matrix(self, keys: Sequence[int]) -> Matrix:
        rows = self._rows.read(keys, dim=self._dim) if keys else None
        if rows is not None:
            return Matrix(keys, rows)
        ids = [str(key) for key in keys]
        found = self._collection.get(ids=ids, include=["embeddings"]) if ids else None
        if not found or not found["ids"]:  # removed meanwhile
            return Matrix((), np.empty((0, 0), dtype=np.float32))
        held = [int(key) for key in found["ids"]]
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        self._keep(held, rows)
        return Matrix(held, rows)

    def _keep(self, keys: Sequence[int], rows: NDArray[np.float32]) -> None:
        """Keep a copy beside Chroma's; without it, vectors are read from there."""
        try:
            self._rows.write(keys, rows)
        except OSError as error:  # a full disk must fail no question
            _log.warning("vectors are not kept beside Chroma's: %s", error)

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            self.name,
            embedding_function=None,
            configuration={"hnsw": HNSW},
            metadata={_MADE_BY: self._made_by} if self._made_by else None,
        )

    def _fit(self, dim: int) -> None:
        """See that a vector has the dimension of those that are there.

        Raises:
            MismatchError: It has another.
        """
        if not self._dim:
            found = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            self._dim = len(found[0]) if found is not None and len(found) else 0
        if self._dim not in (0, dim):
            raise MismatchError(
                f"the embedder gives vectors of {dim} numbers, those of the index have {self._dim}",
                hint="It is another model under the same name. Set up the former one again, or run "
                "`wence reindex` to make the vectors anew.",
            )


@cache
def _settings() -> Settings:
    """Return Chroma's settings, but for the folder: making them takes most of opening a store."""
    return Settings(anonymized_telemetry=False, is_persistent=True)


def _row_file(folder: Path, name: str) -> RowFile:
    """Return where a collection's vectors are kept once more."""
    return RowFile(folder / f"{name}.rows")


def _number(name: str) -> int:
    """Return the number of a collection by its name: passages, passages-1, passages-2."""
    return int(name.rpartition("-")[2]) if "-" in name else 0
