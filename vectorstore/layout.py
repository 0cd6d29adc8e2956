"""Owns which version and which embedder made a data folder; knows no index."""

from ingest.errors import MismatchError
from vectorstore.catalog import Catalog

__all__ = ["open_layout", "write_layout"]

_LAYOUT = "2"
# Their indexes can be made anew from the catalog.
_OLDER_LAYOUTS = ("1",)


def open_layout(catalog: Catalog, fingerprint: str, *, checks: bool) -> None:
    """Write who makes a new folder, and refuse one that another version or embedder made.

    Args:
        catalog: The folder's catalog.
        fingerprint: The present embedder.
        checks: False lets a folder pass whose indexes can be made anew.

    Raises:
        MismatchError: It is another's.
    """
    layout, made_by = catalog.meta("layout"), catalog.meta("embedder")
    if not layout:
        write_layout(catalog, fingerprint)
        return
    if layout not in (_LAYOUT, *_OLDER_LAYOUTS):
        raise MismatchError(
            f"the data folder has layout {layout}, this version writes {_LAYOUT}",
            hint="Use the version that made it, or ingest into a new folder with --data.",
        )
    if checks and (layout, made_by) != (_LAYOUT, fingerprint):
        raise MismatchError(
            f"the data folder's indexes were made by layout {layout} and embedder {made_by}, "
            f"the present ones are {_LAYOUT} and {fingerprint}",
            hint="Run `wence doctor --repair` to make them anew.",
        )


def write_layout(catalog: Catalog, fingerprint: str) -> None:
    """Write that the present version and an embedder made the folder's indexes."""
    catalog.set_meta(layout=_LAYOUT, embedder=fingerprint)
