"""What one person does in the page is neither read nor gone on with by another.

Guards that were taken out and seen to be missed: `_claim`, the session that a body names, the last
of several that a query names, the closed addresses, the limit of a person's sessions, the close of
websockets, the view of the page's callbacks, the role that an address asks for.
"""

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest
from office import OPEN, Office, office

from bot.access.person import Person
from bot.access.refusals import NotAllowedError
from bot.web.page_sessions import PageSessions

JOIN, RUN = "/gradio_api/queue/join", "/gradio_api/run/predict"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("data")) as one:
        yield one


def asking(client: httpx.Client) -> int:
    """Return the number of the page's event that asks the question in the box."""
    config = client.get("/config").json()
    box = next(
        each["id"] for each in config["components"] if each["props"].get("elem_id") == "question"
    )
    return next(each["id"] for each in config["dependencies"] if [box, "submit"] in each["targets"])


def ask(client: httpx.Client, session: str, question: str) -> httpx.Response:
    fields = {"data": [question, None, []], "fn_index": asking(client), "session_hash": session}
    return client.post(JOIN, json=fields)


def events(client: httpx.Client, session: str) -> str:
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text


def test_a_question_in_the_page_is_answered_to_who_asked_it(served: Office) -> None:
    with served.signed_in("finance") as client:
        assert ask(client, "own1", "隐性债务余额是多少？").status_code == 200
        assert "8731" in events(client, "own1")


def test_the_page_answers_each_from_what_they_may_read(served: Office) -> None:
    with served.signed_in("clerk") as client:
        ask(client, "own2", "银杏坪县隐性债务余额是多少？")
        shown = events(client, "own2")
    assert "8731" not in shown
    assert "process_completed" in shown


@pytest.mark.parametrize("route", ["stream", "heartbeat", "join", "run"])
def test_anothers_session_is_refused(served: Office, route: str) -> None:
    with served.signed_in("finance") as owner, served.signed_in("clerk") as thief:
        ask(owner, f"taken-{route}", "隐性债务余额是多少？")
        fields = {"data": [], "fn_index": asking(thief), "session_hash": f"taken-{route}"}
        stolen = {
            "stream": ("GET", "/gradio_api/queue/data?session_hash=taken-stream", None),
            "heartbeat": ("GET", "/gradio_api/heartbeat/taken-heartbeat", None),
            "join": ("POST", JOIN, fields),
            "run": ("POST", RUN, fields),
        }
        method, path, body = stolen[route]
        with thief.stream(method, path, json=body) as response:  # a stolen one would not end
            assert response.status_code == 403
            assert json.loads(response.read())["error"]["code"] == "not_allowed"
        assert "8731" in events(owner, f"taken-{route}")


def test_a_session_named_twice_is_the_one_that_is_used(served: Office) -> None:
    with served.signed_in("finance") as owner, served.signed_in("clerk") as thief:
        ask(owner, "twice", "隐性债务余额是多少？")
        path = "/gradio_api/queue/data?session_hash=mine&session_hash=twice"
        assert thief.get(path).status_code == 403
        body = json.dumps({"data": [], "fn_index": 0, "session_hash": "mine"})
        doubled = body[:-1] + ', "session_hash": "twice"}'
        headers = {"Content-Type": "application/json"}
        assert thief.post(RUN, content=doubled, headers=headers).status_code == 403


def test_a_person_who_begins_many_sessions_ends_only_their_own() -> None:
    sessions = PageSessions(lambda *_: None)
    victim, flooder = Person(name="victim"), Person(name="flooder")
    sessions._claim("theirs", victim)
    for i in range(1500):
        sessions._claim(f"flood{i}", flooder)
    with pytest.raises(NotAllowedError):
        sessions._claim("theirs", flooder)
    assert len(sessions._owners) == 1001


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=..%2f..%2f..%2fetc%2fpasswd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://169.254.169.254/latest/meta-data"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=x"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/call/v2/ask"),
        ("GET", "/gradio_api/call/ask/0123"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/reset"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/run-history/records"),
        ("GET", "/gradio_api/deep_link?session_hash=x"),
        ("GET", "/gradio_api/custom_component/x/client/y/z.js"),
        ("GET", "/gradio_api/stream/x/0/0/playlist.m3u8"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("POST", "/login"),
    ],
)
def test_what_the_page_does_not_use_is_closed_to_everybody(served: Office, method, path) -> None:
    with served.signed_in("chief") as client:
        refused = client.request(method, path, json={} if method == "POST" else None)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")


def test_a_body_without_end_is_refused(served: Office) -> None:
    with served.signed_in("clerk") as client:
        endless = (b" " * 2**20 for _ in range(40))
        refused = client.post(JOIN, content=endless)
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_large")


# ---- Roles -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["clerk", "writer", "chief"])
def test_who_may_add_and_remove(served: Office, name: str) -> None:
    text = OPEN.replace("青禾县", "柏川县")
    with served.signed_in(name) as client:
        sent = client.post("/api/documents", files={"files": (f"{name}.txt", text.encode())})
        if name == "clerk":
            assert (sent.status_code, sent.json()["error"]["code"]) == (403, "not_allowed")
            assert client.delete("/api/documents/0123").status_code == 403
            return
        added = sent.json()[0]["document_id"]
        assert client.delete(f"/api/documents/{added}").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/api/documents", "/api/documents/x", "/api/documents/x/text"])
def test_a_reader_changes_reports_by_no_method(served: Office, method: str, path: str) -> None:
    with served.signed_in("clerk") as client:
        assert client.request(method, path).status_code == 403


def test_a_reader_reads_no_figures_of_operation(served: Office) -> None:
    with served.signed_in("clerk") as clerk, served.signed_in("writer") as writer:
        assert [each.get("/metrics").status_code for each in (clerk, writer)] == [403, 403]


@pytest.mark.parametrize("name", ["..%2f..%2faccess.sqlite", "..", "%00", "access.sqlite"])
def test_ids_lead_to_no_other_file(served: Office, name: str) -> None:
    with served.signed_in("chief") as client:
        for part in ("", "/text", "/original", "/pages/1/image"):
            response = client.get(f"/api/documents/{name}{part}")
            assert response.status_code in (400, 404, 422)
            assert b"SQLite format" not in response.content


def test_websockets_are_closed(served: Office) -> None:
    async def handshake() -> bytes:
        host, port = served.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        first = await reader.readline()
        writer.close()
        return first

    assert b" 101 " not in asyncio.run(handshake())
