"""Keeps in the catalog which documents are alike: what was alike when each came in."""

from functools import lru_cache

import sqlalchemy as sql

from vectorstore.likeness import Likeness, Shingles, compare, shingle, sketch
from vectorstore.tables import Pair, State, documents, insert_rows, likenesses, sketches

__all__ = ["complete", "forget", "note", "pairs"]

_MIN_IN_SKETCHES = 16  # 2.5 deviations below what a quarter in common shows, see SKETCH_SIZE
_MIN_COMMON = 0.25
"""Different reports of the collection share up to 0.18, copies of one report from 0.98 on, and a
web page's article and its export 0.55 (measured on 131 files, 2026-11-30)."""
_MAX_CANDIDATES = 8
"""Of a report that is stored many times, so many earlier copies are compared, the earliest."""
# Alike reports mostly come in one after another, out of one folder: 142 of 153 comparisons find the
# shingles here (159 reports, 2026-11-30). At most 60 MB, for 8 bytes a character and the text.
_KNOWN_TEXTS, _MAX_KNOWN_CHARS = 16, 300_000


def note(connection: sql.Connection, serial: int, text: str) -> None:
    """Record which of the documents before it a new one is alike, and how much."""
    shingles = _shingles(text)
    hashes = sketch(shingles)
    if not hashes:
        return
    alike = _alike(connection, shingles, hashes)
    rows = [{"hash": each, "serial": serial} for each in hashes]
    insert_rows(connection, sketches, rows)
    if alike:
        values = [{"serial": serial, "other": other, **like._asdict()} for other, like in alike]
        connection.execute(sql.insert(likenesses), values)


def complete(connection: sql.Connection) -> None:
    """Note the visible documents of a catalog that was made before likeness was kept."""
    for each in connection.execute(_unsketched()).all():
        note(connection, each.serial, each.text)


def pairs(connection: sql.Connection) -> list[Pair]:
    """Return the documents that are alike, each with those before it."""
    columns = likenesses.c
    query = sql.select(columns.serial, columns.other, columns.common, columns.contained)
    found = connection.execute(query.order_by(columns.serial, columns.other))
    return [Pair(each.serial, each.other, Likeness(each.common, each.contained)) for each in found]


def forget(connection: sql.Connection, serial: int) -> None:
    """Delete what is known of a document's likeness."""
    connection.execute(sql.delete(sketches).where(sketches.c.serial == serial))
    is_either = sql.or_(likenesses.c.serial == serial, likenesses.c.other == serial)
    connection.execute(sql.delete(likenesses).where(is_either))


def _unsketched() -> sql.Select[tuple[int, str]]:
    known = sql.exists().where(sketches.c.serial == documents.c.serial)
    return (
        sql.select(documents.c.serial, documents.c.text)
        .where(documents.c.state == State.VISIBLE, ~known)
        .order_by(documents.c.serial)
    )


def _alike(
    connection: sql.Connection, shingles: Shingles, hashes: list[int]
) -> list[tuple[int, Likeness]]:
    # A text too short for a whole sketch has all its shingles in it.
    least = min(_MIN_IN_SKETCHES, max(len(hashes) // 4, 1))
    near = (
        sql.select(sketches.c.serial)
        .where(sketches.c.hash.in_(hashes))
        .group_by(sketches.c.serial)
        .having(sql.func.count() >= least)
        .order_by(sketches.c.serial)
        .limit(_MAX_CANDIDATES)
    )
    texts = sql.select(documents.c.serial, documents.c.text).where(documents.c.serial.in_(near))
    found = [(each.serial, each.text) for each in connection.execute(texts)]
    likes = [(other, compare(shingles, _shingles(text))) for other, text in found]
    return [(other, like) for other, like in likes if like.common >= _MIN_COMMON]


def _shingles(text: str) -> Shingles:
    return _known_shingles(text) if len(text) <= _MAX_KNOWN_CHARS else shingle(text)


@lru_cache(_KNOWN_TEXTS)
def _known_shingles(text: str) -> Shingles:
    return shingle(text)
