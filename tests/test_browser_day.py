"""A clerk's day at the page, from an empty one on, over real reports where they are at hand."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

# ruff: noqa: F811 - pytest finds fixtures by the names of arguments
from test_browser import (  # noqa: F401 - fixtures
    QUESTION,
    ROOT,
    SAMPLE,
    address,
    ask,
    browser,
    serving,
    show_reports,
    visit,
)
from test_browser_card import REFUSED, YEARS, last, serious
from test_cli import locked_workbook

from bot.assembly import Wence, assemble
from bot.chain import Bot
from bot.settings import Settings
from bot.types import Answer, Event, Turn
from evals.bench.paint import visit_again
from ingest.workers import Workers

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its queue use what pandas deprecates.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

REPORTS = ROOT.parent / "shared" / "data"
TEXT = REPORTS / "reports" / "zhangye_2024h1.txt"
PDF = REPORTS / "hard" / "derived" / "js2025_text.pdf"
SCAN = REPORTS / "hard" / "derived" / "js2025_scanned_skewed_2p.pdf"
GROWTH = "江苏省2024年地区生产总值是多少？"
LAPTOP = {"viewport": {"width": 1024, "height": 640}, "device_scale_factor": 1.25}
PHONE = {"viewport": {"width": 390, "height": 844}}


def is_within(element: Locator, page: Page) -> bool:
    """Tell whether an element lies in the window from side to side."""
    box, size = element.bounding_box(), page.viewport_size
    assert box
    assert size
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"]


@pytest.mark.slow
@pytest.mark.skipif(not SCAN.exists(), reason="the real reports are not at hand")
def test_real_reports_are_added_asked_and_looked_up(visit, tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, serving(wence) as served:
        page = visit(at=served, **LAPTOP)
        page.click(".to-reports")
        page.set_input_files("#upload input", [TEXT, PDF, SCAN])
        results = page.locator("#upload .results li")
        expect(results.filter(has_text="已加入")).to_have_count(3, timeout=300_000)
        expect(results.last).to_contain_text("段可供提问")
        listed = page.locator("#documents .documents > li")
        expect(listed.filter(has_text=SCAN.name)).to_contain_text("识别 2 页")
        listed.filter(has_text=SCAN.name).locator("summary").click()
        expect(listed.filter(has_text=SCAN.name)).to_contain_text("引用前请与原文件核对")
        expect(page.locator("#chat .examples button").first).to_be_visible()

        # Shift and Enter begin a line; Enter sends both as one question.
        page.fill("#question textarea", "请问上半年一般公共预算收入")
        page.press("#question textarea", "Shift+Enter")
        page.locator("#question textarea").press_sequentially("预计增长多少？")
        expect(page.locator("#chat .said")).to_have_count(0)
        page.press("#question textarea", "Enter")
        expect(last(page).locator(".tile.verified .value")).to_have_text("9%")
        expect(page.locator("#send")).to_be_visible()

        for file, highlight in ((PDF, 3), (SCAN, 1)):
            page.get_by_label(re.compile(re.escape(file.name))).and_(
                page.locator("input.choose")
            ).check()
            expect(page.locator("#scope .token")).to_contain_text(file.name)
            ask(page, GROWTH)
            expect(last(page).locator(".tile .value")).to_have_text("13.7万亿元")
            last(page).locator("a.marker").first.click()
            expect(page.locator("#pane mark")).to_contain_text("13.7万亿元")
            page.click("#pane .as-pages")
            marks = page.locator("#pane .page-mark")
            expect(marks.first).to_be_in_viewport(timeout=60_000)
            assert marks.count() >= highlight
            page.click("#pane .as-text")
            page.keyboard.press("Escape")
            page.click(".ask-all")
            expect(page.locator("#scope .token")).to_have_count(0)
        assert serious(page) == []


def test_a_long_answer_is_read_from_its_question_on_and_its_sources_one_by_one(visit) -> None:
    page = visit(**LAPTOP)
    ask(page, QUESTION)
    ask(page, YEARS)
    expect(page.locator("#chat .said").last).to_be_in_viewport()
    expect(last(page).locator(".text")).to_be_in_viewport()
    expect(last(page).locator(".series tbody tr").last).to_be_in_viewport()
    # Who scrolls away to read stays there, also when something is added below.
    page.locator("#chat .said").first.hover()
    page.mouse.wheel(0, -3000)
    expect(page.locator("#chat .said").first).to_be_in_viewport()
    last(page).evaluate("answer => { answer.append('…'); return new Promise(setTimeout); }")
    expect(page.locator("#chat .said").first).to_be_in_viewport()
    last(page).locator("a.marker").first.click()
    expect(page.locator("#pane mark")).to_contain_text("118.6万吨")
    expect(page.locator("#pane .position")).to_have_text("1 / 2")
    page.click("#pane .next")
    expect(page.locator("#pane mark")).to_contain_text("121.3万吨")
    expect(page.locator("#pane .next")).to_be_disabled()
    page.click("#pane .previous")
    expect(page.locator("#pane mark")).to_contain_text("118.6万吨")


def test_on_a_phone_all_is_within_reach(visit) -> None:
    page = visit(**PHONE)
    ask(page, REFUSED)
    expect(last(page).locator(".verdict")).to_be_in_viewport()
    page.click("#reports-open")
    expect(page.locator("#upload .drop")).to_be_in_viewport()
    assert serious(page) == []
    page.get_by_role("button", name="返回对话").click()
    expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    expect(page.locator("#reports-open")).to_have_text("报告")
    # A finger gets there, too.
    page.locator("#masthead").hover()
    page.mouse.wheel(0, 3000)
    expect(page.locator("#documents .documents > li").last).to_be_in_viewport()
    expect(page.locator("#masthead")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="返回对话").click()
    page.click("#history-open")
    expect(page.locator("#history .title")).to_have_text(REFUSED)
    assert is_within(page.locator("#history .close"), page)
    page.click("#history .rename")
    assert is_within(page.locator("#history .naming .no"), page)
    page.click("#history .naming .no")
    page.click("#history .close")
    last(page).locator("a.near").first.click()
    expect(page.locator("#pane mark")).to_be_in_viewport()
    page.click("#pane .outline-switch")
    page.locator("#pane .outline button").first.click()
    expect(page.locator("#pane .outline")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


class FailingBot(Bot):
    """The real bot, which fails at the first question that is streamed.

    What is asked as a whole, as the page asks what it offers, is answered.
    """

    failures = 1

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Answer:
        *_, answer = super().stream(question, history, **options)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), **options: Any
    ) -> Iterator[Event]:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the disk is gone")
        yield from super().stream(question, history, **options)


@contextmanager
def failing(data: Path) -> Iterator[str]:
    with assemble(Settings(data=data)) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        with (
            Workers(count=1) as workers,
            serving(Wence(wence.settings, wence.index, FailingBot(wence.index), workers)) as served,
        ):
            yield served


@pytest.mark.parametrize(
    ("locale", "told", "retry"),
    [("zh-CN", "系统内部出错，请重试", "重试"), ("en-US", "Something went wrong", "Try again")],
    ids=["Chinese", "English"],
)
def test_a_failure_is_told_in_plain_words_and_tried_again(
    visit, tmp_path: Path, locale: str, told: str, retry: str
) -> None:
    with failing(tmp_path) as served:
        page = visit(at=served, locale=locale)
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        expect(page.locator("#chat .answer.problem")).to_contain_text(told)
        assert "disk" not in page.inner_text("body")
        expect(page.locator("#send")).to_be_visible()
        assert serious(page) == []
        page.get_by_role("button", name=retry).click()
        expect(last(page)).to_contain_text("1120个")


def test_a_page_that_cannot_read_its_reports_says_so_and_tries_again(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.route("**/api/documents/*/text*", lambda route: route.abort())
    last(page).locator("a.marker").first.click()
    expect(page.locator("#pane .pane-notice")).to_contain_text("原文打不开")
    page.unroute_all()
    page.click("#pane .retry")
    expect(page.locator("#pane mark")).to_contain_text("1120个")
    page.keyboard.press("Escape")
    page.route("**/api/documents", lambda route: route.abort())
    last(page).locator('.change[name="report"]').click()
    expect(page.locator("#menu")).to_contain_text("列表打不开")
    page.keyboard.press("Escape")
    show_reports(page)
    page.set_input_files(
        "#upload input",
        {
            "name": "甲.txt",
            "mimeType": "text/plain",
            "buffer": "甲县2024年报告\n新增就业900人。".encode(),
        },
    )
    failed = page.locator("#upload .results .failed")
    expect(failed).to_contain_text("与服务器的连接中断")
    page.unroute_all()
    failed.get_by_role("button", name="重试").click()
    expect(page.locator("#upload .results .added")).to_contain_text("已加入")
    page.locator("#documents li").filter(has_text="甲").locator(".remove").click()
    page.click("#documents .yes")
    expect(page.locator("#documents .documents > li")).to_have_count(2)


def test_a_locked_file_is_opened_with_its_password(visit, tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, serving(wence) as served:
        page = visit(at=served, color_scheme="dark")
        show_reports(page)
        page.set_input_files(
            "#upload input",
            {"name": "台账.xlsx", "mimeType": "x", "buffer": locked_workbook("青禾1")},
        )
        result = page.locator("#upload .results li")
        expect(result).to_contain_text("有打开密码")
        for password in ("错的", "青禾1"):
            result.get_by_label("文件的密码").fill(password)
            with page.expect_response("**/api/documents"):
                result.get_by_role("button", name="打开").click()
            assert serious(page) == []
        expect(result).to_contain_text("已加入")
        expect(page.locator("#documents .documents > li")).to_have_count(1)


def test_the_first_words_come_at_once_and_nothing_is_reported_to_the_console(browser, address):
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda each: told.append(f"{each.type}: {each.text}"))
        page.goto(address)
        expect(page.locator("#chat .examples button").first).to_be_visible()
        ask(page, QUESTION)
        show_reports(page)
        last(page).locator("a.marker").first.click()
        expect(page.locator("#pane mark")).to_be_visible()
        assert [each for each in told if each.startswith(("error", "warning"))] == []
        # The best of three: other programs may have kept the machine busy.
        visits = [visit_again(context, address) for _ in range(3)]
        assert min(each.painted_ms for each in visits) < 1000
        assert all(each.painted_ms <= each.typing_ms for each in visits)
    finally:
        context.close()


def test_the_page_says_that_it_opens_before_any_script_has_come(browser, address):
    context = browser.new_context()
    try:
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(address)
        shown = "getComputedStyle(document.querySelector('gradio-app'), '::after').content"
        assert page.evaluate(shown) == '"正在打开 · Opening"'
        page.unroute_all()
        page.reload()
        expect(page.locator("#question textarea")).to_be_visible()
        assert page.evaluate(shown) == "none"
    finally:
        context.close()
