"""Bars that a run must reach, and the forms that other programs read."""

import json
from xml.etree import ElementTree

import pytest
from test_evals_run import NASTY, ScriptedBot, _contestant, dataset  # noqa: F401  a fixture

from evals.exports import deepeval, ragas
from evals.gates import Gate, gate, junit
from evals.report import to_dict
from evals.run import Plan, evaluate
from ingest.errors import InputError


@pytest.fixture
def report(dataset):  # noqa: F811  pytest's way to use a fixture
    contestant = _contestant(ScriptedBot())
    content = to_dict(evaluate(dataset, [contestant], plan=Plan()))
    return json.loads(json.dumps(content))


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("answer=0.6", ""),
        ("answer=0.61", "answer is 0.6, below 0.61"),
        ("false_refusal=0", ""),
        ("wrong_document=0", ""),
        ("text_f1=0.1", ""),
        ("value=0", "value applies to no item"),
    ],
)
def test_gate(report, written, fault):
    assert gate(written).fault(report) == fault


def test_ceiling_is_for_scores_where_lower_is_better(report):
    report["overall"]["means"]["false_refusal"]["mean"] = 0.2
    assert gate("false_refusal=0.1").fault(report) == "false_refusal is 0.2, above 0.1"


@pytest.mark.parametrize(
    "written", ["ansver=0.9", "answer", "answer=90", "answer=-0.1", "answer=nan"]
)
def test_gate_that_is_wrong_is_told(written):
    with pytest.raises(InputError):
        gate(written)


def _outcomes(suite):
    return {case.get("name"): [child.tag for child in case] for case in suite}


def test_junit_without_gates_fails_wrong_items(report):
    (items,) = ElementTree.fromstring(junit(report, []))
    assert list(_outcomes(items).values()) == [[], [], [], ["error"], ["failure"]]
    assert (items.get("tests"), items.get("failures"), items.get("errors")) == ("5", "1", "1")


def test_junit_with_gates_leaves_the_verdict_to_them(report):
    gates, items = ElementTree.fromstring(junit(report, [Gate("answer", 0.9)]))
    assert _outcomes(gates) == {"answer >= 0.9": ["failure"]}
    assert (items.get("failures"), items.get("errors"), items.get("skipped")) == ("0", "0", "2")


def test_junit_holds_what_xml_cannot(report):
    report["items"][0]["question"] = "\x00\ud800\x1b[1m"
    root = ElementTree.fromstring(junit(report, []))
    assert root[0][0].get("name") == "q-1 \ufffd\ufffd\ufffd[1m"


def test_ragas_samples(report):
    lines = [json.loads(line) for line in ragas(report).splitlines()]
    assert lines[0] == {
        "user_input": "基站数？",
        "retrieved_contexts": ["累计建成5G基站3521个"],
        "reference_contexts": ["基站3521个"],
        "response": "3521个[1]",
        "reference": "3521",
    }
    assert len(lines) == 4


def test_deepeval_cases(report):
    cases = json.loads(deepeval(report))
    assert [case["name"] for case in cases] == ["q-1", "q-2", "q-3", "q-5"]
    assert cases[3]["input"] == NASTY
    assert cases[0]["retrieval_context"] == ["累计建成5G基站3521个"]


def test_follow_up_is_exported_as_it_was_understood(report):
    report["items"][2]["reply"]["standalone_question"] = "青禾县投资多少？"
    assert json.loads(ragas(report).splitlines()[2])["user_input"] == "青禾县投资多少？"
