"""A process that writes is killed at any moment: the store is whole, and nothing done is lost."""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys

import pytest
import test_store_writer
from hashing import HashingEmbedder
from test_store_writer import PATHS, content_of, sync

from ingest.read import document_id, read
from vectorstore.index import Index

pytestmark = pytest.mark.slow

_ROUNDS = 24
_MOST_STEPS = 400
_BEFORE = {"a.txt": 1, "b.txt": 2, "c.txt": 2}


class _Writer:
    """The process that is killed, seen from the tests."""

    def __init__(self, process):
        self._process = process

    def ask(self, work, folder, **request):
        """Send a request; yield the lines that answer it, and return when its process is dead."""
        request |= {"work": work, "folder": str(folder)}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            word, *values = json.loads(line)
            if word == "ended":
                assert values[0] in (0, -signal.SIGKILL), "it failed before it was killed"
                return
            yield word, *values


@pytest.fixture(scope="module")
def writer():
    command = [sys.executable, test_store_writer.__file__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Writer(process)
        process.stdin.close()
        process.wait()


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """Return a folder with two documents, of which one lies at two paths."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    with Index(folder, HashingEmbedder()) as index:
        for path, version in _BEFORE.items():
            sync(index, path, version)
    return folder


def _kill_while_writing(writer, folder, *, chance, version):
    """Kill a writing process after a random number of steps; return its log but the steps."""
    steps = chance.randrange(_MOST_STEPS)
    log, pid, is_killed = [], None, False
    for word, *values in writer.ask("write", folder, seed=chance.random(), version=version):
        if word == "pid":
            (pid,) = values
        elif word == "step":
            steps -= 1
        else:
            log.append((word, *values))
        if steps <= 0 and pid is not None and not is_killed:
            os.kill(pid, signal.SIGKILL)
            is_killed = True
    assert is_killed
    return log


def _possible(before, log):
    """Return the states that a log allows: all that was done, with or without what was not."""
    state = dict(before)
    after = state
    for word, *values in log:
        if word == "start":
            path, version = values
            after = {**state, path: version}
        else:
            state = after
    return [state, after]


def _state(index):
    """Return the version at each path, from what is visible; a second version is an error."""
    versions = {document_id(content_of(version)): version for version in range(1, 5000)}
    state = dict.fromkeys(PATHS)
    for row in index.rows():
        assert state[row.name] is None
        state[row.name] = versions[row.document_id]
    return state


def _assert_whole(index, folder):
    """Fail unless the stores agree and hold the visible documents and nothing else."""
    rows = index.rows()
    assert index.doctor() == ()
    originals = {path.name: path.read_bytes() for path in (folder / "originals").iterdir()}
    assert originals.keys() == {row.document_id for row in rows}
    reports = {row.document_id: read(row.name, originals[row.document_id]) for row in rows}
    assert {each: index.document(each) for each in reports} == {
        each: report.document for each, report in reports.items()
    }
    found = {hit.passage for hit in index.search("小麦播种", k=1000)}
    assert found == {passage for report in reports.values() for passage in report.passages}


def test_killed_at_random_moments_the_store_holds_what_was_done(writer, tmp_path):
    folder = tmp_path / "data"
    chance = random.Random(20240701)
    state, version = dict.fromkeys(PATHS), 0
    for _ in range(_ROUNDS):
        log = _kill_while_writing(writer, folder, chance=chance, version=version)
        with Index(folder, HashingEmbedder()) as index:
            _assert_whole(index, folder)
            now = _state(index)
            assert now in _possible(state, log)
        state = now
        version += sum(word == "start" for word, *_ in log)


def _kill_at_each_step(writer, work, folders, **request):
    """Yield a folder for each step at which a process working on it was killed, then one whole."""
    for step, folder in enumerate(folders):
        log = list(writer.ask(work, folder, fatal_step=step, **request))
        is_whole = ("survived",) in log
        yield folder, is_whole
        if is_whole:
            return


def _copies(seeded, tmp_path):
    for number in itertools.count():
        yield shutil.copytree(seeded, tmp_path / str(number))


@pytest.mark.parametrize(
    ("change", "new"),
    [(("a.txt", 9), {2, 9}), (("a.txt", 2), {2}), (("a.txt", None), {2})],
    ids=["update", "take over", "remove"],
)
def test_killed_before_any_line_of_a_change_the_store_is_old_or_new(
    writer, seeded, tmp_path, change, new
):
    ids = {document_id(content_of(version)): version for version in (1, 2, 9)}
    seen = []
    for folder, _ in _kill_at_each_step(
        writer, "change", _copies(seeded, tmp_path), changes=[change]
    ):
        with Index(folder, HashingEmbedder()) as index:
            _assert_whole(index, folder)
            seen.append({ids[row.document_id] for row in index.rows()})
    # There is one moment at which the old becomes the new.
    turn = seen.index(new)
    assert seen == [{1, 2}] * turn + [new] * (len(seen) - turn)
    assert turn > 0


def test_killed_before_any_line_of_a_group_each_document_is_old_or_new(writer, seeded, tmp_path):
    old, new = {"a.txt": 1, "b.txt": 2, "c.txt": 2}, {"a.txt": 9, "b.txt": 2, "c.txt": 8}
    changes = [(path, new[path]) for path in ("a.txt", "c.txt")]
    ids = {document_id(content_of(version)): version for version in (1, 2, 8, 9)}
    seen = []
    copies = _copies(seeded, tmp_path)
    for folder, _ in _kill_at_each_step(writer, "group", copies, changes=changes):
        with Index(folder, HashingEmbedder()) as index:
            _assert_whole(index, folder)
            seen.append({ids[row.document_id] for row in index.rows()})
    states = [set(old.values()), {9, 2}, set(new.values())]
    turns = [seen.index(state) for state in states if state in seen]
    assert (seen[0], seen[-1], turns) == (states[0], states[-1], sorted(turns))
    assert all(state in states for state in seen)


def test_killed_before_any_line_of_the_first_opening_the_folder_opens(writer, tmp_path):
    folders = (tmp_path / str(number) for number in itertools.count())
    for folder, _ in _kill_at_each_step(writer, "open", folders):
        with Index(folder, HashingEmbedder()) as index:
            _assert_whole(index, folder)


def test_killed_before_any_line_of_rebuilding_it_can_be_done_again(writer, seeded, tmp_path):
    copies = _copies(seeded, tmp_path)
    for folder, is_whole in _kill_at_each_step(writer, "change", copies, changes=[]):
        with Index(folder, HashingEmbedder()) as index:
            if not is_whole:
                index.rebuild()
            _assert_whole(index, folder)
