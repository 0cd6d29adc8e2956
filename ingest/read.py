"""Reads one file's bytes into a Report: the way from bytes to passages and figures."""

import hashlib
import hmac
from dataclasses import replace

from ingest.audit import Split, make_audit
from ingest.describe import describe
from ingest.errors import UnreadableError
from ingest.figures import find_figures
from ingest.load import load
from ingest.normalise import normalise
from ingest.opening import Opening
from ingest.outline import Outline, find_headings
from ingest.split import split
from ingest.types import DEFAULT_COLLECTION, Document, Passage, Report

__all__ = ["REVISION", "document_id", "identified", "read"]

_PLAIN = Opening()
REVISION = "9"
"""Raised when the same bytes would be read into another text, outline or passages."""


def document_id(content: bytes, collection: str = DEFAULT_COLLECTION) -> str:
    """Return the id of a file's bytes in a collection.

    The same bytes in two collections are two documents, of which neither shows that the other is
    there.
    """
    if collection == DEFAULT_COLLECTION:
        return hashlib.sha256(content).hexdigest()[:16]
    return hmac.digest(collection.encode(), content, "sha256").hex()[:16]


def identified(report: Report, id: str) -> Report:
    """Return a report whose document has another id."""
    if report.document.id == id:
        return report
    passages = tuple(
        replace(each, id=f"{id}:{ordinal}", document_id=id)
        for ordinal, each in enumerate(report.passages)
    )
    return replace(report, document=replace(report.document, id=id), passages=passages)


def read(name: str, content: bytes, opening: Opening = _PLAIN) -> Report:
    """Read a file by its name and bytes.

    Raises:
        UnreadableError: The file holds no text that can be read.
        UnsupportedError: Its format is not read.
    """
    loaded = load(name, content, opening)
    normalised = normalise(loaded.blocks, pages=loaded.pages)
    text = normalised.text
    # Rules and dots alone make a passage too, and an answer from it would be empty.
    if not any(char.isalnum() for char in text):
        raise UnreadableError(
            "the file holds no readable text",
            hint="If it shows text on the screen, save that as .docx or .txt and give that file.",
        )
    headings = find_headings(text, normalised.lines)
    figures = tuple(find_figures(text))
    spans = split(text, normalised.lines, headings, figures=figures)
    outline = Outline(headings)
    outcome = Split(passages=spans, headings=headings, figures=len(figures))
    document = Document(
        id=document_id(content),
        name=name,
        text=text,
        description=describe(text, name=name, metadata=loaded.metadata),
        headings=headings,
        page_starts=normalised.page_starts,
        audit=make_audit(loaded, normalised, outcome),
    )
    passages = tuple(
        Passage(
            id=f"{document.id}:{ordinal}",
            document_id=document.id,
            start=start,
            end=end,
            section=outline.section_at(start),
            page=document.page(start),
        )
        for ordinal, (start, end) in enumerate(spans)
    )
    return Report(document=document, passages=passages, figures=figures)
