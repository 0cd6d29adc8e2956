"""Embedders: LangChain's interface with a fingerprint; knows no store."""

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

__all__ = ["MODEL", "Embedder", "StaticEmbedder"]

MODEL = Path(__file__).parent / "model"
_LATIN_WORD = re.compile(r"(?<![a-z\d])[a-z]{2,}")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD_START = "▁"
# Words as near as this to an English one translate it, and words as light as this say nothing
# (the, what): measured in the experiment the model rests on.
_MIN_COSINE = 0.45
_MIN_WEIGHT = 0.25
_MAX_TRANSLATIONS = 12
_CHUNK = 8192
_KNOWN_TRANSLATIONS = 4096


class Embedder(Embeddings):
    """A LangChain embedder that says which one it is."""

    fingerprint: str
    """Changes whenever the same text would get another vector; stored with every index."""
    dim: int

    def translate(self, text: str) -> dict[str, dict[str, float]]:
        """Return Han words for the Latin words of a text, each with its cosine, best first.

        An embedder that knows no words has none.
        """
        return {}


class StaticEmbedder(Embedder):
    """Embeds a text as the sum of its tokens' vectors; needs neither torch nor a network.

    The folder is one of model2vec or of sentence-transformers' StaticEmbedding: `tokenizer.json`
    and `model.safetensors` with int8 rows of one scale, which cancels in the cosine. Sums of
    integers are exact, so that the same text has the same vector on every machine.
    """

    def __init__(self, folder: Path = MODEL) -> None:
        """Load the model of a folder."""
        weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
        digest = hashlib.sha256(weights.read_bytes() + tokenizer.read_bytes())
        self.fingerprint = f"static/{digest.hexdigest()[:16]}"
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._rows: NDArray[np.int8] = load_file(weights)["embeddings"]
        self.dim = self._rows.shape[1]
        self._near: dict[str, dict[str, float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return float rows (n, dim) of unit length; a text without a token is the last axis."""
        encoded = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [self._vector(each.ids).tolist() for each in encoded]

    def embed_query(self, text: str) -> list[float]:
        """Return the row of one text."""
        return self.embed_documents([text])[0]

    def translate(self, text: str) -> dict[str, dict[str, float]]:
        """Return the nearest Han words of the vocabulary to each English word that says something.

        Cosines are over 0.45.
        """
        words = dict.fromkeys(_LATIN_WORD.findall(text.lower()))
        unknown = [word for word in words if word not in self._near]
        if len(self._near) + len(unknown) > _KNOWN_TRANSLATIONS:
            self._near = {}
            unknown = list(words)
        self._near |= self._nearest(unknown)
        return {word: near for word in words if (near := self._near.get(word))}

    def _vector(self, ids: Sequence[int]) -> NDArray[np.float32]:
        total = self._rows[ids].sum(axis=0, dtype=np.int32).astype(np.float32)
        length = float(np.linalg.norm(total))
        if length == 0.0:
            # The last axis says the least: principal axes come first.
            total[-1] = length = 1.0
        return total / np.float32(length)

    def _nearest(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        tokens = {word: self._tokenizer.token_to_id(_WORD_START + word) for word in words}
        said = {word: token for word, token in tokens.items() if self._says_something(token)}
        if not said:
            return {word: {} for word in words}
        names, units = self._han
        cosines = _units(self._rows[[*said.values()]]) @ units.T
        near: dict[str, dict[str, float]] = {word: {} for word in words}
        for word, column in zip(said, cosines, strict=True):
            (close,) = np.nonzero(column > _MIN_COSINE)
            best = close[np.argsort(-column[close], kind="stable")][:_MAX_TRANSLATIONS]
            near[word] = {names[i]: round(float(column[i]), 4) for i in best}
        return near

    def _says_something(self, token: int | None) -> bool:
        return token is not None and bool(self._lengths[token] >= _MIN_WEIGHT * self._median_length)

    @cached_property
    def _lengths(self) -> NDArray[np.float32]:
        lengths = [
            np.linalg.norm(self._rows[i : i + _CHUNK].astype(np.float32), axis=1)
            for i in range(0, len(self._rows), _CHUNK)
        ]
        return np.concatenate(lengths)

    @cached_property
    def _median_length(self) -> float:
        return float(np.median(self._lengths[self._lengths > 0]))

    @cached_property
    def _han(self) -> tuple[list[str], NDArray[np.float32]]:
        """The Han words of the vocabulary, and float32 (n, dim) rows of unit length."""
        vocabulary = self._tokenizer.get_vocab()
        found = sorted(
            (token, word) for word, token in vocabulary.items() if _HAN_WORD.fullmatch(word)
        )
        return [word for _, word in found], _units(self._rows[[token for token, _ in found]])


def _units(rows: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return rows at unit length; a row of zeros stays one."""
    units = rows.astype(np.float32)
    units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1.0)
    return units
