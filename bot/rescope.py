"""Rewrites the place or year that a question names, or takes it out; pure."""

import re
from collections.abc import Collection

from bot.translate import name_in_english
from bot.understand import detect_language
from ingest.places import NATION, find_mentions, gazetteer, is_within

__all__ = ["with_place", "with_year"]

_Span = tuple[int, int]

_AFTER_YEAR = r"(?:\s?年度?(?:[末底初])?)?"
_ENGLISH_LEAD = r"(?:\b(?:in|for|of|from|by|during|at|across)\s+(?:the\s+)?)?"
_POSSESSIVE = re.compile(r"^['’]s\b")
_LEAD = re.compile(r"\b(?:in|of|for|from|across)\s+(?:the\s+)?$", re.IGNORECASE)
# What joins two names, of which one goes: 浙江和江苏, Zhejiang and Jiangsu.
_JOINT = r"\s*(?:[、,，和与及跟同]|\band\b|\bor\b)\s*"
_JOINT_BEFORE, _JOINT_AFTER = re.compile(f"{_JOINT}$"), re.compile(f"^{_JOINT}")
_LOOSE = re.compile(r"^[\s的，,、:：]+")
_SPACES, _SPACE_AT_END = re.compile(r" {2,}"), re.compile(r"\s+([?？])")
_END = re.compile(r"\s*([?？。.]?)\s*$")


def with_place(question: str, old: str, new: str, *, known: Collection[str] = ()) -> str:
    """Return a question about another place.

    Args:
        question: A stand-alone question.
        old: Full name of the place it names; empty when it names none.
        new: Full name of the place to ask about; empty takes the old one out.
        known: Full names of places that the gazetteer may lack.
    """
    spans = _named(question, old, known) if old else []
    is_english = detect_language(question) == "en"
    shown = name_in_english(new) if is_english and new else new
    if not spans:
        return _added(question, shown, is_english=is_english) if new else question
    if not new:
        return _without(question, spans)
    for start, end in reversed(spans):
        question = question[:start] + shown + question[end:]
    return question


def with_year(question: str, old: int | None, new: int | None) -> str:
    """Return a question about another year; `new` None takes the old one out."""
    pattern = re.compile(rf"(?<!\d){old}(?!\d)") if old else re.compile(r"(?!)")
    is_english = detect_language(question) == "en"
    if not pattern.search(question):
        year = f"{new}" if is_english else f"{new}年"
        return _added(question, year, is_english=is_english) if new else question
    if new:
        return pattern.sub(str(new), question)
    whole = re.compile(
        rf"{_ENGLISH_LEAD if is_english else ''}{pattern.pattern}{_AFTER_YEAR}", re.I
    )
    return _without(question, [each.span() for each in whole.finditer(question)])


def _named(question: str, place: str, known: Collection[str]) -> list[_Span]:
    """Return where a place is named, with the wider places before it: all of 江西省宜春市."""
    mentions = find_mentions(question, known=known)
    spans: list[_Span] = []
    for index, mention in enumerate(mentions):
        if mention.name != place:
            continue
        start, before = mention.start, mentions[:index]
        while before and before[-1].end == start and _holds(before[-1].name, place):
            start = before[-1].start
            before = before[:-1]
        spans.append((start, mention.end))
    return spans


def _holds(wider: str, place: str) -> bool:
    return wider not in ("", NATION) and wider in gazetteer() and is_within(place, wider)


def _added(question: str, words: str, *, is_english: bool) -> str:
    if not is_english:
        return words + question
    end = _END.search(question)
    assert end, "the pattern fits any text"
    return f"{question[: end.start()]} in {words}{end[1]}"


def _without(question: str, spans: Collection[_Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        before, after = _LEAD.sub("", question[:start]), _POSSESSIVE.sub("", question[end:])
        joined = _JOINT_AFTER.sub("", after)
        question = (_JOINT_BEFORE.sub("", before) if joined == after else before) + joined
    return _SPACES.sub(" ", _SPACE_AT_END.sub(r"\1", _LOOSE.sub("", question)))
