"""Finds the rows that name the columns of a table, and joins them to one name a column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.load.grid import Grid
from ingest.load.measure import is_unit, is_value, is_year, split_unit, unit_of

__all__ = ["Column", "height", "is_bare_header", "is_index_row", "read_columns"]

_MAX_HEIGHT = 5
_MAX_NAME_CHARS = 30
# Over a column of numbers a name may be as long as a clause.
_MAX_LONG_NAME_CHARS = 80
_MAX_SAMPLE = 60
_MISSING = re.compile(r"[-—–－/…\s.。*]*|无|不详|N/?A", re.IGNORECASE)
_ORDINAL = re.compile(r"序号|编号|项次|行次|No\.?|#|序", re.IGNORECASE)
_UNIT_NAME = re.compile(r"(?:计量|计算|数量)?单\s*位|Units?", re.IGNORECASE)
_CODE_NAME = re.compile(r"电话|手机|传真|号码|邮编|代码|编码|编号|证号|文号")
_YEAR_NAME = re.compile(r"年份|年度|时间|年|期间|Years?", re.IGNORECASE)
# 甲 乙 1 2 3: the columns' numbers, by which forms refer to them.
_INDEX = re.compile(r"[（(]?(?:\d{1,2}|[甲乙丙丁戊己庚辛ABCDEFGH])[)）]?(?:=.*)?")
_CODE = re.compile(r"0\d[\d-]*|\d{10,}|(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_LABEL_SHARE = 0.5
_UNIT_SHARE = 0.7
_LONG_CELL_CHARS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What is known of one column."""

    name: str
    """The rows of its header joined, without the unit."""
    written: str
    """The same with the unit, as written."""
    unit: str = ""
    is_label: bool = False
    """It names the rows."""
    is_ordinal: bool = False
    """It numbers the rows."""
    is_unit: bool = False
    """It holds the units of the rows."""
    is_year: bool = False
    """It holds years."""


def height(grid: Grid) -> int:
    """Return how many rows from the top name the columns; 0 when none does."""
    rows = grid.rows
    if grid.width < 2 or len(rows) < 2:
        return 0
    count = min(grid.heads, len(rows), _MAX_HEIGHT)
    if not count:
        count = int(_is_names(grid))
    while 0 < count < min(len(rows), _MAX_HEIGHT) and _goes_on(grid, count):
        count += 1
    return count


def is_bare_header(grid: Grid) -> bool:
    """Tell a lone row of names, whose values follow below a blank row."""
    below = ("",) * grid.width
    return (
        len(grid.rows) == 1
        and grid.width > 2
        and _is_names(Grid(rows=(*grid.rows, below), across=grid.across))
    )


def is_index_row(row: Sequence[str]) -> bool:
    """Tell a row that numbers the columns, from 1."""
    return _first_counted(row) == 1


def _first_counted(row: Sequence[str]) -> int | None:
    """Return the number that a row counts up from, None when it does something else."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 3 or not all(map(_INDEX.fullmatch, cells)):
        return None
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    is_counted = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return numbers[0] if is_counted else None


def _is_names(grid: Grid) -> bool:
    """Tell a row of names from a row of values by its own cells and those below."""
    first = [cell.strip() for cell in grid.rows[0]]
    filled = [cell for cell in first if cell]
    words = [cell for cell in filled if not is_value(cell)]
    if not words or len(words) < len(filled) or len(filled) < 2:
        # Of a table of words one name can be a number; of one of numbers none is.
        return len(filled) > 2 and len(filled) - len(words) == 1 and _is_short(first, grid)
    return _is_short(first, grid)


def _is_short(first: Sequence[str], grid: Grid) -> bool:
    for x, cell in enumerate(first):
        if len(cell) <= _MAX_NAME_CHARS:
            continue
        below = _shares([row[x] for row in grid.rows[1:]])
        if len(cell) > _MAX_LONG_NAME_CHARS or below < _LABEL_SHARE:
            return False
    return True


def _goes_on(grid: Grid, count: int) -> bool:
    """Tell whether the row at `count` still names columns."""
    above, row = grid.rows[count - 1], grid.rows[count]
    filled = [x for x, cell in enumerate(row) if cell.strip()]
    if not filled or any(is_value(row[x]) for x in filled):
        # Two rows that count up hold values: 1 2 3 over 4 5 6.
        below = grid.rows[count + 1] if count + 1 < len(grid.rows) else ()
        return is_index_row(row) and _first_counted(below) is None
    merges_above = bool(grid.across.get(count - 1))
    if grid.down.get(count):
        # A first row that is merged with the second; but a label over two rows of the body is not.
        return merges_above or _is_units(row)
    if len(set(grid.own(count)) - {""}) < 2:
        return False
    if merges_above:
        return True
    if _is_units(row):
        return True
    # Without marks of merging: names stand below the blanks that a name above leaves.
    blanks = [x for x in range(grid.width) if not above[x].strip() and x]
    named_below = [x for x in blanks if row[x].strip()]
    return bool(named_below) and not row[0].strip() and len(row) > 2


def _is_units(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return bool(cells) and all(map(is_unit, cells))


def read_columns(header: Grid, body: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Return the columns of a table.

    Args:
        header: The rows that name them, perhaps none.
        body: Rows of values.
    """
    sample = body[:_MAX_SAMPLE]
    names = [_joined(header, x) for x in range(header.width)]
    is_leading = True
    columns = []
    for x, (name, written, unit) in enumerate(names):
        cells = [row[x].strip() for row in sample]
        share = 0.0 if _CODE_NAME.search(name) else _shares(cells)
        is_ordinal = bool(_ORDINAL.fullmatch(name)) or (is_leading and _counts_up(cells))
        years = [cell for cell in cells if cell]
        column = Column(
            name=name,
            written=written,
            unit=unit,
            is_ordinal=is_ordinal,
            is_unit=bool(_UNIT_NAME.fullmatch(name)) and _unit_share(cells) >= _UNIT_SHARE,
            is_year=bool(years) and all(map(is_year, years))
            and bool(not name or _YEAR_NAME.fullmatch(name)),
            is_label=is_leading
            and not is_ordinal
            and share < _LABEL_SHARE
            and not _is_long(cells),
        )  # fmt: skip
        is_leading = is_leading and (column.is_label or is_ordinal or column.is_unit)
        columns.append(column)
    return tuple(columns)


def _joined(header: Grid, x: int) -> tuple[str, str, str]:
    """Return the names above a column as one, the same with its unit, and the unit.

    The lowest row that states a unit gives it, be it the upper one: 产值（亿元） over 2021年.
    """
    parts: list[str] = []
    unit = ""
    for y, row in enumerate(header.rows):
        text = row[x].strip()
        if not text and y < len(header.rows) - 1:
            text = _spread(header, y, x)
        if text and parts and _is_units(row):
            unit = unit_of(text)
        elif text and not is_index_row(row) and (not parts or parts[-1] != text):
            parts.append(text)
    written = _as_name(header, parts)
    for at in range(len(parts) - 1, -1, -1):
        name = split_unit(parts[at])
        if name.unit and not unit:
            unit, parts[at] = name.unit, name.text
    return _as_name(header, parts), written, unit


def _as_name(header: Grid, parts: Sequence[str]) -> str:
    name = " ".join(parts).strip().rstrip("：:").replace("：", "")
    # 2023 alone over a column of figures is a year.
    is_chinese = any("\u4e00" <= char <= "\u9fff" for row in header.rows for char in "".join(row))
    return f"{name}年" if is_chinese and re.fullmatch(r"(?:19|20)\d\d", name) else name


def _spread(header: Grid, y: int, x: int) -> str:
    """Return the name that a blank shares with its neighbours when names stand below them.

    A name over several columns stands above the first of them, or in some sheets the last.
    """
    below = [
        at for at in range(1, header.width) if any(row[at].strip() for row in header.rows[y + 1 :])
    ]
    if x not in below:
        return ""
    row = header.rows[y]
    if row[below[0]].strip():
        return next((row[at].strip() for at in range(x, 0, -1) if row[at].strip()), "")
    if row[below[-1]].strip():
        return next((row[at].strip() for at in range(x, header.width) if row[at].strip()), "")
    return ""


def _shares(cells: Sequence[str]) -> float:
    """Return the share of quantities among the cells that state something."""
    stated = [cell for cell in cells if not _MISSING.fullmatch(cell) and not _is_code(cell)]
    if not stated:
        return 0.0
    return sum(map(is_value, stated)) / len(stated)


def _is_code(cell: str) -> bool:
    """Tell a number that counts nothing: 007, 0795-3222727, 700030502001, 202403."""
    return bool(_CODE.fullmatch(cell))


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 5]
    is_plain = len(numbers) > 1 and len(numbers) == sum(bool(cell) for cell in cells)
    return is_plain and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _unit_share(cells: Sequence[str]) -> float:
    stated = [cell for cell in cells if not _MISSING.fullmatch(cell)]
    return sum(map(is_unit, stated)) / len(stated) if stated else 0.0


def _is_long(cells: Sequence[str]) -> bool:
    stated = [len(cell) for cell in cells if cell]
    return bool(stated) and sum(stated) / len(stated) > _LONG_CELL_CHARS
