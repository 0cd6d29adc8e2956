"""The places of China: names, short names, English names and nesting; knows no report."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

__all__ = [
    "NATION",
    "Mention",
    "Place",
    "find_mentions",
    "gazetteer",
    "guess_mentions",
    "is_named",
    "is_provincial",
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
_PROVINCIAL_LEVELS = frozenset("province municipality autonomous_region sar".split())
# Short names that are ordinary words as well; with their suffix they are still found.
_ORDINARY_WORDS = frozenset(("安康 平安 吉安 东方 和平 凤凰 大安 永安 百色 保山").split())
# A place the gazetteer lacks is known by its suffix, at the start of a text or after a mark.
_SUFFIXED = re.compile(
    r"(?:(?<=[，。、；：《“（(\s年在据])|^)(?:根据|按照|关于)?"
    r"((?!关于|根据|按照|我|全|本|各|该|此|整|两|几|哪|这|那|城|新|县|市|区|地|省|园|开|社|商|辖|牧|林|景|山|灾|贫)"
    r"[\u4e00-\u9fff]{1,5}?(?:自治区|自治州|自治县|新区|省|市|县|区|旗|盟))"
    r"(?![场民域委区县镇级直内外长间别划]|政(?!府工作报告))(?!人均)"
)
# Romanised names this short are mostly English words: mile, long, he.
_MAX_WORD_CHARS = 4
_LEVEL = re.compile(r"[省市县区]级")
_SHORTEST_NAME_CHARS = 2
_ENGLISH = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")
_SUFFIX = re.compile(r"(?:自治区|自治州|自治县|特别行政区|地区|[省市县区旗盟州])$")


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative place."""

    name: str
    shorts: tuple[str, ...]
    level: str
    parents: tuple[str, ...]
    """The place above it; several for a name that several places have (鼓楼区)."""
    english: tuple[str, ...] = ()
    romanised: str = ""
    """How English writes a county; many are English words too, so it counts for known places."""


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
    folder = files("ingest") / "gazetteer"
    lines = (folder / "places.jsonl").read_text(encoding="utf-8").splitlines()
    places = {
        each["name"]: Place(
            each["name"],
            tuple(each["short"]),
            each["level"],
            (each["parent"],),
            tuple(each["en"]),
        )
        for each in map(json.loads, lines)
    }
    for line in (folder / "divisions.tsv").read_text(encoding="utf-8").splitlines():
        name, parent, romanised = line.split("\t")
        known = places.get(name)
        if known is None:
            shorts = _county_shorts(name)
            places[name] = Place(name, shorts, "county", (parent,), romanised=romanised)
        elif parent not in known.parents:
            places[name] = replace(known, parents=(*known.parents, parent))
    return places


def _county_shorts(name: str) -> tuple[str, ...]:
    short = _SUFFIX.sub("", name)
    return (short,) if len(short) > 1 else ()


def find_mentions(text: str, *, known: Collection[str] = ()) -> tuple[Mention, ...]:
    """Return the places that a text names, in reading order, the longest name at each position.

    Args:
        text: Chinese or English.
        known: Full names of places that the gazetteer may lack.
    """
    names, pattern = _english_names()
    found = [Mention(*each.span(), names[each[0].lower()]) for each in pattern.finditer(text)]
    found += _han_mentions(text)
    found += [Mention(*each.span(), NATION) for each in _NATION_NAMES.finditer(text)]
    for name in known:
        pieces = [re.escape(each) for each in names_of(name)]
        if len(romanised := _romanised(name)) > _MAX_WORD_CHARS:
            pieces.append(rf"\b{re.escape(romanised)}\b")
        matches = re.finditer("|".join(pieces), text, re.IGNORECASE)
        found += [Mention(*each.span(), name) for each in matches]
    return _longest([each for mention in found for each in _without_level(mention, text)])


def _without_level(mention: Mention, text: str) -> tuple[Mention, ...]:
    """Return a mention without the 省 of 江苏省级; the 成县 of 合成县级指标 is none."""
    if not _LEVEL.match(text, mention.end - 1):
        return (mention,)
    is_whole = mention.end - mention.start > _SHORTEST_NAME_CHARS
    return (replace(mention, end=mention.end - 1),) if is_whole else ()


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


def is_named(place: str, text: str) -> bool:
    """Tell whether a text names a place, in Chinese or in English."""
    if any(name in text for name in names_of(place)):
        return True
    return bool(_ENGLISH.search(text)) and any(
        mention.name == place for mention in find_mentions(text)
    )


def _romanised(place: str) -> str:
    known = gazetteer().get(place)
    return known.romanised if known else ""


def _longest(found: list[Mention]) -> tuple[Mention, ...]:
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def resolve(text: str) -> str:
    """Return the place a text is about, "" for none.

    It is the most mentioned, the earlier of equals, when more than half of the mentions are of it
    or of places in it.
    """
    mentions = Counter(mention.name for mention in find_mentions(text))
    if not mentions:
        return ""
    place, count = mentions.most_common(1)[0]
    local = sum(count for each, count in mentions.items() if is_within(each, place))
    return place if count > 1 and 2 * local > mentions.total() else ""


def is_within(inner: str, outer: str) -> bool:
    """Tell whether a place is another or lies in it: 甘州区 in 张掖市, 张掖市 in 甘肃省."""
    if inner == outer or outer == NATION:
        return bool(inner)
    place = gazetteer().get(inner)
    return place is not None and any(
        parent != inner and is_within(parent, outer) for parent in place.parents
    )


def is_provincial(place: str) -> bool:
    """Tell whether a place is right below the nation: a province, 直辖市, 自治区, 特别行政区."""
    known = gazetteer().get(place)
    return known is not None and known.level in _PROVINCIAL_LEVELS


def _han_mentions(text: str) -> Iterator[Mention]:
    """Yield Chinese names, the longest at each position.

    Looked up by their first two characters and their length: an alternation of 4,000 names takes
    a second on a long report.
    """
    names, lengths, end = _han_names(), _han_lengths(), 0
    for each in _han_start().finditer(text):
        start = each.start()
        if start < end:
            continue
        for length in lengths.get(text[start : start + 2], ()):
            name = names.get(text[start : start + length])
            if name:
                end = start + length
                yield Mention(start, end, name)
                break


@cache
def _han_start() -> re.Pattern[str]:
    """Return a pattern of the characters that a Chinese name starts with."""
    return re.compile(f"[{''.join(sorted({name[0] for name in _han_names()}))}]")


@cache
def _han_lengths() -> dict[str, list[int]]:
    """Return how long the names are that start with two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for name in _han_names():
        lengths.setdefault(name[:2], set()).add(len(name))
    return {start: sorted(each, reverse=True) for start, each in lengths.items()}


@cache
def _han_names() -> dict[str, str]:
    names: dict[str, str] = {}
    places = gazetteer().values()
    for place in places:
        names[place.name] = place.name
    for place in places:
        if place.level in _WIDE_LEVELS:
            for short in place.shorts:
                if short not in _ORDINARY_WORDS:
                    names.setdefault(short, place.name)
    # A county's short name (海拉尔) is taken when no wider place has it; of two characters
    # (高台, 民乐) it is mostly a word.
    for place in places:
        for short in place.shorts:
            if place.level not in _WIDE_LEVELS and len(short) > 2:
                names.setdefault(short, place.name)
    return names


@cache
def _english_names() -> tuple[dict[str, str], re.Pattern[str]]:
    names: dict[str, str] = {}
    for place in gazetteer().values():
        for name in place.english:
            names.setdefault(name.lower(), place.name)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    choices = "|".join(map(re.escape, ordered))
    # The first letter is asked first: most words of a text are passed over at once.
    starts = "".join(sorted({re.escape(name[0]) for name in names}))
    return names, re.compile(rf"\b(?=[{starts}])(?:{choices})\b", re.IGNORECASE)
