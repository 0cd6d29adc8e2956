"""What a question file may hold, and what is said of one that does not."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from evals.questions import Evidence, GoldValue, Item, load
from ingest.errors import InputError, NotFoundError

FIELDS = {
    "id": "q-1",
    "lang": "zh",
    "type": "single",
    "turns": ["户数？"],
    "answer": "3521户",
    "values": [{"text": "3521户", "value": 3521, "unit": "户"}],
    "must_contain": ["3521"],
    "must_not_contain": [],
    "evidence": [{"document": "a.txt", "quote": "共3521户"}],
    "answerable": True,
}
SHARED = Path(__file__).parents[2] / "shared" / "qa"
SAMPLE = Path(__file__).parents[1] / "evals" / "sample" / "questions.jsonl"


def _written(folder, *lines):
    path = folder / "questions.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def _without(name):
    return {key: value for key, value in FIELDS.items() if key != name}


def test_every_field_is_read(tmp_path):
    fields = FIELDS | {"also_in": ["b.txt"], "answer_set": ["甲"], "excluded_set": ["乙"]}
    assert load(_written(tmp_path, fields)) == (
        Item(
            id="q-1",
            lang="zh",
            type="single",
            turns=("户数？",),
            answerable=True,
            answer="3521户",
            values=(GoldValue(text="3521户", value=Decimal(3521), unit="户"),),
            must_contain=("3521",),
            evidence=(Evidence(document="a.txt", quote="共3521户"),),
            also_in=("b.txt",),
            answer_set=("甲",),
            excluded_set=("乙",),
        ),
    )


def test_evidence_may_be_positions(tmp_path):
    fields = FIELDS | {"evidence": [{"document": "a.txt", "start": 3, "end": 9}]}
    (item,) = load(_written(tmp_path, fields))
    assert item.evidence == (Evidence(document="a.txt", start=3, end=9),)


def test_decimals_are_exact(tmp_path):
    line = json.dumps(FIELDS).replace('"value": 3521', '"value": 0.1')
    (item,) = load(_written(tmp_path, line))
    assert item.values[0].value == Decimal("0.1")


def test_blank_lines_unknown_fields_and_a_byte_order_mark_are_passed_over(tmp_path):
    path = _written(tmp_path, "\ufeff" + json.dumps(FIELDS | {"section": "前言"}), "", "  ")
    assert [item.id for item in load(path)] == ["q-1"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("{", "Expecting property name", id="not JSON"),
        pytest.param("[]", "expected a JSON object", id="not an object"),
        pytest.param(_without("id"), "id must be a text that is not empty, not None", id="no id"),
        pytest.param(FIELDS | {"lang": "fr"}, "lang must be one of zh, en", id="language"),
        pytest.param(FIELDS | {"turns": []}, "turns holds no question", id="no question"),
        pytest.param(FIELDS | {"turns": "户数？"}, "turns must be a list", id="turns a text"),
        pytest.param(FIELDS | {"turns": [" "]}, "each of turns must be a text", id="blank turn"),
        pytest.param(_without("answerable"), "answerable must be true or false", id="no verdict"),
        pytest.param(FIELDS | {"answerable": 1}, "answerable must be true or false", id="verdict"),
        pytest.param(
            FIELDS | {"must_contain": [], "values": []}, "are all empty", id="nothing to check by"
        ),
        pytest.param(FIELDS | {"must_contain": [""]}, "each of must_contain", id="empty needle"),
        pytest.param(FIELDS | {"values": ["3"]}, "each of values must be an object", id="values"),
        pytest.param(
            FIELDS | {"values": [{"text": "x", "value": True, "unit": ""}]},
            "value must be a number, not True",
            id="value a boolean",
        ),
        pytest.param(
            FIELDS | {"values": [{"text": "x", "value": "many", "unit": ""}]},
            "value must be a number, not 'many'",
            id="value a word",
        ),
        pytest.param(
            json.dumps(FIELDS).replace('"value": 3521', '"value": NaN'),
            "NaN is not a number",
            id="value NaN",
        ),
        pytest.param(
            FIELDS | {"evidence": [{"document": "a.txt"}]}, "quote must be a text", id="no quote"
        ),
        pytest.param(
            FIELDS | {"evidence": [{"document": "a.txt", "start": 9, "end": 9}]},
            "evidence needs 0 <= start < end",
            id="empty span",
        ),
        pytest.param(
            FIELDS | {"evidence": [{"document": "a.txt", "start": 1}]},
            "evidence needs 0 <= start < end",
            id="no end",
        ),
        pytest.param(
            FIELDS | {"evidence": [{"document": "a.txt", "quote": "x", "start": 1, "end": 2}]},
            "either a quote or start and end",
            id="both forms",
        ),
    ],
)
def test_wrong_line_is_named_with_what_is_wrong(tmp_path, line, reason):
    with pytest.raises(InputError) as raised:
        load(_written(tmp_path, FIELDS | {"id": "q-0"}, line))
    assert "line 2: " in raised.value.message
    assert reason in raised.value.message


def test_all_wrong_lines_are_named(tmp_path):
    with pytest.raises(InputError, match=r"line 1: .*; line 3: id 'q-1' is already used in line 2"):
        load(_written(tmp_path, "{", FIELDS, FIELDS))


def test_many_wrong_lines_are_cut_short(tmp_path):
    with pytest.raises(InputError, match=r"line 10: [^;]*; and 2 more$"):
        load(_written(tmp_path, *["[]"] * 12))


def test_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFoundError):
        load(tmp_path / "none.jsonl")


def test_file_without_questions_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no questions"):
        load(_written(tmp_path, ""))


def test_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "gbk.jsonl"
    path.write_bytes("问".encode("gb18030"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load(path)


def test_bundled_questions_are_read():
    assert len(load(SAMPLE)) == 40


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/qa is not here")
@pytest.mark.parametrize("name", ["zhangye.jsonl", "reports.jsonl"])
def test_shared_questions_are_read(name):
    lines = (SHARED / name).read_text(encoding="utf-8").splitlines()
    assert [item.id for item in load(SHARED / name)] == [json.loads(line)["id"] for line in lines]
