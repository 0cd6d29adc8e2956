"""Writes the rows of one table as text; knows columns, units and groups, no file format."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.load.header import Column
from ingest.load.measure import (
    is_number,
    is_value,
    is_year,
    measured,
    split_unit,
    takes_stated_unit,
    unit_of,
    units_of_row,
)

__all__ = ["Row", "Rows"]

_MAX_CELLS = 12
_MAX_CHARS = 400
# A passage of about 210 Chinese characters is cut between sentences: see ingest.split.
_MAX_SENTENCES_CHARS = 180
_MAX_GROUP_CHARS = 60
_MAX_LABEL_CHARS = 120
_PART_OF = re.compile(r"(?:其\s*中|[#＃]|of which)\s*[：:、]?\s*", re.IGNORECASE)
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|全[国省市县区州]|total", re.IGNORECASE)
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[、)）]|.*[：:]$")
_SENTENCE_END = re.compile(r"(?<=[。！？])(?=.)")
_STOPS = ("。", "！", "？", ".")
_TIME = re.compile(r"日期|月份|时间|年月|期间|时期|^[年月期]$")
_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])")
# A count of people or households is in people or households unless something else is said.
_COUNTED = re.compile(r"(?:人|户)数$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row, its merged cells filled."""

    cells: tuple[str, ...]
    across: frozenset[int] = frozenset()
    """Columns that repeat the cell to their left."""

    @property
    def single(self) -> str:
        """Its only text; empty when it has several."""
        texts = [cell.strip() for x, cell in enumerate(self.cells) if x not in self.across]
        stated = [text for text in texts if text]
        return stated[0] if len(stated) == 1 else ""

    @property
    def is_said_across(self) -> bool:
        """Whether it is a sentence merged over all columns, which remarks on the table."""
        text = self.single
        is_whole = len(self.across) >= len(self.cells) - 1
        return is_whole and (len(text) > _MAX_GROUP_CHARS or text.endswith("。"))


@dataclass
class Rows:
    """Writes one row after the other, keeping whose part each is."""

    columns: tuple[Column, ...]
    caption: str
    units: tuple[str, ...]
    group: str = ""
    _parents: list[tuple[int, str]] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)
    _whole: str = ""
    """The last label that is no part of another."""

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.columns)

    def groups(self, row: Row, following: Sequence[tuple[str, ...]]) -> bool:
        """Tell a row of one text that heads those below it from one that lacks values."""
        text = row.single
        if len(text) > _MAX_GROUP_CHARS or text.endswith("。") or _PART_OF.fullmatch(text):
            return False
        is_whole = len(row.across) >= self.width - 1
        is_first = bool(row.cells[0].strip()) and self.width > 2
        is_headed = is_whole or bool(_NUMBERED.match(text)) or _is_deeper(row, following)
        return is_headed and (is_whole or is_first) and not is_value(text)

    def texts(self, row: Row) -> Iterator[str]:
        """Yield a row as one text, or as several that repeat its caption and labels."""
        cells, prose = self._parts(row)
        lead = [text for text in (self.caption, self.group) if text]
        labels: list[str] = []
        piece: list[str] = []
        for text, is_label in cells:
            size = sum(map(len, (*lead, *piece, text))) + len(piece)
            if piece and (len(piece) >= _MAX_CELLS or size > _MAX_CHARS):
                yield _sentence([*lead, *piece])
                piece = [*labels]
            piece.append(text)
            if is_label and sum(map(len, labels)) + len(text) <= _MAX_LABEL_CHARS:
                labels.append(text)
        if piece and (len(piece) > len(labels) or not prose):
            yield _sentence([*lead, *piece])
        for text in prose:
            yield _sentence([*lead, *labels, text])

    def _parts(self, row: Row) -> tuple[list[tuple[str, bool]], list[str]]:
        """Return the cells and whether each is a label, and long ones apart in pieces."""
        cells = self._labelled(row)
        row_unit = self._row_unit(cells)
        stated = (row_unit,) if row_unit else self._caption_units(cells)
        is_unit_shown = not any(self._takes(x, cells[x], row_unit) for x in range(self.width))
        is_unit_in_label = row_unit and not any(column.is_unit for column in self.columns)
        parts: list[tuple[str, bool]] = []
        prose: list[str] = []
        size = sum(map(len, cells))
        for x, column in enumerate(self.columns):
            text = cells[x].strip()
            if not text or x in row.across or (column.is_unit and not is_unit_shown):
                continue
            if column.is_label and is_unit_in_label and not is_unit_shown:
                text = split_unit(text).text
            if size > _MAX_SENTENCES_CHARS and _SENTENCE_END.search(text):
                prose += self._sentences(column, text)
            else:
                is_label = column.is_label or column.is_ordinal
                parts.append((self._cell(column, text, stated), is_label))
        return parts, prose

    def _takes(self, x: int, text: str, row_unit: str) -> bool:
        """Tell whether the number of a cell is written with the unit that its row states."""
        column = self.columns[x]
        is_bare = is_number(text) and not (column.unit or column.is_label or column.is_ordinal)
        return bool(row_unit) and is_bare and self._stated(column, (row_unit,)) == row_unit

    def _label_places(self) -> list[int]:
        return [x for x, column in enumerate(self.columns) if column.is_label]

    def _labelled(self, row: Row) -> list[str]:
        """Return the cells with the labels completed from the rows above."""
        cells = list(row.cells)
        places = self._label_places()
        if not places:
            return cells
        self._complete(cells, places)
        first = places[0]
        raw = cells[first]
        depth = len(raw) - len(raw.lstrip())
        text = raw.strip()
        is_part = bool(_PART_OF.match(text))
        own = _PART_OF.sub("", text, count=1) if is_part else text
        while self._parents and self._parents[-1][0] >= depth and not is_part:
            self._parents.pop()
        above = self._parents[-1][1] if self._parents else ""
        parent = split_unit(self._whole if is_part else above).text
        if parent and own:
            cells[first] = f"{parent}其中{own}" if is_part else f"{parent} {own}"
        if own and not is_part:
            self._whole = own
            # What is below a total is set in to look well, not because it is part of it.
            self._parents += [] if _TOTAL.search(own) else [(depth, own)]
        return cells

    def _complete(self, cells: list[str], places: Sequence[int]) -> None:
        """Give a blank first label the one above when the row has a label of its own."""
        first = places[0]
        has_own = any(cells[x].strip() for x in places[1:])
        if not cells[first].strip() and has_own and self._labels:
            cells[first] = self._labels[0]
        self._labels = [cells[x] for x in places]

    def _row_unit(self, cells: Sequence[str]) -> str:
        """Return the unit that a row states for itself: in a column of units or its label."""
        for x, column in enumerate(self.columns):
            if column.is_unit:
                return unit_of(cells[x])
        return next((u for x in self._label_places() if (u := split_unit(cells[x]).unit)), "")

    def _caption_units(self, cells: Sequence[str]) -> tuple[str, ...]:
        units = self.units
        for x in self._label_places():
            units = units_of_row(cells[x].strip(), units)
        return units

    def _cell(self, column: Column, text: str, stated: tuple[str, ...]) -> str:
        unit = column.unit or self._stated(column, stated)
        text = _dated(text) if column.is_year or _TIME.search(column.name) else text
        is_measured = bool(unit) and is_number(text) and not (column.is_label or column.is_ordinal)
        value = measured(text, unit) if is_measured else text
        name = column.name if is_measured else column.written
        value = value.rstrip("。；;")
        return f"{name}：{value}" if name and name != value else value

    def _stated(self, column: Column, stated: tuple[str, ...]) -> str:
        """Return the unit that row or caption state for a column without one of its own."""
        if stated:
            return takes_stated_unit(column.name, stated)
        counted = _COUNTED.search(column.name)
        return counted[0][0] if counted else ""

    def _sentences(self, column: Column, text: str) -> Iterator[str]:
        """Yield a long cell in pieces of whole sentences, each under the column's name."""
        piece = ""
        for sentence in _SENTENCE_END.split(text):
            if piece and len(piece) + len(sentence) > _MAX_SENTENCES_CHARS:
                yield self._cell(column, piece, ())
                piece = ""
            piece += sentence
        yield self._cell(column, piece, ())


def _dated(text: str) -> str:
    """Write a bare year or month of a column of dates so that a sentence could hold it."""
    if is_year(text) and text.isdigit():
        return f"{text}年"
    found = _MONTH.fullmatch(text)
    return f"{text}（{found[1]}年{int(found[2])}月）" if found else text


def _is_deeper(row: Row, following: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the row below is set in further than this one."""
    if not following or not row.cells[0].strip():
        return False
    below = following[0][0]
    return len(below) - len(below.lstrip()) > len(row.cells[0]) - len(row.cells[0].lstrip())


def _sentence(parts: Sequence[str]) -> str:
    text = "；".join(parts)
    return text if text.endswith(_STOPS) else text + "。"
