"""The quantity grammar: finds figures in Chinese and English text; knows no document or store.

A figure is a number that counts or measures something. Dates, years, document numbers, ordinals of
meetings, numbers inside names (5G, PM2.5, G30) and list numbers are not figures.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from ingest.context import Context
from ingest.names import mark_names
from ingest.numerals import widen
from ingest.quantities import Quantity, find_arabic, find_compound
from ingest.types import Figure, Kind
from ingest.worded import find_chinese, find_english, find_ranks

__all__ = ["find_figures"]

_LIST_GAP = re.compile(r"(?:以上|左右|以内)?\s?(?:、|和|与|及|以及|and|,\s?and)\s?", re.IGNORECASE)
_PART_OF_IT = re.compile(r"[，,；;]?\s?其中")
_INHERITED_BY_PARTS = (Kind.ADDED, Kind.CUMULATIVE, Kind.TARGET, Kind.SHARE)


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text in reading order, none overlapping; positions are in `text`."""
    folded = widen(text)
    quantities = _disjoint(folded)
    return _with_inherited_kinds(text, (_figure(text, folded, each) for each in quantities))


def _disjoint(text: str) -> list[Quantity]:
    """Return the quantities in reading order; of two that overlap the one read earlier stands."""
    names = mark_names(text)
    taken = bytearray(len(text))
    kept: list[Quantity] = []
    readers = (
        find_ranks(text), find_compound(text), find_chinese(text, names),
        find_arabic(text, names), find_english(text, names),
    )  # fmt: skip
    for quantity in (each for reader in readers for each in reader):
        if taken.find(1, quantity.start, quantity.end) < 0:
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
            kept.append(quantity)
    return sorted(kept, key=lambda quantity: quantity.start)


def _figure(text: str, folded: str, quantity: Quantity) -> Figure:
    context = Context(folded, quantity)
    return Figure(
        start=quantity.start,
        end=quantity.end,
        text=text[quantity.start : quantity.end],
        value=quantity.value,
        unit=quantity.unit,
        upper=quantity.upper,
        qualifier=context.qualifier,
        kind=context.kind,
        period=context.period,
        indicator=context.clause,
    )


def _with_inherited_kinds(text: str, figures: Iterable[Figure]) -> list[Figure]:
    """Give each member of a list the kind of its first: 分别增长7%和8% states two growths."""
    listed: list[Figure] = []
    for figure in figures:
        before = listed[-1] if listed else None
        gap = text[before.end : figure.start] if before else ""
        if before and _LIST_GAP.fullmatch(gap):
            figure = replace(figure, kind=before.kind, indicator=before.indicator)
        elif before and _PART_OF_IT.match(gap) and before.kind in _INHERITED_BY_PARTS:
            is_own = figure.kind is not Kind.LEVEL
            figure = figure if is_own else replace(figure, kind=before.kind)
        listed.append(figure)
    return listed
