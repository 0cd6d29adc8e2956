"""Answers what is asked of a whole table: its largest row, a sum, a list, yes or no; pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.ask import Ask, asks
from bot.asked_cell import is_of_kind, is_wanted
from bot.cell import Cell, cells_of, is_of_other_month
from bot.cite import marker
from bot.draft import Draft
from bot.ends import answer_end, answer_rank
from bot.label import label_of, names_of
from bot.pick import Pick, pick
from bot.query import Form, Query
from bot.said import Said, Text, said
from bot.scope import covers_places
from bot.sheet import Line, Sheet
from bot.sums import answer_count, answer_difference, answer_sum
from bot.tally import stated, whole
from bot.types import Outcome
from bot.yes_no import compare_bound, decide, states_bound
from ingest.figures import find_figures
from ingest.types import Description
from prompts import render
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["answer_over_sheet", "answer_with_line"]

_MAX_REPORTS = 3
# Of the first ten passages three are rows, or a table is not what is asked about.
_FOREMOST, _MIN_ROWS = 10, 3
# Of tables that hold nearly as much of a question the first that answers is taken.
_LESS = 0.03
_YEAR = re.compile(r"(?<![\dA-Za-z\-])(?:19|20)\d\d(?![\d\-])")
_MAX_LISTED = 20
_MAX_ROWS = 3


def answer_over_sheet(
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    sheets: Callable[[str], Sequence[Sheet]],
) -> Draft | None:
    """Answer a question that needs several cells of one table, None when no table tells it.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first; those that are rows say where to look.
        descriptions: The reports, by document id.
        sheets: The tables of a report.
    """
    wanted = [*asks(query)]
    return _first(wanted, query, hits, descriptions=descriptions, sheets=sheets) if wanted else None


def answer_with_line(
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    sheets: Callable[[str], Sequence[Sheet]],
) -> Draft | None:
    """State the one cell whose row and column a question tells, though no single passage does.

    A long row stands in several passages, and names of few characters are no words. Arguments as
    in `answer_over_sheet`.
    """
    rows = [hit for hit in hits[:_FOREMOST] if cells_of(hit.text)]
    is_single = not query.comparison.is_open and not {Ask.END, Ask.YES_NO} & set(asks(query))
    if len(rows) < _MIN_ROWS or not is_single:
        return None
    return _first([Ask.CELL], query, rows, descriptions=descriptions, sheets=sheets)


def _first(
    wanted: Sequence[Ask],
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    sheets: Callable[[str], Sequence[Sheet]],
) -> Draft | None:
    asked = said(query)
    found = [*_picks(query, asked, hits, descriptions=descriptions, sheets=sheets)]
    found.sort(key=lambda each: -each.coverage)
    if wanted == [Ask.CELL] and found:  # a table that holds less of it is another's
        found = [each for each in found if each.coverage > found[0].coverage - _LESS]
    drafts = (_answer(ask, query, asked, each) for each in found for ask in wanted)
    return next(filter(None, drafts), None)


def _picks(
    query: Query,
    asked: Said,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    sheets: Callable[[str], Sequence[Sheet]],
) -> Iterator[Pick]:
    reports = dict.fromkeys(hit.passage.document_id for hit in hits if cells_of(hit.text))
    for report in [*reports][:_MAX_REPORTS]:
        for sheet in sheets(report):
            found = pick(asked, query.text, sheet)
            if found and _is_placed(query, found, descriptions[report]):
                yield found


def _is_placed(query: Query, found: Pick, description: Description) -> bool:
    hits = [hit for line in found.lines for hit in line.hits]
    return any(covers_places(query, hit, description) for hit in hits) and not all(
        is_of_other_month(query.text, hit.text) for hit in hits
    )


def _answer(ask: Ask, query: Query, asked: Said, found: Pick) -> Draft | None:
    match ask:
        case Ask.END:
            return answer_end(query, found)
        case Ask.RANK:
            return answer_rank(query, found)
        case Ask.SUM:
            return answer_sum(query, found)
        case Ask.COUNT:
            return answer_count(query, found)
        case Ask.DIFFERENCE:
            return answer_difference(query, asked, found)
        case Ask.LIST:
            return _list(query, found)
        case Ask.ROW:
            return _row(query, found)
        case Ask.YES_NO:
            return _yes_no(query, asked, found)
        case Ask.CELL:
            return _cell(query, found)


def _cell(query: Query, found: Pick) -> Draft | None:
    """State the cell of the one row and column that are told."""
    if query.asked.quantities > 1:
        return _row(query, found) if len(found.lines) == 1 else None
    column = _one_column(query, found)
    lines = [line for line in found.lines if line.value(column)] if column else []
    if len(lines) != 1 or not found.is_narrowed:
        return None
    if not is_of_kind(query, Cell(name=column, value=lines[0].value(column))):
        return None
    names = names_of(found.sheet, lines, label_of(found.sheet))
    return stated(query.language, [(names[0], lines[0])], column, unit=found.sheet.unit)


def _one_column(query: Query, found: Pick) -> str:
    """Return the column that is told, by its name, its year or what it holds; "" when several."""
    years = _YEAR.findall(query.text)
    columns = found.columns or tuple(n for n in found.sheet.names if is_wanted(query, n))
    if not columns and query.asked.form is Form.NUMBER:
        columns = found.sheet.names if years else ()
    own = [name for name in columns if not years or years[-1] in name] or columns
    return own[0] if len(own) == 1 else ""


def _list(query: Query, found: Pick) -> Draft | None:
    """List the different values of a column; without one, what names the rows that are told."""
    if len(found.columns) > 1 or (not found.columns and not found.is_narrowed):
        return None
    column = found.columns[0] if found.columns else label_of(found.sheet)
    values: dict[str, Line] = {}
    for line in found.lines:
        if (value := line.value(column)) and not line.is_total:
            values.setdefault(value, line)
    if not 1 < len(values) <= _MAX_LISTED:
        return None
    is_chinese = query.language == "zh"
    space = "" if is_chinese else " "
    listed = (f"{value}{space}{marker(n)}" for n, value in enumerate(values, 1))
    text = ("；" if is_chinese else "; ").join(listed)
    return Draft(
        outcome=Outcome.ANSWERED,
        text=f"{column}{'：' if is_chinese else ': '}{text}{'。' * is_chinese}",
        quotes=tuple(whole(line.hit_of(column)) for line in values.values()),
    )


def _row(query: Query, found: Pick) -> Draft | None:
    """State all cells of the rows that a question tells."""
    if not found.is_narrowed or len(found.lines) > _MAX_ROWS:
        return None
    is_chinese = query.language == "zh"
    colon, semicolon = ("：", "；") if is_chinese else (": ", "; ")
    quotes: list[Hit] = []
    said: list[str] = []
    for line in found.lines:
        marks = "".join(marker(len(quotes) + n) for n, _ in enumerate(line.hits, 1))
        quotes += line.hits
        cells = (f"{each.name}{colon}{each.value}" for each in line.cells if each.name)
        said.append(f"{semicolon.join(cells)}{'' if is_chinese else ' '}{marks}")
    text = ("。" if is_chinese else ". ").join(said) + "。" * is_chinese
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=tuple(map(whole, quotes)))


def _yes_no(query: Query, asked: Said, found: Pick) -> Draft | None:
    """Say whether one row holds what a question puts to it, and state the cell."""
    if len(found.lines) != 1 or not found.is_narrowed:
        return None
    (line,) = found.lines
    (column,) = found.columns if len(found.columns) == 1 else ("",)
    reply = _by_bound(query, line, column) if column else None
    if reply is None and column:
        reply = _by_value(query, line, column, found)
    if reply is None:
        column, reply = _by_words(query, asked, line, found)
    if reply is None:
        return None
    names = names_of(found.sheet, [line], label_of(found.sheet))
    draft = stated(query.language, [(names[0], line)], column, unit=found.sheet.unit)
    text = render("yes" if reply else "no", query.language) + draft.text
    return Draft(outcome=draft.outcome, text=text, quotes=draft.quotes)


def _by_bound(query: Query, line: Line, column: str) -> bool | None:
    bounds, number = find_figures(query.text), line.number(column)
    if len(bounds) != 1 or number is None or not states_bound(query.text):
        return None
    return compare_bound(query.text, number.value, bounds[0].value)


def _by_value(query: Query, line: Line, column: str, found: Pick) -> bool | None:
    """Compare what the question says with the cell and with those of other rows: 是长期吗."""
    question, own = compact(query.text), compact(line.value(column))
    if own and own in question:
        return True
    others = {compact(each.value(column)) for each in found.sheet.lines} - {"", own}
    return False if own and any(each in question for each in others) else None


def _by_words(query: Query, asked: Said, line: Line, found: Pick) -> tuple[str, bool | None]:
    """Return the cell that says most of what only this row says, and whether it affirms it."""
    label = line.value(label_of(found.sheet))
    known = asked.told(Text("\n".join((found.sheet.heading, found.sheet.caption, label))))
    told = [(len(asked.told(Text(each.value)) - known), each) for each in line.cells if each.name]
    most, cell = max(told, key=lambda each: each[0])
    if not most:
        return "", None
    return cell.name, decide(query.text, cell.value, core=cell.value, covers=True)
