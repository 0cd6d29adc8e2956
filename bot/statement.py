"""Puts claims and excerpts into words: as they stand in the report, naming their subject; pure."""

import re
from collections.abc import Sequence

from bot.cite import marker
from bot.claim import Claim
from bot.draft import Draft
from bot.excerpts import Excerpt
from bot.lines import NUMBERED, unwrap
from bot.match import Candidate
from bot.query import Query
from bot.types import Outcome
from ingest.figures import find_figures
from vectorstore.types import Hit

__all__ = ["EDGE", "completed", "continued", "said", "shown", "state", "state_all"]

EDGE = "，,；;：:、。 \n"
"""What is no part of a statement at its ends."""

# 地区生产总值[2] would be read as a citation.
_NOTE = re.compile(r"\[\d{1,2}\]")
_MAX_STATEMENT_CHARS = 120
# 但赤字率稳定在2.1%: what it joins is not shown.
_JOINS = re.compile(r"^(?:但是?(?!书)|而且|而(?!立)|同时，?|并且|此外，?)(?=[\u4e00-\u9fff]{2})")
_ELLIPTIC = re.compile(
    r"^\s*(?:同比|比上年|较上年|增长|下降|提高|并|也|还|均|其中|达到?|为|由|占|从而|且|而|分别|作为|成为|可(?!以?再生)"
    r"|应当?|不得|居|位列|列)"
)
_GOES_ON = re.compile(
    r"\s*(?:同比|比上年|较上年|增长|下降|增速|增幅|提高|上升|减少|回落|占(?!地))[^，,；;：:。\n]{0,30}\d"
)
_CHANGED_TO = re.compile(
    r"(?:/\S{1,2}?)?(?:[增提上扩发下降减缩回压跃攀]\S(?:到|至|为)|[增升扩减缩压降调][到至])"
)
_HAN_SPACE = re.compile(r"(?<=[\u4e00-\u9fff，、。；）”])\s+(?=[\u4e00-\u9fff（“])")
_CONDITION = re.compile(r"(?P<said>[^，,；;：:。\n]{3,40}(?<![目标])的)[，,]\s*$")
# 地区生产总值 and 增长6.7% make one clause, 全市常住人口 and 其中城镇80万人 do not.
_PREDICATE = re.compile(
    r"(?:同比|比上年|较上年|较去年|比去年)?(?:实际|名义)?"
    r"(?:增长|增加|提高|提升|上升|上涨|下降|减少|降低|达到?|为|占|超过|突破)"
)
_VERB_END = re.compile(
    r"(?:增长|增加|提高|下降|上升|达到|达|完成|实现|为|是|突破|超过|超|降至|增至|至|预计|共|[、，,\s])+$"
)


def state_all(chosen: Sequence[Candidate]) -> str:
    """Return claims of one sentence as one statement."""
    first, last = chosen[0].claim, chosen[-1].claim
    if len(chosen) > 1 and not first.group and last.end - first.start <= _MAX_STATEMENT_CHARS:
        return _NOTE.sub("", chosen[0].hit.text[first.start : last.end]).strip(EDGE)
    return "，".join(state(each) for each in chosen)


def state(candidate: Candidate) -> str:
    """Return a claim as a statement that names its subject, without the marks of notes."""
    return _NOTE.sub("", _JOINS.sub("", _stated(candidate)))


def _stated(candidate: Candidate) -> str:
    claim, text = candidate.claim, candidate.hit.text
    if claim.group and claim.figure:
        return (claim.label + claim.figure.text).strip(EDGE)
    shown = text[claim.start : claim.end].strip(EDGE)
    if _CHANGED_TO.match(shown):  # 从80.2岁提升到82.5岁: neither end says it alone
        return text[claim.clause[0] : claim.end].strip(EDGE)
    subject = _VERB_END.sub("", _without_figures(claim.inherited)).strip(EDGE)
    if claim.is_elliptic and subject and subject not in shown:
        return f"{subject}{'' if _PREDICATE.match(shown) else '，'}{shown}"
    if claim.figure and shown == claim.figure.text:  # 20个 alone says nothing
        return text[slice(*claim.sentence)].strip(EDGE)
    condition = _condition(text, claim)
    return f"{condition}，{shown}" if condition else shown


def _condition(text: str, claim: Claim) -> str:
    """Return the clause before a claim that says of whom it holds: 纳税人为独生子女的，…."""
    found = _CONDITION.search(text, claim.sentence[0], claim.clause[0])
    return NUMBERED.sub("", found["said"].strip(EDGE)) if found else ""


def _without_figures(text: str) -> str:
    for figure in reversed(find_figures(text)):
        text = text[: figure.start] + text[figure.end :]
    return text.strip(EDGE)


def said(query: Query, hit: Hit, span: tuple[int, int], lead: str = "") -> Draft:
    """Return the answer that a stretch of a hit gives, behind a lead such as 是，."""
    stop = "。" if query.language == "zh" else ""
    text = f"{lead}{shown(hit.text[slice(*span)])}{marker(1)}{stop}"
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=((hit, *span),))


def shown(text: str) -> str:
    """Return a text as one line: no ends of wrapped lines, no number of its own."""
    flat = _HAN_SPACE.sub("", unwrap(text))
    return NUMBERED.sub("", " ".join(flat.split())).strip(EDGE)


def continued(excerpt: Excerpt) -> tuple[int, int]:
    """Return a completed excerpt with the clauses that only go on with it: 同比增长6.8%."""
    start, end = completed(excerpt)
    text, last = excerpt.hit.text, excerpt.sentence[1]
    while end < last and text[end] in "，,、":
        stops = [i for i in range(end + 1, last) if text[i] in "，,；;：:。\n"]
        after = stops[0] if stops else last
        if not _GOES_ON.match(text[end + 1 : after]) or after - start > _MAX_STATEMENT_CHARS:
            break
        end = after
    return start, end


def completed(excerpt: Excerpt) -> tuple[int, int]:
    """Return an excerpt with the clause before it, when it begins in the middle."""
    text, start = excerpt.hit.text, excerpt.start
    while _ELLIPTIC.match(text[start : excerpt.end]) and start > excerpt.sentence[0]:
        stops = [i for i in range(excerpt.sentence[0], start - 1) if text[i] in "，,；;：:"]
        before = stops[-1] + 1 if stops else excerpt.sentence[0]
        if excerpt.end - before > _MAX_STATEMENT_CHARS:
            break
        start = before
    return start, excerpt.end
