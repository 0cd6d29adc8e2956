"""Who is signed in: tokens that browsers keep, of which only hashes are kept here."""

import hashlib
import secrets
import time
from collections.abc import Callable

import sqlalchemy as sql

from bot.access.accounts import accounts
from bot.access.database import METADATA
from bot.access.person import Person, Role

__all__ = ["SignIns"]

_sign_ins = sql.Table(
    "sign_ins",
    METADATA,
    sql.Column("token", sql.String, primary_key=True),
    sql.Column("account", sql.String, index=True),
    sql.Column("name", sql.String, nullable=False),
    sql.Column("shown", sql.String, nullable=False),
    sql.Column("role", sql.String, nullable=False),
    sql.Column("collections", sql.JSON),
    sql.Column("ends_at", sql.Float, nullable=False),
)
_TOKEN_BYTES = 32
_HOUR_S = 3600


class SignIns:
    """The sign-ins that have not ended. May be called from any thread."""

    def __init__(
        self, engine: sql.Engine, *, hours: int, clock: Callable[[], float] = time.time
    ) -> None:
        """Keep where they are and how long one lasts; `clock` gives seconds since 1970."""
        METADATA.create_all(engine, tables=[accounts, _sign_ins])
        self._engine = engine
        self.hours = hours
        self._clock = clock

    def begin(self, person: Person, *, has_account: bool) -> str:
        """Return a new token for a person.

        What someone with an account may do is that of the account at each request; what another may
        do stays as it is until they sign in anew.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock()
        values = {
            "token": _hash(token),
            "account": person.name if has_account else None,
            "name": person.name,
            "shown": person.shown,
            "role": person.role.value,
            "collections": None if person.collections is None else sorted(person.collections),
            "ends_at": now + self.hours * _HOUR_S,
        }
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_sign_ins).where(_sign_ins.c.ends_at <= now))
            connection.execute(sql.insert(_sign_ins).values(values))
        return token

    def person(self, token: str) -> Person | None:
        """Return whom a token stands for, None when it does for nobody or not any more."""
        query = (
            sql.select(
                _sign_ins,
                accounts.c.role.label("account_role"),
                accounts.c.collections.label("account_collections"),
                accounts.c.is_enabled,
            )
            .join(accounts, accounts.c.name == _sign_ins.c.account, isouter=True)
            .where(_sign_ins.c.token == _hash(token), _sign_ins.c.ends_at > self._clock())
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).first()
        if found is None or (found.account is not None and not found.is_enabled):
            return None
        role, collections = found.role, found.collections
        if found.account is not None:
            role, collections = found.account_role, found.account_collections
        return Person(
            name=found.name,
            role=Role(role),
            collections=None if collections is None else frozenset(collections),
            shown=found.shown,
        )

    def end(self, token: str) -> None:
        """End one; nothing happens where there is none."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_sign_ins).where(_sign_ins.c.token == _hash(token)))

    def end_all(self, account: str, *, but: str = "") -> None:
        """End all of an account, except that of one token."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.delete(_sign_ins).where(
                    _sign_ins.c.account == account, _sign_ins.c.token != _hash(but)
                )
            )


def _hash(token: str) -> str:
    # Tokens are random and long, so a fast hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()
