"""Makes the vectors of a data folder anew beside the present ones; knows no lexical index."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder
from vectorstore.incoming import entries, wording
from vectorstore.lexical import Entry
from vectorstore.vectors import Vectors

__all__ = ["Tell", "renew", "untold"]

Tell = Callable[[int, int], object]
"""Called with how many passages have their vector, and how many there are."""

# What an interruption loses at most; a large model takes a second for twenty.
_BATCH = 128


def untold(done: int, total: int) -> None:
    """Tell nobody how far it has come."""


def renew(
    present: Vectors, *, catalog: Catalog, embedder: Embedder, resumes: bool, tell: Tell = untold
) -> Vectors:
    """Return vectors of every visible passage; the present ones are left as they are.

    Args:
        present: The vectors in use.
        catalog: Holds the passages; nothing else may change it meanwhile.
        embedder: Makes the vectors.
        resumes: Keeps what an interrupted call for the same embedder has made.
        tell: Told after each batch.
    """
    fresh = present.beside(embedder.fingerprint, resumes=resumes)
    wanted = catalog.passage_keys()
    held = fresh.keys()
    fresh.discard([*(held.keys() - wanted.keys())])
    done = len(held.keys() & wanted.keys())
    tell(done, len(wanted))
    missing = _entries(catalog, without=held.keys())
    while batch := [*islice(missing, _BATCH)]:
        rows = embedder.rows([wording(each) for each in batch])
        keys, serials = [each.key for each in batch], [each.serial for each in batch]
        fresh.add(keys, rows, serials=serials)
        done += len(batch)
        tell(done, len(wanted))
    return fresh


def _entries(catalog: Catalog, *, without: Collection[int]) -> Iterator[Entry]:
    for row in catalog.rows():
        stored = [each for each in catalog.passages_of(row.serial) if each.key not in without]
        document = catalog.document(row.document_id) if stored else None
        if document is not None:
            keys, passages = [each.key for each in stored], [each.passage for each in stored]
            yield from entries(document, passages, serial=row.serial, keys=keys)
