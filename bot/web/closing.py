"""Closes the addresses that Gradio serves and this page has no use for."""

import re

from starlette._utils import get_route_path
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.errors import error_response
from ingest.errors import NotFoundError

__all__ = ["Closed"]

# What the page asks of Gradio. All else below it would take any file from anyone, give files out by
# their path, fetch addresses, or tell of other visitors' runs.
_OPEN = re.compile(
    r"/gradio_api/"
    r"(?:queue/(?:join|data)|run/\w+|heartbeat/\w+|cancel|reset|startup-events|theme\.css)/?"
)


class Closed:
    """An ASGI layer that answers for them as if they were not there."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what is served."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        path = get_route_path(scope) if scope["type"] == "http" else ""
        if path.startswith("/gradio_api") and not _OPEN.fullmatch(path):
            error = NotFoundError(f"there is no {path}", hint="The API is at /api.")
            await error_response(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)
