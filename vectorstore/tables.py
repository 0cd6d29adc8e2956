"""The catalog's tables and how rows and values turn into each other; runs no query."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sql

from ingest.types import (
    DEFAULT_COLLECTION,
    Audit,
    Description,
    Document,
    Figure,
    Heading,
    Kind,
    Passage,
)
from vectorstore.likeness import Likeness

__all__ = [
    "Pair",
    "Row",
    "State",
    "StoredPassage",
    "create_tables",
    "document_of",
    "document_values",
    "documents",
    "feedback",
    "figure_of",
    "figure_values",
    "figures",
    "insert_rows",
    "likenesses",
    "meta",
    "now",
    "passage_of",
    "passage_values",
    "passages",
    "sketches",
    "sources",
]

_tables = sql.MetaData()
meta = sql.Table(
    "meta",
    _tables,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("value", sql.String, nullable=False),
)
# Serials and keys are never used again: what an interrupted write left behind under one must not
# be taken for a later document's.
documents = sql.Table(
    "documents",
    _tables,
    sql.Column("serial", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.String, nullable=False, index=True),
    sql.Column("state", sql.String, nullable=False, index=True),
    sql.Column("name", sql.String, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("description", sql.JSON, nullable=False),
    sql.Column("headings", sql.JSON, nullable=False),
    sql.Column("page_starts", sql.JSON, nullable=False),
    sql.Column("audit", sql.JSON, nullable=False),
    sql.Column("reader", sql.String, nullable=False),
    sql.Column("ingested_at", sql.String, nullable=False),
    sql.Column("collection", sql.String, nullable=False, server_default=DEFAULT_COLLECTION),
    sqlite_autoincrement=True,
)
sources = sql.Table(
    "sources",
    _tables,
    sql.Column("path", sql.String, primary_key=True),
    sql.Column("document_id", sql.String, nullable=False, index=True),
)
passages = sql.Table(
    "passages",
    _tables,
    sql.Column("key", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("serial", sql.ForeignKey("documents.serial"), nullable=False, index=True),
    sql.Column("ordinal", sql.Integer, nullable=False),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("section", sql.JSON, nullable=False),
    sql.Column("page", sql.Integer),
    sqlite_autoincrement=True,
)
figures = sql.Table(
    "figures",
    _tables,
    sql.Column("key", sql.Integer, primary_key=True),
    sql.Column("serial", sql.ForeignKey("documents.serial"), nullable=False, index=True),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("text", sql.String, nullable=False),
    sql.Column("value", sql.String, nullable=False),
    sql.Column("upper", sql.String),
    sql.Column("unit", sql.String, nullable=False),
    sql.Column("qualifier", sql.String, nullable=False),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("period", sql.String, nullable=False),
    sql.Column("indicator", sql.String, nullable=False),
)
sketches = sql.Table(
    "sketches",
    _tables,
    sql.Column("hash", sql.BigInteger, primary_key=True, autoincrement=False),
    sql.Column("serial", sql.Integer, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
likenesses = sql.Table(
    "likenesses",
    _tables,
    sql.Column("serial", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("other", sql.Integer, primary_key=True, autoincrement=False, index=True),
    sql.Column("common", sql.Float, nullable=False),
    sql.Column("contained", sql.Float, nullable=False),
)
feedback = sql.Table(
    "feedback",
    _tables,
    sql.Column("key", sql.Integer, primary_key=True),
    sql.Column("answer_id", sql.String, nullable=False, index=True),
    sql.Column("rating", sql.Integer, nullable=False),
    sql.Column("comment", sql.Text, nullable=False),
    sql.Column("given_at", sql.String, nullable=False),
)


_KNOWN_SECTIONS = 64
_FIGURE_FIELDS = tuple(each.name for each in fields(Figure))
_HEADING_FIELDS = tuple(each.name for each in fields(Heading))


class State(StrEnum):
    """How far a document is on its way in or out; only visible ones are found."""

    PENDING = "pending"
    VISIBLE = "visible"
    REMOVING = "removing"


class Row(NamedTuple):
    """What the index needs to know of a stored document at every search."""

    serial: int
    document_id: str
    name: str
    description: Description
    reader: str
    collection: str = DEFAULT_COLLECTION


class Pair(NamedTuple):
    """Two documents that are alike, the later first."""

    serial: int
    other: int
    likeness: Likeness


class StoredPassage(NamedTuple):
    """A passage with its text and the serial of its document."""

    key: int
    serial: int
    passage: Passage
    text: str


def create_tables(engine: sql.Engine) -> None:
    """Create what does not exist yet; a folder that was made before there were collections has one.

    Older versions can go on with the folder.
    """
    _tables.create_all(engine)
    known = {each["name"] for each in sql.inspect(engine).get_columns(documents.name)}
    if documents.c.collection.name in known:
        return
    with engine.begin() as connection:
        connection.execute(
            sql.text(
                "ALTER TABLE documents ADD COLUMN collection VARCHAR NOT NULL "
                f"DEFAULT '{DEFAULT_COLLECTION}'"
            )
        )


def insert_rows(
    connection: sql.Connection,
    table: sql.Table,
    rows: Sequence[dict[str, Any]],  # Any: a table row
) -> None:
    """Insert rows that have the same columns, with values as SQLite takes them.

    `connection.execute` looks at every value of every row and takes three times as long.
    """
    if not rows:
        return
    statement = sql.insert(table).compile(dialect=connection.dialect, column_keys=[*rows[0]])
    values = itemgetter(*(statement.positiontup or ()))
    connection.exec_driver_sql(str(statement), [values(row) for row in rows])


def now() -> str:
    """Return the time as ISO text in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def document_values(
    document: Document, *, reader: str, collection: str
) -> dict[str, Any]:  # Any: a table row
    """Return the columns of a document that is not yet visible."""
    return {
        "id": document.id,
        "state": State.PENDING,
        "name": document.name,
        "text": document.text,
        "description": document.description.to_dict(),
        # Not `asdict`, which copies every value and takes seven times as long; as below.
        "headings": [
            {name: getattr(each, name) for name in _HEADING_FIELDS} for each in document.headings
        ],
        "page_starts": list(document.page_starts),
        "audit": document.audit.to_dict(),
        "reader": reader,
        "ingested_at": now(),
        "collection": collection,
    }


def passage_values(passage: Passage, serial: int) -> dict[str, Any]:  # Any: a table row
    """Return the columns of a passage."""
    return {
        "serial": serial,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
        "section": _section_json(passage.section),
        "page": passage.page,
    }


@lru_cache(_KNOWN_SECTIONS)
def _section_json(section: tuple[str, ...]) -> str:
    """Return the headings above a passage as they are stored; neighbours share them."""
    return json.dumps(section)


def figure_values(figure: Figure, serial: int) -> dict[str, Any]:  # Any: a table row
    """Return the columns of a figure."""
    return {
        **{name: getattr(figure, name) for name in _FIGURE_FIELDS},
        "serial": serial,
        "value": str(figure.value),
        "upper": None if figure.upper is None else str(figure.upper),
        "kind": figure.kind.value,
    }


def figure_of(row: Any) -> Figure:  # Any: a table row
    """Return the figure in a row."""
    return Figure(
        **{
            **{name: getattr(row, name) for name in _FIGURE_FIELDS},
            "value": Decimal(row.value),
            "upper": None if row.upper is None else Decimal(row.upper),
            "kind": Kind(row.kind),
        }
    )


def document_of(row: Any) -> Document:  # Any: a table row
    """Return the document in a row."""
    return Document(
        id=row.id,
        name=row.name,
        text=row.text,
        description=Description(**row.description),
        headings=tuple(Heading(**each) for each in row.headings),
        page_starts=tuple(row.page_starts),
        audit=Audit.from_dict(row.audit),
    )


def passage_of(row: Any) -> StoredPassage:  # Any: a table row
    """Return the passage in a row that also holds its document id and text."""
    passage = Passage(
        id=f"{row.document_id}:{row.ordinal}",
        document_id=row.document_id,
        start=row.start,
        end=row.end,
        section=tuple(row.section),
        page=row.page,
    )
    return StoredPassage(row.key, row.serial, passage, row.text)
