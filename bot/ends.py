"""Answers which row of a table is largest or smallest, and which place a row has; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.comparison import Order
from bot.draft import Draft
from bot.label import asked_label, label_of, names_of
from bot.pick import Pick
from bot.query import Query
from bot.sheet import Line
from bot.tally import Ranked, rank_of, ranked, stated
from prompts import render
from vectorstore.terms import simplify

__all__ = ["answer_end", "answer_rank"]

_MAX_LISTED = 12
_BY_UNIT = re.compile(r"按(月|年|季度?|日|天)|每(月|年|季度?|日|天)|per (month|year)")
_OF_TABLE = "rows of the table"


def answer_end(query: Query, found: Pick) -> Draft | None:
    """State the rows at one end of a column's order, None when the table has no such column."""
    label = asked_label(query.text, found.sheet)
    if len(found.columns) != 1 or not label:
        return None
    (column,) = found.columns
    lines = _of_unit(query, found.lines, column)
    among = ranked(lines, column)
    is_most = query.comparison.order is Order.MOST
    ordered = among if is_most else among[::-1]
    if not ordered:
        return None
    wanted = ordered[min(query.comparison.count, len(ordered)) - 1][1].value
    kept = [
        line for line, number in ordered
        if (number.value >= wanted if is_most else number.value <= wanted)
    ]  # fmt: skip
    if len(kept) > _MAX_LISTED or len(kept) == len(among):
        return None
    named = [*zip(names_of(found.sheet, kept, label), kept, strict=True)]
    after = _compared(query, among, lines, column)
    draft = stated(query.language, named, column, unit=found.sheet.unit, after=after)
    return replace(draft, counts={str(len(among)): _OF_TABLE})


def answer_rank(query: Query, found: Pick) -> Draft | None:
    """State the place of one row in a column's order, from the largest down."""
    if len(found.lines) != 1 or len(found.columns) != 1:
        return None
    (column,), (line,) = found.columns, found.lines
    among = ranked(found.sheet.lines, column)
    if not any(each is line for each, _ in among):
        return None
    rank, rows = str(rank_of(line, among)), str(len(among))
    after = render("table_rank", query.language, rank=rank, rows=rows)
    names = names_of(found.sheet, [line], label_of(found.sheet))
    draft = stated(query.language, [(names[0], line)], column, unit=found.sheet.unit, after=after)
    return replace(draft, counts=dict.fromkeys((rank, rows), _OF_TABLE))


def _compared(query: Query, among: Ranked, lines: Sequence[Line], column: str) -> str:
    """Say how many rows were compared, and whether some could not be."""
    name = f"table_{query.comparison.order}"
    said = render(name, query.language, rows=str(len(among)))
    kept = {id(line) for line, _ in among}
    others = [
        line for line in lines
        if id(line) not in kept and line.number(column) and not (line.is_total or line.is_part)
    ]  # fmt: skip
    gap = " " if query.language == "en" else ""
    return said + (gap + render("table_units", query.language) if others else "")


def _of_unit(query: Query, lines: Sequence[Line], column: str) -> list[Line]:
    """Return the rows whose numbers are by the month or year that a question names."""
    wanted = _BY_UNIT.search(simplify(query.text))
    by = next(filter(None, wanted.groups()), "") if wanted else ""
    own = [line for line in lines if by and line.value(column).endswith(f"/{by}")]
    return own or [*lines]
