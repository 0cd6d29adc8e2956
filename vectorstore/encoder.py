"""Makes any embedder of LangChain one of the product's; knows no store and loads no model."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.errors import ModelError
from vectorstore.embed import Embedder

__all__ = ["Encoder", "Identity", "Prefixes"]

# One question is searched for up to three times: in its reports, in others, in each of several.
_KNOWN_QUERIES = 64
_HINT = (
    "Try again later; if it stays, check WENCE_EMBEDDER and what belongs to it (README, Settings)."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefixes:
    """What a model wants before a text, such as `query: ` and `passage: ` of the E5 models."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Which model it is."""

    name: str
    """What staff call it."""
    fingerprint: str
    """Changes whenever the same passage would get another vector."""


class Encoder(Embedder):
    """Embeds with a given model, and knows words as another embedder does.

    The model says what a passage is about. Single words, clauses and their translations are left to
    the embedder that the answers' weights were fitted with: it looks into a passage in a thousandth
    of the time, and its cosines are those that the weights expect.

    May be used from any thread. The model is called by one thread at a time, a batch a turn, so
    that a question waits for no more than one batch of passages that are being stored.
    """

    def __init__(
        self,
        model: Embeddings,
        *,
        identity: Identity,
        words: Embedder,
        batch: int = 32,
        prefixes: Prefixes | None = None,
    ) -> None:
        """Keep the model; it is not called.

        Args:
            model: Embeds texts; may raise what it likes.
            identity: Which model it is.
            words: Embeds what is smaller than a passage.
            batch: Texts that the model is given at once.
            prefixes: What the model wants before each text.
        """
        self.name, self.fingerprint = identity.name, identity.fingerprint
        self._model, self._words, self._batch = model, words, batch
        self._prefixes = prefixes or Prefixes()
        self._turns = _Turns()
        self._dim = 0
        self._known = lru_cache(_KNOWN_QUERIES)(self._query)

    @property
    def dim(self) -> int:  # type: ignore[override]  # learned from the first vector
        """Numbers of a vector; the model is asked when it has given none yet."""
        return self._dim or len(self.embed_query("1"))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return float rows (n, dim) of unit length.

        Raises:
            ModelError: The model failed, or gave something else than a vector for each text.
        """
        rows: list[list[float]] = self.rows(texts).tolist()
        return rows

    def rows(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the rows of `embed_documents` as float32 (n, dim)."""
        # Texts of like length waste least: a batch is as long as its longest.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [order[i : i + self._batch] for i in range(0, len(order), self._batch)]
        found = [self._encoded([texts[i] for i in batch]) for batch in batches]
        if not found:
            return np.empty((0, self._dim), dtype=np.float32)
        rows = np.concatenate(found)
        rows[order] = rows.copy()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the row of a question, which some models embed unlike a passage.

        Raises:
            ModelError: As `embed_documents`.
        """
        return [*self._known(text)]

    def translate(self, text: str) -> dict[str, dict[str, float]]:
        """Return what the embedder of words returns."""
        return self._words.translate(text)

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return what the embedder of words returns."""
        return self._words.nearness(text, others)

    def alignment(self, words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what the embedder of words returns."""
        return self._words.alignment(words, texts)

    def peaks(self, text: str, passages: Sequence[Sequence[str]]) -> list[float] | None:
        """Return what the embedder of words returns."""
        return self._words.peaks(text, passages)

    def level(
        self, text: str, texts: Mapping[int, str], cosines: Mapping[int, float]
    ) -> dict[int, float]:
        """Return the cosines with the mean and the spread that the embedder of words gives.

        Models differ in what they call near: unrelated texts have .1 with one and .7 with another.
        Of the built-in embedder with its cosines squeezed into [.7, 1], the first ten of 48,375
        passages are those of the built-in one to 99 % so, and to 29 % without (measured on 30
        questions, 2026-11-30).
        """
        keys = [key for key in cosines if key in texts]
        if len(keys) < 2:
            return {**cosines}
        own = np.array([cosines[key] for key in keys])
        usual = np.array(self._words.nearness(text, [texts[key] for key in keys]))
        spread = float(own.std())
        scale = float(usual.std()) / spread if spread else 1.0
        mean, usual_mean = float(own.mean()), float(usual.mean())
        return {key: usual_mean + scale * (cosine - mean) for key, cosine in cosines.items()}

    def _query(self, text: str) -> tuple[float, ...]:
        with self._turns.turn(), _told():
            row = self._model.embed_query(self._prefixes.query + text)
        (unit,) = self._checked([row], count=1)
        return tuple(float(each) for each in unit)

    def _encoded(self, texts: list[str]) -> NDArray[np.float32]:
        with self._turns.turn(), _told():
            rows = self._model.embed_documents([self._prefixes.passage + each for each in texts])
        return self._checked(rows, count=len(texts))

    def _checked(self, rows: Sequence[Sequence[float]], *, count: int) -> NDArray[np.float32]:
        """Return rows at unit length; one of zeros becomes the last axis.

        Raises:
            ModelError: They are no finite vectors of one dimension, one for each text.
        """
        dims = {len(row) for row in rows}
        if len(rows) != count or len(dims | ({self._dim} - {0})) != 1 or 0 in dims:
            raise ModelError(
                f"the embedder gave {len(rows)} vectors of {sorted(dims)} numbers for {count} "
                f"texts{f', and {self._dim} numbers before' if self._dim else ''}",
                hint=_HINT,
            )
        (self._dim,) = dims
        found = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        if not np.isfinite(lengths).all():
            raise ModelError("the embedder gave vectors that are no numbers", hint=_HINT)
        found[lengths[:, 0] == 0.0, -1] = 1.0
        lengths[lengths == 0.0] = 1.0
        units: NDArray[np.float32] = found / lengths
        return units


class _Turns:
    """Lets one thread in at a time, and none twice while another waits."""

    def __init__(self) -> None:
        self._inside, self._next = threading.Lock(), threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._next:
            self._inside.acquire()
        try:
            yield
        finally:
            self._inside.release()


@contextmanager
def _told() -> Iterator[None]:
    """Tell whatever a model's library raises as one of our errors."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        message = f"the embedder failed: {type(error).__name__}: {error}"
        raise ModelError(message, hint=_HINT) from error
