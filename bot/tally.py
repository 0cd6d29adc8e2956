"""Orders, adds and counts the rows of a table; pure, knows no question's words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.calculate import Term, calculate, printed
from bot.cite import marker
from bot.comparison import Operation
from bot.draft import Draft
from bot.sheet import Line, Number
from bot.types import Outcome
from ingest.figures import find_figures
from ingest.types import Figure, Kind
from prompts import render
from vectorstore.types import Hit

__all__ = ["Ranked", "count", "figure_of", "rank_of", "ranked", "stated", "summed", "whole"]

_RATES = frozenset({"%", "‰", "个百分点", "百分点", "倍"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_ASIDE = re.compile(r"[（(][^（()）]*[）)]")
_MAX_SUMMED = 6
_MAX_NAMES = 12
_MAX_QUOTES = 3
# So many of the rows at least hold a number of one unit, or the column is not one of numbers.
_MIN_NUMBERS = 0.5

Ranked = list[tuple[Line, Number]]


def ranked(lines: Sequence[Line], column: str) -> Ranked:
    """Return the rows that hold a number of a column's usual unit, the largest first.

    Totals and parts of other rows are left out. Empty when less than half hold such a number, or
    less than two.
    """
    single = [line for line in lines if not (line.is_total or line.is_part)]
    numbers = [(line, number) for line in single if (number := line.number(column))]
    units = Counter(number.unit for _, number in numbers if number.unit)
    usual = units.most_common(1)[0][0] if units else ""
    kept = [(line, number) for line, number in numbers if number.unit in (usual, "")]
    having = [line for line in single if line.value(column)]
    if len(kept) < max(2, _MIN_NUMBERS * len(having)):
        return []
    return sorted(kept, key=lambda each: -each[1].value)


def stated(
    language: str,
    named: Sequence[tuple[str, Line]],
    column: str,
    *,
    unit: str = "",
    after: str = "",
) -> Draft:
    """State the cell of a column for each of some rows.

    Args:
        language: zh or en.
        named: The rows, each with what names it.
        column: The column.
        unit: What the table says of the unit of numbers that have none.
        after: What is said behind.
    """
    is_chinese = language == "zh"
    comma, colon, semicolon = ("，", "：", "；") if is_chinese else (", ", ": ", "; ")
    space = "" if is_chinese else " "
    said = semicolon.join(
        f"{comma.join(filter(None, [name, column]))}{colon}{_value(line, column, unit=unit)}"
        f"{space}{marker(n)}"
        for n, (name, line) in enumerate(named, 1)
    )
    quotes = tuple(whole(line.hit_of(column)) for _, line in named)
    text = f"{said}。{after}" if is_chinese else f"{said}{'. ' * bool(after)}{after}"
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=quotes)


def _value(line: Line, column: str, *, unit: str) -> str:
    """Return a cell, with the unit of the table behind a number that has none."""
    number, value = line.number(column), line.value(column)
    is_bare = unit and number and not number.unit and unit not in column
    if not is_bare:
        return value
    return f"{value}（{unit}）" if _HAN.search(unit) else f"{value} ({unit})"


def rank_of(line: Line, among: Ranked) -> int:
    """Return the place of a row from the largest down; rows of one value share it."""
    own = next(number.value for each, number in among if each is line)
    return 1 + sum(number.value > own for _, number in among)


def summed(language: str, among: Ranked, column: str, *, names: Sequence[str]) -> Draft | None:
    """Add the numbers of a column up; None when they cannot be added."""
    kept = [figure for line, _ in among if (figure := figure_of(line, column))]
    if len(kept) < len(among) or any(each.unit in _RATES for each in kept):
        return None
    if len(kept) > _MAX_SUMMED:
        return _summed_long(language, among, column, kept)
    terms = [Term(figure, marker(n)) for n, figure in enumerate(kept, 1)]
    result = calculate(Operation.SUM, terms)
    if not result:
        return None
    named = [(name, line) for name, (line, _) in zip(names, among, strict=True)]
    return stated(language, named, column, after=render("sum", language, sum=result))


def _summed_long(language: str, among: Ranked, column: str, figures: list[Figure]) -> Draft:
    total = printed(sum((each.value for each in figures), Decimal(0)), figures[0])
    rows = str(len(figures))
    marks = "".join(marker(n + 1) for n in range(_MAX_QUOTES))
    head = f"{column}：" if language == "zh" else f"{column}: "
    text = head + render("table_sum", language, rows=rows, sum=total)
    counts = {
        total: " + ".join(each.text for each in figures),
        rows: "rows of the table",
    }
    quotes = tuple(whole(line.hit_of(column)) for line, _ in among[:_MAX_QUOTES])
    return Draft(outcome=Outcome.ANSWERED, text=f"{text}{marks}", quotes=quotes, counts=counts)


def count(language: str, lines: Sequence[Line], names: Sequence[str], unit: str) -> Draft:
    """Say how many rows there are, and what names them."""
    shown = [*zip(names, lines, strict=True)][:_MAX_NAMES]
    space = "" if language == "zh" else " "
    comma = "、" if language == "zh" else ", "
    said = comma.join(f"{name}{space}{marker(n)}" for n, (name, _) in enumerate(shown, 1))
    number = f"{len(lines)}{unit}"
    said += ("……" if language == "zh" else ", …") * (len(shown) < len(lines))
    text = render("table_count", language, count=number, names=said) + "。" * (language == "zh")
    return Draft(
        outcome=Outcome.ANSWERED,
        text=text,
        quotes=tuple(whole(line.hits[0]) for _, line in shown),
        counts={each.text: "rows of the table" for each in find_figures(text)},
    )


def whole(hit: Hit) -> tuple[Hit, int, int]:
    """Return a passage as what a marker stands for."""
    return hit, 0, len(hit.text)


def figure_of(line: Line, column: str) -> Figure | None:
    """Return the figure of a cell, None when it is none, below zero or a rate."""
    number, value = line.number(column), line.value(column)
    if number is None or number.value < 0:
        return None
    found = find_figures(value)
    if len(found) == 1 and found[0].value == number.value:
        return replace(found[0], kind=Kind.LEVEL)
    text = _ASIDE.sub("", value).strip()
    return Figure(start=0, end=len(text), text=text, value=number.value, unit=number.unit)
