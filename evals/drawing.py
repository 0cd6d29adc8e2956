"""Owns the plots of a report: intervals as inline SVG; knows no question and no file."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Row", "intervals"]

# Pixels: a line of text, one within its group, the room for labels, the plot.
_LINE, _WITHIN, _LABELS, _PLOT, _MARGIN = 22, 10, 180, 640, 40
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One mark of a plot: a share with its interval, in [0, 1]."""

    label: str
    """Empty where it goes with the row above."""
    mean: float
    low: float
    high: float
    side: int
    """Which contestant's, from 0: gives the colour."""
    tip: str
    """What the mark says in words."""


def intervals(rows: Sequence[Row], *, title: str) -> str:
    """Return a plot of shares from 0 to 100 %, a row each, as an `svg` element.

    A row with a label begins a group, which stands apart.
    """
    marks, y = [], 0
    for row in rows:
        y += _LINE if row.label else _WITHIN
        marks.append(_mark(row, y))
    height = y + 2 * _LINE
    ticks = "".join(_tick(percent, height) for percent in _TICKS)
    width = _LABELS + _PLOT + _MARGIN
    return (
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-label="{escape(title)}">{ticks}{"".join(marks)}</svg>'
    )


def _x(share: float) -> float:
    return round(_LABELS + share * _PLOT, 1)


def _tick(percent: int, height: int) -> str:
    x, bottom = _x(percent / 100), height - _LINE
    return (
        f'<line class="tick" x1="{x}" x2="{x}" y1="4" y2="{bottom}"/>'
        f'<text class="axis" x="{x}" y="{height - 4}">{percent}%</text>'
    )


def _mark(row: Row, y: int) -> str:
    kind = f"side{row.side}"
    return (
        f"<g><title>{escape(row.tip)}</title>"
        f'<text x="{_LABELS - 8}" y="{y + 4}" class="label">{escape(row.label)}</text>'
        f'<line class="{kind}" x1="{_x(row.low)}" x2="{_x(row.high)}" y1="{y}" y2="{y}"/>'
        f'<circle class="{kind}" cx="{_x(row.mean)}" cy="{y}" r="4"/></g>'
    )
