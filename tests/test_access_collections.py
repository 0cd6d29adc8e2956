"""A document belongs to one collection: by the command line, in old folders, over time."""

import json
import sqlite3
from pathlib import Path

import pytest

from bot.access.person import LOCAL, Person
from bot.assembly import Wence, assemble
from bot.cli import main
from bot.files import collection_name
from bot.settings import Settings
from ingest.errors import InputError
from ingest.read import document_id, identified, read

TEXT = "青禾县2024年政府工作报告\n\n一、2023年工作回顾\n全县新建乡村小剧场17座。\n"


@pytest.fixture
def wence(tmp_path: Path):
    with assemble(Settings(data=tmp_path / "data", workers=1)) as assembled:
        yield assembled


def collections(wence: Wence) -> dict[str, str]:
    return {each.document_id: each.collection for each in wence.index.documents()}


def test_a_document_is_in_the_default_collection_unless_it_is_said(wence: Wence) -> None:
    plain = wence.ingest("甲.txt", TEXT.encode())
    placed = wence.ingest("甲.txt", TEXT.encode(), collection="财政")
    assert (plain.collection, placed.collection) == ("default", "财政")
    assert collections(wence) == {plain.document_id: "default", placed.document_id: "财政"}
    assert plain.to_dict()["collection"] == "default"


def test_a_file_that_is_read_again_stays_where_it_is(wence: Wence, tmp_path: Path) -> None:
    """A job that takes a folder in each night must not show to all what was for some."""
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    [first] = wence.ingest_all([*_sources(path, "财政")])
    path.write_text(TEXT + "新建绿道9公里。\n", encoding="utf-8")
    again = wence.ingest_path(path)
    assert (first.collection, again.collection, again.status) == ("财政", "财政", "updated")
    assert collections(wence) == {again.document_id: "财政"}


def test_a_file_moves_to_the_collection_that_is_said(wence: Wence, tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    wence.ingest_path(path)
    [moved] = wence.ingest_all([*_sources(path, "财政")])
    assert collections(wence) == {moved.document_id: "财政"}
    assert moved.document_id == document_id(TEXT.encode(), "财政")


def _sources(path: Path, collection: str):
    from dataclasses import replace

    from bot.files import source_of_path

    yield replace(source_of_path(path), collection=collection)


def test_ids_tell_collections_apart_and_are_as_before_in_the_default_one() -> None:
    content = TEXT.encode()
    ids = {document_id(content, each) for each in ("default", "财政", "发改")}
    assert len(ids) == 3
    assert document_id(content) in ids
    # No content of one collection has the id of another's.
    assert document_id(content + "财政".encode()) != document_id(content, "财政")


def test_a_report_under_another_id_is_the_same_otherwise() -> None:
    report = read("甲.txt", TEXT.encode())
    other = identified(report, "0123")
    assert {each.document_id for each in other.passages} == {other.document.id} == {"0123"}
    assert [each.id for each in other.passages] == [
        f"0123:{i}" for i in range(len(report.passages))
    ]
    assert identified(other, report.document.id) == report
    assert identified(report, report.document.id) is report


@pytest.mark.parametrize("name", ["", "a b", "a,b", "a/b", "..", "x" * 65, "a\n", "*", "<b>"])
def test_what_could_be_taken_for_several_is_no_name(name: str) -> None:
    with pytest.raises(InputError):
        collection_name(name)


def test_a_folder_that_was_made_before_has_one_collection(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path, workers=1)) as wence:
        known = wence.ingest("甲.txt", TEXT.encode()).document_id
    connection = sqlite3.connect(tmp_path / "catalog.sqlite")
    connection.execute("ALTER TABLE documents DROP COLUMN collection")
    connection.commit()
    connection.close()
    with assemble(Settings(data=tmp_path, workers=1)) as wence:
        assert collections(wence) == {known: "default"}
        added = wence.ingest("乙.txt", f"{TEXT}又。\n".encode(), collection="财政").document_id
        assert collections(wence) == {known: "default", added: "财政"}


def test_the_local_person_sees_the_product_itself(wence: Wence) -> None:
    assert wence.seen_by(LOCAL) is wence
    everything = wence.seen_by(Person(name="chief"))
    assert everything.index is wence.index
    some = [wence.seen_by(Person(name=each, collections=frozenset({"财政"}))) for each in "ab"]
    assert some[0].index is some[1].index


def test_the_command_line_takes_and_shows_collections(tmp_path: Path, capsys) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    data = str(tmp_path / "data")
    for arguments in (
        ["ingest", str(path), "--collection", "财政", "--data", data, "--json"],
        ["documents", "--data", data],
        ["documents", "--data", data, "--json"],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0
    shown = capsys.readouterr().out.splitlines()
    assert json.loads(shown[0])["collection"] == "财政"
    assert "collection 财政" in shown[1]
    assert json.loads("".join(shown[2:]))[0]["collection"] == "财政"
    with pytest.raises(SystemExit) as ended:
        main(["ingest", str(path), "--collection", "a b", "--data", data])
    assert ended.value.code == 2
