"""The served pages in a real browser over the real product; nothing but loopback is asked."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from commands import APP, ROOT, command
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from served import served

from bot.assembly import Wence, assemble
from bot.chain import Bot
from bot.settings import Settings
from bot.types import Answer, Event, Turn
from ingest.workers import Workers

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its queue use what pandas deprecates.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

SAMPLE = ROOT / "evals" / "sample"
CHROMIUM = "/usr/bin/chromium"
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# Machines that run tests are often busy; what is expected takes well under a second on an idle one.
expect.set_options(timeout=20_000)
QUESTION = "2023年新建了多少个5G基站？"
OTHER_QUESTION = "鹤坪抽水蓄能电站总投资多少？"
UPLOADED = "青禾县2024年政府工作报告\n\n一、2023年工作回顾\n全县新建乡村小剧场17座。\n"
# A report that tries to run something, in its title, its text and its name.
HOSTILE_NAME = "<img src=x onerror=hacked=1>.txt"
HOSTILE = """<img src=x onerror="window.hacked=1">柏川县2024年政府工作报告
一、回顾<script>window.hacked=1</script>
柏川县2023年新建公共浴池29座<img src=x onerror="window.hacked=1">，改造<b>3</b>座。
"""


@contextmanager
def serving(wence: Wence, port: int = 0) -> Iterator[str]:
    """Serve on loopback, on a free port unless one is given, and yield the address.

    What the first question needs is loaded before, as it soon is where the product is served.
    """
    wence.warm()
    with served(wence, port) as address:
        yield f"{address}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        with serving(wence) as served:
            yield served


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page; afterwards every request is checked."""
    requests: list[Request] = []
    problems: list[str] = []
    contexts = []

    def open_page(path: str = "", *, at: str = address, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "zh-CN", **options})
        contexts.append(context)
        context.on("request", lambda request: requests.append(request))
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(at + path)
        expect(page.locator("#question textarea")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    places = {urlsplit(request.url) for request in requests}
    assert {place.hostname for place in places if place.scheme.startswith("http")} == {"127.0.0.1"}
    assert {place.scheme for place in places} <= {"http", "data", "blob"}
    assert problems == []


def ask(page: Page, question: str) -> None:
    """Ask and wait for the end of the answer."""
    asked = page.locator("#chat .said").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .said")).to_have_count(asked + 1)
    expect(page.locator("#chat .answer .notes")).to_have_count(asked + 1)
    expect(page.locator("#send")).to_be_visible()


def show_reports(page: Page) -> None:
    page.get_by_role("tab").nth(1).click()
    expect(page.locator("#upload .drop")).to_be_visible()


def upload(page: Page, *files: tuple[str, str]) -> None:
    page.set_input_files(
        "#upload input",
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files],
    )


# ---- Asking ----------------------------------------------------------------------------------


def test_an_answer_is_shown_with_its_verified_figure_and_sources(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    expect(page.locator("#chat .answer .text")).to_contain_text("1120个")
    expect(page.locator("#chat .figure.verified").first).to_have_text("1120个")
    expect(page.locator("#chat .notes .verified")).to_contain_text("已与原文核对")
    expect(page.locator("#sources .quote").first).to_contain_text("新建5G基站1120个")
    expect(page.locator("#question textarea")).to_have_value("")


def test_a_marker_opens_its_passage_highlighted_in_its_report(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.locator("#chat a.marker").first.click()
    mark = page.locator("#pane mark")
    expect(mark).to_contain_text("新建5G基站1120个")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#pane h2")).to_contain_text("云岭市2024年政府工作报告")
    expect(page.locator("#pane .path")).to_contain_text("2023年工作回顾")
    assert len(page.inner_text("#pane .pane-text")) > 500
    with page.expect_download() as download:
        page.click("#pane .original")
    assert download.value.suggested_filename == "云岭市2024年政府工作报告.txt"
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_have_count(0)
    expect(page.locator("#chat a.marker").first).to_be_focused()


def test_markers_of_earlier_answers_open_their_own_passages(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    ask(page, OTHER_QUESTION)
    expect(page.locator("#sources .quote").first).to_contain_text("鹤坪抽水蓄能电站")
    page.locator("#chat .answer").nth(0).locator("a.marker").first.click()
    expect(page.locator("#pane mark")).to_contain_text("新建5G基站1120个")
    page.locator("#pane .close").click()
    page.locator("#chat .answer").nth(1).locator("a.marker").first.click()
    expect(page.locator("#pane mark")).to_contain_text("鹤坪抽水蓄能电站")


def test_a_citation_has_an_address_of_its_own(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    link = str(page.locator("#chat a.marker").first.get_attribute("href"))
    other = visit(link)
    expect(other.locator("#pane mark")).to_contain_text("新建5G基站1120个")


def test_more_of_the_report_can_be_shown(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.locator("#sources a.source").first.click()
    shown = len(page.inner_text("#pane .pane-text"))
    page.locator("#pane .more").last.click()
    page.wait_for_function(
        "shown => document.querySelector('#pane .pane-text').innerText.length > shown", arg=shown
    )
    expect(page.locator("#pane mark")).to_contain_text("新建5G基站1120个")


def test_a_refusal_says_what_is_missing(visit) -> None:
    page = visit()
    ask(page, "云岭市2031年粮食产量是多少？")
    expect(page.locator("#chat .answer.not_found .verdict")).to_have_text("未找到答案")
    expect(page.locator("#chat .answer .missing")).to_contain_text("2031年")


def test_a_sample_question_is_asked_by_a_click(visit) -> None:
    page = visit()
    question = page.locator("#chat .examples button").first.inner_text()
    page.locator("#chat .examples button").first.click()
    expect(page.locator("#chat .said")).to_have_text(question)
    expect(page.locator("#chat .answer.answered a.marker").first).to_be_visible()


def test_an_empty_question_is_not_sent(visit) -> None:
    page = visit()
    page.fill("#question textarea", "   ")
    page.click("#send")
    expect(page.get_by_text("请先输入问题")).to_be_visible()
    expect(page.locator("#chat .said")).to_have_count(0)


def test_a_long_question_is_kept_and_told(visit) -> None:
    page = visit()
    page.fill("#question textarea", "多" * 2001)
    page.click("#send")
    expect(page.get_by_text("2000")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value("多" * 2001)


def test_enter_while_composing_chinese_does_not_send(visit) -> None:
    page = visit()
    page.focus("#question textarea")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ji", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    session.send("Input.insertText", {"text": "基站"})
    expect(page.locator("#question textarea")).to_have_value("基站")
    expect(page.locator("#chat .said")).to_have_count(0)


def test_a_new_chat_is_empty(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("#clear")
    expect(page.locator("#chat .said")).to_have_count(0)
    expect(page.locator("#sources .hint")).to_be_visible()
    ask(page, "累计呢？")
    expect(page.locator("#chat .standalone")).to_have_count(0)


def test_copying_gives_plain_text_with_numbered_sources(visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click('#chat a[href="#copy"]')
    expect(page.locator("#chat .notes")).to_contain_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"1120个\[1\]", copied)
    assert "[1] 云岭市2024年政府工作报告" in copied
    assert "✓" not in copied


def test_an_answer_can_be_rated(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.locator('#chat a[href^="#rate="]').first.click()
    expect(page.locator("#chat .notes")).to_contain_text("已记下")


# ---- Stopping and failing --------------------------------------------------------------------


class PausedBot(Bot):
    """The real bot, which waits before each event of a stream until it is let go on.

    What is asked as a whole, as the page asks what it offers, is answered at once.
    """

    def __init__(self, wence: Wence) -> None:
        super().__init__(wence.index)
        self.allowed = threading.Semaphore(0)
        self.passed = 0

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Answer:
        *_, answer = super().stream(question, history, **options)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] = (),
        language: str = "auto",
        answerer: str | None = None,
    ) -> Iterator[Event]:
        for event in super().stream(question, history, documents=documents, language=language):
            if not self.allowed.acquire(timeout=30):
                return
            self.passed += 1
            yield event


@pytest.fixture
def paused(tmp_path: Path) -> Iterator[tuple[str, PausedBot]]:
    with assemble(Settings(data=tmp_path)) as wence:
        path = SAMPLE / "云岭市2024年政府工作报告.txt"
        wence.ingest(path.name, path.read_bytes())
        bot = PausedBot(wence)
        with (
            Workers(count=1) as workers,
            serving(Wence(wence.settings, wence.index, bot, workers)) as served,
        ):
            yield served, bot
            bot.allowed.release(1000)


def test_stop_ends_the_answer_and_a_retry_completes_it(visit, paused) -> None:
    served, bot = paused
    page = visit(at=served)
    bot.allowed.release(5)  # the four stages and one piece of text
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer.pending .text")).to_be_visible()
    page.fill("#question textarea", OTHER_QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.get_by_text("正在回答上一个问题")).to_be_visible()
    page.click("#stop")
    expect(page.locator("#chat .answer.stopped")).to_contain_text("已停止")
    expect(page.locator("#question textarea")).to_have_value(OTHER_QUESTION)
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    bot.allowed.release(1000)
    page.locator("#chat .options button").click()
    expect(page.locator("#chat .answer.answered")).to_contain_text("1120个")
    expect(page.locator("#chat .answer.stopped")).to_have_count(1)


def test_a_new_chat_also_ends_a_running_answer(visit, paused) -> None:
    served, bot = paused
    page = visit(at=served)
    bot.allowed.release(5)
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer.pending .text")).to_be_visible()
    page.click("#clear")
    expect(page.locator("#chat .said")).to_have_count(0)
    bot.allowed.release(1000)
    ask(page, OTHER_QUESTION)
    expect(page.locator("#chat .said")).to_have_text(OTHER_QUESTION)


def test_visitors_do_not_see_each_other(visit, paused) -> None:
    served, bot = paused
    first, second = visit(at=served), visit(at=served)
    bot.allowed.release(5)
    first.fill("#question textarea", QUESTION)
    first.press("#question textarea", "Enter")
    expect(first.locator("#chat .answer.pending .text")).to_be_visible()
    bot.allowed.release(1000)
    ask(second, OTHER_QUESTION)
    expect(first.locator("#chat .answer .text")).to_contain_text("1120个")
    expect(second.locator("#chat .said")).to_have_text(OTHER_QUESTION)
    expect(first.locator("#chat .said")).to_have_text(QUESTION)


def test_interrupting_the_server_ends_open_pages_cleanly(browser, tmp_path: Path) -> None:
    own = {key: value for key, value in os.environ.items() if not key.startswith("WENCE_")}
    process = subprocess.Popen(
        command(APP),
        cwd=ROOT,
        env=own | {"WENCE_DATA": str(tmp_path), "WENCE_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(process.stdout.readline().strip())
    expect(page.locator("#chat .empty")).to_contain_text("还没有报告")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (0, "", "")
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.get_by_text("与服务器的连接中断")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#chat .pending")).to_have_count(0)
    context.close()


# ---- Reports ---------------------------------------------------------------------------------


def test_a_report_is_uploaded_asked_about_and_removed(visit) -> None:
    page = visit()
    show_reports(page)
    upload(page, ("青禾县（2024年）报告.txt", UPLOADED), ("空.docx", ""))
    results = page.locator("#upload .results li")
    expect(results.filter(has_text="青禾县（2024年）报告.txt")).to_contain_text("已加入")
    expect(results.filter(has_text="空.docx")).to_contain_text("文件是空的")
    ask(page, "青禾县2023年新建乡村小剧场多少座？")
    expect(page.locator("#chat .answer .text")).to_contain_text("17座")
    listed = page.locator("#documents li").filter(has_text="青禾县2024年政府工作报告")
    listed.locator(".remove").click()
    listed.locator(".no").click()
    expect(listed).to_have_count(1)
    listed.locator(".remove").click()
    listed.locator(".yes").click()
    expect(listed).to_have_count(0)
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#pane")).to_contain_text("这份报告已被删除")


def test_only_the_chosen_reports_are_asked(visit) -> None:
    page = visit()
    expect(page.locator("#scope input")).to_have_attribute("placeholder", re.compile("全部报告"))
    page.click("#scope input")
    page.get_by_role("option", name="云岭市2023年政府工作报告").click()
    page.keyboard.press("Escape")
    ask(page, OTHER_QUESTION)
    titles = page.locator("#sources .title").all_inner_texts()
    assert all(title == "云岭市2023年政府工作报告" for title in titles)


def test_files_dropped_anywhere_are_uploaded(visit) -> None:
    page = visit()
    dropped = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "拖入.txt"));
            return transfer;
        }""",
        "乙县2024年报告\n新增就业900人。",
    )
    page.dispatch_event("#chat", "drop", {"dataTransfer": dropped})
    expect(page.locator("#upload .results")).to_contain_text("已加入")
    page.locator("#documents li").filter(has_text="乙县").locator(".remove").click()
    page.locator("#documents .yes").click()
    expect(page.locator("#documents li")).to_have_count(2)


def test_a_report_can_be_read_from_the_list(visit) -> None:
    page = visit()
    show_reports(page)
    page.locator("#documents a.report").first.click()
    expect(page.locator("#pane .pane-text")).to_contain_text("政府工作报告")


def test_the_list_says_what_was_kept_and_leads_to_the_report_of_which_one_is_a_copy(visit) -> None:
    lines = [f"{i}、甲镇投资{i * 7}.5亿元，新建桥梁{i}座。" for i in range(1, 30)]
    text = "\n".join(["甲镇2024年政府工作报告", *lines])
    page = visit()
    show_reports(page)
    upload(page, ("甲镇.txt", text), ("甲镇又存.txt", f"{text}\n附注"))
    listed = page.locator("#documents li").filter(has_text="甲镇2024年政府工作报告")
    expect(listed).to_have_count(2)
    # 2024, and each line's number, sum and bridges.
    expect(listed.first.locator(".account")).to_have_text("数字 88 个全部保留 · 编码 utf-8")
    expect(listed.last).to_contain_text("与《甲镇2024年政府工作报告》内容基本相同")
    listed.last.locator(".related a.report").click()
    expect(page.locator("#pane .pane-text")).to_contain_text("甲镇投资7.5亿元")
    page.keyboard.press("Escape")
    for _ in range(2):
        listed.last.locator(".remove").click()
        page.locator("#documents .yes").click()
        expect(page.locator("#documents .yes")).to_have_count(0)
    expect(listed).to_have_count(0)


def test_markup_in_a_report_is_shown_and_never_run(visit) -> None:
    page = visit()
    show_reports(page)
    upload(page, (HOSTILE_NAME, HOSTILE))
    expect(page.locator("#upload .results")).to_contain_text(HOSTILE_NAME)
    expect(page.locator("#upload .results .added")).to_have_count(1)
    ask(page, "柏川县2023年新建公共浴池多少座？<img src=x onerror=window.hacked=1>")
    expect(page.locator("#chat .answer").last).to_contain_text("公共浴池29座")
    page.get_by_role("tab").nth(0).click()
    expect(page.locator("#sources .quote").first).to_contain_text("公共浴池29座")
    page.locator("#sources a.source").first.click()
    expect(page.locator("#pane .pane-text")).to_contain_text("<script>window.hacked=1</script>")
    page.keyboard.press("Escape")
    page.click("#scope input")
    show_reports(page)
    page.locator("#documents li").filter(has_text="柏川县").locator(".remove").click()
    page.locator("#documents .yes").click()
    expect(page.locator("#documents li")).to_have_count(2)
    assert page.evaluate("window.hacked") is None
    assert page.locator('img[src="x"]').count() == 0


# ---- Languages and sizes ---------------------------------------------------------------------


def test_an_english_browser_sees_english(visit) -> None:
    page = visit(locale="en-US")
    expect(page.locator("#masthead")).to_contain_text("every figure checked")
    expect(page.locator("#send")).to_have_text("Send")
    expect(page.get_by_role("tab").nth(1)).to_have_text("Reports")
    expect(page.locator("#chat .empty")).to_contain_text("What do you want to know?")
    ask(page, page.locator("#chat .examples button").first.inner_text())
    expect(page.locator("#chat .notes .verified")).to_contain_text("checked against the report")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_nothing_but_the_reports_is_chinese_in_english(visit) -> None:
    page = visit(locale="en-US")
    show_reports(page)
    shown = page.inner_text("body")
    own = [line for line in shown.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]
    assert [line for line in own if "云岭市" not in line] == ["策", "问策"]


@pytest.mark.parametrize(
    ("width", "height"),
    [(390, 844), (1024, 640), (1280, 800)],
    ids=["phone", "zoomed to 125 %", "desktop"],
)
def test_nothing_is_cut_off_at_any_size(visit, width: int, height: int) -> None:
    page = visit(viewport={"width": width, "height": height})
    expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    ask(page, QUESTION)
    expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#pane mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#pane").bounding_box()
    assert box
    assert (box["width"] == width) == (width < 700)


def test_the_page_of_an_empty_store_says_what_to_do(visit, tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence, serving(wence) as served:
        page = visit(at=served)
        expect(page.locator("#chat .empty")).to_contain_text("还没有报告")
        expect(page.locator("#chat .examples button")).to_have_count(0)


def test_the_page_shows_nothing_of_its_maker(visit) -> None:
    page = visit()
    expect(page).to_have_title("问策 Wence")
    expect(page.locator("footer")).to_have_count(0)
    assert "gradio" not in page.inner_text("body").lower()
