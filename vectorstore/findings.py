"""Compares the stores of a data folder and says what does not agree; changes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Set

from ingest.read import REVISION
from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder
from vectorstore.layout import made_by, named
from vectorstore.originals import Originals
from vectorstore.tables import Row
from vectorstore.types import Finding

__all__ = ["findings", "interrupted"]

_REBUILD, _REINDEX = "wence doctor --repair", "wence reindex"


def findings(
    rows: Iterable[Row],
    *,
    catalog: Catalog,
    indexes: Mapping[str, Set[int]],
    originals: Originals,
    embedder: Embedder,
) -> Iterator[Finding]:
    """Yield what is missing or inconsistent.

    Args:
        rows: The visible documents.
        catalog: The truth.
        indexes: For each derived index, by folder, the key of every entry.
        originals: The files as given.
        embedder: The present one.
    """
    if catalog.meta("embedder") != embedder.fingerprint:
        message = f"vectors were made by {made_by(catalog)}, not by {named(embedder)}"
        yield Finding(code="embedder", message=message, command=_REINDEX)
    expected = catalog.passage_keys()
    for folder, actual in indexes.items():
        missing = len(expected - actual)
        foreign = len(actual - expected)
        if missing or foreign:
            message = f"{missing} passages are missing from {folder}/, {foreign} are too many"
            yield Finding(code=folder, message=message, command=_REBUILD)
    for row in rows:
        again = f"wence ingest <path of {row.name}>"
        if not originals.path(row.document_id).exists():
            message = f"the original file of {row.name} ({row.document_id}) is gone"
            yield Finding(code="original", message=message, command=again)
        if row.reader != REVISION:
            message = f"{row.name} ({row.document_id}) was read by an older version"
            yield Finding(code="outdated", message=message, command=again)


def interrupted(begun: Mapping[str, int], *, passages: int) -> Iterator[Finding]:
    """Yield what an interrupted `wence reindex` left behind.

    Args:
        begun: Vectors that were made, by their embedder.
        passages: How many there would be.
    """
    for embedder, count in begun.items():
        message = f"{count} of {passages} vectors by {embedder or 'an embedder'} lie unused"
        yield Finding(code="reindex", message=message, command=_REINDEX)
