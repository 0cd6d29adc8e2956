"""A data folder is copied while a server writes to it, and made anew from the copy."""

import json
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.access.journal import Entry, Journal
from bot.assembly import assemble, examine, repair
from bot.backup import back_up, unpack
from bot.cli import wence as command
from bot.settings import Settings
from ingest.errors import InputError, NotFoundError, StoreError, UnreadableError

QUESTION = "青禾县2023年新建5G基站多少个？"


def report(place: str, count: int) -> bytes:
    text = f"{place}2024年政府工作报告\n一、2023年工作回顾\n新建5G基站{count}个，增长3.2%。\n"
    return text.encode()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "data"
    with assemble(Settings(data=folder)) as wence:
        wence.ingest("青禾县.txt", report("青禾县", 312))
        wence.ingest("白河县.txt", report("白河县", 118))
    return folder


@pytest.fixture(scope="module")
def saved(data: Path) -> Path:
    """Back up while the folder is owned, and while reports come and go."""
    target = data.parent / "saved.zip"
    with closing(Journal(data, hashes=False, days=90)) as journal:
        journal.note(
            Entry(
                at=datetime.now(UTC), person="青禾", via="api", question=QUESTION, passages=(),
                outcome="answered", answerer="extractive", answer_id="a", ms=1,
            )
        )  # fmt: skip
    is_done = threading.Event()

    def write() -> None:
        number = 0
        while not is_done.is_set():
            number += 1
            wence.ingest("云山县.txt", report("云山县", number))

    with assemble(Settings(data=data)) as wence:
        writer = threading.Thread(target=write)
        writer.start()
        try:
            back_up(data, target, version="1")
        finally:
            is_done.set()
            writer.join()
    return target


def test_a_backup_beside_a_writer_is_restored_without_a_finding(
    saved: Path, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "new")
    done = unpack(saved, settings.data)
    repair(settings)
    assert examine(settings).findings == ()
    with assemble(settings) as wence:
        assert wence.index.count().documents == done.documents
        assert "312个" in wence.bot.ask(QUESTION).answer
        for row in wence.index.rows():
            assert wence.index.original(row.document_id).stat().st_size > 0
    with closing(Journal(settings.data, hashes=False, days=90)) as journal:
        assert [each.person for each in journal.entries()] == ["青禾"]


def test_only_its_owner_may_read_a_backup(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_the_commands_tell_what_they_did(data: Path, tmp_path: Path) -> None:
    run = CliRunner()
    made = run.invoke(command, ["backup", str(tmp_path / "b.zip"), "--data", str(data)])
    assert "documents" in made.output
    back = run.invoke(command, ["restore", str(tmp_path / "b.zip"), "--data", str(tmp_path / "n")])
    assert "All is well." in back.output
    again = run.invoke(command, ["backup", str(tmp_path / "b.zip"), "--data", str(data)])
    assert isinstance(again.exception, InputError)


def test_a_folder_that_holds_something_is_not_written_to(saved: Path, data: Path) -> None:
    before = sorted(path.name for path in data.iterdir())
    with pytest.raises(StoreError, match="not empty"):
        unpack(saved, data)
    assert sorted(path.name for path in data.iterdir()) == before


def test_what_is_no_data_folder_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no data folder"):
        back_up(tmp_path, tmp_path / "b.zip", version="1")
    assert list(tmp_path.iterdir()) == []


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Copy an archive with its entries changed."""
    with zipfile.ZipFile(source) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target


def _other_text(entries: dict[str, bytes]) -> None:
    name = next(each for each in entries if each.startswith("originals/"))
    entries[name] = entries[name].replace(b"5G", b"6G")


def _without_a_report(entries: dict[str, bytes]) -> None:
    del entries[next(each for each in entries if each.startswith("originals/"))]


def _with(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        manifest["files"][name] = manifest["files"]["catalog.sqlite"]
        entries[name] = entries["catalog.sqlite"]
        entries["manifest.json"] = json.dumps(manifest).encode()

    return change


def _of_another_format(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"]) | {"format": 99}
    entries["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change",
    [
        _other_text,
        _without_a_report,
        _with("../../outside"),
        _with("/tmp/outside"),
        _with("originals/../../outside"),
        _with("owner.lock"),
        _of_another_format,
        lambda entries: entries.pop("manifest.json"),
        lambda entries: entries.clear(),
    ],
    ids=[
        "changed report", "missing report", "path upwards", "absolute path", "through a folder",
        "foreign file", "later format", "no manifest", "nothing",
    ],
)  # fmt: skip
def test_a_damaged_or_foreign_archive_leaves_nothing(
    change: Callable[[dict[str, bytes]], None], saved: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in" / "new"
    with pytest.raises(UnreadableError):
        unpack(rewritten(saved, tmp_path / "changed.zip", change), folder)
    assert list(folder.iterdir()) == []
    assert [path.name for path in folder.parent.iterdir()] == ["new"]


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK no")
    with pytest.raises(UnreadableError):
        unpack(tmp_path / "b.zip", tmp_path / "new")


def test_a_copied_database_is_whole(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        archive.extract("catalog.sqlite", tmp_path)
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalog:
        assert catalog.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
