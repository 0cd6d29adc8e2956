"""Puts the API and the page behind one address; knows nothing of how either works."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App as GradioApp
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.api import create_api
from bot.web.errors import handle_errors
from bot.web.gate import Gate
from bot.web.operations import Operations
from bot.web.page_sessions import PageSessions
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
    "base.js", "menu.js", "answers.js", "excerpt.js", "sheet.js", "outline.js", "pane.js",
    "card.js", "series.js", "reports.js", "library.js", "kept.js", "history.js", "editing.js",
    "rating.js", "following.js", "signed.js", "page.js",
)  # fmt: skip
_STYLES = (
    "base.css", "conversation.css", "card.css", "side.css", "library.css", "history.css",
    "narrow.css",
)  # fmt: skip
# Of what stands outside Gradio's own part of the page, to which it confines a media query.
_OUTER_STYLES = ("pane.css", "menu.css")
_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(wence: "Wence") -> FastAPI:
    """Return the served application: the API at /api, the page at /."""
    app = FastAPI(title="问策 Wence", docs_url=None, redoc_url=None, openapi_url=None)
    operations = Operations(wence)
    app.state.operations = operations
    handle_errors(app)
    add_sign_in(app, wence)
    app.mount("/api", create_api(wence, operations))
    operations.add_inner(app)
    app.add_middleware(PageSessions)
    app.add_middleware(
        Gate,
        resolvers=resolvers(wence),
        trusted=wence.settings.trusted_proxies,
        hosts=hosts(wence),
        sign_in="/sign-in" if wence.settings.sign_in in ("accounts", "oidc") else "",
    )
    operations.add_outer(app)
    app.add_middleware(_Prefix, prefix=wence.settings.root_path)
    app.add_middleware(_Headers, frame_ancestors=wence.settings.frame_ancestors)
    gr.mount_gradio_app(
        app,
        create_page(wence, operations.desk),
        path="/",
        root_path=wence.settings.root_path or None,
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
    return app


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

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self._app = app
        framing = f"frame-ancestors 'self' {frame_ancestors}".strip()
        self._headers = {"Content-Security-Policy": framing, **_HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
