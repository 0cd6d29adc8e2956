"""How a provider's failure is told, and what a model is made with."""

import importlib.metadata
import threading
from copy import copy

import httpx
import openai
import pytest
from chat_server import Reply, serving
from langchain_core.language_models import FakeListChatModel

from bot.assembly import assemble, open_writer
from bot.generate import ChatWriter, chat_error, open_model, require_library
from bot.settings import Settings
from bot.writer import ChatError, Message
from ingest.errors import InputError, ModelError, SettingsError
from prompts import LANGUAGES, render

_REQUEST = httpx.Request("POST", "http://127.0.0.1/v1/chat/completions")


def refused(status, message="no", code=None):
    response = httpx.Response(status, request=_REQUEST)
    return openai.APIStatusError(message, response=response, body={"code": code})


FAILURES = [
    (openai.APIConnectionError(request=_REQUEST), "unreachable", True),
    (openai.APITimeoutError(request=_REQUEST), "timeout", False),
    (httpx.ReadTimeout("slow"), "timeout", False),
    (httpx.RemoteProtocolError("cut"), "broken", True),
    (ConnectionRefusedError("no"), "unreachable", True),
    (refused(401), "refused", False),
    (refused(403), "refused", False),
    (refused(402), "quota", False),
    (refused(429), "quota", True),
    (refused(429, code="insufficient_quota"), "quota", False),
    (refused(400), "refused", False),
    (refused(400, "the request exceeds the available context size"), "too_long", False),
    (refused(400, code="context_length_exceeded"), "too_long", False),
    (refused(408), "timeout", True),
    (refused(500), "failed", True),
    (refused(503), "failed", True),
    (ValueError("odd"), "failed", False),
]


@pytest.mark.parametrize(
    ("error", "reason", "retryable"),
    FAILURES,
    ids=[f"{each[1]}-{i}" for i, each in enumerate(FAILURES)],
)
def test_what_a_library_raises_is_told_as_one_of_ours(error, reason, retryable):
    known = chat_error(error)
    assert isinstance(known, ModelError)
    assert (known.reason, known.retryable, known.__cause__) == (reason, retryable, error)


def test_a_connection_lost_in_the_middle_is_broken_and_not_tried_again():
    known = chat_error(ConnectionResetError("gone"), has_begun=True)
    assert (known.reason, known.retryable) == ("broken", False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", sorted({each[1] for each in FAILURES} | {"busy"}))
def test_every_reason_has_its_note(reason, language):
    assert render(f"model_{reason}", language)


def test_the_key_and_the_name_reach_the_server():
    with serving("甲") as server:
        settings = Settings(
            chat_model="openai:deepseek-chat", chat_base_url=server.url, chat_api_key="k"
        )
        writer = open_writer(settings)
        assert list(writer.stream((Message("user", "问"),))) == ["甲"]
    request = server.requests[0]
    assert (request["model"], request["temperature"], request["stream"]) == (
        "deepseek-chat",
        0,
        True,
    )
    assert request["messages"] == [{"role": "user", "content": "问"}]


def test_a_turn_that_does_not_come_is_busy():
    asked = (Message("user", "问"),)
    with serving(Reply(text="甲", hangs=True)) as server:
        writer = ChatWriter(
            lambda: open_model("openai:x", base_url=server.url),
            name="x",
            timeout_s=5,
            concurrency=1,
        )
        first = writer.stream(asked)
        assert next(first) == "甲"
        impatient = ChatWriter.stream(_hurried(writer), asked)
        with pytest.raises(ChatError) as raised:
            next(impatient)
        first.close()
    assert (raised.value.reason, len(server.requests)) == ("busy", 1)


def _hurried(writer):
    """Return the same writer, with its turns, for a reader who does not wait."""
    hurried = copy(writer)
    hurried._timeout_s = 0.1
    return hurried


class Silent:
    """A model that sends nothing until it is let go."""

    def __init__(self):
        self.go = threading.Event()

    def stream(self, messages):
        self.go.wait(10)
        yield from ()


def test_a_model_that_sends_nothing_does_not_keep_its_turn():
    model = Silent()
    writer = ChatWriter(lambda: model, name="x", timeout_s=0.1, concurrency=1)
    reasons = []
    for _ in range(3):
        with pytest.raises(ChatError) as raised:
            list(writer.stream((Message("user", "问"),)))
        reasons.append(raised.value.reason)
    model.go.set()
    assert reasons == ["timeout"] * 3


def test_loading_the_library_takes_none_of_the_model_s_time():
    def make():
        threading.Event().wait(0.3)
        return FakeListChatModel(responses=["甲"])

    writer = ChatWriter(make, name="x", timeout_s=0.2)
    assert "".join(writer.stream((Message("user", "问"),))) == "甲"


def test_a_turn_is_given_back_once():
    refusing = Refusing(ValueError("odd"))  # which is not tried again
    writer = ChatWriter(lambda: refusing, name="x", timeout_s=5, concurrency=1)
    for _ in range(2):  # a second release of one turn would raise
        with pytest.raises(ChatError):
            list(writer.stream((Message("user", "问"),)))
    assert writer._turns.acquire(blocking=False)


class Refusing:
    """A model that raises; counts how often it was tried."""

    def __init__(self, error):
        self.error = error
        self.calls = 0

    def stream(self, messages):
        self.calls += 1
        raise self.error


def test_a_reader_who_left_costs_no_further_request():
    model, stopped, given = Refusing(ConnectionError("no")), threading.Event(), []
    writer = ChatWriter(lambda: model, name="x")
    stopped.wait = lambda pause: stopped.set() or True  # leaves during the pause
    writer._produce((Message("user", "问"),), lambda: given.append(1), print, stopped)
    assert (model.calls, given) == (1, [1])


def test_without_a_key_a_server_of_one_s_own_is_asked_all_the_same():
    model = open_model("openai:x", base_url="http://127.0.0.1:9/v1")
    assert model.openai_api_key.get_secret_value() == "none"


def test_no_model_is_no_writer():
    assert open_writer(Settings()) is None


def test_a_provider_that_is_not_installed_is_named():
    try:
        importlib.metadata.version("langchain-ollama")
    except importlib.metadata.PackageNotFoundError:
        with pytest.raises(SettingsError) as raised:
            require_library("ollama:qwen3")
        assert raised.value.hint == "Install it: pip install 'wence[ollama]'"
    else:
        require_library("ollama:qwen3")


def test_the_model_is_asked_for_where_none_is_set_up(tmp_path):
    with assemble(Settings(data=tmp_path)) as wence, pytest.raises(InputError) as raised:
        wence.bot.ask("问", answerer="model")
    assert "WENCE_CHAT_MODEL" in raised.value.hint
