"""What a question asks for; pure values."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.comparison import Comparison
from bot.thesaurus import Match
from ingest.figures import find_figures
from ingest.types import Figure

__all__ = ["Asked", "Form", "Query", "Scope", "Term", "Want"]

# What a question may mean counts less than what it says.
_WORDING_WEIGHT = 0.4
_WORDED_INDICATORS = 3


class Form(StrEnum):
    """The form of answer that a question wants."""

    NUMBER = "number"
    LIST = "list"
    DATE = "date"
    YES_NO = "yes_no"
    TEXT = "text"


class Want(StrEnum):
    """The sort of thing that answers a question in words."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NUMBER = "number"
    """An official document's number: 国办发〔2024〕5号."""
    PHONE = "phone"
    ADDRESS = "address"
    """Of a web page."""
    ORDINAL = "ordinal"
    DATE = "date"
    DAY = "day"
    """A date with its month."""
    REASON = "reason"
    MANNER = "manner"
    MEANING = "meaning"
    TITLE = "title"
    """What something is called or says: a name, a slogan, a prize."""
    ANY = "any"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The kind of answer a question wants."""

    form: Form
    unit: str = ""
    """The unit it names (多少亩: 亩), empty when it names none."""
    unit_class: str = ""
    """Key of `ingest.units.UNIT_CLASS` values, empty when any will do."""
    implied_class: str = ""
    """The class its noun suggests (投资多少: money)."""
    growth: bool = False
    target: bool = False
    added: bool = False
    """Only what is new counts (新建多少)."""
    cumulative: bool = False
    """All there is counts (累计多少)."""
    calculation: bool = False
    """It wants figures put together: a sum, a difference."""
    several: bool = False
    """It asks for each of several figures (分别, 各是)."""
    quantities: int = 1
    """How many figures it asks for of one thing (是多少，增长多少: 2)."""
    want: Want = Want.ANY
    names: int = 0
    """How many names it asks for (哪四个市: 4), 0 when it does not say."""
    noun: str = ""
    """What it asks which of (哪四个市: 市), folded; empty when it does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a question limits itself to."""

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    """Years the asked figures are of."""
    report_years: tuple[int, ...] = ()
    """Years of the reports it names."""
    numbers: tuple[str, ...] = ()
    """Official numbers of the papers it names, as year and number: 2026-15, or -259."""
    guessed: tuple[str, ...] = ()
    """Words that look like places no list knows; they are, when a report uses them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of the question with the words that reports use for it."""

    text: str
    alternatives: tuple[str, ...]
    """Folded, the word itself first."""
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question, understood."""

    text: str
    """The stand-alone question."""
    subject: str
    """The question without the words that limit its scope, folded."""
    language: str
    asked: Asked
    scope: Scope
    terms: tuple[Term, ...]
    indicators: tuple[Match, ...] = ()
    """What it may be about, best first."""
    comparison: Comparison = field(default_factory=Comparison)
    denied: tuple[str, ...] = ()
    """What it says it does not ask for, folded: 规模以上, 降幅."""
    is_ahead: bool = False
    """No report looks back on the years that it asks about, and one plans them."""

    @property
    def compares(self) -> bool:
        """Tell whether it asks for figures of several places, years or modes."""
        scope = self.scope
        named = (scope.places, scope.years, scope.report_years)
        return self.comparison.is_open or any(len(each) > 1 for each in named)

    @cached_property
    def given(self) -> tuple[Figure, ...]:
        """The figures it states itself: the 60岁 of 60岁以上的有多少."""
        return tuple(find_figures(self.subject))

    @property
    def wordings(self) -> dict[str, float]:
        """Other words to search for, and how much each counts: the reports' for the question's."""
        found: dict[str, float] = {}
        for match in self.indicators[:_WORDED_INDICATORS]:
            for name in match.indicator.names[:2]:
                found.setdefault(name, _WORDING_WEIGHT * match.score)
        for term in self.terms:
            for other in term.alternatives[1:4]:
                found.setdefault(other, _WORDING_WEIGHT * term.weight)
        return found
