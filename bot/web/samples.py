"""Questions to start with, made from the loaded reports and checked; knows no page."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from bot.web.proposals import Proposal, answered, proposals
from bot.web.strings import Language

if TYPE_CHECKING:
    from bot.assembly import Wence
    from vectorstore.types import Listing

__all__ = ["SampleQuestions"]

_SHOWN = 4
# Reports that are looked at, and questions tried of each: the first is mostly answered.
_REPORTS, _TRIED = 12, 8
_BUDGET_S = 6.0


class SampleQuestions:
    """Finds questions that the reports answer, once for the reports that there are."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence
        self._lock = threading.Lock()
        self._found: dict[tuple[Language, frozenset[str]], tuple[str, ...]] = {}

    def ready(self, language: Language) -> tuple[str, ...]:
        """Return what was found of the reports that there are; nothing before `find`."""
        return self._found.get(self._key(language), ())

    def find(self, language: Language) -> tuple[str, ...]:
        """Return questions of as many reports as there are room for, finding them if need be."""
        with self._lock:
            key = self._key(language)
            if key not in self._found:
                found = answered(
                    self._wence.bot, self._proposed(language), most=_SHOWN, budget_s=_BUDGET_S
                )
                self._found = {k: v for k, v in self._found.items() if k[1] == key[1]}
                self._found[key] = found
            return self._found[key]

    def _key(self, language: Language) -> tuple[Language, frozenset[str]]:
        return language, frozenset(each.document_id for each in self._wence.index.rows())

    def _proposed(self, language: Language) -> Iterator[Proposal]:
        """Yield a question of each report in turn, the reports added last first."""
        listings = [
            each for each in self._wence.index.documents() if not each.relation.duplicate_of
        ]
        is_one_place = len({each.description.place for each in listings}) == 1
        latest = sorted(listings, key=lambda each: each.ingested_at, reverse=True)[:_REPORTS]
        rounds = zip_longest(
            *(self._of(each, language, is_one_place=is_one_place) for each in latest)
        )
        return (each for each in chain.from_iterable(rounds) if each)

    def _of(
        self, listing: "Listing", language: Language, *, is_one_place: bool
    ) -> Iterator[Proposal]:
        description, figures = listing.description, self._wence.index.figures(listing.document_id)
        if language == "en" and is_one_place:
            # A Chinese place in a short English question would get it a Chinese answer.
            description = replace(description, place="")
        return islice(proposals(description, figures, language), _TRIED)
