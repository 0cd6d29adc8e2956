"""Owns which version and which embedder made a data folder; knows no index."""

from ingest.errors import MismatchError
from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder

__all__ = ["made_by", "named", "open_layout", "write_embedder", "write_layout"]

_LAYOUT = "2"
# Their indexes can be made anew from the catalog.
_OLDER_LAYOUTS = ("1",)


def open_layout(catalog: Catalog, embedder: Embedder, *, checks: bool) -> None:
    """Write who makes a new folder, and refuse one that another version or embedder made.

    Args:
        catalog: The folder's catalog.
        embedder: The present embedder.
        checks: False lets a folder pass whose indexes can be made anew.

    Raises:
        MismatchError: It is another's.
    """
    layout = catalog.meta("layout")
    if not layout:
        write_layout(catalog, embedder)
        return
    if layout not in (_LAYOUT, *_OLDER_LAYOUTS):
        raise MismatchError(
            f"the data folder has layout {layout}, this version writes {_LAYOUT}",
            hint="Use the version that made it, or ingest into a new folder with --data.",
        )
    if checks and layout != _LAYOUT:
        raise MismatchError(
            f"the data folder's indexes were made by layout {layout}, the present one is {_LAYOUT}",
            hint="Run `wence doctor --repair` to make them anew.",
        )
    if checks and catalog.meta("embedder") != embedder.fingerprint:
        raise MismatchError(
            f"the data folder's vectors were made by the embedder {made_by(catalog)}, the present "
            f"one is {named(embedder)}",
            hint="Run `wence reindex` to make them anew by the present one; no file is read again. "
            "Or set WENCE_EMBEDDER to the former one.",
        )


def made_by(catalog: Catalog) -> str:
    """Return the embedder that made the folder's vectors, as staff call it and as it is told."""
    return _shown(catalog.meta("embedder_name"), catalog.meta("embedder"))


def named(embedder: Embedder) -> str:
    """Return what an embedder is called, in the same form."""
    return _shown(embedder.name, embedder.fingerprint)


def write_embedder(catalog: Catalog, embedder: Embedder, *, vectors: str) -> None:
    """Write that an embedder made the folder's vectors, and what their collection is called."""
    name, fingerprint = embedder.name, embedder.fingerprint
    catalog.set_meta(embedder=fingerprint, embedder_name=name, vectors=vectors)


def write_layout(catalog: Catalog, embedder: Embedder) -> None:
    """Write that the present version and an embedder made a new folder."""
    name, fingerprint = embedder.name, embedder.fingerprint
    catalog.set_meta(layout=_LAYOUT, embedder=fingerprint, embedder_name=name)


def _shown(name: str, fingerprint: str) -> str:
    return f"{name} ({fingerprint})" if name else fingerprint
