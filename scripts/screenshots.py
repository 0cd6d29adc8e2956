"""Takes the README's pictures of the page over the bundled sample: `make screenshots`."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_browser import CHROMIUM, OFFLINE, SAMPLE, ask, serving, show_reports  # noqa: E402

from bot.assembly import assemble  # noqa: E402
from bot.settings import Settings  # noqa: E402

FOLDER = ROOT / "docs"
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
COLOURS = 96
QUESTIONS = ("2023年新建了多少个5G基站？", "累计呢？")


@contextmanager
def served() -> Iterator[str]:
    """Serve the bundled sample and yield the address."""
    with tempfile.TemporaryDirectory() as data, assemble(Settings(data=Path(data))) as wence:
        for path in sorted(SAMPLE.glob("*.txt")):
            wence.ingest(path.name, path.read_bytes())
        with serving(wence) as address:
            yield address


def opened(browser: Browser, address: str, viewport: dict[str, int]) -> Page:
    """Return the page at a size, half as fine again as on a plain screen."""
    context = browser.new_context(
        locale="zh-CN", viewport=viewport, device_scale_factor=1.5, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#chat .examples button").first).to_be_visible()
    return page


def converse(page: Page, questions: Sequence[str]) -> None:
    """Ask until the last follow-up questions are offered."""
    for question in questions:
        ask(page, question)
        expect(page.locator("#chat .options button").first).to_be_visible()


def take(page: Page, name: str) -> None:
    """Write a picture of what is in view, in few colours: it is downloaded with every clone."""
    shot = page.screenshot(animations="disabled", caret="hide")
    taken = Image.open(BytesIO(shot)).convert("RGB")
    # The commonest ones, as Pillow's own choice gives paper or the red seal another colour.
    counted = sorted(taken.getcolors(taken.width * taken.height) or [], reverse=True)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for _, colour in counted[:COLOURS] for value in colour])
    reduced = taken.quantize(palette=palette, dither=Image.Dither.NONE)
    reduced.save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        page = opened(browser, address, LAPTOP)
        converse(page, QUESTIONS[:1])
        page.locator("#chat a.marker").last.click()
        expect(page.locator("#pane mark")).to_be_in_viewport()
        take(page, "desktop")
        page.keyboard.press("Escape")
        show_reports(page)
        page.click("#history-open")
        take(page, "chats")
        phone = opened(browser, address, PHONE)
        converse(phone, QUESTIONS)
        take(phone, "phone")


if __name__ == "__main__":
    main()
