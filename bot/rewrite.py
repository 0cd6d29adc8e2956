"""Lets a chat model make a question complete, and keeps only what invents nothing."""

import re
from collections.abc import Collection, Sequence
from contextlib import closing

from bot.facts import bigrams
from bot.types import Turn
from bot.writer import Message, Writer
from ingest.figures import find_figures
from ingest.places import find_mentions, guess_mentions
from prompts import render

__all__ = ["rewrite"]

# A question and the parts of a comparison; more lines are chatter.
_MAX_LINES = 5
_MAX_CHARS = 400
_MAX_TURNS = 6
_MAX_TURN_CHARS = 600
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[A-Za-z]{4,}")
_ASKS = re.compile(
    r"(?:19|20)\d\d年[末底]?|请问|想知道|多少|是什么|什么|哪[些个里]|几[个家所]|怎么样|怎样|如何|情况|分别|各是"
    r"|和|与|比|的|了|呢|吗|是|有|\b(?:what|which|many|much|were|does|have|there|that|this|with|from|tell"
    r"|about|between|compare|compared)\b",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.、)）])\s*")
# A small model says again what it was asked by: 最后的问题：…
_LABEL = re.compile(r"^[^：:，。？?]{0,12}(?:问题|question)\s*[：:]\s*", re.IGNORECASE)


def rewrite(
    writer: Writer,
    question: str,
    history: Sequence[Turn],
    *,
    complete: str,
    language: str,
    known: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the stand-alone question and, of a comparison, its parts; empty when none is good.

    A line that names a place, year or figure which neither question nor history holds is dropped,
    and with the first all.

    Args:
        writer: The model.
        question: As it was typed.
        history: Earlier turns, oldest first.
        complete: The stand-alone form found without a model.
        language: zh or en.
        known: Places of the reports, which the gazetteer may lack.

    Raises:
        ChatError: The model did not answer.
    """
    messages = (
        Message("system", render("rewrite_system", language)),
        Message(
            "user",
            render("rewrite_question", language, history=_told(history), question=question),
        ),
    )
    lines = _lines(writer, messages)
    said = "\n".join((question, complete, *(f"{turn.question}\n{turn.answer}" for turn in history)))
    if not lines or not _asks_the_same(lines[0], question, complete, known=known):
        return ()
    if not _invents_nothing(lines[0], said, known=known):
        return ()
    parts = (each for each in lines[1:] if _invents_nothing(each, said, known=known))
    return tuple(dict.fromkeys((lines[0], *parts)))


def _told(history: Sequence[Turn]) -> str:
    return "\n".join(
        f"Q: {turn.question[:_MAX_TURN_CHARS]}\nA: {turn.answer[:_MAX_TURN_CHARS]}"
        for turn in history[-_MAX_TURNS:]
    )


def _lines(writer: Writer, messages: tuple[Message, ...]) -> list[str]:
    """Return the lines of a request's text, read no further than questions can be long."""
    text = ""
    with closing(writer.stream(messages)) as pieces:
        for piece in pieces:
            text += piece
            if len(text) > _MAX_LINES * _MAX_CHARS:
                break
    text = re.sub(r"(?s)^\s*<think>.*?</think>", "", text)
    lines = [
        _LABEL.sub("", _LIST_MARK.sub("", line)).strip().strip("“”\"'")
        for line in text.splitlines()
    ]
    return [line for line in lines if 0 < len(line) <= _MAX_CHARS][:_MAX_LINES]


def _asks_the_same(line: str, question: str, complete: str, *, known: Collection[str]) -> bool:
    """Tell a rewrite from chatter: it keeps places and numbers as typed, and half of the words.

    A small model answers, apologises or repeats its orders.
    """
    places = {each.name for each in find_mentions(question, known=known)}
    numbers = {*_NUMBER.findall(question)}
    own = _own_words(complete, known=known)
    kept = own & _own_words(line, known=known)
    return (
        places <= {each.name for each in find_mentions(line, known=known)}
        and numbers <= {*_NUMBER.findall(line)}
        and (2 * len(kept) >= len(own) if own else bool(bigrams(line) & bigrams(complete)))
    )


def _own_words(text: str, *, known: Collection[str]) -> frozenset[str]:
    """Return what a question is about: its words without places, years and those that ask."""
    for each in reversed(find_mentions(text, known=known)):
        text = f"{text[: each.start]} {text[each.end :]}"
    text = _ASKS.sub(" ", text)
    return bigrams(text) | {each.lower() for each in _WORD.findall(text)}


def _invents_nothing(line: str, said: str, *, known: Collection[str]) -> bool:
    if "<" in line or "[" in line:
        return False
    places = {each.name for each in find_mentions(line, known=known)}
    if any(each.name not in said for each in guess_mentions(line) if each.name not in places):
        return False
    numbers = {*_NUMBER.findall(line)}
    figures = {(each.value, each.unit) for each in find_figures(line)}
    return (
        places <= {each.name for each in find_mentions(said, known=known)}
        and numbers <= {*_NUMBER.findall(said)}
        and figures <= {(each.value, each.unit) for each in find_figures(said)}
    )
