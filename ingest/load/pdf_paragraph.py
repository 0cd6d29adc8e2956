"""Joins the lines of a document's pages to paragraphs, over columns and pages."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.load.blocks import Block
from ingest.load.pdf_column import Line
from ingest.load.pdf_run import Run
from ingest.load.table import is_caption, rows_to_blocks
from ingest.load.wrapping import display_width, ends_paragraph, join, starts_paragraph

__all__ = ["paragraphs"]

_MIN_INDENT_EM = 0.9
_MAX_INDENT_EM = 6.0
_INDENTED_SHARE = 0.1
_SAME_SIZE = 0.12
_TITLE_SIZE = 1.2
_SLACK_EM = 0.6
# Lines of fewer columns (Han counts two) are not broken because the page ends.
_MIN_WIDTH = 30
_MIN_COLUMN_WIDTH = 12
_MIN_FLUSH_LINES = 3
_MAX_LEADING = 1.6
_CUT_SHARE = 0.6
_NOTE_SIZE = 0.92
_NOTE = re.compile(r"\s*(?:\d{1,3}|[①-⑳*†‡]|\[\d+\]|注\s*[:：\d])\s*\S")
# The next line's first word, with the marks that may not begin a line.
_FIRST_WORD = re.compile(
    r"(?:[A-Za-z0-9.,%+-]+|[“‘（(《〈「『【]*.)[，。、；：！？）)》〉」』】”’,.;:!?%]*"
)
_MAX_HEADER_ROWS = 3
_SAME_EDGE_PT = 10
_MAX_CAPTION_LINES = 2
_OPEN_NUMBER = re.compile(r"\d[.,]?\s*$")
_NUMERIC = re.compile(r"(?!(?:19|20)\d\d年?$)[-+−]?[\d.,，]+[%％‰]?")


class _Placed(NamedTuple):
    """A line and the page (1-based) on which it stands."""

    line: Line
    page: int


class _Style(NamedTuple):
    """How a document sets its text."""

    size: float
    leading: float
    rights: tuple[float, ...]
    """For each page the edge of text that stands in one column."""
    is_indented: bool


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Yield the paragraphs and table rows of all pages, footnotes after the paragraph they cut."""
    style = _style(pages)
    group: list[_Placed] = []
    notes: list[_Placed] = []
    header: _Header | None = None
    caption = ""
    for number, lines in enumerate(pages, 1):
        first_note = _first_note(lines, style)
        for index, line in enumerate(lines):
            placed = _Placed(line, number)
            if line.run.rows:
                yield from _closed(group, notes)
                group, notes = [], []
                if index or header is None:
                    caption = _caption(lines[:index])
                rows = _with_header(line.run, header if index == 0 else None)
                yield from rows_to_blocks(rows, caption=caption, page=number)
                is_last = index == len(lines) - 1
                header = _header(line.run._replace(rows=rows)) if is_last else None
            elif index >= first_note:
                notes.append(placed)
            elif group and _goes_on(group[-1], placed, style):
                group.append(placed)
            else:
                yield from _closed(group, notes)
                group, notes = [placed], []
    yield from _closed(group, notes)


def _closed(group: Sequence[_Placed], notes: Sequence[_Placed]) -> Iterator[Block]:
    if group:
        yield Block(text=join(each.line.run.text for each in group), page=group[0].page)
    note: list[_Placed] = []
    for placed in notes:
        if note and _NOTE.match(placed.line.run.text):
            yield from _closed(note, ())
            note = []
        note.append(placed)
    if note:
        yield from _closed(note, ())


def _style(pages: Sequence[Sequence[Line]]) -> _Style:
    lines = [line for page in pages for line in page if not line.run.rows]
    if not lines:
        return _Style(10, 15, (0,) * len(pages), False)
    weights = Counter[float]()
    for line in lines:
        weights[round(line.run.size, 1)] += len(line.run.text)
    drops = [
        above.run.base - line.run.base
        for page in pages
        for above, line in pairwise(page)
        if above.left == line.left and not above.run.rows and not line.run.rows
    ]
    leading = statistics.median([drop for drop in drops if drop > 0] or [0])
    edges = sorted(line.run.x1 for line in lines if not line.is_in_column)
    usual = edges[int(0.9 * len(edges))] if edges else 0
    indented = sum(_is_indented(line) for line in lines)
    return _Style(
        size=weights.most_common(1)[0][0],
        leading=leading,
        rights=tuple(_right(page, usual) for page in pages),
        is_indented=indented > _INDENTED_SHARE * len(lines),
    )


def _right(lines: Sequence[Line], usual: float) -> float:
    """Return the edge that a page's lines reach; on the last page there may be none that does."""
    edge = max((line.right for line in lines if not line.is_in_column), default=usual)
    flush = sum(edge - line.run.x1 < 2 * line.run.size for line in lines if not line.run.rows)
    return edge if flush >= _MIN_FLUSH_LINES else max(edge, usual)


def _is_indented(line: Line) -> bool:
    indent = line.run.x0 - line.left
    return _MIN_INDENT_EM * line.run.size <= indent <= _MAX_INDENT_EM * line.run.size


def _goes_on(before: _Placed, after: _Placed, style: _Style) -> bool:
    """Tell whether a line goes on with the paragraph of the one before."""
    above, line = before.line, after.line
    one, other = above.run, line.run
    if above.stands_alone or line.stands_alone or above.is_in_column != line.is_in_column:
        return False
    if abs(one.size - other.size) > _SAME_SIZE * max(one.size, other.size):
        return False
    is_same_block = before.page == after.page and above.left == line.left
    drop = one.base - other.base
    if is_same_block and style.leading and drop > _MAX_LEADING * style.leading:
        return False
    if one.size >= _TITLE_SIZE * style.size and is_same_block and _are_centred(above, line):
        return not ends_paragraph(one.text) and not starts_paragraph(other.text)
    if line.run.x0 - line.left >= _MIN_INDENT_EM * line.run.size:
        return False
    right = above.right if above.is_in_column else max(above.right, style.rights[before.page - 1])
    if not _is_full(above, other, right):
        return style.is_indented and _is_cut_early(above) and _is_open(one.text, other.text)
    if style.is_indented:
        return not (ends_paragraph(one.text) and starts_paragraph(other.text))
    return _is_open(one.text, other.text) and (is_same_block or not ends_paragraph(one.text))


def _is_open(text: str, following: str) -> bool:
    """Tell by the words whether a line goes on in the next."""
    if _OPEN_NUMBER.search(text) and following[:1].isdigit():
        return True
    is_latin = text[-1:].isascii() and not text[-1:].isdigit()
    return (is_latin or not ends_paragraph(text)) and not starts_paragraph(following)


def _is_cut_early(line: Line) -> bool:
    """Tell a line that ends in the right part of its column: cut by a count of characters."""
    return line.run.x1 - line.left > _CUT_SHARE * (line.right - line.left)


def _are_centred(above: Line, line: Line) -> bool:
    return all(
        abs((each.run.x0 - each.left) - (each.right - each.run.x1)) < 2 * each.run.size
        for each in (above, line)
    )


def _is_full(line: Line, following: Run, right: float) -> bool:
    """Tell a line behind which the next one's first word had no room."""
    if display_width(line.run.text) < (_MIN_COLUMN_WIDTH if line.is_in_column else _MIN_WIDTH):
        return False
    word = _FIRST_WORD.match(following.text)
    share = display_width(word[0] if word else "") / (display_width(following.text) or 1)
    width = share * (following.x1 - following.x0)
    return line.run.x1 + width > right - _SLACK_EM * line.run.size


def _first_note(lines: Sequence[Line], style: _Style) -> int:
    """Return where the footnotes of a page begin: small print at its end that bears a mark."""
    first = len(lines)
    while first and not lines[first - 1].run.rows and _is_small(lines[first - 1].run, style):
        first -= 1
    while first < len(lines) and not _NOTE.match(lines[first].run.text):
        first += 1
    return first


def _is_small(run: Run, style: _Style) -> bool:
    return run.size <= _NOTE_SIZE * style.size


def _caption(lines: Sequence[Line]) -> str:
    """Return the one or two lines right above a table that title it or state its unit."""
    texts: list[str] = []
    for line in reversed(lines[-_MAX_CAPTION_LINES:]):
        if line.run.rows or not is_caption(line.run.text):
            break
        texts.insert(0, line.run.text.strip())
    return " ".join(texts)


class _Header(NamedTuple):
    """The names of a table's columns, for its part on the next page."""

    rows: tuple[tuple[str, ...], ...]
    x0: float
    x1: float


def _header(table: Run) -> _Header | None:
    """Return the rows above the first that holds a number; one when the first rows hold none."""
    top = table.rows[: _MAX_HEADER_ROWS + 1]
    first = next((number for number, row in enumerate(top) if _has_number(row)), 1)
    return _Header(table.rows[:first], table.x0, table.x1) if first else None


def _has_number(row: Sequence[str]) -> bool:
    return any(_NUMERIC.fullmatch(cell.strip()) for cell in row)


def _with_header(table: Run, header: _Header | None) -> tuple[tuple[str, ...], ...]:
    """Return a table's rows, below the names of the table that it goes on with."""
    if header is None or len(header.rows[0]) != len(table.rows[0]):
        return table.rows
    is_below = max(abs(table.x0 - header.x0), abs(table.x1 - header.x1)) < _SAME_EDGE_PT
    is_repeated = _squeezed(table.rows[0]) == _squeezed(header.rows[0])
    return (*header.rows, *table.rows) if is_below and not is_repeated else table.rows


def _squeezed(row: Sequence[str]) -> list[str]:
    return ["".join(cell.split()) for cell in row]
