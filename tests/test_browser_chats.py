"""Conversations and reports as staff use them, in a real browser over the real product."""

import io
import re
import shutil
import socket
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pytest
from docx.oxml.ns import qn
from fastapi import FastAPI
from gradio.routes import App as GradioApp
from lxml import etree
from playwright.sync_api import Page, Route, expect
from test_browser import (  # noqa: F401 - fixtures
    QUESTION,
    SAMPLE,
    address,
    ask,
    browser,
    paused,
    serving,
    show_reports,
    upload,
    visit,
)

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web.server import create_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

PHONE = {"width": 390, "height": 844}
TOWNS = {"青禾县": 312, "白河县": 208, "柏川县": 96, "南山镇": 17}


@contextmanager
def sample(folder: Path, **settings: str) -> Iterator[Wence]:
    with assemble(Settings(data=folder, **settings)) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        yield wence


def open_history(page: Page) -> None:
    page.click("#history-open")
    expect(page.locator("#history input[type=search]")).to_be_focused()


def download(page: Page, button: str) -> bytes:
    with page.expect_download() as started:
        page.click(f"#history {button}")
    return Path(started.value.path()).read_bytes()


def notes_of(written: bytes) -> list[str]:
    """Return the texts of a Word file's footnotes, without those that Word reserves for itself."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(written)).read("word/footnotes.xml"))
    own = (each for each in root.iter(qn("w:footnote")) if each.get(qn("w:type")) is None)
    return ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in own]


def test_a_chat_outlives_a_restart_and_is_named_found_exported_and_deleted(
    visit,  # noqa: F811
    tmp_path: Path,
) -> None:
    with sample(tmp_path) as wence, serving(wence) as served:
        page = visit(at=served)
        ask(page, QUESTION)
        follow_ups = page.locator("#chat .options button")
        expect(follow_ups.first).to_be_visible()
        offered = follow_ups.first.inner_text()
        follow_ups.first.click()
        expect(page.locator("#chat .said").last).to_have_text(offered)
        expect(page.locator("#chat .answer.answered")).to_have_count(2)
        expect(page.locator("#send")).to_be_visible()
    with sample(tmp_path) as wence, serving(wence, urlsplit(served).port) as served:
        # The page that stayed open goes on, and so does one that is loaded again.
        ask(page, "2022年新建了多少个5G基站？")
        expect(page.locator("#chat .said")).to_have_count(3)
        expect(page.locator("#chat .answer.answered")).to_have_count(3)
        page.fill("#question textarea", "写到一半")
        page.reload()
        expect(page.locator("#chat .answer.answered")).to_have_count(3)
        expect(page.locator("#question textarea")).to_have_value("写到一半")
        expect(page.locator("#sources a.source").first).to_be_visible()
        page.locator("#chat a.marker").first.click()
        expect(page.locator("#pane mark")).to_contain_text("新建5G基站1120个")
        page.keyboard.press("Escape")
        page.click("#clear")
        expect(page.locator("#chat .said")).to_have_count(0)
        ask(page, "累计呢？")
        expect(page.locator("#chat .standalone")).to_have_count(0)

        open_history(page)
        chats = page.locator("#history li")
        expect(chats).to_have_count(2)
        expect(chats.first).to_have_class("current")
        page.fill("#history input[type=search]", "基站 1120个")
        expect(chats).to_have_count(1)
        page.click("#history .rename")
        page.fill("#history .naming input", "基站<b>建设</b>")
        page.keyboard.press("Enter")
        expect(page.locator("#history .title")).to_have_text("基站<b>建设</b>")
        exported = download(page, ".md").decode()
        assert exported.startswith("# 基站\\<b\\>建设\\</b\\>\n")
        assert "新建5G基站1120个[^1]。" in exported
        assert "\n[^1]: 云岭市2024年政府工作报告 · 一、2023年工作回顾" in exported
        written = download(page, ".docx")
        document = docx.Document(io.BytesIO(written))
        assert [each.text for each in document.paragraphs][2] == QUESTION
        footnotes = notes_of(written)
        assert footnotes[0].strip().startswith("云岭市2024年政府工作报告 · 一、2023年工作回顾")
        assert "“新建5G基站1120个，" in footnotes[0]
        marks = document.element.body.iter(qn("w:footnoteReference"))
        assert [each.get(qn("w:id")) for each in marks] == [
            str(number) for number, _ in enumerate(footnotes, 1)
        ]
        page.click("#history .open")
        expect(page.locator("#history")).to_have_count(0)
        expect(page.locator("#chat .said").first).to_have_text(QUESTION)
        ask(page, "累计呢？")
        expect(page.locator("#chat .standalone")).to_have_count(1)

        open_history(page)
        page.locator("#history .delete").first.click()
        page.click("#history .no")
        page.locator("#history .delete").first.click()
        page.click("#history .yes")
        expect(chats).to_have_count(1)
        expect(page.locator("#chat .said")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.locator("#history")).to_have_count(0)
        expect(page.locator("#history-open")).to_be_focused()


def test_a_page_that_the_server_forgot_goes_on(
    visit,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served_apps = []

    def create(wence: Wence) -> FastAPI:
        served_apps.append(create_app(wence))
        return served_apps[0]

    monkeypatch.setattr("served.create_app", create)
    with sample(tmp_path) as wence, serving(wence) as served:
        page = visit(at=served)
        ask(page, QUESTION)
        expect(page.locator("#chat .options button").first).to_be_visible()
        # As after a laptop has slept: Gradio drops what belongs to a page that is silent for long.
        [gradio] = [
            each.app
            for each in served_apps[0].routes
            if isinstance(getattr(each, "app", None), GradioApp)
        ]
        gradio.state_holder.session_data.clear()
        page.fill("#question textarea", "云岭市2022年地区生产总值是多少？")
        page.press("#question textarea", "Enter")
        expect(page.locator("#chat .said").last).to_have_text("云岭市2022年地区生产总值是多少？")
        expect(page.locator("#chat .said")).to_have_count(2)
        expect(page.locator("#chat .answer.answered")).to_have_count(2)
        open_history(page)
        expect(page.locator("#history li")).to_have_count(1)


def test_questions_are_edited_and_answers_given_again(visit) -> None:  # noqa: F811
    page = visit()
    ask(page, QUESTION)
    ask(page, "累计呢？")
    box, said = page.locator("#question textarea"), page.locator("#chat .said")
    again = page.locator('#chat a[href="#again"]')
    expect(again.first).to_be_hidden()
    box.press("ArrowUp")
    expect(box).to_have_value("累计呢？")
    expect(page.locator("#editing")).to_contain_text("正在修改第 2 个问题")
    page.keyboard.press("Escape")
    expect(page.locator("#editing")).to_have_count(0)
    expect(box).to_have_value("")
    page.locator('#chat a[href="#edit"]').first.click()
    expect(box).to_have_value(QUESTION)
    box.fill("2022年新建了")
    box.press("Shift+Enter")  # begins a line
    box.press_sequentially("多少个5G基站？")
    expect(said).to_have_count(2)
    box.fill("2022年新建了多少个5G基站？")
    box.press("Enter")
    expect(said).to_have_text(["2022年新建了多少个5G基站？"])
    expect(page.locator("#chat .answer .text")).to_contain_text("860个")
    expect(page.locator("#editing")).to_have_count(0)
    expect(box).to_have_value("")
    expect(page.locator("#chat .options button").first).to_be_visible()
    with page.expect_response("**/queue/join*"):
        again.click()
    expect(page.locator("#chat .answer.answered .text")).to_contain_text("860个")
    expect(said).to_have_count(1)


def test_a_wrong_answer_is_told_with_its_reason(visit) -> None:  # noqa: F811
    page = visit()
    ask(page, QUESTION)
    page.locator('#chat a[href^="#rate="]').last.click()
    page.get_by_label("数字不对").check()
    page.fill("#chat .why .comment", "应为1121个")
    with page.expect_request("**/api/feedback") as sent:
        page.click("#chat .why .send")
    body = sent.value.post_data_json
    assert (body["rating"], body["comment"]) == (-1, "figure: 应为1121个")
    expect(page.locator("#chat .notes")).to_contain_text("已记下")


def test_reports_are_filtered_and_chosen_from_the_list(visit, tmp_path: Path) -> None:  # noqa: F811
    with assemble(Settings(data=tmp_path)) as wence, serving(wence) as served:
        page = visit(at=served, viewport=PHONE)
        show_reports(page)
        expect(page.locator("#documents .steps li")).to_have_count(3)
        texts = [
            (f"{town}.txt", f"{town}{2023 + i % 2}年政府工作报告\n全年新建5G基站{count}个。")
            for i, (town, count) in enumerate(TOWNS.items())
        ]
        upload(page, *texts)
        entries = page.locator("#documents .documents > li")
        expect(entries).to_have_count(4)
        page.get_by_label("全部年份").select_option("2024")
        expect(page.locator("#filters .shown")).to_have_text("列出 2 / 4 份")
        page.get_by_label("按标题查找").fill("白河")
        expect(entries.filter(visible=True)).to_have_count(1)
        page.click(".ask-shown")
        expect(page.locator("#choice")).to_contain_text("提问时只用勾选的 1 份")
        expect(page.locator("#scope .token")).to_have_count(1)
        ask(page, "新建5G基站多少个？")
        expect(page.locator("#chat .answer .text")).to_contain_text("208个")
        expect(page.locator("#chat .answer .text")).not_to_contain_text("312个")
        page.get_by_label("按标题查找").fill("")
        page.get_by_label("全部年份").select_option("")
        page.get_by_label("全部地区").select_option("白河县")
        expect(page.locator("#filters .shown")).to_have_text("列出 1 / 4 份")
        page.get_by_label("全部地区").select_option("")
        page.get_by_label("全部发布单位").select_option("柏川县人民政府")
        expect(entries.filter(visible=True)).to_have_text(re.compile("柏川县2023年"))
        page.get_by_label("全部年份").select_option("2024")
        expect(page.locator("#filters .shown")).to_have_text("没有相符的报告")
        page.get_by_label("全部发布单位").select_option("")
        page.get_by_label("按标题查找").fill("没有")
        expect(page.locator("#filters .shown")).to_have_text("没有相符的报告")
        page.click(".ask-all")
        expect(page.locator("#scope .token")).to_have_count(0)
        expect(page.locator("#choice")).to_be_hidden()
        page.get_by_label("按标题查找").fill("")
        page.get_by_label("全部年份").select_option("")
        page.get_by_label("只问《青禾县2023年政府工作报告》").check()
        expect(page.locator("#scope .token")).to_have_count(1)
        page.locator("#scope .token-remove").first.click()
        expect(page.locator("#documents .choose:checked")).to_have_count(0)


# ---- What arrives late -----------------------------------------------------------------------


def hold_back(page: Page, words: str) -> list[Callable[[], None]]:
    """Hold the first that the server says with these words in it; return what lets it through."""
    held: list[Callable[[], None]] = []

    def handle(route: Route) -> None:
        response = route.fetch()
        let_through = partial(route.fulfill, response=response)
        if not held and re.search(words, response.text()):
            held.append(let_through)
        else:
            let_through()

    page.route("**/run/predict*", handle)
    return held


# What has arrived is shown by then.
DRAWN = "async () => { for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame); }"


def wait_for(page: Page, held: list[Callable[[], None]]) -> Callable[[], None]:
    while not held:
        page.wait_for_timeout(20)
    return held[0]


def test_stopping_is_not_undone_by_a_hint_that_ends_late(visit, paused) -> None:  # noqa: F811
    at, bot = paused
    page = visit(at=at)
    bot.allowed.release(5)  # the four stages and one piece of text
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer.pending .text")).to_be_visible()
    held = hold_back(page, "")
    page.fill("#question textarea", "累计呢？")
    page.press("#question textarea", "Enter")
    let_through = wait_for(page, held)
    page.click("#stop")
    expect(page.locator("#chat .answer.stopped")).to_contain_text("已停止")
    with page.expect_event("requestfinished"):
        let_through()
    page.evaluate(DRAWN)
    assert page.locator("#chat .answer.stopped").count() == 1
    bot.allowed.release(1000)
    page.locator("#chat .options button").click()
    expect(page.locator("#chat .answer.answered")).to_contain_text("1120个")
    expect(page.locator("#chat .answer.stopped")).to_have_count(1)
    expect(page.locator("#chat .answer.pending")).to_have_count(0)


@pytest.mark.parametrize("way", ["deleted", "left for a new one", "left for an older one"])
def test_a_chat_is_not_brought_back_by_follow_ups_that_come_late(visit, way: str) -> None:  # noqa: F811
    older = "2022年新建了多少个5G基站？"
    page = visit()
    ask(page, older)
    expect(page.locator("#chat .options button").first).to_be_visible()
    page.click("#clear")
    expect(page.locator("#chat .said")).to_have_count(0)
    held = hold_back(page, r'"follow_ups":\s*\["')
    ask(page, QUESTION)
    let_through = wait_for(page, held)
    if way == "left for a new one":
        page.click("#clear")
    else:
        open_history(page)
        page.click(
            "#history .current .delete" if way == "deleted" else "#history li:last-child .open"
        )
    if way == "deleted":
        page.click("#history .yes")
        expect(page.locator("#history li")).to_have_count(1)
        page.keyboard.press("Escape")
    expected = [older] if way == "left for an older one" else []
    expect(page.locator("#chat .said")).to_have_text(expected)
    with page.expect_response("**/run/predict*"):  # the page asks what is there now
        let_through()
    expect(page.locator("#chat .said")).to_have_text(expected)
    open_history(page)
    kept = [older] if way == "deleted" else [QUESTION, older]
    expect(page.locator("#history .title")).to_have_text(kept)


def test_a_deletion_that_is_asked_about_outlasts_what_comes_late(visit) -> None:  # noqa: F811
    page = visit()
    held = hold_back(page, r'"follow_ups":\s*\["')
    ask(page, QUESTION)
    let_through = wait_for(page, held)
    open_history(page)
    page.locator("#history .delete").first.click()
    with page.expect_event("requestfinished"):
        let_through()
    page.evaluate(DRAWN)
    assert page.locator("#history .confirm").count() == 1
    page.click("#history .no")
    expect(page.locator("#history .delete")).to_have_count(1)


def test_a_report_chosen_while_others_are_added_stays_chosen(visit) -> None:  # noqa: F811
    page = visit()
    show_reports(page)
    held = hold_back(page, "云岭市2023年.*乙县2024年")
    upload(
        page,
        ("乙县.txt", "乙县2024年政府工作报告\n新增就业900人。"),
        ("丙县.txt", "丙县2024年政府工作报告\n新增就业700人。"),
    )
    expect(page.locator("#upload .results li", has_text="已加入")).to_have_count(2)
    let_through = wait_for(page, held)
    page.get_by_label("只问《云岭市2024年政府工作报告》").check()
    expect(page.locator("#scope .token")).to_contain_text("云岭市2024年政府工作报告")
    let_through()
    listed = page.locator("#documents .documents > li")
    expect(listed).to_have_count(4)  # though the second came while the list was made anew
    expect(page.get_by_label("只问《云岭市2024年政府工作报告》")).to_be_checked()
    expect(page.locator("#scope .token")).to_contain_text("云岭市2024年政府工作报告")
    ask(page, "2022年新建了多少个5G基站？")
    expect(page.locator("#chat .answer")).to_have_class("answer not_found")
    for left, town in ((3, "乙县"), (2, "丙县")):
        listed.filter(has_text=town).locator(".remove").click()
        page.click("#documents .yes")
        expect(listed).to_have_count(left)
    expect(page.locator("#documents .choose:checked")).to_have_count(1)


# ---- Where it is shown -----------------------------------------------------------------------


def serious(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical, with the first element of each."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_bars_anyone(visit, scheme: str) -> None:  # noqa: F811
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator("#chat .examples button").first).to_be_visible()
    assert serious(page) == []
    ask(page, QUESTION)
    ask(page, "云岭市2031年粮食产量是多少？")
    page.locator('#chat a[href^="#rate="]').last.click()
    show_reports(page)
    assert serious(page) == []
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#pane mark")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    open_history(page)
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    assert serious(page) == []
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#pane mark")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.click("#reports-open")
    expect(page.locator("#upload .drop")).to_be_in_viewport(ratio=1)
    assert serious(page) == []
    open_history(page)
    assert serious(page) == []


def test_streaming_moves_nothing_that_was_shown(visit) -> None:  # noqa: F811
    page = visit()
    expect(page.locator("#chat .examples button").first).to_be_visible()
    page.evaluate(
        """() => {
            window.moved = 0;
            new PerformanceObserver((list) => {
                for (const each of list.getEntries()) window.moved += each.value;
            }).observe({ type: "layout-shift" });
        }"""
    )
    ask(page, QUESTION)
    expect(page.locator("#chat .options button").first).to_be_visible()
    # 0.1 is what browsers' makers call good.
    assert page.evaluate("window.moved") < 0.1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return bound.getsockname()[1]


@contextmanager
def proxied(address: str, folder: Path) -> Iterator[str]:  # noqa: F811
    """Put nginx in front, below a prefix that it takes off, as the README tells."""
    if not (nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")):
        pytest.skip("nginx is not installed")
    port = free_port()
    configuration = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration.write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log stderr;
        events {{}}
        http {{ access_log off; {temporary}
          server {{ listen 127.0.0.1:{port};
            location /wence/ {{ proxy_pass {address}; proxy_buffering off;
              proxy_set_header Host $http_host; client_max_body_size 100m; }} }} }}""",
        encoding="utf-8",
    )
    process = subprocess.Popen([nginx, "-c", str(configuration), "-p", str(folder)])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None
        yield f"http://127.0.0.1:{port}/wence/"
    finally:
        process.terminate()
        process.wait()


def test_everything_works_below_a_prefix_behind_nginx(visit, tmp_path: Path) -> None:  # noqa: F811
    with (
        sample(tmp_path / "data", root_path="/wence") as wence,
        serving(wence) as served,
        proxied(served, tmp_path) as outside,
    ):
        page = visit(at=outside, viewport=PHONE)
        ask(page, QUESTION)
        page.reload()
        expect(page.locator("#chat .answer .text")).to_contain_text("1120个")
        page.locator("#chat a.marker").first.click()
        expect(page.locator("#pane mark")).to_contain_text("新建5G基站1120个")
        page.keyboard.press("Escape")
        open_history(page)
        assert "1120个[^1]" in download(page, ".md").decode()
        page.keyboard.press("Escape")
        show_reports(page)
        upload(page, ("青禾县.txt", "青禾县2024年政府工作报告\n新建乡村小剧场17座。"))
        expect(page.locator("#upload .results")).to_contain_text("已加入")
        expect(page.locator("#documents .documents > li")).to_have_count(3)


def test_a_portal_of_another_site_may_show_it_in_a_frame(browser, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "portal").mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "portal"))
    portal = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.01}).start()
    # Another site, not only another port: browsers keep its storage apart.
    origin = f"http://localhost:{portal.server_address[1]}"
    context = browser.new_context(locale="zh-CN")
    try:
        with (
            sample(tmp_path / "data", frame_ancestors=origin) as wence,
            serving(wence) as served,
        ):
            frame = f'<iframe src="{served}" width="1000" height="700"></iframe>'
            (tmp_path / "portal" / "index.html").write_text(frame, encoding="utf-8")
            page = context.new_page()
            page.goto(origin)
            inside = page.frame_locator("iframe")
            inside.locator("#question textarea").fill(QUESTION)
            inside.locator("#question textarea").press("Enter")
            expect(inside.locator("#chat .answer.answered .text")).to_contain_text("1120个")
            inside.locator("#chat a.marker").first.click()
            expect(inside.locator("#pane mark")).to_contain_text("新建5G基站1120个")
            inside.locator("#pane .close").click()
            # Chromium bars storage here; the chats are there for as long as the page is.
            inside.locator("#history-open").click()
            expect(inside.locator("#history .kept")).to_contain_text("本浏览器不允许保存")
            expect(inside.locator("#history .title")).to_have_text(QUESTION)
    finally:
        context.close()
        portal.shutdown()
        portal.server_close()
