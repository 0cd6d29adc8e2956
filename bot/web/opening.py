"""Puts what is shown while the page loads into the page itself, which Gradio leaves blank."""

from pathlib import Path

from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Opening"]

_STYLE = (Path(__file__).parent / "static" / "opening.css").read_bytes()
_HEAD = b"</head>"


class Opening:
    """An ASGI layer around the page, whose `head` Gradio fills only when its scripts have come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; the page gets its first style at the end of its head."""
        is_page = scope["type"] == "http" and get_route_path(scope) == "/"
        await self._app(scope, receive, _Styled(send) if is_page else send)


class _Styled:
    """Sends on, with the style where the head of a page ends."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_open = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            is_html = headers.get("Content-Type", "").startswith("text/html")
            self._is_open = is_html and "Content-Encoding" not in headers
            if self._is_open:
                del headers["Content-Length"]  # without it the server sends it in chunks
        elif self._is_open:
            body, end, rest = message.get("body", b"").partition(_HEAD)
            if end:
                message = {
                    **message,
                    "body": b"%b<style>%b</style>%b%b" % (body, _STYLE, end, rest),
                }
                self._is_open = False
        await self._send(message)
