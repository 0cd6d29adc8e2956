"""A followed folder: what is new is taken in when it is whole, what is gone is told or removed."""

import json
import os
import shutil
import signal
import subprocess

import pytest
from commands import ROOT, WENCE, command

from bot.assembly import assemble
from bot.follow import Follower, prune
from bot.settings import Settings
from bot.watch import Seen, Watch
from ingest.errors import InputError


class _Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return _Clock()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def watch(folder, clock):
    return Watch([folder], settle_s=2, clock=clock)


def write(path, text="全市建成桥梁3座。", *, at=1_700_000_000):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def test_a_file_is_ready_when_it_was_not_written_to_for_a_while(folder, watch, clock):
    write(folder / "a.txt")
    assert watch.look() == Seen()
    clock.now = 2
    assert watch.look() == Seen(ready=(folder / "a.txt",))
    clock.now = 9
    assert watch.look() == Seen()


def test_a_file_that_grows_is_waited_for(folder, watch, clock):
    for moment in range(0, 8, 2):
        write(folder / "a.txt", "全市建成桥梁3座。" * (moment + 1))
        clock.now = moment
        assert watch.look() == Seen()
    clock.now = 8
    assert watch.look().ready == (folder / "a.txt",)


def test_a_file_written_anew_at_the_same_size_is_ready_again(folder, watch, clock):
    write(folder / "a.txt", "全市建成桥梁3座。")
    watch.look()
    clock.now = 2
    watch.look()
    write(folder / "a.txt", "全市建成桥梁5座。", at=1_700_000_009)
    assert watch.look() == Seen()
    clock.now = 4
    assert watch.look().ready == (folder / "a.txt",)


def test_hidden_and_lock_files_are_passed_over(folder, watch, clock):
    for name in (".a.txt.part", "~$b.docx"):
        write(folder / name)
    watch.look()
    clock.now = 2
    assert watch.look() == Seen()


def test_a_file_that_goes_is_gone_once(folder, watch, clock):
    for name in ("a.txt", "b.txt"):
        write(folder / name)
    watch.look()
    clock.now = 2
    watch.look()
    (folder / "a.txt").unlink()
    assert watch.look() == Seen(gone=(folder / "a.txt",))
    assert watch.look() == Seen()


@pytest.mark.parametrize("leaves_folder", [True, False], ids=["empty", "missing"])
def test_a_drive_that_is_taken_away_takes_no_file_away(folder, watch, clock, leaves_folder):
    write(folder / "a.txt")
    watch.look()
    clock.now = 2
    watch.look()
    shutil.rmtree(folder)
    if leaves_folder:
        folder.mkdir()
    assert watch.look() == Seen()


@pytest.fixture
def product(tmp_path):
    with assemble(Settings(data=tmp_path / "data", workers=1)) as assembled:
        yield assembled


def follow(product, folder, *, prunes=False):
    told, said = [], []
    follower = Follower(product, [folder], prunes=prunes, tell=told.append, say=said.append)
    follower._watch = Watch([folder.resolve()], settle_s=0)
    return follower, told, said


def test_a_followed_folder_is_taken_in_as_it_changes(product, folder):
    follower, told, _ = follow(product, folder)
    write(folder / "a.txt", "全市建成桥梁3座。")
    follower.step()
    write(folder / "a.txt", "全市建成桥梁55座。")
    follower.step()
    assert [each.status.value for each in told] == ["added", "updated"]
    assert len(product.index.rows()) == 1


@pytest.mark.parametrize(("prunes", "left"), [(False, 2), (True, 1)], ids=["keep", "prune"])
def test_the_document_of_a_file_that_is_gone_goes_when_that_is_wanted(
    product, folder, prunes, left
):
    follower, _, said = follow(product, folder, prunes=prunes)
    for name in ("a.txt", "b.txt"):
        write(folder / name, f"{name}全市建成桥梁3座。")
    follower.step()
    (folder / "a.txt").unlink()
    follower.step()
    assert len(product.index.rows()) == left
    assert str(folder / "a.txt") in said[0]


def test_pruning_leaves_other_folders_and_uploads_alone(product, folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for path in (folder / "a.txt", folder / "b.txt", other / "c.txt"):
        write(path, f"{path.name}全市建成桥梁3座。")
        product.ingest_path(path)
    product.ingest("d.txt", "全市建成桥梁9座。".encode())
    for path in (folder / "a.txt", other / "c.txt"):
        path.unlink()
    assert prune(product, [folder]) == [str(folder / "a.txt")]
    assert [row.name for row in product.index.rows()] == ["b.txt", "c.txt", "d.txt"]


def test_a_folder_that_is_not_there_is_not_followed(product, folder):
    with pytest.raises(InputError, match="does not exist"):
        follow(product, folder / "none")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_following_ends_in_order(folder, tmp_path, number):
    write(folder / "a.txt")
    with subprocess.Popen(
        command(WENCE, "ingest", folder, "--watch", "--json", "--data", tmp_path / "data"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        added = json.loads(process.stdout.readline())
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert (added["status"], process.returncode) == ("added", 0)
    assert "Traceback" not in errors


def test_an_address_is_not_watched(tmp_path):
    address = "https://qinghe.example/a.html"
    start = command(WENCE, "ingest", "--watch", address, "--data", tmp_path)
    done = subprocess.run(start, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "only files and folders can be watched" in done.stderr
    assert "wence ingest ADDRESS" in done.stderr
