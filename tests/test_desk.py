"""Whose turn it is, how many requests one may send, and what a question that goes away leaves."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

import pytest

from bot.types import Answer, Delta, Event, Outcome, Status
from bot.web.desk import Asked, Asking, Desk
from bot.web.limits import Buckets
from bot.web.queueing import AskQueue, Ticket
from bot.web.refusals import (
    AskTimeoutError,
    DrainingError,
    QueueFullError,
    TooManyRequestsError,
)

ANSWER = Answer(
    answer_id="a",
    question="问",
    standalone_question="问",
    language="zh",
    outcome=Outcome.ANSWERED,
    answer="答",
)


class ScriptedBot:
    """Answers when it is let; tells how many answers it makes at a time."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.begun = threading.Semaphore(0)
        self.ended: list[str] = []

    def stream(self, question: str, history: Sequence[object], **_: object) -> Iterator[Event]:
        def events() -> Iterator[Event]:
            try:
                self.begun.release()
                yield Status(stage="answer")
                self.may_answer.wait(10)
                yield Delta(text="答")
                yield ANSWER
            finally:
                self.ended.append(question)

        return events()


def desk(
    *,
    places: int = 1,
    length: int = 10,
    per_minute: int = 0,
    timeout_s: float = 10,
    notes: list[Asked] | None = None,
) -> Desk:
    return Desk(
        AskQueue(places=places, length=length),
        buckets=Buckets(per_minute),
        timeout_s=timeout_s,
        observers=[] if notes is None else [notes.append],
    )


def stream(
    at: Desk, bot: ScriptedBot, question: str = "问", *, person: str = "甲"
) -> AsyncGenerator[Event, None]:
    return at.stream(bot, Asking(question=question), person=person, via="api")  # type: ignore[arg-type]


async def settled(queue: AskQueue) -> None:
    async with asyncio.timeout(10):
        while queue.running:
            await asyncio.sleep(0.005)


# ---- The order -------------------------------------------------------------------------------


def entered(queue: AskQueue, persons: str) -> list[Ticket]:
    return [queue.enter(each) for each in persons]


def order(queue: AskQueue, tickets: list[Ticket]) -> list[int]:
    """Leave one by one; return the number of each ticket as its turn comes."""
    came: list[int] = []
    while len(came) < len(tickets):
        for number, each in enumerate(tickets):
            if each.is_admitted and number not in came:
                came.append(number)
                each.leave()
    return came


def test_persons_take_turns_and_each_ones_questions_come_in_their_order() -> None:
    async def run() -> list[int]:
        queue = AskQueue(places=1, length=10)
        return order(queue, entered(queue, "xaaabbc"))

    assert asyncio.run(run()) == [0, 1, 4, 6, 2, 5, 3]


def test_a_position_counts_the_turns_before_one() -> None:
    async def run() -> list[int]:
        queue = AskQueue(places=1, length=10)
        return [queue.position(each) for each in entered(queue, "xaaabbc")]

    assert asyncio.run(run()) == [0, 1, 4, 6, 2, 5, 3]


def test_no_more_are_admitted_than_there_are_places() -> None:
    async def run() -> tuple[int, int]:
        queue = AskQueue(places=2, length=10)
        entered(queue, "abcd")
        return queue.running, queue.waiting

    assert asyncio.run(run()) == (2, 2)


def test_who_leaves_the_line_is_passed_over() -> None:
    async def run() -> bool:
        queue = AskQueue(places=1, length=10)
        first, second, third = entered(queue, "abc")
        second.leave()
        first.leave()
        return third.is_admitted

    assert asyncio.run(run())


def test_a_full_line_takes_nobody() -> None:
    async def run() -> None:
        queue = AskQueue(places=1, length=1)
        entered(queue, "ab")
        queue.enter("c")

    with pytest.raises(QueueFullError) as raised:
        asyncio.run(run())
    assert (raised.value.status, raised.value.retry_after_s) == (429, 10)


# ---- Buckets ---------------------------------------------------------------------------------


def test_a_bucket_is_empty_after_its_requests_and_says_when_to_come_again() -> None:
    now = [0.0]
    buckets = Buckets(6, lambda: now[0])
    for _ in range(6):
        buckets.take("a")
    with pytest.raises(TooManyRequestsError) as raised:
        buckets.take("a")
    assert raised.value.retry_after_s == 10
    buckets.take("b")
    now[0] = 10.0
    buckets.take("a")


def test_zero_a_minute_is_any_number() -> None:
    buckets = Buckets(0)
    for _ in range(1000):
        buckets.take("a")


# ---- The desk --------------------------------------------------------------------------------


def test_a_question_that_waits_hears_its_position_and_then_its_answer() -> None:
    async def run() -> list[Event]:
        at, bot = desk(), ScriptedBot()
        first = stream(at, bot)
        await anext(first)
        second = stream(at, bot, person="乙")
        heard = [await anext(second)]
        bot.may_answer.set()
        async with aclosing(first):
            [_ async for _ in first]
        return heard + [event async for event in second]

    heard = asyncio.run(run())
    assert heard[0] == Status(stage="queue", position=1)
    assert [each for each in heard if not isinstance(each, Status)] == [Delta(text="答"), ANSWER]


def test_a_reader_who_leaves_frees_the_place_once_the_step_has_ended() -> None:
    async def run() -> tuple[int, int, list[str]]:
        at, bot = desk(), ScriptedBot()
        events = stream(at, bot)
        await anext(events)
        step = asyncio.create_task(anext(events))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        while at.queue.running == 0 or not bot.begun.acquire(blocking=False):
            await asyncio.sleep(0.005)
        step.cancel()
        await asyncio.wait({step})
        held = at.queue.running  # its thread still works
        bot.may_answer.set()
        await settled(at.queue)
        return held, at.queue.running, bot.ended

    assert asyncio.run(run()) == (1, 0, ["问"])


def test_an_answer_that_takes_too_long_is_an_error_that_may_be_tried_again() -> None:
    async def run() -> tuple[AskTimeoutError, int]:
        at, bot = desk(timeout_s=0.05), ScriptedBot()
        with pytest.raises(AskTimeoutError) as raised:
            [_ async for _ in stream(at, bot)]
        held = at.queue.running
        bot.may_answer.set()
        await settled(at.queue)
        return raised.value, held

    error, held = asyncio.run(run())
    assert (error.status, error.retryable, held) == (504, True, 1)


def test_a_desk_that_is_closed_finishes_what_runs_and_sends_the_others_away() -> None:
    async def run() -> list[Event]:
        at, bot = desk(), ScriptedBot()
        first, second = stream(at, bot), stream(at, bot, person="乙")
        await anext(first)
        await anext(second)
        at.queue.close()
        with pytest.raises(DrainingError):
            await anext(second)
        with pytest.raises(DrainingError):
            await anext(stream(at, bot, person="丙"))
        bot.may_answer.set()
        return [event async for event in first]

    assert asyncio.run(run()) == [Delta(text="答"), ANSWER]


@pytest.mark.parametrize(
    ("may_answer", "error"), [(True, ""), (False, "timeout")], ids=["answered", "timed out"]
)
def test_what_became_of_a_question_is_told_once(may_answer: bool, error: str) -> None:
    notes: list[Asked] = []

    async def run() -> None:
        at, bot = desk(timeout_s=0.2, notes=notes), ScriptedBot()
        if may_answer:
            bot.may_answer.set()
        try:
            await at.ask(bot, Asking(question="问"), person="甲", via="openai")  # type: ignore[arg-type]
        except AskTimeoutError:
            bot.may_answer.set()
        await settled(at.queue)

    asyncio.run(run())
    [note] = notes
    assert (note.person, note.via, note.error) == ("甲", "openai", error)
    assert note.answer == (ANSWER if may_answer else None)
