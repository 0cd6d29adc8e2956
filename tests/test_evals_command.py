"""`wence eval` from its arguments on, a server over HTTP, and the fixture for other projects."""

import asyncio
import json

import click
import httpx
import pytest
from fastapi.testclient import TestClient

from bot.assembly import assemble
from bot.settings import Settings
from bot.types import Turn
from bot.web.server import create_app
from evals.command import main
from evals.contestants import of_product
from evals.questions import load
from evals.remote import of_server
from evals.runner import run
from ingest.errors import InputError, ModelError, NotFoundError

pytest_plugins = ("evals.pytest_plugin",)

NAME = "青禾县2024年政府工作报告.txt"
REPORT = """青禾县2024年政府工作报告

一、2023年工作回顾
新建5G基站312个，累计建成1045个。全县接待游客268.4万人次，增长21.3%。
"""
QUOTE = "新建5G基站312个，累计建成1045个。"


def _line(number, *turns, needle=None, **fields):
    evidence = [{"document": NAME, "quote": QUOTE}]
    return {
        "id": f"q-{number}",
        "lang": "zh",
        "type": "single",
        "turns": list(turns),
        "answerable": needle is not None,
        "must_contain": [needle] if needle else [],
        "evidence": evidence if needle else [],
    } | fields


LINES = (
    _line(1, "青禾县2023年新建5G基站多少个？", needle="312"),
    _line(2, "青禾县2023年新建5G基站多少个？", "累计呢？", needle="1045"),
    _line(3, "白石县2023年新建5G基站多少个？"),
    _line(4, "青禾县2023年新建5G基站多少个？", needle="999"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    (folder / "reports").mkdir()
    (folder / "reports" / NAME).write_text(REPORT, encoding="utf-8")
    lines = "\n".join(json.dumps(line) for line in LINES)
    (folder / "questions.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def product(folder):
    with assemble(Settings(data=folder / "data")) as wence:
        wence.ingest_path(folder / "reports" / NAME)
        yield wence


@pytest.fixture(scope="module")
def app(product):
    async def build():
        # Where no event loop runs, Gradio makes some that it never closes.
        return create_app(product)

    with TestClient(asyncio.run(build()), base_url="http://localhost") as client:
        yield client


def _forward(app):
    """Return a transport that puts a request to the application in this process."""

    def handle(request):
        answered = app.request(
            request.method,
            request.url.raw_path.decode(),
            content=request.content,
            headers={"content-type": request.headers.get("content-type", "")},
        )
        return httpx.Response(answered.status_code, json=answered.json())

    return httpx.MockTransport(handle)


def _judged(played):
    return [
        (each.item.id, {name: score.value for name, score in each.scores.items()})
        for each in played.results
    ]


def test_server_is_scored_as_the_product_in_this_process(app, product, folder):
    items = load(folder / "questions.jsonl")
    served = of_server("http://portal/wence", transport=_forward(_under("/wence", app)))
    assert _judged(run(items, served)) == _judged(run(items, of_product(product)))
    assert served.facts["index"] == of_product(product).facts["index"]


class _under:  # noqa: N801  reads as a function
    """The application below a path prefix, as a proxy shows it."""

    def __init__(self, prefix, app):
        self.prefix, self.app = prefix, app

    def request(self, method, path, **rest):
        assert path.startswith(self.prefix)
        return self.app.request(method, path.removeprefix(self.prefix), **rest)


HEALTH = {"answerer": "extractive", "embedder": "e", "version": "1", "documents": 0, "passages": 0}


def _scripted(*answers):
    """Return a contestant whose server answers /ask with these, and what was waited."""
    left, waits = list(answers), []

    def handle(request):
        if request.url.path.endswith("/health"):
            return httpx.Response(200, json=HEALTH)
        if request.url.path.endswith("/documents"):
            return httpx.Response(200, json={"documents": []})
        return left.pop(0)

    transport = httpx.MockTransport(handle)
    return of_server("http://portal", transport=transport, pause=waits.append), waits


def _refused(status, code, *, retryable=False, headers=None):
    error = {"code": code, "message": "m", "hint": "h", "retryable": retryable}
    return httpx.Response(status, json={"error": error}, headers=headers)


def _answered():
    fields = {
        "answer_id": "a", "question": "q", "standalone_question": "q", "language": "zh",
        "outcome": "answered", "answer": "312个", "citations": [], "figures": [],
        "missing": {}, "suggestions": [], "answerer": "x", "timings_ms": {}, "more": "is new",
    }  # fmt: skip
    return httpx.Response(200, json=fields)


def test_busy_server_is_asked_again_after_what_it_says():
    busy = _refused(429, "busy", headers={"retry-after": "7"})
    contestant, waits = _scripted(busy, _refused(503, "busy", retryable=True), _answered())
    assert contestant.ask("问", (Turn(question="前"),)).answer == "312个"
    assert waits == [7.0, 2.0]


@pytest.mark.parametrize(
    ("status", "kind"), [(404, NotFoundError), (502, ModelError)], ids=["not found", "model"]
)
def test_error_that_does_not_pass_is_not_tried_again(status, kind):
    contestant, waits = _scripted(_refused(status, "c"))
    with pytest.raises(kind, match="c: m"):
        contestant.ask("问", ())
    assert waits == []


def test_server_that_stays_busy_ends_the_question():
    contestant, waits = _scripted(*[_refused(503, "busy", retryable=True)] * 4)
    with pytest.raises(Exception, match="busy: m"):
        contestant.ask("问", ())
    assert waits == [1.0, 2.0, 4.0]


def test_address_without_a_server_is_told():
    def handle(request):
        raise httpx.ConnectError("refused")

    with pytest.raises(InputError, match="no answer from http://portal"):
        of_server("http://portal", transport=httpx.MockTransport(handle), pause=lambda s: None)


@pytest.fixture(scope="module")
def measured_out(folder):
    out = folder / "out"
    code = main(
        [str(folder / "questions.jsonl"), "--documents", str(folder / "reports"), "--out",
         str(out), "--fail-under", "answer=0.9", "--junit", str(folder / "junit.xml"),
         "--workers", "2"]
    )  # fmt: skip
    return code, out


def test_gate_that_is_not_reached_ends_with_1(measured_out, folder):
    code, out = measured_out
    assert code == 1
    assert 'failures="1"' in (folder / "junit.xml").read_text(encoding="utf-8")
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [item["verdict"] for item in report["items"]] == ["right", "right", "right", "wrong"]


def test_two_runs_are_compared(measured_out, folder, capsys):
    _, out = measured_out
    assert main(["compare", str(out), str(out / "report.json"), "--out", str(folder / "two")]) == 0
    assert (
        "answer                 +0.0 (+0.0 to +0.0)  n 4, only first 0" in capsys.readouterr().out
    )
    assert (folder / "two" / "report.html").exists()


def test_run_is_exported(measured_out, folder):
    target = folder / "ragas.jsonl"
    assert main(["export", str(measured_out[1]), "--form", "ragas", "--out", str(target)]) == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 4


def test_questions_are_drafted(folder):
    target = folder / "drafts.jsonl"
    assert main(["make", str(folder / "reports"), "--out", str(target), "--count", "3"]) == 0
    assert load(target)[0].turns == ("《青禾县2024年政府工作报告》中，全县接待游客多少人次？",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give --documents, --data or --server"),
        (["--server", "x", "--header", "token"], "NAME:VALUE"),
    ],
    ids=["nothing to ask", "header"],
)
def test_arguments_that_are_wrong(folder, arguments, said):
    with pytest.raises(click.UsageError, match=said):
        main([str(folder / "questions.jsonl"), *arguments])


def test_documents_and_data_exclude_each_other(folder):
    dataset, reports = str(folder / "questions.jsonl"), str(folder / "reports")
    with pytest.raises(InputError, match="exclude"):
        main([dataset, "--documents", reports, "--data", str(folder / "absent")])


def test_fixture_holds_a_file_to_bars(wence_eval, folder):
    measured = wence_eval(folder / "questions.jsonl", documents=[folder / "reports"])
    measured.check(answer=0.75, quote_verbatim=1.0, false_refusal=0.0)
    with pytest.raises(AssertionError, match=r"answer is 0\.75, below 0\.9\n  q-4 .*“999”"):
        measured.check(answer=0.9)
