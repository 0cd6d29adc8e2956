"""How a conversation leaves the server and comes back."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from stepping import Steps

from bot.types import Answer, AnswerFigure, Citation, FigureStatus, Missing, Outcome
from bot.web.conversation import Conversation, Exchange, Problem
from bot.web.kept import MAX_EXCHANGES, dump, load
from ingest.errors import InputError

CITATION = Citation(
    marker=1,
    document_id="00ff",
    title="青禾县2024年政府工作报告",
    section=("一、2023年工作回顾",),
    page=3,
    start=5,
    end=9,
    quote="新建5G基站312个",
    url="/?document=00ff&start=5&end=9",
)
ANSWER = Answer(
    answer_id="a1",
    question="新建5G基站多少个？",
    standalone_question="2023年新建5G基站多少个？",
    language="zh",
    outcome=Outcome.ANSWERED,
    answer="新建5G基站312个[1]。",
    citations=(CITATION,),
    figures=(
        AnswerFigure(
            text="312个", value=Decimal(312), unit="个", marker=1, status=FigureStatus.VERIFIED
        ),
    ),
    missing=Missing(),
)
EXCHANGES = (
    Exchange(question="新建5G基站多少个？", answer=ANSWER, follow_ups=("累计呢？",)),
    Exchange(question="又一问", text="写到一半", is_stopped=True),
    Exchange(
        question="再一问", problem=Problem(code="busy", message="m", hint="h", retryable=True)
    ),
)


def test_a_kept_conversation_comes_back_as_it_was() -> None:
    conversation = Conversation()
    conversation.restore("0" * 32, EXCHANGES)
    kept = json.loads(json.dumps(dump(conversation)))
    assert kept["id"] == "0" * 32
    assert load(kept["exchanges"]) == EXCHANGES


def test_what_an_earlier_version_did_not_know_is_filled_in() -> None:
    assert load([{"question": "问"}]) == (Exchange(question="问"),)


def test_an_answer_that_was_running_comes_back_as_stopped() -> None:
    [exchange] = load([{"question": "问", "stage": "retrieve", "text": "一半"}])
    assert exchange == Exchange(question="问", text="一半", is_stopped=True)


def test_a_very_long_conversation_is_kept_by_its_end() -> None:
    conversation = Conversation()
    many = tuple(Exchange(question=str(i)) for i in range(MAX_EXCHANGES + 5))
    conversation.restore("0" * 32, many)
    assert load(dump(conversation)["exchanges"]) == many[5:]


@pytest.mark.parametrize(
    "kept",
    [
        [],
        None,
        "text",
        [{"answer": None}],
        [{"question": 7}],
        [{"question": "问", "answer": {"answer": "无来历"}}],
        [{"question": "问", "follow_ups": [{}]}],
        [{"question": "问"}] * (MAX_EXCHANGES + 1),
    ],
    ids=["empty", "null", "text", "no question", "number", "half an answer", "objects", "too many"],
)
def test_what_is_no_conversation_is_refused(kept: object) -> None:
    with pytest.raises(InputError, match="a kept conversation"):
        load(kept)


def test_a_question_takes_the_place_of_an_earlier_one_and_of_all_behind_it() -> None:
    conversation = Conversation()
    conversation.restore("0" * 32, EXCHANGES)
    heard = []

    async def answer(asking):
        heard.append((asking.question, [turn.question for turn in asking.history]))
        yield replace(ANSWER, question=asking.question)

    *_, exchanges = Steps(conversation.ask(answer, "新问", documents=(), at=1))
    assert [each.question for each in exchanges] == ["新建5G基站多少个？", "新问"]
    assert heard == [("新问", ["新建5G基站多少个？"])]


def test_follow_ups_are_added_to_the_newest_answer_only() -> None:
    conversation = Conversation()
    conversation.restore("0" * 32, EXCHANGES[:1])
    [newest] = conversation.exchanges
    assert conversation.propose(newest, ["去年呢？"])
    assert conversation.exchanges == (replace(newest, follow_ups=("去年呢？",)),)
    assert not conversation.propose(newest, ["前年呢？"])


def test_a_new_conversation_has_another_id() -> None:
    conversation = Conversation()
    before = conversation.id
    conversation.clear()
    assert conversation.id != before
