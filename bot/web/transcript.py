"""A conversation as blocks of text to be written into a file; knows no file format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.types import Answer, Citation, Outcome
from bot.web.conversation import Exchange, Exchanges
from bot.web.strings import Language, words

__all__ = ["Block", "Part", "blocks", "source_of"]

_MARKER = re.compile(r"\[(\d{1,3})\]")

Part = str | Citation
"""Text, or a citation that stands behind the text before it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph or more of one kind."""

    kind: Literal["question", "remark", "answer"]
    parts: tuple[Part, ...]


def blocks(exchanges: Exchanges, language: Language) -> Iterator[Block]:
    """Yield each question, what is to be said of its answer, and the answer."""
    for exchange in exchanges:
        yield Block(kind="question", parts=(exchange.question.strip(),))
        yield from _reply(exchange, language)


def source_of(citation: Citation, language: Language) -> str:
    """Return where a citation stands: title, section, page."""
    page = words(language, "page", page=citation.page) if citation.page else ""
    return " · ".join(filter(None, (citation.title, *citation.section, page)))


def _reply(exchange: Exchange, language: Language) -> Iterator[Block]:
    if exchange.answer:
        yield from (Block(kind="remark", parts=(each,)) for each in _remarks(exchange, language))
        yield Block(kind="answer", parts=tuple(_parts(exchange.answer)))
        return
    if exchange.text:
        yield Block(kind="answer", parts=(exchange.text.strip(),))
    key = "export.stopped" if exchange.is_stopped else "export.failed"
    yield Block(kind="remark", parts=(words(language, key),))


def _remarks(exchange: Exchange, language: Language) -> Iterator[str]:
    answer = exchange.answer
    assert answer
    if answer.standalone_question.strip() != answer.question.strip():
        yield words(language, "answer.standalone", question=answer.standalone_question)
    if answer.outcome is not Outcome.ANSWERED:
        yield words(language, f"answer.{answer.outcome.value}")
    for status in ("computed", "unsupported"):
        # A verified figure needs no remark; one that is not must not look like one in a file.
        if figures := [each.text for each in answer.figures if each.status.value == status]:
            count = words(language, f"answer.{status}", count=len(figures))
            yield count + words(language, "colon") + words(language, "comma").join(figures)


def _parts(answer: Answer) -> Iterator[Part]:
    citations = {each.marker: each for each in answer.citations}
    position, text = 0, answer.answer.strip()
    for marker in _MARKER.finditer(text):
        if citation := citations.get(int(marker[1])):
            # The space before a marker belongs to it.
            yield text[position : marker.start()].rstrip(" ")
            yield citation
            position = marker.end()
    yield text[position:]
