"""What is wrong with a data folder is found, named with its remedy, and the remedy works."""

import shutil
import sqlite3

import pytest
import tantivy
from hashing import HashingEmbedder

from ingest.errors import MismatchError, NotFoundError
from ingest.read import read
from vectorstore.index import Index
from vectorstore.types import Change, Finding

_TEXTS = {
    "青禾.txt": "青禾县2024年工作报告\n一、农业\n落实小麦播种面积35.2万亩。\n建成农田3.6万亩。\n",
    "海阳.txt": "海阳市2023年工作报告\n一、港口\n集装箱码头完成吞吐量337.7万吨。\n",
    "云岭.txt": "云岭县2024年工作报告\n一、教育\n新建小学食堂12所，惠及学生4300人。\n",
}
_QUERIES = ["小麦播种面积", "码头吞吐量3,377,000吨", "2024年", "学生食堂", "没有的词"]
_REPAIR = "wence doctor --repair"


def _sync(index, path, text):
    content = text.encode()
    return index.sync(read(path, content), path=path, content=content)


@pytest.fixture
def folder(tmp_path):
    """Return a data folder in which every kind of change has happened."""
    folder = tmp_path / "data"
    with Index(folder, HashingEmbedder()) as index:
        _sync(index, "海阳.txt", "海阳市旧报告\n码头停工。\n")
        _sync(index, "撤回.txt", "撤回的报告\n小麦全部撤回。\n")
        for path, text in _TEXTS.items():
            _sync(index, path, text)
        withdrawn = next(row for row in index.rows() if row.name == "撤回.txt")
        index.remove(withdrawn.document_id)
    return folder


def _found(index):
    return [index.search(query, k=100) for query in _QUERIES]


def _passages(index):
    return [{hit.passage for hit in hits} for hits in _found(index)]


def _codes(index):
    return [finding.code for finding in index.doctor()]


def _write_meta(folder, name, value):
    connection = sqlite3.connect(folder / "catalog.sqlite")
    with connection:
        connection.execute("update meta set value = ? where name = ?", (value, name))
    connection.close()


def test_folder_is_clean_after_every_kind_of_change(folder):
    with Index(folder, HashingEmbedder()) as index:
        assert index.doctor() == ()


def test_new_folder_is_clean(tmp_path):
    with Index(tmp_path / "new", HashingEmbedder()) as index:
        assert index.doctor() == ()


@pytest.mark.parametrize(("place", "code"), [("lexical", "lexical"), ("chroma", "chroma")])
def test_wiped_index_is_found_and_named_with_its_remedy(folder, place, code):
    shutil.rmtree(folder / place)
    with Index(folder, HashingEmbedder()) as index:
        passages = index.count().passages
        assert index.doctor() == (
            Finding(
                code=code,
                message=f"{passages} passages are missing from {place}/, 0 are too many",
                command=_REPAIR,
            ),
        )


@pytest.mark.parametrize("places", [["lexical"], ["chroma"], ["lexical", "chroma"]])
def test_rebuilding_mends_wiped_indexes(folder, places):
    with Index(folder, HashingEmbedder()) as index:
        before = _passages(index)
    for place in places:
        shutil.rmtree(folder / place)
    with Index(folder, HashingEmbedder()) as index:
        index.rebuild()
        assert (index.doctor(), _passages(index)) == ((), before)


def test_rebuilding_does_not_change_what_is_found(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        for path, text in _TEXTS.items():
            _sync(index, path, text)
        before = _found(index)
        index.rebuild()
        assert _found(index) == before


def test_rebuilding_after_removals_finds_the_same_passages(folder):
    with Index(folder, HashingEmbedder()) as index:
        before = _passages(index)
        index.rebuild()
        assert (index.doctor(), _passages(index)) == ((), before)


def test_rebuilt_folder_can_be_changed_and_reopened(folder):
    with Index(folder, HashingEmbedder()) as index:
        index.rebuild()
        _sync(index, "青禾.txt", "青禾县新报告\n小麦收割完成。\n")
    with Index(folder, HashingEmbedder()) as index:
        assert index.search("小麦收割", k=1)[0].title.startswith("青禾县新报告")
        assert index.doctor() == ()


def test_rebuilding_an_empty_folder_does_nothing(tmp_path):
    with Index(tmp_path / "new", HashingEmbedder()) as index:
        index.rebuild()
        assert (index.doctor(), index.search("小麦")) == ((), ())


def test_deleted_original_is_found_and_named(folder):
    with Index(folder, HashingEmbedder()) as index:
        row = index.rows()[0]
        index.original(row.document_id).unlink()
        (finding,) = index.doctor()
        assert (finding.code, row.name in finding.message) == ("original", True)
        assert finding.command.startswith("wence ingest ")


def test_deleted_original_is_asked_for_in_words(folder):
    with Index(folder, HashingEmbedder()) as index:
        row = index.rows()[0]
        index.original(row.document_id).unlink()
        with pytest.raises(NotFoundError, match=row.document_id) as caught:
            index.original(row.document_id)
        assert "Ingest the file again" in caught.value.hint


def test_ingesting_again_brings_a_deleted_original_back(folder):
    with Index(folder, HashingEmbedder()) as index:
        row = index.rows()[0]
        index.original(row.document_id).unlink()
        _sync(index, row.name, _TEXTS[row.name])
        assert index.doctor() == ()


def test_whole_originals_folder_may_be_gone(folder):
    shutil.rmtree(folder / "originals")
    with Index(folder, HashingEmbedder()) as index:
        assert _codes(index) == ["original"] * len(_TEXTS)


def test_file_that_belongs_to_no_document_is_swept_out_of_the_originals(folder):
    (folder / "originals" / "0123456789abcdef").write_text("left behind")
    (folder / "originals" / ".0123456789abcdef.part").write_text("half writ")
    with Index(folder, HashingEmbedder()) as index:
        stored = {row.document_id for row in index.rows()}
        assert {path.name for path in (folder / "originals").iterdir()} == stored


def test_document_of_an_older_reader_is_found_and_ingesting_mends_it(folder):
    connection = sqlite3.connect(folder / "catalog.sqlite")
    with connection:
        connection.execute("update documents set reader = '0' where name = '青禾.txt'")
    connection.close()
    with Index(folder, HashingEmbedder()) as index:
        assert _codes(index) == ["outdated"]
        assert _sync(index, "青禾.txt", _TEXTS["青禾.txt"]) is Change.UPDATED
        assert (index.doctor(), index.count().documents) == ((), len(_TEXTS))


def test_another_embedder_is_refused_with_the_command_that_makes_vectors_anew(folder):
    with pytest.raises(MismatchError) as caught:
        Index(folder, HashingEmbedder(256))
    assert "wence reindex" in caught.value.hint
    assert ("hashing-1/512" in str(caught.value), "hashing-1/256" in str(caught.value)) == (
        True,
        True,
    )


def test_refused_embedder_leaves_the_folder_as_it_was(folder):
    with pytest.raises(MismatchError):
        Index(folder, HashingEmbedder(256))
    with Index(folder, HashingEmbedder()) as index:
        assert (index.doctor(), index.count().documents) == ((), len(_TEXTS))


def test_doctor_names_the_other_embedder(folder):
    with Index(folder, HashingEmbedder(256), checks=False) as index:
        assert index.doctor() == (
            Finding(
                code="embedder",
                message="vectors were made by hashing-1/512, not by hashing-1/256",
                command="wence reindex",
            ),
        )


def test_rebuilding_gives_the_folder_to_the_other_embedder(folder):
    with Index(folder, HashingEmbedder(256), checks=False) as index:
        index.rebuild()
        assert index.doctor() == ()
    with Index(folder, HashingEmbedder(256)) as index:
        assert "小麦播种面积" in index.search("小麦播种面积", k=1)[0].text
    with pytest.raises(MismatchError):
        Index(folder, HashingEmbedder())


@pytest.mark.parametrize("checks", [True, False], ids=["to use", "to repair"])
def test_folder_of_another_layout_is_refused(folder, checks):
    _write_meta(folder, "layout", "999")
    with pytest.raises(MismatchError, match="layout 999") as caught:
        Index(folder, HashingEmbedder(), checks=checks)
    assert "--data" in caught.value.hint


def test_refusing_a_layout_changes_nothing(folder):
    _write_meta(folder, "layout", "999")
    with pytest.raises(MismatchError):
        Index(folder, HashingEmbedder())
    _write_meta(folder, "layout", "2")
    with Index(folder, HashingEmbedder()) as index:
        assert (index.doctor(), index.count().documents) == ((), len(_TEXTS))


def test_folder_of_an_older_layout_is_refused_until_it_is_made_anew(folder):
    _write_meta(folder, "layout", "1")
    _write_other_fields(folder / "lexical")
    with pytest.raises(MismatchError, match="layout 1") as caught:
        Index(folder, HashingEmbedder())
    assert _REPAIR in caught.value.hint
    with Index(folder, HashingEmbedder(), checks=False) as index:
        index.rebuild()
    with Index(folder, HashingEmbedder()) as index:
        assert (index.doctor(), "小麦播种面积" in index.search("小麦播种面积", k=1)[0].text) == (
            (),
            True,
        )


def _write_other_fields(lexical):
    shutil.rmtree(lexical)
    lexical.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True)
    tantivy.Index(builder.build(), path=str(lexical)).writer().commit()
