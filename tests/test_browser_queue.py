"""Whoever waits for a place sees in the page how many are before, and then the answer."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from chat_server import Reply, serving
from own_process import running
from playwright.sync_api import expect, sync_playwright

from bot.assembly import assemble
from bot.settings import Settings

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"
QUESTION = "青禾县2023年新建5G基站多少个？"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[str, threading.Event]]:
    """Yield a server whose only place is held, and what lets go of it."""
    asked, may_answer = threading.Event(), threading.Event()

    def script(_: dict) -> Reply:
        asked.set()
        may_answer.wait(60)
        return Reply(text="2023年新建5G基站312个[1]。")

    data = tmp_path / "data"
    with assemble(Settings(data=data)) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
    with (
        serving(script) as chat,
        running(
            data, chat_model="openai:scripted", chat_base_url=chat.url, concurrent_asks=1
        ) as server,
        ThreadPoolExecutor(1) as pool,
    ):
        body = {"question": QUESTION, "answerer": "model"}
        first = pool.submit(httpx.post, f"{server.url}/api/ask", json=body, timeout=120)
        assert asked.wait(60)
        yield server.url, may_answer
        may_answer.set()
        assert first.result().status_code == 200


def test_the_position_is_shown_until_it_is_ones_turn(held: tuple[str, threading.Event]) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    url, may_answer = held
    shown = {"zh-CN": "正在排队，第 1 位…", "en-US": "Waiting, number 2 in the queue…"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = []
        for locale, words in shown.items():
            page = browser.new_page(locale=locale)
            page.goto(url)
            page.fill("#question textarea", QUESTION)
            page.keyboard.press("Enter")
            expect(page.locator("#chat .stage")).to_have_text(words, timeout=60_000)
            pages.append(page)
        may_answer.set()
        for page in pages:
            expect(page.locator("#chat .answer").last).to_contain_text("312个", timeout=60_000)
        browser.close()
