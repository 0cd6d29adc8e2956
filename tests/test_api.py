"""The HTTP API over the real product: every endpoint, every kind of bad input, whole forms."""

import ast
import asyncio
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from chat_server import ChatServer, Reply
from chat_server import serving as serving_chat
from commands import APP, ROOT, command
from fastapi import FastAPI
from fastapi.testclient import TestClient
from msoffcrypto.format.ooxml import OOXMLFile

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web import api as api_module
from bot.web.reports import documents_html
from bot.web.server import create_app
from bot.web.strings import preferred, tables, told, words
from ingest.load.encoding import Decoded
from ingest.types import Audit, Description
from prompts import render
from vectorstore.types import Listing, Relation

NAME = "青禾县2024年政府工作报告.txt"
REPORT = """青禾县2024年政府工作报告

一、2023年工作回顾
全年地区生产总值完成182.6亿元，增长5.9%。新建5G基站312个，累计建成1045个。
全县接待游客268.4万人次，增长21.3%。

二、2024年工作安排
地区生产总值增长6%左右，城镇新增就业4200人。
"""
QUESTION = "青禾县2023年新建5G基站多少个？"
ANSWER_FIELDS = {
    "answer_id",
    "question",
    "standalone_question",
    "language",
    "outcome",
    "answer",
    "citations",
    "figures",
    "missing",
    "suggestions",
    "nearest",
    "points",
    "scope",
    "answerer",
    "timings_ms",
    "note",
    "withheld",
    "dropped_markers",
    "prompts",
}


@contextmanager
def opened(wence: Wence) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        # Where no event loop runs, Gradio makes some that it never closes.
        return create_app(wence)

    with TestClient(
        asyncio.run(build()), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"), max_upload_mb=1)) as assembled:
        yield assembled


@pytest.fixture(scope="module")
def client(wence: Wence) -> Iterator[TestClient]:
    with opened(wence) as client:
        yield client


@pytest.fixture
def document_id(client: TestClient) -> str:
    [outcome] = upload(client, (NAME, REPORT.encode())).json()
    return outcome["document_id"]


@pytest.fixture
def report_text(wence: Wence, document_id: str) -> str:
    return wence.index.document(document_id).text


def upload(client: TestClient, *files: tuple[str, bytes], field: str = "files"):
    return client.post("/api/documents", files=[(field, file) for file in files])


def error_of(response) -> dict:
    """Return the error after checking that its form is whole and shows no trace."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "hint", "retryable"}
    assert "Traceback" not in response.text
    return error


def events_of(text: str) -> list[tuple[str, dict]]:
    frames = [frame.split("\n", 1) for frame in text.strip().split("\n\n")]
    return [
        (name.removeprefix("event: "), json.loads(value.removeprefix("data: ")))
        for name, value in frames
    ]


# ---- Health, questions, search ---------------------------------------------------------------


def test_health_tells_what_is_loaded(client: TestClient, document_id: str) -> None:
    health = client.get("/api/health").json()
    assert set(health) == {
        "status", "documents", "passages", "embedder", "answerer", "version", "chat_model",
    }  # fmt: skip
    assert health["chat_model"] is None
    assert (health["status"], health["documents"], health["answerer"]) == ("ok", 1, "extractive")
    assert health["passages"] > 0


@pytest.fixture(scope="module")
def with_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving_chat("2023年新建5G基站312个[1]。") as server:
        settings = Settings(
            data=tmp_path_factory.mktemp("data"),
            chat_model="openai:scripted",
            chat_base_url=server.url,
        )
        with assemble(settings) as product:
            product.ingest(NAME, REPORT.encode())
            with opened(product) as client:
                yield client


def test_a_chat_model_is_named_and_answers_when_it_is_asked_for(with_model: TestClient) -> None:
    health = with_model.get("/api/health").json()
    assert (health["answerer"], health["chat_model"]) == ("extractive", "scripted")
    answer = with_model.post("/api/ask", json={"question": QUESTION, "answerer": "model"}).json()
    assert (answer["answerer"], answer["answer"]) == ("scripted", "2023年新建5G基站312个[1]。")
    assert with_model.post("/api/ask", json={"question": QUESTION}).json()["prompts"] == ""


def test_a_chat_model_streams_what_has_passed(with_model: TestClient) -> None:
    asked = {"question": QUESTION, "answerer": "model"}
    events = events_of(with_model.post("/api/ask/stream", json=asked).text)
    text = "".join(fields["text"] for name, fields in events if name == "delta")
    assert [name for name, _ in events][-1] == "answer"
    assert text == events[-1][1]["answer"] == "2023年新建5G基站312个[1]。"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), "refused"),
        (Reply(status=429, headers={"Retry-After": "0"}), "quota"),
        (Reply(status=400, error={"message": "maximum context length is 10"}), "too_long"),
        (Reply(text="2023", hangs=True), "timeout"),
        (Reply(text="2023", breaks=True), "broken"),
        (Reply(), "empty"),
    ],
    ids=["refused", "quota", "too long", "hang", "broken", "empty"],
)
def test_a_chat_model_that_fails_costs_a_line_in_the_answer_and_in_the_stream(
    failing: tuple[ChatServer, TestClient], reply: Reply, reason: str
) -> None:
    server, client = failing
    server.script = lambda _: reply
    asked = {"question": QUESTION, "answerer": "model"}
    answer = client.post("/api/ask", json=asked).json()
    events = events_of(client.post("/api/ask/stream", json=asked).text)
    note = render(f"model_{reason}", "zh")
    assert answer["note"] == note
    assert answer["answer"].startswith("新建5G基站312个[1]")
    assert answer["answer"].endswith(note)
    assert events[-1][0] == "answer"
    assert events[-1][1]["answer"] == answer["answer"]


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ChatServer, TestClient]]:
    with serving_chat("") as server:
        settings = Settings(
            data=tmp_path_factory.mktemp("data"),
            chat_model="openai:scripted",
            chat_base_url=server.url,
            chat_timeout_s=1,
        )
        with assemble(settings) as product:
            product.ingest(NAME, REPORT.encode())
            with opened(product) as client:
                yield server, client


def test_no_chat_model_is_said_with_the_setting(client: TestClient, document_id: str) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "answerer": "model"})
    assert response.status_code == 400
    assert "WENCE_CHAT_MODEL" in error_of(response)["hint"]


def test_ask_returns_the_whole_answer(client: TestClient, report_text: str) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert set(answer) == ANSWER_FIELDS
    assert (answer["question"], answer["language"], answer["outcome"]) == (
        QUESTION,
        "zh",
        "answered",
    )
    assert "312个" in answer["answer"]
    [citation] = answer["citations"]
    assert report_text[citation["start"] : citation["end"]] == citation["quote"]
    [figure] = answer["figures"]
    assert figure == {
        "text": "312个",
        "value": "312",
        "unit": "个",
        "marker": 1,
        "status": "verified",
        "expression": None,
    }


def test_ask_takes_history_documents_and_language(client: TestClient, document_id: str) -> None:
    answer = client.post(
        "/api/ask",
        json={
            "question": "累计呢？",
            "history": [{"question": QUESTION, "answer": "新建5G基站312个[1]。"}],
            "documents": [document_id],
            "session_id": "any",
            "language": "zh",
            "answerer": "extractive",
        },
    ).json()
    assert answer["standalone_question"] != answer["question"]
    assert "1045个" in answer["answer"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
def test_a_session_is_remembered_unless_its_history_is_sent(
    client: TestClient, document_id: str, path: str
) -> None:
    session = {"session_id": f"of {path}"}
    follow_up = {"question": "累计呢？", **session}

    def understood(body: dict) -> str:
        return re.search('"standalone_question": ?"([^"]*)"', client.post(path, json=body).text)[1]

    understood({"question": QUESTION, **session})
    assert understood({**follow_up, "history": []}) == "累计呢？"
    understood({"question": QUESTION, **session})
    assert understood(follow_up).startswith("青禾县2023年")
    assert understood({"question": "累计呢？"}) == "累计呢？"


def test_ask_refuses_what_is_not_there(client: TestClient, document_id: str) -> None:
    answer = client.post("/api/ask", json={"question": "青禾县2031年粮食产量是多少？"}).json()
    assert (answer["outcome"], answer["citations"], answer["figures"]) == ("not_found", [], [])
    assert answer["missing"]["period"] == "2031年"


def test_stream_ends_with_the_answer_it_spelt(client: TestClient, document_id: str) -> None:
    response = client.post("/api/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[0] == "status"
    assert names.count("answer") == 1
    assert names[-1] == "answer"
    spelt = "".join(value["text"] for name, value in events if name == "delta")
    assert spelt == events[-1][1]["answer"]
    assert set(events[-1][1]) == ANSWER_FIELDS


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"question": "  "}, 400, "bad_input", id="empty question"),
        pytest.param({"question": "多" * 2001}, 400, "bad_input", id="long question"),
        pytest.param({}, 400, "bad_input", id="no question"),
        pytest.param({"question": 5}, 400, "bad_input", id="question of another type"),
        pytest.param([], 400, "bad_input", id="no object"),
        pytest.param({"question": "?", "history": [{}]}, 400, "bad_input", id="bad turn"),
        pytest.param(
            {"question": "?", "history": [{"question": "?"}] * 51}, 400, "bad_input", id="51 turns"
        ),
        pytest.param({"question": "?", "language": "fr"}, 400, "bad_input", id="language"),
        pytest.param({"question": "?", "answerer": "oracle"}, 400, "bad_input", id="answerer"),
        pytest.param({"question": "?", "documents": ["none"]}, 404, "not_found", id="document"),
    ],
)
def test_bad_questions_are_told_why(
    client: TestClient, path: str, body: object, status: int, code: str
) -> None:
    response = client.post(path, json=body)
    assert (response.status_code, error_of(response)["code"]) == (status, code)
    assert error_of(response)["hint"]


def test_search_returns_hits_of_the_asked_number(client: TestClient, report_text: str) -> None:
    hits = client.post("/api/search", json={"query": "5G基站", "k": 2}).json()["hits"]
    assert 1 <= len(hits) <= 2
    hit = hits[0]
    assert set(hit) == {
        "document_id",
        "title",
        "passage_id",
        "start",
        "end",
        "text",
        "section",
        "page",
        "score",
    }
    assert "5G基站" in hit["text"]
    assert report_text[hit["start"] : hit["end"]] == hit["text"]
    assert hit["section"] == ["一、2023年工作回顾"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"query": ""}, id="empty"),
        pytest.param({"query": "?", "k": 0}, id="k of 0"),
        pytest.param({"query": "?", "k": 101}, id="k of 101"),
        pytest.param({"query": "?", "k": "many"}, id="k no number"),
    ],
)
def test_bad_searches_are_told_why(client: TestClient, body: object) -> None:
    response = client.post("/api/search", json=body)
    assert (response.status_code, error_of(response)["code"]) == (400, "bad_input")


def test_feedback_is_recorded(client: TestClient, document_id: str) -> None:
    asked = client.post("/api/ask", json={"question": QUESTION}).json()
    body = {"answer_id": asked["answer_id"], "rating": -1, "comment": "数字有误"}
    assert client.post("/api/feedback", json=body).json() == {"status": "recorded"}


def test_feedback_on_an_answer_that_was_never_given_is_refused(client: TestClient) -> None:
    response = client.post("/api/feedback", json={"answer_id": "0" * 32, "rating": 1})
    assert (response.status_code, error_of(response)["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body", [{"answer_id": "a", "rating": 0}, {"rating": 1}, {"answer_id": "", "rating": 1}]
)
def test_bad_feedback_is_told_why(client: TestClient, body: object) -> None:
    response = client.post("/api/feedback", json=body)
    assert (response.status_code, error_of(response)["code"]) == (400, "bad_input")


# ---- Export ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "media_type", "start"),
    [
        ("md", "text/markdown; charset=utf-8", b"# "),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
        ),
    ],
)
def test_a_conversation_is_exported_as_a_file(
    client: TestClient, document_id: str, kind: str, media_type: str, start: bytes
) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    body = {"format": kind, "exchanges": [{"question": QUESTION, "answer": answer}]}
    response = client.post("/api/export", json=body)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    assert response.headers["content-disposition"] == f'attachment; filename="wence.{kind}"'
    assert response.content.startswith(start)


@pytest.mark.parametrize(
    "change", [{"format": "exe"}, {"exchanges": []}, {"exchanges": [{"question": 1}]}], ids=str
)
def test_bad_exports_are_told_why(client: TestClient, change: dict) -> None:
    body = {"format": "md", "exchanges": [{"question": QUESTION}], **change}
    response = client.post("/api/export", json=body)
    assert (response.status_code, error_of(response)["code"]) == (400, "bad_input")


# ---- Documents -------------------------------------------------------------------------------


def test_upload_tells_what_became_of_each_file(wence: Wence, client: TestClient) -> None:
    first = ("青禾县甲.txt", "青禾县2022年报告\n全年新增就业3100人。\n".encode())
    response = upload(client, first, ("空.txt", b""), ("画.png", b"\x89PNG\r\n"))
    assert response.status_code == 207
    added, empty, picture = response.json()
    assert set(added) == {
        "path", "status", "document_id", "reason", "hint", "audit", "duplicate_of", "supersedes",
        "collection",
    }  # fmt: skip
    assert (added["path"], added["status"]) == ("青禾县甲.txt", "added")
    assert added["audit"]["passages"] == 1
    assert [empty["status"], picture["status"]] == ["failed", "failed"]
    assert all(each["reason"] and each["hint"] for each in (empty, picture))
    wence.index.remove(added["document_id"])


def test_document_tells_what_reading_kept_and_what_it_is_a_copy_of(
    wence: Wence, client: TestClient
) -> None:
    lines = [f"{i}、第{i}项工作投资{i * 7}.{i % 10}亿元，惠及{i * 131}户。" for i in range(1, 40)]
    text = "\n".join(["青禾县2021年政府工作报告", *lines])
    first, second = upload(
        client, ("甲.txt", text.encode("gb18030")), ("乙.txt", text.encode())
    ).json()
    told = client.get(f"/api/documents/{second['document_id']}").json()
    assert (told["duplicate_of"], told["supersedes"]) == (first["document_id"], None)
    # 2021, and each line's number twice, its sum and its households.
    assert told["audit"] == second["audit"]
    assert (told["audit"]["source_numbers"], told["audit"]["lost_numbers"]) == (1 + 39 * 4, [])
    assert first["audit"]["encoding_confidence"] == 0.98
    for each in (first, second):
        wence.index.remove(each["document_id"])


@pytest.mark.parametrize("field", ["file", "files", "upload"])
def test_upload_takes_any_field_name(client: TestClient, document_id: str, field: str) -> None:
    response = upload(client, (NAME, REPORT.encode()), field=field)
    assert response.status_code == 200
    assert response.json()[0]["status"] == "unchanged"


def test_upload_of_nothing_readable_is_an_error(client: TestClient) -> None:
    response = upload(client, ("空.txt", b""))
    assert response.status_code == 422
    assert error_of(response)["hint"]
    assert response.json()["documents"][0]["status"] == "failed"


def test_upload_tells_its_steps_when_lines_are_asked_for(client: TestClient) -> None:
    files = [
        ("files", ("丙.txt", "丙县2021年报告\n新增就业900人。".encode())),
        ("files", ("空.txt", b"")),
    ]
    accept = {"Accept": "application/x-ndjson"}
    response = client.post("/api/documents", files=files, headers=accept)
    lines = [json.loads(line) for line in response.text.splitlines()]
    steps = [(each["path"], each["step"]) for each in lines if "step" in each]
    outcomes = [(each["path"], each["status"]) for each in lines if "status" in each]
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert sorted(steps) == [
        ("丙.txt", "reading"), ("丙.txt", "storing"), ("空.txt", "reading"), ("空.txt", "storing"),
    ]  # fmt: skip
    assert outcomes == [("丙.txt", "added"), ("空.txt", "failed")]
    client.delete(f"/api/documents/{lines[-2]['document_id']}")


def test_upload_opens_a_locked_file_with_the_password_of_the_form(client: TestClient) -> None:
    locked = locked_workbook("青禾1")
    for password, status in (("青禾1", "added"), ("", "failed")):
        response = client.post(
            "/api/documents",
            files=[("files", ("就业.xlsx", locked))],
            data={"password": password} if password else {},
        )
        sent = response.json()
        outcome = sent[0] if isinstance(sent, list) else sent["documents"][0]
        assert outcome["status"] == status
        assert "青禾1" not in response.text
        if status == "added":
            client.delete(f"/api/documents/{outcome['document_id']}")


def test_questions_are_answered_while_a_file_is_read(wence: Wence, client: TestClient) -> None:
    slow = ("长.txt", "丁县2021年报告\n".encode() + "新增就业900人。\n".encode() * 20_000)
    with ThreadPoolExecutor(1) as thread:
        sent = thread.submit(upload, client, slow)
        answers = 0
        while not sent.done():
            assert client.post("/api/search", json={"query": "就业"}).status_code == 200
            answers += 1
        (outcome,) = sent.result().json()
    client.delete(f"/api/documents/{outcome['document_id']}")
    assert answers > 3


def locked_workbook(password: str) -> bytes:
    plain, locked, workbook = io.BytesIO(), io.BytesIO(), openpyxl.Workbook()
    for row in (("指标", "数值（人）"), ("新增就业", 900), ("新增培训", 700)):
        workbook.active.append(row)
    workbook.save(plain)
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def test_upload_without_file_is_told_why(client: TestClient) -> None:
    for response in (client.post("/api/documents"), client.post("/api/documents", data={"a": "b"})):
        assert (response.status_code, error_of(response)["code"]) == (400, "bad_input")


@pytest.mark.parametrize("size", [2**20 + 1, 2**21 + 1], ids=["file", "whole request"])
def test_upload_over_the_limit_is_refused(client: TestClient, size: int) -> None:
    response = upload(client, ("大.txt", b"x" * size))
    assert (response.status_code, error_of(response)["code"]) == (413, "too_large")


@pytest.mark.parametrize("chunks", [1, 2], ids=["announced", "in chunks"])
def test_a_body_too_large_for_a_question_is_refused(client: TestClient, chunks: int) -> None:
    headers = {"Content-Type": "application/json"}
    body = b" " * (2**24 + 1)
    content = body if chunks == 1 else iter([body[:-1], body[-1:]])
    response = client.post("/api/ask", content=content, headers=headers)
    assert (response.status_code, error_of(response)["code"]) == (413, "too_large")


def test_documents_are_listed(client: TestClient, document_id: str) -> None:
    [listed] = client.get("/api/documents").json()["documents"]
    assert (listed["document_id"], listed["name"], listed["place"]) == (
        document_id,
        NAME,
        "青禾县",
    )
    assert listed["passages"] > 0


def test_a_document_has_metadata_and_audit(client: TestClient, document_id: str) -> None:
    document = client.get(f"/api/documents/{document_id}").json()
    assert (document["document_id"], document["title"]) == (document_id, "青禾县2024年政府工作报告")
    assert document["audit"]["format"] == "txt"
    assert document["characters"] == document["audit"]["characters"]


def test_text_gives_a_range_with_its_place(
    client: TestClient, document_id: str, report_text: str
) -> None:
    start = report_text.index("新建5G基站")
    path = f"/api/documents/{document_id}/text?start={start}&end={start + 6}"
    excerpt = client.get(path).json()
    assert excerpt == {
        "document_id": document_id,
        "title": "青禾县2024年政府工作报告",
        "name": NAME,
        "start": start,
        "end": start + 6,
        "length": len(report_text),
        "text": "新建5G基站",
        "section": ["一、2023年工作回顾"],
        "page": None,
        "pages": None,
        "headings": [],
    }


def test_text_without_range_is_the_whole_text(client: TestClient, document_id: str) -> None:
    excerpt = client.get(f"/api/documents/{document_id}/text").json()
    assert (excerpt["start"], excerpt["end"]) == (0, excerpt["length"])
    assert [each["text"] for each in excerpt["headings"]][-1] == "二、2024年工作安排"


def test_context_stops_at_the_ends_of_the_text(client: TestClient, document_id: str) -> None:
    path = f"/api/documents/{document_id}/text?start=5&end=9&context=20000"
    excerpt = client.get(path).json()
    assert (excerpt["start"], excerpt["end"]) == (0, excerpt["length"])


@pytest.mark.parametrize(
    "query",
    [
        "start=-1&end=5",
        "start=5&end=5",
        "start=9&end=5",
        "start=0&end=99999",
        "start=99999",
        "start=one",
        "context=-1",
    ],
)
def test_ranges_outside_the_text_are_told_why(
    client: TestClient, document_id: str, query: str
) -> None:
    response = client.get(f"/api/documents/{document_id}/text?{query}")
    assert (response.status_code, error_of(response)["code"]) == (400, "bad_input")
    assert error_of(response)["hint"]


def test_original_is_downloaded_not_shown(client: TestClient, document_id: str) -> None:
    response = client.get(f"/api/documents/{document_id}/original")
    assert response.content == REPORT.encode()
    assert response.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["", "/text", "/original"])
def test_an_unknown_document_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/api/documents/0000000000000000{path}")
    assert (response.status_code, error_of(response)["code"]) == (404, "not_found")


def test_a_removed_document_is_gone(client: TestClient) -> None:
    [outcome] = upload(client, ("乙.txt", "乙县2021年报告\n新增就业900人。".encode())).json()
    path = f"/api/documents/{outcome['document_id']}"
    removed = {"document_id": outcome["document_id"], "status": "removed"}
    assert client.delete(path).json() == removed
    assert client.get(path).status_code == 404
    assert error_of(client.delete(path))["code"] == "not_found"


# ---- What holds for every endpoint -----------------------------------------------------------


def test_malformed_json_is_told_where(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/api/ask", content='{"question": ', headers=headers)
    assert response.status_code == 400
    assert "not valid JSON" in error_of(response)["message"]


def test_a_body_that_is_not_json_is_told_what_to_send(client: TestClient) -> None:
    response = client.post("/api/ask", data={"question": QUESTION})
    assert response.status_code == 400
    assert "application/json" in error_of(response)["hint"]


def test_unknown_routes_and_methods_have_the_error_form(client: TestClient) -> None:
    unknown, wrong = client.get("/api/nothing"), client.put("/api/ask")
    assert (unknown.status_code, error_of(unknown)["code"]) == (404, "not_found")
    assert (wrong.status_code, error_of(wrong)["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST"


def test_unforeseen_errors_show_only_a_reference(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        assemble(Settings(data=tmp_path)) as wence,
        opened(wence) as client,
    ):
        with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalog:
            catalog.execute("DROP TABLE passages")
        response = client.get("/api/health")
    error = error_of(response)
    reference = re.search(r"reference ([0-9a-f]{8})", error["message"])
    assert (response.status_code, error["code"], error["retryable"]) == (500, "internal", True)
    assert reference
    assert reference[1] in caplog.text


def test_headers_guard_api_and_page(client: TestClient) -> None:
    for path in ("/api/health", "/"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == "frame-ancestors 'self'"
        assert headers["x-content-type-options"] == "nosniff"


def test_schema_is_served_without_pages_from_elsewhere(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    assert schema["info"]["version"] == api_module.product_version()
    assert client.get("/api/docs").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/wence"])
def test_a_prefix_works_kept_or_taken_off_by_the_proxy(tmp_path: Path, prefix: str) -> None:
    with (
        assemble(Settings(data=tmp_path, root_path="/wence")) as wence,
        opened(wence) as client,
    ):
        assert client.get(f"{prefix}/api/health").json()["status"] == "ok"
        assert "wence" in client.get(f"{prefix}/config").json()["root"]


# ---- Words -----------------------------------------------------------------------------------


def test_every_string_exists_in_both_languages_with_the_same_places() -> None:
    places = {
        language: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in table.items()}
        for language, table in tables().items()
    }
    assert places["zh"] == places["en"]


def test_every_string_is_used() -> None:
    folder = ROOT / "bot" / "web"
    sources = [*folder.glob("*.py"), *folder.glob("static/*.js")]
    code = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    made = (
        "stage.", "answer.", "missing.", "figure.", "problem.", "upload.", "rate.", "documents.",
    )  # fmt: skip
    unused = [key for key in tables()["zh"] if not key.startswith(made) and f'"{key}"' not in code]
    assert unused == []


def test_an_open_place_in_a_string_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("zh", "page")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de", "en"),
    ],
)
def test_language_follows_the_browser(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_reason_for_a_failed_file_is_told_in_chinese() -> None:
    path = ROOT / "bot" / "web" / "static" / "reasons.json"
    known = [each["match"] for each in json.loads(path.read_text(encoding="utf-8"))]
    untold = [reason for reason in _reasons() if not any(match in reason for match in known)]
    assert untold == []


def test_every_warning_of_reading_is_told_in_chinese() -> None:
    path = ROOT / "bot" / "web" / "static" / "reasons.json"
    known = [each["match"] for each in json.loads(path.read_text(encoding="utf-8"))]
    warnings = list(_warnings())
    assert [each for each in warnings if not any(match in each for match in known)] == []
    assert len(warnings) >= 10


def test_pages_that_reading_warns_of_are_named_in_chinese() -> None:
    warning = "pages 3, 4, 9 and 5 more: damaged, nothing could be read."
    assert told("zh", warning) == "第 3、4、9 等页已损坏，没有读出文字。"
    assert told("zh", "page 7: damaged, nothing could be read.").startswith("第 7 页已损坏")


def test_what_reading_warns_of_is_told_in_chinese() -> None:
    warning = Decoded(text="", encoding="utf-8", damaged=12).warnings[0]
    assert told("zh", warning) == "文件有 12 处损坏，原文中以 � 标出。"
    unsure = Decoded(text="", encoding="big5", confidence=0.7).warnings[0]
    assert told("zh", unsure).startswith("文件编码没有把握。")
    assert (told("en", warning), told("zh", "something new")) == (warning, "something new")


def test_report_list_says_what_was_kept() -> None:
    audit = Audit(
        format="pdf",
        pages=12,
        passages=30,
        source_numbers=208,
        lost_numbers=("3.5", "<7>"),
        tables=2,
        ocr_pages=(1, 2, 3),
        empty_pages=(5,),
    )
    html = documents_html([_listing("a", audit)], "zh")
    assert "数字 208 个，丢失 2 个 · 12 页 · 识别 3 页 · 表格 2 个" in html
    assert "未能保留的数字：3.5、&lt;7&gt;" in html
    assert "第 1-3 页由文字识别读出" in html
    assert "第 5 页没有读到文字" in html


def test_report_list_links_copies_and_editions_both_ways() -> None:
    audit = Audit(format="txt", encoding="utf-8", encoding_confidence=1.0, source_numbers=3)
    listings = [
        _listing("a", audit),
        _listing("b", audit, Relation(duplicate_of="a")),
        _listing("c", audit, Relation(supersedes="a")),
    ]
    html = documents_html(listings, "zh")
    first, second, third = html.split("<li ")[1:]
    link = '<a class="report" href="?document={0}" title="报告 {0}">报告 {0}</a>'.format
    assert f"已有新版《{link('c')}》" in first
    assert f"与《{link('a')}》内容基本相同" in second
    assert f"是《{link('a')}》的新版" in third
    assert "数字 3 个全部保留 · 编码 utf-8" in html
    assert "all 3 numbers kept · encoding utf-8" in documents_html(listings, "en")


def test_report_list_carries_what_it_is_filtered_by_and_ticks_the_chosen() -> None:
    listing = replace(
        _listing("a", Audit(format="txt")),
        description=Description(
            title='甲"<i>', place="青禾县", period="2023-2024年", issuer="青禾县人民政府"
        ),
    )
    entry = '<li data-place="青禾县" data-year="2023" data-issuer="青禾县人民政府">'
    label = 'aria-label="只问《甲&quot;&lt;i&gt;》"'
    box = f'{entry}<input type="checkbox" class="choose" value="a" {label}'
    assert f"{box}>" in documents_html([listing], "zh")


def test_an_empty_report_list_says_what_to_do() -> None:
    for language in ("zh", "en"):
        html = documents_html([], language)
        assert words(language, "documents.none") in html
        assert html.count("<li>") == 3


def _listing(document_id: str, audit: Audit, relation: Relation | None = None) -> Listing:
    return Listing(
        document_id=document_id,
        name=f"{document_id}.txt",
        description=Description(title=f"报告 {document_id}"),
        audit=audit,
        ingested_at="2026-11-30T00:00:00+00:00",
        relation=relation or Relation(),
    )


def _reasons() -> Iterator[str]:
    """Yield the constant words of every message with which reading a file fails."""
    for path in (ROOT / "ingest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                is_failure = node.func.id in ("UnreadableError", "UnsupportedError")
                yield from _messages(node.args[0]) if is_failure else ()


def _warnings() -> Iterator[str]:
    """Yield the constant words of every warning: of functions and arguments named so."""
    for path in (ROOT / "ingest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_function = isinstance(node, ast.FunctionDef) and node.name.endswith("warnings")
            if is_function or (isinstance(node, ast.keyword) and node.arg == "warnings"):
                yield from (each for each in _sentences(node) if each.count(" ") > 2)


def _sentences(node: ast.AST) -> Iterator[str]:
    """Yield the strings in a piece of code, those with values in them in one piece."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.FunctionDef):
        for each in node.body[bool(ast.get_docstring(node)) :]:
            yield from _sentences(each)
        return
    for each in ast.iter_child_nodes(node):
        yield from _sentences(each)


def _messages(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _messages(node.body)
        yield from _messages(node.orelse)
        return
    constants = (each for each in ast.walk(node) if isinstance(each, ast.Constant))
    yield "".join(each.value for each in constants if isinstance(each.value, str))


# ---- Serving ---------------------------------------------------------------------------------


def serving(data: Path, port: int, start: list[str]) -> subprocess.Popen[str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith("WENCE_")}
    given = {"WENCE_DATA": str(data), "WENCE_PORT": str(port)}
    return subprocess.Popen(
        start,
        cwd=ROOT,
        env=own | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_address_is_told_once_it_answers_and_interrupting_is_clean(tmp_path: Path) -> None:
    process = serving(tmp_path, 0, [sys.executable, "app.py"])
    assert process.stdout
    address = urlsplit(process.stdout.readline().strip())
    connection = HTTPConnection(str(address.hostname), address.port)
    connection.request("GET", "/api/health")
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = serving(tmp_path, taken.getsockname()[1], command(APP))
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (2, "")
    assert "WENCE_PORT" in errors
    assert "Traceback" not in errors
