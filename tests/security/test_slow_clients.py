"""Clients that drip, wait or do not read, against a real server with little patience.

Guards that were taken out to see these fail, each in `bot.web.patience`: the time for a head, the
rate of a body, the time to read a response, the room for others.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.web.patience import Patience, PatientProtocol

QUICK = Patience(
    check_every_s=0.05,
    head_s=0.3,
    body_rate=1000,
    slow_checks=3,
    unread_checks=6,
)
ENDS_WITHIN_S = 5
LARGE = b"x" * 30_000_000


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    content = LARGE if scope["path"] == "/large" else str(len(body)).encode()
    await Response(content)(scope, receive, send)


@contextmanager
def served(patience: Patience) -> Iterator[int]:
    protocol = type("Protocol", (PatientProtocol,), {"patience": patience})
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=protocol, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    try:
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        bound.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(QUICK) as port:
        yield port


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(ENDS_WITHIN_S)
        yield connection


def heard(connection: socket.socket) -> bytes:
    """Return what the server says until it ends the connection."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def drip(connection: socket.socket, piece: bytes) -> bool:
    """Send a piece again and again; return whether the server ended the connection."""
    end = time.monotonic() + ENDS_WITHIN_S
    try:
        while time.monotonic() < end:
            connection.sendall(piece)
            time.sleep(0.05)
    except OSError:
        return True
    return False


def ask(port: int) -> bytes:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return heard(connection)


def test_a_connection_that_says_nothing_is_ended(port: int) -> None:
    with connected(port) as connection:
        assert heard(connection) == b""


def test_a_head_that_does_not_end_is_answered_408(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-A:")
        assert heard(connection).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_head_that_drips_is_ended(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        assert drip(connection, b"X-A: b\r\n")


def test_a_second_head_that_drips_on_a_kept_connection_is_ended(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert drip(connection, b"G")


def test_a_body_that_stops_is_answered_408(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nabc")
        assert heard(connection).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_ended(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n")
        assert drip(connection, b"a")


def test_a_body_that_comes_steadily_is_taken(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"a" * 1000)
            time.sleep(0.05)
        assert connection.recv(65536).endswith(b"10000")


def test_a_response_that_nobody_reads_is_ended(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(2)
        assert 0 < len(heard(connection)) < len(LARGE)


def test_a_response_that_is_read_slowly_comes_whole(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = 0
        while piece := connection.recv(400_000):
            received += len(piece)
            time.sleep(0.02)
    assert received > len(LARGE)


def test_idle_connections_make_room_for_one_that_asks() -> None:
    with served(Patience(connections=20)) as port, ExitStack() as stack:
        address = "127.0.0.1", port
        idle = [stack.enter_context(socket.create_connection(address)) for _ in range(60)]
        assert ask(port).startswith(b"HTTP/1.1 200")
        gone = sum(_is_ended(each) for each in idle)
    assert gone == 41  # with the one that asked, 20 stay


def _is_ended(connection: socket.socket) -> bool:
    connection.settimeout(0.05)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


def test_a_head_of_a_megabyte_is_refused(port: int) -> None:
    with connected(port) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 2**20 + b"\r\n\r\n")
        except OSError:
            return
        assert heard(connection).startswith(b"HTTP/1.1 400 ") or heard(connection) == b""
