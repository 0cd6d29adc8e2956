"""The accounts of an installation: names, passwords as hashes, roles and collections."""

import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore

import sqlalchemy as sql
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.access.database import METADATA
from bot.access.person import Person, Role
from ingest.errors import InputError, NotFoundError

__all__ = ["Account", "Accounts", "accounts", "folded"]

accounts = sql.Table(
    "accounts",
    METADATA,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("password", sql.String, nullable=False),
    sql.Column("role", sql.String, nullable=False),
    sql.Column("collections", sql.JSON),
    sql.Column("is_enabled", sql.Boolean, nullable=False),
    sql.Column("made_at", sql.Float, nullable=False),
)
# NIST SP 800-63B-4, 3.1.1.2: long ones, and no rules of what must be in them. Longer ones only cost
# time to hash.
_MIN_PASSWORD, _MAX_PASSWORD = 12, 1000
_MAX_NAME = 64
_NAME_MARKS = frozenset("-_.@")
# A hash takes 64 MiB (argon2id, RFC 9106's second choice, which is the library's own).
_AT_ONCE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account as it is listed."""

    person: Person
    is_enabled: bool


class Accounts:
    """The accounts in the file of who may come in. May be called from any thread."""

    def __init__(self, engine: sql.Engine, *, clock: Callable[[], float] = time.time) -> None:
        """Keep where they are; `clock` gives seconds since 1970."""
        METADATA.create_all(engine, tables=[accounts])
        self._engine = engine
        self._clock = clock
        self._hasher = PasswordHasher()
        self._hashing = BoundedSemaphore(_AT_ONCE)

    def add(
        self, name: str, password: str, *, role: Role, collections: Iterable[str] | None = None
    ) -> Account:
        """Make an account.

        Args:
            name: Letters, digits and -_.@; capital letters are the same as small ones.
            password: At least 12 characters.
            role: What it may do.
            collections: The only ones it may read; every one when None.

        Raises:
            InputError: The name is no name or taken, or the password is too short or too long.
        """
        name = _checked_name(name)
        _check_password(password, name)
        values = {
            "name": name,
            "password": self._hash(password),
            "role": role.value,
            "collections": None if collections is None else sorted({*collections}),
            "is_enabled": True,
            "made_at": self._clock(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sql.insert(accounts).values(values))
        except sql.exc.IntegrityError as error:
            raise InputError(
                f"there is an account {name} already",
                hint="Choose another name, or give it a new password: wence user passwd NAME",
            ) from error
        return self.get(name)

    def change(
        self,
        name: str,
        *,
        password: str | None = None,
        is_enabled: bool | None = None,
    ) -> None:
        """Give an account another password, or let it in or not.

        Raises:
            NotFoundError: There is none of this name.
            InputError: The password is too short or too long.
        """
        name = folded(name)
        values: dict[str, object] = {}
        if password is not None:
            _check_password(password, name)
            values["password"] = self._hash(password)
        if is_enabled is not None:
            values["is_enabled"] = is_enabled
        with self._engine.begin() as connection:
            change = sql.update(accounts).where(accounts.c.name == name).values(values)
            if not connection.execute(change).rowcount:
                raise _unknown(name)

    def get(self, name: str) -> Account:
        """Return an account.

        Raises:
            NotFoundError: There is none of this name.
        """
        for each in self.all():
            if each.person.name == folded(name):
                return each
        raise _unknown(folded(name))

    def all(self) -> tuple[Account, ...]:
        """Return every account by name."""
        with self._engine.connect() as connection:
            found = connection.execute(sql.select(accounts).order_by(accounts.c.name)).all()
        return tuple(
            Account(
                person=Person(
                    name=each.name,
                    role=Role(each.role),
                    collections=None if each.collections is None else frozenset(each.collections),
                ),
                is_enabled=each.is_enabled,
            )
            for each in found
        )

    def person(self, name: str, password: str) -> Person | None:
        """Return whom a name and a password stand for, None when they do for nobody.

        It takes as long whether or not there is such an account.
        """
        known = next((each for each in self.all() if each.person.name == folded(name)), None)
        query = sql.select(accounts.c.password).where(accounts.c.name == folded(name))
        with self._engine.connect() as connection:
            kept = connection.scalar(query)
        fits = self._fits(str(kept or self._nobody), password)
        return known.person if known and known.is_enabled and kept and fits else None

    @cached_property
    def _nobody(self) -> str:
        """A hash that is looked at for a name without account."""
        return self._hash("")

    def _hash(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(kept, password[:_MAX_PASSWORD])
        except VerificationError:
            return False


def folded(name: str) -> str:
    """Return a name as it is kept: as it was typed on any keyboard."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _checked_name(name: str) -> str:
    kept = folded(name)
    is_name = all(char.isalnum() or char in _NAME_MARKS for char in kept)
    if not is_name or not 0 < len(kept) <= _MAX_NAME:
        raise InputError(
            f"{name!r} is no name for an account",
            hint=f"Use up to {_MAX_NAME} letters, digits and - _ . @",
        )
    return kept


def _check_password(password: str, name: str) -> None:
    if not _MIN_PASSWORD <= len(password) <= _MAX_PASSWORD or folded(password) == name:
        raise InputError(
            f"the password has {len(password)} characters, or is the name",
            hint=f"Choose one of {_MIN_PASSWORD} to {_MAX_PASSWORD} characters, "
            "such as four words that do not belong together.",
        )


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(f"there is no account {name}", hint="`wence user list` lists them.")
