"""What a model is shown never takes more room than it has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.compose import ANSWER_SHARE, compose, question_tokens
from bot.draft import Draft
from bot.evidence import gather, named, shown_text
from bot.shown import Frame
from bot.types import Outcome
from ingest.tokens import count
from ingest.types import Description, Passage
from vectorstore.types import Context, Hit

TOLD = {"d": Description(title="青禾县2024年政府工作报告", place="青禾县", period="2024年")}
FRAME = Frame(language="zh", asked="青禾县2023年新建5G基站多少个？")
DRAFT = Draft(outcome=Outcome.NOT_FOUND, text="报告中没有找到。")


def hits_of(texts):
    start, hits = 0, []
    for i, text in enumerate(texts):
        passage = Passage(id=f"d:{i}", document_id="d", start=start, end=start + len(text))
        hits.append(Hit(passage=passage, title="青禾县2024年政府工作报告", text=text, score=1.0))
        start += len(text) + 1
    return hits


def paragraphs(texts):
    """Return the context of a hit: the whole document, a line a passage."""
    whole = "\n".join(texts)
    return lambda hit: Context(start=0, end=len(whole), text=whole)


TEXTS = st.lists(
    st.text('甲乙3万%。，a <>[]"', min_size=1, max_size=80).filter(str.strip), max_size=12
)


@given(TEXTS, st.integers(-50, 1500))
def test_the_budget_is_never_exceeded(texts, budget):
    shown = gather(
        hits_of(texts), budget_tokens=budget, descriptions=TOLD, context=paragraphs(texts)
    )
    assert count(shown_text(shown)) <= max(budget, 0)
    assert [each.key for each in shown] == list(range(1, len(shown) + 1))
    for each in shown:
        passage = each.hit.passage
        assert "\n".join(texts)[passage.start : passage.end] == each.hit.text


class Counting:
    """A writer that keeps what it was sent, and answers so that a repair is asked for."""

    name = "counting"

    def __init__(self, context_tokens):
        self.context_tokens = context_tokens
        self.sent = []

    def stream(self, messages):
        self.sent.append(sum(count(each.text) for each in messages))
        yield "新建5G基站313个[1]。"


@given(TEXTS, st.integers(512, 3000))
def test_no_request_is_larger_than_the_model_takes(texts, context_tokens):
    writer = Counting(context_tokens)
    room = int(context_tokens * (1 - ANSWER_SHARE)) - question_tokens(FRAME)
    shown = gather(hits_of(texts), budget_tokens=room, descriptions=TOLD, context=paragraphs(texts))
    list(compose(writer, FRAME, shown, DRAFT))
    assert all(sent < context_tokens for sent in writer.sent)


def test_a_passage_is_widened_to_its_paragraph_and_no_further():
    text = "一、回顾\n甲3户。乙5户。丙7户。\n二、安排"
    passage = Passage(id="d:1", document_id="d", start=9, end=13)
    hit = Hit(passage=passage, title="t", text=text[9:13], score=1.0)
    whole = Context(start=0, end=len(text), text=text)
    (shown,) = gather([hit], budget_tokens=500, descriptions=TOLD, context=lambda _: whole)
    assert shown.hit.text == "甲3户。乙5户。丙7户。"
    assert (shown.hit.passage.start, shown.hit.passage.end) == (5, 17)


def test_passages_of_one_paragraph_are_shown_once():
    texts = ["甲3户。乙5户。"]
    halves = [
        Hit(passage=Passage(id=f"d:{i}", document_id="d", start=a, end=b), title="t",
            text=texts[0][a:b], score=1.0)
        for i, (a, b) in enumerate([(0, 4), (4, 8)])
    ]  # fmt: skip
    shown = gather(halves, budget_tokens=500, descriptions=TOLD, context=paragraphs(texts))
    assert [each.hit.text for each in shown] == texts


@given(st.text('<>/pasge"[]key=1 \n甲', max_size=60))
def test_no_text_forges_marks(text):
    hits = hits_of([f"甲{text}"])
    one = gather(hits, budget_tokens=900, descriptions=TOLD, context=lambda hit: Context(
        start=hit.passage.start, end=hit.passage.end, text=hit.text))  # fmt: skip
    written = shown_text(one)
    assert len(re.findall(r"</?passage\b", written)) == 2 * len(one)
    assert not re.search(r"\[\d+\]", written)


@pytest.mark.parametrize(
    ("places", "years", "found"),
    [((), (), 2), (("高台县",), (), 1), (("高台县",), (2031,), 0), ((), (2023,), 1)],
    ids=["nothing lacks", "place", "place and year", "year"],
)
def test_only_what_names_what_lacks_is_shown(places, years, found):
    hits = hits_of(["高台县有3户。", "2023年有5户。"])
    assert len(named(hits, places=places, years=years)) == found
