"""API keys: made once, kept as their hashes; knows no HTTP."""

import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sql

from bot.access.database import METADATA
from bot.access.person import Person, Role
from ingest.errors import InputError, NotFoundError

__all__ = ["KEY_BEGINS", "Key", "Keys"]

KEY_BEGINS = "wk_"
"""Tells a key from other credentials, and to those who search texts for leaked ones."""
_KEY_BYTES = 32
_ID_BYTES = 6
_DAY_S = 86_400
# Writing at each request would make the readers of the file wait for one another.
_USED_EVERY_S = 60
_TABLE = sql.Table(
    "api_keys",
    METADATA,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("name", sql.String, nullable=False),
    sql.Column("hash", sql.String, nullable=False, unique=True),
    sql.Column("role", sql.String, nullable=False),
    sql.Column("collections", sql.String),  # a JSON list; every one when null
    sql.Column("created", sql.Float, nullable=False),
    sql.Column("expires", sql.Float),
    sql.Column("used", sql.Float),
    sql.Column("revoked", sql.Float),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """What is known of a key; the key itself is not. Times are in seconds since 1970."""

    id: str
    name: str
    """What it is for."""
    role: Role
    collections: frozenset[str] | None
    """The only ones it reads; every one when None."""
    created: float
    expires: float | None
    used: float | None
    """When it was last used, to the minute."""
    revoked: float | None

    @property
    def person(self) -> Person:
        """Who asks with it."""
        name, role = f"key:{self.id}", self.role
        return Person(name=name, role=role, collections=self.collections, shown=self.name)

    def is_valid(self, now: float) -> bool:
        """Tell whether it lets in."""
        return self.revoked is None and (self.expires is None or now < self.expires)


class Keys:
    """The keys of an installation. May be called from any thread and several processes."""

    def __init__(self, engine: sql.Engine, clock: Callable[[], float] = time.time) -> None:
        """Read and write them in an open file; `clock` tells seconds since 1970."""
        METADATA.create_all(engine, tables=[_TABLE])
        self._engine = engine
        self._clock = clock

    def add(
        self,
        name: str,
        *,
        role: Role = Role.READER,
        collections: Iterable[str] | None = None,
        days: int | None = None,
    ) -> tuple[str, Key]:
        """Make a key; return it, which nothing will tell again, and what is kept of it.

        Raises:
            InputError: The name is empty.
        """
        if not name.strip():
            raise InputError("the key has no name", hint="Say what it is for.")
        # A key of 256 random bits cannot be guessed from a fast hash, as a password can.
        text, now = f"{KEY_BEGINS}{secrets.token_urlsafe(_KEY_BYTES)}", self._clock()
        key = Key(
            id=secrets.token_hex(_ID_BYTES),
            name=name.strip(),
            role=role,
            collections=None if collections is None else frozenset(collections),
            created=now,
            expires=None if days is None else now + days * _DAY_S,
            used=None,
            revoked=None,
        )
        listed = None if key.collections is None else json.dumps(sorted(key.collections))
        with self._engine.begin() as connection:
            connection.execute(
                _TABLE.insert().values(
                    id=key.id,
                    name=key.name,
                    hash=_hash(text),
                    role=key.role.value,
                    collections=listed,
                    created=key.created,
                    expires=key.expires,
                )
            )
        return text, key

    def list(self) -> tuple[Key, ...]:
        """Return every key, those that let in no more included, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_TABLE.select().order_by(_TABLE.c.created))
            return tuple(map(_key, rows))

    def revoke(self, id: str) -> None:
        """Let a key in no more, from its next request on.

        Raises:
            NotFoundError: There is none of this id that is not revoked.
        """
        is_it = (_TABLE.c.id == id) & _TABLE.c.revoked.is_(None)
        with self._engine.begin() as connection:
            done = connection.execute(
                _TABLE.update().where(is_it).values(revoked=self._clock())
            ).rowcount
        if not done:
            raise NotFoundError(
                f"there is no key {id!r} to revoke", hint="`wence key list` lists the ids."
            )

    def person(self, text: str) -> Person | None:
        """Return who asks with a key; None when it does not let in."""
        now = self._clock()
        with self._engine.connect() as connection:
            row = connection.execute(_TABLE.select().where(_TABLE.c.hash == _hash(text))).first()
        if row is None or not (key := _key(row)).is_valid(now):
            return None
        if key.used is None or now - key.used > _USED_EVERY_S:
            with self._engine.begin() as connection:
                connection.execute(_TABLE.update().where(_TABLE.c.id == key.id).values(used=now))
        return key.person


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: sql.Row[tuple[object, ...]]) -> Key:
    fields = dict(row._mapping)
    del fields["hash"]
    listed = fields.pop("collections")
    collections = None if listed is None else frozenset(json.loads(listed))
    return Key(**{**fields, "role": Role(fields["role"]), "collections": collections})
