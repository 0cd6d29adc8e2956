"""Fetches a report from the web, safely: a web address may lead anywhere, also back inside."""

import re
import ssl
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import certifi
import httpcore
import httpx

from ingest.address import Checked, Clock, Resolve, resolve
from ingest.body import read_body
from ingest.download import file_name
from ingest.errors import UnreadableError
from ingest.opening import Limits

__all__ = ["Fetched", "fetch"]

_SCHEMES = ("http", "https")
_MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": "wence",
    "Accept": "text/html, application/pdf, */*;q=0.8",
    "Accept-Language": "zh-CN, zh;q=0.9, en;q=0.5",
    # No brotli: its decoder cannot be told to stop at a size.
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_PASSWORD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
# The words around a log-in form: some links, a notice. A report is longer.
_FEW_BYTES = 1500
_PLAIN = Limits()
_SAVE_HINT = "Open it in a browser, save the page or file, and give its path."
_LOGIN_HINT = f"It wants a log-in. {_SAVE_HINT}"
_STATUS_HINTS = {
    401: _LOGIN_HINT,
    403: f"The server refuses programs or wants a log-in. {_SAVE_HINT}",
    404: "Check the address; the page may have moved.",
    407: _LOGIN_HINT,
    410: "The page was taken down.",
    429: "The server was asked too often; try again later.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A file from the web."""

    url: str
    """Where it was in the end, after redirects."""
    name: str
    """For people; its ending says the format."""
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Visit:
    """What holds for all requests of one fetch."""

    clock: Clock
    limits: Limits
    backend: Checked
    uses_proxy: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    """One answer: where it points to, or what it holds."""

    headers: Mapping[str, str]
    location: str = ""
    content: bytes = b""


def fetch(
    url: str, *, limits: Limits = _PLAIN, allow_private: bool = False, resolve: Resolve = resolve
) -> Fetched:
    """Fetch a file over HTTP, following at most five redirects, each checked like the first.

    Args:
        url: The address, http or https, without a user name or password.
        limits: `file_mb` bounds the bytes as sent and as unpacked, `seconds` the whole.
        allow_private: Lets it lead to any address, such as a portal on the office network, and
            through the proxy that the environment names. Without it no proxy is used, because a
            proxy would look the name up by itself, unchecked.
        resolve: Looks names up.

    Raises:
        UnreadableError: Nothing readable is at the address, it may not be read, or it takes too
            long; the reason says which.
    """
    clock = Clock(limits.seconds)
    backend = Checked(clock, allow_private=allow_private, resolve=resolve)
    visit = _Visit(clock=clock, limits=limits, backend=backend, uses_proxy=allow_private)
    target = _parsed(url)
    for _ in range(_MAX_REDIRECTS + 1):
        answer = _answer(target, visit)
        if not answer.location:
            name = file_name(str(target), answer.headers, answer.content)
            _check_open(name, answer.content)
            return Fetched(url=str(target), name=name, content=answer.content)
        target = _parsed(answer.location, base=target)
    raise UnreadableError(
        f"the address redirects more than {_MAX_REDIRECTS} times", hint=_LOGIN_HINT
    )


def _check_open(name: str, content: bytes) -> None:
    """Refuse a log-in in place of the file; a page with much text may hold a form beside it."""
    if not (name.endswith(".html") and _PASSWORD.search(content)):
        return
    shown = _TAG.sub(b"", _UNSEEN.sub(b"", content))
    if len(b"".join(shown.split())) < _FEW_BYTES:
        raise UnreadableError(
            "the address leads to a page that asks for a password", hint=_LOGIN_HINT
        )


def _parsed(address: str, *, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise UnreadableError(
            f"the address is not a web address: {error}", hint="Copy it whole from a browser."
        ) from error
    if url.scheme not in _SCHEMES or not url.host:
        raise UnreadableError(
            f"the address is not a web address: {url.scheme}:",
            hint="Give one that begins with http:// or https://, or a path.",
        )
    if url.userinfo:
        raise UnreadableError(
            "the address holds a user name or password", hint=f"Leave them out. {_SAVE_HINT}"
        )
    return url.copy_with(fragment=None)


def _answer(url: httpx.URL, visit: _Visit) -> _Answer:
    """Ask for one address; every failure of the network is told as one of this product."""
    try:
        with (
            _pool(url, visit) as pool,
            pool.stream("GET", str(url), headers=_headers(url)) as response,
        ):
            return _read(response, visit)
    except httpcore.TimeoutException as error:
        raise UnreadableError(
            f"the address took longer than {visit.limits.seconds} s", hint=_SAVE_HINT
        ) from error
    except (httpcore.NetworkError, httpcore.ProxyError) as error:
        raise UnreadableError(
            f"the address cannot be reached: {error}", hint=_unreached_hint(error, visit)
        ) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error) as error:
        raise UnreadableError(
            f"the address answers wrongly or was cut off: {error}", hint=f"Try again. {_SAVE_HINT}"
        ) from error


def _headers(url: httpx.URL) -> list[tuple[str, str]]:
    return [*_HEADERS.items(), ("Host", url.netloc.decode("ascii"))]


def _unreached_hint(error: Exception, visit: _Visit) -> str:
    if isinstance(error.__cause__ or error.__context__, ssl.SSLError):
        return (
            "Its certificate is not trusted here. For an office's own, name the file of its "
            f"authority in SSL_CERT_FILE. {_SAVE_HINT}"
        )
    if not visit.uses_proxy and urllib.request.getproxies():
        return (
            "The proxy in the environment is used only with WENCE_ALLOW_PRIVATE_URLS=1. "
            f"{_SAVE_HINT}"
        )
    return f"Check the address and the network. {_SAVE_HINT}"


def _pool(url: httpx.URL, visit: _Visit) -> httpcore.ConnectionPool:
    context = ssl.create_default_context()  # the system's authorities, or SSL_CERT_FILE's
    context.load_verify_locations(certifi.where())
    proxy = _proxy(url) if visit.uses_proxy else ""
    if not proxy:
        return httpcore.ConnectionPool(ssl_context=context, network_backend=visit.backend)
    stated = httpx.URL(proxy)
    return httpcore.HTTPProxy(
        proxy_url=str(stated.copy_with(userinfo=b"")),
        proxy_auth=(stated.username, stated.password) if stated.username else None,
        ssl_context=context,
        network_backend=visit.backend,
    )


def _proxy(url: httpx.URL) -> str:
    """Return the proxy that the environment names for an address, empty for none."""
    if urllib.request.proxy_bypass(url.host):
        return ""
    proxies = urllib.request.getproxies()
    return proxies.get(url.scheme) or proxies.get("all") or ""


def _read(response: httpcore.Response, visit: _Visit) -> _Answer:
    headers = {_letters(name).lower(): _letters(value) for name, value in response.headers}
    if 300 <= response.status < 400 and headers.get("location"):
        return _Answer(headers=headers, location=headers["location"])
    if not 200 <= response.status < 300:
        fallback = "Try again later." if response.status >= 500 else _SAVE_HINT
        raise UnreadableError(
            f"the address answers with the error {response.status}",
            hint=_STATUS_HINTS.get(response.status, fallback),
        )
    return _Answer(
        headers=headers, content=read_body(response, headers, most_mb=visit.limits.file_mb)
    )


def _letters(header: bytes) -> str:
    """Decode what should be ASCII: portals write Chinese names into it as they are."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")
