"""Finds the date a statement gives, and completes it with the year around it; pure."""

import re

from bot.wants import DATE

__all__ = ["complete_date", "find_dates"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年|[-/.]\d)")
_YEARLESS = re.compile(r"^\d{1,2}\s?月")
_TAIL = re.compile(
    r"(?:[—\-－至到~～]+(?:\d{1,2}月)?\d{1,2}[日号])?(?:之?前|之?后|以前|以后|起|底前|止|至今)?"
)


def find_dates(text: str) -> list[tuple[int, int]]:
    """Return where dates stand, each with what bounds it: 2019年4月底前, 1月5日-6日."""
    found = []
    for each in DATE.finditer(text):
        tail = _TAIL.match(text, each.end())
        found.append((each.start(), tail.end() if tail else each.end()))
    return found


def complete_date(date: str, before: str) -> str:
    """Return a date with the last year stated before it, when it has none itself."""
    if not _YEARLESS.match(date):
        return date
    years = _YEAR.findall(before)
    return f"{years[-1]}年{date}" if years else date
