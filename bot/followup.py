"""Makes a follow-up question complete, so that it can be searched and shown; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.types import Turn
from bot.understand import detect_language
from bot.wording import find_terms
from ingest.places import find_mentions, guess_mentions
from vectorstore.terms import simplify

__all__ = ["Standalone", "complete"]

_REFERS = re.compile(
    r"^(?:那么?|其中|还有|另外|以及|这|该|上述|同期|它们?|他们|占|增长|同比|比上年)|呢\s*[?？]?$"
    r"|它们?|其中|^(?:and|what about|how about|of (?:these|those|them))\b|^再?往?[前后上下]一?年"
    r"|\b(?:it|its|they|them|their|those|these)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:那么?|还有|另外|以及|and\s+|what about\s+|how about\s+|so\s+)[,，]?", re.IGNORECASE
)
_TAIL = re.compile(r"呢?\s*[?？。]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\s?年?")
_YEAR_TURN = re.compile(
    r"(?:再|那|往)*(?:(?P<before>(?:往?前|上|去)(?:面|推)?一?年|the (?:year before|previous year))"
    r"|(?:往?后|下|次|第二)一?年|the (?:next|following) year)(?:的|的情况|呢)*[?？]?$"
)
_QUESTION_PART = re.compile(
    r"(?:预计)?(?:一共|总共|共)?(?:有|是|达到|完成了?|建了|落实了?|增长了?|占)?"
    r"(?:多少|几|百分之几|什么|哪些|何时)[^，,。?？]*[?？]?$|(?:是|有)?(?:多少|几)\S{0,4}[，,？?].*$"
)
_MAX_BARE_CHARS = 14
_PLACE_REST = re.compile(r"^(?:的|省|市|县|区|全省|全市)*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standalone:
    """A question that needs no history."""

    text: str
    focus: str = ""
    """The part that is new when the rest comes from earlier turns; empty when all of it counts."""


def complete(question: str, history: Sequence[Turn]) -> Standalone:
    """Return the question in stand-alone form; a question that is complete stays as it is."""
    if not history:
        return Standalone(text=question)
    earlier = Standalone(text="")
    for turn in history:
        earlier = _join(turn.question, earlier)
    return _join(question, earlier)


def _join(question: str, earlier: Standalone) -> Standalone:
    if not earlier.text or not _is_followup(question):
        return Standalone(text=question)
    bare = _TAIL.sub("", _LEAD.sub("", question.strip())).strip()
    swapped = _shift_year(bare, earlier.text) or _swap_scope(bare, earlier.text)
    if swapped:
        return Standalone(text=swapped)
    base = earlier.text
    if _YEAR.search(question):
        base = _YEAR.sub("", base)
    topic = _QUESTION_PART.sub("", _TAIL.sub("", base)).strip("，, ")
    if detect_language(question) == "en":
        text = f"{question.strip()} ({earlier.text.strip()})"
    else:
        text = f"{topic}，{_LEAD.sub('', question.strip())}"
    return Standalone(text=text, focus=question)


def _shift_year(bare: str, earlier: str) -> str:
    """Return the earlier question for the year before or after it, "" when none is meant."""
    turned = _YEAR_TURN.match(bare)
    years = _YEAR.findall(earlier)
    if not turned or not years:
        return ""
    step = -1 if turned["before"] else 1
    return re.sub(r"(?:19|20)\d\d", lambda found: str(int(found[0]) + step), earlier)


def _is_followup(question: str) -> bool:
    stripped = question.strip()
    if _REFERS.search(stripped):
        return True
    is_short = len(stripped) <= _MAX_BARE_CHARS and detect_language(question) == "zh"
    return is_short and not _names_its_subject(stripped)


def _names_its_subject(question: str) -> bool:
    """Tell 抽水蓄能电站总投资多少 from 总投资多少: it needs no earlier turn."""
    if find_mentions(question):
        return True
    terms = find_terms(simplify(_YEAR.sub(" ", question)), "zh")
    return sum(term.weight >= 1.0 for term in terms) > 1


def _swap_scope(bare: str, earlier: str) -> str:
    """Return the earlier question for another place or year, "" when the turn names more."""
    mentions = guess_mentions(bare)
    years = _YEAR.findall(bare)
    rest = _YEAR.sub("", bare)
    for mention in mentions:
        rest = rest.replace(bare[mention.start : mention.end], "")
    if not _PLACE_REST.match(rest.strip()) or not (mentions or years):
        return ""
    text = earlier
    if mentions:
        text = _swap_place(text, bare[mentions[0].start : mentions[-1].end])
    if years:
        text = _YEAR.sub(years[0], text) if _YEAR.search(text) else f"{years[0]}{text}"
    return text


def _swap_place(earlier: str, place: str) -> str:
    mentions = find_mentions(earlier) or guess_mentions(earlier)
    if not mentions:
        return f"{place}{earlier}"
    first = mentions[0]
    return earlier[: first.start] + place + earlier[first.end :]
