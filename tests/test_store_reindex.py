"""Vectors are made anew beside the old ones: nothing else changes, and stopping loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hashing import HashingEmbedder

from ingest.errors import MismatchError
from ingest.read import document_id, read
from vectorstore.index import Index
from vectorstore.readied import make_ready
from vectorstore.types import Finding, Way
from vectorstore.vectors import Vectors

_OLD, _NEW = 64, 96
_FACTS = 160  # with three reports, more than one batch of passages
_QUERIES = ["小麦播种面积", "第7项工程", "学生食堂"]


def _text(place):
    facts = "\n".join(f"第{i}项工程完成投资{i}.{len(place)}亿元。" for i in range(_FACTS))
    return f"{place}2024年工作报告\n一、农业\n小麦播种面积35.2万亩。\n二、工程\n{facts}\n"


_TEXTS = {f"{place}.txt": _text(place) for place in ("青禾县", "海阳市", "云岭开发区")}
_TOTAL = sum(len(read(path, text.encode()).passages) for path, text in _TEXTS.items())
_BATCH = 128


def _sync(index, path, text):
    content = text.encode()
    index.sync(read(path, content), path=path, content=content)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "data"
    with Index(folder, HashingEmbedder(_OLD)) as index:
        for path, text in _TEXTS.items():
            _sync(index, path, text)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "data"))


class Stopping(HashingEmbedder):
    """Embeds so many batches, notes their size, and is then interrupted."""

    def __init__(self, dim, *, batches):
        super().__init__(dim)
        self._left, self.sizes = batches, []

    def embed_documents(self, texts):
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self.sizes.append(len(texts))
        return super().embed_documents(texts)


def _reindex(folder, embedder):
    with Index(folder, embedder, checks=False) as index:
        index.reindex()


def _stop(folder, *, batches):
    with pytest.raises(KeyboardInterrupt):
        _reindex(folder, Stopping(_NEW, batches=batches))


def _stored(index):
    ids = [row.document_id for row in index.rows()]
    return {each: (index.document(each), index.passages(each)) for each in ids}


def _found(index, way=Way.HYBRID):
    return [index.search(query, k=5, way=way) for query in _QUERIES]


def test_documents_and_passages_stay_and_the_words_find_the_same(folder):
    with Index(folder, HashingEmbedder(_OLD)) as index:
        before = _stored(index), _found(index, Way.LEXICAL), index.documents()
    _reindex(folder, HashingEmbedder(_NEW))
    with Index(folder, HashingEmbedder(_NEW)) as index:
        assert (_stored(index), _found(index, Way.LEXICAL), index.documents()) == before
        assert index.doctor() == ()


def test_what_is_found_is_as_if_the_folder_had_been_made_by_the_new_embedder(folder, tmp_path):
    _reindex(folder, HashingEmbedder(_NEW))
    with Index(tmp_path / "fresh", HashingEmbedder(_NEW)) as index:
        for path, text in _TEXTS.items():
            _sync(index, path, text)
        expected = _found(index)
    with Index(folder, HashingEmbedder(_NEW)) as index:
        assert _found(index) == expected


def test_the_former_embedder_is_refused_then(folder):
    _reindex(folder, HashingEmbedder(_NEW))
    with pytest.raises(MismatchError, match=f"hashing-1/{_NEW}"):
        Index(folder, HashingEmbedder(_OLD))


def test_the_former_vectors_are_gone_then(folder):
    _reindex(folder, HashingEmbedder(_NEW))
    assert Vectors(folder / "chroma", lambda serial: []).begun() == {f"hashing-1/{_NEW}": _TOTAL}


def test_interrupted_the_former_vectors_serve(folder):
    with Index(folder, HashingEmbedder(_OLD)) as index:
        before = _found(index)
    _stop(folder, batches=1)
    with Index(folder, HashingEmbedder(_OLD)) as index:
        assert _found(index) == before
        assert index.doctor() == (
            Finding(
                code="reindex",
                message=f"{_BATCH} of {_TOTAL} vectors by hashing-1/96 lie unused",
                command="wence reindex",
            ),
        )


def test_interrupted_it_goes_on_with_the_rest(folder):
    _stop(folder, batches=1)
    rest = Stopping(_NEW, batches=9)
    _reindex(folder, rest)
    assert rest.sizes == [_TOTAL - _BATCH]
    with Index(folder, HashingEmbedder(_NEW)) as index:
        assert index.doctor() == ()


def test_what_came_and_went_since_the_interruption_is_seen_to(folder, tmp_path):
    _stop(folder, batches=1)
    more = "云岭县2024年工作报告\n一、教育\n新建小学食堂12所，惠及学生4300人。\n"
    with Index(folder, HashingEmbedder(_OLD)) as index:
        index.remove(document_id(_TEXTS["青禾县.txt"].encode()))
        _sync(index, "云岭.txt", more)
    _reindex(folder, HashingEmbedder(_NEW))
    with Index(folder, HashingEmbedder(_NEW)) as index:
        assert index.doctor() == ()
        assert "学生4300人" in index.search("学生食堂", k=1, way=Way.DENSE)[0].text


def test_a_third_embedder_does_not_take_up_the_second_s_vectors(folder):
    _stop(folder, batches=1)
    third = Stopping(128, batches=9)
    _reindex(folder, third)
    assert sum(third.sizes) == _TOTAL
    with Index(folder, HashingEmbedder(128)) as index:
        assert index.doctor() == ()


def test_repairing_clears_what_an_interruption_left(folder):
    _stop(folder, batches=1)
    with Index(folder, HashingEmbedder(_OLD)) as index:
        before = _found(index)
        index.rebuild()
        assert (index.doctor(), _found(index)) == ((), before)


def test_the_same_embedder_makes_all_anew(folder):
    again = Stopping(_OLD, batches=9)
    _reindex(folder, again)
    assert again.sizes == [_BATCH, _TOTAL - _BATCH]
    with Index(folder, HashingEmbedder(_OLD)) as index:
        assert index.doctor() == ()


def test_progress_counts_passages(folder):
    told = []
    with Index(folder, HashingEmbedder(_NEW), checks=False) as index:
        index.reindex(tell=lambda done, total: told.append((done, total)))
    assert told == [(0, _TOTAL), (_BATCH, _TOTAL), (_TOTAL, _TOTAL)]


def test_an_empty_folder_may_be_reindexed(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder(_OLD)):
        pass
    _reindex(tmp_path / "data", HashingEmbedder(_NEW))
    with Index(tmp_path / "data", HashingEmbedder(_NEW)) as index:
        assert (index.doctor(), index.search("小麦")) == ((), ())


def test_vectors_of_another_dimension_are_refused_in_words(folder):
    class Renamed(HashingEmbedder):
        """Another model under the former one's name."""

        def __init__(self):
            super().__init__(_NEW)
            self.fingerprint = f"hashing-1/{_OLD}"

    with Index(folder, Renamed()) as index:
        with pytest.raises(MismatchError, match="96 numbers, those of the index have 64") as raised:
            index.search("小麦")
        with pytest.raises(MismatchError):
            _sync(index, "新.txt", "新报告\n小麦收割完成。\n")
        assert index.count().documents == len(_TEXTS)
    assert "wence reindex" in raised.value.hint


_KILLED = """
import sys
from pathlib import Path
from hashing import HashingEmbedder
from vectorstore.index import Index
from vectorstore.readied import make_ready

class Telling(HashingEmbedder):
    def embed_documents(self, texts):
        print("batch", flush=True)
        sys.stdin.readline()
        return super().embed_documents(texts)

with Index(Path(sys.argv[1]), Telling(96), checks=False) as index:
    index.reindex()
"""


def test_killed_it_goes_on_with_the_rest(folder):
    here = Path(__file__).parent
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ,
    ) as process:  # fmt: skip
        process.stdout.readline()
        process.stdin.write("\n")
        process.stdin.flush()
        process.stdout.readline()  # the first batch is stored
        process.send_signal(signal.SIGKILL)
    rest = Stopping(_NEW, batches=9)
    _reindex(folder, rest)
    assert rest.sizes == [_TOTAL - _BATCH]
    with Index(folder, HashingEmbedder(_NEW)) as index:
        assert index.doctor() == ()


# ---- While another process owns the folder ------------------------------------------------------


def test_what_was_made_ready_beside_an_open_folder_is_taken_in_by_the_next(folder, tmp_path):
    stopped = Path(shutil.copytree(folder, tmp_path / "other"))
    _reindex(stopped, HashingEmbedder(_NEW))
    with Index(stopped, HashingEmbedder(_NEW)) as index:
        expected = _found(index)
    with Index(folder, HashingEmbedder(_OLD)) as serving:
        before = _found(serving)
        make_ready(folder, HashingEmbedder(_NEW))
        assert _found(serving) == before
    with Index(folder, Stopping(_NEW, batches=0)) as index:  # asked for no vector again
        assert (_found(index), index.doctor()) == (expected, ())
    assert not (folder / "reindex").exists()


def test_what_came_since_it_was_made_ready_is_taken_in_too(folder):
    with Index(folder, HashingEmbedder(_OLD)) as serving:
        make_ready(folder, HashingEmbedder(_NEW))
        _sync(serving, "新.txt", _text("新丰县"))
        serving.remove(serving.rows()[0].document_id)
    newcomer = Stopping(_NEW, batches=9)
    with Index(folder, newcomer) as index:
        assert index.doctor() == ()
        assert 0 < sum(newcomer.sizes) < index.count().passages


def test_making_ready_that_was_interrupted_goes_on_with_the_rest(folder):
    with pytest.raises(KeyboardInterrupt):
        make_ready(folder, Stopping(_NEW, batches=1))
    with pytest.raises(MismatchError):
        Index(folder, HashingEmbedder(_NEW))
    rest = Stopping(_NEW, batches=9)
    make_ready(folder, rest)
    assert sum(rest.sizes) < _TOTAL - _BATCH // 2


def test_what_waits_for_another_embedder_changes_nothing(folder):
    make_ready(folder, HashingEmbedder(_NEW))
    with Index(folder, HashingEmbedder(_OLD)) as index:
        assert index.doctor() == ()
    assert (folder / "reindex").exists()
