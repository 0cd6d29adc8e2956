"""Bounds how often one client may send; knows not what."""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.errors import error_response
from bot.web.refusals import TooManyRequestsError

__all__ = ["Buckets", "RateLimit", "who"]

_MINUTE_S = 60.0
# Somebody who has not come for a minute has a full bucket again, and need not be remembered; this
# only bounds an attack from very many addresses.
_MAX_BUCKETS = 10_000
# Where each request makes work; the page's own files and what it asks of Gradio are not counted:
# opening it takes eighty. Questions asked there are counted as they come, see `Desk`.
_COUNTED = re.compile(r"/(?:api|v1|mcp)(?:/|$)")
_UNCOUNTED = re.compile(r"/api/health(?:/|$)")


class Buckets:
    """Token buckets: each holds a minute's requests, and fills again as time goes."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full ones; `clock` counts seconds. 0 a minute is any number."""
        self._per_minute, self._clock = per_minute, clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take one request out of somebody's bucket.

        Raises:
            TooManyRequestsError: It is empty; says when it no longer is.
        """
        if not self._per_minute:
            return
        now, rate = self._clock(), self._per_minute / _MINUTE_S
        level, since = self._levels.pop(key, (float(self._per_minute), now))
        level = min(float(self._per_minute), level + (now - since) * rate)
        is_enough = level >= 1
        self._levels[key] = level - is_enough, now
        if len(self._levels) > _MAX_BUCKETS:
            self._levels.popitem(last=False)
        if not is_enough:
            wait_s = math.ceil((1 - level) / rate)
            raise TooManyRequestsError(per_minute=self._per_minute, retry_after_s=wait_s)


def who(scope: Scope) -> str:
    """Return whose bucket a request is counted in: a person's or key's, else its address's."""
    person = scope.get("state", {}).get("person")
    client = scope.get("client") or ("",)
    return str(person.name) if person else str(client[0])


class RateLimit:
    """Turns away requests of somebody who sends too many."""

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        """Keep who sent how many; the page's callbacks count in the same buckets."""
        self._app, self._buckets = app, buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        if scope["type"] == "http" and _is_counted(_path(scope)):
            try:
                self._buckets.take(who(scope))
            except TooManyRequestsError as error:
                await error_response(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_counted(path: str) -> bool:
    return bool(_COUNTED.match(path)) and not _UNCOUNTED.match(path)


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
