"""The answers are as good as they were; scored by code that knows nothing of how they are made."""

import json
from pathlib import Path

import pytest

from evals.command import run
from ingest.errors import WenceError

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "evals" / "sample"
SHARED = ROOT.parent / "shared"


def scores(dataset, files, out):
    run(dataset, files=files, out=out, answerer=None, tell=lambda text: None)
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def mean(report, name):
    return report["overall"]["means"][name]["mean"]


def test_the_sample_questions_are_answered(tmp_path):
    report = scores(SAMPLE / "questions.jsonl", sorted(SAMPLE.glob("*.txt")), tmp_path)
    assert mean(report, "answer") >= 0.85
    assert mean(report, "quote_verbatim") == 1.0
    assert mean(report, "offset_exact") == 1.0


@pytest.mark.skipif(not SHARED.exists(), reason="../shared, the test material, is absent")
def test_a_real_report_is_answered(tmp_path):
    report = scores(
        SHARED / "qa" / "zhangye.jsonl",
        [SHARED / "data" / "reports" / "zhangye_2024h1.txt"],
        tmp_path,
    )
    assert mean(report, "answer") >= 0.8
    assert mean(report, "quote_verbatim") == 1.0
    assert mean(report, "offset_exact") == 1.0


def test_a_question_file_that_is_absent_is_an_error(tmp_path):
    with pytest.raises(WenceError, match="absent"):
        run(tmp_path / "absent.jsonl", files=[], out=None, answerer=None, tell=print)
