"""Vectors held in memory: exact, and bounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.matrices import Matrices, Matrix

_ROWS = np.random.default_rng(0).normal(size=(6, 10, 4)).astype(np.float32)


class _Store:
    """Six documents of ten rows; remembers which were loaded."""

    def __init__(self):
        self.loaded = []

    def load(self, serial):
        self.loaded.append(serial)
        return Matrix(range(serial * 10, serial * 10 + 10), _ROWS[serial])


def _brute_force(vector, serials, k):
    keys = [serial * 10 + i for serial in serials for i in range(10)]
    rows = np.concatenate([_ROWS[serial] for serial in serials])
    cosines = rows @ vector / np.linalg.norm(rows, axis=1) / np.linalg.norm(vector)
    ranked = sorted(zip(keys, cosines, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:k]


@given(
    vector=st.lists(st.sampled_from([-1.0, -0.5, 0.5, 1.0]), min_size=4, max_size=4),
    serials=st.sets(st.integers(0, 5), min_size=1),
    k=st.integers(1, 70),
)
def test_nearest_rows_are_those_of_brute_force(vector, serials, k):
    found = Matrices(_Store().load).nearest(vector, k=k, serials=serials)
    wanted = _brute_force(np.array(vector), sorted(serials), k)
    assert [key for key, _ in found] == [key for key, _ in wanted]
    assert [cosine for _, cosine in found] == pytest.approx([each for _, each in wanted], abs=1e-5)


def test_document_is_loaded_once():
    store = _Store()
    matrices = Matrices(store.load)
    for _ in range(3):
        matrices.nearest([1, 0, 0, 0], k=1, serials=[2, 3])
    assert store.loaded == [2, 3]


def test_least_lately_used_makes_room():
    store = _Store()
    matrices = Matrices(store.load, max_rows=20)
    for serial in (0, 1, 0, 2, 0, 1):
        matrices.nearest([1, 0, 0, 0], k=1, serials=[serial])
    assert store.loaded == [0, 1, 2, 1]


def test_more_documents_than_fit_are_searched_all_the_same():
    found = Matrices(_Store().load, max_rows=5).nearest([1, 0, 0, 0], k=60, serials=range(6))
    assert len(found) == 60


def test_what_was_let_go_is_loaded_anew():
    store = _Store()
    matrices = Matrices(store.load)
    matrices.nearest([1, 0, 0, 0], k=1, serials=[1])
    matrices.forget([1])
    matrices.nearest([1, 0, 0, 0], k=1, serials=[1])
    assert store.loaded == [1, 1]


def test_document_without_vectors_has_nothing_near():
    empty = Matrix((), np.empty((0, 0), dtype=np.float32))
    assert Matrices(lambda serial: empty).nearest([1, 0], k=3, serials=[7]) == []
