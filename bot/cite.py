"""Makes citations: verbatim quotes with their places in the documents; pure."""

from collections.abc import Sequence

from bot.types import Citation
from vectorstore.types import Hit

__all__ = ["cite", "marker"]

_URL = "/?document={document_id}&start={start}&end={end}"


def marker(number: int) -> str:
    """Return the mark that stands for a citation in an answer, such as [1]."""
    return f"[{number}]"


def cite(quotes: Sequence[tuple[Hit, int, int]]) -> tuple[Citation, ...]:
    """Return numbered citations for stretches of hits; positions are in the hit's text."""
    citations = []
    for number, (hit, start, end) in enumerate(quotes, 1):
        passage = hit.passage
        at, to = passage.start + start, passage.start + end
        citations.append(
            Citation(
                marker=number,
                document_id=passage.document_id,
                title=hit.title,
                section=passage.section,
                page=passage.page,
                start=at,
                end=to,
                quote=hit.text[start:end],
                url=_URL.format(document_id=passage.document_id, start=at, end=to),
            )
        )
    return tuple(citations)
