"""Ranks passages by words and by meaning together; knows no catalog."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vectorstore.embed import Embedder
from vectorstore.fusion import blend, fuse
from vectorstore.lexical import Lexical
from vectorstore.types import Way
from vectorstore.vectors import Vectors

__all__ = ["Found", "Ranking"]

# Each way proposes this many passages for each one wanted, and this many at least: what one ranks
# first, the other may rank far below.
_DEPTH = 2
_MIN_CANDIDATES = 60
# So many of the best are looked into for the part that answers.
_MIN_LOOKED_INTO = 40
# Job, article and case numbers: what holds one is meant, however little it is like the question.
_CODE = re.compile(
    r"(?<![\d.])\d{6,}(?![\d.])|\b(?=[A-Za-z\d-]*\d)[A-Za-z]{2,}[A-Za-z\d]*(?:-[A-Za-z\d]+)+"
)
_AS_GOOD = 0.9
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[^，；。！？,;\n]+[，；。！？,;\n]?")


@dataclass(frozen=True, slots=True)
class Found:
    """Candidate passages by key."""

    lexical: dict[int, float] = field(default_factory=dict)
    """BM25 scores, of those with a match."""
    dense: dict[int, float] = field(default_factory=dict)
    """Cosines in [-1, 1]."""

    def ranked(self) -> list[tuple[int, float]]:
        """Return keys and scores, best first."""
        scores = fuse(self.lexical, self.dense)
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


class Ranking:
    """Searches the lexical index and the vectors of a folder."""

    def __init__(self, lexical: Lexical, vectors: Vectors, embedder: Embedder) -> None:
        """Keep the indexes, and the embedder that made the vectors."""
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder

    def find(
        self,
        text: str,
        *,
        k: int,
        also: Mapping[str, float] | None = None,
        serials: Sequence[int] = (),
        seen: Sequence[int] | None = None,
        way: Way = Way.HYBRID,
    ) -> Found:
        """Return at least k candidates when there are as many.

        Args:
            text: Words to find, in Chinese or English.
            k: How many passages are wanted.
            also: Other words for the same things, and how much each counts in [0, 1]; they count as
                words only.
            serials: The only documents to search; all when empty.
            seen: The only documents that may show in how it is searched; all when None.
            way: By words, by meaning, or by both.
        """
        depth = max(k * _DEPTH, _MIN_CANDIDATES)
        if way is Way.DENSE:
            vector = self._embedder.embed_query(text)
            return Found(dense=dict(self._vectors.search(vector, k=depth, serials=serials)))
        # A Chinese question says in Chinese what it means; its Latin words are names.
        translations = {} if _HAN.search(text) else self._embedder.translate(text)
        query = self._lexical.query(text, also=also, translations=translations, seen=seen)
        lexical = dict(self._lexical.search(query, k=depth, serials=serials))
        if way is Way.LEXICAL:
            return Found(lexical=lexical)
        vector = self._embedder.embed_query(text)
        dense = dict(self._vectors.search(vector, k=depth, serials=serials))
        coded = self._coded(text, serials=serials)
        lexical |= self._lexical.scores(
            query, [key for key in (*dense, *coded) if key not in lexical]
        )
        dense |= self._vectors.cosines(vector, [key for key in lexical if key not in dense])
        return Found(lexical, dense | dict.fromkeys(coded, 1.0))

    def _coded(self, text: str, *, serials: Sequence[int]) -> list[int]:
        """Return the passages that hold a code of the text, such as 700330101001 or SKU-6678."""
        coded: list[int] = []
        for code in _CODE.findall(text):
            query = self._lexical.query(code, also=None, translations={})
            found = self._lexical.search(query, k=_MIN_CANDIDATES, serials=serials)
            best = max((score for _, score in found), default=0.0)
            coded += [key for key, score in found if score >= _AS_GOOD * best]
        return coded

    def refine(self, text: str, found: Found, texts: Mapping[int, str], *, k: int) -> Found:
        """Look into the best candidates for the part that is nearest to a text.

        Args:
            text: What is looked for.
            found: The candidates.
            texts: Their texts by key; a candidate without one is left as it is.
            k: How many passages are wanted.
        """
        if not found.dense:
            return found
        found = Found(found.lexical, self._embedder.level(text, texts, found.dense))
        best = [key for key, _ in found.ranked() if key in texts][: max(k, _MIN_LOOKED_INTO)]
        peaks = self._embedder.peaks(text, [_CLAUSE.findall(texts[key]) for key in best])
        if peaks is None:
            return found
        return Found(found.lexical, blend(found.dense, dict(zip(best, peaks, strict=True))))
