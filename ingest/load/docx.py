"""Reads Word files of the current format."""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.table import rows_to_blocks
from ingest.opening import Opening

__all__ = ["load_docx"]

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
# Far above any report; a file that unpacks to more is made to exhaust memory.
_MAX_UNPACKED_BYTES = 100_000_000


def load_docx(content: bytes, opening: Opening) -> Loaded:
    """Return paragraphs with the level of their heading style, and table rows, in reading order.

    Raises:
        UnreadableError: The file is damaged, encrypted or not a Word file.
    """
    _check_size(content)
    try:
        word = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise UnreadableError(
            f"the Word file cannot be opened: {error}",
            hint="Open it in Word or WPS, save it again as .docx, and give that file.",
        ) from error
    properties = word.core_properties
    metadata = {"title": properties.title} if properties.title else {}
    return Loaded(format="docx", blocks=tuple(_blocks(word)), metadata=metadata)


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableError(
            "the file is damaged or not a Word file",
            hint="If it asks for a password in Word, save it without one; otherwise save it again "
            "as .docx.",
        ) from error
    if unpacked > _MAX_UNPACKED_BYTES:
        raise UnreadableError(
            f"the file unpacks to {unpacked // 1_000_000} MB, more than "
            f"{_MAX_UNPACKED_BYTES // 1_000_000} MB",
            hint="Save the text alone as .txt and give that file.",
        )


def _blocks(word: WordDocument) -> Iterator[Block]:
    for item in word.iter_inner_content():
        if isinstance(item, Table):
            yield from rows_to_blocks([_cells(row) for row in item.rows])
        elif item.text.strip():
            lines = item.text.splitlines()
            yield from (Block(text=line, level=_level(item)) for line in lines if line.strip())


def _cells(row: _Row) -> list[str]:
    """Return a text for each column; a cell merged over several fills the first of them."""
    cells = row.cells
    starts = [i == 0 or cell._tc is not cells[i - 1]._tc for i, cell in enumerate(cells)]
    return [_text(cell) if is_start else "" for cell, is_start in zip(cells, starts, strict=True)]


def _text(cell: _Cell) -> str:
    """Return the text of a cell, with the rows of tables inside it."""
    inner = ["；".join(_cells(row)) for table in cell.tables for row in table.rows]
    return "\n".join((cell.text, *inner))


def _level(paragraph: Paragraph) -> int:
    style = paragraph.style.name if paragraph.style is not None else ""
    found = _HEADING_STYLE.match(style or "")
    return int(found[1]) if found else 0
