"""A conversation over the real bot, and its HTML."""

import copy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import gradio as gr
import pytest
from starlette.datastructures import State
from stepping import Steps, answering

from bot.access.person import LOCAL
from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.types import Answer, AnswerFigure, Citation, FigureStatus, Missing, Outcome, Turn
from bot.web.callbacks import ConversationCallbacks
from bot.web.control import Control
from bot.web.conversation import Conversation, Exchange, Exchanges, Problem, turns
from bot.web.render import exchange_html, question_html, sources_html

REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
_REQUEST = gr.Request(headers={"accept-language": "zh"}, state=State({"person": LOCAL}))
QUESTION = "2023年新建5G基站多少个？"
CITATION = Citation(
    marker=1,
    document_id="00ff",
    title="甲<b>报告</b>",
    section=("一、回顾",),
    page=3,
    start=5,
    end=9,
    quote="增长<script>8.2%",
    url="/api/documents/00ff/text?start=5&end=9",
)
ANSWER = Answer(
    answer_id="a1",
    question="?",
    standalone_question="?",
    language="zh",
    outcome=Outcome.ANSWERED,
    answer="282%和8.2%[1]，另见[2]。",
    citations=(CITATION,),
    figures=(
        AnswerFigure(
            text="8.2%",
            value=Decimal("8.2"),
            unit="%",
            marker=1,
            status=FigureStatus.VERIFIED,
        ),
    ),
)


@pytest.fixture
def wence(tmp_path: Path) -> Iterator[Wence]:
    with assemble(Settings(data=tmp_path)) as assembled:
        assembled.ingest("青禾县.txt", REPORT.encode())
        yield assembled


def begun(conversation: Conversation, wence: Wence, question: str = QUESTION) -> Steps[Exchanges]:
    return Steps(conversation.ask(answering(wence), question, documents=()))


def callbacks(wence: Wence) -> ConversationCallbacks:
    return ConversationCallbacks(wence, Control(wence).desk)


def asked(conversation: Conversation, wence: Wence, question: str = QUESTION) -> Exchanges:
    """Ask to the end and return all exchanges."""
    for _ in begun(conversation, wence, question):
        pass
    return conversation.exchanges


def test_a_conversation_ends_with_the_answer_it_spelt(wence: Wence) -> None:
    conversation = Conversation()
    steps = [step[-1] for step in begun(conversation, wence)]
    assert steps[0] == Exchange(question=QUESTION, stage="understand")
    assert steps[-1].answer is not None
    assert steps[-1].answer.answer == steps[-1].text
    assert steps[-1].stage == ""


def test_earlier_answers_keep_their_citations_and_become_history(wence: Wence) -> None:
    conversation = Conversation()
    first = asked(conversation, wence)
    both = asked(conversation, wence, "累计呢？")
    assert both[:1] == first
    assert both[1].answer
    assert "1045个" in both[1].answer.answer
    assert first[0].answer
    assert turns(first) == (Turn(question=QUESTION, answer=first[0].answer.answer),)


def test_a_chosen_report_that_is_gone_is_a_problem(wence: Wence) -> None:
    *_, (exchange,) = Steps(Conversation().ask(answering(wence), QUESTION, documents=("0000",)))
    assert exchange.problem is not None
    assert (exchange.problem.code, exchange.stage) == ("not_found", "")
    assert "重新选择提问范围" in exchange_html(exchange, "zh")


def test_an_unforeseen_error_shows_its_reference_alone(
    wence: Wence, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalog:
        catalog.execute("DROP TABLE passages")
    conversation = Conversation()
    [exchange] = asked(conversation, wence)
    assert not conversation.is_running
    assert exchange.problem is not None
    assert exchange.problem.code == "internal"
    assert exchange.problem.reference in caplog.text
    shown = exchange_html(exchange, "zh")
    assert exchange.problem.reference in shown
    assert "passages" not in shown


def test_stopping_keeps_what_was_shown_and_drops_what_comes_later(wence: Wence) -> None:
    conversation = Conversation()
    steps = begun(conversation, wence)
    shown = next(step for step in steps if step[-1].text)
    conversation.stop()
    assert list(steps) == []
    [stopped] = conversation.exchanges
    assert stopped == replace(shown[-1], stage="", is_stopped=True)
    assert stopped.text in exchange_html(stopped, "zh")
    assert "以上内容不完整" in exchange_html(stopped, "zh")


def test_stopping_after_the_end_changes_nothing(wence: Wence) -> None:
    conversation = Conversation()
    exchanges = asked(conversation, wence)
    conversation.stop()
    assert conversation.exchanges == exchanges


def test_a_cleared_question_does_not_come_back(wence: Wence) -> None:
    conversation = Conversation()
    steps = begun(conversation, wence)
    next(steps)
    conversation.clear()
    [exchange] = asked(conversation, wence, "累计建成多少个？")
    assert list(steps) == []
    assert conversation.exchanges == (exchange,)


def test_the_last_thing_shown_of_a_cleared_question_is_the_empty_chat(wence: Wence) -> None:
    conversation = Conversation()
    shown = Steps(callbacks(wence).ask(QUESTION, conversation, [], _REQUEST))
    assert [message["role"] for message in next(shown)[0]] == ["user", "assistant"]
    conversation.clear()
    [(chat, *_)] = shown
    assert chat == []


def test_one_question_is_answered_at_a_time(wence: Wence) -> None:
    conversation = Conversation()
    steps = begun(conversation, wence)
    next(steps)
    assert list(begun(conversation, wence)) == []
    steps.close()
    assert len(conversation.exchanges) == 1


def test_a_reader_who_goes_away_leaves_nothing_running(wence: Wence) -> None:
    conversation = Conversation()
    steps = begun(conversation, wence)
    next(steps)
    steps.close()
    assert not conversation.is_running
    assert conversation.exchanges[-1].is_stopped


def test_each_visitor_gets_a_conversation_of_their_own(wence: Wence) -> None:
    conversation = Conversation()
    asked(conversation, wence)
    assert copy.deepcopy(conversation).exchanges == ()


def test_text_is_escaped_wherever_it_is_shown() -> None:
    html = exchange_html(Exchange(question="?", answer=ANSWER), "zh") + sources_html(ANSWER, "zh")
    assert "<b>" not in html
    assert "<script>" not in html
    assert "增长&lt;script&gt;8.2%" in html
    assert question_html("<img>\n\n甲", "zh") == (
        '<div class="said">&lt;img&gt;<br><br>甲</div>'
        '<p class="asked"><a class="action" role="button" href="#edit">修改</a></p>'
    )


def test_figures_are_marked_at_their_boundaries_and_markers_link_to_their_place() -> None:
    html = exchange_html(Exchange(question="?", answer=ANSWER), "zh")
    assert '282%和<span class="figure verified" title="已与原文核对">8.2%</span>' in html
    assert '<a class="marker" href="?document=00ff&amp;start=5&amp;end=9"' in html
    assert "另见[2]。" in html


def test_an_answer_is_one_block_without_blank_lines() -> None:
    answer = replace(ANSWER, answer="甲\n\n乙\n# 丙")
    html = exchange_html(Exchange(question="?", answer=answer), "zh")
    assert "甲<br><br>乙<br># 丙" in html
    assert "\n" not in html


@pytest.mark.parametrize(
    ("language", "verdict", "missing"),
    [("zh", "未找到答案", "时期 2031年"), ("en", "No answer found", "period 2031</span>")],
)
def test_a_refusal_is_shown_as_such_with_what_is_missing(
    language: str, verdict: str, missing: str
) -> None:
    answer = replace(
        ANSWER,
        outcome=Outcome.NOT_FOUND,
        answer="没有。",
        citations=(),
        figures=(),
        missing=Missing(period="2031年"),
    )
    html = exchange_html(Exchange(question="?", answer=answer), language)
    assert f'<p class="verdict">{verdict}</p>' in html
    assert missing in html


@pytest.mark.parametrize("code", ["bad_input", "not_found", "busy", "model", "settings", "store"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_has_plain_words(code: str, language: str) -> None:
    problem = Problem(code=code, message="at line 5", hint="", retryable=True)
    html = exchange_html(Exchange(question="?", problem=problem), language)
    assert 'class="answer problem"' in html
    assert "at line 5" not in html


def test_wordings_that_tell_apart_what_was_left_open_are_asked_by_a_click(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence:
        for place in ("青禾县", "白河县", "云山县", "柏川县", "乐水县"):
            text = f"{place}2024年政府工作报告\n一、2023年工作回顾\n新建5G基站{ord(place[0])}个。\n"
            wence.ingest(f"{place}.txt", text.encode())
        *_, (messages, *_) = Steps(callbacks(wence).ask(QUESTION, Conversation(), [], _REQUEST))
    offered = [option["value"] for option in messages[-1]["options"]]
    assert offered
    assert all("县2023年新建5G基站多少个" in each for each in offered)
