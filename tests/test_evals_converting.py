"""Public sets of their exact forms, with invented content, as question files."""

import json

import pytest

from evals.converting import rgb, squad, write
from evals.questions import load
from ingest.errors import InputError, NotFoundError

CONTEXT = "青禾县有茶厂37家，年产值5.2亿元，主管的是县茶办。"
SQUAD = {
    "version": "1.1",
    "data": [
        {
            "title": "青禾",
            "id": "1",
            "paragraphs": [
                {
                    "id": "1-1",
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "1-1-1",
                            "question": "谁主管茶厂？",
                            "answers": [
                                {"text": "县茶办", "answer_start": 22},
                                {"text": "茶办", "answer_start": 23, "id": "2"},
                                {"text": "县茶办", "answer_start": 22},
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}
CMRC = [
    {
        "context_id": "DEV_0",
        "context_text": CONTEXT,
        "title": "青禾",
        "qas": [
            {
                "query_id": "DEV_0_QUERY_0",
                "query_text": "谁主管茶厂？",
                "answers": ["县茶办", "茶办"],
            }
        ],
    }
]
ENGLISH = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "Qinghe has 37 tea works under its tea bureau.",
                    "qas": [
                        {
                            "id": "1-1-1",
                            "question": "Who runs the tea works?",
                            "answers": [{"text": "tea bureau", "answer_start": 34}],
                        }
                    ],
                }
            ]
        }
    ]
}


def _file(folder, name, content):
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("content", [SQUAD, CMRC], ids=["SQuAD's form", "CMRC 2018's own"])
def test_paragraph_is_a_document_and_the_evidence(tmp_path, content):
    write(squad([_file(tmp_path, "drcd.json", content)], limit=None), tmp_path / "out")
    (item,) = load(tmp_path / "out" / "questions.jsonl")
    assert item.turns == ("谁主管茶厂？",)
    assert item.must_contain_any == (("县茶办", "茶办"),)
    assert item.evidence[0].quote == CONTEXT
    document = tmp_path / "out" / "documents" / item.evidence[0].document
    assert document.read_text(encoding="utf-8") == CONTEXT


def test_english_question_on_a_chinese_paragraph_takes_either_language(tmp_path):
    paths = [_file(tmp_path, "zh.json", SQUAD), _file(tmp_path, "en.json", ENGLISH)]
    converted = squad(paths, limit=None)
    assert [item.type for item in converted.items] == ["zh→zh", "en→zh"]
    assert converted.items[1].must_contain_any == (("县茶办", "茶办", "tea bureau"),)


@pytest.mark.parametrize(
    ("answer", "golds"),
    [(37.0, ("37家", "37")), (4.9, ("37家",)), (39764.0, ("37家",))],
    ids=["in the paragraph", "in no figure of it", "was a date"],
)
def test_answer_that_a_spreadsheet_made_a_number_counts_where_it_stands(tmp_path, answer, golds):
    content = json.loads(json.dumps(CMRC))
    content[0]["context_text"] = "青禾县新建茶厂37家，由县茶办主管。"
    content[0]["qas"][0]["answers"] = ["37家", answer]
    (item,) = squad([_file(tmp_path, "cmrc.json", content)], limit=None).items
    assert item.must_contain_any == (golds,)


def test_set_without_answers_is_told(tmp_path):
    content = json.loads(json.dumps(SQUAD))
    content["data"][0]["paragraphs"][0]["qas"][0]["answers"] = []
    with pytest.raises(InputError, match="without answers"):
        squad([_file(tmp_path, "a.json", content)], limit=None)


def _rgb(number, answer):
    return {
        "id": number,
        "query": f"第{number}问：青禾县茶厂几家、谁主管？",
        "answer": answer,
        "positive": [f"第{number}篇：青禾县有茶厂37家，由县茶办主管。"],
        "negative": ["白石县有茶厂12家，由县农业局主管。", "短"],
    }


@pytest.fixture
def rgb_file(tmp_path):
    path = tmp_path / "zh.json"
    lines = [_rgb(number, ["37家", ["县茶办", "茶叶办公室"]]) for number in range(12)]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_each_part_of_an_rgb_answer_is_needed_in_one_of_its_wordings(rgb_file):
    item = next(each for each in rgb([rgb_file], limit=None).items if each.answerable)
    assert item.must_contain_any == (("37家",), ("县茶办", "茶叶办公室"))
    assert item.answer == "37家、县茶办"


def test_passages_of_a_rejection_question_are_left_out(rgb_file):
    converted = rgb([rgb_file], limit=None)
    rejected = [item for item in converted.items if not item.answerable]
    assert 0 < len(rejected) < 12
    for item in converted.items:
        number = item.id.removeprefix("rgb-")
        held = any(text.startswith(f"第{number}篇") for text in converted.documents.values())
        assert held is item.answerable


def test_passage_met_twice_is_one_document_and_a_scrap_none(rgb_file):
    texts = list(rgb([rgb_file], limit=None).documents.values())
    assert texts.count("白石县有茶厂12家，由县农业局主管。") == 1
    assert "短" not in texts


def test_rgb_is_a_question_file(rgb_file, tmp_path):
    write(rgb([rgb_file], limit=5), tmp_path / "out")
    assert len(load(tmp_path / "out" / "questions.jsonl")) == 5


@pytest.mark.parametrize("line", ["{", '{"query": "问"}', "[]"])
def test_line_that_is_not_rgb_is_told(tmp_path, line):
    path = tmp_path / "zh.json"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        rgb([path], limit=None)


def test_rgb_file_that_is_absent(tmp_path):
    with pytest.raises(NotFoundError):
        rgb([tmp_path / "zh.json"], limit=None)
