"""The documents that can be found at one moment; knows no index and no catalog."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from ingest.errors import NotFoundError
from vectorstore.tables import Row

__all__ = ["Narrowed", "Visible", "unknown"]


class Visible:
    """The visible documents; another one is made when documents come or go."""

    def __init__(self, rows: Iterable[Row] = (), *, is_whole: bool = True) -> None:
        """Keep what each document says of itself, in the order they were added.

        Args:
            rows: The documents.
            is_whole: They are all that there are.
        """
        self.rows = {row.serial: row for row in rows}
        self.is_whole = is_whole

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """The rows by the ids of their documents."""
        return {row.document_id: row for row in self.rows.values()}

    @property
    def seen(self) -> tuple[int, ...] | None:
        """The serials of the documents, None when they are all that there are."""
        return None if self.is_whole else tuple(self.rows)

    def require(self, document_id: str) -> Row:
        """Return the row of a document.

        Raises:
            NotFoundError: There is none of this id.
        """
        row = self.by_id.get(document_id)
        if row is None:
            raise unknown(document_id)
        return row

    def serials(self, document_ids: Sequence[str]) -> list[int]:
        """Return the serials of documents, of all that are seen when none is named.

        Raises:
            NotFoundError: One does not exist.
        """
        if not document_ids:
            return [*(self.seen or ())]
        return [self.require(each).serial for each in document_ids]


class Narrowed:
    """Returns the documents of some collections that are visible now."""

    def __init__(self, whole: Callable[[], Visible], collections: Collection[str]) -> None:
        """Keep what returns those of every collection, and the names of some."""
        self._whole = whole
        self._collections = collections
        self._last: tuple[Visible, Visible] | None = None

    def __call__(self) -> Visible:
        """Return the same object until documents come or go."""
        whole, last = self._whole(), self._last
        if last is None or last[0] is not whole:
            rows = [row for row in whole.rows.values() if row.collection in self._collections]
            self._last = last = whole, Visible(rows, is_whole=False)
        return last[1]


def unknown(document_id: str) -> NotFoundError:
    """Return the error of an id that no document has."""
    return NotFoundError(
        f"there is no document {document_id}",
        hint="`wence documents` lists the documents and their ids.",
    )
