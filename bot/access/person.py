"""A person who asks: their role, and the collections they may read; pure."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["LOCAL", "Person", "Role"]


class Role(StrEnum):
    """What a person may do; each may do what those before it may."""

    READER = "reader"
    """Asks and reads."""
    EDITOR = "editor"
    """Ingests and removes."""
    ADMIN = "admin"
    """Sees metrics, the journal and the accounts."""

    def covers(self, needed: "Role") -> bool:
        """Tell whether who has this role may do what another one is needed for."""
        order = [*Role]
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Someone, or a program, that was let in."""

    name: str
    """Unique within an installation."""
    role: Role = Role.READER
    collections: frozenset[str] | None = None
    """The only ones they may read; every one when None."""
    shown: str = ""
    """What the page calls them, where that is not their name."""

    def may_read(self, collection: str) -> bool:
        """Tell whether the documents of a collection are there for them."""
        return self.collections is None or collection in self.collections


LOCAL = Person(name="local", role=Role.ADMIN)
"""Whoever uses an installation without sign-in: only the machine that it runs on can."""
