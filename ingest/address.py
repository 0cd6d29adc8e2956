"""Connects to checked network addresses, within one time limit; knows nothing of HTTP or files."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence

import httpcore

from ingest.errors import UnreadableError

__all__ = ["Checked", "Clock", "Resolve", "is_public", "resolve"]

_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)
Resolve = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host, for a port; raises OSError."""
# RFC 6052 and 8215: IPv4 addresses inside IPv6 ones; a translator would take them inside.
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_PRIVATE_HINT = (
    "If it is a server of your own network that may be read, set WENCE_ALLOW_PRIVATE_URLS=1; "
    "otherwise save the page or file in a browser and give its path."
)


def is_public(address: str) -> bool:
    """Tell an address of the open internet from private, local, shared and reserved ones.

    IPv4 addresses that are packed into IPv6 ones are judged by the IPv4 address, those for
    translators (NAT64) are refused: IANA special-purpose registries, RFC 6890.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        packed = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if packed:
            return is_public(str(packed))
        if ip.is_site_local or any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host, in the order in which to try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Clock:
    """One time limit over many steps."""

    def __init__(self, seconds: float) -> None:
        """Start it."""
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutException: None are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time is over")
        return left


class Checked(httpcore.NetworkBackend):
    """Opens connections only to addresses that it has looked up and checked itself.

    A name is looked up once for each connection, and the connection goes to the address that was
    checked: a name that then points elsewhere ("DNS rebinding") changes nothing.
    """

    def __init__(self, clock: Clock, *, allow_private: bool, resolve: Resolve) -> None:
        """Keep the arguments.

        Args:
            clock: Bounds looking up, connecting and every reading and writing.
            allow_private: Lets connections to any address pass.
            resolve: Looks names up.
        """
        self._clock = clock
        self._allow_private = allow_private
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers.

        Raises:
            UnreadableError: The host has an address that is not public.
            ConnectError: No address answers, or the host is unknown.
            TimeoutException: The time is over.
        """
        addresses = self._addresses(host, port)
        failure = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, self._clock.remaining(), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Timed(stream, self._clock)
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        addresses = _in_time(lambda: self._resolve(host, port), self._clock)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise UnreadableError(
                f"the address is not on the open internet: {host} is {', '.join(addresses)}",
                hint=_PRIVATE_HINT,
            )
        return addresses


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends with the clock, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        remaining = self._clock.remaining()
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, remaining), self._clock)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _in_time(look_up: Callable[[], Sequence[str]], clock: Clock) -> Sequence[str]:
    """Look up in a thread of its own: the system's own limit may be minutes."""
    found: list[Sequence[str]] = []
    failed: list[OSError | UnicodeError] = []

    def work() -> None:
        try:
            found.append(look_up())
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(clock.remaining())
    if failed:
        raise httpcore.ConnectError(str(failed[0])) from failed[0]
    if not found:
        raise httpcore.TimeoutException("looking up the name took too long")
    return found[0]
