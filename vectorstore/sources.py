"""Keeps in the catalog which path holds which document, and so which documents are wanted."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sql

from vectorstore.tables import State, documents, sources

__all__ = ["link", "mark", "publish", "unlink", "withdraw"]


def publish(connection: sql.Connection, serial: int, *, path: str) -> list[int]:
    """Make a pending document the one at a path; return the serials it replaces.

    A replaced document stays when another path holds the same bytes.
    """
    new_id = connection.scalar(sql.select(documents.c.id).where(documents.c.serial == serial))
    old_id = _put(connection, path, str(new_id))
    still_used = connection.scalar(
        sql.select(sql.func.count()).where(sources.c.document_id == old_id)
    )
    replaced_ids = [new_id] if still_used else [new_id, old_id]
    replaced = list(
        connection.scalars(
            sql.select(documents.c.serial)
            .where(documents.c.id.in_(replaced_ids))
            .where(documents.c.serial != serial)
        )
    )
    mark(connection, replaced, State.REMOVING)
    mark(connection, [serial], State.VISIBLE)
    return replaced


def link(connection: sql.Connection, path: str, document_id: str) -> list[int]:
    """Record that a path holds a visible document; return the serials nothing refers to now."""
    return _orphans(connection, _put(connection, path, document_id))


def unlink(connection: sql.Connection, path: str) -> list[int]:
    """Record that a path holds nothing; return the serials nothing refers to now."""
    return _orphans(connection, _take(connection, path))


def withdraw(connection: sql.Connection, document_id: str) -> list[int]:
    """Make a document invisible and forget its paths; return its serials."""
    query = sql.select(documents.c.serial).where(documents.c.id == document_id)
    serials = list(connection.scalars(query))
    mark(connection, serials, State.REMOVING)
    connection.execute(sql.delete(sources).where(sources.c.document_id == document_id))
    return serials


def mark(connection: sql.Connection, serials: Iterable[int], state: State) -> None:
    """Set how far documents are on their way in or out."""
    wanted: Sequence[int] = [*serials]
    if wanted:
        condition = documents.c.serial.in_(wanted)
        connection.execute(sql.update(documents).where(condition).values(state=state))


def _put(connection: sql.Connection, path: str, document_id: str) -> str | None:
    """Let a path hold a document; return the id of the one it held."""
    old_id = _take(connection, path)
    connection.execute(sql.insert(sources), {"path": path, "document_id": document_id})
    return old_id


def _take(connection: sql.Connection, path: str) -> str | None:
    """Let a path hold nothing; return the id of what it held."""
    old_id = connection.scalar(sql.select(sources.c.document_id).where(sources.c.path == path))
    connection.execute(sql.delete(sources).where(sources.c.path == path))
    return old_id


def _orphans(connection: sql.Connection, document_id: str | None) -> list[int]:
    """Return the serials of a document that no path holds any more, which are to go."""
    orphans = list(
        connection.scalars(
            sql.select(documents.c.serial)
            .where(documents.c.id == document_id)
            .where(documents.c.id.not_in(sql.select(sources.c.document_id)))
        )
    )
    mark(connection, orphans, State.REMOVING)
    return orphans
