"""The measuring of search at size, on a small size."""

import json
import re

import pytest
from click.testing import CliRunner

from bot.assembly import assemble
from bot.settings import Settings
from evals.bench.building import build
from evals.bench.cold import cold
from evals.bench.exactness import index_recall, share_found
from evals.bench.people import people
from evals.bench.search import Times, bench
from evals.bench.variants import variant
from ingest.errors import InputError
from vectorstore.embed import StaticEmbedder

SENTENCES = "".join(
    f"江苏省第{number}号工程完成投资{number}3.5亿元，比2023年增长12.5%。\n"
    for number in range(10, 40)
)
TEXT = f"江苏省2024年政府工作报告\n一、回顾\n{SENTENCES}"


@pytest.fixture
def reports(tmp_path):
    path = tmp_path / "江苏省2024年政府工作报告.txt"
    path.write_text(TEXT, encoding="utf-8")
    return (path,)


@pytest.fixture
def data(reports, tmp_path):
    folder = tmp_path / "data"
    with assemble(Settings(data=folder)) as wence:
        build(wence, reports, passages=60, tell=lambda _: None)
    return folder


def test_variant_zero_is_the_report_itself():
    assert variant(TEXT, 0) == TEXT


def test_variant_is_the_same_every_time_and_each_is_another():
    assert variant(TEXT, 1) == variant(TEXT, 1)
    assert len({variant(TEXT, number) for number in range(4)}) == 4


def test_variant_is_of_another_place_and_year_with_other_figures():
    lines = variant(TEXT, 1).splitlines()
    assert re.fullmatch(r"(?!江苏)\w+2023年政府工作报告", lines[0])
    assert lines[1] == "一、回顾"
    assert "江苏" not in "".join(lines)
    assert set(re.findall(r"20\d\d", "".join(lines))) <= {"2023", "2022"}
    assert not set(re.findall(r"\d+\.\d+", "".join(lines))) >= {"12.5"}


def test_variant_keeps_the_digits_of_a_figure_and_single_digits():
    (changed,) = re.findall(r"\d+\.\d+", variant("投资120.55亿元", 1))
    assert re.fullmatch(r"[1-9]\d\d\.\d\d", changed)
    assert variant("共5个", 1) == "共5个"


def test_variant_leaves_out_some_sentences_and_no_heading():
    assert 0 < variant(TEXT, 2).count("工程") < TEXT.count("工程")


def test_place_unknown_to_the_gazetteer_stays():
    assert variant("中国", 1) == "中国"


def test_building_stops_at_the_size_and_goes_on_from_there(reports, data):
    with assemble(Settings(data=data)) as wence:
        before = wence.index.count()
        build(wence, reports, passages=before.passages, tell=lambda _: None)
        assert wence.index.count() == before
        build(wence, reports, passages=before.passages + 1, tell=lambda _: None)
        assert wence.index.count().documents == before.documents + 1


def test_building_tells_what_it_cannot_read_and_when_there_is_too_little(tmp_path):
    picture, note = tmp_path / "p.jpg", tmp_path / "n.txt"
    picture.write_bytes(b"\xff\xd8\xff")
    note.write_text("无。", encoding="utf-8")
    told = []
    with (
        assemble(Settings(data=tmp_path / "data")) as wence,
        pytest.raises(InputError, match="1 reports are too few"),
    ):
        build(wence, (picture, note), passages=50, tell=told.append)
    assert [line.split(" is left out")[0] for line in told] == [str(picture)]


def test_small_index_loses_nothing_against_every_vector(data):
    vectors = StaticEmbedder().embed_documents(["工程完成投资多少？", "增长多少？"])
    assert index_recall(data, vectors, k=10) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("got", "best", "share"),
    [
        pytest.param([0.9, 0.8], [0.9, 0.8], 1.0, id="the same"),
        pytest.param([0.9, 0.7], [0.9, 0.8], 0.5, id="one is farther"),
        pytest.param([0.9], [0.9, 0.8], 0.5, id="one is missing"),
        pytest.param([0.9, 0.9, 0.8], [0.9, 0.9], 1.0, id="only the first k count"),
        pytest.param([0.800001, 0.8], [0.9, 0.8], 1.0, id="as near as the last is as good"),
        pytest.param([], [], 1.0, id="nothing to find"),
    ],
)
def test_share_of_the_nearest_that_was_found(got, best, share):
    assert share_found(got, best, k=2) == share


def test_times_are_percentiles():
    spans = [float(number) for number in range(1, 101)]
    assert Times.of("x", spans) == Times(name="x", n=100, p50_ms=50.5, p95_ms=95.05)


def test_first_search_of_a_process_is_told_by_part(data):
    done = CliRunner().invoke(cold, [str(data), "完成投资多少？"])
    parts = json.loads(done.stdout)
    assert list(parts) == ["import_ms", "open_ms", "first_search_ms", "same_again_ms"]
    assert all(span_ms >= 0 for span_ms in parts.values())


@pytest.mark.slow
def test_command_builds_measures_and_writes(reports, tmp_path):
    folder, out = tmp_path / "data", tmp_path / "out"
    arguments = [str(folder), "--documents", str(reports[0]), "--out", str(out)]
    sizes = ["--passages", "40", "--searches", "20", "--cold-starts", "1"]
    done = CliRunner().invoke(bench, arguments + sizes, standalone_mode=False)
    measured = json.loads((out / "bench.json").read_text(encoding="utf-8"))
    assert done.return_value == 0
    assert "recall@10 of the vector index against every vector: 1.000" in done.stdout
    assert [(each["name"], each["n"]) for each in measured["searches"]] == [
        ("Index.search, hybrid", 20),
        ("Index.search, lexical", 20),
        ("Index.search, dense", 20),
        ("Bot.search, hybrid", 20),
        *(
            (f"Bot.ask, {stage}", 20)
            for stage in ("understand", "retrieve", "answer", "check", "total")
        ),
        ("cold start, import", 1),
        ("cold start, open", 1),
        ("cold start, first_search", 1),
        ("cold start, same_again", 1),
        ("cold start, process", 1),
    ]


@pytest.mark.slow
def test_people_who_ask_at_once_get_the_answers_that_one_gets_alone(data, tmp_path):
    asked = {"turns": ["江苏省第12号工程完成投资多少亿元？"], "must_contain": ["123.5亿元"]}
    item = {"id": "a", "lang": "zh", "type": "number-direct", "answerable": True, **asked}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(item), encoding="utf-8")
    result = CliRunner().invoke(people, [str(data), str(questions), "--people=3", "--each=2"])
    assert result.exit_code == 0, result.output
    assert "answered rightly alone: 1 of 1 questions" in result.output
    assert re.search(r"to the first text: p50 \d+ ms, p95 \d+ ms, p100 \d+ ms", result.output)
    assert "  right: 6 of 6\n" in result.output
