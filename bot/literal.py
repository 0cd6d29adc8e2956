"""Finds in a sentence the numbers, quotations and links that no passage it cites holds; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.naming import SYMBOLS, is_chinese
from bot.rank import is_borne_out, ranks
from bot.shown import NUMBER, Frame, Shown, solid
from ingest.types import Figure

__all__ = ["QUOTED", "Fault", "check_words"]

# 1. and （2） open an item; the 88 of 数量为：\n88) is what is said.
_LIST_MARK = re.compile(
    r"(?:^|(?<=\n))\s*(?:[-*•#]+\s*)?"
    r"(?:[（(]?(?:2[0-4]|1?\d)[.、)）](?!\d)(?=[ \t]*[*_“\"《「]*\d{0,2}[A-Za-z\u4e00-\u9fff]))?\s*"
)
# Numbers that our grammar does not read, so that only the same words in a passage bear them out.
_VAGUE = re.compile(
    r"[〇零一二两三四五六七八九十百]+点[〇零一二两三四五六七八九]+|几[十百千万亿]|数[十百千万亿]+|(?<!以)上[百千万亿]+"
    r"|[十百千万]余|[近成超][百千万亿]|(?<!超)过半(?![年个天日小径])|半数|[大一]半|减半|翻[了一两二三]*[番倍]"
    r"|[①-⑳⑴-⒛㈠-㈩]|\b(?:dozens|hundreds|thousands|millions|(?<!first )(?<!second )half|halv\w+"
    r"|doubl\w+|tripl\w+|twice|majority)\b",
    re.IGNORECASE,
)
_UNREAD = ("%", "‰", "％", "万", "亿", "成", "倍")
_NAMED = re.compile(r"(?<![A-Za-z\d.])(?:[A-Za-z]+\d+(?:\.\d+)?|\d{1,2}[A-Z]+)(?![A-Za-z\d])")
QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|「([^「」]+)」")
_NTH = "第"
_NUMERAL = re.compile(r"\d|[二两三四五六七八九十百千万亿]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>）)\]”\"]+|!\[|\]\(", re.IGNORECASE)
# Shorter ones are names: “十四五”, “一带一路”.
_MIN_QUOTE_CHARS, _MIN_QUOTE_WORDS = 10, 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Why a sentence does not stand; `prompts` holds a text `fault_<kind>` for each."""

    kind: str
    text: str
    """The words at fault."""


def check_words(
    plain: str, figures: Sequence[Figure], sources: Sequence[Shown], frame: Frame
) -> Iterator[Fault]:
    """Yield a fault for each number, rank, quotation or link that no cited passage holds."""
    yield from (
        Fault(kind="number", text=each) for each in _numbers(plain, figures, sources, frame)
    )
    for rank in ranks(plain):
        if not any(is_borne_out(rank, source.ranks) for source in sources):
            yield Fault(kind="number", text=rank.text)
    for quoted in QUOTED.finditer(plain):
        said = next(filter(None, quoted.groups()))
        held = (solid(frame.asked), *(each.solid for each in sources))
        if _claims_verbatim(said) and not any(solid(said) in each for each in held):
            yield Fault(kind="quote", text=said)
    for link in _LINK.finditer(plain):
        if not any(link[0] in source.around for source in sources):
            yield Fault(kind="link", text=link[0])


def _numbers(
    plain: str, figures: Sequence[Figure], sources: Sequence[Shown], frame: Frame
) -> Iterator[str]:
    """Yield the numbers outside figures that neither a passage nor the question holds."""
    held = {*NUMBER.findall(frame.asked), *map(str, frame.years)}.union(
        *(source.numbers for source in sources)
    )
    bare = _blanked(_NAMED.sub(partial(_without_known, sources, frame), plain), figures)
    for found in NUMBER.finditer(bare):
        # 01% is no figure to our grammar, so that nothing could verify it.
        is_unread = bare[found.end() : found.end() + 1] in _UNREAD
        is_nth = bare[: found.start()].endswith(_NTH)
        if found[0] not in held or is_unread or (is_nth and not _is_nth(found[0], sources, frame)):
            yield found[0]
    for found in _VAGUE.finditer(bare):
        if not any(found[0].lower() in source.around.lower() for source in sources):
            yield found[0]


def _is_nth(number: str, sources: Sequence[Shown], frame: Frame) -> bool:
    """Tell whether 第12号 stands there, and not 12亿元 alone."""
    return any(f"{_NTH}{number}" in each for each in (frame.asked, *(s.around for s in sources)))


def _without_known(sources: Sequence[Shown], frame: Frame, found: re.Match[str]) -> str:
    """Return nothing, as long, for a name such as 5G that a passage or the question holds.

    PM2.5 is 细颗粒物 and 4G 第四代移动通信.
    """
    name = found[0]
    wordings = (name.lower(), *SYMBOLS.get(name.upper(), ()))
    told = "\n".join((frame.asked, *(each.around for each in sources))).lower()
    return " " * len(name) if any(each in told for each in wordings) else name


def _blanked(plain: str, figures: Sequence[Figure]) -> str:
    """Return a sentence without its figures and the numbers of its list items."""
    for each in figures:
        plain = plain[: each.start] + " " * (each.end - each.start) + plain[each.end :]
    return _LIST_MARK.sub("", plain)


def _claims_verbatim(said: str) -> bool:
    if is_chinese(said):  # “十强”产业: a name that counts must be the passage's
        return len(said) >= _MIN_QUOTE_CHARS or bool(_NUMERAL.search(said))
    return len(said.split()) >= _MIN_QUOTE_WORDS
