"""Writes the values of spreadsheet cells as the sheet shows them; knows no workbook.

The forms of numbers are those of ECMA-376 Part 1, 18.8.30-31.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

__all__ = ["shown"]

_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[\$([^\-\]]*)(?:-[^\]]*)?\]|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?](?:[#0?,]*)(?:\.[#0?]*)?,*")
_PLACEHOLDER = re.compile("[#0?]")
_CONDITION = re.compile(r"\[[<>=]")
_DATE_PART = re.compile(r"y+|m+|d+|a{3,}|h+|s+|AM/PM|上午/下午", re.IGNORECASE)
# The clock is written with 24 hours, and a weekday says nothing that its date does not.
_LEFT_OUT = re.compile(r"d{3,}|a{3,}|AM/PM|上午/下午", re.IGNORECASE)
# Excel holds no more digits; beyond lies binary noise (0.30000000000000004).
_SIGNIFICANT = 15
_HOLD = 0xE000
_HELD = re.compile("[\ue000-\uf8ff]")
_GENERAL = ("General", "@", "", "G/通用格式")


class _Form(NamedTuple):
    """One section of a number format."""

    prefix: str
    digits: str
    suffix: str
    is_percent: bool

    @property
    def decimals(self) -> int:
        return len(self.digits.rstrip(",").partition(".")[2])

    @property
    def has_thousands(self) -> bool:
        return "," in self.digits.rstrip(",")

    @property
    def thousands_dropped(self) -> int:
        return len(self.digits) - len(self.digits.rstrip(","))


def shown(value: object, form: str) -> str:
    """Return a cell's text.

    Args:
        value: Text, number, truth value, date, time or duration; None for a blank cell.
        form: Its number format, such as `0.0%`; dates are told by their type.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _date(value, form)
    if isinstance(value, int | float):
        return _number(value, form)
    return str(value)


def _number(value: float, form: str) -> str:
    exact = _exact(value)
    if form in _GENERAL or _CONDITION.search(form):
        return f"{exact:f}"
    sections = form.split(";")
    section = _section(sections[1] if value < 0 and len(sections) > 1 else sections[0])
    if section is None:
        return f"{exact:f}"
    try:
        rounded = _rounded(exact, section)
    except InvalidOperation:  # more digits than a Decimal reckons with
        return f"{exact:f}"
    digits = f"{rounded:,f}" if section.has_thousands else f"{rounded:f}"
    if "#" in section.digits.partition(".")[2] or "?" in section.digits.partition(".")[2]:
        least = section.digits.rstrip(",").partition(".")[2].count("0")
        digits = _without_zeros(digits, least)
    # Accountants write (81) for -81, and a form of two sections leaves the sign to the second.
    sign = "-" if value < 0 and rounded and "-" not in section.prefix else ""
    prefix, suffix = (each.strip("() ") for each in (section.prefix, section.suffix))
    return f"{sign}{prefix}{digits}{suffix}"


def _rounded(exact: Decimal, section: _Form) -> Decimal:
    """Return the amount, without its sign, that the section's digits show."""
    scaled = exact.scaleb(2 * section.is_percent - 3 * section.thousands_dropped)
    return scaled.copy_abs().quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)


def _exact(value: float) -> Decimal:
    if isinstance(value, int):
        return Decimal(value)
    try:
        exact = Decimal(repr(value)) if abs(value) >= 1e15 else Decimal(f"{value:.{_SIGNIFICANT}g}")
    except InvalidOperation:
        return Decimal(0)
    if not exact.is_finite():
        return Decimal(0)
    return exact.normalize()


def _without_zeros(digits: str, least: int) -> str:
    whole, _, decimals = digits.partition(".")
    kept = decimals[:least] + decimals[least:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


@lru_cache(maxsize=512)
def _section(section: str) -> _Form | None:
    """Return what stands before, in and behind the digits; None for a form of another kind."""
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or found[3] or "")
        return chr(_HOLD + len(literals) - 1)  # a letter of no script keeps its place

    plain = _LITERAL.sub(keep, section)
    digits = _DIGITS.search(plain)
    if digits is None or "E+" in plain or "E-" in plain:
        return None
    behind = plain[digits.end() :]
    # A fraction, or digits parted by a literal: 0\.0,"万" shows 12.3万 for 123456.
    if "/" in behind or _PLACEHOLDER.search(behind):
        return None

    def restored(text: str) -> str:
        return _HELD.sub(lambda found: literals[ord(found[0]) - _HOLD], text)

    return _Form(
        prefix=restored(plain[: digits.start()]),
        digits=digits[0],
        suffix=restored(behind),
        is_percent="%" in plain,  # a quoted one is held, and only a letter to Excel
    )


def _date(value: datetime.date | datetime.time, form: str) -> str:
    """Write a date by its form; one without a form, or of a weekday, as 2024-07-15."""
    plain = re.sub(r"\[[^\]]*\]|\\|_.|\*.", "", form.partition(";")[0])
    parts = [part for part in _DATE_PART.findall(plain) if not _LEFT_OUT.fullmatch(part)]
    if isinstance(value, datetime.time) or not parts or form in _GENERAL:
        return _plain_date(value)
    if form.lower() in ("mm-dd-yy", "m/d/yyyy", "mm/dd/yy"):
        return f"{value.year}/{value.month}/{value.day}"  # what format 14 shows in Chinese
    pieces = re.split(f"({_DATE_PART.pattern})", plain, flags=re.IGNORECASE)
    is_clock = False
    written = []
    for piece in pieces:
        if _LEFT_OUT.fullmatch(piece):
            continue
        if _DATE_PART.fullmatch(piece):
            is_clock = is_clock or piece[0] in "hH"
            written.append(_part(value, piece.lower(), is_clock=is_clock))
        else:
            written.append(piece.replace('"', ""))
    return "".join(written).strip()


def _part(value: datetime.date, part: str, *, is_clock: bool) -> str:
    clock = value if isinstance(value, datetime.datetime) else None
    number = {
        "y": value.year,
        "m": clock.minute if is_clock and clock else value.month,
        "d": value.day,
        "h": clock.hour if clock else 0,
        "s": clock.second if clock else 0,
    }.get(part[0], 0)
    if part[0] == "y":
        return str(number)  # 24-7-15 says less than 2024-7-15
    return f"{number:02d}" if len(part) == 2 or (is_clock and part[0] != "h") else str(number)


def _plain_date(value: datetime.date | datetime.time) -> str:
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value.isoformat(" ", "minutes")
    return value.date().isoformat() if isinstance(value, datetime.datetime) else value.isoformat()
