"""The command line, run as people run it: exit codes, output, errors."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from commands import ROOT, WENCE, command
from embedding_server import embedding
from msoffcrypto.format.ooxml import OOXMLFile

from bot.assembly import assemble
from bot.settings import Settings

pytestmark = pytest.mark.slow  # each call starts a process

SAMPLE = ROOT / "evals" / "sample"
NEW, OLD = SAMPLE / "云岭市2024年政府工作报告.txt", SAMPLE / "云岭市2023年政府工作报告.txt"


def run(*arguments, data=None, env=None, is_forked=True):
    start = command(WENCE) if is_forked else [sys.executable, "-m", "bot"]
    options = ["--data", str(data)] if data else []
    return subprocess.run(
        [*start, *map(str, arguments), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "data"
    done = run("ingest", NEW, data=folder, is_forked=False)
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


def test_ingest_prints_one_line_of_json_for_each_file_in_order(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(9):
        text = f"全市建成桥梁{number}座。" if number != 4 else ""
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    done = run("ingest", folder, tmp_path / "nowhere", "--json", data=tmp_path / "data")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(Path(each["path"]).name, each["status"]) for each in told] == [
        ("nowhere", "failed"),
        *((f"{number}.txt", "failed" if number == 4 else "added") for number in range(9)),
    ]
    assert done.returncode == 1


def test_an_interrupted_run_says_how_to_go_on_and_goes_on(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"全市建成桥梁{number}座。" * 50, encoding="utf-8")
    options = ["--json", "--data", str(tmp_path / "data")]
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ingest", str(folder), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (first["status"], process.returncode) == ("added", 130)
    assert "of 300 files are done" in errors
    assert "Give the same command again" in errors
    assert "Traceback" not in errors
    assert run("doctor", data=tmp_path / "data").stdout.startswith("All is well.\n")
    again = run("ingest", folder, "--json", data=tmp_path / "data")
    statuses = [json.loads(line)["status"] for line in again.stdout.splitlines()]
    stored = statuses.count("unchanged")
    assert statuses == ["unchanged"] * stored + ["added"] * (300 - stored)
    assert 0 < stored < 300


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_locked_file_is_opened_with_its_password_which_is_not_told(tmp_path, way):
    path = tmp_path / "就业.xlsx"
    path.write_bytes(locked_workbook("青禾1"))
    options = ["--password", "青禾1"] if way == "option" else []
    env = {"WENCE_PASSWORD": "青禾1"} if way == "environment" else {}
    refused = run("ingest", path, "--json", data=tmp_path / "data")
    done = run("ingest", path, "--json", *options, data=tmp_path / "data", env=env)
    assert (refused.returncode, done.returncode) == (1, 0)
    assert json.loads(done.stdout)["status"] == "added"
    assert "青禾1" not in done.stdout + done.stderr


def test_pruning_removes_what_is_gone_from_a_folder(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(f"全市建成桥梁{number}座。", encoding="utf-8")
    run("ingest", folder, data=tmp_path / "data")
    (folder / "1.txt").unlink()
    run("ingest", folder, data=tmp_path / "data")
    assert len(listed(tmp_path / "data")) == 2
    run("ingest", folder, "--prune", data=tmp_path / "data")
    assert [each["name"] for each in listed(tmp_path / "data")] == ["2.txt"]


def locked_workbook(password):
    plain, locked, workbook = io.BytesIO(), io.BytesIO(), openpyxl.Workbook()
    for row in (("指标", "数值（人）"), ("新增就业", 900), ("新增培训", 700)):
        workbook.active.append(row)
    workbook.save(plain)
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


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
    done = run("ask", "2023年新建了多少个5G基站？", data=data, is_forked=False)
    assert done.returncode == 0
    assert done.stdout.startswith("新建5G基站1120个[1]。\n")
    assert "云岭市2024年政府工作报告" in done.stdout


def test_ask_prints_the_wire_form(data):
    answer = json.loads(run("ask", "2023年新建了多少个5G基站？", "--json", data=data).stdout)
    assert set(answer) == {
        "answer_id", "question", "standalone_question", "language", "outcome", "answer",
        "citations", "figures", "missing", "suggestions", "answerer", "timings_ms", "note",
        "withheld", "dropped_markers", "prompts", "scope", "points", "nearest",
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


def test_show_says_what_reading_kept(data):
    (document,) = listed(data)
    lines = run("show", document["document_id"], data=data).stdout.partition("\n\n")[0].splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    audit = document["audit"]
    assert (told["title"], told["place"], told["period"]) == (NEW.stem, "云岭市", "2024年")
    assert told["numbers"] == f"all {audit['source_numbers']} kept"
    assert told["read as"] == (
        f"txt, utf-8, {audit['passages']} passages, {audit['figures']} figures"
    )
    shown = json.loads(run("show", document["document_id"], "--json", data=data).stdout)
    assert {**shown, "text": None} == {**document, "text": None}


def test_copies_and_damage_are_told(tmp_path):
    text = "\n".join(f"{i}、东河镇新建桥梁{i * 7}座，投资{i}.5亿元。" for i in range(1, 30))
    (tmp_path / "a.txt").write_bytes(text.encode())
    (tmp_path / "b.txt").write_bytes(text.encode() + b"\xff")
    done = run("ingest", tmp_path / "a.txt", tmp_path / "b.txt", data=tmp_path / "data")
    assert "b.txt: 1 damaged places in the file; see `wence show " in done.stderr
    first, second = listed(tmp_path / "data")
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["document_id"])
    lines = run("documents", data=tmp_path / "data").stdout.splitlines()
    assert f"says the same as a {first['document_id']}" in lines[1]
    assert lines[1].endswith("; 1 damaged places in the file)")


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
    wrong = {"WENCE_PORT": "x", "WENCE_DATTA": "y"}
    done = run("documents", env=wrong, data=tmp_path, is_forked=False)
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
    well, made = done.stdout.splitlines()
    assert (done.returncode, well) == (0, "All is well.")
    assert re.fullmatch(
        r"1 documents, \d+ passages; vectors by the embedder built-in \(static/[0-9a-f]{16}\)", made
    )


def test_doctor_finds_and_mends_a_lost_index(tmp_path):
    folder = tmp_path / "data"
    run("ingest", NEW, data=folder)
    for path in (folder / "lexical").iterdir():
        path.unlink()
    findings = json.loads(run("doctor", "--json", data=folder).stdout)
    assert [each["code"] for each in findings] == ["lexical"]
    assert run("doctor", "--repair", data=folder).returncode == 0
    assert "1120个" in run("ask", "2023年新建了多少个5G基站？", data=folder).stdout


def test_reindex_makes_the_vectors_of_another_embedder(tmp_path):
    folder = tmp_path / "data"
    run("ingest", NEW, data=folder)
    with embedding() as server:
        place = {"WENCE_EMBEDDER_BASE_URL": server.url}
        own = place | {"WENCE_EMBEDDER": "openai:bge-m3"}
        refused = run("ask", "5G基站", env=own, data=folder)
        assert (refused.returncode, "`wence reindex`" in refused.stderr) == (2, True)
        done = run("reindex", "--embedder", "openai:bge-m3", env=place, data=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert "vectors by the embedder openai:bge-m3 (openai/bge-m3)" in done.stdout
        assert "set WENCE_EMBEDDER=openai:bge-m3" in done.stdout
        answer = run("ask", "2023年新建了多少个5G基站？", env=own, data=folder)
        assert "1120个" in answer.stdout
    other = run("doctor", data=folder)
    assert (other.returncode, "wence reindex" in other.stdout) == (1, True)
    silent = run("ask", "2023年新建了多少个5G基站？", env=own, data=folder)
    assert (silent.returncode, "the embedder failed" in silent.stderr) == (2, True)


def test_reindex_beside_a_running_server_makes_the_vectors_ready(tmp_path):
    folder = tmp_path / "data"
    with embedding() as server:
        place = {"WENCE_EMBEDDER_BASE_URL": server.url}
        with assemble(Settings(data=folder)) as serving:
            serving.ingest_path(NEW)
            done = run("reindex", "--embedder", "openai:bge-m3", env=place, data=folder)
            assert (done.returncode, done.stderr) == (0, "")
            assert "WENCE_EMBEDDER=openai:bge-m3" in done.stdout
            assert "1120个" in serving.bot.ask("2023年新建了多少个5G基站？").answer
        own = place | {"WENCE_EMBEDDER": "openai:bge-m3"}
        answer = run("ask", "2023年新建了多少个5G基站？", env=own, data=folder)
    assert "1120个" in answer.stdout


def test_eval_prints_scores_and_writes_the_report(tmp_path):
    done = run(
        "eval", SAMPLE / "questions.jsonl", "--documents", NEW, "--documents", OLD,
        "--out", tmp_path / "out", "--sample", "4",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(report["items"]) == 4
    assert (tmp_path / "out" / "report.html").exists()


def test_eval_names_the_bad_line_of_a_question_file(tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a"\n', encoding="utf-8")
    done = run("eval", questions, "--documents", NEW)
    assert done.returncode == 2
    assert "1" in done.stderr
