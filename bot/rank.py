"""Reads which place something takes among others: 居全省首位, ranked third in the country; pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.numerals import chinese

__all__ = ["Rank", "is_borne_out", "ranks"]

_SCOPES = {
    "world": r"全球|世界|\bworld|\bglobal",
    "Asia": r"亚洲|\bAsia",
    "nation": r"全国|国内|我国|\bChina\b|\bnation|\bcountry",
    "province": r"全省|省内|全区|全自治区|\bprovinc",
    "city": r"全市|市内|\bcity",
    "county": r"全县|县内|\bcounty",
}
_SCOPE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _SCOPES.items()), re.I)
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_RANK = re.compile(
    r"(?P<top>首位|榜首|头名|之首|\bnumber one\b|\btops? the\b|\btop spot\b|\bNo\. ?1\b)"
    r"|第(?P<han>[一二三四五六七八九十]+|\d{1,3})(?:[位名]|(?=[，。、；）)”\s]|$))"
    rf"|\b(?:rank(?:s|ed|ing)?|plac(?:es|ed|ing)|came|is|was) "
    rf"(?P<nth>{'|'.join(_NTH)}|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_REACH = 16
"""Code points around a rank in which its scope is told."""


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among others."""

    text: str
    value: Decimal
    scopes: frozenset[str]
    """Among what, empty when nothing near tells."""


def ranks(text: str) -> Iterator[Rank]:
    """Yield the ranks of a text in reading order."""
    for found in _RANK.finditer(text):
        before = re.split(r"[，。；,;.]", text[max(0, found.start() - _REACH) : found.start()])[-1]
        behind = re.split(r"[，。；,;.]", text[found.end() : found.end() + _REACH])[0]
        scopes = frozenset(str(each.lastgroup) for each in _SCOPE.finditer(f"{before} {behind}"))
        yield Rank(found[0], _value(found), scopes)


def is_borne_out(rank: Rank, held: Iterable[Rank]) -> bool:
    """Tell whether a passage with some ranks gives the same one, as far as both say among what."""
    return any(
        rank.value == each.value
        and (not rank.scopes or not each.scopes or bool(rank.scopes & each.scopes))
        for each in held
    )


def _value(found: re.Match[str]) -> Decimal:
    if found["top"]:
        return Decimal(1)
    if found["han"]:
        return Decimal(found["han"]) if found["han"].isdecimal() else chinese(found["han"])
    nth = found["nth"].lower()
    return Decimal(_NTH.index(nth) + 1) if nth in _NTH else Decimal(re.sub(r"\D", "", nth))
