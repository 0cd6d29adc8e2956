"""An answer before its citations are numbered and its figures are checked; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.claims import Claim
from bot.match import Candidate
from bot.types import AnswerPoint, Missing, Outcome
from vectorstore.types import Hit

__all__ = ["Draft", "answered", "quote_span", "quotes"]

_MAX_QUOTE_CHARS = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An answer before its citations are numbered and its figures are checked."""

    outcome: Outcome
    text: str
    quotes: tuple[tuple[Hit, int, int], ...] = ()
    """Hit, start and end in the hit's text; the n-th is what marker n stands for."""
    missing: Missing = field(default_factory=Missing)
    suggestions: tuple[str, ...] = ()
    nearest: tuple[tuple[Hit, int, int], ...] = ()
    """Where the suggestions stand, in the form of the quotes."""
    points: tuple[AnswerPoint, ...] = ()
    """The figures it puts side by side, each of the quote of its marker."""
    counts: Mapping[str, str] = field(default_factory=dict)
    """Figures that count its own reports or places, and how they came about."""


def answered(text: str, best: Candidate, claims: Sequence[Claim]) -> Draft:
    """Return an answer that rests on claims of one candidate's passage."""
    start, end = quote_span(best.hit.text, claims)
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=((best.hit, start, end),))


def quotes(candidates: Sequence[Candidate]) -> tuple[tuple[Hit, int, int], ...]:
    """Return what each of some candidates cites, in their order."""
    return tuple((each.hit, *quote_span(each.hit.text, [each.claim])) for each in candidates)


def quote_span(text: str, claims: Sequence[Claim]) -> tuple[int, int]:
    """Return the sentence, or its part around the claims when it is long."""
    start, end = claims[0].sentence
    if end - start <= _MAX_QUOTE_CHARS:
        return start, end
    first = min(claim.clause[0] for claim in claims)
    last = max(claim.clause[1] for claim in claims)
    inherits = any(claim.inherited for claim in claims)
    while inherits and first > start and last - first < _MAX_QUOTE_CHARS // 2:
        before = max(
            (i for i in range(start, first - 1) if text[i] in "，,；;："), default=start - 1
        )
        first = before + 1
    return first, last
