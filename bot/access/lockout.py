"""Locks out who guesses passwords, longer each time; the same for names that are no account."""

import threading
import time
from collections.abc import Callable

import sqlalchemy as sql

from bot.access.database import METADATA

__all__ = ["Lockout"]

_failures = sql.Table(
    "failures",
    METADATA,
    sql.Column("key", sql.String, primary_key=True),
    sql.Column("tries", sql.Integer, nullable=False),
    sql.Column("last_at", sql.Float, nullable=False),
    sql.Column("until", sql.Float, nullable=False),
)
# NIST SP 800-63B-4, 3.2.2 allows 100 in a row; with these, an hour has room for fewer than 20 of an
# account. Nobody can keep another out for longer than the longest.
_FREE_OF_ACCOUNT, _FREE_OF_ADDRESS = 5, 20
_FIRST_S, _LONGEST_S = 30.0, 900.0
_FORGOTTEN_S = 86_400.0
_MOST_DOUBLINGS = 10


class Lockout:
    """Counts failed attempts by account and by address. May be called from any thread."""

    def __init__(self, engine: sql.Engine, *, clock: Callable[[], float] = time.time) -> None:
        """Keep where they are counted; `clock` gives seconds since 1970."""
        METADATA.create_all(engine, tables=[_failures])
        self._engine = engine
        self._clock = clock
        self._counting = threading.Lock()

    def begin(self, account: str, address: str) -> float:
        """Count an attempt before it is made; return the seconds it has to wait for, or 0.

        Counted before, so that many at the same time are as many.
        """
        free = {f"account {account}": _FREE_OF_ACCOUNT, f"address {address}": _FREE_OF_ADDRESS}
        now = self._clock()
        with self._counting, self._engine.begin() as connection:
            connection.execute(
                sql.delete(_failures).where(_failures.c.last_at < now - _FORGOTTEN_S)
            )
            query = sql.select(_failures).where(_failures.c.key.in_(free))
            known = {each.key: each for each in connection.execute(query)}
            wait = max((each.until - now for each in known.values()), default=0.0)
            if wait > 0:
                return wait
            for key, allowed in free.items():
                tries = 1 + (known[key].tries if key in known else 0)
                _put(connection, key, tries, now=now, until=now + _lock_s(tries - allowed))
        return 0.0

    def succeed(self, account: str, address: str) -> None:
        """Take back what `begin` counted; the account's failures are forgotten."""
        of_account, of_address = f"account {account}", f"address {address}"
        with self._counting, self._engine.begin() as connection:
            connection.execute(sql.delete(_failures).where(_failures.c.key == of_account))
            connection.execute(
                sql.update(_failures)
                .where(_failures.c.key == of_address)
                .values(tries=_failures.c.tries - 1, until=0.0)
            )


def _put(connection: sql.Connection, key: str, tries: int, *, now: float, until: float) -> None:
    connection.execute(sql.delete(_failures).where(_failures.c.key == key))
    values = {"key": key, "tries": tries, "last_at": now, "until": until}
    connection.execute(sql.insert(_failures).values(values))


def _lock_s(beyond: int) -> float:
    """Return how long to wait after so many attempts beyond the free ones."""
    if beyond < 0:
        return 0.0
    return min(_LONGEST_S, _FIRST_S * 2.0 ** min(beyond, _MOST_DOUBLINGS))
