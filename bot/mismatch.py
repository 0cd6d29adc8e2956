"""Says in what a passage's figure is another than the one a sentence states; pure."""

from bot.aspect import part_of
from bot.dating import spans_years
from bot.facts import Fact
from bot.manner import differs_in_bound, rates_of
from bot.naming import Name, is_chinese
from bot.shown import Frame, Grounds, Shown
from bot.subject import Choice, is_foreign, unheard
from ingest.places import NATION, names_of
from ingest.types import Figure, Kind
from ingest.units import UNIT_CLASS

__all__ = ["mismatch"]

_EACH = frozenset({"person", "household"})


def mismatch(fact: Fact, other: Fact, source: Shown, grounds: Grounds) -> str | None:
    """Return in what a passage's figure is another than the one stated, None when in nothing."""
    if reason := _other_kind(fact, other, grounds.frame):
        return reason
    if _is_other_year(fact, other, source, grounds.frame) or _is_other_end(fact, other):
        return "year"
    if _is_other_place(fact, other, source, grounds.frame):
        return "place"
    if _is_other_manner(fact, other, grounds.frame):
        return "manner"
    return "subject" if _is_other_subject(fact, other, source, grounds.frame) else None


def _other_kind(fact: Fact, other: Fact, frame: Frame) -> str | None:
    # 完成目标的102%: the words of a target also stand by results.
    calls_it_target = fact.figure.kind is Kind.TARGET or (other.is_target and not frame.asks_target)
    if other.is_target != fact.is_target and calls_it_target and not fact.is_estimate:
        return "target"
    if Kind.RANK in (fact.figure.kind, other.figure.kind):
        return None if fact.figure.kind is other.figure.kind else "kind"
    if fact.is_growth != other.is_growth and not _is_change_of_amount(fact, other):
        return "kind"
    if other.is_growth and fact.falls != other.falls:
        return "kind"
    is_mixed = (_is_added(fact) and other.is_stock) or (_is_added(other) and fact.is_stock)
    return "kind" if is_mixed else None


def _is_change_of_amount(fact: Fact, other: Fact) -> bool:
    """Tell whether both say by how much something changed: 降低负担400亿元, cut by 40 billion."""
    is_amount = UNIT_CLASS.get(other.figure.unit) != "percent"
    return is_amount and fact.changes and other.changes


def _is_other_end(fact: Fact, other: Fact) -> bool:
    """Tell whether one figure is where a change began, and the other where it led or stands."""
    if fact.end_of_change and other.end_of_change:
        return fact.end_of_change != other.end_of_change
    is_told = other.has_own_year and fact.years == other.years
    return other.end_of_change == "from" and not fact.end_of_change and not is_told


def _is_added(fact: Fact) -> bool:
    return fact.figure.kind is Kind.ADDED and not fact.is_stock


def _is_other_year(fact: Fact, other: Fact, source: Shown, frame: Frame) -> bool:
    years = fact.years or source.relative_years(fact.relative) or frozenset(frame.years)
    if fact.part and fact.part != other.part:
        return bool(other.part or fact.part != "全年")
    # 2024年…, of 上半年: who names the year alone says all of it.
    is_timed = bool(fact.part) or fact.is_as_of or other.is_target
    if fact.years and not is_timed and other.part not in ("", "全年", part_of(frame.asked)):
        return True
    if not years or not other.years:
        return False
    if other.is_span and not fact.is_span and not spans_years(frame.asked):
        return True
    return not years & other.years


def _is_other_place(fact: Fact, other: Fact, source: Shown, frame: Frame) -> bool:
    """Tell whether a figure is of none of the places that the sentence, or the question, names.

    That a passage names a place is not enough: the words of the figure or its sentence must be
    about it, or the headings above.
    """
    places = (fact.place,) if fact.place else frame.places
    if not places or other.place in places:
        return False
    if other.place and other.place != source.description.place:  # 其中高台县12亿元: not of the city
        return not any(each in other.near for each in places)
    return not any(each in other.near or _is_of(each, source) for each in places)


def _is_of(place: str, source: Shown) -> bool:
    report = source.description.place
    if place == report or (place == NATION and not report):
        return True
    told = source.around if not report else source.above
    return any(name in told for name in names_of(place))


def _is_other_manner(fact: Fact, other: Fact, frame: Frame) -> bool:
    """Tell whether one of two figures is per head or month, over or under, and the other is not."""
    if fact.rates - other.rates_around:
        return True
    if _untold(other.rates - fact.rates_around - rates_of(frame.asked), fact, other):
        return True
    return differs_in_bound(fact.bound, other.bound)


def _untold(left: frozenset[str], fact: Fact, other: Fact) -> bool:
    """Tell whether what a sentence leaves out of 每人每月1500元 makes it another statement.

    Whoever says a month's sum of it says what each one gets.
    """
    return bool(left - _EACH) or (bool(left) and not fact.rates & other.rates)


def _is_other_subject(fact: Fact, other: Fact, source: Shown, frame: Frame) -> bool:
    is_bare = not fact.name.own and not fact.name.inherited
    # 为312个 is of what the question asks for, in whatever words.
    name = Name(own=frame.subject) if is_bare else fact.name
    at = source.facts.index(other)
    across = is_chinese(name.own or name.inherited) != is_chinese(source.hit.text)
    rivals = [
        k
        for k, each in enumerate(source.facts)
        if _could_be(each, other) and each.rates <= fact.rates_around
    ]
    choice = Choice(held=source.subjects, at=at, rivals=rivals, across=across)
    if is_foreign(name, choice, is_asked=is_bare):
        return True
    # 农村 is said by 城乡居民人均可支配收入分别….
    said = f"{source.said_around(other)}\n{other.name.own}"
    return not across and not is_bare and bool(unheard(name, said))


def _could_be(each: Fact, other: Fact) -> bool:
    """Tell whether a figure of a passage could be meant in the place of another."""
    is_alike = _class(each.figure) == _class(other.figure) and each.is_growth is other.is_growth
    return is_alike and each.figure.value != other.figure.value


def _class(figure: Figure) -> str:
    """Return what figures are mistaken for each other by: their unit, of counts that they count."""
    kind = UNIT_CLASS.get(figure.unit, figure.unit)
    return "count" if kind in ("count", "none") else figure.unit
