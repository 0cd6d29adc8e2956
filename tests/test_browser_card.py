"""The answer's card and the pane as a clerk uses them: in a browser, over real answers."""

import io
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

# ruff: noqa: F811 - pytest finds fixtures by the names of arguments
from test_browser import QUESTION, SAMPLE, ask, browser, serving, visit  # noqa: F401

from bot.assembly import assemble
from bot.settings import Settings

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its queue use what pandas deprecates.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

SUM = "云岭市2022年和2023年社会消费品零售总额相差多少？"
YEARS = "2022年和2023年粮食产量分别是多少？"
GRAIN = "云岭市2022年粮食产量是多少？"
YEARS_OF_REPORTS = ("2024年", "2023年", "2022年")
REFUSED = "2031年新建5G基站多少个？"
PDF_QUESTION = "青禾县2023年改造公共浴池多少座？"
_NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
_FONT = "STSong-Light"


def printed() -> bytes:
    """Return a cover and a page on which the bath houses stand."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 600))
    for lines in (
        ["青禾县2024年政府工作报告"],
        ["一、2023年工作回顾", "改造公共浴池29座，新建学校9所。"],
    ):
        canvas.setFont(_FONT, 14)
        for number, line in enumerate(lines):
            canvas.drawString(40, 500 - 30 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"), workers=1)) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        wence.ingest("青禾县2024年政府工作报告.pdf", printed())
        with serving(wence) as served:
            yield served


def last(page: Page) -> Any:  # Any: a locator, whose methods are asked for by name
    return page.locator("#chat .answer").last


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        last(page).locator(button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def serious(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core calls serious or critical on a page, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], " ".join(node["html"][:120] for node in each["nodes"][:3]))
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_a_figure_is_copied_and_its_question_asked_about_another_year_and_report(visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    expect(last(page).locator(".tile.verified .value")).to_have_text("1120个")
    expect(last(page).locator(".tile .badge")).to_have_text("已与原文核对")
    last(page).locator(".copy-figure").click()
    expect(last(page).locator(".copy-figure")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == "1120个"
    page.fill("#question textarea", "我还在写的问题")
    last(page).locator('.change[name="year"]').click()
    page.locator("#menu .entry").get_by_text("2022年").click()
    expect(page.locator("#chat .said").last).to_have_text("2022年新建了多少个5G基站？")
    expect(last(page).locator(".tile .value")).to_have_text("860个")
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value("我还在写的问题")
    # The report that was cited stands first; asked alone it still answers, another one does not.
    last(page).locator('.change[name="report"]').click()
    expect(page.locator("#menu .entry").nth(1)).to_contain_text("本次引用")
    page.locator("#menu .entry").nth(1).click()
    expect(last(page).locator('.change[name="report"]')).to_have_text("1 份报告")
    expect(last(page).locator(".tile .value")).to_have_text("860个")
    last(page).locator('.change[name="report"]').click()
    page.locator("#menu .entry").get_by_text("青禾县").click()
    expect(last(page)).to_have_class("answer not_found")
    last(page).locator('.drop-chip[name="report"]').click()
    expect(last(page).locator('.change[name="report"]')).to_have_text("全部报告")
    expect(last(page).locator(".tile .value")).to_have_text("860个")


def test_a_year_is_changed_taken_out_and_put_in_and_the_answer_goes_with_it(visit) -> None:
    page = visit()
    ask(page, GRAIN)
    year = last(page).locator('.change[name="year"]')
    expect(year).to_have_text("2022年")
    expect(last(page).locator(".tile .value")).to_have_text("118.6万吨")
    year.click()
    expect(page.locator("#menu .entry")).to_have_text(["不限年份", *YEARS_OF_REPORTS])
    page.locator("#menu .entry").get_by_text("2023年").click()
    expect(page.locator("#chat .said").last).to_have_text("云岭市2023年粮食产量是多少？")
    expect(last(page).locator(".tile .value")).to_have_text("121.3万吨")
    last(page).locator('.drop-chip[name="year"]').click()
    expect(page.locator("#chat .said").last).to_have_text("云岭市粮食产量是多少？")
    expect(last(page).locator(".series tbody")).to_have_text(re.compile("2022年118.6.*2023年121.3"))
    expect(last(page).locator(".tile")).to_have_count(0)  # of which year would it be?
    expect(last(page).locator('.drop-chip[name="year"]')).to_have_count(0)
    expect(year).to_have_text("＋ 年份")
    year.click()
    page.locator("#menu .entry").get_by_text("2022年").click()
    expect(page.locator("#chat .said").last).to_have_text("2022年云岭市粮食产量是多少？")
    expect(last(page).locator(".tile .value")).to_have_text("118.6万吨")
    # Of several years the one that is taken out goes alone.
    ask(page, YEARS)
    last(page).locator('.drop-chip[name="year"][value="2022"]').click()
    expect(page.locator("#chat .said").last).to_have_text("云岭市2023年粮食产量分别是多少？")
    expect(last(page).locator(".text")).to_contain_text("121.3万吨")
    expect(last(page).locator(".text")).not_to_contain_text("118.6万吨")


def test_a_menu_is_worked_by_keyboard_and_gives_the_focus_back(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    chip = last(page).locator('.change[name="place"]')
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu .entry").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#menu .entry").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_have_count(0)
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#menu .entry").filter(has_text="云岭市").press("Enter")
    expect(page.locator("#chat .said").last).to_have_text(f"云岭市{QUESTION}")


def test_how_a_follow_up_was_understood_is_shown_and_can_be_corrected(visit) -> None:
    page = visit()
    ask(page, QUESTION)
    ask(page, "2022年呢？")
    expect(last(page).locator(".standalone .question")).to_have_text("2022年新建了多少个5G基站？")
    last(page).locator(".standalone .edit").click()
    box = last(page).locator(".understood textarea")
    expect(box).to_be_focused()
    box.fill("2022年粮食总产量是多少？")
    box.press("Enter")
    expect(page.locator("#chat .said")).to_have_count(3)
    expect(last(page).locator(".tile .value")).to_have_text("118.6万吨")


def test_a_refusal_leads_on_to_what_the_reports_do_answer(visit) -> None:
    page = visit()
    ask(page, REFUSED)
    last(page).locator("a.near").first.click()
    expect(page.locator("#pane mark")).to_contain_text("5G基站")
    expect(page.locator("#pane .position")).to_have_text("1 / 3")
    page.keyboard.press("Escape")
    offered = last(page).locator(".rephrasings button")
    expect(offered.first).to_be_visible()
    question = offered.first.inner_text()
    offered.first.click()
    expect(page.locator("#chat .said").last).to_have_text(question)
    expect(last(page)).to_have_class("answer answered")


def test_figures_side_by_side_come_as_a_table_and_a_plot_to_take_away(visit) -> None:
    page = visit()
    ask(page, YEARS)
    cells = last(page).locator(".series td.number")
    expect(cells).to_have_text(["118.6", "121.3"])
    expect(last(page).locator(".series thead")).to_contain_text("万吨")
    image = last(page).locator("img.plot")
    expect(image).to_have_attribute(
        "alt", "图：2022年和2023年粮食产量。2022年 118.6、2023年 121.3 万吨"
    )
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    name, content = saved(page, ".save-table")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert name == "2022年和2023年粮食产量.xlsx"
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=3)] == [
        ["年份", "数值（万吨）"],
        ["2022年", 118.6],
        ["2023年", 121.3],
    ]
    name, content = saved(page, ".save-plot")
    picture = Image.open(io.BytesIO(content))
    assert (name[-4:], picture.format, picture.width) == (".png", "PNG", 1320)
    assert len(picture.convert("RGB").getcolors(2**24) or []) > 20  # bars and letters, on white
    last(page).locator(".copy-table").click()
    expect(last(page).locator(".copy-table")).to_have_text("表格已复制")
    last(page).locator(".series a.marker").last.click()
    expect(page.locator("#pane mark")).to_contain_text("121.3万吨")
    page.keyboard.press("Escape")
    ask(page, SUM)
    expect(last(page).locator(".tile.computed .value")).to_have_text("38亿元")
    expect(last(page).locator(".tile .badge")).to_contain_text("450.5亿元 − 412.5亿元")


def test_a_citation_of_a_pdf_is_shown_on_its_page_and_copied_with_its_source(visit) -> None:
    page = visit(
        permissions=["clipboard-read", "clipboard-write"], viewport={"width": 1440, "height": 900}
    )
    ask(page, PDF_QUESTION)
    last(page).locator("a.marker").first.click()
    expect(page.locator("#pane mark")).to_contain_text("公共浴池29座")
    expect(page.locator("#pane .outline [aria-current]")).to_have_text("一、2023年工作回顾")
    page.click("#pane .cite")
    expect(page.locator("#pane .cite")).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“改造公共浴池29座，新建学校9所。”"
        "（《青禾县2024年政府工作报告》，一、2023年工作回顾，第 2 页）"
    )
    page.click("#pane .as-pages")
    expect(page.locator("#pane .sheet-bar .position")).to_have_text("第 2 / 2 页")
    mark = page.locator("#pane .page-mark")
    expect(mark).to_be_in_viewport()
    box, sheet = mark.bounding_box(), page.locator("#pane .sheet img").bounding_box()
    assert box
    assert sheet
    assert (box["x"] - sheet["x"]) / sheet["width"] == pytest.approx(0.1, abs=0.01)
    page.click("#pane .page-previous")
    expect(page.locator("#pane .sheet-bar .position")).to_have_text("第 1 / 2 页")
    expect(page.locator("#pane .sheet-status")).to_have_text("")
    expect(mark).to_have_count(0)
    page.click("#pane .as-text")
    expect(page.locator("#pane mark")).to_be_in_viewport()
    page.locator("#pane .outline button").first.click()
    expect(page.locator("#pane mark")).to_be_visible()
    assert serious(page) == []


@pytest.mark.parametrize(
    ("options", "question"),
    [
        ({"viewport": {"width": 390, "height": 844}}, YEARS),
        ({"color_scheme": "dark", "locale": "en-US"}, "How much grain was produced in 2031?"),
        ({}, SUM),
    ],
    ids=["phone", "dark, English, refused", "desktop"],
)
def test_no_one_is_shut_out(visit, options: dict[str, Any], question: str) -> None:
    page = visit(**options)
    ask(page, question)
    if "phone" not in str(options):
        last(page).locator('.change[name="report"]').click()
        expect(page.locator("#menu .entry").first).to_be_visible()
    assert serious(page) == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


# ---- Behind a proxy, in a frame --------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


@contextmanager
def proxied(upstream: str, folder: Path) -> Iterator[str]:
    """Run nginx in front, below /tools/wence, and yield the address there."""
    port = free_port()
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors;"
        "events {}"
        f"http {{ access_log off; {temporary} client_max_body_size 50m;"
        f"server {{ listen 127.0.0.1:{port};"
        f"location /tools/wence/ {{ proxy_pass {upstream}; proxy_buffering off;"
        f"proxy_set_header Host $http_host; }} }} }}"
    )
    process = subprocess.Popen([_NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/tools/wence/"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def portal(framed: Callable[[], str]) -> Iterator[str]:
    """Serve a page of another origin that shows an address in a frame."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<iframe src="{framed()}" style="width:100%;height:700px"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def use_framed(frame: FrameLocator) -> None:
    frame.locator("#question textarea").fill(YEARS)
    frame.locator("#question textarea").press("Enter")
    expect(frame.locator("#chat .answer td.number")).to_have_text(["118.6", "121.3"])
    frame.locator(".series a.marker").first.click()
    frame.locator("#pane .cite").click()
    expect(frame.locator("#pane .cite")).to_contain_text("已复制")


def test_card_and_pane_work_below_a_prefix_behind_a_proxy(visit, tmp_path: Path) -> None:
    if not Path(_NGINX).exists():
        pytest.skip("nginx is not installed")
    settings = Settings(data=tmp_path / "data", root_path="/tools/wence", workers=1)
    (tmp_path / "nginx").mkdir()
    with assemble(settings) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        wence.ingest("青禾县2024年政府工作报告.pdf", printed())
        with serving(wence) as upstream, proxied(upstream, tmp_path / "nginx") as at:
            page = visit(at=at)
            ask(page, YEARS)
            assert saved(page, ".save-table")[0].endswith(".xlsx")
            ask(page, REFUSED)
            expect(last(page).locator(".rephrasings button").first).to_be_visible()
            ask(page, PDF_QUESTION)
            last(page).locator("a.marker").first.click()
            page.click("#pane .as-pages")
            expect(page.locator("#pane .page-mark")).to_be_visible()


def test_card_and_pane_work_in_a_frame_of_a_site_that_may_show_them(
    browser, tmp_path: Path
) -> None:
    served: list[str] = []
    with portal(lambda: served[0]) as outside:
        settings = partial(Settings, data=tmp_path, workers=1)
        for origins in ("", outside.rstrip("/")):
            with assemble(settings(frame_ancestors=origins)) as wence:
                for path in sorted(SAMPLE.glob("*.txt")):
                    wence.ingest(path.name, path.read_bytes())
                with serving(wence) as address:
                    served[:] = [address]
                    context = browser.new_context(locale="zh-CN")
                    page = context.new_page()
                    if origins:
                        page.goto(outside)
                        use_framed(page.frame_locator("iframe"))
                    else:
                        with page.expect_console_message(lambda each: "frame-anc" in each.text):
                            page.goto(outside)
                    context.close()
