"""Owns when two texts say the same to a reader who counts characters; knows no answer or item."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

__all__ = ["contains", "fold", "named", "overlap", "squeeze", "tidy"]

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# Before NFKC: "120，350" with a full-width comma is a list of two, "120,350" is one number. Only
# full-width digits take a full-width comma between thousands.
_THOUSANDS = re.compile(
    r"(?<![\d.．,，])(?:[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|[0-9]{1,3}(?: [0-9]{3})+(?! ?[0-9])"
    r"|[０-９]{1,3}(?:[，,][０-９]{3})+(?![，,]?[０-９]))"
)
_COMMA = re.compile("[,， ]")
# Signs that NFKC leaves as they are, though they are typed for one another in figures: 3∶1, −2.1.
_SIGNS = str.maketrans({"∶": ":", "−": "-"})
_SPACES = re.compile(r"\s+")
# A space is what keeps "2024 500" two numbers and "5, 120" a list; any other space is layout.
_LOOSE_SPACE = re.compile(r"(?<!\d)(?<!\d[.,]) | (?!\d)")

# A longer unit that begins with the needle's own last character is another figure.
_LONGER = (
    (re.compile(r"\d[十百千]$"), "(?![万亿])"),
    (re.compile(r"\d万$"), "(?!亿)"),
    (re.compile(r"\d个$"), "(?!百分点|月)"),
    (re.compile(r"[\d万亿]人$"), "(?!次)"),
    (re.compile(r"[\d万亿]吨$"), "(?!公里)"),
    (re.compile(r"[\d万亿千]瓦$"), "(?!时)"),
)
# Shorter than this, a shared end is chance.
LEAST_OVERLAP = 6


def tidy(text: str) -> str:
    """Return the text in NFKC, white space as single spaces, thousands separators dropped."""
    text = _THOUSANDS.sub(lambda found: _COMMA.sub("", found[0]), _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_SIGNS)).strip()


def fold(text: str) -> str:
    """Return the text for comparing: `tidy` without spaces, save those that part two numbers."""
    return _LOOSE_SPACE.sub("", tidy(text))


def contains(text: str, needle: str) -> bool:
    """Tell whether the folded needle stands in the folded text, figures only as whole figures.

    82 is not in 282 or 82.5, 9% not in 6.9%, 40万 not in 240万 or 40万亿, 10个 not in 10个百分点.
    A unit after a bare number is no boundary: 40 is in 40万. A ratio is whole too: 38:50 is not in
    12:38:50. Case is no difference.
    """
    return _pattern(needle).search(fold(text)) is not None


def named(text: str, names: Iterable[str]) -> frozenset[str]:
    """Return those of some names that stand in the folded text, each place read as one name.

    The longest that fits is the one that is meant: 东青禾县 does not name 青禾县.
    """
    rest, found = fold(text), set()
    for name in sorted(set(names), key=lambda each: -len(fold(each))):
        # What a name was read in is taken out, with a mark that parts what stood on both sides.
        rest, count = _pattern(name).subn("\0", rest)
        if count:
            found.add(name)
    return frozenset(found)


def _pattern(needle: str) -> re.Pattern[str]:
    wanted = fold(needle)
    return re.compile(_left(wanted) + re.escape(wanted) + _right(wanted), re.IGNORECASE)


def _left(wanted: str) -> str:
    if not wanted[:1].isdecimal():
        return ""
    return r"(?<!\d)(?<!\d\.)" + (r"(?<!\d:)" if ":" in wanted else "")


def _right(wanted: str) -> str:
    if wanted[-1:].isdecimal():
        return r"(?!\d)(?!\.\d)" + (r"(?!:\d)" if ":" in wanted else "")
    return next((ahead for ending, ahead in _LONGER if ending.search(wanted)), "")


def squeeze(text: str) -> str:
    """Return the text for comparing quotes: NFKC without white space or invisible characters.

    Nothing depends on what stands around a character, so that a part squeezes to a part.
    """
    return "".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())


def overlap(one: str, other: str) -> bool:
    """Tell whether one squeezed text lies in the other, or the end of one begins the other.

    For texts whose positions are not known. A shared end counts from 6 characters.
    """
    one, other = squeeze(one), squeeze(other)
    if not one or not other:
        return False
    if one in other or other in one:
        return True
    return any(_shares(one, other)) or any(_shares(other, one))


def _shares(ending: str, beginning: str) -> Iterator[bool]:
    longest = min(len(ending), len(beginning))
    return (ending.endswith(beginning[:size]) for size in range(LEAST_OVERLAP, longest))
