"""The file that holds who may come in; may be opened by several processes at once."""

from pathlib import Path
from typing import Any

import sqlalchemy as sql

__all__ = ["METADATA", "open_database"]

METADATA = sql.MetaData()
"""Every table of the file; each is declared, and made, in the module that reads it."""
_NAME = "access.sqlite"


def open_database(folder: Path) -> sql.Engine:
    """Open the file in a data folder, creating it; who reads a table creates that.

    Only its owner may read it. Other processes may have it open, too: a command line beside a
    server.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _NAME
    path.touch(mode=0o600)
    engine = sql.create_engine(f"sqlite:///{path}")
    sql.event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: Any, _record: object) -> None:  # Any: DB-API has no type
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA foreign_keys=ON")
