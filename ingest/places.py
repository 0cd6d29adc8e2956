"""The places of China: names, short names, English names and nesting; knows no report."""

import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = [
    "NATION",
    "Mention",
    "Place",
    "find_mentions",
    "gazetteer",
    "guess_mentions",
    "is_within",
    "names_of",
    "resolve",
]

NATION = "全国"
"""The place of national reports."""

_NATION_NAMES = re.compile(
    r"国务院|全国人民代表大会|中华人民共和国|我国|全国|中国人民银行|中国(?=20|的|经济|政府)"
    r"|State Council|National People's Congress|People's Republic of China|\bChina\b"
)
_WIDE_LEVELS = frozenset(
    (
        "province municipality autonomous_region sar region prefecture_city "
        "autonomous_prefecture prefecture league"
    ).split()
)
# Short names that are ordinary words as well; with their suffix they are still found.
_ORDINARY_WORDS = frozenset(("安康 平安 吉安 东方 和平 凤凰 大安 永安 百色 保山").split())
# A place the gazetteer lacks is known by its suffix, at the start of a text or after a mark.
_SUFFIXED = re.compile(
    r"(?:(?<=[，。、；：《“（(\s年在据])|^)(?:根据|按照|关于)?"
    r"((?!我|全|本|各|该|此|整|两|几|哪|这|那|城|新|县|市|区|地|省|园|开|社|商|辖|牧|林|景|山|灾|贫)"
    r"[\u4e00-\u9fff]{1,5}?(?:自治区|自治州|自治县|新区|省|市|县|区|旗|盟))"
    r"(?![场民政域委区县镇级直内外长间别划])(?!人均)"
)
_SUFFIX = re.compile(r"(?:自治区|自治州|自治县|特别行政区|地区|[省市县区旗盟州])$")


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative place."""

    name: str
    shorts: tuple[str, ...]
    level: str
    parent: str
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a place; positions in that text."""

    start: int
    end: int
    name: str
    """Full official name."""


@cache
def gazetteer() -> dict[str, Place]:
    """Return the places by full name."""
    lines = (files("ingest") / "gazetteer" / "places.jsonl").read_text(encoding="utf-8")
    places = (json.loads(line) for line in lines.splitlines() if line)
    return {
        each["name"]: Place(
            each["name"], tuple(each["short"]), each["level"], each["parent"], tuple(each["en"])
        )
        for each in places
    }


def find_mentions(text: str, *, known: Collection[str] = ()) -> tuple[Mention, ...]:
    """Return the places that a text names, in reading order, the longest name at each position.

    Args:
        text: Chinese or English.
        known: Full names of places that the gazetteer may lack.
    """
    names, pattern = _names()
    found = [Mention(*each.span(), names[each[0].lower()]) for each in pattern.finditer(text)]
    found += [Mention(*each.span(), NATION) for each in _NATION_NAMES.finditer(text)]
    for name in known:
        pieces = "|".join(map(re.escape, names_of(name)))
        found += [Mention(*each.span(), name) for each in re.finditer(pieces, text)]
    return _longest(found)


def guess_mentions(text: str) -> tuple[Mention, ...]:
    """Return the places that a title or meeting names, also those only their suffix tells.

    In running text the suffix misleads (给老小区, 各开发区), so titles only.
    """
    guessed = [Mention(*each.span(1), each[1]) for each in _SUFFIXED.finditer(text)]
    return _longest([*find_mentions(text), *guessed])


def names_of(place: str) -> tuple[str, ...]:
    """Return how a text may name a place, its full name first."""
    known = gazetteer().get(place)
    if known:
        return (place, *known.shorts)
    short = _SUFFIX.sub("", place)
    return (place, short) if len(short) > 1 and short != place else (place,)


def _longest(found: list[Mention]) -> tuple[Mention, ...]:
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def resolve(text: str) -> str:
    """Return the place a text is about: the most mentioned, the earlier of equals; "" for none."""
    mentions = Counter(mention.name for mention in find_mentions(text))
    return max(mentions, key=lambda name: mentions[name]) if mentions else ""


def is_within(inner: str, outer: str) -> bool:
    """Tell whether a place is another or lies in it: 甘州区 in 张掖市, 张掖市 in 甘肃省."""
    places = gazetteer()
    seen: set[str] = set()
    while inner and inner not in seen:
        if inner == outer or outer == NATION:
            return True
        seen.add(inner)
        inner = places[inner].parent if inner in places else ""
    return False


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    names: dict[str, str] = {}
    places = gazetteer().values()
    for place in places:
        names[place.name.lower()] = place.name
    for place in places:
        is_wide = place.level in _WIDE_LEVELS
        shorts = [short for short in place.shorts if short not in _ORDINARY_WORDS]
        for name in (*(shorts if is_wide else ()), *place.english):
            names.setdefault(name.lower(), place.name)
    # A county's short name (临泽, 高台) is taken when no wider place has it and it is no word.
    for place in places:
        for short in place.shorts:
            if place.level not in _WIDE_LEVELS and len(short) > 2:
                names.setdefault(short.lower(), place.name)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    choices = (rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in ordered)
    return names, re.compile("|".join(choices), re.IGNORECASE)
