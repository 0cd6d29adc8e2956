"""The documents that can be found at one moment; knows no index and no catalog."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from ingest.errors import NotFoundError
from vectorstore.tables import Row

__all__ = ["Visible", "unknown"]


class Visible:
    """The visible documents; another one is made when documents come or go."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Keep what each document says of itself, in the order they were added."""
        self.rows = {row.serial: row for row in rows}

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """The rows by the ids of their documents."""
        return {row.document_id: row for row in self.rows.values()}

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
        """Return the serials of documents.

        Raises:
            NotFoundError: One does not exist.
        """
        return [self.require(each).serial for each in document_ids]


def unknown(document_id: str) -> NotFoundError:
    """Return the error of an id that no document has."""
    return NotFoundError(
        f"there is no document {document_id}",
        hint="`wence documents` lists the documents and their ids.",
    )
