"""Question files drafted by rule from invented reports."""

import json

import pytest

from evals.drafting import draft, dumped
from evals.questions import load
from ingest.errors import InputError

QINGHE = """青禾县2023年政府工作报告
一、工作回顾
新建茶叶加工厂37家，粮食总产量稳定在46.3万吨。茶产业分别增长3.1%、4.2%。
改造城镇老旧小区118个，惠及居民2.4万户。
"""
BAISHI = """白石县2023年政府工作报告
一、工作回顾
改造城镇老旧小区118个，惠及居民2.4万户。建设农村寄递物流网点64个。
"""


@pytest.fixture
def files(tmp_path):
    paths = tuple(tmp_path / f"{name}2023年政府工作报告.txt" for name in ("青禾县", "白石县"))
    for path, text in zip(paths, (QINGHE, BAISHI), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def _drafts(files, **options):
    items, failed = draft(files, **({"count": 40, "seed": 0, "tell": lambda line: None} | options))
    return {item["turns"][0]: item for item in items}, failed


def test_figure_is_asked_with_its_value_and_sentence(files):
    drafts, failed = _drafts(files)
    item = drafts["《青禾县2023年政府工作报告》中，新建茶叶加工厂多少家？"]
    assert failed == 0
    assert item["values"] == [{"text": "37家", "value": "37", "unit": "家"}]
    assert item["evidence"] == [
        {
            "document": files[0].name,
            "quote": "新建茶叶加工厂37家，粮食总产量稳定在46.3万吨。",
        }
    ]
    assert item["reviewed"] is False


def test_words_are_not_cut_short_and_amounts_not_given_their_unit(files):
    drafts, _ = _drafts(files)
    item = drafts["《青禾县2023年政府工作报告》中，粮食总产量是多少？"]
    assert item["values"] == [{"text": "46.3万吨", "value": "463000", "unit": "吨"}]


def test_words_with_half_a_pair_of_quotation_marks_are_not_asked(tmp_path):
    path = tmp_path / "青禾县2023年政府工作报告.txt"
    text = "青禾县2023年政府工作报告\n实施减轻茶农负担“50条”，建设“茶旅融合”示范村64个。\n"
    path.write_text(text, encoding="utf-8")
    asked = [question for question, item in _drafts([path])[0].items() if item["answerable"]]
    assert asked == ["《青禾县2023年政府工作报告》中，建设“茶旅融合”示范村多少个？"]


def test_same_sentence_of_another_report_is_named(files):
    drafts, _ = _drafts(files)
    item = drafts["《白石县2023年政府工作报告》中，改造城镇老旧小区多少个？"]
    assert item["also_in"] == [files[0].name]
    assert "also_in" not in drafts["《青禾县2023年政府工作报告》中，新建茶叶加工厂多少家？"]


def test_several_figures_of_one_wording_are_not_asked(files):
    drafts, _ = _drafts(files)
    assert not [question for question in drafts if "茶产业" in question]


def test_unanswerable_ask_for_what_no_report_names(files):
    drafts, _ = _drafts(files)
    held = QINGHE + BAISHI
    refused = [item for item in drafts.values() if not item["answerable"]]
    kinds = {item["type"] for item in refused}
    assert kinds == {"draft-other-year", "draft-other-place", "draft-other-thing"}
    years = [item["turns"][0] for item in refused if item["type"] == "draft-other-year"]
    assert not [question for question in years if "2023" in question]
    places = [item["turns"][0] for item in refused if item["type"] == "draft-other-place"]
    assert not [question for question in places if question[1:5] in held]


def test_thing_of_another_report_is_asked_where_no_part_of_it_stands(files):
    drafts, _ = _drafts(files)
    things = [q for q, item in drafts.items() if item["type"] == "draft-other-thing"]
    assert "老旧小区" not in "".join(things)
    assert "《青禾县2023年政府工作报告》中，建设农村寄递物流网点多少个？" in things


def test_count_is_kept_with_a_quarter_unanswerable(files):
    drafts, _ = _drafts(files, count=4)
    assert [item["answerable"] for item in drafts.values()] == [True, True, True, False]


def test_same_seed_drafts_the_same(files):
    assert _drafts(files, seed=3) == _drafts(files, seed=3)


def test_drafts_are_a_question_file(files, tmp_path):
    items, _ = draft(files, count=40, seed=0, tell=lambda line: None)
    path = tmp_path / "drafts.jsonl"
    path.write_text(dumped(items), encoding="utf-8")
    assert [item.id for item in load(path)][:2] == ["draft-0001", "draft-0002"]
    assert not json.loads(path.read_text(encoding="utf-8").splitlines()[0])["reviewed"]


def test_file_that_cannot_be_read_is_told(files, tmp_path):
    broken, told = tmp_path / "a.pdf", []
    broken.write_bytes(b"no pdf")
    _, failed = _drafts((*files, broken), tell=told.append)
    assert failed == 1
    assert "a.pdf" in told[0]


def test_documents_without_figures_are_an_error(tmp_path):
    path = tmp_path / "青禾县通知.txt"
    path.write_text("青禾县通知\n请各单位遵照执行。\n", encoding="utf-8")
    with pytest.raises(InputError, match="no figure"):
        draft((path,), count=3, seed=0, tell=lambda line: None)
