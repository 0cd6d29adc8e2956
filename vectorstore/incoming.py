"""What goes into the derived indexes: passages as entries, documents in groups; no store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.types import DEFAULT_COLLECTION, Document, Passage, Report
from vectorstore.lexical import Entry

__all__ = ["Incoming", "apart", "entries", "wording"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A report to be stored."""

    report: Report
    path: str
    """What identifies it over time; what the path held before is replaced."""
    content: bytes
    """The file it was read from."""
    collection: str = DEFAULT_COLLECTION


def apart(batch: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """Yield a batch in groups, in order, none of which holds a document or a path twice."""
    group: list[Incoming] = []
    taken: set[str] = set()
    for each in batch:
        # A path never looks like an id: one is a whole path or has a prefix.
        names = {each.path, each.report.document.id}
        if names & taken:
            yield group
            group, taken = [], set()
        group.append(each)
        taken |= names
    if group:
        yield group


def entries(
    document: Document,
    passages: Sequence[Passage],
    *,
    serial: int,
    keys: Sequence[int],
    terms: Sequence[tuple[str, str]] = (),
) -> list[Entry]:
    """Return the entries of a document's passages.

    Args:
        document: It.
        passages: All of it, or some.
        serial: The document's.
        keys: The passages', in their order.
        terms: Their terms as in `Report.terms`, when they were made before.
    """
    title, text = document.description.title, document.text
    # A process that a hostile file took over may send too few or too many.
    known = terms if len(terms) == len(passages) else [None] * len(passages)
    return [
        Entry(
            key=key,
            serial=serial,
            text=text[each.start : each.end],
            heading=" ".join(each.section),
            title=title,
            terms=made,
        )
        for key, each, made in zip(keys, passages, known, strict=True)
    ]


def wording(entry: Entry) -> str:
    """Return what of an entry is embedded.

    The headings say what a short passage is about; the title would say the same of all.
    """
    return f"{entry.heading}\n{entry.text}"
