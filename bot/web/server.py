"""Puts the API and the page behind one address; knows nothing of how either works."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App as GradioApp
from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings
from bot.web.api import create_api
from bot.web.control import Control
from bot.web.desk import Desk
from bot.web.errors import handle_errors
from bot.web.framed import Framed
from bot.web.gate import Gate
from bot.web.health import product_version
from bot.web.openai_api import create_openai_api
from bot.web.openapi import document_of
from bot.web.opening import Opening
from bot.web.origins import Cors
from bot.web.page_sessions import PageSessions
from bot.web.portal import Portal
from bot.web.resolvers import hosts, resolvers
from bot.web.sign_in import add_sign_in
from bot.web.strings import tables
from bot.web.ui import create_page, theme, translations

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["create_app", "end_streams"]

_STATIC = Path(__file__).parent / "static"
# In the order in which they build on each other.
_SCRIPTS = (
    "framed.js", "base.js", "menu.js", "answers.js", "excerpt.js", "sheet.js", "outline.js",
    "pane.js", "card.js", "series.js", "reports.js", "library.js", "kept.js", "history.js",
    "editing.js", "rating.js", "following.js", "signed.js", "page.js", "parley.js",
)  # fmt: skip
_STYLES = (
    "base.css", "conversation.css", "card.css", "side.css", "library.css", "history.css",
    "narrow.css", "framed.css",
)  # fmt: skip
# Of what stands outside Gradio's own part of the page, to which it confines a media query.
_OUTER_STYLES = ("outer.css", "pane.css", "menu.css")
_EMBEDDED = re.compile(r"/embed(?:/|$)")
_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(wence: "Wence") -> FastAPI:
    """Return the served application: the API at /api and /v1, the page at /."""
    control = Control(wence)
    portal = Portal(wence, control.desk)
    app = FastAPI(
        title="问策 Wence",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=portal.lifespan,
    )
    app.state.control = control
    add_sign_in(app, wence)  # /api/me among them, which the interface at /api would hide
    interfaces = {"/api": create_api(wence, control), "/v1": create_openai_api(wence, control.desk)}
    described = document_of(
        {"": app, **interfaces}, version=product_version(), root_path=wence.settings.root_path
    )
    interfaces["/api"].openapi = lambda: described  # type: ignore[method-assign]  # as FastAPI says
    for path, each in interfaces.items():
        app.mount(path, each)
    handle_errors(app)
    portal.add_routes(app)
    control.add_inner(app)
    app.add_middleware(PageSessions)
    app.add_middleware(Opening)
    app.add_middleware(
        Gate,
        resolvers=(*portal.resolvers, *resolvers(wence)),
        trusted=wence.settings.trusted_proxies,
        hosts=hosts(wence),
        sign_in="/sign-in" if wence.settings.sign_in in ("accounts", "oidc") else "",
    )
    app.add_middleware(Framed, frames=portal.frames)
    app.add_middleware(Cors, origins=wence.settings.cors_origins.split())
    app.add_middleware(_Headers, settings=wence.settings)
    control.add_outer(app)
    app.add_middleware(_Prefix, prefix=wence.settings.root_path)
    _mount_page(app, wence, control.desk)
    return app


def _mount_page(app: FastAPI, wence: "Wence", desk: Desk) -> None:
    gr.mount_gradio_app(
        app,
        create_page(wence, desk),
        path="/",
        # Not told its root, Gradio takes that of each request, which a frame's differs from.
        root_path=None,
        favicon_path=str(_STATIC / "icon.svg"),
        footer_links=[],
        i18n=translations(),
        ssr_mode=False,
        show_error=False,
        pwa=False,
        enable_monitoring=False,
        theme=theme(),
        css_paths=[_STATIC / name for name in _STYLES],
        head=_head(wence),
        max_file_size=f"{wence.settings.max_upload_mb}mb",
    )


def end_streams(app: FastAPI) -> None:
    """End the streams that open pages keep; to be called on the server's event loop."""
    for route in app.routes:
        page = getattr(route, "app", None)
        if isinstance(page, GradioApp):
            page.stop_event.set()


def _head(wence: "Wence") -> str:
    """Return scripts, with what they need to know, and styles, inline: no path to get wrong."""
    given = {
        "strings": tables(),
        "reasons": json.loads((_STATIC / "reasons.json").read_text(encoding="utf-8")),
        "maxQuestionChars": wence.settings.max_question_chars,
        "maxUploadMb": wence.settings.max_upload_mb,
    }
    # A string that closed the script element early would end it; there is none, but cheap to bar.
    values = json.dumps(given, ensure_ascii=False).replace("</", "<\\/")
    scripts, styles = (_joined(names) for names in (_SCRIPTS, _OUTER_STYLES))
    return f"<style>{styles}</style><script>window.wenceGiven = {values};\n{scripts}</script>"


def _joined(names: Sequence[str]) -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


class _Prefix:
    """Lets the app live below a prefix, whether or not the proxy in front takes it off."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._prefix and scope["type"] in ("http", "websocket"):
            path = scope["path"]
            if path != self._prefix and not path.startswith(f"{self._prefix}/"):
                path = self._prefix + path
            scope = {**scope, "root_path": self._prefix, "path": path}
        await self._app(scope, receive, send)


class _Headers:
    """Adds the same headers to every response; a plain ASGI layer, so that streams stay streams."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        own, listed = "frame-ancestors 'self'", settings.frame_ancestors
        self._framing = f"{own} {listed}".strip()
        # Where people sign in at the page itself, only the portal's frame is for other sites.
        self._own_framing = self._framing if settings.sign_in == "none" else own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_HEADERS, "Content-Security-Policy": framing}.items():
                    headers.setdefault(name, value)
            await send(message)

        is_embedded = scope["type"] == "http" and _EMBEDDED.match(get_route_path(scope))
        framing = self._framing if is_embedded else self._own_framing
        await self._app(scope, receive, send_with_headers)
