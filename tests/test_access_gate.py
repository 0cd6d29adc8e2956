"""The gate says who asks, refuses what they may not, and believes only listed proxies."""

from ipaddress import ip_network

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.access.person import LOCAL, Person, Role
from bot.access.refusals import NotSignedInError
from bot.web.gate import Gate, peer_of_request, person_of_anyone
from bot.web.rules import role_for

KNOWN = {"wk_reader": Person(name="青禾", role=Role.READER)}


def tell(request: Request) -> JSONResponse:
    person, peer = person_of_anyone(request), peer_of_request(request)
    told = {"name": person and person.name, "address": peer.address, "secure": peer.is_secure}
    return JSONResponse(told, headers={"Access-Control-Allow-Origin": "*"})


def by_key(connection) -> Person | None:
    given = connection.headers.get("authorization", "").removeprefix("Bearer ")
    if given and given not in KNOWN:
        raise NotSignedInError("this key is not known")
    return KNOWN.get(given)


def client(*resolvers, peer: str = "10.0.0.7", **options) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", tell, methods=["GET", "POST", "DELETE"])])
    gate = Gate(app, resolvers=resolvers, **options)
    return TestClient(gate, base_url="http://localhost", client=(peer, 1234))


def test_each_role_may_do_what_those_before_it_may() -> None:
    may = {(one, other): one.covers(other) for one in Role for other in Role}
    assert [pair for pair, is_so in may.items() if not is_so] == [
        (Role.READER, Role.EDITOR), (Role.READER, Role.ADMIN), (Role.EDITOR, Role.ADMIN),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/api/health", None),
        ("POST", "/api/health", Role.READER),
        ("GET", "/api/documents", Role.READER),
        ("POST", "/api/documents", Role.EDITOR),
        ("DELETE", "/api/documents/0123", Role.EDITOR),
        ("POST", "/api/ask", Role.READER),
        ("GET", "/metrics", Role.ADMIN),
        ("GET", "/anything", Role.READER),
    ],
)
def test_addresses_ask_for_roles(method: str, path: str, role: Role | None) -> None:
    assert role_for(method, path) == role


def test_the_first_that_knows_a_credential_says_who_asks() -> None:
    asked = client(by_key, lambda _: LOCAL)
    assert asked.get("/api/ask").json()["name"] == "local"
    key = {"Authorization": "Bearer wk_reader"}
    assert asked.get("/api/ask", headers=key).json()["name"] == "青禾"


def test_a_credential_that_is_not_valid_is_refused_though_another_would_do() -> None:
    refused = client(by_key, lambda _: LOCAL).get(
        "/api/health", headers={"Authorization": "Bearer x"}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_signed_in")


def test_nobody_gets_nothing_but_what_is_for_everybody() -> None:
    asked = client(by_key)
    assert asked.get("/api/health").json()["name"] is None
    assert [asked.get(path).status_code for path in ("/", "/config", "/api/documents")] == [401] * 3


def test_a_role_that_is_too_low_is_told_which_it_needs() -> None:
    key = {"Authorization": "Bearer wk_reader"}
    refused = client(by_key).delete("/api/documents/0123", headers=key)
    assert refused.status_code == 403
    assert "this is for the role editor" in refused.json()["error"]["message"]


def test_answers_are_shared_with_no_other_site() -> None:
    answered = client(lambda _: LOCAL).get("/", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answered.headers


@pytest.mark.parametrize(
    ("peer", "headers", "address", "secure"),
    [
        ("10.9.9.9", {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}, "10.9.9.9", 0),
        ("10.0.0.7", {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}, "1.2.3.4", 1),
        ("10.0.0.7", {"X-Forwarded-For": "6.6.6.6, 1.2.3.4, 10.0.0.8"}, "1.2.3.4", 0),
        ("10.0.0.7", {"X-Forwarded-For": "not an address"}, "10.0.0.7", 0),
        ("127.0.0.1", {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}, "127.0.0.1", 1),
    ],
    ids=["unlisted", "listed", "written before", "no address", "this machine"],
)
def test_listed_proxies_are_believed(peer, headers, address, secure) -> None:
    trusted = [ip_network("10.0.0.0/28")]
    told = client(lambda _: LOCAL, peer=peer, trusted=trusted).get("/", headers=headers).json()
    assert (told["address"], told["secure"]) == (address, bool(secure))


@pytest.mark.parametrize(
    ("peer", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 403), ("::ffff:10.0.0.7", 403)],
)
def test_without_sign_in_another_machine_is_refused_whatever_it_says(peer, status) -> None:
    """A server of one's own may be open to the network, and any client can write any Host."""
    asked = client(lambda _: LOCAL, peer=peer, hosts=["localhost"])
    assert asked.get("/", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == status


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/", "no-store"), ("/api/documents/0/original", "no-store"), ("/assets/x.js", None)],
)
def test_a_browser_keeps_nothing_for_the_next_person(path: str, kept: str | None) -> None:
    answered = client(lambda _: LOCAL).get(path)
    assert answered.headers.get("cache-control") == kept
    assert ("Cookie" in answered.headers.get("vary", "")) is (kept is not None)
