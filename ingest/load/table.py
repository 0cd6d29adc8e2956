"""Turns tables into text that stands alone: each row with its caption, names, units and values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.load.blocks import Block
from ingest.load.form import form_blocks, is_form
from ingest.load.grid import Grid, cell_text, pieces
from ingest.load.header import height, is_bare_header, is_index_row, read_columns
from ingest.load.measure import stated_units
from ingest.load.row import Row, Rows

__all__ = ["TableText", "grid_text", "is_caption", "rows_to_blocks"]

# A cell this long with lines of its own is a page laid out by a table, not a value.
_LAYOUT_CHARS = 300
_LAYOUT_SHARE = 0.5
_MAX_CAPTION_CHARS = 60
_NOTE = re.compile(
    r"(?:附|备)?注\s*\d*\s*[：:．.、]|[（(]?(?:资料|数据)?来源|说明[：:]|填报|审核|Notes?\b|Sources?\b|[*＊※①]|\(\w\)\s",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单位\s*[：:]|units?\s*:", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:续?表|专栏|Table)\s*[\d一二三四五六七八九十A-Z]|附表|.*(?:表|情况|一览|明细|指标|数据|单位\s*[：:].*)[）)]?[：:]?$",
    re.IGNORECASE,
)
_MAX_CAPTION_LINE_CHARS = 60
_ATTACHMENT = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*\s*[：:]?")


@dataclass(frozen=True, kw_only=True, slots=True)
class TableText:
    """What became of one table."""

    blocks: tuple[Block, ...]
    furniture: str = ""
    """Rows that only repeat or number the columns, and were dropped."""
    tables: int = 0


def is_caption(line: str) -> bool:
    """Tell a line right before a table that titles it or states its unit."""
    text = line.strip()
    is_short = 0 < len(text) <= _MAX_CAPTION_LINE_CHARS
    return is_short and "。" not in text and bool(_CAPTION.match(text))


def rows_to_blocks(
    rows: Sequence[Sequence[str]], *, caption: str = "", page: int | None = None
) -> Iterator[Block]:
    """Yield the blocks of a table given as rows of texts, without marks of merging.

    Args:
        rows: From the top, header included; an empty text is a blank cell.
        caption: Title and unit that stand outside the table.
        page: Page of the table, 1-based.
    """
    grid = Grid(rows=tuple(tuple(row) for row in rows))
    yield from grid_text(grid, caption=caption, page=page).blocks


def grid_text(grid: Grid, *, caption: str = "", page: int | None = None) -> TableText:
    """Return `caption；row；column：cell。` for each row of each table in a grid.

    Rows keep their order. Lines that title a table or note something on it are blocks of their
    own, and a table that only lays out a page is the lines of its cells.
    """
    if _is_layout(grid):
        cells = (cell for y in range(len(grid.rows)) for cell in grid.once(y))
        lines = (line for cell in cells for line in cell.splitlines() if line.strip())
        return TableText(blocks=tuple(Block(text=line, page=page) for line in lines))
    cleaned = Grid(
        rows=tuple(tuple(map(cell_text, row)) for row in grid.rows),
        across=grid.across, down=grid.down, heads=grid.heads, width=grid.width,
    )  # fmt: skip
    blocks: list[Block] = []
    furniture: list[str] = []
    tables = 0
    for piece in pieces(cleaned):
        reader = _Reader(caption=caption, page=page)
        blocks += reader.read(piece)
        furniture += reader.furniture
        tables += reader.tables
    return TableText(blocks=tuple(blocks), furniture="\n".join(furniture), tables=tables)


def _is_layout(grid: Grid) -> bool:
    cells = [cell for y in range(len(grid.rows)) for cell in grid.once(y)]
    long = sum(len(cell) for cell in cells if len(cell) >= _LAYOUT_CHARS and "\n" in cell.strip())
    return long > _LAYOUT_SHARE * sum(map(len, cells))


@dataclass
class _Reader:
    """Reads the tables that stand one below the other in a grid."""

    caption: str
    page: int | None
    furniture: list[str] = field(default_factory=list)
    tables: int = 0
    _titles: list[str] = field(default_factory=list)
    _rows: Rows | None = None
    _header: Grid = field(default_factory=lambda: Grid(rows=()))
    _awaits_body: bool = False
    _last: tuple[set[str], str, tuple[str, ...]] | None = None
    """Names, caption and units of the table before."""

    def read(self, grid: Grid) -> Iterator[Block]:
        """Yield the blocks of a grid, segment by segment between blank rows."""
        for segment in _segments(grid):
            yield from self._segment(segment)
        yield from self._orphans()

    def _segment(self, grid: Grid) -> Iterator[Block]:
        titles = _title_rows(grid)
        for y in range(titles):
            yield from self._title(grid.own(y))
        body = grid.part(range(titles, len(grid.rows)))
        if not body.rows:
            return
        if grid.width == 1:
            yield from (self._line(row[0]) for row in body.rows)
            return
        if is_form(body):
            self.tables += 1
            yield from form_blocks(body, caption=self._named()[0], page=self.page)
            return
        heads = self._heads(body)
        if heads is not None:
            self._header = body.part(range(heads))
            self.furniture += [" ".join(row) for row in self._header.rows if is_index_row(row)]
            self._rows = None
            body = body.part(range(heads, len(body.rows)))
        self._awaits_body = not body.rows
        if body.rows:
            self._rows = self._rows or self._begin(body)
            yield from self._body(body, self._rows)

    def _heads(self, body: Grid) -> int | None:
        """Return the height of a new header, None when the rows go on below the last one."""
        if self._awaits_body:
            return None
        if is_bare_header(body):
            return 1
        heads = height(body)
        if heads or self._rows is None or self._rows.width != body.width:
            return heads
        return None

    def _begin(self, body: Grid) -> Rows:
        """Return the writer of the rows below a header."""
        caption, units = self._named()
        # A row of one text heads others, and says nothing of what its columns hold.
        stating = [body.rows[y] for y in range(len(body.rows)) if len({*body.own(y)} - {""}) > 1]
        columns = read_columns(self._header, stating)
        names = {column.name for column in columns if column.name}
        if not self._titles and self._last and len(names & self._last[0]) > len(names) / 2:
            caption, units = self._last[1:]  # the same table for another year
        self._last = (names, caption, units)
        self._titles = []
        return Rows(columns=columns, caption=caption, units=units)

    def _named(self) -> tuple[str, tuple[str, ...]]:
        return _caption([self.caption, *self._titles])

    def _title(self, row: Sequence[str]) -> Iterator[Block]:
        texts = [cell.strip() for cell in row if cell.strip()]
        self._rows = None
        self._awaits_body = False
        self._titles += texts
        yield self._line(" ".join(texts))

    def _body(self, grid: Grid, rows: Rows) -> Iterator[Block]:
        repeats = [y for y, row in enumerate(grid.rows) if self._repeats(row)]
        self.furniture += [" ".join(grid.rows[y]) for y in repeats]
        grid = grid.part([y for y in range(len(grid.rows)) if y not in set(repeats)])
        self.tables += bool(grid.rows)
        for y in range(len(grid.rows)):
            row = Row(cells=grid.rows[y], across=grid.across.get(y, frozenset()))
            single = row.single
            if single and (_NOTE.match(single) or row.is_said_across):
                yield self._line(single)
            elif single and _UNIT_LINE.match(single):
                rows.units = stated_units(single) or rows.units
                yield self._line(single)
            elif single and rows.groups(row, grid.rows[y + 1 : y + 2]):
                rows.group = single
                if len({*grid.own(y + 1)} - {""} if y + 1 < len(grid.rows) else ()) < 2:
                    yield self._line(single)  # no row below carries it
            else:
                yield from (
                    Block(text=text, page=self.page, is_row=True) for text in rows.texts(row)
                )

    def _repeats(self, row: tuple[str, ...]) -> bool:
        return row in self._header.rows and sum(bool(cell.strip()) for cell in row) > 1

    def _orphans(self) -> Iterator[Block]:
        """Yield a header that no row followed."""
        if self._awaits_body:
            yield from (
                self._line(" ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip())))
                for row in self._header.rows
            )

    def _line(self, text: str) -> Block:
        return Block(text=text.strip(), page=self.page)


def _segments(grid: Grid) -> list[Grid]:
    """Return the stretches of rows between blank ones."""
    segments: list[range] = []
    for y, row in enumerate(grid.rows):
        if not any(char.isalnum() for cell in row for char in cell):
            continue
        if segments and segments[-1].stop == y:
            segments[-1] = range(segments[-1].start, y + 1)
        else:
            segments.append(range(y, y + 1))
    return [grid.part(rows) for rows in segments]


def _title_rows(grid: Grid) -> int:
    """Return how many rows from the top title the table: one text a row, or its unit."""
    if grid.width == 1:
        return 0
    for y in range(len(grid.rows)):
        texts = [cell.strip() for cell in grid.own(y) if cell.strip()]
        if y < grid.heads and len(grid.own(y)) > 1:
            return y  # the file says that it names columns
        is_unit_row = len(texts) <= 2 < grid.width and any(map(_UNIT_LINE.match, texts))
        if len(texts) != 1 and not is_unit_row:
            return y
    return len(grid.rows)


def _caption(titles: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return what a table's titles say in short, and the units that they state."""
    units = tuple(unit for title in titles for unit in stated_units(title))
    said = [_without_unit(title) for title in titles]
    named = [text for text in said if text and not _ATTACHMENT.fullmatch(text)]
    whole = " ".join(dict.fromkeys(named))
    short = whole if len(whole) <= _MAX_CAPTION_CHARS else (named or [""])[-1]
    return (short if len(short) <= _MAX_CAPTION_CHARS else ""), units


def _without_unit(title: str) -> str:
    found = re.search(r"\s*[（(]?(?:计量)?单位\s*[：:]", title)
    return (title[: found.start()] if found else title).strip().rstrip("：:").replace("；", "，")
