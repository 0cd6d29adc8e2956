"""Turns the list of reports, and what reading kept of each, into HTML; escapes all of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.account import ranges
from bot.translate import name_in_english
from bot.web.strings import Language, told, words
from ingest.types import DEFAULT_COLLECTION, MAX_LOST, Audit, Description

if TYPE_CHECKING:
    from vectorstore.types import Listing

__all__ = ["documents_html", "names"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_WHOLE_YEAR = re.compile(r"^(\d{4})年$")
_SURE = 0.9
"""Below it the encoding is named as uncertain, as in the warning that reading gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Among:
    """What the entry of one report needs to know of the others."""

    titles: Mapping[str, str]
    names: Mapping[str, str]
    newer: Mapping[str | None, str]


def documents_html(listings: Sequence["Listing"], language: Language) -> str:
    """Return the list of reports.

    The page's script ticks the chosen ones and adds the filters, for which each entry carries its
    place, year and issuer.
    """
    if not listings:
        return _nothing(language)
    count = words(language, "documents.count", count=len(listings))
    among = _Among(
        titles={each.document_id: _title(each) for each in listings},
        names=names(listings),
        newer={each.relation.supersedes: each.document_id for each in listings},
    )
    items = "".join(_document(each, language, among) for each in listings)
    return f'<p class="count">{count}</p><ul class="documents">{items}</ul>'


def names(listings: Sequence["Listing"]) -> dict[str, str]:
    """Return what to call each report, by its id: its title, with its file's where two share it."""
    counts = Counter(map(_title, listings))
    return {
        each.document_id: f"{title}（{each.name}）" if counts[title] > 1 else title
        for each in listings
        for title in [_title(each)]
    }


def _nothing(language: Language) -> str:
    keys = ("documents.first_step", "documents.second_step", "documents.third_step")
    steps = "".join(f"<li>{words(language, key)}</li>" for key in keys)
    return f'<p class="hint">{words(language, "documents.none")}</p><ol class="steps">{steps}</ol>'


def _title(listing: "Listing") -> str:
    return listing.description.title or listing.name


def _document(listing: "Listing", language: Language, among: _Among) -> str:
    description, title = listing.description, among.names[listing.document_id]
    passages = words(language, "passages", count=listing.audit.passages)
    collection = "" if listing.collection == DEFAULT_COLLECTION else listing.collection
    known = (*_of(description, language), passages)
    added = f"<time>{escape(listing.ingested_at[:10])}</time>"
    facts = " · ".join(filter(None, (*map(escape, known), added, escape(collection))))
    remove = words(language, "documents.remove")
    return (
        f"<li{_facets(listing)}>{_box(listing.document_id, among, language)}"
        f"{_link(listing.document_id, title, name=listing.name)}"
        f'<span class="facts">{facts}</span>'
        f"{_related(listing, language, among)}"
        f"{_account(listing.audit, language)}"
        f'<button type="button" class="remove" value="{escape(listing.document_id)}"'
        f' aria-label="{escape(f"{remove} {title}")}">{remove}</button></li>'
    )


def _of(description: Description, language: Language) -> tuple[str, str]:
    """Return the place and period of a report, in English where there are English words."""
    place, period = description.place, description.period
    if language == "zh":
        return place, period
    return (name_in_english(place) if place else ""), _WHOLE_YEAR.sub(r"\1", period)


def _facets(listing: "Listing") -> str:
    """Return what the list is filtered by."""
    description = listing.description
    year = _YEAR.search(description.period or description.published)
    facets = {
        "place": description.place,
        "year": year[0] if year else "",
        "issuer": description.issuer,
    }
    return "".join(f' data-{name}="{escape(text)}"' for name, text in facets.items())


def _box(document_id: str, among: _Among, language: Language) -> str:
    label = words(language, "documents.choose", report=among.names[document_id])
    return (
        f'<input type="checkbox" class="choose" value="{escape(document_id)}"'
        f' aria-label="{escape(label)}">'
    )


def _link(document_id: str, title: str, *, name: str) -> str:
    """Return a link relative to the page, so that it also works below a prefix."""
    href = f"?{urlencode({'document': document_id})}"
    return f'<a class="report" href="{escape(href)}" title="{escape(name)}">{escape(title)}</a>'


def _related(listing: "Listing", language: Language, among: _Among) -> str:
    relation, newer = listing.relation, among.newer.get(listing.document_id)
    others = (
        ("relation.duplicate", relation.duplicate_of),
        ("relation.supersedes", relation.supersedes),
        ("relation.superseded", newer),
    )
    return "".join(
        f'<span class="related">{words(language, key, report=_link(other, title, name=title))}'
        "</span>"
        for key, other in others
        if other and (title := among.titles[other])
    )


def _account(audit: Audit, language: Language) -> str:
    """Return in a line what reading kept, which opens when there is more to say."""
    line = escape(" · ".join(_outline(audit, language)))
    more = "".join(f"<p>{escape(each)}</p>" for each in _details(audit, language))
    is_bad = audit.lost_numbers or audit.garbled_pages or audit.is_partial or audit.warnings
    kind = "account bad" if is_bad else "account"
    if not more:
        return f'<span class="{kind}">{line}</span>'
    return f'<details class="{kind}"><summary>{line}</summary>{more}</details>'


def _outline(audit: Audit, language: Language) -> Iterator[str]:
    if audit.source_numbers:
        key = "audit.lost" if audit.lost_numbers else "audit.kept"
        yield words(language, key, count=audit.source_numbers, lost=_count_lost(audit))
    counts = (
        ("pages", audit.pages),
        ("audit.ocr", len(audit.ocr_pages)),
        ("audit.tables", audit.tables),
    )
    yield from (words(language, key, count=count) for key, count in counts if count)
    if audit.is_partial:
        yield words(language, "audit.partial")
    if audit.encoding:
        is_sure = audit.encoding_confidence is None or audit.encoding_confidence >= _SURE
        key = "audit.encoding" if is_sure else "audit.encoding_unsure"
        yield words(language, key, name=audit.encoding)


def _count_lost(audit: Audit) -> str:
    count = len(audit.lost_numbers)
    return f"{count}+" if count == MAX_LOST else str(count)


def _details(audit: Audit, language: Language) -> Iterator[str]:
    if audit.lost_numbers:
        yield words(
            language,
            "audit.lost_numbers",
            numbers=words(language, "comma").join(audit.lost_numbers),
        )
    lists = (
        ("audit.ocr_pages", audit.ocr_pages),
        ("audit.garbled_pages", audit.garbled_pages),
        ("audit.empty_pages", audit.empty_pages),
    )
    yield from (words(language, key, pages=ranges(pages)) for key, pages in lists if pages)
    if audit.furniture_characters:
        yield words(language, "audit.furniture", count=audit.furniture_characters)
    yield from (told(language, warning) for warning in audit.warnings)
