"""The catalog: the truth about documents, passages and figures, in one SQL database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from ingest.types import DEFAULT_COLLECTION, Audit, Description, Document, Figure, Passage, Report
from vectorstore import copies, sources, tables
from vectorstore.tables import Pair, Row, State, StoredPassage
from vectorstore.types import Context, Counts, Listing

__all__ = ["Catalog"]

_BATCH = 500
# A passage takes 2 KiB in memory.
_KNOWN_PASSAGES = 8192


class Catalog:
    """The SQLAlchemy tables. Every method is one transaction and may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the database, creating its tables."""
        self._engine = sql.create_engine(f"sqlite:///{path}")
        sql.event.listen(self._engine, "connect", _configure_sqlite)
        tables.create_tables(self._engine)
        self._keys: dict[int, list[int]] = {}
        self._passages: dict[int, StoredPassage] = {}

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def meta(self, name: str) -> str:
        """Return a setting of the store, "" when it was never written."""
        query = sql.select(tables.meta.c.value).where(tables.meta.c.name == name)
        with self._engine.connect() as connection:
            return str(connection.scalar(query) or "")

    def set_meta(self, **values: str) -> None:
        """Write settings of the store, all of them or none."""
        rows = [{"name": name, "value": value} for name, value in values.items()]
        with self._engine.begin() as connection:
            connection.execute(sql.delete(tables.meta).where(tables.meta.c.name.in_(values)))
            connection.execute(sql.insert(tables.meta), rows)

    def insert(
        self, reports: Iterable[tuple[Report, str]], *, reader: str
    ) -> list[tuple[int, list[int]]]:
        """Add pending documents, each with its collection.

        Returns:
            The serial of each, and its passages' keys in order.
        """
        with self._engine.begin() as connection:
            copies.complete(connection)
            return [
                _insert(connection, report, reader=reader, collection=collection)
                for report, collection in reports
            ]

    def publish(self, places: Sequence[tuple[int, str]]) -> list[list[int]]:
        """Make pending documents those at their paths; return for each the serials it replaces.

        A replaced document stays when another path holds the same bytes.

        Args:
            places: The serial of each document, and its path.
        """
        with self._engine.begin() as connection:
            return [sources.publish(connection, serial, path=path) for serial, path in places]

    def link(self, path: str, document_id: str) -> list[int]:
        """Record that a path holds a visible document; return the serials nothing refers to now."""
        with self._engine.begin() as connection:
            return sources.link(connection, path, document_id)

    def paths(self) -> list[str]:
        """Return every path that holds a document."""
        with self._engine.connect() as connection:
            return list(connection.scalars(sql.select(tables.sources.c.path)))

    def collection_at(self, path: str) -> str:
        """Return the collection of what a path holds, the default one when it holds nothing."""
        query = (
            sql.select(tables.documents.c.collection)
            .join(tables.sources, tables.sources.c.document_id == tables.documents.c.id)
            .where(tables.sources.c.path == path, tables.documents.c.state == State.VISIBLE)
        )
        with self._engine.connect() as connection:
            return str(connection.scalar(query) or DEFAULT_COLLECTION)

    def unlink(self, path: str) -> list[int]:
        """Record that a path holds nothing; return the serials nothing refers to now."""
        with self._engine.begin() as connection:
            return sources.unlink(connection, path)

    def withdraw(self, document_id: str) -> list[int]:
        """Make a document invisible and forget its paths; return its serials."""
        with self._engine.begin() as connection:
            return sources.withdraw(connection, document_id)

    def unfinished(self) -> list[int]:
        """Return the serials whose way in or out was interrupted."""
        query = sql.select(tables.documents.c.serial).where(
            tables.documents.c.state != State.VISIBLE
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def delete(self, serials: Sequence[int]) -> None:
        """Delete documents with their passages and figures."""
        with self._engine.begin() as connection:
            for serial in serials:
                copies.forget(connection, serial)
                for table in (tables.figures, tables.passages, tables.documents):
                    connection.execute(sql.delete(table).where(table.c.serial == serial))
        for serial in serials:
            self._keys.pop(serial, None)
        self._passages = {}

    def rows(self) -> list[Row]:
        """Return the visible documents in the order they were added."""
        columns = tables.documents.c
        query = sql.select(
            columns.serial,
            columns.id,
            columns.name,
            columns.description,
            columns.reader,
            columns.collection,
        ).where(columns.state == State.VISIBLE)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(columns.serial)).all()
        return [
            Row(
                serial=each.serial,
                document_id=each.id,
                name=each.name,
                description=Description(**each.description),
                reader=each.reader,
                collection=each.collection,
            )
            for each in found
        ]

    def listings(self) -> list[Listing]:
        """Return the visible documents for display, in the order they were added."""
        columns = tables.documents.c
        query = sql.select(
            columns.id,
            columns.name,
            columns.description,
            columns.audit,
            columns.ingested_at,
            columns.collection,
        ).where(columns.state == State.VISIBLE)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(columns.serial)).all()
        return [
            Listing(
                document_id=each.id,
                name=each.name,
                description=Description(**each.description),
                audit=Audit.from_dict(each.audit),
                ingested_at=each.ingested_at,
                collection=each.collection,
            )
            for each in found
        ]

    def pairs(self) -> list[Pair]:
        """Return which documents are alike, visible or not."""
        with self._engine.connect() as connection:
            return copies.pairs(connection)

    def document(self, document_id: str) -> Document | None:
        """Return a visible document, None when there is none of this id."""
        query = (
            sql.select(tables.documents)
            .where(tables.documents.c.id == document_id)
            .where(tables.documents.c.state == State.VISIBLE)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).first()
        return None if found is None else tables.document_of(found)

    def figures_of(self, serial: int) -> tuple[Figure, ...]:
        """Return a document's figures in reading order."""
        query = sql.select(tables.figures).where(tables.figures.c.serial == serial)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(tables.figures.c.key)).all()
        return tuple(tables.figure_of(each) for each in found)

    def passages(self, keys: Sequence[int]) -> dict[int, StoredPassage]:
        """Return passages with their text, by key; keys of deleted passages are left out."""
        # Passages never change; a question meets many of those of the one before.
        known = self._passages
        unknown = [each for each in keys if each not in known]
        read = {
            each.key: each
            for i in range(0, len(unknown), _BATCH)
            for each in self._select(tables.passages.c.key.in_(unknown[i : i + _BATCH]))
        }
        found = {key: known[key] for key in keys if key in known} | read
        if len(known) < _KNOWN_PASSAGES:
            known.update(read)
        elif read and self._passages is known:  # nobody made room meanwhile
            self._passages = read
        return found

    def passages_of(self, serial: int) -> list[StoredPassage]:
        """Return the passages of one document in reading order.

        The text is read once and cut here: SQLite counts code points from its start for each piece,
        which takes a minute for a table of 16,000 rows.
        """
        whole = sql.select(tables.documents.c.text).where(tables.documents.c.serial == serial)
        with self._engine.connect() as connection:
            text = str(connection.scalar(whole) or "")
        found = self._select(tables.passages.c.serial == serial, text=sql.literal(""))
        return [each._replace(text=text[each.passage.start : each.passage.end]) for each in found]

    def context(self, passage: Passage, *, reach: int) -> Context | None:
        """Return a passage with up to `reach` neighbours on each side, None when it is gone."""
        ends = {"low": passage.ordinal - reach, "high": passage.ordinal + reach}
        with self._engine.connect() as connection:
            found = connection.execute(_around(), {"id": passage.document_id, **ends}).first()
        return None if found is None else Context(**found._mapping)

    def keys_of(self, serials: Sequence[int]) -> list[int]:
        """Return the keys of the passages of some documents, of each in reading order."""
        # A document's passages never change; a wide question asks for a hundred thousand.
        unknown = [each for each in serials if each not in self._keys]
        for i in range(0, len(unknown), _BATCH):
            self._keys |= self._read_keys(unknown[i : i + _BATCH])
        return [key for serial in serials for key in self._keys.get(serial, ())]

    def _read_keys(self, serials: Sequence[int]) -> dict[int, list[int]]:
        columns = tables.passages.c
        query = sql.select(columns.serial, columns.key).where(columns.serial.in_(serials))
        found: dict[int, list[int]] = defaultdict(list)
        with self._engine.connect() as connection:
            for serial, key in connection.execute(query.order_by(columns.ordinal)).all():
                found[serial].append(key)
        return found

    def passage_keys(self) -> set[int]:
        """Return the key of every passage of a visible document."""
        query = (
            sql.select(tables.passages.c.key)
            .join(tables.documents)
            .where(tables.documents.c.state == State.VISIBLE)
        )
        with self._engine.connect() as connection:
            return {*connection.scalars(query)}

    def counts(self, collections: Collection[str] | None = None) -> Counts:
        """Count what is visible, of some collections or of all."""
        visible = tables.documents.c.state == State.VISIBLE
        if collections is not None:
            visible &= tables.documents.c.collection.in_(collections)
        documents = sql.select(sql.func.count()).select_from(tables.documents).where(visible)
        passages = (
            sql.select(sql.func.count())
            .select_from(tables.passages.join(tables.documents))
            .where(visible)
        )
        with self._engine.connect() as connection:
            return Counts(
                documents=int(connection.scalar(documents) or 0),
                passages=int(connection.scalar(passages) or 0),
            )

    def insert_feedback(self, answer_id: str, *, rating: int, comment: str) -> None:
        """Keep what a reader thought of an answer."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.insert(tables.feedback).values(
                    answer_id=answer_id, rating=rating, comment=comment, given_at=tables.now()
                )
            )

    def _select(
        self, condition: sql.ColumnElement[bool], *, text: sql.ColumnElement[str] | None = None
    ) -> list[StoredPassage]:
        columns = tables.passages.c
        if text is None:
            # SQLite's substr counts from 1, in code points, as Python does.
            text = sql.func.substr(
                tables.documents.c.text, columns.start + 1, columns.end - columns.start
            )
        query = (
            sql.select(
                tables.passages, tables.documents.c.id.label("document_id"), text.label("text")
            )
            .join(tables.documents)
            .where(condition)
            .order_by(columns.serial, columns.ordinal)
        )
        with self._engine.connect() as connection:
            return [tables.passage_of(each) for each in connection.execute(query)]


@cache
def _around() -> sql.Select[tuple[int, int, str]]:
    """Return the query for the text from one ordinal of a document to another.

    Making it anew would take as long as running it.
    """
    columns = tables.passages.c
    near = (
        sql.select(
            columns.serial,
            sql.func.min(columns.start).label("start"),
            sql.func.max(columns.end).label("end"),
        )
        .join(tables.documents)
        .where(tables.documents.c.id == sql.bindparam("id"))
        .where(tables.documents.c.state == State.VISIBLE)
        .where(columns.ordinal.between(sql.bindparam("low"), sql.bindparam("high")))
        .group_by(columns.serial)
        .subquery()
    )
    text = sql.func.substr(tables.documents.c.text, near.c.start + 1, near.c.end - near.c.start)
    return sql.select(near.c.start, near.c.end, text.label("text")).join(
        near, tables.documents.c.serial == near.c.serial
    )


def _configure_sqlite(connection: Any, _record: object) -> None:  # Any: DB-API has no type
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _insert(
    connection: sql.Connection, report: Report, *, reader: str, collection: str
) -> tuple[int, list[int]]:
    values = tables.document_values(report.document, reader=reader, collection=collection)
    insert = sql.insert(tables.documents).returning(tables.documents.c.serial)
    serial = int(connection.scalar(insert, values) or 0)
    passages = [tables.passage_values(each, serial) for each in report.passages]
    tables.insert_rows(connection, tables.passages, passages)
    figures = [tables.figure_values(each, serial) for each in report.figures]
    tables.insert_rows(connection, tables.figures, figures)
    copies.note(connection, serial, report.document.text)
    query = sql.select(tables.passages.c.key).where(tables.passages.c.serial == serial)
    keys = connection.scalars(query.order_by(tables.passages.c.ordinal))
    return serial, list(keys)
