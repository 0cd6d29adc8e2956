"""Puts found passages into the order in which a cross-encoder reads them; knows no store."""

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.errors import ModelError
from vectorstore.types import Hit

__all__ = ["Reordered", "Reranker", "Score"]

Score = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Returns how well each passage answers, of pairs of question and passage; higher is better."""

# So many pairs are read between two looks at the clock: a second for a large model.
_BATCH = 8
_HINT = "The order of the search is kept. Check WENCE_RERANKER; the log says more."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reordered:
    """Hits in the order of the model."""

    hits: tuple[Hit, ...]
    unread: int = 0
    """Candidates that it had no time for; they stand behind those that it read."""
    spent_ms: float = 0.0
    """What it took, waiting for its turn and loading the model included."""


class Reranker:
    """Reorders passages with a model that is loaded by the first question.

    May be used from any thread; one question is read at a time.
    """

    def __init__(
        self, load: Callable[[], Score], *, candidates: int = 20, timeout_s: float = 5.0
    ) -> None:
        """Keep how the model is loaded.

        Args:
            load: Loads the model; what it raises is told for every question until a restart.
            candidates: Passages that are read, the best of the search.
            timeout_s: Seconds after which no more passages are read; those that were are reordered
                among themselves. Loading the model does not count.
        """
        self.candidates = candidates
        self._load, self._timeout_s = load, timeout_s
        self._turn = threading.Lock()
        self._score: Score | None = None
        self._failure: Exception | None = None

    def rerank(self, question: str, hits: Sequence[Hit]) -> Reordered:
        """Return hits in the order of the model; those that it did not read keep their places.

        The scores stay where they are: the n-th hit has the score of the former n-th. What rests on
        how far passages lie apart need not know that the order is another's.

        Args:
            question: Stands by itself.
            hits: Best first.

        Raises:
            ModelError: The model cannot be loaded or failed.
        """
        if len(hits) < 2:
            return Reordered(hits=tuple(hits))
        began = time.monotonic()
        scores = self._scores(question, hits[: self.candidates])
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        read = (replace(hits[i], score=hits[k].score) for k, i in enumerate(order))
        return Reordered(
            hits=(*read, *hits[len(scores) :]),
            unread=min(len(hits), self.candidates) - len(scores),
            spent_ms=round((time.monotonic() - began) * 1000, 1),
        )

    def _scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        with self._turn:
            score, scores = self._loaded(), list[float]()
            deadline = time.monotonic() + self._timeout_s
            for i in range(0, len(hits), _BATCH):
                if i and time.monotonic() >= deadline:
                    _log.warning("reranked %d of %d passages in time", i, len(hits))
                    break
                scores += _read(score, [(question, _shown(hit)) for hit in hits[i : i + _BATCH]])
        return scores

    def _loaded(self) -> Score:
        if self._failure is None and self._score is None:
            try:
                self._score = self._load()
            except Exception as error:
                self._failure = error
                raise _failed(error) from error
        if self._score is None:
            raise _failed(self._failure) from self._failure
        return self._score


def _read(score: Score, pairs: Sequence[tuple[str, str]]) -> list[float]:
    try:
        found = [float(each) for each in score(pairs)]
    except Exception as error:
        raise _failed(error) from error
    if len(found) != len(pairs) or not all(map(math.isfinite, found)):
        raise ModelError(f"the reranker gave {found} for {len(pairs)} passages", hint=_HINT)
    return found


def _failed(error: Exception | None) -> ModelError:
    told = f"the reranker failed: {type(error).__name__}: {error}"
    _log.warning("%s", told)
    return ModelError(told, hint=_HINT)


def _shown(hit: Hit) -> str:
    """Return a passage with what says whose and which year's it is."""
    return "\n".join((hit.title, *hit.passage.section, hit.text))
