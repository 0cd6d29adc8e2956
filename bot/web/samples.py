"""Questions to start with, made from the loaded reports and checked; knows no page."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from bot.seen import Seen
from bot.web.proposals import Proposal, answered, proposals
from bot.web.strings import Language

if TYPE_CHECKING:
    from vectorstore.types import Listing

__all__ = ["SampleQuestions"]

_SHOWN = 4
# Reports that are looked at, and questions tried of each: the first is mostly answered.
_REPORTS, _TRIED = 12, 8
_BUDGET_S = 6.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Search:
    """What was found in which documents, and what is left to try."""

    documents: frozenset[str]
    left: Iterator[Proposal]
    found: tuple[str, ...] = ()


class SampleQuestions:
    """Finds questions that the reports answer, once for the reports that there are."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._lock = threading.Lock()
        self._searches: dict[Language, _Search] = {}

    def ready(self, language: Language) -> tuple[str, ...]:
        """Return what was found of the reports that there are; nothing before `find`."""
        search = self._searches.get(language)
        return search.found if search and search.documents == self._documents() else ()

    def find(self, language: Language) -> tuple[str, ...]:
        """Return questions of as many reports as there is room for.

        What a busy machine did not find in time the first time is looked for the next.
        """
        with self._lock:
            documents = self._documents()
            search = self._searches.get(language)
            if search is None or search.documents != documents:
                search = _Search(documents=documents, left=self._proposed(language))
            missing = _SHOWN - len(search.found)
            more = answered(self._seen.bot, search.left, most=missing, budget_s=_BUDGET_S)
            search = replace(search, found=(*search.found, *more))
            self._searches[language] = search
            return search.found

    def _documents(self) -> frozenset[str]:
        return frozenset(each.document_id for each in self._seen.index.rows())

    def _proposed(self, language: Language) -> Iterator[Proposal]:
        """Yield a question of each report in turn, the reports added last first."""
        listings = [each for each in self._seen.index.documents() if not each.relation.duplicate_of]
        is_one_place = len({each.description.place for each in listings}) == 1
        latest = sorted(listings, key=lambda each: each.ingested_at, reverse=True)[:_REPORTS]
        rounds = zip_longest(
            *(self._of(each, language, is_one_place=is_one_place) for each in latest)
        )
        return (each for each in chain.from_iterable(rounds) if each)

    def _of(
        self, listing: "Listing", language: Language, *, is_one_place: bool
    ) -> Iterator[Proposal]:
        description, figures = listing.description, self._seen.index.figures(listing.document_id)
        if language == "en" and is_one_place:
            # A Chinese place in a short English question would get it a Chinese answer.
            description = replace(description, place="")
        return islice(proposals(description, figures, language), _TRIED)
