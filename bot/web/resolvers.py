"""The kinds of credential that an installation knows, in the order in which they are asked."""

from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from bot.access.person import LOCAL, Person
from bot.web.gate import Resolver

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["hosts", "resolvers"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def resolvers(wence: "Wence") -> tuple[Resolver, ...]:
    """Return what says who asks, by the settings."""
    return (_local,) if wence.settings.sign_in == "none" else ()


def hosts(wence: "Wence") -> frozenset[str]:
    """Return the only names that this may be asked for, none where who asks is known anyhow.

    Without sign-in a name of another site that was turned to this machine's address (DNS
    rebinding) would let that site's page ask.
    """
    settings = wence.settings
    return _LOOPBACK | {settings.host.lower()} if settings.sign_in == "none" else frozenset()


def _local(_: HTTPConnection) -> Person:
    return LOCAL
