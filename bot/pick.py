"""Picks the rows and columns of a table that a question names; pure, answers nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.label import label_of
from bot.said import Said, Text
from bot.sheet import Line, Sheet, numbers_rows

__all__ = ["Pick", "column_of", "pick"]

# Measured on evals/real/tables*.jsonl on 2026-11-30: below .7 tables answer what reports say.
_MIN_COVERAGE = 0.75
# A code that one row alone holds tells it whatever else is said.
_MIN_NAMED_COVERAGE = 0.5
_MIN_SHARE = 0.5
_TIME_CHARS = 16
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# In a question; the 2024 of SPARSE-2024-INV-1234 is no year.
_ASKED_YEAR = re.compile(r"(?<![\dA-Za-z\-])(?:19|20)\d\d(?![\d\-])")
_TIME = re.compile(r"(?:19|20)\d\d\s?年?(?:\d{1,2}月)?末?|\b[A-Z][a-z]{2,8}[–\-][A-Z][a-z]{2,8}\b")
_UNIT_IN_NAME = re.compile(r"[（(][^（）()]*[）)]")
_ALTERNATIVES = re.compile(r"(?<=[\u3400-\u9fff])/(?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NAME_END = 3
# Words that name what a row is about: 教育局 is not stated by the row of 档案局.
_NAMED = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:[局委厅院]|公司|集团|银行|大学)(?![\u4e00-\u9fff]*?会)"
)


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What a question names of a table."""

    sheet: Sheet
    lines: tuple[Line, ...]
    """The rows that it tells; all when it tells none."""
    columns: tuple[str, ...]
    """Those that it names best and equally well; none when it names none."""
    is_narrowed: bool
    """Whether it tells some rows from the others."""
    coverage: float
    """Share of what it says that title, columns and these rows say, in [0, 1]."""


def pick(said: Said, question: str, sheet: Sheet) -> Pick | None:
    """Return what a question names of a table, None when much of it is not said there."""
    columns = _columns(said, question, sheet)
    known = said.told(sheet.known)
    lines, own = _lines(said, question, sheet, known)
    told = known | own | said.told(sheet.opening)
    coverage = len(told) / len(said.places) if said.places else 0.0
    is_named = bool(said.names) and len(lines) == 1
    least = _MIN_NAMED_COVERAGE if is_named else _MIN_COVERAGE
    if coverage < least or not _states_years(question, sheet):
        return None
    if not _states_names(said, sheet, lines):
        return None
    return Pick(
        sheet=sheet, lines=lines, columns=columns, is_narrowed=len(lines) < len(sheet.lines),
        coverage=coverage,
    )  # fmt: skip


def column_of(said: Said, year: str, sheet: Sheet) -> str:
    """Return the column of a year that a question names best, "" when it names none or several."""
    found = [name for name in _columns(said, year, sheet) if year in name]
    return found[0] if len(found) == 1 else ""


def _lines(
    said: Said, question: str, sheet: Sheet, known: frozenset[int]
) -> tuple[tuple[Line, ...], frozenset[int]]:
    """Return the rows that hold most of what is neither title nor column, and what they hold."""
    lines = _of_years(question, sheet)
    told = [said.told(line.text) - known for line in lines]
    most = max(map(len, told))
    if not most:
        return lines, frozenset()
    kept = [(line, own) for line, own in zip(lines, told, strict=True) if len(own) == most]
    kept = _by_label(said, sheet, kept)
    return tuple(line for line, _ in kept), frozenset().union(*(own for _, own in kept))


def _by_label(
    said: Said, sheet: Sheet, told: list[tuple[Line, frozenset[int]]]
) -> list[tuple[Line, frozenset[int]]]:
    """Return those of rows that hold as much by what names them: 肝炎, and not the value 长期."""
    if len(told) < 2:
        return told
    label = label_of(sheet)
    named = [each for each in told if each[1] <= said.told(Text(each[0].value(label)))]
    return named or told


def _of_years(question: str, sheet: Sheet) -> tuple[Line, ...]:
    """Return the rows of the years that a question names, where rows are of years."""
    years = set(_ASKED_YEAR.findall(question))
    for name in sheet.names if years else ():
        values = (line.value(name) for line in sheet.lines)
        if all(len(each) <= _TIME_CHARS and _YEAR.search(each) for each in values):
            own = [line for line in sheet.lines if years & set(_YEAR.findall(line.value(name)))]
            return tuple(own) or sheet.lines
    return sheet.lines


def _columns(said: Said, question: str, sheet: Sheet) -> tuple[str, ...]:
    """Return the columns whose names are said most fully, all that are said equally."""
    names = _of_column_years(question, sheet)
    ranked = [(_rank(said, question, name), name) for name in names]
    ranked = [(rank, name) for rank, name in ranked if rank[0] >= _MIN_SHARE]
    if not ranked:
        return tuple(names) if len(names) == 1 else ()
    best = max(rank for rank, _ in ranked)
    return tuple(name for rank, name in ranked if rank == best)


def _of_column_years(question: str, sheet: Sheet) -> list[str]:
    """Return the columns that may be meant: of a year that only columns state, those of it."""
    names = [name for name in sheet.names if not numbers_rows(name)]
    years = set(_ASKED_YEAR.findall(question)) - set(_YEAR.findall(sheet.opening.whole))
    return [name for name in names if years & set(_YEAR.findall(name))] or names


def _rank(said: Said, question: str, name: str) -> tuple[float, float, int]:
    years, own = set(_ASKED_YEAR.findall(question)), set(_YEAR.findall(name))
    if years and own and not years & own:
        return 0.0, 0.0, 0
    parts = _UNIT_IN_NAME.sub("", _TIME.sub("", name)).split()
    core = (parts[-1] if _HAN.search(name) else " ".join(parts)) if parts else name
    share = max(map(said.share, _ALTERNATIVES.split(core)))  # 罚款比例/金额 is either
    return round(share, 2), round(said.share(" ".join(parts)), 2), len(said.told(Text(core)))


def _states_years(question: str, sheet: Sheet) -> bool:
    """Tell whether each year of a question stands in title, columns or rows."""
    return not sheet.years or set(_ASKED_YEAR.findall(question)) <= sheet.years


def _states_names(said: Said, sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Tell whether every body and code that a question names stands in each row or the title."""
    named = frozenset(_named(said)) & said.places
    lacking = named - said.told(sheet.opening)
    return not lacking or all(lacking <= said.told(line.text) for line in lines)


def _named(said: Said) -> Iterator[int]:
    """Yield where a question names a code, or the end of the name of a body."""
    for start, word in said.tokens:
        if word in said.names:
            yield from range(start, start + len(word))
        for each in _NAMED.finditer(word):
            first = max(each.start(), each.end() - _NAME_END)
            yield from range(start + first, start + each.end())
