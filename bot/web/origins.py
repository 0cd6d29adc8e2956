"""Says which other sites may show this one in a frame, or ask it from a page's script; pure."""

import re
from collections.abc import Sequence

from starlette._utils import get_route_path
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Cors", "is_ancestor"]

_METHODS = ("GET", "POST", "DELETE")
_HEADERS = ("Authorization", "Content-Type")
_ASKED = ("/api/", "/v1/")


def is_ancestor(origin: str, ancestors: str) -> bool:
    """Tell whether an origin is one of those of a `frame-ancestors` rule.

    Args:
        origin: Such as https://portal.example.org:8443.
        ancestors: Origins separated by spaces; a host may begin with `*.`, a port may be `*`.
    """
    return any(re.fullmatch(_pattern(each), origin, re.IGNORECASE) for each in ancestors.split())


def _pattern(ancestor: str) -> str:
    scheme, _, host = ancestor.partition("://")
    name, colon, port = host.partition(":")
    written = re.escape(name)
    if name.startswith("*."):
        written = rf"[\w-]+(?:\.[\w-]+)*{re.escape(name[1:])}"
    elif name == "*":
        written = r"[\w.-]+"
    ports = r":\d+" if port == "*" else re.escape(colon + port)
    return f"{re.escape(scheme)}://{written}{ports}"


class Cors:
    """Lets scripts of listed origins ask the two interfaces, with an API key and never a cookie."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            allow_credentials=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        is_asked = scope["type"] == "http" and get_route_path(scope).startswith(_ASKED)
        await (self._shared if is_asked else self._app)(scope, receive, send)
