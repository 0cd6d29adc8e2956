"""Answers what is asked of a whole table: its largest row, a sum, a list, yes or no; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.ask import Ask, asks
from bot.cell import cells_of
from bot.cite import marker
from bot.draft import Draft
from bot.ends import answer_end, answer_rank
from bot.label import label_of, names_of
from bot.pick import Pick, pick
from bot.query import Query
from bot.said import Said, said
from bot.scope import covers_places
from bot.sheet import Line, sheets_of
from bot.sums import answer_count, answer_difference, answer_sum
from bot.tally import stated, whole
from bot.types import Outcome
from bot.yes_no import compare_bound, decide, states_bound
from ingest.figures import find_figures
from ingest.types import Description
from prompts import render
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["answer_over_sheet"]

_MAX_REPORTS = 3
_MAX_LISTED = 20
_MAX_ROWS = 3


def answer_over_sheet(
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    read: Callable[[str], Sequence[Hit]],
) -> Draft | None:
    """Answer a question that needs several cells of one table, None when no table tells it.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first; those that are rows say where to look.
        descriptions: The reports, by document id.
        read: All passages of a report, in reading order.
    """
    wanted = [*asks(query)]
    if not wanted:
        return None
    asked = said(query)
    found = [*_picks(query, asked, hits, descriptions=descriptions, read=read)]
    found.sort(key=lambda each: -each.coverage)
    drafts = (_answer(ask, query, asked, each) for each in found for ask in wanted)
    return next(filter(None, drafts), None)


def _picks(
    query: Query,
    asked: Said,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    read: Callable[[str], Sequence[Hit]],
) -> Iterator[Pick]:
    reports = dict.fromkeys(hit.passage.document_id for hit in hits if cells_of(hit.text))
    for report in [*reports][:_MAX_REPORTS]:
        for sheet in sheets_of(read(report)):
            found = pick(asked, query.text, sheet)
            if found and _is_placed(query, found, descriptions[report]):
                yield found


def _is_placed(query: Query, found: Pick, description: Description) -> bool:
    return any(covers_places(query, hit, description) for line in found.lines for hit in line.hits)


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
    draft = stated(query.language, [(names[0], line)], column)
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
    known = asked.told(f"{found.sheet.heading}\n{found.sheet.caption}")
    label = line.value(label_of(found.sheet))
    known |= asked.told(label)
    told = [(len(asked.told(each.value) - known), each) for each in line.cells if each.name]
    most, cell = max(told, key=lambda each: each[0])
    if not most:
        return "", None
    return cell.name, decide(query.text, cell.value, core=cell.value, covers=True)
