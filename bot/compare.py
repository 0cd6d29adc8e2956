"""Puts figures of several places or years side by side, and takes their difference; pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.match import Candidate
from bot.query import Query
from bot.verdict import Verdict
from ingest.types import Description, Figure, Kind
from prompts import render

__all__ = ["side_by_side", "state_difference"]

_SCALES = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4))
_POINTS = "个百分点"


def side_by_side(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    descriptions: Mapping[str, Description],
) -> dict[str, Candidate | None]:
    """Return the best sure candidate of each place, else of each year, that a question names.

    Empty when it names fewer than two. A place or year that no candidate is sure for has None; a
    target does not stand in for a result here.
    """
    scope = query.scope
    candidates = [each for each in candidates if query.asked.target or not each.dated.is_target]
    if len(scope.places) > 1:
        groups = {
            place: [
                each
                for each in candidates
                if descriptions[each.hit.passage.document_id].place == place
            ]
            for place in scope.places
        }
    elif len(scope.years) > 1:
        groups = {
            f"{year}年": [each for each in candidates if each.dated.year == year]
            for year in scope.years
        }
    else:
        return {}
    return {name: next(iter(verdict.sure(group, query)), None) for name, group in groups.items()}


def state_difference(found: Mapping[str, Candidate | None], language: str) -> str:
    """Return a sentence with the difference of two figures, "" when they cannot be compared.

    Only figures of the same unit and kind are: a level is not less than a growth.
    """
    if len(found) != 2:
        return ""
    (one, first), (other, second) = found.items()
    figures = [each.claim.figure if each else None for each in (first, second)]
    if figures[0] is None or figures[1] is None or not _are_alike(figures[0], figures[1]):
        return ""
    gap = figures[0].value - figures[1].value
    if not gap:
        return render("equal", language)
    higher = one if gap > 0 else other
    return render("difference", language, higher=higher, difference=_printed(abs(gap), figures[0]))


def _are_alike(one: Figure, other: Figure) -> bool:
    is_single = one.upper is None and other.upper is None
    growths = {one.kind, other.kind} & {Kind.GROWTH, Kind.RANK}
    return is_single and one.unit == other.unit and (not growths or one.kind == other.kind)


def _printed(value: Decimal, like: Figure) -> str:
    """Return a value in the scale and unit in which another is printed."""
    if like.unit in ("%", _POINTS):
        return f"{_plain(value)}{_POINTS}"
    for scale, size in _SCALES:
        if scale in like.text:
            return f"{_plain(value / size)}{scale}{like.unit}"
    return f"{_plain(value)}{like.unit}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
