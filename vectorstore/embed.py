"""Embedders: LangChain's interface with a fingerprint; knows no store."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from vectorstore.tokens import Tokens

__all__ = ["MODEL", "Embedder", "StaticEmbedder", "built_in"]

MODEL = Path(__file__).parent / "model"
_LATIN_WORD = re.compile(r"(?<![a-z\d])[a-z]{2,}")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD_START = "▁"
# Words as near as this to an English one translate it, and words as light as this say nothing
# (the, what): measured in the experiment the model rests on.
_MIN_COSINE = 0.45
_MIN_WEIGHT = 0.25
_MAX_TRANSLATIONS = 12
_KNOWN_TRANSLATIONS = 4096


class Embedder(Embeddings):
    """A LangChain embedder that says which one it is."""

    fingerprint: str
    """Changes whenever the same text would get another vector; stored with every index."""
    dim: int
    name: str = ""
    """What staff call it, as in WENCE_EMBEDDER; may change while the vectors stay the same."""

    def rows(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors of texts as float32 (n, dim), for who does not need lists."""
        return np.asarray(self.embed_documents(texts), dtype=np.float32)

    def translate(self, text: str) -> dict[str, dict[str, float]]:
        """Return Han words for the Latin words of a text, each with its cosine, best first.

        An embedder that knows no words has none.
        """
        return {}

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine in [-1, 1] of a text with each of others."""
        rows = np.array(self.embed_documents([text, *others]), dtype=np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return [float(each) for each in rows[1:] @ rows[0]]

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a text's nearest word comes to each of some words, (texts, words).

        Cosines in [-1, 1]; zeros from an embedder that knows no words.
        """
        return np.zeros((len(texts), len(words)), dtype=np.float32)

    def peaks(self, text: str, passages: Sequence[Sequence[str]]) -> list[float] | None:
        """Return how near the nearest part of each passage comes to a text, in [-1, 1].

        Args:
            text: What is looked for.
            passages: Clauses of each passage; a part is one of them or two neighbours.

        Returns:
            A cosine for each passage; None from an embedder too slow to look into passages.
        """
        return None

    def level(
        self, text: str, texts: Mapping[int, str], cosines: Mapping[int, float]
    ) -> dict[int, float]:
        """Return cosines on the scale that the weights of ranking and answering were fitted with.

        Args:
            text: What is looked for.
            texts: Texts of passages by key.
            cosines: Of passages with what is looked for, by key, in [-1, 1].
        """
        return {**cosines}


class StaticEmbedder(Embedder):
    """Embeds a text as the sum of its tokens' vectors; needs neither torch nor a network.

    The folder is one of model2vec or of sentence-transformers' StaticEmbedding: `tokenizer.json`
    and `model.safetensors` with int8 rows of one scale, which cancels in the cosine. Sums of
    integers are exact, so that the same text has the same vector on every machine.
    """

    name = "built-in"

    def __init__(self, folder: Path = MODEL) -> None:
        """Load the model of a folder."""
        weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
        digest = hashlib.sha256(weights.read_bytes() + tokenizer.read_bytes())
        self.fingerprint = f"static/{digest.hexdigest()[:16]}"
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokens = Tokens(self._tokenizer)
        self._rows: NDArray[np.int8] = load_file(weights)["embeddings"]
        self.dim = self._rows.shape[1]
        self._near: dict[str, dict[str, float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return float rows (n, dim) of unit length; a text without a token is the last axis."""
        rows: list[list[float]] = self.rows(texts).tolist()
        return rows

    def rows(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the rows of `embed_documents` as float32 (n, dim)."""
        encoded = self._encode(texts)
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, each in zip(rows, encoded, strict=True):
            row[:] = self._vector(each.ids)
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the row of one text."""
        return self.embed_documents([text])[0]

    def translate(self, text: str) -> dict[str, dict[str, float]]:
        """Return the nearest Han words of the vocabulary to each English word that says something.

        Cosines are over 0.45.
        """
        words = [*dict.fromkeys(_LATIN_WORD.findall(text.lower()))]
        known = self._near if len(self._near) < _KNOWN_TRANSLATIONS else {}
        near = known | self._nearest([word for word in words if word not in known])
        self._near = near  # another thread's may be lost, and is found again
        return {word: near[word] for word in words if near[word]}

    def peaks(self, text: str, passages: Sequence[Sequence[str]]) -> list[float]:
        """Return the highest cosine that a clause of each passage, or two neighbours, has.

        A vector is the sum of its tokens, so that two neighbours need only an addition.
        """
        clauses = [clause for passage in passages for clause in passage]
        if not clauses:
            return [0.0] * len(passages)
        sums = self._sums(clauses)
        owners = np.repeat(np.arange(len(passages)), [len(passage) for passage in passages])
        is_pair = owners[1:] == owners[:-1]
        parts = np.concatenate([sums, (sums[:-1] + sums[1:])[is_pair]])
        whose = np.concatenate([owners, owners[1:][is_pair]])
        lengths = np.maximum(np.linalg.norm(parts, axis=1), 1.0)
        cosines = parts @ np.asarray(self.embed_query(text), dtype=np.float32) / lengths
        best = np.full(len(passages), -1.0, dtype=np.float32)
        np.maximum.at(best, whose, cosines)
        return [float(each) for each in best]

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine in [-1, 1] of a text with each of others."""
        return self.peaks(text, [[other] for other in others])

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near a token of each text, or two neighbours, comes to each word.

        A token that stands in many texts is compared once: that of a sum is the sum of those of its
        parts, and its length follows from theirs.
        """
        near = np.zeros((len(texts), len(words)), dtype=np.float32)
        read = [self._tokens.of(each) for each in texts]
        counts = [len(each) for each in read]
        if not words or not any(counts):
            return near
        met, at = np.unique(np.fromiter(chain(*read), dtype=np.int64), return_inverse=True)
        rows = self._rows[met].astype(np.float32)
        dots = (rows @ np.asarray(self.embed_documents([*words]), dtype=np.float32).T)[at]
        squares = np.einsum("ij,ij->i", rows, rows)[at]
        owners = np.repeat(np.arange(len(texts)), counts)
        (first,) = np.nonzero(owners[1:] == owners[:-1])
        between = _products(rows, at[first], at[first + 1])
        pairs = dots[first] + dots[first + 1]
        squares = np.concatenate([squares, squares[first] + squares[first + 1] + 2 * between])
        lengths = np.maximum(np.sqrt(squares), 1.0)
        cosines = np.concatenate([dots, pairs]) / lengths[:, None]
        np.maximum.at(near, np.concatenate([owners, owners[first]]), cosines)
        return near

    def _encode(self, texts: list[str]) -> list[Encoding]:
        """Return the tokens of texts; one alone waits for no pool of threads."""
        if len(texts) == 1:
            return [self._tokenizer.encode(texts[0], add_special_tokens=False)]
        return self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)

    def _sums(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the sum of the token vectors of each text, float32 (n, dim)."""
        read = [self._tokens.of(each) for each in texts]
        counts = np.array([len(each) for each in read])
        rows = self._rows[np.fromiter(chain(*read), dtype=np.int64)].astype(np.float32)
        sums = np.zeros((len(texts), self.dim), dtype=np.float32)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        held = counts > 0
        if held.any():
            sums[held] = np.add.reduceat(rows, starts[held], axis=0)
        return sums

    def _vector(self, ids: Sequence[int]) -> NDArray[np.float32]:
        # `take` and `reduce` do what `[...]` and `sum` do, in half of the time.
        rows = self._rows.take(ids, axis=0)
        total = np.add.reduce(rows, axis=0, dtype=np.int32).astype(np.float32)
        length = float(np.linalg.norm(total))
        if length == 0.0:
            # The last axis says the least: principal axes come first.
            total[-1] = length = 1.0
        vector: NDArray[np.float32] = total / np.float32(length)
        return vector

    def _nearest(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        near: dict[str, dict[str, float]] = {word: {} for word in words}
        tokens = {word: self._tokenizer.token_to_id(_WORD_START + word) for word in words}
        ids = {word: token for word, token in tokens.items() if token is not None}
        if not ids:
            return near
        rows, han = self._rows[[*ids.values()]], self._han
        lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
        for word, length, cosines in zip(ids, lengths, _units(rows) @ han.units.T, strict=True):
            if length >= _MIN_WEIGHT * han.median_length:
                (close,) = np.nonzero(cosines > _MIN_COSINE)
                best = close[np.argsort(-cosines[close], kind="stable")][:_MAX_TRANSLATIONS]
                near[word] = {han.words[i]: round(float(cosines[i]), 4) for i in best}
        return near

    @cached_property
    def _han(self) -> "_Words":
        vocabulary = self._tokenizer.get_vocab()
        found = sorted(
            (token, word) for word, token in vocabulary.items() if _HAN_WORD.fullmatch(word)
        )
        rows = self._rows[[token for token, _ in found]]
        lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
        return _Words([word for _, word in found], _units(rows), float(np.median(lengths)))


@cache
def built_in() -> StaticEmbedder:
    """Return the product's own embedder, loaded once in a process."""
    return StaticEmbedder()


@dataclass(frozen=True, slots=True)
class _Words:
    """The Han words of a vocabulary."""

    words: list[str]
    units: NDArray[np.float32]
    """Their vectors (n, dim), unit length."""
    median_length: float
    """Of their vectors as they are: how much a word mostly says."""


def _products(
    rows: NDArray[np.float32], ones: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the product of each row with the other of its pair, of each different pair once."""
    pairs, at = np.unique(ones * len(rows) + others, return_inverse=True)
    products: NDArray[np.float32] = np.einsum(
        "ij,ij->i", rows[pairs // len(rows)], rows[pairs % len(rows)]
    )
    return products[at]


def _units(rows: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return rows at unit length; a row of zeros stays one."""
    units = rows.astype(np.float32)
    lengths: NDArray[np.float32] = np.linalg.norm(units, axis=1, keepdims=True)
    return np.divide(units, np.maximum(lengths, 1.0), out=units)
