"""The one way of a question from whoever serves it to the bot: queued, timed, and noted.

Knows neither HTTP nor pages; the API, the OpenAI form and the page's callbacks all come here.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from starlette.concurrency import run_in_threadpool

from bot.types import Answer, Event, Status, Turn
from bot.web.errors import foreseen
from bot.web.limits import Buckets
from bot.web.queueing import AskQueue, Ticket
from bot.web.refusals import AskTimeoutError

if TYPE_CHECKING:
    from bot.chain import Bot

__all__ = ["PAGE", "Asked", "Asking", "Desk", "Observer", "Via"]

Via = Literal["api", "page", "openai", "mcp"]
"""Where a question came in."""
PAGE: Via = "page"
"""Its questions are counted here: of the page's requests no other makes much work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A question and how it is to be answered; the arguments are those of `Bot.ask`."""

    question: str
    history: Sequence[Turn] = ()
    documents: Sequence[str] = ()
    language: str = "auto"
    answerer: str | None = None

    def stream(self, bot: "Bot") -> Iterator[Event]:
        """Begin to answer it; errors are raised here, before the first event."""
        return bot.stream(
            self.question,
            self.history,
            documents=self.documents,
            language=self.language,
            answerer=self.answerer,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What became of a question."""

    asking: Asking
    person: str
    via: Via
    answer: Answer | None = None
    error: str = ""
    """The code of the error that ended it; `left` when nobody waited for the answer."""
    waited_s: float
    """In the queue."""
    took_s: float
    """From its coming to its end."""
    ended_at: float = field(default_factory=time.time)
    """Seconds since 1970."""


Observer = Callable[[Asked], None]
"""Told of every question, in a thread of its own, before its answer is handed out."""


class Desk:
    """Answers questions, so many at a time. For use on the server's event loop only."""

    def __init__(
        self,
        queue: AskQueue,
        *,
        buckets: Buckets,
        timeout_s: float,
        observers: Sequence[Observer] = (),
    ) -> None:
        """Keep the parts.

        Args:
            queue: Whose turn it is.
            buckets: How many requests each has sent; here, questions of the page are counted.
            timeout_s: Seconds an answer may take once its turn has come.
            observers: Told what became of each question.
        """
        self.queue, self.buckets = queue, buckets
        self._timeout_s = timeout_s
        self._observers = tuple(observers)
        self._ending: set[asyncio.Task[None]] = set()

    async def ask(self, bot: "Bot", asking: Asking, *, person: str, via: Via) -> Answer:
        """Answer a question once its turn has come; errors are those of `stream`."""
        async with aclosing(self.stream(bot, asking, person=person, via=via)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    return event
        raise AssertionError("a stream ends with its answer")

    async def stream(
        self, bot: "Bot", asking: Asking, *, person: str, via: Via
    ) -> AsyncGenerator[Event, None]:
        """Yield the bot's events, before them one `queue` status for each place in the queue.

        Closing it, or cancelling whoever waits for it, frees its place as soon as the step that is
        being made has ended: a thread cannot be stopped.

        Raises:
            InputError: As `Bot.ask`.
            NotFoundError: As `Bot.ask`.
            TooManyRequestsError: The person asks too much on the page.
            QueueFullError: Too many questions wait.
            DrainingError: The server is being stopped.
            AskTimeoutError: The answer took too long.
        """
        record = _Record(asking=asking, person=person, via=via)
        try:
            async with aclosing(self._events(bot, asking, record)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        await self._note(record.ended(answer=event))
                    yield event
        except Exception as error:
            await self._note(record.ended(error=getattr(error, "code", "internal")))
            raise
        finally:
            if not record.is_ended:  # nobody waits for it; here, nothing can be waited for
                self._later(self._note(record.ended(error="left")))

    async def _events(
        self, bot: "Bot", asking: Asking, record: "_Record"
    ) -> AsyncGenerator[Event, None]:
        if record.via == PAGE:
            self.buckets.take(record.person)
        events = asking.stream(bot)  # a bad question need not wait for its turn to hear of it
        ticket, step = self.queue.enter(record.person), None
        try:
            async for position in ticket.positions():
                yield Status(stage="queue", position=position)
            record.admit()
            deadline = time.monotonic() + self._timeout_s
            while True:
                step = asyncio.create_task(run_in_threadpool(next, events, None))
                await asyncio.wait({step}, timeout=max(0.0, deadline - time.monotonic()))
                if not step.done():
                    raise AskTimeoutError(self._timeout_s)
                if (event := step.result()) is None:
                    return
                yield event
        finally:
            self._later(_leave(ticket, step, events))

    async def _note(self, asked: Asked) -> None:
        for observer in self._observers:
            try:
                await run_in_threadpool(observer, asked)
            except Exception as error:  # noqa: BLE001 - logged; the answer is there and is given
                foreseen(error)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class _Record:
    """What is known of a question while it is being answered."""

    def __init__(self, *, asking: Asking, person: str, via: Via) -> None:
        self.person = person
        self.is_ended = False
        self.via = via
        self._asking = asking
        self._begun = time.monotonic()
        self._waited_s: float | None = None

    def admit(self) -> None:
        self._waited_s = time.monotonic() - self._begun

    def ended(self, *, answer: Answer | None = None, error: str = "") -> Asked:
        self.is_ended = True
        took_s = time.monotonic() - self._begun
        return Asked(
            asking=self._asking,
            person=self.person,
            via=self.via,
            answer=answer,
            error=error,
            waited_s=took_s if self._waited_s is None else self._waited_s,
            took_s=took_s,
        )


async def _leave(
    ticket: Ticket, step: "asyncio.Task[Event | None] | None", events: Iterator[Event]
) -> None:
    """Free a place, once the step that is being made has ended: until then a thread works on it."""
    if step is not None:
        await asyncio.wait({step})
        if not step.cancelled():
            step.exception()  # told before, or nobody is there to hear of it
    try:
        await run_in_threadpool(_close, events)
    finally:
        ticket.leave()


def _close(events: Iterator[Event]) -> None:
    if isinstance(events, Generator):
        events.close()
