"""Reads from when on a paper holds: its last lines say so, far from the words a question uses."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.excerpts import Excerpt, Reader
from bot.match import Candidate
from vectorstore.types import Context, Hit

__all__ = ["asks_effect", "read_effects"]

_ASKS = re.compile(r"施行|实施|生效|执行|失效|废止|有效期?|算起|开始(?:算|实行)")
_IS_EFFECT = re.compile(r"施行|实施|生效|执行|^(?:[天日年月号前后起从到要新]|\d+|开始)$")
_HOLDS = re.compile(r"起(?:正式|开始)?(?:施行|实施|执行|生效)")
# From the beginning of a sentence alone: from every character of a long line it would take hours.
_EFFECT = re.compile(
    r"(?:^|(?<=[。；\n]))[^。；\n]*起(?:正式|开始)?(?:施行|实施|执行|生效)[^。；\n]*(?:[。；]\s*(?:本)?[^。；\n]{0,12}有效期[^。；\n]*)?"
)
_REPORTS, _SENTENCES = 3, 6
# The lines that name a paper stand before this.
_OPENING_CHARS = 160
# A paper is longer than so many passages on each side seldom.
_WHOLE = 400
_SCORE = 0.5


def asks_effect(question: str) -> bool:
    """Tell whether a question asks from when on, or how long, a paper holds."""
    return bool(_ASKS.search(question))


def read_effects(
    reader: Reader, candidates: Sequence[Candidate], context: Callable[[Hit, int], Context]
) -> list[Excerpt]:
    """Return the excerpts of the likeliest reports that say from when on what holds.

    本办法自…起施行 names nothing: what the report's opening names stands for it.

    Args:
        reader: Scores texts against the question.
        candidates: In its scope, best first.
        context: The passage of a hit with so many neighbours on each side.
    """
    reader = _of_things(reader)
    found: list[Excerpt] = []
    for hit in _first_of_reports(candidates):
        whole = context(hit, _WHOLE)
        opening = " ".join(whole.text[:_OPENING_CHARS].split())
        for own in _sentences(hit, whole):
            named = replace(own, passage=replace(own.passage, section=(opening,)))
            read = (each for each in reader.read_hits([named]) if _HOLDS.search(each.text))
            found += [replace(each, hit=own) for each in read]
    return found


def _of_things(reader: Reader) -> Reader:
    """Return a reader that looks for what holds: that it holds from a day on, each of them says."""
    kept = [
        (term, weight)
        for term, weight in zip(reader.terms, reader.weights, strict=True)
        if not _IS_EFFECT.search(term.text)
    ]
    return replace(reader, terms=[term for term, _ in kept], weights=[each for _, each in kept])


def _first_of_reports(candidates: Sequence[Candidate]) -> list[Hit]:
    firsts: dict[str, Hit] = {}
    for each in candidates:
        firsts.setdefault(each.hit.passage.document_id, each.hit)
    return [*firsts.values()][:_REPORTS]


def _sentences(hit: Hit, whole: Context) -> Iterator[Hit]:
    for found in [*_EFFECT.finditer(whole.text)][-_SENTENCES:]:
        start, end = found.span()
        passage = replace(hit.passage, start=whole.start + start, end=whole.start + end, section=())
        yield replace(hit, passage=passage, text=found[0], score=_SCORE)
