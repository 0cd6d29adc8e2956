"""Reads web pages archived in one file, as browsers, old Word and Excel save them."""

import email
import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.html import load_html
from ingest.opening import Opening

__all__ = ["load_mhtml"]

_FRAMES = re.compile(rb"<frameset", re.IGNORECASE)
_TABS = re.compile(r"tabstrip\.html?$", re.IGNORECASE)
"""Where Excel keeps the names of the sheets, to be clicked on."""


def load_mhtml(content: bytes, opening: Opening) -> Loaded:
    """Return what the archive's first page shows (RFC 2557: the first part is the root).

    A workbook of several sheets is a page of frames and, behind it, a page for each sheet.

    Raises:
        UnreadableError: There is no page in it, or a page is not text.
    """
    archive = email.message_from_bytes(content, policy=default)
    pages = [part for part in archive.walk() if part.get_content_type() == "text/html"]
    if not pages:
        raise UnreadableError(
            "the web archive holds no page",
            hint="Open the page in a browser, save it as one .html file or as PDF, and give that.",
        )
    root, *others = pages
    framed = [part for part in others if not _TABS.search(part.get("Content-Location", "").strip())]
    shown = framed if framed and _FRAMES.search(_markup(root)) else [root]
    return _joined([load_html(_markup(part), opening) for part in shown])


def _markup(page: EmailMessage) -> bytes:
    markup = page.get_payload(decode=True)
    return markup if isinstance(markup, bytes) else b""


def _joined(pages: Sequence[Loaded]) -> Loaded:
    if len(pages) == 1:
        return replace(pages[0], format="mhtml")
    return replace(
        pages[0],
        format="mhtml",
        blocks=tuple(block for page in pages for block in page.blocks),
        tables=sum(page.tables for page in pages),
        source="\n".join(map(_source, pages)),
        furniture="\n".join(page.furniture for page in pages if page.furniture),
        warnings=tuple(dict.fromkeys(each for page in pages for each in page.warnings)),
    )


def _source(page: Loaded) -> str:
    return page.source or "\n".join(block.text for block in page.blocks)
