"""One process owns a data folder, and others are told which."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hashing import HashingEmbedder

from ingest.errors import BusyError
from vectorstore.index import Index

_HERE = Path(__file__).parent
_URL = "http://127.0.0.1:7860"
_OPEN = """
import sys
from pathlib import Path
from ingest.errors import BusyError
from hashing import HashingEmbedder
from vectorstore.index import Index
try:
    index = Index(Path(sys.argv[1]), HashingEmbedder())
except BusyError as error:
    sys.exit(f"{error.message} / {error.hint}")
"""
_HOLD = _OPEN + "print('open', flush=True); sys.stdin.read()"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def _open_elsewhere(folder):
    """Return what a second process says that opens the folder, "" when it may."""
    command = [sys.executable, "-c", _OPEN, str(folder)]
    return subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False).stderr


def test_second_process_is_told_who_owns_the_folder_and_where_it_serves(folder):
    with Index(folder, HashingEmbedder()) as index:
        index.announce(_URL)
        said = _open_elsewhere(folder)
    assert (f"process {os.getpid()} " in said, f"serves {_URL}" in said) == (True, True)


def test_second_process_is_told_the_pid_of_an_owner_that_does_not_serve(folder):
    with Index(folder, HashingEmbedder()):
        said = _open_elsewhere(folder)
    assert (f"process {os.getpid()} " in said, "serves" in said) == (True, False)


def test_refused_process_takes_nothing_from_the_owner(folder):
    with Index(folder, HashingEmbedder()) as index:
        index.announce(_URL)
        assert _open_elsewhere(folder) == _open_elsewhere(folder) != ""


def test_closed_folder_is_free(folder):
    with Index(folder, HashingEmbedder()):
        pass
    assert _open_elsewhere(folder) == ""


def test_folder_is_not_opened_twice_in_one_process(folder):
    with Index(folder, HashingEmbedder()):
        with pytest.raises(BusyError, match=f"process {os.getpid()} "):
            Index(folder, HashingEmbedder())
        assert _open_elsewhere(folder) != ""


def test_busy_folder_may_be_tried_again(folder):
    with Index(folder, HashingEmbedder()), pytest.raises(BusyError) as caught:
        Index(folder, HashingEmbedder())
    assert (caught.value.retryable, caught.value.status, "--data" in caught.value.hint) == (
        True,
        503,
        True,
    )


def test_killed_owner_leaves_the_folder_free(folder):
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(
        command, cwd=_HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout.readline() == b"open\n"
        with pytest.raises(BusyError, match=f"process {owner.pid} "):
            Index(folder, HashingEmbedder())
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        with Index(folder, HashingEmbedder()) as index:
            assert index.doctor() == ()


def test_new_owner_does_not_announce_the_address_of_a_killed_one(folder):
    hold = _HOLD.replace("print(", f"index.announce('{_URL}'); print(")
    command = [sys.executable, "-c", hold, str(folder)]
    with subprocess.Popen(
        command, cwd=_HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        owner.stdout.readline()
        owner.kill()
        owner.wait()
    with Index(folder, HashingEmbedder()), pytest.raises(BusyError) as caught:
        Index(folder, HashingEmbedder())
    assert _URL not in caught.value.message + caught.value.hint
