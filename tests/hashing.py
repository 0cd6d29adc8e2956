"""An embedder of any dimension without a model: for tests of what does not rest on meaning."""

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import Embedder
from vectorstore.terms import bigrams, words

__all__ = ["HashingEmbedder"]


class HashingEmbedder(Embedder):
    """Embeds a text as its hashed terms: deterministic, needs no model, sees shared terms only.

    Source: feature hashing with signs, Weinberger et al. 2009, "Feature Hashing for Large Scale
    Multitask Learning".
    """

    def __init__(self, dim: int = 512) -> None:
        """Choose the number of dimensions; terms collide more in fewer."""
        self.dim = dim
        self.fingerprint = f"hashing-1/{dim}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return float rows (n, dim) of unit length; a text without terms is the first axis."""
        return [self._vector(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the row of one text."""
        row: list[float] = self._vector(text).tolist()
        return row

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dim, dtype=np.float32)
        for term, count in Counter(_features(text)).items():
            number = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest())
            sign = 1.0 if number & 1 else -1.0
            vector[(number >> 1) % self.dim] += sign * np.sqrt(count)
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0] = length = 1.0
        return vector / np.float32(length)


def _features(text: str) -> Sequence[str]:
    return [*(f"w {word}" for word in words(text)), *(f"b {pair}" for pair in bigrams(text))]
