"""Vectors that another embedder makes while a server owns the data folder; knows no Chroma.

They wait in a folder of their own until an index is opened with that embedder and takes them in.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from ingest.errors import BusyError
from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder
from vectorstore.incoming import wording
from vectorstore.renewal import BATCH, Tell, stored_entries, untold

__all__ = ["Readied", "make_ready"]

_WHOLE = "whole"
_Rows = NDArray[np.float32]


class Readied:
    """The vectors of one embedder that wait beside a data folder's indexes."""

    def __init__(self, data: Path, embedder: Embedder) -> None:
        """Keep where they are; nothing is read.

        Args:
            data: The data folder.
            embedder: Whose vectors they are, and who makes those that are not there.
        """
        name = hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]
        self._all = data / "reindex"
        self._folder = self._all / name
        self._embedder = embedder
        self._known: dict[bytes, _Rows] | None = None

    @property
    def is_whole(self) -> bool:
        """Every passage had its vector when they were made."""
        return (self._folder / _WHOLE).exists()

    def rows(self, texts: Sequence[str]) -> _Rows:
        """Return the rows of texts as float32 (n, dim), made where they do not wait.

        Raises:
            ModelError: The embedder failed.
        """
        known, keys = self._loaded(), [_key(each) for each in texts]
        missing = [i for i, key in enumerate(keys) if key not in known]
        made = self._embedder.rows([texts[i] for i in missing]) if missing else ()
        new = dict(zip(missing, made, strict=True))
        return np.array([new[i] if i in new else known[key] for i, key in enumerate(keys)])

    def make(self, catalog: Catalog, *, tell: Tell = untold) -> None:
        """Make what lacks; an interrupted call is gone on with by the next.

        Raises:
            ModelError: The embedder failed.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        total, done = len(catalog.passage_keys()), 0
        texts = (wording(each) for each in chain.from_iterable(stored_entries(catalog)))
        while batch := [*islice(texts, BATCH)]:
            new = [*dict.fromkeys(each for each in batch if _key(each) not in self._loaded())]
            if new:
                self._keep(new, self._embedder.rows(new))
            done += len(batch)
            tell(done, total)
        (self._folder / _WHOLE).touch()

    def clear(self) -> None:
        """Remove them, and those of any other embedder."""
        shutil.rmtree(self._all, ignore_errors=True)

    def _keep(self, texts: Sequence[str], rows: _Rows) -> None:
        keys = [_key(each) for each in texts]
        part = self._folder / f"{keys[0].hex()}.part"
        with part.open("wb") as file:
            np.savez(file, keys=np.frombuffer(b"".join(keys), np.uint8), rows=rows)
        os.replace(part, part.with_suffix(".npz"))
        self._loaded().update(zip(keys, rows, strict=True))

    def _loaded(self) -> dict[bytes, _Rows]:
        if self._known is None:
            self._known = dict(self._read())
        return self._known

    def _read(self) -> Iterator[tuple[bytes, _Rows]]:
        for path in sorted(self._folder.glob("*.npz")):
            with np.load(path) as held:
                keys, rows = held["keys"].reshape(len(held["rows"]), -1), held["rows"]
            yield from ((key.tobytes(), row) for key, row in zip(keys, rows, strict=True))


def make_ready(data: Path, embedder: Embedder, *, tell: Tell = untold) -> None:
    """Make an embedder's vectors of a data folder that another process owns; it is only read.

    Raises:
        BusyError: Another process is making some.
        ModelError: The embedder failed.
    """
    lock = FileLock(data / "reindex.lock", is_singleton=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"another process makes vectors for {data}", hint="Wait for it to end."
        ) from error
    catalog = Catalog(data / "catalog.sqlite")
    try:
        Readied(data, embedder).make(catalog, tell=tell)
    finally:
        catalog.close()
        lock.release()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
