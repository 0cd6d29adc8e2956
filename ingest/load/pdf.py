"""Reads PDF files that hold text."""

import threading
from collections.abc import Iterator

import pypdfium2 as pdfium

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.wrapping import unwrap

__all__ = ["load_pdf"]

# PDFium keeps global state and must not run in two threads: its README, "Thread incompatibility".
_PDFIUM = threading.Lock()
_PASSWORD_HINT = "Open it with its password, print or save it as a PDF without one, and give that."


def load_pdf(content: bytes) -> Loaded:
    """Return the paragraphs of each page.

    Raises:
        UnreadableError: The file is damaged, needs a password, or holds pictures only.
    """
    with _PDFIUM:
        pages = _page_texts(content)
    empty = tuple(i for i, text in enumerate(pages, 1) if not text.strip())
    if len(empty) == len(pages):
        raise UnreadableError(
            f"none of the {len(pages)} pages holds text: this is a scan",
            hint="Run it through text recognition (OCR), for example in WPS or Acrobat, "
            "save the result, and give that file.",
        )
    return Loaded(format="pdf", blocks=tuple(_blocks(pages)), pages=len(pages))


def _page_texts(content: bytes) -> list[str]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableError(
            "the PDF is locked by a password" if locked else f"the PDF is damaged: {error}",
            hint=_PASSWORD_HINT if locked else "Open it in a viewer and save it as a new PDF.",
        ) from error
    try:
        return [_page_text(document, index) for index in range(len(document))]
    finally:
        document.close()


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return ""  # a damaged page is an empty page; the audit names it
    try:
        words = page.get_textpage()
        text: str = words.get_text_range(errors="replace")
        words.close()
        return text
    finally:
        page.close()


def _blocks(pages: list[str]) -> Iterator[Block]:
    numbered = [(line, n) for n, text in enumerate(pages, 1) for line in text.splitlines()]
    # Unwrapped over the whole document: a paragraph goes on across a page break.
    for first, text in unwrap([line for line, _ in numbered]):
        yield Block(text=text, page=numbered[first][1])
