"""Opens PDF files, locked and damaged ones included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

from ingest.errors import UnreadableError

__all__ = ["PdfFile", "open_pdf"]

_PASSWORD_HINT = (
    "Give its password (--password), or open it with its password, print or save it as a PDF "
    "without one, and give that."
)
_WRONG_HINT = "Check the password: capital and small letters, and signs of full width."
_DAMAGE_HINT = "Open it in a viewer and save it as a new PDF."
_LOCKED = "password"
_HEADER_BYTES = 1024
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8}) \d{1,5} obj\b(.{0,2000}?)(?:endobj|stream)", re.DOTALL)
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
# PDFium looks for the objects itself when the table of their places is wrong.
_TRAILER = b"trailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n"


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An opened file."""

    pages: Any  # Any: pypdfium2 publishes no types
    """PDFium's document: a sequence of pages, to be closed."""
    is_salvaged: bool
    """Only the part of a damaged file that could be saved."""


def open_pdf(content: bytes, password: str = "") -> PdfFile:
    """Return the file's pages.

    Raises:
        UnreadableError: The file is damaged beyond repair, or its password is missing or wrong.
    """
    try:
        return PdfFile(pypdfium2.PdfDocument(content), False)
    except pypdfium2.PdfiumError as error:
        if password and _LOCKED in str(error).lower():
            return _unlocked(content, password)
        return PdfFile(_salvaged(content, password, error), True)


def _unlocked(content: bytes, password: str) -> PdfFile:
    try:
        return PdfFile(pypdfium2.PdfDocument(content, password=password), False)
    except pypdfium2.PdfiumError as error:
        return PdfFile(_salvaged(content, password, error), True)


def _salvaged(content: bytes, password: str, error: pypdfium2.PdfiumError) -> Any:
    """Return what a damaged file still yields: its header, trailer and page tree are made anew."""
    if _LOCKED in str(error).lower():
        raise UnreadableError(
            "the password does not open the PDF" if password else "the PDF is locked by a password",
            hint=_WRONG_HINT if password else _PASSWORD_HINT,
        ) from error
    for repaired in _repairs(content):
        try:
            document = pypdfium2.PdfDocument(repaired, password=password or None)
        except pypdfium2.PdfiumError:
            continue
        if any(_has_page(document, index) for index in range(len(document))):
            return document
        document.close()
    raise UnreadableError(f"the PDF is damaged: {error}", hint=_DAMAGE_HINT) from error


def _has_page(document: Any, index: int) -> bool:
    try:
        document[index].close()
    except pypdfium2.PdfiumError:
        return False
    return True


def _repairs(content: bytes) -> Iterator[bytes]:
    """Yield the file with a header, with a trailer, and with a page tree of the pages it holds."""
    body = content if b"%PDF-" in content[:_HEADER_BYTES] else b"%PDF-1.4\n" + content
    yield body
    body += b"\nendstream\nendobj\n"
    found = {int(each[1]): each[2] for each in _OBJECT.finditer(body)}
    for number, value in found.items():
        if _CATALOG.search(value):
            yield body + _TRAILER % number
    pages = [number for number, value in found.items() if _PAGE.search(value)]
    if pages:
        root, tree = max(found) + 1, max(found) + 2
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        body += b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (root, tree)
        body += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (tree, len(pages), kids)
        yield body + _TRAILER % root
