"""The audit log: who asked what when, which passages were shown, and what came of it.

A file of its own, so that it can be kept apart, and read and cleared beside a running server. It
knows nothing of HTTP, nor how an answer is made.
"""

import hmac
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sql

__all__ = ["KEY_NAME", "NAME", "Entry", "Journal", "open_journal"]

NAME = "journal.sqlite"
KEY_NAME = "journal.key"
"""Beside it: without this file nobody can tell whether a question was asked by hashing it."""
_KEY_BYTES = 32
_SWEEP_EVERY = timedelta(hours=1)
# Alike as text and as a time, and sorted by time.
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"

_tables = sql.MetaData()
_entries = sql.Table(
    "entries",
    _tables,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("at", sql.String, nullable=False, index=True),
    sql.Column("person", sql.String, nullable=False, index=True),
    sql.Column("via", sql.String, nullable=False),
    sql.Column("question", sql.String, nullable=False),
    sql.Column("is_hashed", sql.Boolean, nullable=False),
    sql.Column("passages", sql.JSON, nullable=False),
    sql.Column("outcome", sql.String, nullable=False),
    sql.Column("answerer", sql.String, nullable=False),
    sql.Column("answer_id", sql.String, nullable=False),
    sql.Column("ms", sql.Integer, nullable=False),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One question that was asked."""

    at: datetime
    person: str
    via: str
    """api, page, openai or mcp."""
    question: str
    """Its text, or a keyed hash of it when `is_hashed`."""
    passages: tuple[str, ...]
    """Where each passage that was shown stands, as document:start-end."""
    outcome: str
    """Of the answer, or the code of the error in its place."""
    answerer: str
    answer_id: str
    ms: int
    """From its coming to its end, waiting included."""
    is_hashed: bool = False

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return it as JSON."""
        return {
            "at": self.at.strftime(_TIME),
            "person": self.person,
            "via": self.via,
            "question": self.question,
            "is_hashed": self.is_hashed,
            "passages": list(self.passages),
            "outcome": self.outcome,
            "answerer": self.answerer,
            "answer_id": self.answer_id,
            "ms": self.ms,
        }


def _now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """The entries of a data folder. May be called from any thread, and beside other processes."""

    def __init__(
        self, folder: Path, *, hashes: bool, days: int, now: Callable[[], datetime] = _now
    ) -> None:
        """Open the file, creating it; only its owner may read it.

        Args:
            folder: The data folder.
            hashes: Whether a keyed hash of a question is kept in place of its text.
            days: After which an entry is deleted.
            now: Tells the time.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        path.touch(mode=0o600)
        self._engine = sql.create_engine(f"sqlite:///{path}")
        sql.event.listen(self._engine, "connect", _configure)
        _tables.create_all(self._engine)
        self._key = _key(folder / KEY_NAME)
        self._hashes, self._kept, self._now = hashes, timedelta(days=days), now
        self._lock = threading.Lock()
        self._swept: datetime | None = None

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def note(self, entry: Entry) -> None:
        """Keep an entry, in the detail that was chosen; now and then, delete what is too old."""
        question = self.hashed(entry.question) if self._hashes else entry.question
        values = {**entry.to_dict(), "question": question, "is_hashed": self._hashes}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(_entries), values)
        if self._is_sweep_due():
            self.sweep()

    def hashed(self, question: str) -> str:
        """Return the keyed hash that stands for a question."""
        return hmac.digest(self._key, question.strip().encode(), "sha256").hex()

    def sweep(self) -> int:
        """Delete what is older than the days it is kept; return how many entries."""
        oldest = (self._now() - self._kept).strftime(_TIME)
        return self._delete(_entries.c.at < oldest)

    def erase(self, person: str) -> int:
        """Delete all entries of a person, also from the file's free pages; return how many."""
        return self._delete(_entries.c.person == person)

    def entries(self, *, since: datetime | None = None) -> Iterator[Entry]:
        """Yield the entries, oldest first; those from a time on when one is given."""
        query = sql.select(_entries).order_by(_entries.c.at, _entries.c.number)
        if since is not None:
            query = query.where(_entries.c.at >= since.astimezone(UTC).strftime(_TIME))
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield _entry(row)

    def _delete(self, condition: sql.ColumnElement[bool]) -> int:
        with self._engine.begin() as connection:
            deleted = connection.execute(sql.delete(_entries).where(condition)).rowcount
        if deleted:  # what was deleted stays in the log of the file until this
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return deleted

    def _is_sweep_due(self) -> bool:
        with self._lock:
            now = self._now()
            if self._swept is not None and now - self._swept < _SWEEP_EVERY:
                return False
            self._swept = now
            return True


def open_journal(folder: Path, detail: str, *, days: int) -> Journal | None:
    """Return the journal of a data folder; None when its detail is off."""
    if detail == "off":
        return None
    return Journal(folder, hashes=detail == "hashes", days=days)


def _configure(connection: Any, _record: object) -> None:  # Any: DB-API has no type
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA secure_delete=ON")


def _key(path: Path) -> bytes:
    """Return the key of the hashes, made the first time."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex())
    return key


def _entry(row: Any) -> Entry:  # Any: a table row
    return Entry(
        at=datetime.strptime(row.at, _TIME).replace(tzinfo=UTC),
        person=row.person,
        via=row.via,
        question=row.question,
        passages=tuple(row.passages),
        outcome=row.outcome,
        answerer=row.answerer,
        answer_id=row.answer_id,
        ms=row.ms,
        is_hashed=row.is_hashed,
    )
