"""The indexes that are made from the catalog, lexical and dense: filled and cleared as one.

It knows no document: what is in them is visible when the catalog says so.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder
from vectorstore.incoming import wording
from vectorstore.layout import write_embedder
from vectorstore.lexical import Entry, Lexical
from vectorstore.ranking import Ranking
from vectorstore.readied import Readied
from vectorstore.renewal import Tell, renew, stored_entries, untold
from vectorstore.vectors import FIRST, Vectors

__all__ = ["Derived"]

# Chroma holds Python's lock while it takes vectors in, 0.1 ms for each: so long questions wait, and
# so do those who read for their next file. Twice as many together take no less time.
_EMBED_BATCH = 500
# While the lexical index takes thousands of entries in, so many batches are embedded: 8 MB.
_EMBEDS_AHEAD = 16


class Derived:
    """The lexical index and the vectors of a data folder."""

    def __init__(self, folder: Path, embedder: Embedder, catalog: Catalog) -> None:
        """Open both, creating empty ones.

        Args:
            folder: The data folder.
            embedder: Makes the vectors.
            catalog: Tells which passages are of which document.
        """
        self._embedder, self._folder = embedder, folder
        self.lexical = Lexical(folder / "lexical")
        name = catalog.meta("vectors") or FIRST
        self._vectors = Vectors(folder / "chroma", catalog.keys_of, name=name)
        self.ranking = Ranking(self.lexical, self._vectors, embedder)

    def fill(self, entries: Sequence[Entry]) -> None:
        """Put entries into both."""
        batches = [entries[i : i + _EMBED_BATCH] for i in range(0, len(entries), _EMBED_BATCH)]
        if not batches:
            return
        # Tokenizers work without Python's lock, and so beside both indexes.
        pool = ThreadPoolExecutor(1, thread_name_prefix="wence-embed")
        try:
            coming = deque(pool.submit(self._embed, batch) for batch in batches[:_EMBEDS_AHEAD])
            self.lexical.add(entries)
            for batch, following in zip_longest(batches, batches[_EMBEDS_AHEAD:]):
                vectors = coming.popleft().result()
                if following:
                    coming.append(pool.submit(self._embed, following))
                keys = [each.key for each in batch]
                self._vectors.add(keys, vectors, serials={each.serial for each in batch})
        finally:
            pool.shutdown(cancel_futures=True)

    def _embed(self, batch: Sequence[Entry]) -> NDArray[np.float32]:
        return self._embedder.rows([wording(each) for each in batch])

    def remove(self, serials: Sequence[int]) -> None:
        """Clear documents out of both; the catalog must still know their passages."""
        self.lexical.remove(serials)
        self._vectors.remove(serials)

    def rebuild(self, catalog: Catalog) -> None:
        """Make both anew from the catalog."""
        self.lexical.clear()
        for document in stored_entries(catalog):
            self.lexical.add(document)
        self.renew(catalog, resumes=False)

    def renew(self, catalog: Catalog, *, resumes: bool, tell: Tell = untold) -> None:
        """Make the vectors anew from the catalog, as `vectorstore.renewal.renew` does.

        The former ones serve until the new ones are whole.
        """
        former = self._vectors
        readied = Readied(self._folder, self._embedder)
        fresh = renew(
            former,
            catalog=catalog,
            embed=readied.rows,
            made_by=self._embedder.fingerprint,
            resumes=resumes,
            tell=tell,
        )
        write_embedder(catalog, self._embedder, vectors=fresh.name)
        self.ranking = Ranking(self.lexical, fresh, self._embedder)
        self._vectors = fresh
        fresh.sweep()
        former.close()
        readied.clear()

    def begun(self) -> dict[str, int]:
        """Return how many vectors an interrupted renewal has made, by their embedder."""
        return self._vectors.begun()

    def keys(self) -> dict[str, set[int]]:
        """Return the key of every entry of each, by its folder."""
        return {"lexical": self.lexical.keys(), "chroma": self._vectors.keys()}

    def close(self) -> None:
        """Let go of both."""
        self.lexical.close()
        self._vectors.close()
