"""Small things that would make a great deal of work: archives, bodies, and texts for patterns.

Guards that were taken out to see these fail: `BodyLimit`, `_LONGEST_COURTESY` and `_is_long` in
`followup.py`, `recent` in `earlier.py`, the pattern `_STEPS` of `threshold.py` as it was before.
"""

import asyncio
import io
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web.api import MAX_BODY
from bot.web.server import create_app
from ingest.opening import Limits, Opening
from ingest.read import read

REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
MEGABYTE = 1_000_000
# Each takes a second or two; without its guard minutes, or longer than anybody lives. Machines that
# run tests are often busy.
WITHIN_S = 60


@contextmanager
def opened(wence: Wence) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        return create_app(wence)

    with TestClient(
        asyncio.run(build()), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), max_unpacked_mb=20, max_upload_mb=2, max_seconds=20
    )
    with assemble(settings) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
        yield wence


@pytest.fixture(scope="module")
def client(wence: Wence) -> Iterator[TestClient]:
    with opened(wence) as client:
        yield client


# ---- Archives --------------------------------------------------------------------------------

_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return made.getvalue()


def _blanks(megabytes: int) -> bytes:
    return _DOCUMENT.encode() + b" " * (megabytes * MEGABYTE)


def _laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "增长5.9%">'
        for n in range(10)
    )
    return f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><d>&e9;</d>'.encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", _packed(word__document=_blanks(60))),
        ("a.xlsx", _packed(xl__workbook=_blanks(60))),
        ("a.pptx", _packed(ppt__presentation=_blanks(60))),
        ("a.epub", _packed(text=_blanks(60))),
        ("a.docx", _packed(word__document=_laughs())),
        ("a.xml", _laughs()),
        ("a.html", b"<div>" * 300_000),
        ("a.html", b"<table><tr><td>" * 100_000),
        ("a.csv", b'"' * MEGABYTE),
        ("a.md", b"> " * 400_000),
        ("a.md", b"[" * 500_000),
        ("a.md", b"**" * 400_000),
    ],
    ids=[
        "docx", "xlsx", "pptx", "epub", "entities in docx", "entities", "nested html",
        "nested tables", "quotes", "nested quotes", "brackets", "stars",
    ],
)  # fmt: skip
def test_a_small_file_of_much_work_ends_in_time(
    name: str, content: bytes, client: TestClient
) -> None:
    begun = time.monotonic()
    response = client.post("/api/documents", files=[("files", (name, content))])
    assert time.monotonic() - begun < WITHIN_S
    assert response.status_code in (200, 415, 422)
    for each in response.json() if response.status_code == 200 else []:
        client.delete(f"/api/documents/{each['document_id']}")
    assert client.get("/api/health").status_code == 200


# ---- Bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/ask",
        "/api/search",
        "/api/feedback",
        "/gradio_api/queue/join",
        "/gradio_api/run/predict",
    ],
)
@pytest.mark.parametrize("is_announced", [True, False], ids=["announced", "unannounced"])
def test_a_body_that_is_too_large_is_refused(
    path: str, is_announced: bool, client: TestClient
) -> None:
    body = b'{"question": "' + b"a" * (MAX_BODY * 2) + b'"}'
    content = (
        body
        if is_announced
        else iter([body[i : i + MEGABYTE] for i in range(0, len(body), MEGABYTE)])
    )
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (403, 413)
    if path.startswith("/api/"):
        assert response.json()["error"]["code"] == "too_large"
    assert client.get("/api/health").status_code == 200


def test_a_form_of_very_many_parts_is_refused(client: TestClient) -> None:
    files = [("files", (f"{number}.txt", b"a")) for number in range(1500)]
    assert client.post("/api/documents", files=files).status_code in (400, 413, 422)


@pytest.mark.parametrize(
    "body",
    [
        {"question": "a" * 2001},
        {"question": "5G", "history": [{"question": "a"}] * 51},
        {"question": "5G", "history": [{"question": "a" * 20_001}]},
        {"question": "5G", "documents": ["00ff"] * 1001},
        {"question": "5G", "session_id": "a" * 201},
    ],
    ids=["question", "turns", "turn", "documents", "session"],
)
def test_a_field_that_is_too_long_is_refused(body: dict, client: TestClient) -> None:
    assert client.post("/api/ask", json=body).status_code == 400


# ---- Texts for patterns ------------------------------------------------------------------------

# What makes patterns that try again take quadratic time and worse: long runs that nearly match.
RUNS = {
    "digits": "1",
    "digits with commas": "1,",
    "decimals": "1.1",
    "Chinese numerals": "一",
    "tens and units": "十一",
    "blanks": " ",
    "wide blanks": "　",
    "line ends": "\n",
    "tabs": "\t",
    "commas": "，",
    "years": "2023年",
    "ranges": "1-",
    "per cents": "1%",
    "quotes": "“",
    "brackets": "（",
    "closing": "）",
    "of": "的",
    "places": "青禾县",
    "growth": "增长",
    "words": "a ",
    "letters": "a",
    "and": "和",
    "headings": "一、",
    "numbers of headings": "1.1.",
    "marks": "[1]",
    "minus": "－",
    "units": "亿元",
    "negation": "不",
    "asks": "多少",
    "points": "．",
    "colons": "：",
    "emoji": "😀",
    "hundred millions": "亿",
    "steps": "4个亿",
    "courtesies": "你能",
}
SIZE = 20_000


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_report_of_one_run_is_read_in_time(run: str) -> None:
    text = f"青禾县2024年报告\n{run * (SIZE // len(run))}x\n新建5G基站312个。\n"
    begun = time.monotonic()
    read("a.txt", text.encode(), Opening(limits=Limits()))
    assert time.monotonic() - begun < WITHIN_S


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_passage_that_holds_a_run_is_answered_from_in_time(run: str, client: TestClient) -> None:
    text = f"柏川县2024年报告\n一、2023年回顾\n新建公共浴池4个{run * (300 // len(run))}，增长3%。\n"
    [stored] = client.post("/api/documents", files=[("files", ("a.txt", text.encode()))]).json()
    begun = time.monotonic()
    response = client.post("/api/ask", json={"question": "柏川县2023年新建公共浴池多少个？"})
    assert time.monotonic() - begun < WITHIN_S
    assert response.status_code == 200
    client.delete(f"/api/documents/{stored['document_id']}")


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_question_of_one_run_is_answered_in_time(run: str, client: TestClient) -> None:
    asked = f"青禾县{run * (1900 // len(run))}多少个？"
    begun = time.monotonic()
    response = client.post("/api/ask", json={"question": asked})
    assert time.monotonic() - begun < WITHIN_S
    assert response.status_code == 200


@pytest.mark.parametrize("run", ["1", "a ", "青禾县2023年", "“", "增长1%，"])
@pytest.mark.parametrize("size", [60, 20_000])
def test_a_history_of_one_run_is_followed_in_time(size: int, run: str, client: TestClient) -> None:
    turn = {"question": run * (size // len(run)), "answer": run * (size // len(run))}
    begun = time.monotonic()
    response = client.post("/api/ask", json={"question": "那去年呢？", "history": [turn] * 20})
    assert time.monotonic() - begun < WITHIN_S
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("head", "run"),
    [
        ("How many", " "), ("What was the ", "a "), ("What share of", " "),
        ("How fast did ", "in "), ("By how much did ", " the"), ("How many ", "kilometres of "),
        ("In ", "2023, "), ("", "你能"), ("", "谢谢"), ("", "和去年"), ("那", "么"),
    ],
)  # fmt: skip
def test_a_question_that_begins_with_a_run_is_answered_in_time(
    head: str, run: str, client: TestClient
) -> None:
    begun = time.monotonic()
    asked = f"{head}{run * (1900 // len(run))}? 甲"
    assert client.post("/api/ask", json={"question": asked}).status_code == 200
    assert time.monotonic() - begun < WITHIN_S


def test_text_after_a_bomb_is_answered_as_before(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "青禾县2023年新建5G基站多少个？"}).json()
    assert re.search("312个", answer["answer"])
