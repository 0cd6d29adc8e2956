"""Keeps rows of numbers by key in a file, from which they are read at once; knows no Chroma.

It is a copy: a row that it does not hold whole is told to be missing, and read where it came from.
"""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["RowFile"]

_Rows = NDArray[np.float32]
_SUM_BYTES = 4


class RowFile:
    """Rows of one length by keys from 0 on. May be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Keep the path of the file, which need not be there."""
        self._path = path

    def write(self, keys: Sequence[int], rows: _Rows) -> None:
        """Keep rows (n, dim), each with a sum that tells whether it is whole."""
        lines = [each.tobytes() for each in np.ascontiguousarray(rows, dtype=np.float32)]
        self._path.touch()
        with self._path.open("r+b", buffering=0) as file:
            for start, end in _runs(keys):
                summed = b"".join(map(_summed, lines[start:end]))
                file.seek(keys[start] * len(summed) // (end - start))
                file.write(summed)

    def read(self, keys: Sequence[int], *, dim: int) -> _Rows | None:
        """Return the rows of keys as float32 (n, dim), None unless it holds every one whole."""
        size = dim * np.dtype(np.float32).itemsize + _SUM_BYTES
        held = self._read(keys, size)
        if not dim or len(held) != len(keys) * size or not _are_whole(held, size):
            return None
        lines = np.frombuffer(held, dtype=np.uint8).reshape(len(keys), size)
        rows: _Rows = np.ascontiguousarray(lines[:, :-_SUM_BYTES]).view(np.float32)
        return rows

    def remove(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _read(self, keys: Sequence[int], size: int) -> bytes:
        try:
            file = self._path.open("rb", buffering=0)
        except FileNotFoundError:
            return b""
        read = []
        with file:
            for start, end in _runs(keys):
                file.seek(keys[start] * size)
                read.append(file.read((end - start) * size))
        return b"".join(read)


def _runs(keys: Sequence[int]) -> list[tuple[int, int]]:
    """Return from where to where keys follow each other: a document's mostly do."""
    starts = [i for i, key in enumerate(keys) if not i or key != keys[i - 1] + 1]
    return [*zip(starts, [*starts[1:], len(keys)], strict=True)] if starts else []


def _summed(line: bytes) -> bytes:
    return line + zlib.crc32(line).to_bytes(_SUM_BYTES, "little")


def _are_whole(held: bytes, size: int) -> bool:
    """Tell whether lines are as they were written; of zeros, where none was, the sum is not 0."""
    view = memoryview(held)
    return all(
        zlib.crc32(view[end - size : end - _SUM_BYTES])
        == int.from_bytes(view[end - _SUM_BYTES : end], "little")
        for end in range(size, len(held) + 1, size)
    )
