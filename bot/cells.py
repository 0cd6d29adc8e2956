"""Answers with one cell of a table: the asked column of the row that the question tells; pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from bot.ask import Ask, asks
from bot.asked_cell import is_of_kind, is_wanted
from bot.cell import Cell, cells_of, held, is_of_other_month
from bot.cite import marker
from bot.draft import Draft
from bot.query import Form, Query, Term
from bot.scope import covers_places
from bot.types import Outcome
from ingest.places import names_of
from ingest.types import Description
from prompts import render
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["answer_in_cells"]

_MIN_COVERAGE = 0.7
# The words that choose the column make up so much of its name at least.
_MIN_PRECISION = 0.5
_MIN_WEIGHT = 1.0
_MAX_LABEL_CHARS = 60
_MAX_ROWS = 3
_MAX_NAMED = 8
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"(?:19|20)\d\d\s?年?(?:\d{1,2}月)?末?")
_ORDINAL = re.compile(r"^(?:序号|项次|行次|编号|No\.?)$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"代码|编码|电话|号码|邮编|传真")
_UNIT_IN_NAME = re.compile(r"[（(][^（）()]*[）)]")
# What people say of tables and of what they ask, and no cell does.
_ABOUT_TABLES = re.compile(
    r"要求|多少|哪[些个]?|什么|表里?|附[表件录]|那?一?栏|列|就是|数据|指标|情况|分别|中|里|要|来|请问|想|知道"
    r"|看|显示|对|报|岗|岗位|多久|做|一次|那|个|几个?人?|是|当年|当时|原来|来着|请|查"
    r"|tables?|columns?|rows?|figures?|values?|what|which|how|much|many|requ?ired?|result|report|same|period"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Match:
    """A cell that may answer, and how well its row and column are what is asked."""

    hit: Hit
    cells: tuple[Cell, ...]
    cell: Cell
    label: str
    identity: float
    """Weight of the question's words that the values of the row hold."""
    coverage: float
    """Share of the question's words that row, column or report hold, in [0, 1]."""
    likeness: float
    """Share of the question's pairs of characters that the row holds: 较重 is not 严重."""
    precision: float
    """Share of the column's name that the question says, in [0, 1]."""

    @property
    def row_rank(self) -> tuple[float, ...]:
        return self.coverage, self.identity, self.likeness

    @property
    def rank(self) -> tuple[float, ...]:
        return *self.row_rank, self.precision, self.hit.score


def answer_in_cells(
    query: Query,
    hits: Sequence[Hit],
    *,
    descriptions: Mapping[str, Description],
    is_placed: Callable[[Hit], bool],
) -> Draft | None:
    """State the cell that a question tells by words of its row and of its column.

    Of rows that all may be meant and differ, each is stated by what tells them apart. None when no
    row and column hold nearly all that the question says.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first, no rows of what is not asked about.
        descriptions: The reports, by document id.
        is_placed: Whether a passage names what no selected report is about.
    """
    if query.asked.form is Form.YES_NO or query.comparison.is_open or query.asked.calculation:
        return None
    if Ask.END in asks(query):
        return None
    matches = [
        match
        for hit in hits
        if is_placed(hit)
        for match in _matches(query, hit, descriptions[hit.passage.document_id])
    ]
    matches.sort(key=lambda each: each.rank, reverse=True)
    if not matches:
        return None
    best = matches[0]
    rivals = [
        each for each in matches
        if each.row_rank == best.row_rank and each.precision == best.precision
    ]  # fmt: skip
    if len({each.cell.name for each in rivals}) > 1:
        return None
    apart = list({each.cell.value: each for each in rivals}.values())
    return _stated(query, [best]) if len(apart) == 1 else _told_apart(query, apart)


def _told_apart(query: Query, matches: Sequence[_Match]) -> Draft | None:
    """State the cell of each row, by what tells the rows apart; None when nothing does."""
    for i, cell in enumerate(matches[0].cells):
        values = [each.cells[i].value for each in matches if len(each.cells) > i]
        is_apart = len(set(values)) == len(matches)
        if is_apart and _tells_rows(cell) and cell is not matches[0].cell:
            labelled = zip(matches, values, strict=True)
            named = [replace(match, label=value) for match, value in labelled]
            return _stated(query, named)
    return None


def _tells_rows(cell: Cell) -> bool:
    is_number = _ORDINAL.match(cell.name) or _IDENTIFIER.search(cell.name)
    return not is_number and 0 < len(cell.value) <= _MAX_LABEL_CHARS


def _stated(query: Query, matches: Sequence[_Match]) -> Draft:
    """State up to three cells, and name the rows of the others."""
    shown, others = matches[:_MAX_ROWS], matches[_MAX_ROWS:]
    is_chinese = query.language == "zh"
    comma, colon, semicolon = ("，", "：", "；") if is_chinese else (", ", ": ", "; ")
    text = semicolon.join(
        f"{comma.join(filter(None, [each.label, each.cell.name]))}{colon}{each.cell.value}"
        f"{'' if is_chinese else ' '}{marker(n)}"
        for n, each in enumerate(shown, 1)
    )
    text += "。" * is_chinese
    if others:
        names = ("、" if is_chinese else ", ").join(each.label for each in others[:_MAX_NAMED])
        text += " " * (not is_chinese) + render("which", query.language, others=names)
    return Draft(
        outcome=Outcome.PARTIAL if others else Outcome.ANSWERED,
        text=text,
        quotes=tuple((each.hit, 0, len(each.hit.text)) for each in shown),
    )


def _matches(query: Query, hit: Hit, description: Description) -> Iterator[_Match]:
    cells = cells_of(hit.text)
    named = [each for each in cells if each.name]
    if not (covers_places(query, hit, description) and _is_of_time(query, hit, description)):
        return
    terms = [each for each in query.terms if not _ABOUT_TABLES.fullmatch(each.text)]
    whole = sum(each.weight for each in terms)
    names = held(terms, compact(" ".join(each.name for each in named)))
    known = names | held(terms, compact("\n".join((hit.title, *hit.passage.section))))
    values = [held(terms, compact(each.value)) for each in cells]
    for cell in named:
        others = [each for each in cells if each is not cell]
        holding = [told for each, told in zip(cells, values, strict=True) if each is not cell]
        told = frozenset().union(*holding)
        own = held(terms, compact(cell.name)) - told
        column = sum(each.weight for each in own) + _wants(query, cell)
        if column < _MIN_WEIGHT or not is_of_kind(query, cell):
            continue
        # A set has no order, and the last digits of a plain sum depend on it.
        identity = fsum(each.weight for each in told) + _places_told(query, others)
        covered = told | own | known
        precision = _precision(own, cell.name)
        if _wants(query, cell):
            precision = max(precision, _MIN_PRECISION)
        coverage = sum(each.weight for each in covered) / whole if whole else 0.0
        if identity < _MIN_WEIGHT or coverage < _MIN_COVERAGE or precision < _MIN_PRECISION:
            continue
        label = _label(query, others, holding)
        yield _Match(
            hit=hit, cells=tuple(cells), cell=cell, identity=identity, coverage=round(coverage, 3),
            likeness=_likeness(query.text, hit.text), precision=precision,
            label=label,
        )  # fmt: skip


def _places_told(query: Query, cells: Sequence[Cell]) -> int:
    """Return how many of the places that a question names are values of a row."""
    values = "\n".join(each.value for each in cells)
    return sum(any(name in values for name in names_of(place)) for place in query.scope.places)


def _likeness(question: str, row: str) -> float:
    asked, told = compact(question), compact(row)
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    return round(sum(pair in told for pair in pairs) / len(pairs), 3) if pairs else 0.0


def _wants(query: Query, cell: Cell) -> float:
    return _MIN_WEIGHT if is_wanted(query, cell.name) else 0.0


def _precision(own: frozenset[Term], name: str) -> float:
    """Return how much of a column's own name, without groups above it and unit, terms make up."""
    last = _UNIT_IN_NAME.sub("", name).split()[-1:]
    core = compact(_ABOUT_TABLES.sub("", _TIME.sub("", last[0])) or last[0]) if last else ""
    covered = sum(
        max((len(compact(each)) for each in term.alternatives if compact(each) in core), default=0)
        for term in own
    )
    return min(1.0, covered / len(core)) if core else 0.0


def _is_of_time(query: Query, hit: Hit, description: Description) -> bool:
    """Tell whether a row or its report is of the asked year, and of the asked month."""
    if is_of_other_month(query.text, hit.text):
        return False
    years = {int(each) for each in _YEAR.findall(query.text)}
    around = f"{hit.text}\n{hit.title}\n{description.period}\n{description.published}"
    own = {int(each) for each in _YEAR.findall("\n".join((around, *hit.passage.section)))}
    return not years or not own or bool(years & own)


def _label(query: Query, others: Sequence[Cell], holding: Sequence[frozenset[Term]]) -> str:
    """Return the values by which the question tells the row."""
    told = zip(others, holding, strict=True)
    telling = [each.value for each, terms in told if terms or _places_told(query, [each])]
    return "，".join(each for each in telling if len(each) <= _MAX_LABEL_CHARS)[:_MAX_LABEL_CHARS]
