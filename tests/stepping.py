"""Takes an asynchronous generator step by step in a test that is not asynchronous."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from functools import partial
from typing import TypeVar

from bot.assembly import Wence
from bot.web.control import Control
from bot.web.conversation import Answering

__all__ = ["Steps", "answering"]

_T = TypeVar("_T")


class Steps(Iterator[_T]):
    """The steps of a generator, each made when it is asked for, on an event loop of its own."""

    def __init__(self, steps: AsyncGenerator[_T, None]) -> None:
        self._steps = steps
        self._runner = asyncio.Runner()

    def __next__(self) -> _T:
        try:
            return self._runner.run(self._next())
        except StopAsyncIteration:
            self.close()
            raise StopIteration from None

    async def _next(self) -> _T:
        return await anext(self._steps)

    def close(self) -> None:
        self._runner.run(self._end())
        self._runner.close()

    async def _end(self) -> None:
        await self._steps.aclose()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


def answering(wence: Wence) -> Answering:
    """Return who answers the questions of a conversation."""
    return partial(Control(wence).desk.stream, wence.bot, person="", via="api")
