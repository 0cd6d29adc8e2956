"""No file hurts the process that stores reports, whatever it does to the one that reads it."""

import io
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from printing import picture

from ingest import wire
from ingest.errors import UnreadableError, UnsupportedError
from ingest.load.ocr import can_recognise
from ingest.opening import Limits, Opening
from ingest.read import read
from ingest.workers import Workers

ROOT = Path(__file__).parent.parent
PLAIN = Opening()
REPORT = "青禾县2024年报告\n一、农业\n粮食总产量达到12.5万吨，增长3.5%。\n".encode()


@pytest.fixture
def workers():
    with Workers(count=2) as started:
        yield started


def limited(**limits):
    return Opening(limits=replace(Limits(), **limits))


def children_of(process):
    return [
        each
        for each in psutil.Process(process).children()
        if "ingest.child" in " ".join(each.cmdline())
    ]


def word_file(paragraphs):
    """Return a Word file of so many equal paragraphs: they pack very small."""
    body = b"<w:p><w:r><w:t>" + "小麦播种完成。".encode() + b"</w:t></w:r></w:p>"
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    content_types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType='
        b'"application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", content_types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", head + body * paragraphs + b"</w:body></w:document>")
    return file.getvalue()


def test_a_worker_reads_what_reading_here_reads(workers):
    assert workers.read("青禾县.txt", REPORT, PLAIN) == read("青禾县.txt", REPORT)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("空.txt", b"", UnreadableError), ("信.xyz", b"x", UnsupportedError)],
    ids=["unreadable", "unsupported"],
)
def test_a_worker_refuses_what_reading_here_refuses(workers, name, content, kind):
    with pytest.raises(kind) as here:
        read(name, content)
    with pytest.raises(kind) as there:
        workers.read(name, content, PLAIN)
    assert (there.value.message, there.value.hint) == (here.value.message, here.value.hint)


def test_workers_are_used_again(workers):
    workers.read("青禾县.txt", REPORT, PLAIN)
    before = {each.pid for each in children_of(os.getpid())}
    for _ in range(5):
        workers.read("青禾县.txt", REPORT, PLAIN)
    assert {each.pid for each in children_of(os.getpid())} == before


def test_files_are_read_at_the_same_time_by_no_more_workers_than_allowed(workers):
    with ThreadPoolExecutor(8) as threads:
        reports = list(threads.map(lambda i: workers.read(f"{i}.txt", REPORT, PLAIN), range(40)))
    assert [each.document.name for each in reports] == [f"{i}.txt" for i in range(40)]
    assert len(children_of(os.getpid())) <= 2


def test_a_file_that_takes_too_long_fails_alone(workers):
    slow = REPORT * 40_000
    with pytest.raises(UnreadableError) as caught:
        workers.read("长.txt", slow, limited(seconds=1))
    assert caught.value.message == "reading the file took longer than 1 s"
    assert "WENCE_MAX_SECONDS" in caught.value.hint
    assert workers.read("青禾县.txt", REPORT, PLAIN).figures


def test_a_file_that_takes_too_much_memory_fails_alone(workers):
    bomb = word_file(400_000)
    assert len(bomb) < 200_000
    with pytest.raises(UnreadableError) as caught:
        workers.read("大.docx", bomb, limited(memory_mb=100))
    assert caught.value.message == "reading the file needs more than 100 MB of memory"
    assert "WENCE_MAX_MEMORY_MB" in caught.value.hint
    assert workers.read("青禾县.txt", REPORT, PLAIN).figures


def kill_while_reading(workers, number):
    """Have a large file read and the process that reads it killed; return the reading's error."""
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(workers.read, "长.txt", REPORT * 40_000, PLAIN)
        while not (busy := [each for each in children_of(os.getpid()) if is_busy(each)]):
            if reading.done():
                break
        busy[0].send_signal(number)
        return reading.exception()


def is_busy(process):
    times = process.cpu_times()
    return times.user + times.system > 1.5


def test_a_crash_fails_the_file_alone_and_the_worker_is_replaced(caplog):
    with Workers(count=1) as workers:
        error = kill_while_reading(workers, signal.SIGSEGV)
        assert isinstance(error, UnreadableError)
        assert error.message == "the file made the program that reads it crash (SIGSEGV)"
        assert error.hint
        assert workers.read("青禾县.txt", REPORT, PLAIN).figures
    assert "SIGSEGV" in caplog.text


def test_a_worker_that_died_while_idle_costs_no_file():
    with Workers(count=1) as workers:
        workers.read("青禾县.txt", REPORT, PLAIN)
        (idle,) = children_of(os.getpid())
        idle.kill()
        psutil.wait_procs([idle], timeout=5)
        assert workers.read("青禾县.txt", REPORT, PLAIN).figures


def test_no_more_are_started_than_there_are_files(workers):
    workers.warm(files=0)
    workers.read("青禾县.txt", REPORT, PLAIN)
    assert len(children_of(os.getpid())) == 1


def test_closing_ends_the_workers_and_what_they_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    workers = Workers(count=2)
    workers.warm()
    workers.read("青禾县.txt", REPORT, PLAIN)
    processes = children_of(os.getpid())
    workers.close()
    assert processes
    assert not any(each.is_running() for each in processes)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnreadableError):
        workers.read("青禾县.txt", REPORT, PLAIN)


def test_closing_ends_what_is_being_read():
    workers = Workers(count=1)
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(workers.read, "长.txt", REPORT * 40_000, PLAIN)
        while not children_of(os.getpid()):
            assert not reading.done()
        workers.close()
        assert isinstance(reading.exception(timeout=30), UnreadableError)


_HOLD = """
import sys
from ingest.opening import Opening
from ingest.workers import Workers
workers = Workers(count=2)
workers.read("a.txt", "粮食12万吨。".encode(), Opening())
print("reading", flush=True)
workers.read("b.txt", ("粮食总产量达到12.5万吨，增长3.5%。\\n" * 400_000).encode(), Opening())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_no_worker_outlives_a_parent_that_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD], cwd=ROOT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout.readline() == b"reading\n"
        children = children_of(parent.pid)
        parent.kill()
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert (bool(gone), alive) == (True, [])


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked by signals")
def test_the_next_start_removes_what_a_killed_one_left(tmp_path, monkeypatch):
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD], cwd=ROOT, stdout=subprocess.PIPE, env=environ
    ) as parent:
        assert parent.stdout.readline() == b"reading\n"
        children = children_of(parent.pid)
        parent.kill()
    psutil.wait_procs(children, timeout=10)
    other = tmp_path / "wence-of-somebody-else"
    other.mkdir()
    assert len(list(tmp_path.iterdir())) > 1
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Workers(count=1) as workers:
        workers.read("青禾县.txt", REPORT, PLAIN)
    assert list(tmp_path.iterdir()) == [other]


@pytest.mark.slow
@pytest.mark.skipif(not can_recognise(), reason="text recognition is not installed")
def test_a_scan_may_take_longer_than_a_file(workers):
    buffer = io.BytesIO()
    lines = ["全县实施重点项目126项，完成投资21.5亿元。"] * 12
    pages = [picture([f"第{number}页", *lines]) for number in "一二三"]
    pages[0].save(buffer, "tiff", save_all=True, append_images=pages[1:])
    workers.read("青禾县.txt", REPORT, PLAIN)
    started = time.monotonic()
    report = workers.read("扫描.tif", buffer.getvalue(), limited(seconds=2, ocr_page_seconds=120))
    assert report.document.audit.ocr_pages == (1, 2, 3)
    assert time.monotonic() - started > 2


def test_a_reply_holds_nothing_but_a_report():
    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError, match=r"posix.system is no part of a reply"):
        wire.receive_reply(io.BytesIO(pickle.dumps(Evil())))


@pytest.mark.parametrize(
    "sent",
    [
        b"cingest.types\nReport\n(I1\ntR.",
        b"cdecimal\nDecimal\n(Vx\ntR.",
        b"\x80\x05h\x07.",
        pickle.dumps(wire.Reply(outcome="kein Bericht")),
        pickle.dumps(7),
    ],
    ids=["wrong arguments", "no number", "no such memo", "no outcome", "no reply"],
)
def test_a_damaged_reply_is_told_as_one(sent):
    with pytest.raises(pickle.UnpicklingError):
        wire.receive_reply(io.BytesIO(sent))


def test_a_password_is_not_shown():
    assert "geheim" not in repr(
        wire.Request(name="a", content=b"", opening=Opening(password="geheim"))
    )
