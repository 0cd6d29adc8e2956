"""Owns the measuring of how soon a visitor sees the page and can type into it, in Chromium.

Times are the browser's own, from the start of its navigation (Paint Timing, W3C).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from evals.bench.served import serving
from evals.entry import run
from ingest.errors import InputError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

__all__ = ["Visit", "paint", "visit_again", "visit_anew"]

_CHROMIUM = "/usr/bin/chromium"
_BOX = "#question textarea"
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Since when the box takes what is typed, asked in each frame that is drawn.
_TYPED = f"""() => {{
    const box = document.querySelector({_BOX!r});
    return document.activeElement === box && !box.disabled && {_PAINTED} && performance.now();
}}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One visit to the page."""

    painted_ms: float
    """Until its first words were drawn."""
    typing_ms: float
    """Until the question's box could be typed in."""


def visit_anew(browser: "Browser", url: str) -> Visit:
    """Visit as somebody who has never been there, whose browser keeps nothing of it."""
    context = browser.new_context()
    try:
        return visit_again(context, url)
    finally:
        context.close()


def visit_again(context: "BrowserContext", url: str) -> Visit:
    """Visit in a browser that may keep what it has loaded before."""
    page = context.new_page()
    try:
        page.goto(url, wait_until="commit")
        typing = page.wait_for_function(_TYPED).json_value()
        return Visit(painted_ms=page.evaluate(_PAINTED), typing_ms=typing)
    finally:
        page.close()


@contextmanager
def _chromium() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    if not Path(_CHROMIUM).exists():
        raise InputError(f"{_CHROMIUM} is not there", hint="Install Debian's package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def _told(name: str, visits: Sequence[Visit]) -> str:
    painted, typing = (
        sorted(getattr(each, of) for each in visits) for of in ("painted_ms", "typing_ms")
    )
    return (
        f"{name}: first words {median(painted):.0f} ms ({painted[0]:.0f} to {painted[-1]:.0f}), "
        f"box ready {median(typing):.0f} ms ({typing[0]:.0f} to {typing[-1]:.0f})"
    )


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--visits", default=7, show_default=True, help="Of each kind; the median counts.")
def paint(data: Path, visits: int) -> None:
    """Visit the page of a data folder in Chromium; tells when it was drawn and could be used."""
    with serving(data) as server, _chromium() as browser:
        visit_anew(browser, server.url)  # warms the server
        anew = [visit_anew(browser, server.url) for _ in range(visits)]
        context = browser.new_context()
        visit_again(context, server.url)  # fills what the browser keeps
        again = [visit_again(context, server.url) for _ in range(visits)]
        click.echo(f"load {os.getloadavg()[0]:.1f}")
        click.echo(_told("never there before", anew))
        click.echo(_told("there before", again))


if __name__ == "__main__":
    run(paint)
