"""Says what a question asks for in its own words, as a refusal names it; pure."""

import re
from collections.abc import Iterator, Sequence

from bot.parts import Part, Role, readable, split
from bot.theme import AGENTS, theme
from ingest.places import find_mentions

__all__ = ["noun_phrase"]

_LONGEST = 24
_NAMING = (Role.SUBJECT, Role.MODE, Role.GROWTH)
_OPEN = re.compile(r"多少|几|哪|什么|谁|吗|没有|多[大高长久]|怎么|如何|为")
_INNER = ("的", "和", "与")
_TRAILING = (*_INNER, "实际", "预期")
_NOUNS = ("n", "l", "j", "t", "s", "vn", "eng", "i")
_END = Part(-1, -1, "", Role.OTHER)
_LEAD = re.compile(
    r"^(?:and|so|but|no|,|\s)*(?:how (?:many|much|fast|quickly|long|far|high|large|big|old)"
    r"(?: (?:did|does|do|is|was|were|are))?|by how much (?:did|has|have)"
    r"|what(?:'s| is| was| are| were)?|did|does|do|is|are|was|were|has|have|had)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^(?:and|so|but|\s)*(?:who|whom|whose|when|where|which|why|in (?:what|which))\b.*?"
    r"(?=\b(?:the|an?)\s)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s+(?:did|does|do|was|were|is|are|has|have|had|will|would|grow|rise|fall|increase|decline)\b.*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s+(?:(?:in|for|of|by|during|at the end of)\s+)?(?:19|20)\d\d$")
_PREPOSITION = re.compile(r"\s+(?:in|for|of|at|by|from)\s+(?:the\s+)?$", re.IGNORECASE)


def noun_phrase(question: str, language: str) -> str:
    """Return what a stand-alone question asks for, without its place and year, "" for nothing.

    Args:
        question: The question.
        language: zh or en: in which it is named.
    """
    return _in_english(question) if language == "en" else _in_chinese(question)


def _in_chinese(question: str) -> str:
    parts = split(readable(question))
    rest = parts[len(theme(parts)) :]
    phrases = [*_phrases(rest)] or [*_phrases(parts)]
    phrases += ["".join(part.text for part in parts if part.role is Role.SUBJECT)]
    fitting = [each for each in phrases if 1 < len(each) <= _LONGEST]
    return fitting[0] if fitting else ""


def _phrases(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the runs of words that name something, of those before what is asked the last first."""
    asked = next(
        (i for i, part in enumerate(parts) if part.role is Role.ASK and _OPEN.search(part.text)),
        len(parts),
    )
    yield from reversed([*_runs(parts[:asked])])
    yield from _runs(parts[asked:])


def _runs(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the words of each run that holds a noun, without the verb or 实际 that ends it."""
    run: list[Part] = []
    for part in (*parts, _END):
        if part.role in _NAMING or (run and part.text in _INNER):
            run.append(part)
            continue
        while run and (run[-1].text in _TRAILING or _is_short_verb(run[-1])):
            run.pop()
        is_named = any(each.tag.startswith(_NOUNS) and not each.text.isdigit() for each in run)
        if is_named and run[0].text not in AGENTS:
            yield "".join(each.text for each in run)
        run = []


def _is_short_verb(part: Part) -> bool:
    return part.tag == "v" and len(part.text) == 1


def _in_english(question: str) -> str:
    text = question.strip(" ?.")
    text = _WHO.sub("", text) if _WHO.match(text) else _LEAD.sub("", text)
    text = _without_scope(_VERB.sub("", text))
    return re.sub(r"^the\s+", "", text)


def _without_scope(text: str) -> str:
    """Return a phrase without the year and place that end it, and whose it is: China's GDP."""
    text = _YEAR.sub("", text)
    for place in reversed(find_mentions(text)):
        before, after = text[: place.start], text[place.end :]
        if not after and _PREPOSITION.search(before):
            text = _YEAR.sub("", _PREPOSITION.sub("", before))
        elif not before and after.startswith("'s "):
            text = after.removeprefix("'s ")
    return text.strip()
