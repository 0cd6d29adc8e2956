"""Many, impatient and endless askers of a real server: nobody keeps the others out.

Guards that were taken out to see these fail: `unless_left`, the closing of the queue in `serve.py`,
the silence of `observing.py` about paths; and, with `tests/test_desk.py`, the length of the line,
the turns of persons, the buckets, the time-out, and the place held while a thread works; and the
layer `RateLimit` of `control.py`.
"""

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from chat_server import Reply, serving
from own_process import OwnProcess, running

from bot.assembly import assemble
from bot.settings import Settings

REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
BODY = {"question": "青禾县2023年新建5G基站多少个？", "answerer": "model"}
TEXT = "2023年新建5G基站312个[1]。"


class Model:
    """A chat model that answers when it is let."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked = threading.Semaphore(0)

    def __call__(self, _: dict) -> Reply:
        self.asked.release()
        self.may_answer.wait(60)
        return Reply(text=TEXT)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def server(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnProcess]:
    data = tmp_path_factory.mktemp("busy") / "data"
    with assemble(Settings(data=data)) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
    with (
        serving(model) as chat,
        running(
            data,
            chat_model="openai:scripted",
            chat_base_url=chat.url,
            concurrent_asks=1,
            queue_length=2,
            log_format="json",
        ) as server,
    ):
        yield server
        model.may_answer.set()


@pytest.fixture
def client(server: OwnProcess, model: Model) -> Iterator[httpx.Client]:
    model.may_answer.clear()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client
        model.may_answer.set()
    while model.asked.acquire(blocking=False):
        continue


def until(is_so) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gauge(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next(float(each.split()[1]) for each in lines if each.startswith(f"{name} "))


def ask(client: httpx.Client) -> httpx.Response:
    return client.post("/api/ask", json=BODY)


def test_a_question_that_waits_is_told_its_position_and_answered(
    client: httpx.Client, model: Model
) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, client)
        assert model.asked.acquire(timeout=60)
        with client.stream("POST", "/api/ask/stream", json=BODY) as stream:
            lines = stream.iter_lines()
            assert (next(lines), next(lines)) == (
                "event: status",
                'data: {"stage": "queue", "position": 1}',
            )
            model.may_answer.set()
            last = [line for line in lines if line.startswith("data: ")][-1]
    assert first.result().json()["answer"] == TEXT
    assert json.loads(last.removeprefix("data: "))["answer"] == TEXT


def test_more_than_may_wait_are_told_to_come_again(client: httpx.Client, model: Model) -> None:
    with ThreadPoolExecutor(3) as pool:
        first = [pool.submit(ask, client)]
        assert model.asked.acquire(timeout=60)
        waiting = [pool.submit(ask, client) for _ in range(2)]
        until(lambda: gauge(client, "wence_asks_waiting") == 2)
        refused = ask(client)
        is_alive = client.get("/api/documents").status_code
        model.may_answer.set()
        statuses = [each.result().status_code for each in first + waiting]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert refused.json()["error"]["code"] == "queue_full"
    assert (is_alive, statuses) == (200, [200, 200, 200])


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
def test_who_leaves_while_waiting_frees_the_place(
    path: str, client: httpx.Client, model: Model, server: OwnProcess
) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, client)
        assert model.asked.acquire(timeout=60)
        content = json.dumps(BODY).encode()
        with socket.create_connection(("127.0.0.1", server.port)) as leaving:
            head = (
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(content)}\r\n\r\n"
            )
            leaving.sendall(head.encode() + content)
            until(lambda: gauge(client, "wence_asks_waiting") == 1)
        until(lambda: gauge(client, "wence_asks_waiting") == 0)
        model.may_answer.set()
        assert first.result().status_code == 200


def test_no_question_is_logged(client: httpx.Client, model: Model, server: OwnProcess) -> None:
    model.may_answer.set()
    assert client.get("/api/documents?secret=5G").status_code == 200
    assert ask(client).status_code == 200
    until(lambda: '"route": "/api/ask"' in server.log)
    assert "5G" not in server.log


# The last: it ends the server.
def test_a_server_that_is_stopped_finishes_its_answers_and_takes_no_more(
    client: httpx.Client, model: Model, server: OwnProcess
) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, client)
        assert model.asked.acquire(timeout=60)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: client.get("/api/health/ready").json() == {"status": "draining"})
        refused = ask(client)
        model.may_answer.set()
        finished = first.result()
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "draining")
    assert int(refused.headers["retry-after"]) > 0
    assert (finished.status_code, finished.json()["answer"]) == (200, TEXT)
    assert server.process.wait(30) == 0


def test_who_sends_too_much_is_told_when_to_come_again(tmp_path) -> None:
    with running(tmp_path / "data", requests_per_minute=3) as server:
        sent = [httpx.get(f"{server.url}/api/documents") for _ in range(5)]
        alive = httpx.get(f"{server.url}/api/health")
    assert [each.status_code for each in sent] == [200, 200, 200, 429, 429]
    assert 0 < int(sent[-1].headers["Retry-After"]) <= 60
    assert sent[-1].json()["error"]["retryable"]
    assert alive.status_code == 200
