"""Answers with a sum, a count or a difference of a table's rows; pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.ask import counted, counts_people, sums_up
from bot.calculate import Term, calculate
from bot.cite import marker
from bot.comparison import Operation
from bot.draft import Draft
from bot.label import label_of, names_of
from bot.pick import Pick, column_of
from bot.query import Query
from bot.said import Said
from bot.sheet import Line
from bot.tally import count, figure_of, ranked, stated, summed, whole
from bot.types import Outcome
from ingest.figures import find_figures
from prompts import render

__all__ = ["answer_count", "answer_difference", "answer_sum"]

# A table that states how many there are of each is not counted by its rows, unless they are asked.
_QUANTITY = re.compile(r"人数|数量|个数|名额|quantity|\bnumber of\b", re.IGNORECASE)
_OF_ROWS = re.compile(r"职位|岗位|单位|部门|[几少](?:项|种|类|条|行|档)|products?|items?|rows?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def answer_sum(query: Query, found: Pick) -> Draft | None:
    """State the total that a table gives, or add up the rows that a question tells."""
    columns = _counting(query, found) or found.columns
    if len(columns) != 1 or sums_up(columns[0]):
        return None
    (column,) = columns
    sheet = found.sheet
    label = label_of(sheet)
    totals = [line for line in sheet.lines if line.is_total and line.value(column)]
    is_of_all = not found.is_narrowed or all(line.is_total for line in found.lines)
    if totals and is_of_all:
        if len(totals) > 1:
            return None
        named = [(names_of(sheet, totals, label)[0], totals[0])]
        return stated(query.language, named, column, unit=sheet.unit)
    among = ranked(found.lines, column)
    if len(among) < 2 or any(line.is_part for line in found.lines):
        return None
    names = names_of(sheet, [line for line, _ in among], label)
    return summed(query.language, among, column, names=names)


def answer_count(query: Query, found: Pick) -> Draft | None:
    """Count the rows that a question tells, None when nothing names them one by one."""
    unit = counted(query.text)
    if any(_QUANTITY.search(name) for name in found.sheet.names) and not _OF_ROWS.search(
        query.text
    ):
        return None
    single = [line for line in found.lines if not (line.is_total or line.is_part)]
    if not unit or not single:
        return None
    label = label_of(found.sheet)
    names = names_of(found.sheet, single, label)
    if not all(names) or len(set(names)) < len(names):
        return None
    return count(query.language, single, names, unit)


def answer_difference(query: Query, asked: Said, found: Pick) -> Draft | None:
    """Take two cells from each other: of two columns, two rows or two years."""
    cells = [*_cells(query, asked, found)]
    figures = [figure for line, name in cells if (figure := figure_of(line, name))]
    if len(cells) != 2 or len(figures) != 2:
        return None
    result = _gap(figures[0].unit, figures[1].unit, [*map(Term, figures, map(marker, (1, 2)))])
    if not result:
        return None
    label = label_of(found.sheet)
    rows = names_of(found.sheet, [line for line, _ in cells], label)
    names = [f"{row} {name}".strip() for row, (_, name) in zip(rows, cells, strict=True)]
    is_first_higher = figures[0].value >= figures[1].value
    text = render(
        "difference", query.language, difference=result, higher=names[not is_first_higher]
    )
    computed = find_figures(result.partition("（")[0])
    return Draft(
        outcome=Outcome.ANSWERED,
        text=text.strip(),
        quotes=tuple(whole(line.hit_of(name)) for line, name in cells),
        counts={each.text: result for each in computed},
    )


def _gap(one: str, other: str, terms: list[Term]) -> str:
    """Return the difference; a number without a unit is taken to be of the other's."""
    unit = one or other
    if {one, other} - {"", unit}:
        return ""
    alike = [Term(replace(each.figure, unit=unit), each.mark) for each in terms]
    return calculate(Operation.DIFFERENCE, alike)


def _cells(query: Query, asked: Said, found: Pick) -> Iterator[tuple[Line, str]]:
    """Yield the cells that a question sets against each other."""
    years = dict.fromkeys(_YEAR.findall(query.text))
    of_years = [column_of(asked, year, found.sheet) for year in years]
    columns = [*filter(None, of_years)] if len(years) == 2 and all(of_years) else found.columns
    yield from ((line, name) for name in columns for line in found.lines if line.value(name))


def _counting(query: Query, found: Pick) -> tuple[str, ...]:
    """Return the columns of numbers of what a question counts: 几个人, 招考人数：2人."""
    unit = "人" if counts_people(query.text) else query.asked.unit
    if not unit:
        return ()
    own = ((name, ranked(found.lines, name)) for name in found.sheet.names)
    return tuple(name for name, among in own if among and among[0][1].unit == unit)
