"""OpenAI's chat form over a real server: the official client, LangChain, and the bare form."""

import json
import warnings
from collections.abc import Iterator

import httpx
import openai
import pytest
from chat_server import serving as serving_chat
from served import NAME, QUESTION, REPORT, served

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.types import Citation, Status
from bot.web.footers import Calmed, calm, footer, without_footer
from ingest.tokens import count

pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")

SAID = "新建5G基站312个[1]"


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    with serving_chat("2023年新建5G基站312个[1]。") as model:
        settings = Settings(
            data=tmp_path_factory.mktemp("data"),
            chat_model="openai:scripted",
            chat_base_url=model.url,
            workers=1,
        )
        with assemble(settings) as product:
            product.ingest(NAME, REPORT.encode())
            yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with served(wence) as at:
        yield f"{at}/v1"


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as made:
        yield made


def said(text: str) -> dict:
    return {"role": "user", "content": text}


def post(address: str, **fields: object) -> httpx.Response:
    body = {"model": "wence", "messages": [said(QUESTION)], **fields}
    return httpx.post(f"{address}/chat/completions", json=body, timeout=60)


def test_the_official_client_lists_the_models(client: openai.OpenAI) -> None:
    ids = ["wence", "wence-extractive", "wence-model"]
    assert [(each.id, each.object, each.owned_by) for each in client.models.list()] == [
        (id, "model", "wence") for id in ids
    ]
    assert client.models.retrieve("wence").id == "wence"


def test_the_official_client_gets_a_cited_answer(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="wence", messages=[said(QUESTION)])
    [choice] = reply.choices
    text = choice.message.content
    assert text.startswith(SAID)
    assert (choice.message.role, choice.finish_reason, reply.model) == (
        "assistant",
        "stop",
        "wence",
    )
    answer = reply.model_extra["wence"]
    assert answer["answer"] == text
    assert "312个" in answer["citations"][0]["quote"]
    assert [each["status"] for each in answer["figures"]] == ["verified"]
    asked, told = count(QUESTION), count(text)
    usage = (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens)
    assert usage == (asked, told, asked + told)


def test_a_stream_spells_the_answer_and_ends_with_the_whole_and_the_tokens(
    client: openai.OpenAI,
) -> None:
    chunks = [
        *client.chat.completions.create(
            model="wence",
            messages=[said(QUESTION)],
            stream=True,
            stream_options={"include_usage": True},
            extra_body={"wence": {"footnotes": True}},
        )
    ]
    *spelt, ending, usage = chunks
    text = "".join(each.choices[0].delta.content for each in spelt)
    whole = ending.model_extra["wence"]
    assert text.startswith(whole["answer"])
    assert "“全年地区生产总值" in text or "312个" in text.partition("---")[2]
    assert [each.choices[0].finish_reason for each in spelt] == [None] * len(spelt)
    assert ending.choices[0].finish_reason == "stop"
    assert (usage.choices, usage.usage.completion_tokens) == ([], count(text))
    assert {each.id for each in chunks} == {usage.id}


def test_a_stream_without_usage_has_the_bare_form(address: str) -> None:
    response = post(address, stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [each for each in response.text.split("\n\n") if each]
    spoken = [each.removeprefix("data: ") for each in events if not each.startswith(":")]
    assert {each for each in events if each.startswith(":")} == {
        ": understand", ": retrieve", ": answer", ": check",
    }  # fmt: skip
    assert spoken[-1] == "[DONE]"
    first, *_, last = map(json.loads, spoken[:-1])
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({}, "stop")
    assert all("usage" not in json.loads(each) for each in spoken[:-1])


def test_langchain_asks_follows_up_and_streams(address: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_openai import ChatOpenAI

    chat = ChatOpenAI(base_url=address, api_key="none", model="wence", max_retries=0)
    messages = [
        ("system", "You are a pirate. Answer in French."),
        ("user", QUESTION),
        ("assistant", f"{SAID}。"),
        ("user", "累计呢？"),
    ]
    told = chat.invoke(messages)
    assert "1045个" in told.content
    assert told.usage_metadata["total_tokens"] > 0
    assert "".join(each.content for each in chat.stream(messages)) == told.content


def test_each_model_answers_in_its_way(address: str) -> None:
    answerers = {
        model: post(address, model=model).json()["wence"]["answerer"]
        for model in ("wence", "wence-extractive", "wence-model")
    }
    assert answerers == {
        "wence": "extractive",
        "wence-extractive": "extractive",
        "wence-model": "scripted",
    }


def test_sources_are_written_below_when_asked_and_not_read_back(address: str) -> None:
    text = post(address, wence={"footnotes": True, "language": "en"}).json()["choices"][0][
        "message"
    ]["content"]
    body, _, notes = text.partition("\n\n---\n\n")
    assert notes.startswith("[1] 青禾县2024年政府工作报告 · 一、2023年工作回顾: “")
    assert without_footer(text) == body
    history = [said(QUESTION), {"role": "assistant", "content": text}, said("累计呢？")]
    assert "1045个" in post(address, messages=history).json()["choices"][0]["message"]["content"]


def test_parts_of_text_are_one_question(address: str) -> None:
    parts = [
        {"type": "text", "text": "青禾县2023年"},
        {"type": "text", "text": "新建5G基站多少个？"},
    ]
    reply = post(address, messages=[{"role": "user", "content": parts}]).json()
    assert reply["wence"]["answer"].startswith(SAID)


def test_a_task_of_open_webui_gets_an_empty_text_and_is_not_searched(address: str) -> None:
    task = "### Task:\nGenerate a concise title.\n<chat_history>\n" + "多" * 3000
    reply = post(address, messages=[{"role": "system", "content": "x" * 9000}, said(task)]).json()
    assert (reply["choices"][0]["message"]["content"], reply["wence"]) == ("", None)
    stream = post(address, messages=[said(task)], stream=True).text
    assert stream.endswith("data: [DONE]\n\n")
    assert '"finish_reason": "stop"' in stream


def test_what_changes_nothing_is_taken(address: str) -> None:
    response = post(
        address,
        temperature=0.2,
        top_p=1,
        max_tokens=5,
        seed=1,
        stop=["。"],
        user="someone",
        n=1,
        tools=[{"type": "function", "function": {"name": "f"}}],
        tool_choice="none",
        response_format={"type": "text"},
        logprobs=False,
        stream=None,
    )
    assert response.json()["wence"]["answer"].startswith(SAID)


REFUSED = {
    "several answers": ({"n": 2}, 400, "n", "bad_input"),
    "tools": ({"tools": [{"type": "function"}]}, 400, "tools", "bad_input"),
    "functions": ({"functions": [{"name": "f"}]}, 400, "functions", "bad_input"),
    "json": ({"response_format": {"type": "json_object"}}, 400, "response_format", "bad_input"),
    "logprobs": ({"logprobs": True}, 400, "logprobs", "bad_input"),
    "audio": ({"modalities": ["text", "audio"]}, 400, "modalities", "bad_input"),
    "unknown model": ({"model": "gpt-5"}, 404, "model", "model_not_found"),
    "no messages": ({"messages": []}, 400, "messages", "bad_input"),
    "answer last": (
        {"messages": [{"role": "assistant", "content": "?"}]}, 400, "messages", "bad_input",
    ),
    "unknown role": (
        {"messages": [{"role": "pirate", "content": "?"}]}, 400, "messages.0.role", "bad_input",
    ),
    "picture": (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        400, "messages.0.content", "bad_input",
    ),
    "empty question": ({"messages": [said(" ")]}, 400, None, "bad_input"),
    "long question": ({"messages": [said("多" * 2001)]}, 400, None, "bad_input"),
    "document": ({"wence": {"documents": ["none"]}}, 404, None, "not_found"),
    "language": ({"wence": {"language": "fr"}}, 400, "wence.language", "bad_input"),
}  # fmt: skip


@pytest.mark.parametrize("is_stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("fields", "status", "param", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused_in_openais_form(
    address: str, fields: dict, status: int, param: str | None, code: str, is_stream: bool
) -> None:
    response = post(address, **fields, stream=is_stream)
    error = response.json()["error"]
    assert (response.status_code, error["param"], error["code"]) == (status, param, code)
    assert set(error) == {"message", "type", "param", "code", "hint", "retryable"}
    assert error["type"] == "invalid_request_error"
    assert error["message"]


def test_the_official_client_raises_its_own_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        client.chat.completions.create(model="gpt-5", messages=[said("?")])
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="wence", messages=[said("?")], n=3)


def test_addresses_that_are_not_there_have_openais_form(address: str) -> None:
    gone = httpx.get(f"{address}/embeddings")
    assert (gone.status_code, gone.json()["error"]["type"]) == (404, "invalid_request_error")
    assert httpx.get(f"{address}/chat/completions").status_code == 405


def test_too_large_a_body_is_refused(address: str) -> None:
    response = post(address, messages=[said("多" * 6_000_000)])
    assert response.status_code == 413


HOSTILE = {
    "picture": ("看![x](http://evil/a.png)", "看! [x] (http://evil/a.png)"),
    "link": ("[点此](http://evil)", "[点此] (http://evil)"),
    "definition": ("[1]: http://evil", "[1] : http://evil"),
    "tag": ("<img src=x>", "< img src=x>"),
    "end tag": ("</p><!-- -->", "< /p>< !-- -->"),
    "autolink": ("<http://evil>", "< http://evil>"),
    "escaped": ("\\![x]\\](y)", "\\! [x]\\] (y)"),
    "marker": ("312个[1]。", "312个[1]。"),
    "less": ("5<6，a<3", "5<6，a<3"),
    "ends": ("好![", "好! ["),
    "last": ("好]", "好]"),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_text_of_reports_makes_no_picture_link_or_tag(text: str, shown: str) -> None:
    calmed = Calmed()
    assert calm(text) == shown
    assert "".join(calmed.feed(each) for each in text) + calmed.end() == shown


def test_a_source_that_would_be_a_picture_stays_text() -> None:
    citation = Citation(
        marker=1, document_id="d", title="![t](http://evil)", section=(), page=3, start=0, end=1,
        quote="<img\nsrc=x>", url="",
    )  # fmt: skip
    assert footer([citation], "en") == "\n\n---\n\n[1] ! [t] (http://evil) · p. 3: “< img src=x>”"
    assert footer([], "zh") == ""


class _Failing:
    """Answers with so many statuses, then fails."""

    chat_model = None

    def __init__(self, statuses: int) -> None:
        self.statuses = statuses

    def stream(self, *_: object, **__: object) -> Iterator[Status]:
        yield from [Status(stage="understand")] * self.statuses
        raise RuntimeError("secret")


@pytest.mark.parametrize(("statuses", "status"), [(0, 500), (2, 200)], ids=["at once", "later"])
def test_a_failure_shows_a_reference_and_nothing_else(
    wence: Wence, statuses: int, status: int
) -> None:
    product = Wence(wence.settings, wence.index, _Failing(statuses), wence._workers)
    with served(product) as at:
        response = post(f"{at}/v1", stream=True)
    assert (response.status_code, "secret" in response.text) == (status, False)
    assert "internal error, reference" in response.text
    assert '"type":"server_error"' in response.text.replace(": ", ":")
