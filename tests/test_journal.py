"""Who asked what when, in the detail that was chosen, for as long as was chosen."""

import asyncio
import csv
import io
import json
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.access.exporting import as_csv, as_json_lines, csv_cell
from bot.access.journal import Entry, Journal
from bot.access.person import Role
from bot.assembly import Wence, assemble
from bot.cli import wence as command
from bot.settings import Settings
from bot.web.rules import role_for
from bot.web.server import create_app

REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
QUESTION = "2023年新建5G基站多少个？"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(at: datetime = NOON, *, person: str = "甲", question: str = QUESTION) -> Entry:
    return Entry(
        at=at,
        person=person,
        via="api",
        question=question,
        passages=("00ff:5-9",),
        outcome="answered",
        answerer="extractive",
        answer_id="a1",
        ms=12,
    )


@contextmanager
def journal(folder: Path, *, hashes: bool = False, now: datetime = NOON) -> Iterator[Journal]:
    with closing(Journal(folder, hashes=hashes, days=30, now=lambda: now)) as opened:
        yield opened


def test_an_entry_is_kept_as_it_was(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        kept.note(entry())
        assert list(kept.entries()) == [entry()]


def test_hashes_are_alike_for_the_same_question_and_hold_none_of_it(tmp_path: Path) -> None:
    with journal(tmp_path, hashes=True) as kept:
        kept.note(entry())
        kept.note(entry(question=f" {QUESTION}\n"))
        kept.note(entry(question="别的问题"))
        hashes = [each.question for each in kept.entries()]
    assert hashes[0] == hashes[1] != hashes[2]
    files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert not any("基站".encode() in content for content in files)


def test_hashes_of_another_folder_are_others(tmp_path: Path) -> None:
    with journal(tmp_path / "a", hashes=True) as one, journal(tmp_path / "b", hashes=True) as two:
        assert one.hashed(QUESTION) != two.hashed(QUESTION)


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        kept.note(entry())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert {mode & 0o077 for mode in modes.values()} == {0}


def test_what_is_too_old_goes_when_something_new_comes(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        kept.note(entry(question="旧"))
    with journal(tmp_path, now=NOON + timedelta(days=31)) as kept:
        kept.note(entry(NOON + timedelta(days=31)))
        assert [each.at for each in kept.entries()] == [NOON + timedelta(days=31)]


def test_a_person_who_is_erased_is_nowhere_in_the_files(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        for _ in range(50):
            kept.note(entry(person="张三丰", question="秘密问题"))
        kept.note(entry(person="乙"))
        assert kept.erase("张三丰") == 50
        assert [each.person for each in kept.entries()] == ["乙"]
        contents = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "张三丰".encode() not in contents
    assert "秘密问题".encode() not in contents


def test_entries_since_a_time_of_another_zone(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        kept.note(entry(NOON - timedelta(hours=1)))
        kept.note(entry(NOON))
        since = datetime.fromisoformat("2026-03-01T20:00:00+08:00")
        assert [each.at for each in kept.entries(since=since)] == [NOON]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1+1",
        "　=1",
        '=HYPERLINK("http://a")',
    ],
)
def test_no_cell_of_the_table_is_a_formula(text: str) -> None:
    [_, row] = csv.reader(
        io.StringIO("".join(as_csv([entry(question=text)])).removeprefix("\ufeff"))
    )
    assert row[3] == f"'{text}" == csv_cell(text)


def test_both_forms_hold_the_same(tmp_path: Path) -> None:
    [line] = as_json_lines([entry()])
    [names, row] = csv.reader(io.StringIO("".join(as_csv([entry()])).removeprefix("\ufeff")))
    told = json.loads(line)
    assert dict(zip(names, row, strict=True)) == {
        **{name: str(value) for name, value in told.items()},
        "passages": "00ff:5-9",
    }


# ---- Over a server ---------------------------------------------------------------------------


@contextmanager
def opened(wence: Wence) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        return create_app(wence)

    with TestClient(asyncio.run(build()), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a server that kept its journal in full and was asked twice."""
    folder = tmp_path_factory.mktemp("journal")
    with assemble(Settings(data=folder, journal="full", max_question_chars=100)) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
        with opened(wence) as client:
            answer = client.post("/api/ask", json={"question": QUESTION}).json()
            client.post("/api/ask", json={"question": "长" * 101})
            [first, second] = client.get("/api/journal").text.splitlines()
            assert client.get("/api/journal?since=2999-01-01T00:00:00").text == ""
            assert client.get("/api/journal?format=csv").text.startswith("\ufeffat,person")
    [cited] = answer["citations"]
    kept = json.loads(first)
    assert kept["passages"] == [f"{cited['document_id']}:{cited['start']}-{cited['end']}"]
    assert (kept["person"], kept["question"]) == ("local", QUESTION)
    assert (kept["outcome"], kept["answer_id"]) == ("answered", answer["answer_id"])
    assert json.loads(second)["outcome"] == "bad_input"
    return folder


def test_the_command_line_exports_and_erases(data: Path) -> None:
    run = CliRunner()
    exported = run.invoke(command, ["journal", "export", "--data", str(data)])
    assert [json.loads(line)["person"] for line in exported.output.splitlines()] == ["local"] * 2
    later = ["journal", "export", "--since", "2999-01-01", "--format", "csv", "--data", str(data)]
    assert len(run.invoke(command, later).output.splitlines()) == 1
    erased = run.invoke(command, ["journal", "erase", "local", "--data", str(data)])
    assert erased.output == "erased  2 entries of local\n"
    assert run.invoke(command, ["journal", "export", "--data", str(data)]).output == ""


def test_without_a_journal_nothing_is_kept(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, opened(wence) as client:
        client.post("/api/ask", json={"question": QUESTION})
        refused = client.get("/api/journal")
    assert refused.status_code == 404
    assert "WENCE_JOURNAL" in refused.json()["error"]["hint"]
    assert not list(tmp_path.glob("journal*"))


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "HEAD"])
@pytest.mark.parametrize("path", ["/api/journal", "/api/journal/甲"])
def test_the_journal_is_for_admins(method: str, path: str) -> None:
    assert role_for(method, path) is Role.ADMIN
