"""Makes the vectors of a data folder anew beside the present ones; knows no lexical index."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog import Catalog
from vectorstore.incoming import entries, wording
from vectorstore.lexical import Entry
from vectorstore.vectors import Vectors

__all__ = ["BATCH", "Tell", "renew", "stored_entries", "untold"]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Returns the rows of texts, float32 (n, dim)."""
Tell = Callable[[int, int], object]
"""Called with how many passages have their vector, and how many there are."""

# What an interruption loses at most; a large model takes a second for twenty.
BATCH = 128


def untold(done: int, total: int) -> None:
    """Tell nobody how far it has come."""


def renew(
    present: Vectors,
    *,
    catalog: Catalog,
    embed: Embed,
    made_by: str,
    resumes: bool,
    tell: Tell = untold,
) -> Vectors:
    """Return vectors of every visible passage; the present ones are left as they are.

    Args:
        present: The vectors in use.
        catalog: Holds the passages; nothing else may change it meanwhile.
        embed: Makes the vectors.
        made_by: The fingerprint of whose they are.
        resumes: Keeps what an interrupted call for the same embedder has made.
        tell: Told after each batch.
    """
    fresh = present.beside(made_by, resumes=resumes)
    wanted = catalog.passage_keys()
    held = fresh.keys()
    fresh.discard([*(held - wanted)])
    done = len(held & wanted)
    tell(done, len(wanted))
    missing = (each for document in stored_entries(catalog, without=held) for each in document)
    while batch := [*islice(missing, BATCH)]:
        rows = embed([wording(each) for each in batch])
        fresh.add([each.key for each in batch], rows, serials={each.serial for each in batch})
        done += len(batch)
        tell(done, len(wanted))
    return fresh


def stored_entries(catalog: Catalog, *, without: Collection[int] = ()) -> Iterator[list[Entry]]:
    """Yield the entries of each visible document that has any, without those of some keys."""
    for row in catalog.rows():
        stored = [each for each in catalog.passages_of(row.serial) if each.key not in without]
        document = catalog.document(row.document_id) if stored else None
        if document is not None:
            keys, passages = [each.key for each in stored], [each.passage for each in stored]
            yield entries(document, passages, serial=row.serial, keys=keys)
