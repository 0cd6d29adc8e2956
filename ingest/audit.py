"""Accounts for what reading kept: every number of the file must stand in a passage or heading.

Numbers are read here in a simple way of their own, so that a mistake of the grammar of figures
does not hide itself.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.load import Loaded
from ingest.normalise import Line, Normalised
from ingest.types import MAX_LOST, Audit, Heading

__all__ = ["Number", "Numbers", "Split", "lost_numbers", "make_audit", "read_numbers"]

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_WIDE = tuple(zip("０１２３４５６７８９．，％﹪", "0123456789.,%%", strict=True))
_DIGITS = "零〇○一二两三四五六七八九"
_ANY = f"[{_DIGITS}十百千万亿]"
# 百分之三十点五; 一百二十三, 三千万, 十五 (not 千万, 一一); 二〇二四. Bounded, as long runs of such
# characters would be tried from each of them.
_HAN_NUMBER = (
    rf"百分之[{_DIGITS}十百]{{1,16}}(?:点[{_DIGITS}]{{1,16}})?"
    rf"|{_ANY}{{0,16}}[{_DIGITS}][十百千万亿]{_ANY}{{0,16}}(?:点[{_DIGITS}]{{1,16}})?"
    rf"|十[{_DIGITS}]|[一二][〇○零一二三四五六七八九]{{3}}"
)
# What a number can begin with, asked first: most of a text is passed over at once.
_BEGINS = rf"(?=[\d{_DIGITS}十百千万亿])"
_NUMBER = re.compile(rf"{_BEGINS}(?:\d+(?:[.,]\d+)*(?: ?[%‰])?|{_HAN_NUMBER})", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
_PIECES = f"{_DIGITS}十百千万亿分之点0123456789.,%‰"
# A number broken over lines, or set with spaces (3 521 000), is whole again across two gaps.
_MAX_GAPS = 2
_MAX_NUMBER_CHARS = 40
# Trying takes 40 µs a number; of more than these only the first hundred are named anyway.
_MOST_TRIED = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number as it stands in a text; `key` is equal for equal numbers."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """How many numbers a file holds, and which of them were lost."""

    total: int
    lost: tuple[str, ...]
    """As written, in the order of the source; the first hundred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """What became of a text: the positions of its passages and its headings."""

    passages: Sequence[tuple[int, int]]
    headings: Sequence[Heading]
    figures: int

    def kept(self, text: str) -> Iterator[str]:
        """Yield the text of every passage and heading, what lies in two of them once."""
        end = 0
        for first, last in sorted([*self.passages, *((h.start, h.end) for h in self.headings)]):
            if last > end:
                yield text[max(first, end) : last]
                end = last


def make_audit(loaded: Loaded, normalised: Normalised, split: Split) -> Audit:
    """Say what reading kept of a file, and what it could not keep."""
    source = loaded.source or "\n".join(block.text for block in loaded.blocks)
    numbers = lost_numbers(source, split.kept(normalised.text), dropped=loaded.furniture)
    return Audit(
        format=loaded.format,
        encoding=loaded.encoding,
        encoding_confidence=loaded.encoding_confidence,
        characters=len(normalised.text),
        pages=loaded.pages,
        passages=len(split.passages),
        figures=split.figures,
        source_numbers=numbers.total,
        lost_numbers=numbers.lost,
        tables=loaded.tables,
        empty_pages=_empty_pages(loaded.pages or 0, normalised.lines),
        ocr_pages=loaded.ocr_pages,
        garbled_pages=loaded.garbled_pages,
        furniture_characters=sum(not each.isspace() for each in loaded.furniture),
        is_partial=loaded.is_partial,
        warnings=loaded.warnings,
    )


def _empty_pages(pages: int, lines: Iterable[Line]) -> tuple[int, ...]:
    with_text = {line.page for line in lines}
    return tuple(page for page in range(1, pages + 1) if page not in with_text)


def read_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a text in order: runs of digits with their marks, Chinese numerals."""
    for found in _NUMBER.finditer(_folded(text)):
        start, end = found.span()
        yield Number(start=start, end=end, text=text[start:end], key=_key(found[0]))


def lost_numbers(source: str, kept: Iterable[str], *, dropped: str = "") -> Numbers:
    """Compare the numbers of a source with those of the pieces that were kept of it.

    A number may stand more often in the pieces than in the source: rows repeat their header. One
    that the source breaks over lines or sets with spaces counts as kept when the pieces hold it
    joined.

    Args:
        source: All text of the file.
        kept: The passages and headings; a number cut between two is lost.
        dropped: What was left out on purpose; its numbers are neither counted nor lost.
    """
    source = _visible(source)
    spare = Counter(each.key for piece in kept for each in read_numbers(_visible(piece)))
    furniture = Counter(each.key for each in read_numbers(_visible(dropped)))
    found = list(read_numbers(source))
    counts = Counter(each.key for each in found)
    missing = counts - spare - furniture
    spare.subtract(counts)
    missing -= _with_units(missing, spare)
    marks = Counter({key: count + min(spare[key], 0) for key, count in furniture.items()})
    missing -= _with_marks(missing, spare, marks)
    lost = _unjoined(source, found, missing=missing, spare=spare)
    return Numbers(total=len(found) - (counts & furniture).total(), lost=tuple(lost[:MAX_LOST]))


def _with_units(missing: Counter[str], spare: Counter[str]) -> Counter[str]:
    """Return the missing numbers that have got the unit of their column: 3.5 under 增速（%）."""
    kept = Counter({key: max(spare[f"{key}%"], spare[f"{key}‰"]) for key in missing})
    return missing & kept


def _with_marks(missing: Counter[str], spare: Counter[str], dropped: Counter[str]) -> Counter[str]:
    """Return the missing numbers that are kept without the mark of a note: 85.2 was 85.²."""
    found: Counter[str] = Counter()
    for key, count in missing.items():
        for end in range(1, len(key)):
            kept, mark = key[:end].rstrip(".,"), key[end:]
            many = min(count - found[key], spare[kept], dropped[mark])
            if many > 0:
                found[key] += many
                spare[kept] -= many
                dropped[mark] -= many
    return found


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _folded(text: str) -> str:
    for wide, plain in _WIDE:  # a fifth of the time of `str.translate`
        text = text.replace(wide, plain)
    return text


def _key(folded: str) -> str:
    number = folded.replace(" ", "")
    return number.replace(",", "") if _THOUSANDS.match(number) else number


def _unjoined(
    source: str, found: Sequence[Number], *, missing: Counter[str], spare: Counter[str]
) -> list[str]:
    """Return the missing numbers that are not kept as parts of numbers joined across gaps either.

    Which of several equal numbers is missing is not known: each that may be a part is tried, and
    the last are named. A part that was not missing (5.8% of 1⏎5.8%) leaves what was taken for it
    to another, so it is gone through until nothing changes.
    """
    folded, taken = _folded(source), set[int]()
    tried = [k for k, each in enumerate(found) if missing[each.key]][:_MOST_TRIED]
    starts = [each.start for each in found]
    before = -1
    while before != len(taken):
        before = len(taken)
        for k in (k for k in tried if k not in taken and missing[found[k].key]):
            whole = next((each for each in _joined(folded, found[k]) if spare[each[2]] > 0), None)
            if whole:
                start, end, key = whole
                spare[key] -= 1
                parts = set(range(bisect_left(starts, start), bisect_left(starts, end))) - taken
                taken |= parts
                for each in parts:
                    _take(found[each].key, missing, spare)
    return _named(found, taken, missing)


def _take(key: str, missing: Counter[str], spare: Counter[str]) -> None:
    """Count a number as kept within another one."""
    if missing[key]:
        missing[key] -= 1
    else:
        spare[key] += 1


def _named(found: Sequence[Number], taken: Container[int], missing: Counter[str]) -> list[str]:
    """Return the numbers that are lost, in the order of the source."""
    apart: dict[str, list[Number]] = {}
    for k, number in enumerate(found):
        if missing[number.key] and k not in taken:
            apart.setdefault(number.key, []).append(number)
    lost = [
        each for key, many in apart.items() for each in many[max(len(many) - missing[key], 0) :]
    ]
    return [" ".join(each.text.split()) for each in sorted(lost, key=lambda each: each.start)]


def _joined(folded: str, number: Number) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers that a number is part of when gaps beside it are closed: where, and key."""
    for start in _starts(folded, number.start):
        for end in _ends(folded, number.end):
            places = [i for i in range(start, end) if not folded[i].isspace()]
            closed = "".join(folded[i] for i in places)
            for each in read_numbers(closed):
                first, last = places[each.start], places[each.end - 1] + 1
                is_part = first <= number.start < last
                if is_part and last - first > len(number.text):
                    yield first, last, each.key


def _starts(folded: str, start: int) -> Iterator[int]:
    """Yield where a number may begin, one more gap before it each time."""
    for _ in range(_MAX_GAPS + 1):
        before = folded[max(start - _MAX_NUMBER_CHARS, 0) : start]
        outside = before.rstrip(_PIECES)
        start -= len(before) - len(outside)
        yield start
        gap = len(outside) - len(outside.rstrip())
        if not gap:
            return
        start -= gap


def _ends(folded: str, end: int) -> Iterator[int]:
    """Yield where a number may end, one more gap behind it each time."""
    for _ in range(_MAX_GAPS + 1):
        after = folded[end : end + _MAX_NUMBER_CHARS]
        outside = after.lstrip(_PIECES)
        end += len(after) - len(outside)
        yield end
        gap = len(outside) - len(outside.lstrip())
        if not gap:
            return
        end += gap
