"""Searching goes on in many threads while one thread writes."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hashing import HashingEmbedder

from ingest.errors import NotFoundError
from ingest.read import document_id, read
from vectorstore.index import Index

pytestmark = pytest.mark.slow

_SEARCHERS = 8
_ROUNDS = 16
_STAYING = [f"常驻第{i}号报告\n小麦播种stay{i}x完成。\n码头stay{i}x开工。\n" for i in range(3)]


@pytest.fixture(autouse=True)
def _eager_threads():
    """Let threads change turns often, so that what can meet does meet."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        for i, text in enumerate(_STAYING):
            _sync(index, f"staying{i}.txt", text)
        yield index


def _sync(index, path, text):
    content = text.encode()
    return index.sync(read(path, content), path=path, content=content)


def _id(text):
    return document_id(text.encode())


def _passing(i):
    return f"临时第{i}号报告\n小麦播种pass{i}x完成。\n码头pass{i}x开工。\n"


def _search_while(write, search):
    """Call `search` over and over in all threads until `write` has returned."""
    written = threading.Event()

    def searching():
        while not written.is_set():
            search()

    with ThreadPoolExecutor(_SEARCHERS) as threads:
        searches = [threads.submit(searching) for _ in range(_SEARCHERS)]
        try:
            write()
        finally:
            written.set()
        for each in searches:
            each.result()


def test_removed_documents_are_never_found_and_the_others_always(index):
    gone = set()
    staying = {_id(text) for text in _STAYING}

    def write():
        for i in range(_ROUNDS):
            _sync(index, "passing.txt", _passing(i))
            gone.update({_id(_passing(i - 1))} if i % 2 else ())
            if i % 2:
                index.remove(_id(_passing(i)))
                gone.add(_id(_passing(i)))

    def search():
        gone_before = frozenset(gone.copy())
        found = {hit.passage.document_id for hit in index.search("小麦播种", k=100)}
        assert (found & gone_before, staying - found) == (set(), set())

    _search_while(write, search)


def test_each_staying_document_is_found_first_by_its_own_word(index):
    def write():
        for i in range(_ROUNDS):
            _sync(index, f"{i % 3}.txt", _passing(i))

    def search():
        best = [index.search(f"stay{i}x", k=1)[0].passage.document_id for i in range(3)]
        assert best == [_id(text) for text in _STAYING]

    _search_while(write, search)


def test_limited_search_never_leaves_its_document_while_that_comes_and_goes(index):
    text = _passing(0)

    def write():
        for _ in range(_ROUNDS):
            _sync(index, "passing.txt", text)
            index.remove(_id(text))

    def search():
        try:
            hits = index.search("小麦播种", k=100, documents=[_id(text)])
        except NotFoundError:
            return
        assert {hit.passage.document_id for hit in hits} <= {_id(text)}

    _search_while(write, search)


def test_path_that_is_updated_is_found_in_one_version_at_every_moment(index):
    versions = [f"更新第{i}号报告\n粮食收购version{i}x完成。\n" for i in range(_ROUNDS)]
    ids = {_id(text) for text in versions}
    _sync(index, "updated.txt", versions[0])

    def write():
        for text in versions[1:]:
            _sync(index, "updated.txt", text)

    def search():
        found = {hit.passage.document_id for hit in index.search("粮食收购", k=100)}
        assert len(found & ids) == 1

    _search_while(write, search)


def test_reading_goes_on_while_documents_come_and_go(index):
    expected = [read(f"staying{i}.txt", text.encode()) for i, text in enumerate(_STAYING)]

    def write():
        for i in range(_ROUNDS):
            _sync(index, "passing.txt", _passing(i))
        index.remove(_id(_passing(_ROUNDS - 1)))

    def search():
        ids = [report.document.id for report in expected]
        assert [index.document(each) for each in ids] == [each.document for each in expected]
        assert [index.passages(each) for each in ids] == [each.passages for each in expected]
        assert len(_STAYING) <= index.count().documents <= len(_STAYING) + 1

    _search_while(write, search)
    assert index.doctor() == ()
