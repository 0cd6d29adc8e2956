"""Gives work up when the client that waits for it goes away; knows not what the work is."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

__all__ = ["unless_left"]

_T = TypeVar("_T")


async def unless_left(request: Request, work: Coroutine[Any, Any, _T]) -> _T:  # Any: unused
    """Return what comes of some work, or cancel it when the client leaves.

    For use once the request's body has been read.

    Raises:
        ClientDisconnect: The client left.
    """
    doing = asyncio.create_task(work)
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise ClientDisconnect
    finally:
        doing.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
