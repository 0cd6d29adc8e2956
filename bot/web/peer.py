"""Where a request came from and by which way; believes headers of listed proxies only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.setting_forms import Network

__all__ = ["Peer", "is_within", "peer_of"]

# What proxies tell of the request that they got. Gradio builds addresses from them.
_TOLD_BY_PROXIES = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto",
     b"x-forwarded-port", b"x-forwarded-prefix", b"x-gradio-server"}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """Who holds the other end of a request."""

    address: str
    """Of the client, as far as the proxies that are believed tell it; else of the socket."""
    is_proxy: bool
    """The socket's other end is a listed proxy."""
    is_elsewhere: bool
    """The socket's other end is known to be another machine."""
    is_secure: bool
    """The client came by https."""


def peer_of(scope: Scope, trusted: Sequence[Network]) -> tuple[Peer, Scope]:
    """Return who holds the other end, and the request without what it may not tell.

    Args:
        scope: Of an HTTP request; not changed.
        trusted: The proxies whose headers are believed. One on this machine is believed that the
            client came by https, and no more.
    """
    socket_address = (scope.get("client") or ("", 0))[0]
    is_proxy = is_within(socket_address, trusted)
    headers = Headers(scope=scope)
    believes_scheme = is_proxy or _is_loopback(socket_address)
    told = headers.get("x-forwarded-proto", "").split(",")[-1].strip()
    scheme = told if believes_scheme and told in ("http", "https") else scope["scheme"]
    address = socket_address
    if is_proxy:
        address = _client(headers.getlist("x-forwarded-for"), trusted) or socket_address
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if is_proxy or name.lower() not in _TOLD_BY_PROXIES
    ]
    if believes_scheme and not is_proxy and scheme == "https":
        kept.append((b"x-forwarded-proto", b"https"))  # Gradio looks nowhere else
    is_elsewhere = _address(socket_address) is not None and not _is_loopback(socket_address)
    peer = Peer(
        address=address,
        is_proxy=is_proxy,
        is_elsewhere=is_elsewhere,
        is_secure=scheme == "https",
    )
    return peer, {**scope, "headers": kept, "scheme": scheme}


def _client(forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """Return the last address that no listed proxy has; what stands before it anyone may write."""
    for each in reversed([part.strip() for line in forwarded for part in line.split(",")]):
        if _address(each) is None:
            return ""
        if not is_within(each, trusted):
            return each
    return ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_within(text: str, networks: Sequence[Network]) -> bool:
    """Tell whether an address is one of some networks; what is no address is not."""
    address = _address(text)
    return address is not None and any(address in each for each in networks)


def _is_loopback(text: str) -> bool:
    address = _address(text)
    return address is not None and address.is_loopback
