"""Chooses the reports that a question is about, before anything is ranked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.query import Query
from ingest.places import NATION, is_within
from ingest.types import Description
from vectorstore.tables import Row

__all__ = ["Selection", "select"]

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The reports to search, and what the question names that no report covers."""

    document_ids: tuple[str, ...]
    """All that were asked when the question names no scope."""
    required_places: tuple[str, ...] = ()
    """Places that no report is about: the answer's own passage must name them."""
    required_years: tuple[int, ...] = ()
    """Years that no report is about, likewise."""


def select(query: Query, rows: Sequence[Row]) -> Selection:
    """Narrow the reports by the places, then by the years the question names.

    A work report of 2025 states the results of 2024, so 2024 is looked for in the reports of 2024
    and of 2025; a target is looked for in the report of its own year first.
    """
    kept, required_places = _by_place(query, rows)
    kept, required_years = _by_year(query, kept)
    return Selection(
        document_ids=tuple(dict.fromkeys(row.document_id for row in kept)),
        required_places=required_places,
        required_years=required_years,
    )


def _by_place(query: Query, rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[str, ...]]:
    required: list[str] = []
    kept: list[Row] = []
    for place in query.scope.places:
        exact = [row for row in rows if row.description.place == place]
        if exact:
            kept += exact
        elif place != NATION:
            required.append(place)
    if not kept and required:
        around = [
            row for row in rows
            if row.description.place not in ("", NATION)
            and any(is_within(place, row.description.place) for place in required)
        ]  # fmt: skip
        kept = around
    return kept or rows, tuple(required)


def _by_year(query: Query, rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[int, ...]]:
    scope = query.scope
    if scope.report_years:
        named = [row for row in rows if _years(row.description) & set(scope.report_years)]
        return (named, ()) if named else (rows, scope.report_years)
    if not scope.years:
        return rows, ()
    wanted = set(scope.years)
    after = set() if query.asked.target else {year + 1 for year in wanted}
    kept = [row for row in rows if _years(row.description) & (wanted | after)]
    if not kept:
        kept = [row for row in rows if _years(row.description) & {year + 1 for year in wanted}]
    return (kept, ()) if kept else (rows, scope.years)


def _years(description: Description) -> set[int]:
    return {int(year) for year in _YEAR.findall(description.period)}
