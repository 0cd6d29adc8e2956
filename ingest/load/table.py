"""Turns the rows of a table into text that stands alone: each row repeats its column names."""

import re
from collections.abc import Iterator, Sequence

from ingest.load.blocks import Block

__all__ = ["rows_to_blocks"]


# A cell this long with lines of its own is a page laid out by a table, not a value.
_LAYOUT_CHARS = 300
_MAX_NAME_CHARS = 30
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[\d.,%]+")  # a year names its column


def rows_to_blocks(rows: Sequence[Sequence[str]], *, page: int | None = None) -> Iterator[Block]:
    """Yield `column：cell；column：cell。` for each row below the first, when that names columns.

    Rows of a table without names are yielded cell after cell, and a table that only lays out a
    page is yielded as the lines of its cells.
    """
    filled = [row for row in rows if any(char.isalnum() for cell in row for char in cell)]
    if any(_is_layout(cell) for row in filled for cell in row):
        cells = (cell for row in filled for cell in row)
        yield from (Block(text=line, page=page) for cell in cells for line in cell.splitlines())
        return
    cleaned = [[" ".join(cell.split()) for cell in row] for row in filled]
    has_names = len(cleaned) > 1 and _is_names(cleaned[0])
    names = [name.rstrip("：:") for name in cleaned[0]] if has_names else []
    for row in cleaned[1:] if has_names else cleaned:
        yield Block(text=_sentence(names, row), page=page, is_row=True)


def _is_layout(cell: str) -> bool:
    return len(cell) >= _LAYOUT_CHARS and "\n" in cell.strip()


def _is_names(row: Sequence[str]) -> bool:
    """Tell a row of column names from a row of values."""
    texts = [cell for cell in row if not _NUMBER.fullmatch(cell)]
    is_short = all(len(cell) <= _MAX_NAME_CHARS for cell in row)
    return len(row) > 1 and is_short and 2 * len(texts) > len(row)


def _sentence(names: Sequence[str], row: Sequence[str]) -> str:
    padded = [*names, *[""] * (len(row) - len(names))]
    cells = [
        f"{name}：{cell}" if name and name != cell else cell
        for name, cell in zip(padded, row, strict=False)
        if cell
    ]
    row_text = "；".join(cells)
    return row_text if row_text.endswith(("。", "！", "？", ".")) else row_text + "。"
