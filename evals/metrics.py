"""Owns what is right about one answer: pure scores of an item and the reply to it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.types import Answer, Citation, Outcome
from evals.evidence import Source, file_name, is_exact, is_on, lost, supports
from evals.matching import contains
from evals.quantities import value_stated
from evals.questions import GoldValue, Item

__all__ = ["LOWER_IS_BETTER", "SCORES", "Reply", "Score", "failed", "score"]

# They are not words of the answer: "3" must not be found in "[3]".
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer with the documents its citations name; unknown ids are absent from `sources`."""

    answer: Answer
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By document id."""

    @property
    def text(self) -> str:
        """The answer text without its markers."""
        return _MARKER.sub(" ", self.answer.answer)


@dataclass(frozen=True, slots=True)
class Score:
    """One judgement and its reason, a line; a value of None means that it does not apply."""

    value: float | None
    """In [0, 1]."""
    reason: str


def answer(item: Item, reply: Reply) -> Score:
    """Tell whether the answer is right: a figure in another multiplier or language is the same.

    An answerable item needs an outcome other than `not_found`, everything that must be in the
    answer text and nothing that must not. `partial` is judged by its text, so for an item
    without an answer only `not_found` is right.
    """
    outcome = reply.answer.outcome
    if not item.answerable:
        return _verdict(outcome is Outcome.NOT_FOUND, f"unanswerable, outcome {outcome}")
    if outcome is Outcome.NOT_FOUND:
        return Score(0.0, "refused, but the reports hold the answer")
    if missing := _missing(item, reply.text):
        return Score(0.0, f"not in the answer: {_listed(missing)}")
    if wrong := _wrong(item, reply.text):
        return Score(0.0, f"must not be in the answer: {_listed(wrong)}")
    return Score(1.0, "all that is needed is in the answer")


def citation(item: Item, reply: Reply) -> Score:
    """Tell whether some citation lies in or overlaps the evidence, in the right document."""
    if not item.answerable or not item.evidence:
        return Score(None, "no evidence to cite")
    cited = reply.answer.citations
    right = [each.marker for each in cited if supports(item, each, reply.sources)]
    if right:
        return Score(1.0, f"on the evidence: {_markers(right)}")
    if absent := lost(item, reply.sources.values()):
        return Score(0.0, f"the evidence does not stand in {_listed(absent)}")
    return Score(0.0, "none on the evidence" if cited else "no citation")


def citation_precision(item: Item, reply: Reply) -> Score:
    """Return the share of citations that are on the evidence; None without citations."""
    if not item.answerable or not item.evidence:
        return Score(None, "no evidence to cite")
    cited = reply.answer.citations
    if not cited:
        return Score(None, "no citation")
    right = sum(supports(item, each, reply.sources) for each in cited)
    return Score(right / len(cited), f"{right} of {len(cited)} on the evidence")


def evidence_recall(item: Item, reply: Reply) -> Score:
    """Return the share of the item's evidence that some citation is on."""
    if not item.answerable or not item.evidence:
        return Score(None, "no evidence to cite")
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
        return Score(None, "no evidence to cite" if cited else "no citation")
    right = {file_name(name) for name in _documents(item)}
    wrong = sorted({name for each in cited if (name := _cited_name(reply, each)) not in right})
    return _verdict(bool(wrong), f"also cites {_listed(wrong)}" if wrong else "right documents")


def refusal_right(item: Item, reply: Reply) -> Score:
    """Tell whether an item without an answer was refused; None for any other item."""
    if item.answerable:
        return Score(None, "answerable")
    return _verdict(_is_refusal(reply), f"outcome {reply.answer.outcome}")


def false_refusal(item: Item, reply: Reply) -> Score:
    """Tell whether an item with an answer was refused; None for any other item."""
    if not item.answerable:
        return Score(None, "unanswerable")
    return _verdict(_is_refusal(reply), f"outcome {reply.answer.outcome}")


SCORES: Mapping[str, Callable[[Item, Reply], Score]] = {
    "answer": answer,
    "citation": citation,
    "citation_precision": citation_precision,
    "evidence_recall": evidence_recall,
    "quote_verbatim": quote_verbatim,
    "offset_exact": offset_exact,
    "wrong_document": wrong_document,
    "refusal_right": refusal_right,
    "false_refusal": false_refusal,
}
LOWER_IS_BETTER = frozenset({"false_refusal", "wrong_document"})
# An error answers nothing and cites nothing, which is a wrong answer and not a missing one.
_LOST_BY_ERROR = ("answer", "citation", "evidence_recall", "refusal_right")


def score(item: Item, reply: Reply) -> dict[str, Score]:
    """Return every score of an answer, by name."""
    return {name: judge(item, reply) for name, judge in SCORES.items()}


def failed(item: Item) -> dict[str, Score]:
    """Return every score of an item that ended in an error instead of an answer."""
    cites = item.answerable and bool(item.evidence)
    applies = {"answer": True, "refusal_right": not item.answerable}
    return {
        name: Score(0.0, "error")
        if name in _LOST_BY_ERROR and applies.get(name, cites)
        else Score(None, "error")
        for name in SCORES
    }


def _missing(item: Item, text: str) -> list[str]:
    """Return what is needed and not in the text.

    Each string may stand as written, or be a figure of `values` that is stated otherwise. The
    values alone count when nothing else is named.
    """
    absent = [
        needle
        for needle in item.must_contain
        if not contains(text, needle) and not _is_stated_otherwise(item, needle, text)
    ]
    absent += [name for name in item.answer_set if not contains(text, name)]
    if item.must_contain or item.answer_set:
        return absent
    return [value.text for value in item.values if not _is_stated(value, text)]


def _is_stated_otherwise(item: Item, needle: str, text: str) -> bool:
    meant = [value for value in item.values if contains(value.text, needle)]
    return bool(meant) and all(_is_stated(value, text) for value in meant)


def _is_stated(value: GoldValue, text: str) -> bool:
    return value_stated(text, value.value, value.unit)


def _wrong(item: Item, text: str) -> list[str]:
    return [name for name in item.must_not_contain + item.excluded_set if contains(text, name)]


def _text(reply: Reply, cited: Citation) -> str:
    source = reply.sources.get(cited.document_id)
    return source.text if source else ""


def _cited_name(reply: Reply, cited: Citation) -> str:
    source = reply.sources.get(cited.document_id)
    return file_name(source.name) if source else f"unknown document {cited.document_id}"


def _documents(item: Item) -> tuple[str, ...]:
    return (*(piece.document for piece in item.evidence), *item.also_in)


def _is_refusal(reply: Reply) -> bool:
    return reply.answer.outcome is Outcome.NOT_FOUND


def _every(reply: Reply, holds: Callable[[Citation], bool], fault: str) -> Score:
    cited = reply.answer.citations
    if not cited:
        return Score(None, "no citation")
    broken = [each.marker for each in cited if not holds(each)]
    return _verdict(not broken, f"{fault}: {_markers(broken)}" if broken else "all of them")


def _verdict(holds: bool, reason: str) -> Score:
    return Score(float(holds), reason)


def _markers(markers: Iterable[int]) -> str:
    return ", ".join(f"[{marker}]" for marker in markers)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
