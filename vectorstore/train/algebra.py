"""The few linear algebra steps that several modules need."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

__all__ = ["Matrix", "bags", "principal_axes", "ridge", "unit"]

Matrix = NDArray[np.float32]
_TINY = 1e-9


def unit(rows: Matrix) -> Matrix:
    """Return the rows with length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Matrix = (rows / np.maximum(lengths, _TINY)).astype(np.float32)
    return scaled


def bags(ids: Sequence[Sequence[int]], size: int) -> sp.csr_matrix:
    """Return token counts, float32 (texts, size)."""
    ends = np.cumsum([0, *(len(each) for each in ids)])
    columns = np.fromiter((number for each in ids for number in each), np.int64, count=ends[-1])
    ones = np.ones(ends[-1], dtype=np.float32)
    return sp.csr_matrix((ones, columns, ends), shape=(len(ids), size))


def principal_axes(rows: Matrix) -> Matrix:
    """Return the axes (dim, dim) in columns, the one with the largest spread first."""
    _, axes = np.linalg.eigh(rows.T.astype(np.float64) @ rows.astype(np.float64))
    # eigh leaves the sign open; the largest component of each axis is made positive.
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    signed: Matrix = (axes * np.sign(largest))[:, ::-1].astype(np.float32)
    return signed


def ridge(inputs: sp.csr_matrix, targets: Matrix, *, penalty: float, rounds: int = 25) -> Matrix:
    """Return the weights that map inputs (n, v) to targets (n, dim), by conjugate gradients."""
    residual = np.asarray(inputs.T @ targets, dtype=np.float32)
    weights = np.zeros_like(residual)
    direction = residual.copy()
    square = (residual * residual).sum(axis=0)
    for _ in range(rounds):
        image = inputs.T @ (inputs @ direction) + penalty * direction
        step = square / np.maximum((direction * image).sum(axis=0), 1e-12)
        weights += step * direction
        residual -= step * image
        previous, square = square, (residual * residual).sum(axis=0)
        direction = residual + (square / np.maximum(previous, 1e-12)) * direction
    return weights
