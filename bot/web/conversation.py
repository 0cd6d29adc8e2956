"""Carries a conversation from question to answer, step by step; knows no page."""

import threading
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Self

from bot.types import Answer, Delta, Event, Status, Turn
from bot.web.desk import Asking
from bot.web.errors import InternalError, foreseen

__all__ = ["Answering", "Conversation", "Exchange", "Exchanges", "Problem", "turns"]

Answering = Callable[[Asking], AsyncGenerator[Event, None]]
"""Answers a question event by event."""

# Older turns no longer say what a follow-up question is about.
_MAX_TURNS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why a question got no answer."""

    code: str
    message: str
    hint: str
    retryable: bool
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """A question and what has come of it so far; at most one of the last three is set."""

    question: str
    documents: tuple[str, ...] = ()
    """The only reports that were asked; all when empty."""
    stage: str = ""
    """What the bot is doing; empty once it has ended."""
    position: int = 0
    """How many turns it is until this question's, while it waits."""
    text: str = ""
    """What has been streamed."""
    answer: Answer | None = None
    problem: Problem | None = None
    is_stopped: bool = False
    follow_ups: tuple[str, ...] = ()
    """Questions that go on from the answer and are known to be answered."""


Exchanges = tuple[Exchange, ...]


class Conversation:
    """One visitor's exchanges. May be called from several threads at once.

    A question that was stopped may still be waiting for its next word in another thread. It holds
    a token, and what it brings later is dropped, because the token is no longer the current one.
    """

    def __init__(self) -> None:
        """Begin without exchanges."""
        self._lock = threading.Lock()
        self._exchanges: Exchanges = ()
        self._token: object | None = None
        self._id = _new_id()

    def __deepcopy__(self, _: dict[int, object]) -> Self:
        # Gradio copies the one it was given for each visitor.
        return type(self)()

    @property
    def id(self) -> str:
        """What tells it from others that the visitor had; changes with `clear` and `restore`."""
        return self._id

    @property
    def exchanges(self) -> Exchanges:
        """All exchanges, the oldest first."""
        return self._exchanges

    @property
    def is_running(self) -> bool:
        """Whether the newest question is still being answered."""
        return self._token is not None

    async def ask(
        self, answer: Answering, question: str, *, documents: Sequence[str], at: int | None = None
    ) -> AsyncGenerator[Exchanges, None]:
        """Yield the exchanges again after each event; failures end the newest as a `Problem`.

        Yields nothing while another question is being answered, and no more once it is stopped.

        Args:
            answer: Who answers.
            question: What is asked.
            documents: The only reports to use; all when empty.
            at: The position of the exchange in whose place the question is asked: it and those
                behind it are dropped.
        """
        token = object()
        with self._lock:
            if self.is_running:
                return
            self._token = token
            earlier = self._exchanges[:at]
            begun = Exchange(question=question, documents=tuple(documents), stage="understand")
            self._exchanges = (*earlier, begun)
        try:
            yield self._exchanges
            async with aclosing(_answer(answer, begun, turns(earlier))) as steps:
                async for exchange in steps:
                    with self._lock:
                        if self._token is not token:
                            return
                        self._exchanges = (*earlier, exchange)
                        self._token = token if exchange.stage else None
                    yield self._exchanges
        finally:
            # A reader who went away must not leave a question that is answered for ever.
            with self._lock:
                if self._token is token:
                    self._end()

    def stop(self) -> None:
        """End the newest exchange where it is, when it has not ended."""
        with self._lock:
            if self.is_running:
                self._end()

    def clear(self) -> None:
        """Forget all exchanges and end the newest."""
        with self._lock:
            self._exchanges = ()
            self._token = None
            self._id = _new_id()

    def restore(self, id: str, exchanges: Exchanges) -> None:
        """Go on with a conversation that was kept elsewhere; a running answer is dropped."""
        with self._lock:
            self._exchanges = exchanges
            self._token = None
            self._id = id

    def propose(self, exchange: Exchange, follow_ups: Sequence[str]) -> bool:
        """Add follow-up questions to an exchange; return whether it is still the newest."""
        with self._lock:
            if not self._exchanges or self._exchanges[-1] is not exchange:
                return False
            proposed = replace(exchange, follow_ups=tuple(follow_ups))
            self._exchanges = (*self._exchanges[:-1], proposed)
            return True

    def _end(self) -> None:
        stopped = replace(self._exchanges[-1], stage="", is_stopped=True)
        self._exchanges = (*self._exchanges[:-1], stopped)
        self._token = None


def _new_id() -> str:
    return uuid.uuid4().hex


def turns(exchanges: Exchanges) -> tuple[Turn, ...]:
    """Return what the bot may take a follow-up question to refer to."""
    answered = [(each.question, each.answer) for each in exchanges]
    return tuple(
        Turn(question=question, answer=answer.answer) for question, answer in answered if answer
    )[-_MAX_TURNS:]


async def _answer(
    answer: Answering, exchange: Exchange, history: Sequence[Turn]
) -> AsyncGenerator[Exchange, None]:
    asking = Asking(question=exchange.question, history=history, documents=exchange.documents)
    try:
        async with aclosing(answer(asking)) as events:
            async for event in events:
                exchange = _after(exchange, event)
                yield exchange
    except Exception as error:  # noqa: BLE001 - logged with a reference that the user sees
        yield replace(exchange, stage="", problem=_problem(error))


def _after(exchange: Exchange, event: Event) -> Exchange:
    match event:
        case Status(stage=stage, position=position):
            return replace(exchange, stage=stage, position=position or 0)
        case Delta(text=text):
            return replace(exchange, text=exchange.text + text)
        case Answer():
            return replace(exchange, stage="", answer=event)


def _problem(error: Exception) -> Problem:
    shown = foreseen(error)
    return Problem(
        code=shown.code,
        message=shown.message,
        hint=shown.hint,
        retryable=shown.retryable,
        reference=shown.reference if isinstance(shown, InternalError) else "",
    )
