"""Brings documents into the catalog, the originals and the derived indexes, and out of them again.

Not for use from several threads at once: `Index` lets one at a time in.
"""

from collections.abc import Iterator, Sequence

from ingest.read import REVISION
from vectorstore.catalog import Catalog
from vectorstore.derived import Derived
from vectorstore.incoming import Incoming, apart, entries
from vectorstore.lexical import Entry
from vectorstore.originals import Originals
from vectorstore.types import Change
from vectorstore.visible import Visible

__all__ = ["Store"]


class Store:
    """The parts of a data folder, written together."""

    def __init__(self, catalog: Catalog, originals: Originals, derived: Derived) -> None:
        """Keep the parts, and clear what interrupted writes left behind."""
        self._catalog = catalog
        self._originals = originals
        self._derived = derived
        self.visible = Visible()
        self.purge(catalog.unfinished())
        originals.sweep({*self.visible.by_id})

    def has(self, document_id: str) -> bool:
        """Tell whether a file of this id is stored, whole and as the present version reads it."""
        row = self.visible.by_id.get(document_id)
        is_read = row is not None and row.reader == REVISION
        return is_read and self._originals.path(document_id).exists()

    def holds(self, document_id: str, *, path: str) -> bool:
        """Tell what `has` does, and record the path as holding the document if it is stored."""
        if not self.has(document_id):
            return False
        orphans = self._catalog.link(path, document_id)
        if orphans:
            self.purge(orphans)
        return True

    def put(self, batch: Sequence[Incoming]) -> list[Change]:
        """Store reports as if they came one after another."""
        return [change for group in apart(batch) for change in self._put(group)]

    def purge(self, serials: Sequence[int]) -> None:
        """Clear invisible documents out of all parts, the catalog last, and refresh the view."""
        known = {*self.visible.by_id}
        self.visible = Visible(self._catalog.rows())
        if serials:
            self._derived.remove(serials)
            self._catalog.delete(serials)
        for document_id in known - {*self.visible.by_id}:
            self._originals.discard(document_id)

    def _put(self, group: Sequence[Incoming]) -> list[Change]:
        new = [each for each in group if not self.holds(each.report.document.id, path=each.path)]
        changes = dict(zip((each.path for each in new), self._add(new), strict=True))
        return [changes.get(each.path, Change.UNCHANGED) for each in group]

    def _add(self, new: Sequence[Incoming]) -> list[Change]:
        if not new:
            return []
        for each in new:
            self._originals.put(each.report.document.id, each.content)
        inserted = self._catalog.insert(
            [(each.report, each.collection) for each in new], reader=REVISION
        )
        serials = [serial for serial, _ in inserted]
        try:
            self._derived.fill([*_entries(new, inserted)])
        except BaseException:
            self.purge(serials)
            raise
        return self._publish(new, serials)

    def _publish(self, new: Sequence[Incoming], serials: Sequence[int]) -> list[Change]:
        places = [(serial, each.path) for each, serial in zip(new, serials, strict=True)]
        replaced = self._catalog.publish(places)
        were_visible = [any(old in self.visible.rows for old in olds) for olds in replaced]
        self.purge([old for olds in replaced for old in olds])
        return [Change.UPDATED if each else Change.ADDED for each in were_visible]


def _entries(new: Sequence[Incoming], inserted: Sequence[tuple[int, list[int]]]) -> Iterator[Entry]:
    for each, (serial, keys) in zip(new, inserted, strict=True):
        document, passages, terms = each.report.document, each.report.passages, each.report.terms
        yield from entries(document, passages, serial=serial, keys=keys, terms=terms)
