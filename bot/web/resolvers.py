"""The kinds of credential that an installation knows, in the order in which they are asked."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from starlette._utils import get_route_path
from starlette.requests import HTTPConnection

from bot.access.person import LOCAL, Person, Role
from bot.access.refusals import NotSignedInError
from bot.setting_forms import Network
from bot.settings import Settings
from bot.web.gate import Resolver, peer_of_request
from bot.web.peer import is_within

if TYPE_CHECKING:
    from bot.access.sign_ins import SignIns
    from bot.assembly import Wence

__all__ = ["COOKIE", "hosts", "resolvers"]

COOKIE = "wence"
"""Holds the token of who signed in at the page."""
_EVERY = "*"
"""Every collection, in the header of a proxy."""
# For the one address only, see `_scraper`.
_SCRAPER = Person(name="scraper", role=Role.ADMIN, collections=frozenset())
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def resolvers(wence: "Wence") -> tuple[Resolver, ...]:
    """Return what says who asks, by the settings."""
    settings = wence.settings
    scraper = partial(_scraper, settings.scrapers)
    match settings.sign_in:
        case "none":
            return (_local,)
        case "header":
            return (scraper, partial(_told_by_proxy, settings))
        case _:
            from bot.access.sign_ins import SignIns

            sign_ins = SignIns(wence.access, hours=settings.session_hours)
            return (scraper, partial(_signed_in, sign_ins))


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


def _signed_in(sign_ins: "SignIns", connection: HTTPConnection) -> Person | None:
    token = connection.cookies.get(COOKIE, "")
    return sign_ins.person(token) if token else None


def _told_by_proxy(settings: Settings, connection: HTTPConnection) -> Person | None:
    """Return whom a listed proxy names; what others write into its headers counts for nothing.

    Raises:
        NotSignedInError: It leaves out one of the three headers, so that the one who asks could
            have written it, or what they hold is wrong.
    """
    if not peer_of_request(connection).is_proxy:
        return None
    headers = (settings.user_header, settings.role_header, settings.collections_header)
    given = [connection.headers.getlist(each) for each in headers]
    if not given[0]:
        return None
    for header, values in zip(headers, given, strict=True):
        if len(values) != 1:
            raise NotSignedInError(
                f"the proxy sent {header} {len(values)} times, not once",
                hint=f"Let the proxy set all of {', '.join(headers)} (README, Sign-in).",
            )
    name, role, collections = (_decoded(values[0]) for values in given)
    if not name or role not in [*Role]:
        raise NotSignedInError(
            f"the proxy named {name!r} of the role {role!r}",
            hint=f"The role is one of {', '.join(Role)}.",
        )
    chosen = None if collections == _EVERY else frozenset(collections.replace(",", " ").split())
    return Person(name=name, role=Role(role), collections=chosen)


def _decoded(value: str) -> str:
    """Return a header's text: what is read byte by byte is UTF-8 where it is more than ASCII."""
    try:
        return value.encode("latin-1").decode().strip()
    except UnicodeDecodeError:
        return value.strip()
