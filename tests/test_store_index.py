"""The index keeps what it is given, finds it, and forgets what was removed."""

import sqlite3

import pytest
from hashing import HashingEmbedder

from ingest.errors import NotFoundError
from ingest.read import document_id, read
from vectorstore.index import Index
from vectorstore.types import Change, Counts, Listing

_WHEAT = """青禾县2024年上半年工作报告
一、农业农村
（一）粮食生产。落实小麦播种面积35.2万亩，增长3%。
（二）农田建设。建成高标准农田3.6万亩。
"""
_PORT = """海阳市2023年工作报告
一、港口建设
集装箱码头完成吞吐量337.7万吨，增长8.1%。
"""
_SCHOOL = """云岭县2024年工作报告
一、教育
新建小学食堂12所，惠及学生4300人。
"""


class _Failing(HashingEmbedder):
    """Cannot embed a text that names a school until `fails` is False."""

    fails = True

    def embed_documents(self, texts):
        if self.fails and any("小学" in text for text in texts):
            raise MemoryError("no vectors for a school")
        return super().embed_documents(texts)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "资料 data"


@pytest.fixture
def index(folder):
    with Index(folder, HashingEmbedder()) as index:
        yield index


def _sync(index, path, text):
    content = text.encode()
    return index.sync(read(path, content), path=path, content=content)


def _id(text):
    return document_id(text.encode())


def _stored(index):
    return [row.document_id for row in index.rows()]


def _documents_found(index, query):
    return {hit.passage.document_id for hit in index.search(query, k=100)}


def _originals(folder):
    return {path.name: path.read_text() for path in (folder / "originals").iterdir()}


def test_new_folder_is_empty(index):
    assert (index.rows(), index.documents(), index.count(), index.search("小麦")) == (
        (),
        (),
        Counts(documents=0, passages=0),
        (),
    )


def test_new_document_is_added(index):
    assert _sync(index, "a.txt", _WHEAT) is Change.ADDED
    assert _stored(index) == [_id(_WHEAT)]


def test_same_bytes_at_the_same_path_are_unchanged(index):
    _sync(index, "a.txt", _WHEAT)
    before = index.documents()
    assert _sync(index, "a.txt", _WHEAT) is Change.UNCHANGED
    assert index.documents() == before


def test_changed_file_replaces_its_old_version(index, folder):
    _sync(index, "a.txt", _WHEAT)
    assert _sync(index, "a.txt", _PORT) is Change.UPDATED
    assert (_stored(index), _originals(folder)) == ([_id(_PORT)], {_id(_PORT): _PORT})
    assert _documents_found(index, "小麦播种面积") == {_id(_PORT)}


def test_same_bytes_at_a_second_path_are_stored_once(index):
    _sync(index, "a.txt", _WHEAT)
    assert _sync(index, "b.txt", _WHEAT) is Change.UNCHANGED
    assert _stored(index) == [_id(_WHEAT)]


def test_document_stays_while_another_path_holds_its_bytes(index, folder):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _WHEAT)
    _sync(index, "a.txt", _PORT)
    assert _stored(index) == [_id(_WHEAT), _id(_PORT)]
    assert _originals(folder) == {_id(_WHEAT): _WHEAT, _id(_PORT): _PORT}


def test_document_goes_when_the_last_path_that_held_it_changes(index, folder):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _WHEAT)
    _sync(index, "a.txt", _PORT)
    assert _sync(index, "b.txt", _SCHOOL) is Change.UPDATED
    assert _stored(index) == [_id(_PORT), _id(_SCHOOL)]
    assert _originals(folder).keys() == {_id(_PORT), _id(_SCHOOL)}


def test_path_that_takes_over_stored_bytes_gives_up_its_own(index, folder):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    _sync(index, "b.txt", _WHEAT)
    assert _stored(index) == [_id(_WHEAT)]
    assert _originals(folder) == {_id(_WHEAT): _WHEAT}


def test_holds_tells_whether_bytes_are_stored(index):
    _sync(index, "a.txt", _WHEAT)
    assert index.holds(_id(_WHEAT), path="a.txt")
    assert not index.holds(_id(_PORT), path="b.txt")


def test_holds_records_the_path(index):
    _sync(index, "a.txt", _WHEAT)
    index.holds(_id(_WHEAT), path="b.txt")
    _sync(index, "a.txt", _PORT)
    assert _stored(index) == [_id(_WHEAT), _id(_PORT)]


def test_asking_for_unknown_bytes_leaves_the_path_as_it_was(index):
    _sync(index, "a.txt", _WHEAT)
    index.holds(_id(_PORT), path="a.txt")
    assert _sync(index, "a.txt", _SCHOOL) is Change.UPDATED
    assert _stored(index) == [_id(_SCHOOL)]


def test_removed_document_is_not_found(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    index.remove(_id(_WHEAT))
    assert _stored(index) == [_id(_PORT)]
    assert _documents_found(index, "小麦播种面积") == {_id(_PORT)}


def test_removed_document_leaves_no_original(index, folder):
    _sync(index, "a.txt", _WHEAT)
    index.remove(_id(_WHEAT))
    assert _originals(folder) == {}


def test_removing_the_only_document_empties_the_store(index):
    _sync(index, "a.txt", _WHEAT)
    index.remove(_id(_WHEAT))
    assert (index.search("小麦"), index.count()) == ((), Counts(documents=0, passages=0))


def test_removed_document_is_gone_from_all_its_paths(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _WHEAT)
    index.remove(_id(_WHEAT))
    assert _sync(index, "a.txt", _PORT) is Change.ADDED
    assert _stored(index) == [_id(_PORT)]


def test_removed_document_can_be_added_again(index):
    _sync(index, "a.txt", _WHEAT)
    before = index.search("小麦播种面积")
    index.remove(_id(_WHEAT))
    assert _sync(index, "a.txt", _WHEAT) is Change.ADDED
    assert index.search("小麦播种面积") == before


@pytest.mark.parametrize(
    "ask",
    [
        lambda index, unknown: index.remove(unknown),
        lambda index, unknown: index.document(unknown),
        lambda index, unknown: index.passages(unknown),
        lambda index, unknown: index.original(unknown),
        lambda index, unknown: index.search("小麦", documents=[unknown]),
        lambda index, unknown: index.search("小麦", documents=[_id(_WHEAT), unknown]),
    ],
    ids=["remove", "document", "passages", "original", "search", "search beside a known one"],
)
@pytest.mark.parametrize("unknown", ["", "0123456789abcdef", _id(_PORT)])
def test_unknown_id_is_named(index, ask, unknown):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    index.remove(_id(_PORT))
    with pytest.raises(NotFoundError, match=f"there is no document {unknown}"):
        ask(index, unknown)


def test_document_is_what_was_read(index):
    _sync(index, "a.txt", _WHEAT)
    report = read("a.txt", _WHEAT.encode())
    assert index.document(_id(_WHEAT)) == report.document
    assert index.passages(_id(_WHEAT)) == report.passages


def test_document_with_pages_keeps_them(index):
    page = "<html><body><h1>青禾县工作报告</h1><p>完成投资21.5亿元。</p></body></html>"
    _sync(index, "a.html", page)
    assert index.document(_id(page)) == read("a.html", page.encode()).document


def test_rows_say_what_documents_say_of_themselves(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    descriptions = [read("a.txt", text.encode()).document.description for text in (_WHEAT, _PORT)]
    assert [(row.document_id, row.name, row.description) for row in index.rows()] == [
        (_id(_WHEAT), "a.txt", descriptions[0]),
        (_id(_PORT), "b.txt", descriptions[1]),
    ]


def test_listing_describes_a_document(index):
    _sync(index, "a.txt", _WHEAT)
    document = read("a.txt", _WHEAT.encode()).document
    (listing,) = index.documents()
    assert listing == Listing(
        document_id=document.id,
        name="a.txt",
        description=document.description,
        audit=document.audit,
        ingested_at=listing.ingested_at,
    )


def test_counts_are_those_of_the_reports(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    passages = sum(len(read("a.txt", text.encode()).passages) for text in (_WHEAT, _PORT))
    assert index.count() == Counts(documents=2, passages=passages)


def test_original_is_the_file_as_given(index):
    content = _WHEAT.encode("gb18030")
    index.sync(read("a.txt", content), path="a.txt", content=content)
    assert index.original(document_id(content)).read_bytes() == content


def test_reopened_folder_holds_what_was_stored(folder):
    def view(index):
        return (
            index.rows(),
            index.documents(),
            index.count(),
            index.search("小麦播种面积", k=100),
            index.document(_id(_WHEAT)),
            index.original(_id(_PORT)).read_text(),
        )

    with Index(folder, HashingEmbedder()) as index:
        for path, text in (("a.txt", _WHEAT), ("b.txt", _PORT), ("c.txt", _SCHOOL)):
            _sync(index, path, text)
        index.remove(_id(_SCHOOL))
        before = view(index)
    with Index(folder, HashingEmbedder()) as index:
        assert view(index) == before


def test_reopened_folder_knows_which_path_held_what(folder):
    with Index(folder, HashingEmbedder()) as index:
        _sync(index, "a.txt", _WHEAT)
        _sync(index, "b.txt", _WHEAT)
    with Index(folder, HashingEmbedder()) as index:
        _sync(index, "a.txt", _PORT)
        assert _sync(index, "b.txt", _SCHOOL) is Change.UPDATED
        assert _stored(index) == [_id(_PORT), _id(_SCHOOL)]


def test_feedback_is_kept(folder):
    with Index(folder, HashingEmbedder()) as index:
        answer_id = index.new_answer_id()
        index.record_feedback(answer_id, rating=1, comment="")
        index.record_feedback(answer_id, rating=-1, comment="数字不对'; --")
    connection = sqlite3.connect(folder / "catalog.sqlite")
    kept = connection.execute("select answer_id, rating, comment from feedback order by key")
    assert kept.fetchall() == [(answer_id, 1, ""), (answer_id, -1, "数字不对'; --")]
    connection.close()


def test_figures_of_a_document_come_back_as_they_were_read(folder):
    report = read("a.txt", "青禾县粮食总产量25.3万吨，增长3%到5%。".encode())
    with Index(folder, HashingEmbedder()) as index:
        index.sync(report, path="a.txt", content=b"")
        assert len(report.figures) == 2
        assert index.figures(report.document.id) == report.figures
        with pytest.raises(NotFoundError):
            index.figures("none")


def test_answers_can_be_rated_after_a_restart_and_in_no_other_store(folder, tmp_path):
    with Index(folder, HashingEmbedder()) as index:
        answer_id = index.new_answer_id()
    with Index(folder, HashingEmbedder()) as index:
        index.record_feedback(answer_id, rating=1, comment="")
    with Index(tmp_path / "other", HashingEmbedder()) as other:
        for unknown in (answer_id, f"{answer_id[:-1]}！", ""):
            with pytest.raises(NotFoundError, match="there is no answer"):
                other.record_feedback(unknown, rating=1, comment="")


def test_document_that_could_not_be_stored_is_invisible(folder):
    with Index(folder, _Failing()) as index:
        _sync(index, "a.txt", _WHEAT)
        before = index.rows(), index.count(), index.search("小麦", k=100)
        with pytest.raises(MemoryError):
            _sync(index, "b.txt", _SCHOOL)
        assert (index.rows(), index.count(), index.search("小麦", k=100)) == before


def test_old_version_stays_when_the_new_one_could_not_be_stored(folder):
    with Index(folder, _Failing()) as index:
        _sync(index, "a.txt", _WHEAT)
        with pytest.raises(MemoryError):
            _sync(index, "a.txt", _SCHOOL)
        assert _stored(index) == [_id(_WHEAT)]
        assert _sync(index, "a.txt", _PORT) is Change.UPDATED


def test_opening_clears_what_could_not_be_stored(folder):
    with Index(folder, _Failing()) as index, pytest.raises(MemoryError):
        _sync(index, "b.txt", _SCHOOL)
    with Index(folder, HashingEmbedder()) as index:
        assert (index.doctor(), _originals(folder)) == ((), {})
        assert _sync(index, "b.txt", _SCHOOL) is Change.ADDED


def test_document_that_failed_before_is_added_not_updated(folder):
    embedder = _Failing()
    with Index(folder, embedder) as index:
        with pytest.raises(MemoryError):
            _sync(index, "b.txt", _SCHOOL)
        embedder.fails = False
        assert _sync(index, "b.txt", _SCHOOL) is Change.ADDED
        assert index.doctor() == ()
