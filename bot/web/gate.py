"""The one gate before everything that is served: says who asks, and refuses what they may not."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.person import Person
from bot.access.refusals import ForeignError, NotAllowedError, NotSignedInError
from bot.setting_forms import Network
from bot.web.errors import error_form
from bot.web.peer import Peer, peer_of
from bot.web.rules import role_for
from ingest.errors import WenceError

__all__ = ["Gate", "Resolver", "peer_of_request", "person_of", "person_of_anyone"]

Resolver = Callable[[HTTPConnection], Person | None]
"""Returns whom one kind of credential stands for, None where there is none of it; raises
NotSignedInError where there is one that is not valid."""
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]@]*)(?::\d*)?")
# The page itself and what the API tells.
_PERSONAL = re.compile(r"/?$|/api/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def person_of(request: Any) -> Person:  # Any: a request of Starlette or of Gradio
    """Return who asks; of a request that has come through the gate.

    Raises:
        NotSignedInError: Everybody may come here, and nobody is known to be asking.
    """
    person = person_of_anyone(request)
    if person is None:
        raise NotSignedInError
    return person


def person_of_anyone(request: Any) -> Person | None:  # Any: as above
    """Return who asks, None when nobody is known to; where everybody may come."""
    person: Person | None = getattr(request.state, "person", None)
    return person


def peer_of_request(request: Any) -> Peer:  # Any: a request of Starlette or of Gradio
    """Return where a request came from; of one that has come through the gate."""
    peer: Peer = request.state.peer
    return peer


class Gate:
    """An ASGI layer around everything: each request leaves it with a person, or not at all."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        resolvers: Sequence[Resolver],
        trusted: Sequence[Network] = (),
        hosts: Collection[str] = (),
        sign_in: str = "",
    ) -> None:
        """Keep what decides.

        Args:
            app: What is served.
            resolvers: The kinds of credential, asked in this order; the first person counts.
            trusted: The proxies whose headers are believed.
            hosts: The only names that this may be asked for, by this machine alone; any when
                empty.
            sign_in: Path of the page at which people sign in, where there is one.
        """
        self._app = app
        self._resolvers = resolvers
        self._trusted = trusted
        self._hosts = hosts
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            admitted = self._admitted(scope)
        except WenceError as error:
            refusal = self._refusal(scope, error)
            await refusal(scope, receive, send)
            return
        await self._app(admitted, receive, _unshared(send, admitted))

    def _refusal(self, scope: Scope, error: WenceError) -> Response:
        """Return the reason in the one form; who only opened the page is led to the sign-in."""
        accepted = HTTPConnection(scope).headers.get("accept", "")
        is_page = scope["method"] == "GET" and "text/html" in accepted
        if self._sign_in and is_page and isinstance(error, NotSignedInError):
            return RedirectResponse(scope.get("root_path", "") + self._sign_in, status_code=303)
        headers = {"Cache-Control": "no-store"}
        return JSONResponse(error_form(error), status_code=error.status, headers=headers)

    def _admitted(self, scope: Scope) -> Scope:
        """Return the request with who asks.

        Raises:
            ForeignError: It was made for another site, or by one.
            NotSignedInError: Nobody is known to be asking.
            NotAllowedError: Who asks may not do this.
        """
        peer, scope = peer_of(scope, self._trusted)
        scope["state"] = {**scope.get("state", {}), "peer": peer, "person": None}
        connection = HTTPConnection(scope)
        if self._hosts:
            _check_host(connection, self._hosts)
            _check_machine(peer)
        if scope["method"] not in _SAFE and "authorization" not in connection.headers:
            _check_origin(connection)
        person = next(filter(None, (resolve(connection) for resolve in self._resolvers)), None)
        scope["state"]["person"] = person
        _check_role(person, scope)
        return scope


def _unshared(send: Send, scope: Scope) -> Send:
    """Return a way to answer that lets no page of another site read it, nor who comes after.

    Gradio lets every site do so. The sites of the settings are let by a layer outside the gate,
    which also answers what browsers ask before: that comes without any credential. What a browser
    keeps, it would show to the next person who signs in with it.
    """
    is_theirs = _PERSONAL.match(get_route_path(scope)) is not None

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                each
                for each in message["headers"]
                if not each[0].lower().startswith(b"access-control-")
            ]
            message = {**message, "headers": kept}
            if is_theirs:
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.add_vary_header("Cookie")
        await send(message)

    return sending


def _check_host(connection: HTTPConnection, hosts: Collection[str]) -> None:
    """Refuse what was asked under another name: a page of another site may have had it changed."""
    name = _without_port(connection.headers.get("host", ""))
    if name not in hosts:
        raise ForeignError(
            f"this is not {name!r}",
            hint="Without sign-in it is only served to this machine, at http://127.0.0.1. "
            "To serve others, choose a sign-in (README, Sign-in).",
        )


def _check_machine(peer: Peer) -> None:
    """Refuse another machine, to which a server of one's own may be open; a test is none."""
    if not peer.is_elsewhere:
        return
    raise ForeignError(
        f"{peer.address} is another machine",
        hint="Without sign-in only this one is served. Choose a sign-in (README, Sign-in).",
    )


def _without_port(host: str) -> str:
    found = _HOST.fullmatch(host)
    return found[1].lower() if found else host


def _check_origin(connection: HTTPConnection) -> None:
    """Refuse what a page of another site makes a browser send; programs name no site."""
    headers = connection.headers
    site = headers.get("sec-fetch-site", "")
    origin = headers.get("origin", "")
    if site:
        is_own = site in ("same-origin", "none")
    else:
        own = {headers.get("host", ""), headers.get("x-forwarded-host", "")} - {""}
        is_own = not origin or origin.partition("://")[2] in own
    if not is_own:
        raise ForeignError(
            "a page of another site sent this",
            hint="Use the page itself, or send an API key in the Authorization header.",
        )


def _check_role(person: Person | None, scope: Scope) -> None:
    needed = role_for(scope["method"], get_route_path(scope))
    if needed is None:
        return
    if person is None:
        raise NotSignedInError
    if not person.role.covers(needed):
        raise NotAllowedError(
            f"{person.shown or person.name} is {person.role.value}; "
            f"this is for the role {needed.value}",
            hint="Ask whoever runs this server for the role.",
        )
