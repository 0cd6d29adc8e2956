"""Gives each request an id and tells what became of it; knows no route by name."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.framed import without_id
from bot.web.logs import new_request_id, request_id

if TYPE_CHECKING:
    from bot.web.metrics import Metrics
    from bot.web.traces import Traces

__all__ = ["Observed", "Routed"]

_log = logging.getLogger(__name__)

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NO_RESPONSE = 499
_ID_HEADER = "X-Request-Id"
_SEEN = "wence.seen"  # in the scope: layers between may hand on a copy of it


@dataclass(kw_only=True, slots=True)
class _Seen:
    """A request while it is being answered."""

    method: str
    base: str
    """Where all of it is mounted."""
    route: str = "other"
    """The template of the route that answers; paths hold ids, of which there is no end."""
    status: int = _NO_RESPONSE
    """What was answered; as nginx has it when the client left before."""


class Observed:
    """The layer around all that is served, so that what is refused is counted, too."""

    def __init__(self, app: ASGIApp, *, metrics: "Metrics", traces: "Traces | None") -> None:
        """Keep who is told."""
        self._app, self._metrics, self._traces = app, metrics, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        id = new_request_id(headers.get(_ID_HEADER, ""))
        # Of a method that does not exist anybody could make up a new one with each request.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        seen = _Seen(method=method, base=scope.get("root_path", ""))
        scope[_SEEN] = seen
        with _bound(id), self._traced(seen, headers) as name, self._told(seen, name):
            await self._app(scope, receive, _watching(send, seen, id))

    @contextmanager
    def _told(self, seen: _Seen, name: Callable[[], None]) -> Iterator[None]:
        clock = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - clock
            name()
            self._metrics.note_request(
                method=seen.method, route=seen.route, status=seen.status, seconds=seconds
            )
            told = {"method": seen.method, "route": seen.route, "status": seen.status}
            _log.info("request", extra={"fields": {**told, "ms": round(seconds * 1000, 1)}})

    @contextmanager
    def _traced(self, seen: _Seen, headers: Headers) -> Iterator[Callable[[], None]]:
        if self._traces is None:
            yield lambda: None
            return
        with self._traces.request(seen.method, headers) as span:

            def name() -> None:
                span.update_name(f"{seen.method} {seen.route}")
                span.set_attribute("http.route", seen.route)
                span.set_attribute("http.response.status_code", seen.status)

            yield name


class Routed:
    """The innermost layer, which tells the outermost what route answered."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what is served."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered."""
        try:
            await self._app(scope, receive, send)
        finally:
            path = getattr(scope.get("route"), "path", None)
            if path is not None and isinstance(seen := scope.get(_SEEN), _Seen):
                root = str(scope["root_path"]).removeprefix(seen.base)
                seen.route = without_id(root) + path


@contextmanager
def _bound(id: str) -> Iterator[None]:
    token = request_id.set(id)
    try:
        yield
    finally:
        request_id.reset(token)


def _watching(send: Send, seen: _Seen, id: str) -> Send:
    async def send_seen(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.status = message["status"]
            MutableHeaders(scope=message)[_ID_HEADER] = id
        await send(message)

    return send_seen
