"""Draws a series as SVG: years as a line, anything else as bars; escapes what it is given.

The picture is drawn on white and brings its own colours: it is made to be put into a document.
"""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from unicodedata import east_asian_width

from bot.web.series import Row, Series

__all__ = ["WIDTH", "plot", "plot_height"]

WIDTH = 440
"""Of every picture, in its own units: its letters can still be read on a phone."""
_LINE_HEIGHT = 270
_MARGIN = 20
_HEAD = 58
_BAR, _BAR_GAP = 22, 10
_LINE_LEAST = 3
_FONT_PX = 13
_MOST_LABEL_PX = 140
# A title is drawn a little larger than what its width is reckoned by.
_TITLE_PX = WIDTH - 3 * _MARGIN
_TITLE_LINE = 20
_TICKS = 4
_INK, _SOFT, _GRID, _ACCENT, _FALL = "#1e2730", "#5b6670", "#dfdcd3", "#1f4e5f", "#a5382b"
_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"


def plot(series: Series) -> str:
    """Return the picture; every row has its number."""
    body = _line(series.rows) if _is_line(series) else _bars(series.rows)
    height = plot_height(series)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{_FONTS}" font-size="{_FONT_PX}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'{"".join(_head(series))}<g transform="translate(0 {_extra(series)})">'
        f"{''.join(body)}</g></svg>"
    )


def plot_height(series: Series) -> int:
    """Return the height of the picture, which is kept free for it."""
    if _is_line(series):
        return _LINE_HEIGHT + _extra(series)
    return _HEAD + len(series.rows) * (_BAR + _BAR_GAP) + _MARGIN + _extra(series)


def _head(series: Series) -> Iterator[str]:
    """Yield the title, on a second line where it is long, and the unit below it."""
    for index, line in enumerate(_title_lines(series.title)):
        yield _text(_MARGIN, 26 + index * _TITLE_LINE, line, size=15, weight=600)
    yield _text(_MARGIN, 46 + _extra(series), series.unit, fill=_SOFT, size=12)


def _extra(series: Series) -> int:
    return _TITLE_LINE * (len(_title_lines(series.title)) - 1)


def _title_lines(title: str) -> tuple[str, ...]:
    if _width(title) <= _TITLE_PX:
        return (title,)
    end = next(end for end in range(len(title), 0, -1) if _width(title[:end]) <= _TITLE_PX)
    # Chinese breaks anywhere, English between words.
    space = title.rfind(" ", 0, end + 1)
    end = space if space > end // 2 and title[end - 1].isascii() else end
    return title[:end], _fit(title[end:].strip(), _TITLE_PX)


def _is_line(series: Series) -> bool:
    return series.is_in_time and len(series.rows) >= _LINE_LEAST


def _bars(rows: Sequence[Row]) -> Iterator[str]:
    """Yield level bars from a common zero, what fell to its left."""
    numbers = [_number(row) for row in rows]
    labels = min(_MOST_LABEL_PX, max(_width(row.name) for row in rows))
    values = max(_width(_printed(row)) for row in rows) + 8
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    left = _MARGIN + labels + 10 + (values if low < 0 else 0)
    room = WIDTH - _MARGIN - left - (values if high > 0 else 0)
    scale = room / ((high - low) or 1.0)
    zero = left - low * scale
    for index, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        top = _HEAD + index * (_BAR + _BAR_GAP)
        base, end = top + _BAR * 0.72, zero + number * scale
        yield _text(_MARGIN + labels, base, _fit(row.name, _MOST_LABEL_PX), anchor="end")
        yield (
            f'<rect x="{min(zero, end):.1f}" y="{top}" width="{max(abs(end - zero), 1):.1f}" '
            f'height="{_BAR}" rx="2" fill="{_FALL if number < 0 else _ACCENT}"/>'
        )
        is_left = number < 0
        yield _text(
            end - 6 if is_left else end + 6,
            base,
            _printed(row),
            anchor="end" if is_left else "start",
        )
    foot = _HEAD + len(rows) * (_BAR + _BAR_GAP)
    yield f'<path d="M{zero:.1f} {_HEAD - 4}V{foot}" stroke="{_SOFT}"/>'


def _line(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line over the years with its values at its points."""
    numbers = [_number(row) for row in rows]
    ticks = _ticks(min(numbers), max(numbers))
    left = _MARGIN + max(_width(_tick(each, ticks)) for each in ticks) + 8
    top, bottom = _HEAD + 16, _LINE_HEIGHT - 40
    step = (WIDTH - left - 2 * _MARGIN - 30) / (len(rows) - 1)
    span = ticks[-1] - ticks[0]

    def at(number: float) -> float:
        return bottom - (number - ticks[0]) / span * (bottom - top)

    for each in ticks:
        yield f'<path d="M{left} {at(each):.1f}H{WIDTH - _MARGIN}" stroke="{_GRID}"/>'
        yield _text(left - 8, at(each) + 4, _tick(each, ticks), anchor="end", fill=_SOFT)
    places = [(left + 30 + i * step, at(number)) for i, number in enumerate(numbers)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{_ACCENT}" stroke-width="2.5"/>'
    for row, (x, y) in zip(rows, places, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_ACCENT}"/>'
        yield _text(x, y - 12, _printed(row), anchor="middle", weight=600)
        yield _text(x, bottom + 24, row.name, anchor="middle")


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers at even steps that hold all values between them."""
    span = (high - low) or abs(high) or 1.0
    rough = span / _TICKS
    size = 10 ** math.floor(math.log10(rough))
    step = next(each * size for each in (1, 2, 5, 10) if each * size >= rough)
    first = math.floor(low / step) * step
    count = math.ceil((high - first) / step)
    return [first + i * step for i in range(max(count, 1) + 1)]


def _tick(value: float, ticks: Sequence[float]) -> str:
    """Return a tick with as many decimals as all of them need."""
    step = ticks[1] - ticks[0]
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value:,.{decimals}f}"


def _number(row: Row) -> float:
    assert row.number is not None, "only a whole series is drawn"
    return float(row.number)


def _printed(row: Row) -> str:
    return f"{row.number or Decimal(0):,f}"


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    fill: str = _INK,
    size: int = _FONT_PX,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" '
        f'font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
    )


def _fit(text: str, most: float) -> str:
    """Return a text cut to the room there is for it."""
    while _width(text) > most:
        text = f"{text[:-2]}…"
    return text


def _width(text: str) -> float:
    """Return about how wide a text is drawn: Han take a full square."""
    full = sum(east_asian_width(char) in "WF" for char in text)
    return _FONT_PX * (full + 0.58 * (len(text) - full))
