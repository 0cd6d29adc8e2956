"""Reads PDF files that hold text."""

import re
import threading
from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.wrapping import display_width, unwrap, usual_width
from ingest.opening import Opening

__all__ = ["load_pdf"]

# PDFium keeps global state and must not run in two threads: its README, "Thread incompatibility".
_PDFIUM = threading.Lock()
_OCR_HINT = (
    "Run it through text recognition (OCR), for example in WPS or Acrobat, save the result, and "
    "give that file."
)
# Latin, Greek, Cyrillic, punctuation, symbols, kana, Han and full-width forms.
_USUAL = (
    ("\x20", "\u024f"), ("\u0370", "\u04ff"), ("\u2000", "\u27bf"), ("\u3000", "\u33ff"),
    ("\u4e00", "\u9fff"), ("\uff00", "\uffef"),
)  # fmt: skip
_MAX_UNUSUAL_SHARE = 0.15
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2
_MIN_REPEATS = 3
_FURNITURE_SHARE = 0.8
_PASSWORD_HINT = "Open it with its password, print or save it as a PDF without one, and give that."


def load_pdf(content: bytes, opening: Opening) -> Loaded:
    """Return the paragraphs of each page.

    Raises:
        UnreadableError: The file is damaged, needs a password, or holds pictures only.
    """
    with _PDFIUM:
        pages = _page_texts(content)
    garbled = [number for number, text in enumerate(pages, 1) if _is_garbled(text)]
    pages = ["" if number in garbled else text for number, text in enumerate(pages, 1)]
    if not any(text.strip() for text in pages):
        raise _unreadable(len(pages), is_garbled=bool(garbled))
    told = f"pages {', '.join(map(str, garbled))}: the letters cannot be read. {_OCR_HINT}"
    return Loaded(
        format="pdf",
        blocks=tuple(_blocks(_without_furniture(pages))),
        pages=len(pages),
        warnings=(told,) if garbled else (),
    )


def _unreadable(pages: int, *, is_garbled: bool) -> UnreadableError:
    if is_garbled:
        return UnreadableError(
            f"the {pages} pages hold letters that cannot be read", hint=_OCR_HINT
        )
    return UnreadableError(f"none of the {pages} pages holds text: this is a scan", hint=_OCR_HINT)


def _is_garbled(text: str) -> bool:
    """Tell a page whose font says nothing of its letters: what it yields is in no usual script."""
    letters = [char for char in text if not char.isspace()]
    return len(letters) - sum(map(_is_usual, letters)) > _MAX_UNUSUAL_SHARE * len(letters)


def _is_usual(char: str) -> bool:
    return any(first <= char <= last for first, last in _USUAL)


def _without_furniture(pages: list[str]) -> list[list[str]]:
    """Return each page's lines without the headers and footers that most pages repeat.

    A line as wide as the text is text, whatever repeats it.
    """
    lines = [[line for line in text.splitlines() if line.strip()] for text in pages]
    widest = _FURNITURE_SHARE * usual_width([line for page in lines for line in page])
    edges = Counter(key for page in lines for key in {_key(line) for line in _edges(page)})
    repeated = {key for key, n in edges.items() if n >= max(_MIN_REPEATS, len(pages) // 2)}

    def is_furniture(line: str) -> bool:
        return _key(line) in repeated and (not widest or display_width(line) < widest)

    return [
        [
            line
            for i, line in enumerate(page)
            if _EDGE_LINES <= i < len(page) - _EDGE_LINES or not is_furniture(line)
        ]
        for page in lines
    ]


def _key(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _edges(lines: list[str]) -> list[str]:
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


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


def _blocks(pages: list[list[str]]) -> Iterator[Block]:
    numbered = [(line, number) for number, page in enumerate(pages, 1) for line in page]
    # Unwrapped over the whole document: a paragraph goes on across a page break.
    for first, text in unwrap([line for line, _ in numbered]):
        yield Block(text=text, page=numbered[first][1])
