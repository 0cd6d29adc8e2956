"""What a question asks for; pure values."""

from dataclasses import dataclass
from enum import StrEnum

from bot.thesaurus import Match

__all__ = ["Asked", "Form", "Query", "Scope", "Term"]

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a question limits itself to."""

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    """Years the asked figures are of."""
    report_years: tuple[int, ...] = ()
    """Years of the reports it names."""
    guessed: tuple[str, ...] = ()
    """Words that look like places no list knows; they are, when a report uses them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of the question with the words that reports use for it."""

    text: str
    alternatives: tuple[str, ...]
    """Folded, the word itself first."""
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
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
