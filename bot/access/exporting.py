"""Writes the journal's entries out as text; knows no file."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields

from bot.access.journal import Entry

__all__ = ["FORMATS", "as_csv", "as_json_lines", "csv_cell"]

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection): also after blanks,
# and in the full-width forms that some fold.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLUMNS = (*(each.name for each in fields(Entry)),)


def csv_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before one."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA_STARTS) else text


def as_json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield each entry as a line of JSON."""
    for entry in entries:
        yield json.dumps(entry.to_dict(), ensure_ascii=False) + "\n"


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a line with the names of the columns, then one for each entry.

    It begins with a byte order mark, without which Excel reads Chinese as something else.
    """
    yield "\ufeff" + _line(_COLUMNS)
    for entry in entries:
        named = entry.to_dict() | {"passages": " ".join(entry.passages)}
        yield _line([csv_cell(str(named[name])) for name in _COLUMNS])


FORMATS = {"jsonl": as_json_lines, "csv": as_csv}
"""By the name that the command line and the API know."""


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
