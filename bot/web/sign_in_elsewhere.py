"""The way to an OpenID Connect provider and back; the provider's own rules are in `access.oidc`."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from bot.access.oidc import Begun, Provider
from bot.access.refusals import NotSignedInError
from bot.web.sign_in import signed_in
from bot.web.sign_in_page import language_of, set_cookie, sign_in_page, told_on_page
from bot.web.strings import words
from ingest.errors import WenceError

if TYPE_CHECKING:
    from bot.access.sign_ins import SignIns
    from bot.assembly import Wence

__all__ = ["Ways", "add_provider"]

_COOKIE = "wence-way"
"""Ties the way back to the browser that went."""
_WAY_S = 600
_MAX_WAYS = 10_000


class Ways:
    """Browsers that are at the provider, in memory only. May be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any; `clock` counts seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._ways: OrderedDict[str, tuple[float, Begun]] = OrderedDict()

    def go(self, begun: Begun) -> str:
        """Keep what is needed when a browser comes back; return what it proves itself with."""
        ticket = secrets.token_urlsafe()
        with self._lock:
            self._ways[ticket] = self._clock(), begun
            while len(self._ways) > _MAX_WAYS:
                self._ways.popitem(last=False)
        return ticket

    def back(self, ticket: str, *, state: str) -> Begun:
        """Return what was kept, once.

        Raises:
            NotSignedInError: The browser did not go, or too long ago, or on another way.
        """
        with self._lock:
            gone, begun = self._ways.pop(ticket, (0.0, None))
        is_same = begun is not None and secrets.compare_digest(begun.state.encode(), state.encode())
        if begun is None or not is_same or self._clock() - gone > _WAY_S:
            raise NotSignedInError("this sign-in was not begun here, or has expired")
        return begun


def add_provider(app: FastAPI, wence: "Wence", sign_ins: "SignIns") -> None:
    """Add /sign-in, and the way to the provider and back below it."""
    settings, ways = wence.settings, Ways()
    provider = Provider(
        settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        role_claim=settings.oidc_role_claim,
    )

    @app.get("/sign-in")
    def page(request: Request) -> Response:
        return _page(request)

    @app.get("/sign-in/begin")
    def begin(request: Request) -> Response:
        try:
            begun = provider.begin(_way_back(request))
        except WenceError as error:
            return _page(request, error)
        response = RedirectResponse(begun.address, status_code=303)
        set_cookie(request, response, _COOKIE, ways.go(begun), seconds=_WAY_S)
        return response

    @app.get("/sign-in/callback")
    def callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        try:
            begun = ways.back(request.cookies.get(_COOKIE, ""), state=state)
            if error or not code:
                raise NotSignedInError("the provider did not sign you in")
            person = provider.finish(begun, code=code)
        except WenceError as problem:
            return _page(request, problem)
        response = signed_in(request, sign_ins, person, has_account=False)
        set_cookie(request, response, _COOKIE, "", seconds=0)
        return response


def _way_back(request: Request) -> str:
    """Return the address that the provider sends browsers back to.

    It may be that of another site when the Host header is, but the provider knows the right one.
    """
    root = str(request.scope.get("root_path", ""))
    host = request.headers.get("x-forwarded-host") or request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}{root}/sign-in/callback"


def _page(request: Request, error: WenceError | None = None) -> Response:
    language = language_of(request)
    root = str(request.scope.get("root_path", ""))
    form = (
        f'<form action="{root}/sign-in/begin"><button>{words(language, "sign_in.elsewhere")}'
        "</button></form>"
    )
    problem = told_on_page(request, error) if error else ""
    return sign_in_page(request, form=form, problem=problem, status=error.status if error else 200)
