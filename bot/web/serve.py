"""Runs the served app on a port until it is told to stop; knows nothing of what it serves."""

import asyncio
import ctypes
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI

from bot.assembly import assemble
from bot.settings import Settings
from bot.web.background import Background
from bot.web.control import Control
from bot.web.logs import configure_logs
from bot.web.patience import PatientProtocol
from bot.web.server import create_app, end_streams
from ingest.errors import SettingsError

__all__ = ["serve"]

# Where a server that listens everywhere is asked whether it answers.
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # nosec B104 - binds nothing
# How long running answers may go on once the server is told to stop. What stops servers asks for
# their end after 90 s (systemd) or as long as deploy/compose.yaml says.
_DRAIN_S = 30
# And then, all else.
_GRACE_S = 3
_POLL_S = 0.1
_M_ARENA_MAX = -8  # of malloc.h
_ARENAS = 2
_ANSWER_TIMEOUT_S = 5


def serve(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` gets the address once, when /api/health answers there.

    Raises:
        SettingsError: The port or host cannot be used, or needs a sign-in.
        InputError: The folder to follow does not exist.
        BusyError: Another process owns the data folder.
        MismatchError: The data folder was made by another embedder or version.
    """
    _share_memory()
    _check_host(settings)
    with _bind(settings.host, settings.port) as bound, assemble(settings) as wence:
        host, port = settings.host, bound.getsockname()[1]
        configure_logs(settings.log_format)
        server = _Server(create_app(wence), host=host, port=port)

        def announce() -> None:
            if _wait_until_answering(server, _ANY_ADDRESS.get(host, host), port):
                url = f"http://{_shown(host)}:{port}"
                wence.index.announce(url)
                tell(url)

        threading.Thread(target=announce, daemon=True).start()
        try:
            with _terminable(), Background(wence, folder=settings.watch):
                server.run(sockets=[bound])
        except KeyboardInterrupt:
            # uvicorn has shut down in order and raises the signal again; being stopped is no error.
            return
        finally:
            server.control.close()


class _Server(uvicorn.Server):
    """A server that finishes its answers, and lets go of open pages, when it is told to stop."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,  # see `configure_logs`; and no line for each request with its path
                access_log=False,
                server_header=False,
                http=PatientProtocol,
                ws="none",
                # The gate says whose headers are believed; uvicorn would believe this machine.
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self._app = app
        self.control: Control = app.state.control

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more questions, finish those that are being answered, then end.

        Until then others still get an answer: that they should come back.
        """
        queue = self.control.desk.queue
        queue.close()
        deadline = time.monotonic() + _DRAIN_S
        while queue.running and not self.force_exit and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)
        # An open page keeps a stream, and uvicorn would wait for it and then complain of it.
        end_streams(self._app)
        await super().shutdown(sockets)


def _share_memory() -> None:
    """Let threads share the memory that they give back; where the C library is another, do nothing.

    glibc keeps a store of free memory for each of up to eight threads a processor, and each comes
    to hold as much as the largest answer that was ever made there.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let the signal that ends a service be an interrupt, which closes what is open.

    uvicorn raises it again once it has shut down, and the process would end there and then.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_host(settings: Settings) -> None:
    """Refuse to let a network in to what anyone may use and change."""
    if settings.sign_in != "none" or _is_loopback(settings.host):
        return
    raise SettingsError(
        f"without sign-in, everybody who reaches {settings.host} could ask, add and remove",
        hint="Make an account and serve with it: wence user add NAME --admin, then "
        f"WENCE_SIGN_IN=accounts wence serve --host {settings.host}. Or see README, Sign-in.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bind(host: str, port: int) -> socket.socket:
    """Take the port before anything slow begins, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"{host}:{port} cannot be served on: {error.strerror or error}",
            hint="Perhaps it already runs there; otherwise choose another port with --port "
            "or WENCE_PORT, and an address of this machine with --host or WENCE_HOST.",
        ) from error
    return bound


def _wait_until_answering(server: uvicorn.Server, host: str, port: int) -> bool:
    """Return True once the server answers, False when it stops before it does."""
    while not server.should_exit:
        if server.started and _is_healthy(host, port):
            return True
        time.sleep(_POLL_S)
    return False


def _is_healthy(host: str, port: int) -> bool:
    # http.client asks no proxy, whatever the environment says.
    connection = HTTPConnection(host, port, timeout=_ANSWER_TIMEOUT_S)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _shown(host: str) -> str:
    address = _ANY_ADDRESS.get(host, host)
    return f"[{address}]" if ":" in address else address
