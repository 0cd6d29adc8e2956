"""Ranks passages by words and by meaning together; knows no catalog."""

import re
from collections.abc import Mapping, Sequence

from vectorstore.embed import Embedder
from vectorstore.fusion import fuse
from vectorstore.lexical import Lexical
from vectorstore.types import Way
from vectorstore.vectors import Vectors

__all__ = ["Ranking"]

# Each way proposes this many passages for each one wanted, and this many at least: what one ranks
# first, the other may rank far below.
_DEPTH = 2
_MIN_CANDIDATES = 60
_HAN = re.compile(r"[\u3400-\u9fff]")


class Ranking:
    """Searches the lexical index and the vectors of a folder."""

    def __init__(self, lexical: Lexical, vectors: Vectors, embedder: Embedder) -> None:
        """Keep the indexes, and the embedder that made the vectors."""
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder

    def rank(
        self,
        text: str,
        *,
        k: int,
        also: Mapping[str, float] | None = None,
        serials: Sequence[int] = (),
        way: Way = Way.HYBRID,
    ) -> list[tuple[int, float]]:
        """Return the keys and scores of at least k passages when there are as many, best first.

        Args:
            text: Words to find, in Chinese or English.
            k: How many passages are wanted.
            also: Other words for the same things, and how much each counts in [0, 1]; they count as
                words only.
            serials: The only documents to search; all when empty.
            way: By words, by meaning, or by both.
        """
        depth = max(k * _DEPTH, _MIN_CANDIDATES)
        if way is Way.DENSE:
            return self._vectors.search(self._embedder.embed_query(text), k=depth, serials=serials)
        # A Chinese question says in Chinese what it means; its Latin words are names.
        translations = {} if _HAN.search(text) else self._embedder.translate(text)
        query = self._lexical.query(text, also=also, translations=translations)
        found = self._lexical.search(query, k=depth, serials=serials)
        if way is Way.LEXICAL:
            return found
        vector = self._embedder.embed_query(text)
        lexical, dense = dict(found), dict(self._vectors.search(vector, k=depth, serials=serials))
        lexical |= self._lexical.scores(query, [key for key in dense if key not in lexical])
        dense |= self._vectors.cosines(vector, [key for key in lexical if key not in dense])
        scores = fuse(lexical, dense)
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
