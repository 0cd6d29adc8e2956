"""The process that the crash tests kill, run as a script; it holds no tests.

It reads a request a line from its input and carries each out in a child of its own, so that the
imports are paid for once. Each line that it prints is a JSON array that begins with a word.
"""

import json
import os
import random
import signal
import sys
from pathlib import Path

from hashing import HashingEmbedder

from ingest.read import read
from vectorstore.incoming import Incoming
from vectorstore.index import Index

__all__ = ["PATHS", "content_of", "sync"]

PATHS = ("a.txt", "b.txt", "c.txt")
# The files whose lines are the steps of a write; each of their catalog calls is one transaction.
_STEPS = tuple(f"vectorstore/{name}.py" for name in ("index", "store", "derived", "originals"))


def content_of(version):
    word = f"zq{version}w"
    return (
        f"第{version}号报告\n一、农业\n" + f"小麦播种{word}完成，合作社{word}验收合格。\n" * 3
    ).encode()


def sync(index, path, version):
    content = content_of(version)
    return index.sync(read(path, content), path=path, content=content)


def _remove(index, path):
    for row in index.rows():
        if row.name == path:
            index.remove(row.document_id)


def _apply(index, path, version):
    """Make a path hold a version, or nothing when it is None."""
    if version is None:
        _remove(index, path)
    else:
        sync(index, path, version)


def _say(word, *values):
    sys.stdout.write(json.dumps([word, *values]) + "\n")
    sys.stdout.flush()


def _write_on(folder, *, seed, version):
    """Change the paths at random for ever; say what is meant before and what is done after."""
    chance = random.Random(seed)
    _trace_steps(lambda _step: _say("step"))
    with Index(folder, HashingEmbedder()) as index:
        while True:
            path = chance.choice(PATHS)
            version += 1
            wanted = None if chance.random() < 0.25 else version
            _say("start", path, wanted)
            _apply(index, path, wanted)
            _say("done")


def _open_once(folder, *, fatal_step):
    """Open a folder, and die at the given one of the steps on the way."""
    _die_at(fatal_step)
    with Index(folder, HashingEmbedder()):
        sys.settrace(None)
        _say("survived")


def _change_once(folder, *, changes, fatal_step):
    """Make changes, or rebuild if there are none, and die at the given step on the way."""
    with Index(folder, HashingEmbedder()) as index:
        _die_at(fatal_step)
        for path, version in changes:
            _apply(index, path, version)
        if not changes:
            index.rebuild()
        sys.settrace(None)
        _say("survived")


def _change_together(folder, *, changes, fatal_step):
    """Make paths hold versions in one go, and die at the given step on the way."""
    with Index(folder, HashingEmbedder()) as index:
        _die_at(fatal_step)
        index.sync_all([_incoming(path, version) for path, version in changes])
        sys.settrace(None)
        _say("survived")


def _incoming(path, version):
    content = content_of(version)
    return Incoming(report=read(path, content), path=path, content=content)


def _die_at(fatal_step):
    """Kill this process before so many lines of the store have run for the first time."""
    seen = set()

    def count(step):
        seen.add(step)
        if len(seen) > fatal_step:
            os.kill(os.getpid(), signal.SIGKILL)

    _trace_steps(count)


def _trace_steps(act):
    """Call `act` with each line of the store that is about to run."""

    def trace(frame, event, _argument):
        if not frame.f_code.co_filename.endswith(_STEPS):
            return None
        if event == "line":
            act((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)


def _serve():
    HashingEmbedder().embed_query(read("a.txt", content_of(0)).document.text)  # loads vocabularies
    for line in sys.stdin:
        request = json.loads(line)
        work = _WORKS[request.pop("work")]
        pid = os.fork()
        if pid == 0:
            work(Path(request.pop("folder")), **request)
            os._exit(0)
        _say("pid", pid)
        _, status = os.waitpid(pid, 0)
        _say("ended", os.waitstatus_to_exitcode(status))


_WORKS = {"write": _write_on, "open": _open_once, "change": _change_once, "group": _change_together}

if __name__ == "__main__":
    _serve()
