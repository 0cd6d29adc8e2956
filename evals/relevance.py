"""Owns when a passage that a search returned is a right one; knows no search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.types import Citation
from evals.evidence import Source, file_name, is_on, lost
from evals.questions import Evidence, Item

__all__ = [
    "Found",
    "citation_of",
    "covers_documents",
    "first_of_each_document",
    "ranks",
    "unfindable",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A part of a document that a search returned; product and baselines alike."""

    document_id: str
    start: int
    """Position in the document's normalised text, as is `end`; half-open."""
    end: int
    text: str
    copies: "tuple[Found, ...]" = ()
    """What was folded into this result as saying the same of the same place and time."""


def ranks(
    item: Item, found: Sequence[Found], sources: Mapping[str, Source]
) -> tuple[int | None, ...]:
    """Return for each piece of the item's evidence the rank of the first result on it.

    A result is on a piece when it, or a copy folded into it, overlaps the piece in the right
    document. A piece without a quote and positions stands for its whole document.
    """
    return tuple(_rank(piece, item, found, sources) for piece in item.evidence)


def covers_documents(item: Item, ranks: Sequence[int | None], *, k: int) -> bool | None:
    """Tell whether the first k hold evidence of every document that the item's evidence names.

    None when it names fewer than two: then recall says the same.
    """
    wanted = {file_name(piece.document) for piece in item.evidence}
    if len(wanted) == 1:
        return None
    held = {
        file_name(piece.document)
        for piece, rank in zip(item.evidence, ranks, strict=True)
        if rank is not None and rank <= k
    }
    return held == wanted


def first_of_each_document(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return the first result of each document in their order: a ranking of documents."""
    firsts: dict[str, Found] = {}
    for each in found:
        firsts.setdefault(each.document_id, each)
    return tuple(firsts.values())


def unfindable(items: Sequence[Item], sources: Mapping[str, Source]) -> dict[str, str]:
    """Return why no search can find any evidence of an item, by id, for those where it is so.

    The document is not there, or its text does not hold the quote: it was read badly, or the quote
    is a translation.
    """
    held = {file_name(source.name) for source in sources.values()}
    reasons: dict[str, str] = {}
    for item in items:
        documents = {piece.document for piece in item.evidence}
        absent = {each for each in documents if file_name(each) not in held}
        unheld = set(lost(item, sources.values()))
        if documents <= absent | unheld:
            said = [f"{each} is not among the documents" for each in sorted(absent)]
            said += [f"the quote does not stand in {each}" for each in sorted(unheld)]
            reasons[item.id] = "; ".join(said)
    return reasons


def _rank(
    piece: Evidence, item: Item, found: Sequence[Found], sources: Mapping[str, Source]
) -> int | None:
    for rank, each in enumerate(found, 1):
        if any(is_on(piece, item, citation_of(part), sources) for part in (each, *each.copies)):
            return rank
    return None


def citation_of(found: Found) -> Citation:
    """Return what was found in the form that answers are judged in, so that one rule serves."""
    return Citation(
        marker=1,
        document_id=found.document_id,
        title="",
        section=(),
        page=None,
        start=found.start,
        end=found.end,
        quote=found.text,
        url="",
    )
