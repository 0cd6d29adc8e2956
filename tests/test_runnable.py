"""The bot in chains of LangChain."""

import asyncio
from functools import reduce
from operator import add
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from bot.assembly import assemble
from bot.runnable import BotRunnable
from bot.settings import Settings
from bot.types import Answer
from ingest.errors import InputError

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"
QUESTION = "2023年新建了多少个5G基站？"


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as wence:
        for path in sorted(_SAMPLE.glob("*.txt")):
            wence.ingest_path(path)
        yield wence.bot


def same(fields):
    """Return an answer's fields without those that differ each time."""
    return {k: v for k, v in fields.items() if k not in ("answer_id", "timings_ms")}


def test_invoke_gives_the_answer_of_the_bot(bot):
    found = BotRunnable(bot).invoke(QUESTION)
    assert same(found) == same(bot.ask(QUESTION).to_dict())
    assert Answer.from_dict(found).question == QUESTION


def test_the_sum_of_what_is_streamed_is_the_answer(bot):
    pieces = list(BotRunnable(bot).stream(QUESTION))
    assert len(pieces) > 2
    assert same(reduce(add, pieces)) == same(bot.ask(QUESTION).to_dict())


def test_ainvoke_and_batch_are_langchain_s(bot):
    runnable = BotRunnable(bot)
    assert same(asyncio.run(runnable.ainvoke(QUESTION))) == same(runnable.invoke(QUESTION))
    assert [each["question"] for each in runnable.batch([QUESTION, "粮食产量"])] == [
        QUESTION, "粮食产量",
    ]  # fmt: skip


def test_a_history_may_be_given(bot):
    asked = {"question": "2022年呢？", "history": [{"question": QUESTION, "answer": "860个"}]}
    assert "2022年" in BotRunnable(bot).invoke(asked)["standalone_question"]


def test_it_takes_its_place_in_a_chain(bot):
    chain = BotRunnable(bot) | RunnableLambda(lambda found: found["citations"][0]["quote"])
    assert "5G基站" in chain.invoke(QUESTION)


def test_errors_are_those_of_the_bot(bot):
    with pytest.raises(InputError):
        BotRunnable(bot).invoke("")
