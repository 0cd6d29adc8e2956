"""The command line, run as people run it: exit codes, output, errors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each call starts a process

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "evals" / "sample"
NEW, OLD = SAMPLE / "云岭市2024年政府工作报告.txt", SAMPLE / "云岭市2023年政府工作报告.txt"


def run(*arguments, data=None, env=None):
    options = ["--data", str(data)] if data else []
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "data"
    done = run("ingest", NEW, data=folder)
    assert done.returncode == 0, done.stderr
    return folder


def listed(data):
    return json.loads(run("documents", "--json", data=data).stdout)


def test_ingest_says_what_became_of_each_file(tmp_path):
    first = run("ingest", NEW, "--json", data=tmp_path / "data")
    told = json.loads(first.stdout)
    assert (first.returncode, told["status"], told["path"]) == (0, "added", str(NEW))
    again = json.loads(run("ingest", NEW, "--json", data=tmp_path / "data").stdout)
    assert (again["status"], again["document_id"]) == ("unchanged", told["document_id"])


def test_a_changed_file_is_updated(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("全市建成桥梁3座。", encoding="utf-8")
    run("ingest", report, data=tmp_path / "data")
    report.write_text("全市建成桥梁5座。", encoding="utf-8")
    told = json.loads(run("ingest", report, "--json", data=tmp_path / "data").stdout)
    assert told["status"] == "updated"
    assert [each["document_id"] for each in listed(tmp_path / "data")] == [told["document_id"]]


def test_bad_files_are_named_and_the_rest_is_done(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "good.txt").write_text("全市建成桥梁3座。", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "junk.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    done = run("ingest", folder, tmp_path / "nowhere", data=tmp_path / "data")
    assert done.returncode == 1
    for name in ("empty.txt", "junk.txt", "old.doc", "nowhere"):
        assert name in done.stderr
    assert [each["name"] for each in listed(tmp_path / "data")] == ["good.txt"]


def test_a_folder_with_nothing_readable_fails_clearly(tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("ingest", tmp_path / "empty", data=tmp_path / "data")
    assert done.returncode == 1
    assert "holds no file" in done.stderr
    assert "Traceback" not in done.stderr


def test_if_empty_leaves_a_filled_folder_alone(data):
    before = listed(data)
    assert run("ingest", "--if-empty", OLD, data=data).returncode == 0
    assert listed(data) == before


def test_ask_prints_the_answer_and_its_passage(data):
    done = run("ask", "2023年新建了多少个5G基站？", data=data)
    assert done.returncode == 0
    assert done.stdout.startswith("新建5G基站1120个[1]。\n")
    assert "云岭市2024年政府工作报告" in done.stdout


def test_ask_prints_the_wire_form(data):
    answer = json.loads(run("ask", "2023年新建了多少个5G基站？", "--json", data=data).stdout)
    assert set(answer) == {
        "answer_id", "question", "standalone_question", "language", "outcome", "answer",
        "citations", "figures", "missing", "suggestions", "answerer", "timings_ms", "note",
        "withheld", "dropped_markers", "prompts",
    }  # fmt: skip
    assert answer["figures"][0] == {
        "text": "1120个", "value": "1120", "unit": "个", "marker": 1, "status": "verified",
        "expression": None,
    }  # fmt: skip


def test_show_marks_a_citation(data):
    answer = json.loads(run("ask", "2023年新建了多少个5G基站？", "--json", data=data).stdout)
    citation = answer["citations"][0]
    span = f"{citation['start']}:{citation['end']}"
    done = run("show", citation["document_id"], "--at", span, "--json", data=data)
    assert json.loads(done.stdout)["text"] == citation["quote"]


def test_remove_removes(tmp_path):
    run("ingest", NEW, data=tmp_path / "data")
    (document,) = listed(tmp_path / "data")
    assert run("remove", document["document_id"], data=tmp_path / "data").returncode == 0
    assert listed(tmp_path / "data") == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["remove", "0000000000000000"], 1),
        (["show", "0000000000000000"], 1),
        (["ask", "粮食产量", "--document", "0000000000000000"], 1),
        (["ask", ""], 2),
        (["ask", "问" * 20_000], 2),
        (["ask"], 2),
        (["ask", "粮食产量", "--answerer", "oracle"], 2),
        (["ingest"], 2),
        (["nonsense"], 2),
    ],
    ids=[
        "remove", "show", "document", "empty", "long", "no question", "answerer", "no path", "name",
    ],
)  # fmt: skip
def test_errors_have_their_exit_code_and_no_trace(data, arguments, code):
    done = run(*arguments, data=data)
    assert done.returncode == code
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_span_outside_the_text_is_refused(data):
    (document,) = listed(data)
    done = run("show", document["document_id"], "--at", "5:999999", data=data)
    assert (done.returncode, "999999" in done.stderr) == (2, True)


def test_wrong_settings_are_all_named(tmp_path):
    done = run("documents", env={"WENCE_PORT": "x", "WENCE_DATTA": "y"}, data=tmp_path)
    assert done.returncode == 2
    assert "WENCE_PORT" in done.stderr
    assert "WENCE_DATTA" in done.stderr


def test_a_folder_in_use_names_its_owner(data):
    script = (
        "import sys; from pathlib import Path; from bot.assembly import assemble;"
        "from bot.settings import Settings;"
        f"w = assemble(Settings(data=Path({str(data)!r})));"
        "print('open', flush=True); sys.stdin.read(); w.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as owner:
        owner.stdout.readline()
        done = run("documents", data=data)
        owner.stdin.close()
        owner.wait()
    assert done.returncode == 2
    assert str(owner.pid) in done.stderr


def test_doctor_is_content_with_a_good_folder(data):
    done = run("doctor", data=data)
    assert (done.returncode, done.stdout) == (0, "All is well.\n")


def test_doctor_finds_and_mends_a_lost_index(tmp_path):
    folder = tmp_path / "data"
    run("ingest", NEW, data=folder)
    for path in (folder / "lexical").iterdir():
        path.unlink()
    findings = json.loads(run("doctor", "--json", data=folder).stdout)
    assert [each["code"] for each in findings] == ["lexical"]
    assert run("doctor", "--repair", data=folder).returncode == 0
    assert "1120个" in run("ask", "2023年新建了多少个5G基站？", data=folder).stdout


def test_eval_prints_scores_and_writes_the_report(tmp_path):
    done = run(
        "eval", SAMPLE / "questions.jsonl", "--documents", NEW, "--documents", OLD,
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(report["items"]) == 40
    assert (tmp_path / "out" / "report.html").exists()


def test_eval_names_the_bad_line_of_a_question_file(tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a"\n', encoding="utf-8")
    done = run("eval", questions, "--documents", NEW)
    assert done.returncode == 2
    assert "1" in done.stderr
