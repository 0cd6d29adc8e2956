"""Says which places the figures of a text are of, by where the text names them; pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.claims import Claim
from ingest.places import NATION, Mention, find_mentions

__all__ = ["Site", "nearest_place", "sites"]

# 其中高台县12亿元, 高台县完成12亿元: a place that opens a clause is what the clause is of;
# 新增全国重点实验室 and 高于全国平均水平 are of no nation.
_OPENS, _NATION_OPENS = 4, 1
_LIST_MARKS = "、，,和与及以 \n|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where a figure of a passage is of."""

    place: str = ""
    """The place that opens its part of a clause, "" for none."""
    near: frozenset[str] = frozenset()
    """Those that its words hold; without a place, also what its sentence was about before."""


def sites(text: str, claims: Sequence[Claim], *, known: Collection[str] = ()) -> list[Site]:
    """Return the sites of figures.

    Args:
        text: What the claims were found in.
        claims: All with a figure, in their order.
        known: Places that the gazetteer may lack.
    """
    mentions = find_mentions(text, known=known)
    if not mentions:
        return [Site()] * len(claims)
    found: list[Site] = []
    for k, claim in enumerate(claims):
        before = claims[k - 1] if k else None
        after = claims[k + 1] if k + 1 < len(claims) else None
        is_same = before is not None and before.clause == claim.clause
        start = _end(before) if before and is_same else claim.clause[0]
        end = _start(after) if after and after.clause == claim.clause else claim.clause[1]
        own = [each for each in mentions if start <= each.start < end]
        dealt = _dealt(claim, known)
        place = dealt or _opening(text, own, start, stop=_start(claim))
        if not place and is_same:  # 高台县接待游客68万人次、收入3亿元
            place = found[-1].place
        earlier = () if place else _spoken_of(text, claim, mentions)  # 甲县5人，乙县8人
        named = () if dealt else (each.name for each in own if each.name != NATION)
        near = frozenset({*named, *earlier})
        found.append(Site(place=place, near=near))
    return found


def nearest_place(
    text: str,
    claim: Claim,
    *,
    mentions: Sequence[Mention],
    until: int,
    known: Collection[str] = (),
) -> str:
    """Return the last place before an answer's figure, else the first of its own words behind it.

    Args:
        text: The answer.
        claim: The claim of the figure.
        mentions: The places that the answer names.
        until: Where the next figure begins, or the text ends.
        known: Places that the gazetteer may lack.
    """
    if dealt := _dealt(claim, known):
        return dealt
    mentions = [each for each in mentions if not _is_in_name(text, each)]
    before = [each.name for each in mentions if each.start < _start(claim)]
    end = min(until, claim.clause[1])
    behind = (each.name for each in mentions if _start(claim) <= each.start < end)
    return before[-1] if before else next(behind, "")


def _is_in_name(text: str, mention: Mention) -> bool:
    """Tell the China of China International Import Expo, which says where nothing was."""
    return bool(re.match(r" [A-Z][a-z]+ [A-Z]", text[mention.end :]))


def _start(claim: Claim) -> int:
    return claim.sentence[0] + (claim.figure.start if claim.figure else 0)


def _end(claim: Claim) -> int:
    return claim.sentence[0] + (claim.figure.end if claim.figure else 0)


def _dealt(claim: Claim, known: Collection[str]) -> str:
    """Return the place that a 分别 deals a figure to."""
    mentions = find_mentions(claim.label, known=known) if claim.group else ()
    return mentions[0].name if len(mentions) == 1 else ""


def _opening(text: str, mentions: Sequence[Mention], start: int, *, stop: int) -> str:
    """Return the place that opens a stretch, behind the name of a column and marks of a list."""
    colon = text.rfind("：", start, stop)
    begin = max(start, colon + 1)
    begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(_LIST_MARKS))
    opening = [
        each.name
        for each in mentions
        if begin <= each.start < stop
        and each.start - begin <= (_NATION_OPENS if each.name == NATION else _OPENS)
    ]
    return opening[-1] if opening else ""


def _spoken_of(text: str, claim: Claim, mentions: Sequence[Mention]) -> list[str]:
    """Return the last place that opened an earlier clause of a figure's sentence."""
    earlier = [each for each in mentions if claim.sentence[0] <= each.start < claim.clause[0]]
    opening = [each.name for each in earlier if _opens_clause(text, each, claim.sentence[0])]
    return opening[-1:]


def _opens_clause(text: str, mention: Mention, start: int) -> bool:
    reach = _NATION_OPENS if mention.name == NATION else _OPENS
    before = text[max(start, mention.start - reach - 1) : mention.start]
    return mention.start - start <= reach or any(each in before for each in "，,；;：:。|\n")
