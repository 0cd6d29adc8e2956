"""The copy of the vectors beside Chroma's: whole rows or none, and nothing hangs on it."""

import numpy as np
import pytest

from ingest.read import read
from vectorstore.embed import StaticEmbedder
from vectorstore.index import Index
from vectorstore.row_file import RowFile

_DIM = 4
_ROWS = np.arange(12, dtype=np.float32).reshape(3, _DIM)
_TEXT = "青禾县2024年工作报告\n一、就业\n新增就业3200人。\n二、农业\n粮食总产量12.3万吨。\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "passages.rows"


def test_rows_are_read_in_the_order_of_the_keys(path):
    RowFile(path).write([3, 4, 9], _ROWS)
    held = RowFile(path).read([9, 3, 4], dim=_DIM)
    assert held.tolist() == _ROWS[[2, 0, 1]].tolist()


@pytest.mark.parametrize(("keys", "dim"), [([3, 5], 4), ([4, 10], 4), ([3], 3), ([3], 0)])
def test_rows_that_are_not_all_there_are_missing(path, keys, dim):
    RowFile(path).write([3, 4, 9], _ROWS)
    assert RowFile(path).read(keys, dim=dim) is None


def test_rows_of_no_file_are_missing(path):
    assert RowFile(path).read([1], dim=_DIM) is None


def test_row_that_was_half_written_is_missing(path):
    RowFile(path).write([0, 1, 2], _ROWS)
    content = path.read_bytes()
    path.write_bytes(content[:24] + bytes(8) + content[32:])
    assert RowFile(path).read([1], dim=_DIM) is None
    assert RowFile(path).read([0, 2], dim=_DIM).tolist() == _ROWS[[0, 2]].tolist()


def test_search_without_the_copy_finds_the_same_and_makes_it_anew(tmp_path):
    data = tmp_path / "data"
    with Index(data, StaticEmbedder()) as index:
        index.sync(read("甲.txt", _TEXT.encode()), path="甲.txt", content=_TEXT.encode())
        (report,) = index.rows()
        found = index.search("粮食", documents=[report.document_id])
    (copy,) = data.glob("chroma/*.rows")
    copy.unlink()
    with Index(data, StaticEmbedder()) as index:
        again = index.search("粮食", documents=[report.document_id])
    assert (again, copy.exists()) == (found, True)
