"""Reads PDF files: the text layer where it is sound, text recognition where it is not."""

import threading
import time
from dataclasses import replace
from typing import Any

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.ocr import can_recognise
from ingest.load.pdf_document import combined
from ingest.load.pdf_file import PdfFile, open_pdf
from ingest.load.pdf_page import Page, State, read_page, read_picture, render
from ingest.opening import Limits, Opening
from ingest.timing import Allowance

__all__ = ["load_pdf"]

# PDFium keeps global state and must not run in two threads: its README, "Thread incompatibility".
_PDFIUM = threading.Lock()
_TO_RECOGNISE = (State.PICTURE, State.SUSPECT, State.GARBLED)
# The rest of the time is for text recognition and for joining what was read.
_TEXT_TIME_SHARE = 0.6
_ALL_TIME_SHARE = 0.85


def load_pdf(content: bytes, opening: Opening) -> Loaded:
    """Return the paragraphs and table rows of each page.

    Raises:
        UnreadableError: The file is damaged, its password is missing or wrong, or no page of it
            can be read.
    """
    start = time.monotonic()
    limits = opening.limits
    with _PDFIUM:
        file = open_pdf(content, opening.password)
    try:
        pages = _read(file.pages, limits, until=start + _TEXT_TIME_SHARE * limits.seconds)
        if can_recognise():
            left = start + _ALL_TIME_SHARE * limits.seconds - time.monotonic()
            allowance = Allowance(seconds=left, page_seconds=limits.ocr_page_seconds)
            _recognise(file.pages, pages, opening, allowance)
    finally:
        with _PDFIUM:
            count = len(file.pages)
            file.pages.close()
    _check(file, pages)
    return combined("pdf", pages, count=count, is_salvaged=file.is_salvaged)


def _check(file: PdfFile, pages: list[Page]) -> None:
    if file.is_salvaged and all(page.state in (State.DAMAGED, State.EMPTY) for page in pages):
        raise UnreadableError(
            "the PDF is damaged: none of its pages can be read",
            hint="Open it in a viewer and save it as a new PDF, or ask for it again.",
        )


def _read(document: Any, limits: Limits, *, until: float) -> list[Page]:  # Any: PDFium's
    """Return the first pages, as many as there is time for."""
    pages: list[Page] = []
    for index in range(min(len(document), limits.pages)):
        if pages and time.monotonic() > until:
            break
        with _PDFIUM:
            pages.append(read_page(document, index))
    return pages


def _recognise(
    document: Any, pages: list[Page], opening: Opening, allowance: Allowance
) -> None:  # Any: PDFium's
    """Read the pages whose text layer says too little, as many as there is time for."""
    faint = [index for index, page in enumerate(pages) if page.state in _TO_RECOGNISE]
    slowest = 0.0
    for index in faint[: opening.limits.ocr_pages]:
        if slowest > allowance.left_for_page_s:
            break
        opening.begin_page()
        allowance.begin_page()
        started, page = time.monotonic(), pages[index]
        with _PDFIUM:
            picture = render(document, index)
        found = read_picture(picture)
        slowest = max(slowest, time.monotonic() - started)
        if found.runs:
            pages[index] = found
        elif page.state is State.PICTURE:  # a photograph
            pages[index] = replace(page, state=State.READ if page.runs else State.EMPTY)
