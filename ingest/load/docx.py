"""Reads Word files of the current format."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.damage import DAMAGES
from ingest.load.grid import Grid, Span, fill
from ingest.load.package import open_package
from ingest.load.table import grid_text, is_caption
from ingest.load.word import Word, WordCell, WordTable, WordText, read_word
from ingest.opening import Opening

__all__ = ["load_docx"]

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def load_docx(content: bytes, opening: Opening) -> Loaded:
    """Return paragraphs with the level of their heading style, and table rows, in reading order.

    Footnotes and endnotes follow the body; headers and footers of pages are left out.

    Raises:
        UnreadableError: The file is damaged, locked, not a Word file, or unpacks to too much.
    """
    content = open_package(content, opening)
    word = _read(content, opening)
    reader = _Reader()
    blocks = [*reader.blocks(word)]
    return Loaded(
        format="docx",
        blocks=tuple(blocks),
        metadata={"title": word.title} if word.title else {},
        tables=reader.tables,
        source=word.source,
        furniture="\n".join((*word.marks, *reader.furniture)),
    )


def _read(content: bytes, opening: Opening) -> Word:
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return read_word(io.BytesIO(content), depth=opening.limits.depth)
    except (PackageNotFoundError, *DAMAGES) as error:
        raise UnreadableError(
            f"the Word file cannot be opened: {error}",
            hint="Open it in Word or WPS, save it again as .docx, and give that file.",
        ) from error


@dataclass
class _Reader:
    tables: int = 0
    furniture: list[str] = field(default_factory=list)

    def blocks(self, word: Word) -> Iterator[Block]:
        titles: list[str] = []
        for item in (*word.body, *word.notes):
            if isinstance(item, WordTable):
                yield from self._table(item, caption=" ".join(titles))
                titles = []
                continue
            lines = [line for line in item.text.splitlines() if line.strip()]
            if lines:
                titles = [] if _level(item) else _titles(titles, lines[-1])
            yield from (Block(text=line, level=_level(item)) for line in lines)

    def _table(self, table: WordTable, *, caption: str) -> Iterator[Block]:
        text = grid_text(_grid(table), caption=caption)
        self.tables += text.tables
        if text.furniture:
            self.furniture.append(text.furniture)
        yield from text.blocks


def _titles(before: list[str], line: str) -> list[str]:
    """Return the lines that title a table that follows: its name, then perhaps its unit."""
    if not is_caption(line):
        return []
    return [*before[-1:], line]


def _grid(table: WordTable) -> Grid:
    rows = [[Span(text=_text(cell), across=cell.across, down=cell.down) for cell in row]
            for row in table.rows]  # fmt: skip
    return fill(rows, heads=table.heads)


def _text(cell: WordCell) -> str:
    """Return the text of a cell, with the rows of tables inside it."""
    parts = []
    for item in cell.items:
        if isinstance(item, WordText):
            parts.append(item.text)
        else:
            parts += ["；".join(filter(None, map(_text, row))) for row in item.rows]
    return "\n".join(part for part in parts if part.strip())


def _level(paragraph: WordText) -> int:
    found = _HEADING_STYLE.match(paragraph.style)
    return int(found[1]) if found else 0
