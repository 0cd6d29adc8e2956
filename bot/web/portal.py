"""Puts together what lets programs and portals in: keys, tokens, frames; knows how none works."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from bot.access.frames import Frames
from bot.access.keys import KEY_BEGINS, Keys
from bot.access.person import Person
from bot.access.refusals import NotSignedInError
from bot.access.tokens import Tokens
from bot.web.desk import Desk
from bot.web.embed import embed_routes
from bot.web.framed import framed_person
from bot.web.gate import Resolver
from bot.web.tools import add_tools, has_tools

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["Portal"]

_BEARER = "bearer "


class Portal:
    """The ways in that are no sign-in of a person at the page."""

    def __init__(self, wence: "Wence", desk: Desk) -> None:
        self._wence, self._desk = wence, desk
        self.frames = Frames()
        self._running: AbstractAsyncContextManager[None] = nullcontext()

    @property
    def resolvers(self) -> tuple[Resolver, ...]:
        """The kinds of credential, to be asked before those of the page."""
        return framed_person, self._keyed_person

    def add_routes(self, app: FastAPI) -> None:
        """Add the addresses of the frame, and /mcp where its library is installed."""
        settings = self._wence.settings
        secrets, audience = settings.embed_secrets, settings.embed_audience
        tokens = Tokens(secrets, audience=audience) if secrets else None
        app.include_router(embed_routes(self._wence, self.frames, tokens))
        if has_tools():
            self._running = add_tools(app, self._wence, self._desk)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Run, as long as the app serves, what needs to be run."""
        async with self._running:
            yield

    @cached_property
    def _keys(self) -> Keys:
        return Keys(self._wence.access)  # who uses no key has no file of them

    def _keyed_person(self, connection: HTTPConnection) -> Person | None:
        """Return who asks with an API key, None where there is none.

        What else stands in the header, as programs must send something there, is no key.

        Raises:
            NotSignedInError: The key is wrong, expired or revoked.
        """
        sent = connection.headers.get("authorization", "")
        key = sent[len(_BEARER) :].strip()
        if not sent.lower().startswith(_BEARER) or not key.startswith(KEY_BEGINS):
            return None
        person = self._keys.person(key)
        if person is None:
            raise NotSignedInError(
                "the API key is not valid",
                hint="It is wrong, expired or revoked; `wence key list` tells which there are.",
            )
        return person
