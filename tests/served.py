"""The product behind a real server on loopback, for tests that speak to it over a socket."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.assembly import Wence
from bot.web.server import create_app, end_streams

__all__ = ["NAME", "QUESTION", "REPORT", "served"]

NAME = "青禾县2024年政府工作报告.txt"
REPORT = """青禾县2024年政府工作报告

一、2023年工作回顾
全年地区生产总值完成182.6亿元，增长5.9%。新建5G基站312个，累计建成1045个。
全县接待游客268.4万人次，增长21.3%。

二、2024年工作安排
地区生产总值增长6%左右，城镇新增就业4200人。
"""
QUESTION = "青禾县2023年新建5G基站多少个？"


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of open pages, as `wence serve` does: uvicorn would wait a second for each."""
        assert isinstance(self.config.app, FastAPI)
        end_streams(self.config.app)
        await super().shutdown(sockets)


@contextmanager
def served(wence: Wence, port: int = 0) -> Iterator[str]:
    """Serve as `wence serve` does, on a free port unless one is given; yield the address.

    It has no slash at its end.
    """
    bound = socket.create_server(("127.0.0.1", port))
    servers: list[_Server] = []
    is_started = threading.Event()

    async def serve() -> None:
        config = uvicorn.Config(
            create_app(wence),
            log_level="warning",
            timeout_graceful_shutdown=1,
            lifespan="on",
            proxy_headers=False,
        )
        servers.append(_Server(config))
        is_started.set()
        await servers[0].serve(sockets=[bound])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    is_started.wait()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        servers[0].should_exit = True
        thread.join()
        bound.close()
