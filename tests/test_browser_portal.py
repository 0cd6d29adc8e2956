"""The chat in a portal's page of another site, in a browser that blocks third-party cookies."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect, sync_playwright
from portal_server import SECRET, make_token, portal
from test_browser import CHROMIUM, OFFLINE, QUESTION, SAMPLE, serving

from bot.access.frames import LIFE_S
from bot.assembly import Wence, assemble
from bot.settings import Settings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
_BLOCKED = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}


@pytest.fixture(scope="module")
def site() -> Iterator[SimpleNamespace]:
    with portal() as made:
        yield made


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory, site: SimpleNamespace) -> Iterator[Wence]:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        embed_secrets=(SECRET,),
        frame_ancestors=site.origin,
        workers=1,
    )
    with assemble(settings) as product:
        for path in sorted(SAMPLE.glob("*.txt")):
            product.ingest(path.name, path.read_bytes())
        yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with serving(wence) as at:
        yield at.rstrip("/")


@pytest.fixture(scope="module")
def blocking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser whose settings block third-party cookies."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    folder = tmp_path_factory.mktemp("profile")
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(_BLOCKED), encoding="utf-8")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=OFFLINE, locale="zh-CN"
        )
        yield context
        context.close()


@pytest.fixture
def visit(
    blocking: BrowserContext, site: SimpleNamespace, address: str
) -> Iterator[SimpleNamespace]:
    """A function that opens the portal's page with some options, and what went wrong there."""
    pages: list[Page] = []
    problems: list[str] = []
    site.wence, site.rights = address, {}

    def open_page(**options: object) -> Page:
        site.options = {"tokenUrl": "/wence-token", **options}
        page = blocking.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(site.origin)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


def inside(page: Page) -> Frame:
    page.wait_for_function("document.querySelector('iframe')?.src")
    handle = page.query_selector("iframe")
    frame = handle.content_frame()
    expect(frame.locator("#question textarea")).to_be_visible()
    return frame


def told(page: Page, type: str) -> list[dict]:
    page.wait_for_function("type => events.some(([, told]) => told.type === type)", arg=type)
    return [each for _, each in page.evaluate("events") if each.get("type") == type]


def ask(frame: Frame, question: str) -> None:
    frame.fill("#question textarea", question)
    frame.press("#question textarea", "Enter")


def test_a_frame_of_another_site_answers_and_tells_though_cookies_are_blocked(
    visit, address: str, site: SimpleNamespace
) -> None:
    page = visit(into="#chat", language="zh")
    frame = inside(page)
    told(page, "ready")
    frame.evaluate("document.cookie = 'a=1; SameSite=None; Secure'")
    assert frame.evaluate("document.cookie") == ""
    ask(frame, QUESTION)
    expect(frame.locator("#chat .answer.answered .text")).to_contain_text("1120个")
    [answered] = told(page, "answered")
    assert (answered["outcome"], answered["citations"]) == ("answered", 1)
    assert page.evaluate("told.answerId") == answered["answerId"]
    assert told(page, "height")[0]["height"] > 0
    assert {origin for origin, _ in page.evaluate("events")} == {address}
    frame.locator("#chat a.marker").first.click()
    expect(frame.locator("#pane mark")).to_contain_text("新建5G基站1120个")
    assert page.context.cookies() == []


def test_the_frame_shows_the_conversation_alone(visit) -> None:
    page = visit(into="#chat")
    frame = inside(page)
    for hidden in ("#masthead", "#side"):
        expect(frame.locator(hidden)).to_be_hidden()
    for width in (1280, 480):
        page.set_viewport_size({"width": width, "height": 720})
        # All the way across and down.
        frame.wait_for_function(
            """() => {
                const { width, bottom } = conversation.getBoundingClientRect();
                return width === innerWidth && bottom === innerHeight;
            }"""
        )


def test_a_first_question_language_and_theme_are_taken_over(visit) -> None:
    page = visit(into="#chat", language="en", theme="dark", question=QUESTION)
    frame = inside(page)
    expect(frame.locator("#chat .answer.answered .text")).to_contain_text("1120个")
    expect(frame.locator("#send")).to_have_text("Send")
    assert "dark" in frame.evaluate("document.body.className")
    assert frame.evaluate("document.documentElement.lang") == "en"
    assert "5G" not in page.query_selector("iframe").content_frame().url


def test_a_button_opens_the_chat_and_closes_it(visit) -> None:
    page = visit(label="问一问", position="top-left", zIndex=7)
    button = page.get_by_role("button", name="打开问策")
    expect(button).to_have_text("问一问")
    assert button.evaluate("each => [each.style.zIndex, each.style.top, each.style.left]") == [
        "7", "20px", "20px",
    ]  # fmt: skip
    assert page.locator("iframe").count() == 0
    button.click()
    frame = inside(page)
    page.evaluate("window.chat.ask('2023年新建了多少个5G基站？')")
    expect(frame.locator("#chat .answer.answered .text")).to_contain_text("1120个")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="关闭问策").click()
    expect(page.locator("iframe")).to_be_hidden()


def test_attributes_of_the_script_are_enough(visit, site: SimpleNamespace, address: str) -> None:
    site.pages["/plain"] = (
        f'<!doctype html><script src="{address}/embed.js" data-into="#here" '
        'data-token-url="/wence-token" data-language="en"></script><main id="here"></main>'
    )
    page = visit()
    page.goto(f"{site.origin}/plain")
    expect(inside(page).locator("#send")).to_have_text("Send")


def test_a_frame_is_renewed_before_it_ends(visit, site: SimpleNamespace) -> None:
    page = visit(into="#chat")
    page.clock.install()
    page.reload()
    frame = inside(page)
    told(page, "ready")
    before = site.tokens
    with page.expect_response(lambda each: each.url.endswith("/embed/renew")) as renewed:
        page.clock.fast_forward(LIFE_S * 1000 // 2 + 1000)
    assert renewed.value.ok
    assert renewed.value.json() == {"seconds": LIFE_S}
    assert site.tokens == before + 1
    assert frame.locator("#ended").count() == 0


def test_a_frame_without_a_new_token_says_that_it_ended(visit) -> None:
    token = make_token(SECRET, "li.si")
    page = visit(into="#chat", tokenUrl="", token=token)
    page.clock.install()
    inside(page)
    told(page, "ready")
    page.clock.fast_forward(LIFE_S * 1000 + 1000)
    expect(inside(page).locator("#ended")).to_contain_text("此次登录已结束")


def test_a_frame_that_the_server_forgot_is_opened_anew(
    visit, site: SimpleNamespace, wence: Wence
) -> None:
    with serving(wence) as at:
        site.wence = at.rstrip("/")
        page = visit(into="#chat")
        page.clock.install()
        page.reload()
        before = inside(page).url
        told(page, "ready")
    with serving(wence, urlsplit(at).port):
        page.clock.fast_forward(61_000)
        page.wait_for_function("events.some(([, told]) => told.type === 'expired')")
        page.wait_for_function("events.filter(([, told]) => told.type === 'ready').length === 2")
        assert inside(page).url != before
        page.close()


def test_messages_of_other_pages_are_not_heard(visit, site: SimpleNamespace, address: str) -> None:
    page = visit(into="#chat")
    frame = inside(page)
    told(page, "ready")
    frame.evaluate(
        """() => {
          const message = {to: "wence", type: "ask", question: "forged"};
          window.postMessage(message, "*");
          dispatchEvent(new MessageEvent("message", {data: message, origin: "http://evil.test",
            source: parent}));
          const other = document.createElement("iframe");
          document.body.append(other);
          other.contentWindow.eval(`parent.postMessage(${JSON.stringify(message)}, "*")`);
        }"""
    )
    ask(frame, QUESTION)
    expect(frame.locator("#chat .answer.answered .text")).to_contain_text("1120个")
    assert "forged" not in frame.locator("#chat").inner_text()


def test_the_portal_hears_its_frame_alone(visit, address: str) -> None:
    page = visit(into="#chat")
    inside(page)
    told(page, "ready")
    page.evaluate(
        """address => {
          const message = {from: "wence", type: "answered", answerId: "forged"};
          window.postMessage(message, "*");
          dispatchEvent(new MessageEvent("message", {data: message, origin: address}));
        }""",
        address,
    )
    page.wait_for_function("events.some(([, told]) => told.answerId === 'forged')")
    assert page.evaluate("window.told") is None


def test_a_site_that_is_not_listed_gets_no_frame(
    blocking: BrowserContext, address: str, site: SimpleNamespace
) -> None:
    with portal() as other:
        token = make_token(SECRET, "li.si")
        other.pages["/"] = f'<iframe src="{address}/embed?token={token}"></iframe>'
        page = blocking.new_page()
        with page.expect_console_message(lambda each: "frame-ancestors" in each.text):
            page.goto(f"{other.origin}/")
        page.close()
