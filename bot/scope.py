"""Chooses the reports that a question is about, before anything is ranked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.comparison import Over
from bot.numbered import is_number_of
from bot.query import Query
from bot.titled import titled
from bot.types import AnswerScope
from ingest.places import NATION, is_named, is_provincial, is_within, names_of
from ingest.types import Description
from vectorstore.tables import Row
from vectorstore.terms import simplify
from vectorstore.types import Hit

__all__ = [
    "Lacking",
    "Selection",
    "covers_places",
    "innermost",
    "is_periodic",
    "scope_of",
    "select",
]

_YEAR = re.compile(r"(?:19|20)\d\d")
_WORK_REPORT = re.compile(r"工作报告|report on the work", re.IGNORECASE)
# Every question looks at every report.
_KNOWN_REPORTS, _KNOWN_PAIRS = 4096, 20_000
# What is written for one year and one place; laws and notices hold for longer.
_PERIODIC = re.compile(
    r"工作报告|公报|快报|年鉴|运行|形势|执行情况|预算|决算|上半年|季度"
    r"|report on the work|communiqu[eé]|annual|yearbook",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacking:
    """What the question names and a report does not say it is about."""

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def is_named_by(self, hit: Hit) -> bool:
        """Tell whether a passage with its headings and title names it."""
        around = "\n".join((hit.title, *hit.passage.section, hit.text))
        has_places = all(is_named(each, around) for each in self.places)
        return has_places and (not self.years or any(str(year) in around for year in self.years))


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The reports to search, and what the question names that no report covers."""

    document_ids: tuple[str, ...]
    """All that were asked when the question names no scope."""
    likeliest: frozenset[str] = frozenset()
    """Those of them that state the results of an asked year: the reports that look back on it."""
    foremost: tuple[str, ...] = ()
    """Where several places or years are compared: those to search each, the likeliest first."""
    others: Mapping[str, Lacking] = field(default_factory=dict)
    """Reports that may state it all the same, where a passage names what they lack."""
    required_places: tuple[str, ...] = ()
    """Places that no report is about: the answer's own passage must name them."""
    required_years: tuple[int, ...] = ()
    """Years that no report is about, likewise."""


def select(query: Query, rows: Sequence[Row]) -> Selection:
    """Narrow the reports to the paper that is named, else by the places, then by the years.

    A work report of 2025 states the results of 2024, so 2024 is looked for in the reports of 2024
    and of 2025; a target is looked for in the report of its own year first.
    """
    named = [row for row in rows if _is_numbered(query, row.description)]
    named = named or titled(query, rows)
    if named:
        return Selection(
            document_ids=tuple(dict.fromkeys(row.document_id for row in named)),
            foremost=_foremost(named, ()) if query.compares else (),
        )
    local, required_places = _by_place(query, rows)
    kept, required_years = _by_year(query, local)
    chosen = {row.document_id for row in kept}
    likeliest = [row for row in kept if _looks_back(query, row.description)]
    return Selection(
        document_ids=tuple(dict.fromkeys(row.document_id for row in kept)),
        likeliest=frozenset(row.document_id for row in likeliest),
        foremost=_foremost(kept, likeliest) if query.compares else (),
        others={
            row.document_id: lacking
            for row in rows
            if row.document_id not in chosen and (lacking := _lacking(query, row.description))
        },
        required_places=required_places,
        required_years=required_years,
    )


def _is_numbered(query: Query, description: Description) -> bool:
    """Tell whether a question names a paper by its official number: 国办发〔2026〕15号."""
    if not query.scope.numbers:
        return False
    named = f"{description.number} {simplify(description.title)}"
    return any(is_number_of(number, named) for number in query.scope.numbers)


def scope_of(query: Query) -> AnswerScope:
    """Return what a question limits itself to, as its answer tells it."""
    years = dict.fromkeys((*query.scope.years, *query.scope.report_years))
    return AnswerScope(places=tuple(innermost(query.scope.places)), years=tuple(years))


def covers_places(query: Query, hit: Hit, description: Description) -> bool:
    """Tell whether a passage, its headings or its report is about every place that is named."""
    around = "\n".join((hit.title, *hit.passage.section, hit.text))
    return all(
        place == NATION or is_within(description.place, place) or is_named(place, around)
        for place in query.scope.places
    )


def _foremost(kept: Sequence[Row], likeliest: Sequence[Row]) -> tuple[str, ...]:
    """Return the likeliest reports, and of places that have none the others."""
    told = {row.description.place for row in likeliest}
    others = [row for row in kept if row.description.place not in told]
    return tuple(dict.fromkeys(row.document_id for row in (*likeliest, *others)))


def _by_place(query: Query, rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[str, ...]]:
    required: list[str] = []
    kept: list[Row] = []
    if query.comparison.over is Over.PLACES and not set(query.scope.places) - {NATION}:
        return [row for row in rows if is_provincial(row.description.place)] or rows, ()
    for place in innermost(query.scope.places):
        about = [row for row in rows if _is_about(row.description, place)]
        if about:
            kept += about
        elif place != NATION:
            required.append(place)
    if not kept and required:
        kept = [
            row for row in rows
            if row.description.place not in ("", NATION)
            and any(is_within(place, row.description.place) for place in required)
        ]  # fmt: skip
    return kept or rows, tuple(required)


def innermost(places: Sequence[str]) -> list[str]:
    """Return the places that hold no other: of 江西宜春 only 宜春市."""
    return [
        place for place in places
        if place == NATION or not any(is_within(each, place) for each in places if each != place)
    ]  # fmt: skip


def _is_about(description: Description, place: str) -> bool:
    if place == NATION:
        return description.place in (NATION, "")
    return description.place == place or _is_named(place, description.title)


@lru_cache(_KNOWN_PAIRS)
def _is_named(place: str, title: str) -> bool:
    return any(name in title for name in names_of(place))


def _by_year(query: Query, rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[int, ...]]:
    scope = query.scope
    if scope.report_years:
        named = [row for row in rows if _years(row.description) & set(scope.report_years)]
        return (named, ()) if named else (rows, scope.report_years)
    if not scope.years:
        return rows, ()
    wanted = _looked_for(query)
    kept = [row for row in rows if _years(row.description) & wanted]
    if not kept:
        kept = [row for row in rows if _years(row.description) & _following(scope.years)]
    return (kept, ()) if kept else (rows, scope.years)


def _looked_for(query: Query) -> set[int]:
    """Return the years of the reports that can state what is asked."""
    years, comparison = set(query.scope.years), query.comparison
    if comparison.before:
        years |= {year - 1 for year in years}
    is_of_plans = query.asked.target and not comparison.both_modes
    return years if is_of_plans else years | _following(years)


def _looks_back(query: Query, description: Description) -> bool:
    """Tell whether a report states the results of an asked year, as a work report of the next."""
    scope = query.scope
    if not scope.years or scope.report_years or query.asked.target or query.comparison.before:
        return False
    is_plan = _WORK_REPORT.search(description.title)
    return bool(_years(description) & (_following(scope.years) if is_plan else set(scope.years)))


def _following(years: Sequence[int] | set[int]) -> set[int]:
    return {year + 1 for year in years}


def _lacking(query: Query, description: Description) -> Lacking | None:
    """Return what a report outside the scope must name, None when it cannot be meant."""
    scope = query.scope
    places = tuple(place for place in scope.places if not _is_about(description, place))
    is_wider = description.place in ("", NATION) or all(
        is_within(place, description.place) for place in places
    )
    if len(places) == len(scope.places) and places and not is_wider:
        return None
    if scope.report_years and not _years(description) & set(scope.report_years):
        return None
    if not scope.years or _years(description) & _looked_for(query):
        years: tuple[int, ...] = ()
    elif is_periodic(description.title):
        return None
    else:
        years = scope.years
    return Lacking(places=places, years=years) if places or years else None


def _years(description: Description) -> frozenset[int]:
    return _years_in(f"{description.period} {description.title}")


@lru_cache(_KNOWN_REPORTS)
def _years_in(text: str) -> frozenset[int]:
    return frozenset(int(year) for year in _YEAR.findall(text))


@lru_cache(_KNOWN_REPORTS)
def is_periodic(title: str) -> bool:
    """Tell whether a report by its title is written for one time and place, as no law is."""
    return bool(_PERIODIC.search(title))
