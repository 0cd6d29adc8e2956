"""The Model Context Protocol by the official client: over HTTP behind the gate, and by stdio."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from commands import ROOT, WENCE, command
from fastapi import FastAPI
from served import NAME, QUESTION, REPORT, served

from bot.access.keys import Keys
from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web.control import Control
from bot.web.tools import add_tools

mcp = pytest.importorskip("mcp", reason="wence[mcp] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), sign_in="accounts", workers=1)
    with assemble(settings) as product:
        product.ingest(NAME, REPORT.encode())
        yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with served(wence) as at:
        yield f"{at}/mcp"


def over_http(address: str, key: str, tool: str, **arguments: object):
    from mcp.client.streamable_http import streamable_http_client

    async def call():
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(address, http_client=http)
            async with mcp.Client(transport) as client:
                return [each.name for each in (await client.list_tools()).tools], (
                    await client.call_tool(tool, arguments)
                )

    return asyncio.run(call())


@pytest.fixture(scope="module")
def key(wence: Wence) -> str:
    return Keys(wence.access).add("assistant")[0]


def test_a_question_is_answered_with_its_sources(address: str, key: str) -> None:
    names, told = over_http(address, key, "ask", question=QUESTION)
    assert names == ["search", "ask"]
    text = told.content[0].text
    assert text.startswith("新建5G基站312个[1]")
    assert "[1] 青禾县2024年政府工作报告 · 一、2023年工作回顾：“" in text
    assert told.structured_content["figures"][0]["status"] == "verified"


def test_passages_are_found(address: str, key: str) -> None:
    _, told = over_http(address, key, "search", query="5G基站", k=1)
    [hit] = told.structured_content["hits"]
    assert "5G基站" in hit["text"]
    assert hit["text"] in told.content[0].text


def test_what_cannot_be_asked_is_told_why(address: str, key: str) -> None:
    _, told = over_http(address, key, "ask", question=" ")
    assert told.is_error
    assert "the question is empty" in told.content[0].text


def test_a_key_finds_its_collections_alone(wence: Wence, address: str) -> None:
    other = Keys(wence.access).add("other", collections=["other"])[0]
    _, told = over_http(address, other, "search", query="5G基站")
    assert told.structured_content == {"hits": []}
    _, told = over_http(address, other, "ask", question=QUESTION)
    assert "312" not in told.content[0].text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wk_wrong"}])
def test_without_a_key_nothing_is_asked(address: str, headers: dict[str, str]) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"Accept": "application/json, text/event-stream", **headers}
    assert httpx.post(address, json=body, headers=accepted).status_code == 401


def test_the_logging_of_the_program_is_left_as_it_is(wence: Wence) -> None:
    root = logging.getLogger()
    before = ([*root.handlers], root.level)
    root.handlers.clear()
    add_tools(FastAPI(), wence, Control(wence).desk)
    after = ([*root.handlers], root.level)
    root.handlers[:] = before[0]
    assert after == ([], before[1])


def test_the_command_serves_the_program_that_starts_it(tmp_path: Path) -> None:
    from mcp.client.stdio import StdioServerParameters

    with assemble(Settings(data=tmp_path, workers=1)) as product:
        product.ingest(NAME, REPORT.encode())
    program, *arguments = command(WENCE, "mcp", "--data", tmp_path)
    started = StdioServerParameters(command=program, args=arguments, cwd=ROOT)

    async def call():
        async with mcp.Client(started) as client:
            return await client.call_tool("ask", {"question": QUESTION})

    assert "312个" in asyncio.run(call()).content[0].text
