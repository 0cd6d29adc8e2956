"""Measuring retrieval: the product and the usual stacks over small invented reports."""

import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from bot.types import Answer, Outcome, Turn
from evals.baselines import BASELINES, Baseline, baselines, chosen, contestants
from evals.evidence import Source
from evals.public import collections, written
from evals.questions import Evidence, Item
from evals.rankings import Searches, merge, summarise, table, to_dict
from evals.relevance import Found
from evals.retrieval import measure_public, measure_questions, retrieval
from evals.searching import Measure, Ranking, Searched, Stack, search_all
from ingest.errors import InputError, ModelError, NotFoundError

QINGHE = """青河市2023年政府工作报告
一、产业
新建茶叶加工厂37家，产值5.2亿元。
二、民生
改造老旧小区118个，惠及居民2.4万户。
"""
BAISHI = """白石县2023年政府工作报告
一、农业
粮食产量达到46.3万吨，增长3.1%。
二、教育
新建幼儿园12所，新增学位3600个。
"""
REPORTS = {"青河市2023年政府工作报告.txt": QINGHE, "白石县2023年政府工作报告.txt": BAISHI}
LINES = [
    {
        "id": "q-1",
        "lang": "zh",
        "type": "single",
        "turns": ["青河市新建了多少家茶叶加工厂？"],
        "must_contain": ["37"],
        "evidence": [{"document": "青河市2023年政府工作报告.txt", "quote": "新建茶叶加工厂37家"}],
        "answerable": True,
    },
    {
        "id": "q-2",
        "lang": "zh",
        "type": "multi-turn",
        "turns": ["白石县新建幼儿园多少所？", "新增学位呢？"],
        "must_contain": ["3600"],
        "evidence": [{"document": "白石县2023年政府工作报告.txt", "quote": "新增学位3600个"}],
        "answerable": True,
    },
    {
        "id": "q-3",
        "lang": "zh",
        "type": "unanswerable",
        "turns": ["青河市有几座机场？"],
        "answerable": False,
    },
    {
        "id": "q-4",
        "lang": "en",
        "type": "en",
        "turns": ["How many kindergartens?"],
        "must_contain": ["12"],
        "evidence": [{"document": "missing.txt", "quote": "12 kindergartens"}],
        "answerable": True,
    },
]
PARAGRAPHS = {
    "zh": ["茶树原产于亚洲，喜欢温暖湿润的气候。", "长江全长约6300公里，是亚洲最长的河流。"],
    "en": ["The tea plant is native to Asia.", "The Yangtze is about 6300 kilometres long."],
}
QUESTIONS = {
    "zh": ["茶树原产于哪里？", "长江有多长？"],
    "en": ["Where is the tea plant native to?", "How long is the Yangtze?"],
}
WAYS = ("hybrid", "lexical", "dense")


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def dataset(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return path


def _public(folder, language):
    path = folder / f"tiny.{language}.json"
    paragraphs = [
        {"context": context, "qas": [{"id": f"q{number}", "question": question}]}
        for number, (context, question) in enumerate(
            zip(PARAGRAPHS[language], QUESTIONS[language], strict=True)
        )
    ]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def _item(**changes):
    fields = {
        "id": "q-1",
        "lang": "zh",
        "type": "single",
        "turns": ("问？",),
        "answerable": True,
        "evidence": (Evidence(document="a.txt", quote="三十七"),),
    }
    return Item(**(fields | changes))


def _answer(question, history):
    return Answer(
        answer_id="a",
        question=question,
        standalone_question=question,
        language="zh",
        outcome=Outcome.ANSWERED,
        answer=f"答{len(history)}",
    )


SOURCES = {"d1": Source(name="a.txt", text="共三十七家。"), "d2": Source(name="b.txt", text="无。")}
RIGHT = Found(document_id="d1", start=1, end=4, text="三十七")
WRONG = Found(document_id="d2", start=0, end=1, text="无")


def test_every_way_finds_the_evidence_of_small_reports(dataset, reports):
    told = []
    files = sorted(reports.iterdir())
    run, failed = measure_questions(dataset, files=files, k=5, baseline=False, tell=told.append)
    assert (failed, run.stacks, run.documents) == (0, WAYS, 2)
    assert [each.item.id for each in run.searched] == ["q-1", "q-2"]
    assert [summarise(run, way).means["recall@5"].mean for way in WAYS] == [1.0, 1.0, 1.0]
    assert told == ["q-4 is left out: missing.txt is not among the documents"]


def test_follow_up_is_searched_after_the_products_own_answer(dataset, reports):
    files = sorted(reports.iterdir())
    run, _ = measure_questions(dataset, files=files, k=5, baseline=False, tell=lambda _: None)
    (turn,) = run.searched[1].history
    assert turn.question == "白石县新建幼儿园多少所？"
    assert "12" in turn.answer


def test_every_stack_gets_the_same_history():
    asked = []

    def search(question, history):
        asked.append((question, history))
        return (RIGHT,)

    stacks = [Stack(name="one", search=search), Stack(name="two", search=search)]
    items = [_item(turns=("甲？", "乙？", "丙？"))]
    list(search_all(items, stacks, sources=SOURCES, measure=Measure(), ask=_answer))
    history = (Turn(question="甲？", answer="答0"), Turn(question="乙？", answer="答1"))
    assert asked == [("丙？", history), ("丙？", history)]


def test_search_that_fails_counts_as_having_found_nothing():
    def search(question, history):
        raise ModelError("no answer in 30 s")

    (searched,) = search_all(
        [_item()],
        [Stack(name="broken", search=search)],
        sources=SOURCES,
        measure=Measure(),
        ask=_answer,
    )
    assert searched.rankings["broken"] == Ranking(ranks=(None,), error="model: no answer in 30 s")


def test_earlier_turn_that_fails_ends_every_search():
    def ask(question, history):
        raise ModelError("no answer in 30 s")

    (searched,) = search_all(
        [_item(turns=("甲？", "乙？"))],
        [Stack(name="one", search=lambda question, history: (RIGHT,))],
        sources=SOURCES,
        measure=Measure(),
        ask=ask,
    )
    assert searched.rankings["one"].error == "model: no answer in 30 s"


def test_defect_of_a_search_is_not_swallowed():
    def search(question, history):
        raise ZeroDivisionError

    stacks = [Stack(name="broken", search=search)]
    with pytest.raises(ZeroDivisionError):
        list(search_all([_item()], stacks, sources=SOURCES, measure=Measure(), ask=_answer))


def test_documents_are_ranked_by_their_first_passage():
    found = (WRONG, WRONG, RIGHT)
    (searched,) = search_all(
        [_item(evidence=(Evidence(document="a.txt"),))],
        [Stack(name="one", search=lambda question, history: found)],
        sources=SOURCES,
        measure=Measure(ranks_documents=True),
        ask=_answer,
    )
    assert searched.rankings["one"].found == (WRONG, RIGHT)
    assert searched.rankings["one"].ranks == (2,)


def _run(*rankings, item=None, measure=Measure(k=2, depth=2)):  # noqa: B008  frozen
    names = ("one", "two")[: len(rankings)]
    searched = Searched(
        item=item or _item(), history=(), rankings=dict(zip(names, rankings, strict=True))
    )
    return Searches(
        searched=(searched,),
        stacks=names,
        measure=measure,
        names={"d1": "a.txt"},
        documents=2,
        passages=2,
        left_out={"q-9": "why"},
        facts={"embedder": "tiny/1"},
    )


FOUND = Ranking(found=(WRONG, RIGHT), ranks=(2,), elapsed_ms=1.5)
MISSED = Ranking(ranks=(None,), error="model: no answer")


def test_table_has_a_line_a_stack_then_one_a_group():
    assert table(_run(FOUND, MISSED)).splitlines() == [
        "stack  n   recall@1         recall@2         mrr@2        ndcg@2  documents@2  characters"
        "   ms  errors",
        "-" * 102,
        "one    1  0.0 (0-0)  100.0 (100-100)  50.0 (50-50)  63.1 (63-63)            -           4"
        "  1.5       0",
        "two    1  0.0 (0-0)        0.0 (0-0)     0.0 (0-0)     0.0 (0-0)            -           -"
        "    -       1",
        "",
        "recall@2  n    one  two",
        "-----------------------",
        "single    1  100.0  0.0",
        "lang zh   1  100.0  0.0",
    ]


def test_report_holds_what_each_stack_found():
    report = to_dict(_run(FOUND))
    assert (report["form"], report["embedder"], report["documents"]) == (1, "tiny/1", 2)
    assert report["items"][0]["stacks"]["one"] == {
        "ranks": [2],
        "scores": {
            "recall@1": 0.0,
            "recall@2": 1.0,
            "mrr@2": 0.5,
            "ndcg@2": pytest.approx(0.6309, abs=1e-4),
            "documents@2": None,
        },
        "error": None,
        "elapsed_ms": 1.5,
        "found": [
            {"document": "d2", "start": 0, "end": 1, "text": "无"},
            {"document": "a.txt", "start": 1, "end": 4, "text": "三十七"},
        ],
    }


def test_merged_runs_keep_all_items_and_add_their_documents():
    other = _run(MISSED, item=_item(id="q-2", type="compare"))
    both = merge(_run(FOUND), other)
    assert [each.item.id for each in both.searched] == ["q-1", "q-2"]
    assert (both.documents, both.passages, both.left_out) == (4, 4, {"q-9": "why"})
    assert summarise(both, "one").means["recall@2"].mean == 0.5


def test_files_pair_where_they_share_question_ids(tmp_path):
    chinese, english = collections([_public(tmp_path, "zh"), _public(tmp_path, "en")])
    assert list(chinese.paragraphs) == ["tiny.zh-0001.txt", "tiny.zh-0002.txt"]
    assert [(item.type, item.lang, item.question) for item in english.items] == [
        ("tiny.zh→tiny.en", "zh", "茶树原产于哪里？"),
        ("tiny.zh→tiny.en", "zh", "长江有多长？"),
        ("tiny.en→tiny.en", "en", "Where is the tea plant native to?"),
        ("tiny.en→tiny.en", "en", "How long is the Yangtze?"),
    ]
    assert chinese.items[3].evidence == (Evidence(document="tiny.zh-0002.txt"),)


def test_only_the_first_paragraphs_are_used_when_limited(tmp_path):
    (only,) = collections([_public(tmp_path, "zh")], limit=1)
    assert (len(only.paragraphs), len(only.items)) == (1, 1)


def test_equal_paragraphs_are_one_document(tmp_path):
    path = tmp_path / "twice.json"
    paragraphs = [
        {"context": "同一段。", "qas": [{"id": str(number), "question": "？"}]}
        for number in range(2)
    ]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    (only,) = collections([path])
    assert {item.evidence[0].document for item in only.items} == set(only.paragraphs)


def test_question_that_is_empty_is_passed_over(tmp_path):
    path = tmp_path / "x.json"
    asked = [{"id": "1", "question": " "}, {"id": "2", "question": "？"}]
    content = {"data": [{"paragraphs": [{"context": "一段。", "qas": asked}]}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    (only,) = collections([path])
    assert [item.id for item in only.items] == ["x→x 2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("not json", "is no JSON", id="no JSON"),
        pytest.param('{"data": [{}]}', "is not of the form", id="a field is missing"),
        pytest.param("[1]", "is not of the form", id="a list"),
    ],
)
def test_file_that_is_no_public_set_is_told(tmp_path, content, message):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        collections([path])


def test_public_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFoundError, match="there is no file"):
        collections([tmp_path / "x.json"])


def test_written_paragraphs_are_gone_afterwards():
    with written({"p.txt": "一段。"}) as (path,):
        assert path.read_text(encoding="utf-8") == "一段。"
    assert not path.exists()


def test_public_set_is_scored_by_document_in_each_pair(tmp_path):
    paths = [_public(tmp_path, "zh"), _public(tmp_path, "en")]
    run, failed = measure_public(paths, k=1, limit=None, baseline=False, tell=lambda _: None)
    assert (failed, run.documents, len(run.searched)) == (0, 4, 8)
    for pair in ("tiny.zh→tiny.zh", "tiny.en→tiny.en"):
        assert summarise(run, "hybrid", pair).means["recall@1"].mean == 1.0


def test_baseline_without_its_packages_is_told_and_left_out():
    told = []
    absent = Baseline("absent-stack", ("no-such-package-a", "pytest"), lambda parts: parts.dense)
    assert list(baselines(SOURCES, passages=5, tell=told.append, chosen=[absent])) == []
    assert told == [
        "absent-stack is left out, as these packages are not installed: no-such-package-a"
    ]


needs_baselines = pytest.mark.skipif(
    any(baseline.missing for baseline in BASELINES) or not find_spec("torch"),
    reason="the packages of the extra baselines are not installed",
)


# A word of half the texts or more weighs nothing in that BM25.
OTHERS = ("公路通车里程增加。", "森林覆盖率提高。", "外贸进出口回升。", "消费市场平稳。")
BASELINE_TEXTS = {**REPORTS, **{f"{number}.txt": text for number, text in enumerate(OTHERS)}}


@pytest.fixture(scope="module")
def stacks():
    texts = {name: Source(name=name, text=text) for name, text in BASELINE_TEXTS.items()}
    return {stack.name: stack for stack in baselines(texts, passages=3, tell=lambda _: None)}


@needs_baselines
def test_baseline_answers_with_its_first_passage_and_cites_it():
    texts = {name: Source(name=name, text=text) for name, text in BASELINE_TEXTS.items()}
    named = chosen(["haystack-bm25"])
    (contestant,) = contestants(texts, tell=lambda _: None, chosen=named)
    answer = contestant.ask("茶厂几家？", (Turn(question="青河市"),))
    (cited,) = answer.citations
    assert answer.standalone_question == "青河市 茶厂几家？"
    assert answer.answer == f"{cited.quote}[1]"
    assert texts[cited.document_id].text[cited.start : cited.end] == cited.quote
    assert contestant.search(answer.standalone_question, 1)[0].text == cited.quote


def test_all_names_every_baseline():
    assert chosen(["all"]) == BASELINES
    assert [each.name for each in chosen(["llamaindex"])] == ["llamaindex"]


@needs_baselines
@pytest.mark.slow
def test_baselines_return_places_in_the_documents_text(stacks):
    for stack in stacks.values():
        found = stack.search("茶叶加工厂 37家", ())
        assert found
        for each in found:
            assert BASELINE_TEXTS[each.document_id][each.start : each.end] == each.text


@needs_baselines
@pytest.mark.slow
def test_baseline_over_words_finds_what_the_one_over_white_space_does_not(stacks):
    history = (Turn(question="白石县新建幼儿园多少所？", answer="12所"),)
    (first, *_) = stacks["langchain-bm25-jieba"].search("新增学位呢？", history)
    assert first.document_id == "白石县2023年政府工作报告.txt"
    assert list(stacks) == [baseline.name for baseline in BASELINES]


def test_command_prints_the_table_and_writes_the_report(dataset, reports, tmp_path):
    out = tmp_path / "out"
    arguments = ["questions", str(dataset), "--documents", str(reports), "--out", str(out)]
    done = CliRunner().invoke(retrieval, arguments, standalone_mode=False)
    report = json.loads((out / "retrieval.json").read_text(encoding="utf-8"))
    assert done.return_value == 0
    assert done.stdout.startswith("stack")
    assert report["dataset"][0]["name"] == "questions.jsonl"
    assert report["left_out"] == {"q-4": "missing.txt is not among the documents"}


def test_command_goes_on_without_a_folder_that_is_not_there(dataset, reports, tmp_path):
    arguments = ["questions", str(dataset), "--documents", str(reports)]
    absent = ["--documents", str(tmp_path / "absent")]
    done = CliRunner().invoke(retrieval, arguments + absent, standalone_mode=False)
    assert done.return_value == 1
    assert "does not exist" in done.stderr


def test_command_measures_public_sets(tmp_path):
    arguments = ["public", str(_public(tmp_path, "zh")), "--k", "1", "--paragraphs", "1"]
    done = CliRunner().invoke(retrieval, arguments, standalone_mode=False)
    assert done.return_value == 0
    assert "tiny.zh→tiny.zh" in done.stdout
