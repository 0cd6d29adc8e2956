"""Keeps the vectors of documents that were searched lately in memory; knows no store."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Matrices", "Matrix"]

# Rows of 256 numbers take 1 KiB: 128 MiB in all. A wide question over 100,000 passages meets most.
_MAX_ROWS = 131_072


class Matrix:
    """Vectors of passages."""

    def __init__(self, keys: Sequence[int], rows: NDArray[np.float32]) -> None:
        """Keep rows (n, dim) at unit length, and the key of each."""
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        self.keys = np.asarray(keys, dtype=np.int64)
        self._rows = rows / np.maximum(lengths, np.finfo(np.float32).tiny)

    def cosines(self, vector: Sequence[float]) -> NDArray[np.float32]:
        """Return the cosine in [-1, 1] of each row with a vector."""
        if not len(self.keys):
            return np.empty(0, dtype=np.float32)
        unit = np.asarray(vector, dtype=np.float32)
        cosines: NDArray[np.float32] = self._rows @ (unit / np.linalg.norm(unit))
        return cosines


class Matrices:
    """Matrices by the serial of their document; the least lately used make room."""

    def __init__(self, load: Callable[[int], Matrix], *, max_rows: int = _MAX_ROWS) -> None:
        """Keep what loads a document's matrix, and how many rows to hold at most."""
        self._load = load
        self._max_rows = max_rows
        self._held: OrderedDict[int, Matrix] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()

    def nearest(
        self, vector: Sequence[float], *, k: int, serials: Iterable[int]
    ) -> list[tuple[int, float]]:
        """Return the keys of the nearest k rows of some documents with their cosine, best first."""
        matrices = [self._matrix(serial) for serial in serials]
        keys = np.concatenate([each.keys for each in matrices])
        cosines = np.concatenate([each.cosines(vector) for each in matrices])
        if k < len(keys):  # all that are as near as the k-th, and no others, are put in order
            near = cosines >= np.partition(cosines, -k)[-k]
            keys, cosines = keys[near], cosines[near]
        best = np.lexsort((keys, -cosines))[:k]
        return [(int(keys[i]), float(cosines[i])) for i in best]

    def forget(self, serials: Iterable[int]) -> None:
        """Let go of documents that were removed."""
        with self._lock:
            for serial in serials:
                held = self._held.pop(serial, None)
                self._rows -= len(held.keys) if held else 0

    def _matrix(self, serial: int) -> Matrix:
        with self._lock:
            held = self._held.get(serial)
            if held is not None:
                self._held.move_to_end(serial)
                return held
        loaded = self._load(serial)
        with self._lock:
            former = self._held.pop(serial, None)
            self._rows += len(loaded.keys) - (len(former.keys) if former else 0)
            self._held[serial] = loaded
            while self._rows > self._max_rows and len(self._held) > 1:
                self._rows -= len(self._held.popitem(last=False)[1].keys)
        return loaded
