"""What a server tells of itself: counts, logs and traces, none with a text in it."""

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web.logs import JsonLines, new_request_id, request_id
from bot.web.server import create_app

REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
QUESTION = "2023年新建5G基站多少个？"


@pytest.fixture(scope="module")
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Serve a collector of traces; yield its address and what it was sent."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def opened(wence: Wence) -> Iterator[tuple[FastAPI, TestClient]]:
    async def build() -> FastAPI:
        return create_app(wence)

    app = asyncio.run(build())
    with TestClient(app, base_url="http://localhost") as client:
        yield app, client


@pytest.fixture(scope="module")
def seen(
    collector: tuple[str, list[bytes]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list]:
    """Ask a little; return the counts and the spans."""
    address, received = collector
    settings = Settings(data=tmp_path_factory.mktemp("seen"), otlp_endpoint=address)
    with assemble(settings) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
        with opened(wence) as (app, client):
            [document] = client.get("/api/documents").json()["documents"]
            trace = f"00-{'a' * 32}-{'b' * 16}-01"
            client.post("/api/ask", json={"question": QUESTION}, headers={"traceparent": trace})
            client.get(f"/api/documents/{document['document_id']}")
            client.get("/api/nothing/秘密")
            client.request("INVENTED", "/api/ask")
            client.post("/api/ask", json={"question": ""})
            counts = client.get("/metrics").text
            app.state.control.close()
    spans = [
        span
        for body in received
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    return counts, spans


@pytest.mark.parametrize(
    "line",
    [
        'wence_requests_total{method="POST",route="/api/ask",status="200"} 1.0',
        'wence_requests_total{method="POST",route="/api/ask",status="400"} 1.0',
        'wence_requests_total{method="GET",route="/api/documents/{document_id}",status="200"} 1.0',
        'wence_requests_total{method="other",route="/api/ask",status="405"} 1.0',
        'wence_answers_total{answerer="extractive",outcome="answered",via="api"} 1.0',
        'wence_ask_failures_total{code="bad_input",via="api"} 1.0',
        'wence_figures_total{status="verified"} 1.0',
        'wence_stage_seconds_count{stage="retrieve"} 1.0',
        "wence_queue_wait_seconds_count 2.0",
        "wence_asks_waiting 0.0",
        "wence_documents 1.0",
    ],
)
def test_counts(seen: tuple[str, list], line: str) -> None:
    assert line in seen[0].splitlines()


def test_counts_hold_the_size_of_the_store_and_no_path(seen: tuple[str, list]) -> None:
    sizes = [each for each in seen[0].splitlines() if each.startswith("wence_store_bytes{")]
    assert 'part="lexical"' in " ".join(sizes)
    assert float(sizes[0].split()[1]) > 0
    assert "秘密" not in seen[0]
    assert "%E7" not in seen[0]


def test_spans_of_a_request_and_of_the_stages_below_it(seen: tuple[str, list]) -> None:
    spans = {span.name: span for span in seen[1] if span.trace_id == b"\xaa" * 16}
    request, asked = spans["POST /api/ask"], spans["ask"]
    assert request.parent_span_id == b"\xbb" * 8
    assert asked.parent_span_id == request.span_id
    stages = [span.name for span in seen[1] if span.parent_span_id == asked.span_id]
    assert sorted(stages) == ["answer", "check", "queue", "retrieve", "understand"]


def test_spans_hold_no_text(seen: tuple[str, list]) -> None:
    told = {span.name for span in seen[1]}
    told |= {each.value.string_value for span in seen[1] for each in span.attributes}
    assert "GET /api/documents/{document_id}" in told
    assert not [each for each in told if "5G" in each or "秘密" in each or "基站" in each]


# ---- Logs ------------------------------------------------------------------------------------


def test_a_line_of_the_log_is_one_object() -> None:
    record = logging.LogRecord("bot.web", logging.INFO, "", 1, "two\nlines %s", ("a",), None)
    record.fields = {"route": "/api/ask"}
    token = request_id.set("r1")
    try:
        line = JsonLines().format(record)
    finally:
        request_id.reset(token)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["message"], told["request_id"], told["route"]) == (
        "two\nlines a",
        "r1",
        "/api/ask",
    )


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("abc-1", True), ("", False), ("a\nb", False), ("a" * 65, False), ("号", False)],
)
def test_only_a_plain_id_of_a_request_is_taken(given: str, is_taken: bool) -> None:
    assert (new_request_id(given) == given) == is_taken


def test_each_response_has_its_requests_id(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, opened(wence) as (_, client):
        assert client.get("/api/health").headers["x-request-id"]
        given = client.get("/api/health", headers={"X-Request-Id": "proxy-7"})
    assert given.headers["x-request-id"] == "proxy-7"


# ---- Readiness -------------------------------------------------------------------------------


def test_it_is_ready_once_loaded_and_until_it_is_stopped(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, opened(wence) as (app, client):
        told = [client.get("/api/health/ready")]
        wence.warm()
        told.append(client.get("/api/health/ready"))
        app.state.control.desk.queue.close()
        told.append(client.get("/api/health/ready"))
        health = client.get("/api/health")
    assert [(each.status_code, each.json()["status"]) for each in told] == [
        (503, "loading"), (200, "ready"), (503, "draining"),
    ]  # fmt: skip
    assert health.status_code == 200


# ---- Who may read the counts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "path", "status"),
    [
        ("10.0.0.9", "/metrics", 200),
        ("10.0.0.9", "/api/documents", 401),
        ("10.0.0.9", "/api/journal", 401),
        ("10.0.0.9", "/metrics/", 401),
        ("10.0.0.8", "/metrics", 401),
    ],
)
def test_a_listed_scraper_reads_the_counts_and_nothing_else(
    address: str, path: str, status: int, signed_in_only: FastAPI
) -> None:
    client = TestClient(signed_in_only, base_url="http://localhost", client=(address, 1))
    assert client.get(path).status_code == status


@pytest.fixture(scope="module")
def signed_in_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    async def build() -> FastAPI:
        return create_app(wence)

    settings = Settings(
        data=tmp_path_factory.mktemp("scraped"),
        sign_in="accounts",
        scrapers=(ip_network("10.0.0.9/32"),),
    )
    with assemble(settings) as wence:
        yield asyncio.run(build())
