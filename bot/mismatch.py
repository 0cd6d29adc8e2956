"""Says in what a passage's figure is another than the one a sentence states; pure."""

from collections.abc import Iterator

from bot.dating import spans_years
from bot.facts import Fact, bigrams
from bot.shown import Frame, Grounds, Shown
from bot.thesaurus import thesaurus
from ingest.places import NATION, names_of
from ingest.types import Kind

__all__ = ["mismatch"]

# Names of one indicator reach 0.5 in the lexicon, with a word of the report before them too.
_SURE = 0.45


def mismatch(fact: Fact, other: Fact, source: Shown, grounds: Grounds) -> str | None:
    """Return in what a passage's figure is another than the one stated, None when in nothing."""
    if reason := _other_kind(fact, other, grounds.frame):
        return reason
    if _is_other_year(fact, other, grounds.frame):
        return "year"
    if _is_other_place(fact, other, source, grounds.frame):
        return "place"
    return "subject" if _is_other_subject(fact, other, source, grounds) else None


def _other_kind(fact: Fact, other: Fact, frame: Frame) -> str | None:
    # 完成目标的102%: the words of a target also stand by results.
    calls_it_target = fact.figure.kind is Kind.TARGET or (other.is_target and not frame.asks_target)
    if other.is_target != fact.is_target and calls_it_target:
        return "target"
    if Kind.RANK in (fact.figure.kind, other.figure.kind):
        return None if fact.figure.kind is other.figure.kind else "kind"
    if fact.is_growth != other.is_growth or (other.is_growth and fact.falls != other.falls):
        return "kind"
    is_added = Kind.ADDED in (fact.figure.kind, other.figure.kind)
    return "kind" if is_added and (fact.is_stock or other.is_stock) else None


def _is_other_year(fact: Fact, other: Fact, frame: Frame) -> bool:
    years = fact.years or frozenset(frame.years)
    if fact.part and fact.part != other.part:
        return bool(other.part or fact.part != "全年")
    if not years or not other.years:
        return False
    if other.is_span and not fact.is_span and not spans_years(frame.asked):
        return True
    return not years & other.years


def _is_other_place(fact: Fact, other: Fact, source: Shown, frame: Frame) -> bool:
    places = (fact.place,) if fact.place else frame.places
    if not places:
        return False
    report = source.description.place
    if other.place and other.place != report:  # 其中高台县12亿元 is not of the whole city
        return other.place not in places
    return not any(_is_of(each, report, source.around) for each in places)


def _is_of(place: str, report: str, around: str) -> bool:
    if place == NATION:
        return report in ("", NATION) or _names(around, place)
    return place == report or _names(around, place)


def _names(text: str, place: str) -> bool:
    return any(name in text for name in names_of(place))


def _is_other_subject(fact: Fact, other: Fact, source: Shown, grounds: Grounds) -> bool:
    """Tell whether the words of a figure belong to another figure, of its passage or the others.

    Those of the figure's own passage are near; of another passage half of the words must agree. A
    sentence that names what it counts must share some of it with the passage.
    """
    words = fact.own or bigrams(grounds.frame.asked)
    if not words or not other.words:
        return False
    if words & other.words:
        shared = len(words & other.own)
        return any(len(words & each.own) > shared for each in _rivals(other, source))
    if fact.own:
        return not _is_one_indicator(fact.label, other.label)
    if any(words & each.words for each in source.facts if each.figure.value != other.figure.value):
        return True
    rivals = (each for passage in grounds.shown for each in passage.facts)
    return any(2 * len(fact.words & each.words) >= len(words) for each in rivals)


def _is_one_indicator(one: str, other: str) -> bool:
    """Tell 财政收入 and 一般公共预算收入, which share no word that counts, from unlike things."""
    found = [thesaurus().find(label, k=1) for label in (one, other)]
    if not all(found):
        return False
    (first,), (second,) = found
    return first.indicator == second.indicator and min(first.score, second.score) >= _SURE


def _rivals(other: Fact, source: Shown) -> Iterator[Fact]:
    """Yield the figures of a passage that could be meant in the place of one of them."""
    for each in source.facts:
        is_alike = each.figure.unit == other.figure.unit and each.is_growth is other.is_growth
        if is_alike and each.figure.value != other.figure.value:
            yield each
