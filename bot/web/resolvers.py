"""The kinds of credential that an installation knows, in the order in which they are asked."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from starlette._utils import get_route_path
from starlette.requests import HTTPConnection

from bot.access.person import LOCAL, Person, Role
from bot.setting_forms import Network
from bot.web.gate import Resolver
from bot.web.peer import is_within

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["hosts", "resolvers"]

# For the one address only, see `_scraper`.
_SCRAPER = Person(name="scraper", role=Role.ADMIN, collections=frozenset())
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def resolvers(wence: "Wence") -> tuple[Resolver, ...]:
    """Return what says who asks, by the settings."""
    if wence.settings.sign_in == "none":
        return (_local,)
    return (partial(_scraper, wence.settings.scrapers),)


def hosts(wence: "Wence") -> frozenset[str]:
    """Return the only names that this may be asked for, none where who asks is known anyhow.

    Without sign-in a name of another site that was turned to this machine's address (DNS
    rebinding) would let that site's page ask.
    """
    settings = wence.settings
    return _LOOPBACK | {settings.host.lower()} if settings.sign_in == "none" else frozenset()


def _scraper(scrapers: Sequence[Network], connection: HTTPConnection) -> Person | None:
    """Let a listed machine read the counts, and nothing else."""
    if get_route_path(connection.scope) != "/metrics":
        return None
    return _SCRAPER if is_within(connection.state.peer.address, scrapers) else None


def _local(_: HTTPConnection) -> Person:
    return LOCAL
