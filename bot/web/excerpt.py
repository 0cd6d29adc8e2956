"""Cuts a place with its surroundings out of a document, for reading; knows no HTTP and no page."""

from typing import Any

from ingest.errors import InputError
from ingest.outline import section_at
from ingest.types import Document

__all__ = ["excerpt"]

_PAGED = frozenset(("pdf", "bmp", "gif", "jpeg", "mpo", "png", "tiff", "webp", "picture"))


def excerpt(
    document: Document, start: int, end: int | None, *, context: int = 0
) -> dict[str, Any]:  # Any: a JSON object
    """Return `text[start:end]` with up to `context` code points on either side, in wire form.

    `start` and `end` of the result are what was returned, `length` is the whole text's;
    `headings` are those inside it, `section` and `page` belong to the position asked for; `pages`
    counts those that can be shown as they are printed, None for a format without such.

    Raises:
        InputError: The range is empty, reversed or outside the document's text.
    """
    length = len(document.text)
    stop = length if end is None else end
    if not 0 <= start < stop <= length:
        raise InputError(
            f"start={start} and end={stop} are not a range inside the text of {length} characters",
            hint=f"Give 0 <= start < end <= {length}, counted in code points.",
        )
    first, last = max(0, start - context), min(length, stop + context)
    inside = (each for each in document.headings if first <= each.start and each.end <= last)
    return {
        "document_id": document.id,
        "title": document.description.title,
        "name": document.name,
        "start": first,
        "end": last,
        "length": length,
        "text": document.text[first:last],
        "section": list(section_at(document.headings, start)),
        "page": document.page(start),
        "pages": document.audit.pages if document.audit.format in _PAGED else None,
        "headings": [
            {"start": each.start, "end": each.end, "level": each.level, "text": each.text}
            for each in inside
        ],
    }
