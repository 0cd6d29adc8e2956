"""Reads the rows of a report as tables: rows, columns and numbers; pure, knows no question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bot.cell import Cell, cells_of
from bot.said import Text
from vectorstore.types import Hit

__all__ = ["Line", "Number", "Sheet", "numbers_rows", "read_number", "sheets_of"]

_ORDINAL = re.compile(r"^(?:序号|项次|行次|编号|No\.?)$", re.IGNORECASE)
_CODE = re.compile(r"代码|编码|编号|\bcode\b|\bid\b", re.IGNORECASE)
_IDENTIFIER = re.compile(r"电话|号码|邮编|传真|日期|年份|时间|\bdate\b|phone", re.IGNORECASE)
_TOTAL = re.compile(
    r"^(?:合|总|小)\s*计|(?:合|总|小)\s*计$|^(?:grand |sub)?totals?\b|^全[国省市州县区]$",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"其中|of which", re.IGNORECASE)
# 2024年 and 2024-03-07; 202403 is a month.
_YEARS = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)(?!\d)|((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?!\d))")
_ASIDE = re.compile(r"[（(][^（()）]*[）)]")
_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)\s?(?P<money>[$¥￥€£]?)(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>万亿|亿|万)?"
    r"(?P<unit>[^\d，。；~～至\-—–]{0,12})"
)
_UNIT = re.compile(
    r"单位\s*[：:]\s*[^\s；。，）)]{1,12}|\b(?:in )?(?:thousand|million|billion)s? of [A-Z]\w+"
    r"|\bin (?:[A-Z]{3} |US ?\$ ?)(?:thousands?|millions?|billions?)",
    re.IGNORECASE,
)
_SCALES = {"万亿": Decimal(10**12), "亿": Decimal(10**8), "万": Decimal(10**4)}
# A cell that goes on in the next row's line was cut between sentences; a shorter line is whole.
_CUT_CHARS = 150
_LABEL_CHARS = 60
# A report says in its first passages what it is and its number, and before a table what this is.
_OPENING, _OPENING_CHARS, _BEFORE_CHARS = 3, 240, 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """The number of a cell."""

    value: Decimal
    """In single units: 1.5亿元 is 150000000."""
    unit: str
    """What stands behind it, without 万 and 亿; the sign of money when that stands before it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table, put together of its pieces."""

    hits: tuple[Hit, ...]
    cells: tuple[Cell, ...]

    def value(self, name: str) -> str:
        """Return the cell of a column, "" when the row has none."""
        return self._values.get(name, "")

    @cached_property
    def _values(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self.cells:
            found[each.name] = (
                f"{found[each.name]}；{each.value}" if each.name in found else each.value
            )
        return found

    def number(self, name: str) -> Number | None:
        """Return the number of the cell of a column, None when it is none."""
        return read_number(self.value(name))

    def hit_of(self, name: str) -> Hit:
        """Return the passage that holds a column's cell."""
        return next((hit for hit in self.hits if f"{name}：" in hit.text), self.hits[0])

    @cached_property
    def said(self) -> str:
        """Its values and groups."""
        return "\n".join(each.value for each in self.cells)

    @cached_property
    def text(self) -> Text:
        """The same, to compare with a question."""
        return Text(self.said)

    @property
    def is_total(self) -> bool:
        """Whether it sums others up."""
        return any(_TOTAL.search(each.value) for each in self.cells[:3])

    @property
    def is_part(self) -> bool:
        """Whether it is a part of another row."""
        return any(_PART_OF.search(each.value) for each in self.cells[:3])


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table of a report."""

    lines: tuple[Line, ...]
    heading: str
    """The report's title, and the headings above the table."""
    around: str
    """How the report opens, and what stands right before the table."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its columns in order."""
        found = (each.name for line in self.lines for each in line.cells if each.name)
        return tuple(dict.fromkeys(found))

    @cached_property
    def unit(self) -> str:
        """What it says of the unit of its numbers, "" when nothing: 单位：万元, in CHF million."""
        texts = (*self.names, self.caption, self.around)
        return next((found[0] for each in texts if (found := _UNIT.search(each))), "")

    @cached_property
    def known(self) -> Text:
        """Headings, caption and columns: what is of every row."""
        return Text("\n".join((self.heading, self.caption, *self.names)))

    @cached_property
    def opening(self) -> Text:
        """Headings, caption and what stands around: what a report is called."""
        return Text("\n".join((self.heading, self.caption, self.around)))

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that it states anywhere; none when it states none."""
        lines = (line.said for line in self.lines)
        text = "\n".join((self.opening.whole, *self.names, *lines))
        return frozenset(year for found in _YEARS.findall(text) for year in found if year)

    @cached_property
    def caption(self) -> str:
        """What every row repeats before its first column."""
        first = [each.value for each in self.lines[0].cells if not each.name]
        return " ".join(each for each in first if all(each in line.said for line in self.lines[1:]))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The columns that may name a row, the first the likeliest."""
        return tuple(name for name in self.names if self._names(name))

    def _names(self, name: str) -> bool:
        if _ORDINAL.match(name) or _IDENTIFIER.search(name):
            return False
        values = [value for line in self.lines if (value := line.value(name))]
        if _CODE.search(name):
            return len(set(values)) == len(self.lines)
        is_short = all(len(each) <= _LABEL_CHARS for each in values)
        is_words = sum(read_number(each) is None for each in values) * 2 > len(values)
        return is_short and is_words and len(set(values)) > 1


def sheets_of(hits: Sequence[Hit]) -> list[Sheet]:
    """Return the tables of a report's passages, in reading order; each of two rows or more."""
    groups: list[list[Line]] = []
    arounds: list[str] = []
    last, before = -2, ""
    opening = "\n".join(hit.text for hit in hits[:_OPENING])[:_OPENING_CHARS]
    for hit in hits:
        cells = cells_of(hit.text) if "：" in hit.text else []
        if not cells:
            before = hit.text[-_BEFORE_CHARS:]
            continue
        line = Line(hits=(hit,), cells=tuple(cells))
        is_next = hit.passage.ordinal == last + 1 and _is_like(groups[-1][-1], line)
        last = hit.passage.ordinal
        if is_next and _goes_on(groups[-1][-1], line):
            groups[-1][-1] = _joined(groups[-1][-1], line)
        elif is_next:
            groups[-1].append(line)
        else:
            groups.append([line])
            arounds.append(f"{opening}\n{before}")
    return [
        Sheet(lines=tuple(lines), heading=_heading(lines[0].hits[0]), around=around)
        for lines, around in zip(groups, arounds, strict=True)
        if len(lines) > 1
    ]


def numbers_rows(name: str) -> bool:
    """Tell whether a column only numbers or identifies rows, or dates them."""
    return any(each.search(name) for each in (_ORDINAL, _IDENTIFIER, _CODE))


def read_number(value: str) -> Number | None:
    """Return the number that a cell is, None when it is words or a range."""
    found = _NUMBER.fullmatch(_ASIDE.sub("", value).strip())
    if not found:
        return None
    number = Decimal(found["number"].replace(",", "")) * _SCALES.get(found["scale"] or "", 1)
    is_less = found["sign"] in ("-", "−")
    return Number(value=-number if is_less else number, unit=found["money"] + found["unit"].strip())


def _heading(hit: Hit) -> str:
    return "\n".join((hit.title, *hit.passage.section))


def _is_like(one: Line, other: Line) -> bool:
    """Tell whether two rows are of one table: under the same headings, with a column in common."""
    same = {each.name for each in one.cells if each.name} & {each.name for each in other.cells}
    return bool(same) and _heading(one.hits[0]) == _heading(other.hits[0])


def _goes_on(one: Line, other: Line) -> bool:
    """Tell whether a line is the rest of the row before it: it repeats its label only."""
    same = 0
    while same < len(other.cells) and other.cells[same] in one.cells:
        same += 1
    rest = other.cells[same:]
    known = {each.name for each in one.cells}
    is_cut = len(one.hits[-1].text) >= _CUT_CHARS
    first = rest[0].name if rest else ""
    goes_on_cell = (
        is_cut and first == one.cells[-1].name and len(one.cells[-1].value) > _LABEL_CHARS
    )
    new = [each for each in rest if each.name not in known]
    return (
        any(each.name for each in other.cells[:same])
        and bool(rest)
        and (len(new) == len(rest) or (goes_on_cell and len(new) == len(rest) - 1))
    )


def _joined(one: Line, other: Line) -> Line:
    own = [each for each in other.cells if each not in one.cells]
    return replace(one, hits=(*one.hits, *other.hits), cells=(*one.cells, *own))
