"""The endpoints behind the pane and the card: outline, printed pages, rephrasings, workbooks."""

import asyncio
import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from fastapi.testclient import TestClient
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bot.access.person import LOCAL
from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.types import Answer
from bot.web.api import create_api
from bot.web.control import Control
from bot.web.gate import Gate

_FONT = "STSong-Light"
_LINES = ("青禾县2024年政府工作报告", "一、2023年工作回顾", "新建5G基站312个，改造学校9所。")
_REPORTS = {
    f"{place}.txt": f"{place}2024年政府工作报告\n一、2023年工作回顾\n{text}\n"
    for place, text in (
        ("白河县", "新建5G基站45个。粮食产量达到7.25万吨。"),
        ("云山县", "新建5G基站90个。粮食产量达到12万吨。"),
    )
}


def printed() -> bytes:
    """Return a cover and a page of text."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 600))
    for lines in (_LINES[:1], _LINES[1:]):
        canvas.setFont(_FONT, 14)
        for number, line in enumerate(lines):
            canvas.drawString(40, 500 - 30 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"), workers=1)) as assembled:
        assembled.ingest("青禾县.pdf", printed())
        for name, text in _REPORTS.items():
            assembled.ingest(name, text.encode())
        yield assembled


@pytest.fixture(scope="module")
def client(wence: Wence) -> Iterator[TestClient]:
    async def build() -> Gate:
        return Gate(create_api(wence, Control(wence)), resolvers=[lambda _: LOCAL])

    with TestClient(
        asyncio.run(build()), base_url="http://localhost", raise_server_exceptions=False
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def documents(client: TestClient) -> dict[str, str]:
    listed = client.get("/documents").json()["documents"]
    return {each["name"]: each["document_id"] for each in listed}


# ---- Pages -----------------------------------------------------------------------------------


def test_the_outline_names_every_heading_with_its_page(
    client: TestClient, documents: dict[str, str]
) -> None:
    outline = client.get(f"/documents/{documents['青禾县.pdf']}/outline").json()
    assert [(each["text"], each["page"]) for each in outline["headings"]][-1] == (
        "一、2023年工作回顾",
        2,
    )


def test_a_page_is_shown_as_it_is_printed_with_the_quote_marked(
    client: TestClient, wence: Wence, documents: dict[str, str]
) -> None:
    document_id = documents["青禾县.pdf"]
    image = client.get(f"/documents/{document_id}/pages/2/image")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/jpeg")
    assert image.headers["x-content-type-options"] == "nosniff"
    assert image.content.startswith(b"\xff\xd8")
    start = wence.index.document(document_id).text.index("新建5G基站")
    place = {"start": start, "end": start + len("新建5G基站312个")}
    path = f"/documents/{document_id}/pages/2/marks"
    [(left, top, right, bottom)] = client.get(path, params=place).json()["boxes"]
    # At 40 and 470 of 400 and 600 points, counted from below.
    assert left == pytest.approx(0.1, abs=0.01)
    assert top < 130 / 600 < bottom + 0.01
    assert left < right < 1
    assert client.get(path.replace("/2/", "/1/"), params=place).json() == {"boxes": []}


def test_only_files_with_pages_say_how_many_there_are(
    client: TestClient, documents: dict[str, str]
) -> None:
    paged, plain = (
        client.get(f"/documents/{documents[name]}/text").json()["pages"]
        for name in ("青禾县.pdf", "白河县.txt")
    )
    assert (paged, plain) == (2, None)


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("青禾县.pdf", "pages/9/image", 422),
        ("青禾县.pdf", "pages/0/image", 400),
        ("白河县.txt", "pages/1/image", 415),
        ("none", "pages/1/image", 404),
        ("none", "pages/1/marks?start=0&end=3", 404),
        ("none", "outline", 404),
    ],
)
def test_what_cannot_be_shown_is_an_error_with_a_hint(
    client: TestClient, documents: dict[str, str], name: str, path: str, status: int
) -> None:
    response = client.get(f"/documents/{documents.get(name, 'ffff')}/{path}")
    assert response.status_code == status
    assert response.json()["error"]["hint"]


# ---- Answers ---------------------------------------------------------------------------------


def test_places_side_by_side_come_as_points_of_their_citations(client: TestClient) -> None:
    question = {"question": "白河县和云山县2023年粮食产量分别是多少？"}
    answer = client.post("/ask", json=question).json()
    points = [(each["place"], each["text"], Decimal(each["value"])) for each in answer["points"]]
    assert points == [("白河县", "7.25万吨", 72500), ("云山县", "12万吨", 120_000)]
    quotes = {each["marker"]: each["quote"] for each in answer["citations"]}
    assert all(each["text"] in quotes[each["marker"]] for each in answer["points"])
    assert answer["scope"] == {"places": ["白河县", "云山县"], "years": [2023]}
    assert Answer.from_dict(answer).to_dict() == answer


def test_an_answer_of_an_earlier_version_is_read(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "白河县2023年新建5G基站多少个？"}).json()
    for name in ("nearest", "points", "scope"):
        del answer[name]
    assert Answer.from_dict(answer).points == ()


def test_a_refusal_tells_where_the_nearest_stands(client: TestClient, wence: Wence) -> None:
    answer = client.post("/ask", json={"question": "白河县2031年粮食产量是多少？"}).json()
    assert (answer["outcome"], answer["citations"]) == ("not_found", [])
    assert len(answer["nearest"]) == len(answer["suggestions"]) > 0
    for each in answer["nearest"]:
        text = wence.index.document(each["document_id"]).text
        assert text[each["start"] : each["end"]] == each["quote"]


def test_questions_that_are_offered_are_answered(client: TestClient) -> None:
    refused = {"question": "白河县2031年粮食产量是多少？"}
    offered = client.post("/rephrase", json=refused).json()["questions"]
    assert 0 < len(offered) <= 3
    answers = [client.post("/ask", json={"question": each}).json() for each in offered]
    assert {each["outcome"] for each in answers} == {"answered"}
    assert len({each["answer"] for each in answers}) == len(offered)


def test_nothing_is_offered_that_the_chosen_reports_do_not_answer(
    client: TestClient, documents: dict[str, str]
) -> None:
    asked = {"question": "白河县2031年粮食产量是多少？", "documents": [documents["青禾县.pdf"]]}
    assert client.post("/rephrase", json=asked).json() == {"questions": []}


# ---- Workbooks -------------------------------------------------------------------------------


def test_a_table_comes_back_as_a_workbook(client: TestClient) -> None:
    table = {"title": "粮食产量", "rows": [["对象", "数值（万吨）"], ["=白河县", 7.25]]}
    response = client.post("/tables/xlsx", json=table)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["粮食产量", None],
        [None, None],
        ["对象", "数值（万吨）"],
        ["=白河县", 7.25],
    ]
    assert sheet["A4"].data_type == "s"


@pytest.mark.parametrize("rows", [[["a"] * 21], [["a" * 2001]], [["a"]] * 1001, [[{"a": 1}]]])
def test_a_table_of_another_size_or_form_is_refused(client: TestClient, rows: object) -> None:
    response = client.post("/tables/xlsx", json={"title": "", "rows": rows})
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"code", "message", "hint", "retryable"}
