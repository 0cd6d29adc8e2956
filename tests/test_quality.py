"""The answers are as good as they were; scored by code that knows nothing of how they are made."""

from pathlib import Path

import pytest

from evals.report import to_dict
from evals.run import Plan, Subject, measured
from ingest.errors import WenceError

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "evals" / "sample"
SHARED = ROOT.parent / "shared"


def scores(dataset, files):
    report, _ = measured(dataset, Subject(files=tuple(files)), plan=Plan(), tell=lambda text: None)
    return to_dict(report)


def mean(report, name):
    return report["overall"]["means"][name]["mean"]


def test_the_sample_questions_are_answered():
    report = scores(SAMPLE / "questions.jsonl", sorted(SAMPLE.glob("*.txt")))
    assert mean(report, "answer") >= 0.85
    assert mean(report, "quote_verbatim") == 1.0
    assert mean(report, "offset_exact") == 1.0


@pytest.mark.skipif(not SHARED.exists(), reason="../shared, the test material, is absent")
def test_a_real_report_is_answered():
    report = scores(
        SHARED / "qa" / "zhangye.jsonl",
        [SHARED / "data" / "reports" / "zhangye_2024h1.txt"],
    )
    assert mean(report, "answer") >= 0.8
    assert mean(report, "quote_verbatim") == 1.0
    assert mean(report, "offset_exact") == 1.0


def test_a_question_file_that_is_absent_is_an_error(tmp_path):
    with pytest.raises(WenceError, match="absent"):
        measured(tmp_path / "absent.jsonl", Subject(), plan=Plan(), tell=print)
