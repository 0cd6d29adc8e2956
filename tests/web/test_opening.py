"""What a page shows before its scripts have come."""

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.web.opening import Opening

PAGE = "<html><head><title>问策</title></head><body>…</body></html>"


def client(*routes: Route) -> TestClient:
    inner = Starlette(routes=[*routes])
    inner.add_middleware(Opening)
    return TestClient(Starlette(routes=[Mount("/base", inner), Mount("/", inner)]))


def styles(html: str) -> list[int]:
    return [html.count(each) for each in ("<style>", "</style></head>", "<title>问策</title>")]


def test_the_page_says_that_it_opens_below_any_prefix() -> None:
    page = client(Route("/", lambda _: HTMLResponse(PAGE)))
    for address in ("/", "/base/"):
        got = page.get(address)
        assert styles(got.text) == [1, 1, 1]
        assert "Opening" in got.text
        assert got.text.endswith("<body>…</body></html>")


def test_a_page_in_pieces_gets_it_once() -> None:
    pieces = ["<html><head><title>问策</title></head>", "<body></head></body>"]
    got = client(Route("/", lambda _: StreamingResponse(iter(pieces), media_type="text/html")))
    assert styles(got.get("/").text) == [1, 1, 1]


def test_nothing_else_is_touched() -> None:
    routes = [
        Route("/", lambda _: JSONResponse({"a": "</head>"})),
        Route("/other", lambda _: HTMLResponse(PAGE)),
    ]
    assert client(*routes).get("/").json() == {"a": "</head>"}
    assert client(*routes).get("/other").text == PAGE
