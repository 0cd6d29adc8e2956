"""Brings figures that an answer puts side by side into one unit, as a table; pure.

Numbers are neither rounded nor padded: each has the decimals with which its report states it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bot.calculate import factor
from bot.translate import unit_in_english
from bot.types import Answer, AnswerPoint
from bot.web.strings import Language

__all__ = ["Row", "Series", "series_of"]

_SCALES: dict[Language, tuple[tuple[int, str], ...]] = {
    "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")),
    "en": ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")),
}
_PRINTED = re.compile(r"\d[\d,.]*\s?(?P<scale>万亿|亿|万|trillion|billion|million)?")
_SIZE = {word: size for scales in _SCALES.values() for size, word in scales}
# What makes a question of the name of the table: 粮食产量[分别是多少], "[What was ]the GDP of …".
_ASKED = re.compile(
    r"(?:分别|各自?)?(?:相差|差|是|为|有)?了?(?:多少|几)[个万亿元吨人户家座所件项%]{0,2}$"
    r"|^what (?:is|are|was|were) (?:the )?",
    re.IGNORECASE,
)
_MOST_DIGITS = 18
# No unit of reports has more; what is longer comes of a conversion that does not end.
_MOST_DECIMALS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One figure of the table."""

    name: str
    text: str
    """As the report prints it."""
    number: Decimal | None
    """In the series' unit; None when it cannot be put into it."""
    marker: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Figures side by side."""

    title: str
    unit: str
    """Of all numbers; empty when they have none or share none."""
    rows: tuple[Row, ...]
    is_in_time: bool
    """The rows are years of one thing, in their order."""

    @property
    def is_whole(self) -> bool:
        """Tell whether all figures share the unit, so that they can be drawn."""
        return all(row.number is not None for row in self.rows)


def series_of(answer: Answer, language: Language) -> Series | None:
    """Return the table of an answer's figures, None when it has fewer than two."""
    points = answer.points
    if len(points) < 2:
        return None
    in_time = _are_in_time(points)
    if in_time:
        points = tuple(sorted(points, key=lambda each: each.year or 0))
    base = points[0].unit
    values = [_in_unit(each, base) for each in points]
    sizes = [abs(value) for value in values if value is not None]
    size, word = _scale([each.text for each in points], sizes, language)
    rows = tuple(
        Row(
            name=each.name,
            text=each.text,
            number=None if value is None else _plain(value / size),
            marker=each.marker,
        )
        for each, value in zip(points, values, strict=True)
    )
    is_shared = len(sizes) == len(points)
    return Series(
        title=_title(answer.standalone_question),
        unit=_unit(base, word, language) if is_shared else "",
        rows=rows if is_shared else tuple(_unshared(row) for row in rows),
        is_in_time=in_time,
    )


def _title(question: str) -> str:
    """Return what was asked for, without the words that ask."""
    asked = question.strip().rstrip("?？。")
    named = _ASKED.sub("", asked).strip()
    return f"{named[0].upper()}{named[1:]}" if named else asked


def _are_in_time(points: Sequence[AnswerPoint]) -> bool:
    years = {each.year for each in points}
    rest = {(each.place, each.is_target) for each in points}
    return len(rest) == 1 and len(years) == len(points) and None not in years


def _in_unit(point: AnswerPoint, unit: str) -> Decimal | None:
    # A bare number is no number of anything in particular.
    ratio = factor(point.unit, unit) if unit or not point.unit else None
    # A kept conversation may hold anything; a number of a million digits is none of a report.
    is_sane = not point.value or abs(point.value.adjusted()) <= _MOST_DIGITS
    return point.value * ratio if is_sane and ratio is not None else None


def _scale(texts: Sequence[str], sizes: Sequence[Decimal], language: Language) -> tuple[int, str]:
    """Return the scale that the reports share, else that of the middle figure."""
    printed = {found["scale"] or "" for text in texts if (found := _PRINTED.search(text))}
    own = {word for _, word in _SCALES[language]}
    if len(printed) == 1 and (word := printed.pop()) in {"", *own}:
        return _SIZE.get(word, 1), word
    middle = median(sizes) if sizes else Decimal(0)
    return next(((size, word) for size, word in _SCALES[language] if middle >= size), (1, ""))


def _plain(value: Decimal) -> Decimal:
    rounded = round(value, _MOST_DECIMALS)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded.normalize()


def _unit(base: str, word: str, language: Language) -> str:
    if language == "zh":
        return f"{word}{base}"
    english = unit_in_english(base)
    return f"{word} {base if english is None else english.strip()}".strip()


def _unshared(row: Row) -> Row:
    return Row(name=row.name, text=row.text, number=None, marker=row.marker)
