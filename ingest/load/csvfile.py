"""Reads .csv and .tsv: tables of cells, and exports whose cells hold whole reports."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.grid import Grid
from ingest.load.table import TableText, grid_text, rows_to_blocks
from ingest.opening import Opening

__all__ = ["load_csv"]

_FIELDS = {
    "title": "title", "标题": "title", "名称": "title", "issuer": "issuer", "发布机构": "issuer",
    "来源": "issuer", "province": "place", "place": "place", "city": "place", "地区": "place",
    "省份": "place", "year": "period", "年份": "period", "publish_date": "published",
    "date": "published", "发布日期": "published", "日期": "published", "文号": "number",
}  # fmt: skip
# A cell this long is a text, not a value.
_MIN_TEXT_CHARS = 300
_MIN_TEXT_SHARE = 0.8
_MAX_CELL_CHARS = 50_000_000


def load_csv(content: bytes, opening: Opening) -> Loaded:
    """Return a block a row, or the lines of each cell that holds a whole text.

    Raises:
        UnreadableError: The bytes are not text, or not a table.
    """
    decoded = decode(content)
    rows = _rows(decoded.text)
    if not rows:
        return Loaded(format="csv", blocks=(), encoding=decoded.encoding)
    holds_texts = _text_share(rows[1:]) >= _MIN_TEXT_SHARE
    if holds_texts:
        read = TableText(blocks=tuple(_text_blocks(rows)))
    else:
        read = grid_text(Grid(rows=tuple(map(tuple, rows))))
    is_report = holds_texts and len(rows) == 2
    return Loaded(
        format="csv",
        blocks=read.blocks,
        metadata=_metadata(rows[0], rows[1]) if is_report else {},
        tables=read.tables,
        source="\n".join(" ".join(row) for row in rows),
        # Beside one report stand its id, address and date, which are not of it.
        furniture=" ".join([*rows[0], *_short(rows[1])]) if is_report else read.furniture,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        warnings=decoded.warnings,
    )


def _rows(text: str) -> list[list[str]]:
    first_line = text.replace("\r", "\n").partition("\n")[0]
    delimiter = max(",\t;", key=first_line.count)
    csv.field_size_limit(_MAX_CELL_CHARS)
    # An old Mac ends lines with a carriage return alone.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [row for row in reader if any(row)]
    except csv.Error as error:
        raise UnreadableError(
            f"the table cannot be read: {error}", hint="Save it again as CSV in UTF-8."
        ) from error


def _text_share(rows: Sequence[Sequence[str]]) -> float:
    sizes = [len(cell) for row in rows for cell in row]
    return sum(size for size in sizes if size >= _MIN_TEXT_CHARS) / max(sum(sizes), 1)


def _text_blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Yield each row's title, then the lines of its long cells, then what else it states."""
    names = rows[0]
    for row in rows[1:]:
        title = _metadata(names, row).get("title", "")
        if len(rows) > 2 and title:
            yield Block(text=title, level=1)
        for cell in row:
            if len(cell) >= _MIN_TEXT_CHARS:
                yield from (Block(text=line) for line in cell.splitlines())
        if len(rows) > 2:
            yield from rows_to_blocks([names, _short(row)])


def _short(row: Sequence[str]) -> list[str]:
    return [cell if len(cell) < _MIN_TEXT_CHARS else "" for cell in row]


def _metadata(names: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    pairs = zip((name.strip().lower() for name in names), row, strict=False)
    return {_FIELDS[name]: cell.strip() for name, cell in pairs if name in _FIELDS and cell.strip()}
