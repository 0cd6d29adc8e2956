"""Turns a matrix of token vectors into the model's folder, and texts into vectors with it."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from vectorstore.train.algebra import Matrix, bags, principal_axes, unit

__all__ = ["Encoder", "average", "load", "quantise", "save"]

_LARGEST = 127


class Encoder:
    """Embeds texts as sums of token vectors."""

    def __init__(self, tokenizer: Tokenizer, rows: Matrix) -> None:
        self._tokenizer, self._rows = tokenizer, rows

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Return unit rows, float32 (texts, dim)."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = bags([each.ids for each in encoded], len(self._rows)) @ self._rows
        return unit(np.asarray(sums))


def average(matrices: Sequence[Matrix]) -> Matrix:
    """Return the mean of matrices that were tuned from one start, each of the same median length.

    Source: "Model soups", Wortsman et al. 2022.
    """
    total = np.zeros_like(matrices[0])
    for rows in matrices:
        lengths = np.linalg.norm(rows, axis=1)
        total += rows / np.median(lengths[lengths > 0])
    return total / np.float32(len(matrices))


def quantise(rows: Matrix) -> NDArray[np.int8]:
    """Return the rows on their principal axes as integers with one scale, which a cosine ignores.

    Any first dimensions of the result are themselves a usable model.
    """
    turned = rows @ principal_axes(rows)
    scaled = np.round(turned / np.abs(turned).max() * _LARGEST)
    whole: NDArray[np.int8] = scaled.astype(np.int8)
    return whole


def save(folder: Path, tokenizer: Tokenizer, rows: NDArray[np.int8]) -> None:
    """Write the three files that model2vec and sentence-transformers read."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "model.safetensors"
    save_file({"embeddings": np.ascontiguousarray(rows)}, weights)
    weights.chmod(0o644)  # safetensors lets nobody else read it
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "tokenizer_name": "local",
        "apply_pca": None,
        "apply_zipf": None,
        "hidden_dim": rows.shape[1],
        "seq_length": 1_000_000,
        "normalize": True,
        "max_length": None,
        "embedding_dtype": "int8",
    }
    text = json.dumps(config, indent=1) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")


def load(folder: Path) -> Encoder:
    """Return the encoder of a folder."""
    rows = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
    return Encoder(Tokenizer.from_file(str(folder / "tokenizer.json")), rows)
