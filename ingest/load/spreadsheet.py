"""Reads Excel workbooks, .xlsx and .xls: every sheet's tables as the sheets show them."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.damage import DAMAGES
from ingest.load.locked import unlock
from ingest.load.package import open_package
from ingest.load.sheet import Merge, Sheet, sheet_grid
from ingest.load.shown import shown
from ingest.load.table import TableText, grid_text
from ingest.opening import Limits, Opening

if TYPE_CHECKING:
    import xlrd
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

__all__ = ["load_xls", "load_xlsx"]

_CHUNK_BYTES = 1 << 20
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_UNCACHED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v(?:\s*/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
_DAMAGED_HINT = "Open it in Excel or WPS, save it again as .xlsx, and give that file."
_SHOWN_NAMES = 5
_MAX_ROWS = 1_048_576
"""Of a sheet: ECMA-376 Part 1, 18.3.1.73."""


def load_xlsx(content: bytes, opening: Opening) -> Loaded:
    """Return the rows of every table of every sheet.

    Raises:
        UnreadableError: The file is damaged, locked, or over a limit.
    """
    content = open_package(content, opening)
    with warnings.catch_warnings():
        # Of validations, styles and links that it leaves out; no text is among them.
        warnings.simplefilter("ignore", UserWarning)
        sheets = list(_xlsx_sheets(content, opening.limits))
    return _loaded("xlsx", sheets, opening.limits)


def load_xls(content: bytes, opening: Opening) -> Loaded:
    """Return the rows of every table of every sheet of the older format.

    Raises:
        UnreadableError: The file is damaged, locked, or over a limit.
    """
    from xlrd import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        book = _xls_book(unlock(content, opening.password))
    except (XLRDError, CompDocError, *DAMAGES) as error:
        raise _damaged(error) from error
    return _loaded("xls", _xls_sheets(book, opening.limits), opening.limits)


def _damaged(error: Exception) -> UnreadableError:
    return UnreadableError(f"the workbook cannot be read: {error}", hint=_DAMAGED_HINT)


def _loaded(form: str, sheets: Iterable[Sheet], limits: Limits) -> Loaded:
    filled = [sheet for sheet in sheets if sheet.cells]
    read = [(sheet, grid_text(sheet_grid(sheet, max_cells=limits.cells))) for sheet in filled]
    return Loaded(
        format=form,
        blocks=tuple(_blocks(read)),
        tables=sum(text.tables for _, text in read),
        source="\n".join(_source(filled)),
        furniture="\n".join(text.furniture for _, text in read if text.furniture),
        warnings=tuple(_warnings(filled)),
    )


def _blocks(read: list[tuple[Sheet, TableText]]) -> Iterator[Block]:
    for sheet, text in read:
        if len(read) > 1:
            yield Block(text=sheet.name, level=1)
        yield from text.blocks


def _source(sheets: Iterable[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        for row in sheet.cells.values():
            yield " ".join(row.values())


def _warnings(sheets: list[Sheet]) -> Iterator[str]:
    hidden = [sheet.name for sheet in sheets if sheet.is_hidden]
    if hidden:
        named = ", ".join(hidden[:_SHOWN_NAMES])
        yield f"hidden sheets were read too: {named}"
    unknown = sum(sheet.unknown for sheet in sheets)
    if unknown:
        yield (
            f"{unknown} formulas hold no value and were left out: open the file in Excel or WPS "
            "and save it, so that they are computed"
        )


def _too_many(limits: Limits) -> UnreadableError:
    return UnreadableError(
        f"the workbook holds more than {limits.cells} cells",
        hint="Save the sheets that matter as files of their own, and give those.",
    )


def _xlsx_sheets(content: bytes, limits: Limits) -> Iterator[Sheet]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Read-only: cell after cell, whatever size the sheet declares.
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        room = limits.cells
        for sheet in book.worksheets:
            cells = _xlsx_cells(sheet, room, limits)
            room -= sum(map(len, cells.values()))
            merges, unknown = _scan(content, sheet)
            yield Sheet(
                name=sheet.title,
                cells=cells,
                merges=merges,
                is_hidden=sheet.sheet_state != "visible",
                unknown=unknown,
            )
    except (InvalidFileException, *DAMAGES) as error:
        raise _damaged(error) from error


def _xlsx_cells(sheet: "ReadOnlyWorksheet", room: int, limits: Limits) -> dict[int, dict[int, str]]:
    sheet.reset_dimensions()  # 1,048,576 rows may be declared where ten are filled
    cells: dict[int, dict[int, str]] = {}
    # A row may be said to be at any number; openpyxl counts up to it.
    for row in sheet.iter_rows(max_row=_MAX_ROWS):
        for cell in row:
            if cell.value is None:
                continue
            text = shown(cell.value, cell.number_format or "")
            if not text.strip():
                continue
            room -= 1
            if room < 0:
                raise _too_many(limits)
            indent = int(cell.alignment.indent or 0) if cell.alignment else 0
            cells.setdefault(cell.row - 1, {})[cell.column - 1] = "\u3000" * indent + text
    return cells


def _scan(content: bytes, sheet: "ReadOnlyWorksheet") -> tuple[tuple[Merge, ...], int]:
    """Return the merged ranges, which the read-only mode leaves out, and formulas without value."""
    from openpyxl.utils import column_index_from_string

    merges: dict[Merge, None] = {}
    unknown = 0
    # The place of the sheet's part in the archive has no public name.
    path = sheet._worksheet_path.lstrip("/")
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as part:
        rest = b""
        while chunk := part.read(_CHUNK_BYTES):
            window = rest + chunk
            end = window.rfind(b"<") if len(chunk) == _CHUNK_BYTES else len(window)
            end = max(end, 0)
            for left, top, right, bottom in _MERGE.findall(window[:end]):
                merge = (
                    int(top) - 1, int(bottom) - 1,
                    column_index_from_string(left.decode()) - 1,
                    column_index_from_string(right.decode()) - 1,
                )  # fmt: skip
                merges[merge] = None
            found = list(_UNCACHED.finditer(window[:end]))
            unknown += len(found)
            rest = window[end:]
    return tuple(merges), unknown


def _xls_book(content: bytes) -> "xlrd.book.Book":
    import xlrd

    # Its log goes to standard output otherwise.
    return xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO()
    )


def _xls_sheets(book: "xlrd.book.Book", limits: Limits) -> Iterator[Sheet]:
    import xlrd

    room = limits.cells
    for index in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(index)
            cells: dict[int, dict[int, str]] = {}
            for row in range(sheet.nrows):
                for column in range(sheet.row_len(row)):
                    text = _xls_text(book, sheet, row, column)
                    if not text.strip():
                        continue
                    room -= 1
                    if room < 0:
                        raise _too_many(limits)
                    cells.setdefault(row, {})[column] = text
        except (xlrd.XLRDError, *DAMAGES) as error:
            raise _damaged(error) from error
        merges = tuple(
            (top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells
        )
        yield Sheet(name=sheet.name, cells=cells, merges=merges, is_hidden=sheet.visibility != 0)
        book.unload_sheet(index)


def _xls_text(book: "xlrd.book.Book", sheet: "xlrd.sheet.Sheet", row: int, column: int) -> str:
    import xlrd

    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    value: object = cell.value
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    form = book.format_map[style.format_key].format_str if style else ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        value = _xls_date(cell.value, book.datemode)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(cell.value)
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        value = xlrd.error_text_from_code.get(cell.value, "#ERR")
    indent = style.alignment.indent_level if style else 0
    return "\u3000" * indent + shown(value, form)


def _xls_date(value: float, datemode: int) -> object:
    import xlrd

    try:
        return xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return value
