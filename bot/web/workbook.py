"""Writes a small table as an Excel workbook; knows no HTTP.

What reports say is hostile: no text of theirs may become a formula.
"""

import io
import re
from collections.abc import Sequence

__all__ = ["Cell", "workbook"]

Cell = str | float | None

_MEDIA_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_ILLEGAL = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MOST_SHEET_CHARS = 31
_LEAST_WIDTH, _MOST_WIDTH = 8, 60


def workbook(title: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return an .xlsx file with one sheet: the title, then the rows, the first of them in bold.

    Texts are stored as texts, whatever they begin with, and marked so that Excel keeps them when
    they are edited; numbers are stored as numbers.
    """
    # A third of a second to import, and few ask for it.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET_ILLEGAL.sub(" ", title).strip()[:_MOST_SHEET_CHARS] or "1"
    for number, row in enumerate([[title], [], *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = _MEDIA_ILLEGAL.sub("", value)
                cell.data_type, cell.quotePrefix = "s", True
            else:
                cell.value = value
    for row_of_cells in (sheet[1], sheet[3]):
        for cell in row_of_cells:
            cell.font = Font(bold=True)
    for index, width in enumerate(_widths(rows), 1):
        sheet.column_dimensions[sheet.cell(3, index).column_letter].width = width
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how wide each column is, in characters: Han take two."""
    count = max((len(row) for row in rows), default=0)
    longest = [0] * count
    for row in rows:
        for index, value in enumerate(row):
            text = "" if value is None else str(value)
            size = len(text) + sum(char > "\u2e80" for char in text) + 2
            longest[index] = max(longest[index], size)
    return [min(max(each, _LEAST_WIDTH), _MOST_WIDTH) for each in longest]
