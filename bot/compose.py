"""Lets a chat model write an answer and releases what passes the check; knows no model's library.

Text reaches the reader a sentence at a time, once the sentence has passed. What does not pass is
sent back to the model once, with what is wrong; what fails again is withheld and said to be, and
the figure that the extractive answerer found stands in its place.
"""

import logging
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from bot.check import check_figures
from bot.cite import cite
from bot.draft import Draft
from bot.evidence import shown_text
from bot.page import Page
from bot.release import SentenceDecoder, ThoughtDecoder
from bot.shown import Frame, Shown, words
from bot.support import Checked
from bot.types import AnswerFigure, Citation, Outcome
from bot.writer import ChatError, Message, Writer
from ingest.tokens import count
from prompts import render

__all__ = ["ANSWER_SHARE", "Composed", "compose", "question_tokens"]

# Of the model's context this share is left for what it writes: the answer, and a repair of it.
ANSWER_SHARE = 0.25
# An answer is one to three sentences; a model that runs on is stopped here.
_MAX_ANSWER_CHARS, _MAX_SENTENCES = 4000, 24
# One that says the same for the third time says it for ever.
_MAX_REPEATS = 3
_FRAMING_TOKENS = 16
"""What roles and separators of a chat form take, at most 8 a message in the forms known."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    """A composed answer, all of whose text has been released."""

    outcome: Outcome
    text: str
    citations: tuple[Citation, ...]
    figures: tuple[AnswerFigure, ...]
    note: str = ""
    """Why the answer, or a part of it, is not the model's; it stands in the text too."""
    withheld: int = 0
    dropped_markers: int = 0
    is_written: bool = True
    """The model wrote at least a part of it."""


def question_tokens(frame: Frame) -> int:
    """Return the tokens that a request takes besides the passages."""
    texts = (message.text for message in _messages(frame, ()))
    return sum(count(each) + _FRAMING_TOKENS for each in texts)


def compose(
    writer: Writer,
    frame: Frame,
    shown: Sequence[Shown],
    draft: Draft,
    *,
    failure: str | None = None,
) -> Generator[str, None, Composed]:
    """Yield the pieces of an answer as they may be shown; return the whole.

    Args:
        writer: The model.
        frame: What the question limits its answer to.
        shown: The passages it may use.
        draft: The extractive answer, which stands in for what does not come or does not pass.
        failure: Why the model was out of reach already, so that it is not asked again.
    """
    page = Page(frame=frame, shown={each.key: each for each in shown})
    if not shown and failure is None:  # there is nothing to answer from, or no room for it
        failure = "absent" if draft.outcome is Outcome.NOT_FOUND else "too_long"
    if failure:
        return (yield from _finished(page, draft, failure))
    for each in shown:
        each.read()
    messages = _messages(frame, shown)
    failure = yield from _written(writer, messages, page)
    if failure is None and page.failed:
        yield from _repaired(writer, messages, page)
    page.withheld += len(page.failed)
    return (yield from _finished(page, draft, failure))


def _repaired(
    writer: Writer, messages: tuple[Message, ...], page: Page
) -> Generator[str, None, None]:
    """Ask the model once to mend what failed, and yield what passes now."""
    repair = _repair(writer, messages, page)
    if repair is None:
        return
    failed, is_absent, before = page.failed, page.is_absent, len(page.passed)
    page.failed = []
    yield from _written(writer, repair, page)
    # What the model did not mend, or left out, stays withheld; should it not answer, that is all.
    page.failed = _unmended(failed, page.passed[before:])
    page.is_absent = is_absent


def _unmended(
    failed: Sequence[tuple[str, Checked]], passed: Sequence[str]
) -> list[tuple[str, Checked]]:
    """Return what failed and has no sentence of its own, with half of its words, among the new."""
    new, left = [words(each) for each in passed], []
    for each in failed:
        own = words(each[0])
        best = max(new, key=lambda said: len(own & said), default=None)
        if best is not None and own and 2 * len(own & best) >= len(own):
            new.remove(best)
        else:
            left.append(each)
    return left


def _messages(frame: Frame, shown: Sequence[Shown]) -> tuple[Message, ...]:
    language = frame.language
    system = render("answer_system", language, absent=render("absent", language))
    asked = render("answer_question", language, passages=shown_text(shown), question=frame.asked)
    return Message("system", system), Message("user", asked)


def _written(
    writer: Writer, messages: tuple[Message, ...], page: Page
) -> Generator[str, None, str | None]:
    """Yield what a request brings and passes; return why it did not end well, None when it did."""
    try:
        with closing(writer.stream(messages)) as pieces:
            heard: Counter[str] = Counter()
            for sentence in _sentences(pieces, page):
                yield from page.take(sentence)
                heard[sentence.strip()] += 1
                if heard.total() == _MAX_SENTENCES or heard[sentence.strip()] == _MAX_REPEATS:
                    page.is_cut = True
                    break
    except ChatError as error:
        _log.warning("chat model %s: %s (%s)", writer.name, error.reason, error.message)
        return error.reason
    return "cut" if page.is_cut else None


def _sentences(pieces: Iterator[str], page: Page) -> Iterator[str]:
    thoughts, decoder, read = ThoughtDecoder(), SentenceDecoder(), 0
    for piece in pieces:
        said = thoughts.decode(piece)[: max(0, _MAX_ANSWER_CHARS - read)]
        read += len(said)
        yield from decoder.decode(said)
        if read >= _MAX_ANSWER_CHARS:
            page.is_cut = True
            return
    yield from decoder.decode(thoughts.flush())
    yield from decoder.flush()


def _repair(
    writer: Writer, messages: tuple[Message, ...], page: Page
) -> tuple[Message, ...] | None:
    """Return the request to mend what failed, None when it would not fit the model's context."""
    language = page.frame.language
    said = "\n".join(sentence for sentence, _ in page.failed)
    faults = "\n".join(
        render("fault", language, sentence=sentence, reasons=_reasons(checked, language))
        for sentence, checked in page.failed
    )
    asked = render("answer_repair", language, faults=faults, absent=render("absent", language))
    repair = (*messages, Message("assistant", said), Message("user", asked))
    tokens = sum(count(each.text) + _FRAMING_TOKENS for each in repair)
    return repair if tokens < writer.context_tokens * (1 - ANSWER_SHARE / 2) else None


def _reasons(checked: Checked, language: str) -> str:
    faults = dict.fromkeys(checked.faults)
    return "; ".join(_fault(each.kind, each.text, language) for each in faults)


def _fault(kind: str, words: str, language: str) -> str:
    if kind in ("uncited", "unlike"):  # their words are the sentence itself
        return render(f"fault_{kind}", language)
    return render(f"fault_{kind}", language, words=words)


def _finished(page: Page, draft: Draft, failure: str | None) -> Generator[str, None, Composed]:
    """Yield what must be said behind the model's text, and return the whole."""
    if not page.text:
        return (yield from _fallen_back(page, draft, failure))
    outcome, note = Outcome.ANSWERED, ""
    if failure or page.withheld:
        note = render("model_cut" if failure else "model_withheld", page.frame.language)
        outcome = Outcome.PARTIAL
        yield page.add(note, gap="\n")
        if _adds(draft, page):
            yield page.add_draft(draft, lead=render("in_place", page.frame.language))
            outcome = draft.outcome
    elif page.is_absent:
        outcome = Outcome.PARTIAL
    return _whole(page, outcome, note)


def _adds(draft: Draft, page: Page) -> bool:
    """Tell whether the extractive answer states a figure that the model's text does not."""
    if not draft.quotes:
        return False
    known = {(each.value, each.unit) for each in page.figures}
    stated = check_figures(draft.text, cite(draft.quotes), counts=draft.counts)
    return not stated or any((each.value, each.unit) not in known for each in stated)


def _fallen_back(page: Page, draft: Draft, failure: str | None) -> Generator[str, None, Composed]:
    reason = _silence(page) if failure in (None, "cut") else failure
    is_agreed = reason == "absent" and draft.outcome is Outcome.NOT_FOUND
    yield page.add_draft(draft)
    note = "" if is_agreed else render(f"model_{reason}", page.frame.language)
    if note:
        yield page.add(note, gap="\n")
    return _whole(page, draft.outcome, note, is_written=is_agreed and page.is_absent)


def _silence(page: Page) -> str:
    """Return why a model that did not fail has said nothing that can be shown."""
    if page.is_absent:
        return "absent"
    return "unsupported" if page.has_said else "empty"


def _whole(page: Page, outcome: Outcome, note: str, *, is_written: bool = True) -> Composed:
    return Composed(
        outcome=outcome,
        text=page.text,
        citations=cite(page.quotes),
        figures=tuple(page.figures),
        note=note,
        withheld=page.withheld,
        dropped_markers=page.dropped,
        is_written=is_written,
    )
