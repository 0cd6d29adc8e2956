"""Answers of several years, of scans, of a chat model and in English, in a browser."""

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from chat_server import Reply
from chat_server import serving as chatting
from playwright.sync_api import Page, expect
from printing import picture

# ruff: noqa: F811 - pytest finds fixtures by the names of arguments
from test_browser import ask, browser, serving, show_reports, visit  # noqa: F401 - fixtures
from test_browser_card import last, saved, serious

from bot.assembly import assemble
from bot.settings import Settings
from prompts import render

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its queue use what pandas deprecates.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

STATIONS = {2020: 410, 2021: 640, 2022: 860, 2023: 1120}
YEARS = "青禾县2020年到2023年新建5G基站分别是多少个？"
ONE = "青禾县2023年新建5G基站多少个？"
TWO = "青禾县2023年新建5G基站和公共充电桩分别多少个？"
ANOTHER = "青禾县2022年新建5G基站多少个？"
# What the model says; K stands for the key of the passage that it was shown.
SAID = {
    ONE: "青禾县2023年新建5G基站1130个[K]。",
    TWO: "青禾县2023年新建5G基站1120个[K]。青禾县2023年新建公共充电桩1999个[K]。",
}
OWN_TEXTS = """() => {
    const texts = [];
    for (const each of document.querySelectorAll(
        "button, a.action, label, summary, legend, th, caption, h2, h3, option, input, textarea, " +
        ".badge, .verdict, .lead, .missing, .notes span, .scope .label, .facts, .hint, .count, img"
    )) {
        for (const name of ["placeholder", "aria-label", "title", "alt"]) {
            texts.push(each.getAttribute(name) ?? "");
        }
        texts.push(each.innerText ?? "");
    }
    return texts.filter((text) => /[\\u4e00-\\u9fff]/.test(text));
}"""


def report(year: int) -> tuple[str, bytes]:
    """Return the report that tells of a year, with its name."""
    name = f"青禾县{year + 1}年政府工作报告"
    count = STATIONS[year]
    text = (
        f"{name}\n\n一、{year}年工作回顾\n全县新建5G基站{count}个，新建公共充电桩{count + 7}个。\n"
    )
    return f"{name}.txt", text.encode()


def replied(request: dict) -> Reply:
    shown = request["messages"][1]["content"]
    said = next((SAID[each] for each in (ONE, TWO) if each in shown), None)
    if said is None or "1120个" not in shown:
        return Reply(status=401, error={"message": "no such key"})
    key = shown[: shown.index("1120个")].rsplit('key="', 1)[1].split('"', 1)[0]
    return Reply(text=said.replace("[K]", f"[{key}]"))


@contextmanager
def stored(folder: Path, **settings: str) -> Iterator[str]:
    """Serve the reports of all years and yield the address."""
    with assemble(Settings(data=folder, workers=1, **settings)) as wence:
        for year in STATIONS:
            wence.ingest(*report(year))
        with serving(wence) as served:
            yield served


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stored(tmp_path_factory.mktemp("data")) as served:
        yield served


def test_years_are_drawn_as_a_line_and_a_scan_is_marked_on_its_page(visit) -> None:
    page = visit()
    ask(page, YEARS)
    expect(last(page).locator(".series td.number")).to_have_text(["410", "640", "860", "1,120"])
    drawn = str(last(page).locator("img.plot").get_attribute("src")).partition("base64,")[2]
    svg = base64.b64decode(drawn).decode()
    assert (svg.count("<polyline"), svg.count("<circle")) == (1, 4)
    assert ">青禾县2020年到2023年新建5G基站</text>" in svg
    name, content = saved(page, ".save-table")
    assert name == "青禾县2020年到2023年新建5G基站.xlsx"
    rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=4)
    assert [[cell.value for cell in row[:2]] for row in rows] == [
        [f"{year}年", count] for year, count in STATIONS.items()
    ]
    assert saved(page, ".save-plot")[1].startswith(b"\x89PNG")
    # A chip is taken out, and the rest is asked again.
    ask(page, ONE)
    last(page).locator('.drop-chip[name="place"]').click()
    expect(page.locator("#chat .said").last).to_have_text(ONE.removeprefix("青禾县"))
    expect(last(page).locator(".tile .value")).to_have_text("1120个")

    scan = io.BytesIO()
    picture().save(scan, "PNG")
    show_reports(page)
    page.set_input_files(
        "#upload input", {"name": "扫描.png", "mimeType": "image/png", "buffer": scan.getvalue()}
    )
    expect(page.locator("#upload .results")).to_contain_text("正在读取")
    expect(page.locator("#upload .results")).to_contain_text("已加入 · 1 段可供提问")
    listed = page.locator("#documents .documents > li").filter(has_text="上半年")
    expect(listed.locator(".account")).to_contain_text("识别 1 页")
    ask(page, "青禾县2024年上半年新建农村公路多少公里？")
    expect(last(page).locator(".tile .value")).to_have_text("85公里")
    last(page).locator("a.marker").first.click()
    page.click("#pane .as-pages")
    expect(page.locator("#pane .page-mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    listed.locator(".remove").click()
    page.route("**/api/documents/*", lambda route: route.abort())
    listed.locator(".yes").click()
    expect(page.locator("#told")).to_contain_text("与服务器的连接中断")
    page.unroute_all()
    listed.locator(".yes").click()
    expect(listed).to_have_count(0)


def mark_figures(page: Page) -> None:
    """Let the kept chat say that its figures stand in no passage, as a chat model's may.

    When the page loads the next time: until then it may keep the chat anew.
    """
    page.add_init_script(
        """(() => {
            const key = Object.keys(localStorage).find((each) => each.includes(" chat "));
            const chat = JSON.parse(localStorage.getItem(key));
            for (const { answer } of chat.exchanges) {
                for (const figure of answer.figures) {
                    Object.assign(figure, { status: "unsupported", marker: null });
                }
            }
            localStorage.setItem(key, JSON.stringify(chat));
        })();"""
    )


def test_what_a_model_says_beyond_the_reports_is_withheld_and_said(visit, tmp_path: Path) -> None:
    with chatting(replied) as chat:
        model = {"answerer": "model", "chat_model": "openai:scripted", "chat_api_key": "key"}
        with stored(tmp_path, chat_base_url=chat.url, **model) as served:
            page = visit(at=served)
            ask_the_model(page)
            mark_figures(page)
            page.reload()
            figure = last(page).locator(".figure.unsupported")
            expect(figure).to_have_text("860个")
            expect(figure).to_have_attribute("title", "未能在原文中核实，请勿引用")
            told = last(page).locator(".notes .unsupported")
            expect(told).to_have_text("1 个数字未能在原文中核实")
            expect(last(page).locator(".tile")).to_have_count(0)
            assert serious(page) == []


def ask_the_model(page: Page) -> None:
    ask(page, TWO)
    expect(last(page).locator(".text")).to_contain_text("新建5G基站1120个")
    expect(last(page).locator(".remark")).to_have_text(render("model_withheld", "zh"))
    told = last(page).locator(".notes .unsupported")
    expect(told).to_have_text("1 句未能在原文中核实，没有显示")
    ask(page, ONE)
    expect(last(page).locator(".tile.verified .value")).to_have_text("1120个")
    expect(last(page).locator(".remark")).to_have_text(render("model_unsupported", "zh"))
    ask(page, ANOTHER)  # the service refuses the key
    expect(last(page).locator(".tile.verified .value")).to_have_text("860个")
    expect(last(page).locator(".remark")).to_have_text(render("model_refused", "zh"))
    assert not re.search("1999|1130", page.inner_text("body"))


def test_all_that_is_not_of_a_report_is_english_in_english(visit) -> None:
    page = visit(locale="en-US", viewport={"width": 390, "height": 844})
    ask(page, "How many 5G base stations were built in Qinghe in each year from 2020 to 2023?")
    ask(page, "How many 5G base stations were built in 2031?")
    expect(last(page).locator(".rephrasings button").first).to_be_visible()
    last(page).locator('a[href^="#rate="]').last.click()
    page.click("#reports-open")
    expect(page.locator("#upload .drop")).to_be_in_viewport(ratio=1)
    page.locator("#documents .remove").first.click()
    page.get_by_role("button", name="Back to chat").click()
    last(page).locator("a.near").first.click()
    expect(page.locator("#pane mark")).to_be_visible()
    page.click("#pane .outline-switch")
    expect(page.locator("#pane .outline button").first).to_be_visible()
    chinese = page.evaluate(OWN_TEXTS)
    page.keyboard.press("Escape")
    page.click("#history-open")
    page.locator("#history .delete").click()
    of_reports = re.compile("青禾县|工作回顾")
    chinese += page.evaluate(OWN_TEXTS)
    assert [text for text in chinese if not of_reports.search(text)] == []
