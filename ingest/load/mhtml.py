"""Reads web pages archived in one file, as browsers and old Word save them."""

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.html import load_html
from ingest.opening import Opening

__all__ = ["load_mhtml"]


def load_mhtml(content: bytes, opening: Opening) -> Loaded:
    """Return what the archive's first page shows (RFC 2557: the first part is the root).

    Raises:
        UnreadableError: There is no page in it, or the page is not text.
    """
    archive = email.message_from_bytes(content, policy=default)
    page = next((part for part in archive.walk() if part.get_content_type() == "text/html"), None)
    if not isinstance(page, EmailMessage):
        raise UnreadableError(
            "the web archive holds no page",
            hint="Open the page in a browser, save it as one .html file or as PDF, and give that.",
        )
    markup = page.get_payload(decode=True)
    return replace(load_html(markup if isinstance(markup, bytes) else b"", opening), format="mhtml")
