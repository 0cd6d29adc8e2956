"""The way from a question file to scores and reports, with a scripted bot at the outer seam."""

import json
import re
from html.parser import HTMLParser

import pytest

from bot.types import Answer, Citation, Outcome, Timings, Turn
from evals.questions import Item, load
from evals.report import table
from evals.run import evaluate
from evals.runner import run
from evals.summary import Mean, by_type, mean
from ingest.errors import InputError, ModelError, NotFoundError

TEXT = "累计建成5G基站3521个。完成投资55.83亿元。"
NASTY = '<script>alert("x")</script><img src="https://example.com/x.png">'


def _line(number, *turns, answerable=True, kind="single", needle="3521"):
    return {
        "id": f"q-{number}",
        "lang": "zh",
        "type": kind,
        "turns": list(turns),
        "answer": needle,
        "values": [],
        "must_contain": [needle] if answerable else [],
        "must_not_contain": [],
        "evidence": [{"document": "a.txt", "quote": "基站3521个"}] if answerable else [],
        "answerable": answerable,
    }


LINES = (
    _line(1, "基站数？"),
    _line(2, "人口？", answerable=False, kind="unanswerable"),
    _line(3, "基站数？", "投资呢？", kind="多轮", needle="55.83亿"),
    _line(4, "模型坏了？", kind="error"),
    _line(5, NASTY, kind=NASTY),
)


def _cited(document_id):
    return Citation(
        marker=1,
        document_id=document_id,
        title=NASTY,
        section=(),
        page=None,
        start=0,
        end=13,
        quote=TEXT[:13],
        url="/",
    )


class ScriptedBot:
    """Answers from a list and keeps what it was asked."""

    SAID = {  # noqa: RUF012  a test's script, never changed
        "基站数？": (Outcome.ANSWERED, "3521个[1]"),
        "投资呢？": (Outcome.ANSWERED, "55.83亿元[1]"),
        "人口？": (Outcome.NOT_FOUND, ""),
        NASTY: (Outcome.PARTIAL, NASTY),
    }

    def __init__(self, document_id="d1"):
        self.asked = []
        self.document_id = document_id

    def ask(self, question, history):
        self.asked.append((question, history))
        if question not in self.SAID:
            raise ModelError("no answer in 30 s")
        outcome, text = self.SAID[question]
        return Answer(
            answer_id="a",
            question=question,
            standalone_question=question,
            language="zh",
            outcome=outcome,
            answer=text,
            citations=(_cited(self.document_id),) if text else (),
            timings_ms=Timings(total=2.5),
        )


def _text_of(document_id):
    if document_id != "d1":
        raise NotFoundError(f"no document {document_id}")
    return "a.txt", TEXT


@pytest.fixture
def dataset(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def played(dataset, tmp_path):
    out = tmp_path / "deep" / "out"
    settings = {"answerer": "extractive", "note": NASTY}
    run = evaluate(dataset, ask=ScriptedBot().ask, text_of=_text_of, out=out, settings=settings)
    return run, out


def _items(dataset, *numbers) -> tuple[Item, ...]:
    return tuple(item for item in load(dataset) if int(item.id[2:]) in numbers)


def test_follow_up_is_asked_after_the_bots_own_answer(dataset):
    bot = ScriptedBot()
    run(_items(dataset, 3), bot.ask, documents=_text_of)
    said = Turn(question="基站数？", answer="3521个[1]")
    assert bot.asked == [("基站数？", ()), ("投资呢？", (said,))]


def test_verdicts_and_errors(played):
    results = played[0].results
    assert [(each.item.id, each.is_right, each.error) for each in results] == [
        ("q-1", True, ""),
        ("q-2", True, ""),
        ("q-3", True, ""),
        ("q-4", False, "turn 1: model: no answer in 30 s"),
        ("q-5", False, ""),
    ]


def test_error_in_an_earlier_turn_ends_the_item(dataset):
    bot = ScriptedBot()
    lines = _line(6, "基站数？", "坏？", "投资呢？")
    dataset.write_text(json.dumps(lines), encoding="utf-8")
    (result,) = run(load(dataset), bot.ask, documents=_text_of).results
    assert result.error == "turn 2: model: no answer in 30 s"
    assert len(bot.asked) == 2


def test_defect_is_not_swallowed(dataset):
    def broken(question, history):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(load(dataset), broken, documents=_text_of)


def test_cited_document_that_does_not_exist_costs_the_citation(dataset):
    bot = ScriptedBot(document_id="d9")
    (result,) = run(_items(dataset, 1), bot.ask, documents=_text_of).results
    names = ("answer", "citation", "quote_verbatim", "wrong_document")
    assert [result.scores[name].value for name in names] == [1.0, 0.0, 0.0, 1.0]


def test_progress_is_told_after_each_item(dataset):
    told = []
    run(
        _items(dataset, 1, 2),
        ScriptedBot().ask,
        documents=_text_of,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_report_json_holds_every_item(played):
    run, out = played
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["dataset"] == {"name": "questions.jsonl", "sha256": run.digest, "items": 5}
    assert report["settings"]["answerer"] == "extractive"
    assert [each["verdict"] for each in report["items"]] == [
        "right",
        "right",
        "right",
        "error",
        "wrong",
    ]


def test_report_json_item_has_answer_gold_and_reasons(played):
    report = json.loads((played[1] / "report.json").read_text(encoding="utf-8"))
    item = report["items"][0]
    assert item["gold"]["must_contain"] == ["3521"]
    assert item["scores"]["citation"] == {"value": 1.0, "reason": "on the evidence: [1]"}
    assert item["reply"]["timings_ms"]["total"] == 2.5
    shown = item["reply"]["citations"][0]
    assert (shown["document"], shown["on_evidence"], shown["quote"]) == ("a.txt", True, TEXT[:13])


def test_report_json_scores_by_type_worst_first(played):
    report = json.loads((played[1] / "report.json").read_text(encoding="utf-8"))
    answers = [each["means"]["answer"]["mean"] for each in report["types"]]
    assert answers == [0.0, 0.0, 1.0, 1.0, 1.0]
    assert report["overall"]["means"]["answer"]["mean"] == pytest.approx(0.6)
    assert (report["overall"]["refused"], report["overall"]["errors"]) == (1, 1)


class _Elements(HTMLParser):
    """Collects every element with its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_report_html_is_self_contained_and_escaped(played):
    html = (played[1] / "report.html").read_text(encoding="utf-8")
    elements = _Elements()
    elements.feed(html)
    assert {tag for tag, _ in elements.found}.isdisjoint({"script", "img", "link", "iframe"})
    assert not any({"src", "href", "onerror"} & set(attrs) for _, attrs in elements.found)
    assert "<script>" not in html
    assert "url(" not in html


def test_report_html_shows_the_wrong_items_opened(played):
    html = (played[1] / "report.html").read_text(encoding="utf-8")
    assert len(re.findall("<details open>", html)) == 2
    assert len(re.findall("<details>", html)) == 3


def test_lone_surrogates_do_not_stop_the_report(tmp_path):
    dataset, out = tmp_path / "q.jsonl", tmp_path / "out"
    line = json.dumps(_line(1, "基站数？")).replace("a.txt", r"\ud800.txt")
    dataset.write_text(line, encoding="utf-8")
    evaluate(dataset, ask=ScriptedBot().ask, text_of=_text_of, out=out, settings={})
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["items"][0]["gold"]["evidence"][0]["document"] == "\ud800.txt"


def test_folder_that_cannot_be_made_is_told_before_asking(dataset, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    bot = ScriptedBot()
    with pytest.raises(InputError, match="cannot make"):
        evaluate(dataset, ask=bot.ask, text_of=_text_of, out=tmp_path / "file", settings={})
    assert bot.asked == []


def test_nothing_is_written_without_a_folder(dataset, tmp_path):
    evaluate(dataset, ask=ScriptedBot().ask, text_of=_text_of, out=None, settings={})
    assert [path.name for path in tmp_path.iterdir()] == ["questions.jsonl"]


def test_table_lists_types_and_all(dataset):
    played = run(_items(dataset, 1, 2, 3, 4), ScriptedBot().ask, documents=_text_of)
    assert table(played).splitlines() == [
        "type          n          answer        citation  refused  errors",
        "----------------------------------------------------------------",
        "error         1        0% (0-0)        0% (0-0)        0       1",
        "single        1  100% (100-100)  100% (100-100)        0       0",
        "unanswerable  1  100% (100-100)               -        1       0",
        "多轮          1  100% (100-100)  100% (100-100)        0       0",
        "----------------------------------------------------------------",
        "all           4    75% (25-100)     67% (0-100)        1       1",
    ]


def test_types_with_equal_scores_are_in_order_of_name(dataset):
    played = run(_items(dataset, 1, 2, 3), ScriptedBot().ask, documents=_text_of)
    assert [each.name for each in by_type(played.results)] == ["single", "unanswerable", "多轮"]


def test_mean_of_nothing_does_not_apply():
    assert mean([]) == Mean(0, None, None, None)


def test_interval_encloses_the_mean_and_is_the_same_again():
    values = [1.0] * 30 + [0.0] * 10
    first = mean(values)
    assert first == mean(values)
    assert first.low < first.mean < first.high
    # The normal approximation 0.75 ± 1.96 * 0.0685.
    assert (first.low, first.high) == pytest.approx((0.616, 0.884), abs=0.03)


def test_interval_of_equal_values_is_that_value():
    assert mean([1.0, 1.0, 1.0]) == Mean(3, 1.0, 1.0, 1.0)
