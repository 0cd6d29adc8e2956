"""Owns what is right about the citations of an answer, and what its figures stand on."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.types import Citation, FigureStatus
from evals.evidence import file_name, is_exact, is_on, lost, supports
from evals.judged import Reply, Score, listed, verdict
from evals.questions import Item
from evals.unsupported import shown_numbers, unmarked

__all__ = [
    "citation",
    "citation_precision",
    "evidence_recall",
    "figure_support",
    "offset_exact",
    "quote_verbatim",
    "wrong_document",
]

_NO_EVIDENCE = Score(None, "no evidence to cite")


def citation(item: Item, reply: Reply) -> Score:
    """Tell whether some citation lies in or overlaps the evidence, in the right document."""
    if not item.answerable or not item.evidence:
        return _NO_EVIDENCE
    cited = reply.answer.citations
    right = [each.marker for each in cited if supports(item, each, reply.sources)]
    if right:
        return Score(1.0, f"on the evidence: {_markers(right)}")
    if absent := lost(item, reply.sources.values()):
        return Score(0.0, f"the evidence does not stand in {listed(absent)}")
    return Score(0.0, "none on the evidence" if cited else "no citation")


def citation_precision(item: Item, reply: Reply) -> Score:
    """Return the share of citations that are on the evidence; None without citations."""
    if not item.answerable or not item.evidence:
        return _NO_EVIDENCE
    cited = reply.answer.citations
    if not cited:
        return Score(None, "no citation")
    right = sum(supports(item, each, reply.sources) for each in cited)
    return Score(right / len(cited), f"{right} of {len(cited)} on the evidence")


def evidence_recall(item: Item, reply: Reply) -> Score:
    """Return the share of the item's evidence that some citation is on."""
    if not item.answerable or not item.evidence:
        return _NO_EVIDENCE
    found = sum(
        any(is_on(piece, item, each, reply.sources) for each in reply.answer.citations)
        for piece in item.evidence
    )
    return Score(found / len(item.evidence), f"{found} of {len(item.evidence)} pieces cited")


def quote_verbatim(item: Item, reply: Reply) -> Score:
    """Tell whether every citation's quote occurs, character for character, in its document."""
    return _every(
        reply,
        lambda each: bool(each.quote) and each.quote in _text(reply, each),
        "not in its document",
    )


def offset_exact(item: Item, reply: Reply) -> Score:
    """Tell whether every citation has `document.text[start:end] == quote`."""
    return _every(reply, lambda each: is_exact(each, _text(reply, each)), "not at its position")


def wrong_document(item: Item, reply: Reply) -> Score:
    """Tell whether a citation comes from a document in neither `evidence` nor `also_in`."""
    cited = reply.answer.citations
    if not item.answerable or not item.evidence or not cited:
        return _NO_EVIDENCE if cited else Score(None, "no citation")
    right = {file_name(name) for name in _documents(item)}
    wrong = sorted({name for each in cited if (name := _cited_name(reply, each)) not in right})
    return verdict(bool(wrong), f"also cites {listed(wrong)}" if wrong else "right documents")


def figure_support(item: Item, reply: Reply) -> Score:
    """Return the share of figures shown that stand in a cited passage; None without figures.

    Read by `evals.quantities`, which shares nothing with the product's check. A result counts when
    the answer shows its calculation from such figures; a figure that the answer itself marks as
    unsupported does not. A sentence stands on what it cites itself, one without a citation on all
    that the answer cites.
    """
    shown = shown_numbers(reply.answer)
    if not shown:
        return Score(None, "shows no figure")
    claimed = tuple(
        each for each in reply.answer.figures if each.status is not FigureStatus.UNSUPPORTED
    )
    said = replace(reply.answer, figures=claimed)
    loose = unmarked(said, "\n".join(item.turns), shares_citations=True)
    share = 1 - len(loose) / len(shown)
    return Score(share, f"in no cited passage: {listed(loose)}" if loose else "all supported")


def _text(reply: Reply, cited: Citation) -> str:
    source = reply.sources.get(cited.document_id)
    return source.text if source else ""


def _cited_name(reply: Reply, cited: Citation) -> str:
    source = reply.sources.get(cited.document_id)
    return file_name(source.name) if source else f"unknown document {cited.document_id}"


def _documents(item: Item) -> tuple[str, ...]:
    return (*(piece.document for piece in item.evidence), *item.also_in)


def _every(reply: Reply, holds: Callable[[Citation], bool], fault: str) -> Score:
    cited = reply.answer.citations
    if not cited:
        return Score(None, "no citation")
    broken = [each.marker for each in cited if not holds(each)]
    return verdict(not broken, f"{fault}: {_markers(broken)}" if broken else "all of them")


def _markers(markers: Iterable[int]) -> str:
    return ", ".join(f"[{marker}]" for marker in markers)
