"""Takes a frame's id out of the addresses that it asks for; knows nothing of who uses it."""

import re

from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.frames import Frame, Frames
from bot.access.person import Person
from bot.access.refusals import NotSignedInError

__all__ = ["Framed", "frame_of", "framed_person", "without_id"]

# Gradio reads the browser's language before any script that it is given, and so do ours.
_SPEAKING = b"""<script>
Object.defineProperty(navigator, "language", {get: () => "%b"});
Object.defineProperty(navigator, "languages", {get: () => [navigator.language]});
</script>"""
_TAGS = {"zh": b"zh-CN", "en": b"en"}
_HEAD = b"<head>"
_PATH = re.compile(r"/embed/s/([\w-]{1,100})(?=/|$)")


class Framed:
    """Has what stands below /embed/s/{id}/ answered as if it stood at the root, by that person.

    Gradio's page and ours take every address from the root that they are told, so each of their
    requests carries the id without a cookie.
    """

    def __init__(self, app: ASGIApp, *, frames: Frames) -> None:
        self._app = app
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        found = _PATH.match(get_route_path(scope)) if scope["type"] == "http" else None
        if not found:
            await self._app(scope, receive, send)
            return
        frame = self._frames.find(found[1])
        inner: Scope = {
            **scope,
            "root_path": scope.get("root_path", "") + found[0],
            "state": {**scope.get("state", {}), "is_framed": True, "frame": frame},
        }
        language = frame.language if frame else ""
        inner["headers"] = _spoken(scope, language)
        is_page = get_route_path(inner) == "/"
        await self._app(inner, receive, _Sent(send, is_page=is_page, language=language))


def without_id(path: str) -> str:
    """Return a path with a frame's id left out: whoever knows it comes in."""
    return _PATH.sub("/embed/s/{id}", path, count=1)


def _spoken(scope: Scope, language: str) -> list[tuple[bytes, bytes]]:
    """Return a request's headers, asking for the language of its frame, and for plain text.

    What is packed could not be added to.
    """
    dropped = (b"accept-encoding", b"accept-language") if language else ()
    others = [each for each in scope["headers"] if each[0].lower() not in dropped]
    return [*others, (b"accept-language", language.encode())] if language else others


class _Sent:
    """Sends a page that is not kept and tells no other site its address, in its own language."""

    def __init__(self, send: Send, *, is_page: bool, language: str) -> None:
        self._send = send
        self._is_page = is_page
        self._script = _SPEAKING % (_TAGS[language],) if is_page and language else b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Referrer-Policy"] = "no-referrer"
            if self._is_page:
                headers["Cache-Control"] = "no-store"
            if self._script:
                del headers["Content-Length"]  # without it the server sends it in chunks
        elif self._script and message["type"] == "http.response.body":
            begun, head, rest = message.get("body", b"").partition(_HEAD)
            if head:
                message = {**message, "body": begun + head + self._script + rest}
                self._script = b""
        await self._send(message)


def frame_of(connection: HTTPConnection) -> Frame | None:
    """Return the frame that a request is of, None outside of one."""
    frame: Frame | None = connection.scope.get("state", {}).get("frame")
    return frame


def framed_person(connection: HTTPConnection) -> Person | None:
    """Return who uses the frame that a request is of, None outside of one.

    Raises:
        NotSignedInError: The frame has ended, or never was.
    """
    if not connection.scope.get("state", {}).get("is_framed"):
        return None
    frame = frame_of(connection)
    if frame is None:
        raise NotSignedInError("the frame has ended", hint="Load the portal's page anew.")
    return frame.person
