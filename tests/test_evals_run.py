"""The way from a question file to scores and reports, with a scripted bot at the outer seam."""

import base64
import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.types import Answer, Citation, Outcome, Timings, Turn
from evals.contestants import Contestant
from evals.journal import Journal
from evals.paired import lead, mcnemar
from evals.questions import Item, load
from evals.relevance import Found
from evals.report import Report, beside, read, table, to_dict
from evals.run import Plan, evaluate
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


def _contestant(bot, **fields):
    settings = {"answerer": "extractive", "note": NASTY}
    return Contestant(
        **({"name": "wence", "ask": bot.ask, "text_of": _text_of, "facts": settings} | fields)
    )


def _evaluated(dataset, out, bot=None):
    return evaluate(dataset, [_contestant(bot or ScriptedBot())], plan=Plan(out=out))


@pytest.fixture
def dataset(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def played(dataset, tmp_path):
    out = tmp_path / "deep" / "out"
    return _evaluated(dataset, out).run, out


def _items(dataset, *numbers) -> tuple[Item, ...]:
    return tuple(item for item in load(dataset) if int(item.id[2:]) in numbers)


def test_follow_up_is_asked_after_the_bots_own_answer(dataset):
    bot = ScriptedBot()
    run(_items(dataset, 3), _contestant(bot))
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
    (result,) = run(load(dataset), _contestant(bot)).results
    assert result.error == "turn 2: model: no answer in 30 s"
    assert len(bot.asked) == 2


def test_defect_is_not_swallowed(dataset):
    def broken(question, history):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(load(dataset), _contestant(ScriptedBot(), ask=broken))


def test_cited_document_that_does_not_exist_costs_the_citation(dataset):
    bot = ScriptedBot(document_id="d9")
    (result,) = run(_items(dataset, 1), _contestant(bot)).results
    names = ("answer", "citation", "quote_verbatim", "wrong_document")
    assert [result.scores[name].value for name in names] == [1.0, 0.0, 0.0, 1.0]


def test_progress_is_told_after_each_item(dataset):
    told = []
    run(
        _items(dataset, 1, 2),
        _contestant(ScriptedBot()),
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


def test_report_html_loads_nothing_and_runs_its_own_script_only(played):
    html = (played[1] / "report.html").read_text(encoding="utf-8")
    elements = _Elements()
    elements.feed(html)
    assert {tag for tag, _ in elements.found}.isdisjoint({"img", "link", "iframe"})
    assert not any({"src", "href", "onerror"} & set(attrs) for _, attrs in elements.found)
    programs = [attrs for tag, attrs in elements.found if tag == "script" and not attrs]
    assert len(programs) == 1
    assert "<script>alert" not in html
    assert "url(" not in html


def _unpacked(html, name):
    (packed,) = re.findall(f'id="{name}">([^<]*)</script>', html)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_report_html_carries_every_item(played):
    html = (played[1] / "report.html").read_text(encoding="utf-8")
    rows = _unpacked(html, "rows")
    assert [(row[0], row[4]) for row in rows] == [
        ("q-1", ["right"]),
        ("q-2", ["right"]),
        ("q-3", ["right"]),
        ("q-4", ["error"]),
        ("q-5", ["wrong"]),
    ]
    assert _unpacked(html, "block-0")[4]["sides"][0]["answer"] == NASTY


def test_lone_surrogates_do_not_stop_the_report(tmp_path):
    dataset, out = tmp_path / "q.jsonl", tmp_path / "out"
    line = json.dumps(_line(1, "基站数？")).replace("a.txt", r"\ud800.txt")
    dataset.write_text(line, encoding="utf-8")
    _evaluated(dataset, out)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["items"][0]["gold"]["evidence"][0]["document"] == "\ud800.txt"


def test_folder_that_cannot_be_made_is_told_before_asking(dataset, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    bot = ScriptedBot()
    with pytest.raises(InputError, match="cannot make"):
        _evaluated(dataset, tmp_path / "file", bot)
    assert bot.asked == []


def test_nothing_is_written_without_a_folder(dataset, tmp_path):
    _evaluated(dataset, None)
    assert [path.name for path in tmp_path.iterdir()] == ["questions.jsonl"]


def test_table_lists_types_and_all(dataset):
    played = run(_items(dataset, 1, 2, 3, 4), _contestant(ScriptedBot()))
    assert table(Report(run=played)).splitlines() == [
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
    played = run(_items(dataset, 1, 2, 3), _contestant(ScriptedBot()))
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


def _failing_at(number, bot):
    """Return an ask that is interrupted at the so-manyth question."""
    asked = []

    def ask(question, history):
        asked.append(question)
        if len(asked) == number:
            raise KeyboardInterrupt
        return bot.ask(question, history)

    return ask


def test_interrupted_run_goes_on_where_it_stopped(dataset, tmp_path):
    first, second, out = ScriptedBot(), ScriptedBot(), tmp_path / "out"
    interrupted = _contestant(first, ask=_failing_at(3, first))
    with pytest.raises(KeyboardInterrupt):
        evaluate(dataset, [interrupted], plan=Plan(out=out))
    whole = _evaluated(dataset, out, second)
    assert [question for question, _ in second.asked] == [
        "基站数？",
        "投资呢？",
        "模型坏了？",
        NASTY,
    ]
    alone = _evaluated(dataset, tmp_path / "alone")
    assert [each.scores for each in whole.run.results] == [
        each.scores for each in alone.run.results
    ]


def test_what_ended_in_an_error_is_asked_again(dataset, tmp_path):
    out, again = tmp_path / "out", ScriptedBot()
    _evaluated(dataset, out)
    _evaluated(dataset, out, again)
    assert [question for question, _ in again.asked] == ["模型坏了？"]


def test_run_without_errors_leaves_no_journal(dataset, tmp_path):
    dataset.write_text(json.dumps(LINES[0]), encoding="utf-8")
    _evaluated(dataset, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.json",
    ]


def test_journal_of_other_settings_is_begun_anew(dataset, tmp_path):
    out, bot = tmp_path / "out", ScriptedBot()
    _evaluated(dataset, out)
    other = _contestant(bot, facts={"answerer": "model"})
    evaluate(dataset, [other], plan=Plan(out=out))
    assert len(bot.asked) == 6


def test_journal_line_that_was_cut_off_is_dropped(dataset, tmp_path):
    path = tmp_path / "journal.jsonl"
    run(_items(dataset, 1, 2), _contestant(ScriptedBot()), journal=Journal.open(path, key="k"))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:-20], encoding="utf-8")
    assert set(Journal.open(path, key="k").played) == {"q-1"}
    assert path.read_text(encoding="utf-8") == whole[: whole.index("\n", 20) + 1]


def test_many_workers_give_what_one_gives(dataset):
    one = run(load(dataset), _contestant(ScriptedBot()))
    many = run(load(dataset), _contestant(ScriptedBot()), workers=4)
    assert [(each.item.id, each.scores, each.error) for each in one.results] == [
        (each.item.id, each.scores, each.error) for each in many.results
    ]


def test_sample_is_drawn_by_its_seed_and_keeps_the_order(dataset):
    def drawn(seed):
        plan = Plan(sample=3, seed=seed)
        report = evaluate(dataset, [_contestant(ScriptedBot())], plan=plan)
        return [each.item.id for each in report.run.results]

    assert drawn(1) == drawn(1) == sorted(drawn(1))
    assert len({tuple(drawn(seed)) for seed in range(8)}) > 1


def _finds(question, k):
    places = ((0, 13), (14, len(TEXT)))
    return [Found(document_id="d1", start=a, end=b, text=TEXT[a:b]) for a, b in places][:k]


def test_search_is_scored_for_the_question_as_it_was_understood(dataset):
    asked = []

    def search(question, k):
        asked.append((question, k))
        return _finds(question, k)

    (result,) = run(_items(dataset, 3), _contestant(ScriptedBot(), search=search)).results
    assert asked == [("投资呢？", 10)]
    names = ("recall@1", "mrr@10", "in_passages@4")
    assert [result.scores[name].value for name in names] == [1.0, 1.0, 1.0]


def test_search_alone_is_not_blamed_for_what_stands_beside_the_answer(dataset):
    line = LINES[0] | {"must_not_contain": ["55.83"]}
    dataset.write_text(json.dumps(line), encoding="utf-8")
    passage = _contestant(ScriptedBot(), ask=lambda question, history: _said(TEXT))
    (read_,) = run(load(dataset), passage).results
    (found,) = run(load(dataset), replace(passage, is_reader=False)).results
    assert (read_.is_right, found.is_right) == (False, True)


def _said(text):
    return replace(ScriptedBot().ask("基站数？", ()), answer=text)


@pytest.fixture
def contest(dataset, tmp_path):
    out = tmp_path / "contest"
    silent = _contestant(ScriptedBot(), name="silent", ask=lambda question, history: _said("不详"))
    return evaluate(dataset, [_contestant(ScriptedBot()), silent], plan=Plan(out=out)), out


def test_lead_over_a_baseline_is_in_report_and_table(contest):
    report, out = contest
    (side,) = json.loads((out / "report.json").read_text(encoding="utf-8"))["baselines"]
    lead_ = side["leads"]["answer"]
    assert (lead_["difference"]["mean"], lead_["only_one"], lead_["only_other"]) == (0.6, 3, 0)
    assert "+60 (+20 to +100)" in table(report)


def test_two_reports_are_set_side_by_side(contest, dataset, tmp_path):
    _, out = contest
    dataset.write_text(json.dumps(LINES[1]), encoding="utf-8")
    _evaluated(dataset, tmp_path / "other")
    together = beside(read(out), read(tmp_path / "other"), names=("one", "other"))
    assert [item["id"] for item in together["items"]] == ["q-2"]
    assert together["baselines"][0]["leads"]["answer"]["difference"]["mean"] == 0.0


def test_reports_without_a_common_question_are_not_compared(played, dataset, tmp_path):
    dataset.write_text(json.dumps(_line(9, "基站数？")), encoding="utf-8")
    _evaluated(dataset, tmp_path / "other")
    with pytest.raises(InputError, match="no question in common"):
        beside(read(played[1]), read(tmp_path / "other"), names=("one", "other"))


@pytest.mark.parametrize(
    ("content", "error"),
    [(None, NotFoundError), ("{", InputError), ('{"form": 0}', InputError), ("[]", InputError)],
    ids=["absent", "no JSON", "another form", "no object"],
)
def test_file_that_is_no_report(tmp_path, content, error):
    if content is not None:
        (tmp_path / "report.json").write_text(content, encoding="utf-8")
    with pytest.raises(error):
        read(tmp_path)


def test_report_made_anew_is_the_same(dataset):
    def content():
        report = evaluate(dataset, [_contestant(ScriptedBot())], plan=Plan())
        fields = to_dict(report)
        return {name: fields[name] for name in ("dataset", "settings", "versions", "types")} | {
            "scores": [item["scores"] for item in fields["items"]]
        }

    first, second = content(), content()
    for summary in first["types"] + second["types"]:
        del summary["median_ms"], summary["p95_ms"]
    assert first == second


@pytest.mark.parametrize(
    ("only_one", "only_other", "expected"),
    [(0, 0, 1.0), (5, 5, 1.0), (6, 0, 0.03125), (1, 9, 0.021484375), (2000, 0, 0.0)],
)
def test_mcnemar(only_one, only_other, expected):
    assert mcnemar(only_one, only_other) == pytest.approx(expected)


def test_lead_leaves_out_what_applies_to_one_only():
    found = lead([1.0, None, 1.0, 0.0], [0.0, 1.0, None, 0.0])
    assert (found.difference.n, found.difference.mean) == (2, 0.5)
    assert (found.only_one, found.only_other) == (1, 0)


def test_interval_of_a_paired_lead_is_narrower_than_that_of_two_means():
    one = [1.0, 0.0] * 20
    other = [1.0, 0.0] * 18 + [0.0, 0.0] * 2
    paired, alone = lead(one, other).difference, mean(other)
    assert paired.high - paired.low < alone.high - alone.low
