"""Carries a conversation from question to answer, step by step; knows no page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.types import Answer, Delta, Event, Status, Turn
from bot.web.errors import InternalError, foreseen

if TYPE_CHECKING:
    from bot.chain import Bot

__all__ = ["Exchange", "Problem", "converse", "stop", "turns"]

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
    stage: str = ""
    """What the bot is doing; empty once it has ended."""
    text: str = ""
    """What has been streamed."""
    answer: Answer | None = None
    problem: Problem | None = None
    is_stopped: bool = False


Exchanges = tuple[Exchange, ...]


def converse(
    bot: "Bot", earlier: Exchanges, question: str, *, documents: Sequence[str]
) -> Iterator[Exchanges]:
    """Yield the conversation again after each event of the bot; failures end it as a `Problem`."""
    exchange = Exchange(question=question, stage="understand")
    yield (*earlier, exchange)
    try:
        for event in bot.stream(question, turns(earlier), documents=documents):
            exchange = _after(exchange, event)
            yield (*earlier, exchange)
    except Exception as error:  # noqa: BLE001 - logged with a reference that the user sees
        yield (*earlier, replace(exchange, stage="", problem=_problem(error)))


def turns(exchanges: Exchanges) -> tuple[Turn, ...]:
    """Return what the bot may take a follow-up question to refer to."""
    answered = [each for each in exchanges if each.answer is not None]
    return tuple(
        Turn(question=each.question, answer=each.answer.answer if each.answer else "")
        for each in answered[-_MAX_TURNS:]
    )


def stop(exchanges: Exchanges) -> Exchanges:
    """Mark the newest exchange as stopped when it had not ended."""
    if not exchanges or not exchanges[-1].stage:
        return exchanges
    return (*exchanges[:-1], replace(exchanges[-1], stage="", is_stopped=True))


def _after(exchange: Exchange, event: Event) -> Exchange:
    match event:
        case Status(stage=stage):
            return replace(exchange, stage=stage)
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
