"""Keeps the sessions of the page apart: what one person began, nobody else can read or go on with.

Gradio takes whatever a browser calls its session, and hands its events and state to all who know
the name. It also has addresses that the page does not use; they are closed.
"""

import json
import re
import threading
from collections import OrderedDict
from urllib.parse import parse_qs

from fastapi.responses import JSONResponse
from starlette._utils import get_route_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.person import Person
from bot.access.refusals import NotAllowedError
from bot.web.errors import error_form
from bot.web.uploads import TooLargeError
from ingest.errors import NotFoundError, WenceError

__all__ = ["PageSessions"]

# As the page of Gradio 6.31 asks them, seen with Chromium. Files and uploads are not among them:
# reports come and go by the API.
_USED = re.compile(
    r"/gradio_api/(?:heartbeat/(?P<session>[^/]+)|queue/(?:data|join)|run/predict|startup-events"
    r"|app_id|theme\.css)/?"
)
_CLOSED = re.compile(
    r"/gradio_api(?:/.*)?|/(?:monitoring|runs|svelte|login|logout|pwa_icon)(?:/.*)?"
)
_MAX_BODY = 32 * 2**20
_MAX_OF_PERSON = 1000


class PageSessions:
    """An ASGI layer behind the gate, which knows who began each session of the page."""

    def __init__(self, app: ASGIApp) -> None:
        """Begin without sessions."""
        self._app = app
        self._lock = threading.Lock()
        self._owners: dict[str, str] = {}
        self._of: dict[str, OrderedDict[str, None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        path = get_route_path(scope) if scope["type"] == "http" else ""
        if not _CLOSED.fullmatch(path):
            await self._app(scope, receive, send)
            return
        try:
            used = _USED.fullmatch(path)
            if used is None:
                raise NotFoundError("the page does not use this", hint="See /api/openapi.json.")
            session = used["session"] or _queried(scope)
            if scope["method"] == "POST":
                receive, session = await _named_in(receive)
            self._claim(session, scope["state"]["person"])
        except WenceError as error:
            await JSONResponse(error_form(error), status_code=error.status)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _claim(self, session: str, person: Person | None) -> None:
        """Take a session for a person who comes first.

        Raises:
            NotAllowedError: It is another's.
        """
        if not session or person is None:
            return
        with self._lock:
            owner = self._owners.setdefault(session, person.name)
            if owner != person.name:
                raise NotAllowedError(
                    "this is another's conversation", hint="Open the page anew to begin your own."
                )
            own = self._of.setdefault(owner, OrderedDict())
            own[session] = None
            own.move_to_end(session)
            while len(own) > _MAX_OF_PERSON:
                oldest, _ = own.popitem(last=False)
                del self._owners[oldest]


def _queried(scope: Scope) -> str:
    values = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])
    return str(values[-1])


async def _named_in(receive: Receive) -> tuple[Receive, str]:
    """Return the session that a body names, and the way to read the body once more.

    Raises:
        TooLargeError: It is larger than any that the page sends.
    """
    parts, size, is_whole = [], 0, False
    while not is_whole:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        is_whole = not message.get("more_body", False)
        if size > _MAX_BODY:
            raise TooLargeError("the request is too large", hint="Begin a new conversation.")
    body = b"".join(parts)
    try:
        fields = json.loads(body)
    except ValueError:
        fields = {}
    named = fields.get("session_hash") if isinstance(fields, dict) else None
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again, named if isinstance(named, str) else ""
