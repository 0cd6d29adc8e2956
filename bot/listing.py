"""Answers which things there are: the names a sentence lists, or the items it announces."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.cite import marker
from bot.draft import Draft
from bot.excerpts import Excerpt, Reader
from bot.lines import unwrap
from bot.lists import Item, announces, count_names, find_items, names
from bot.query import Query
from bot.statement import completed, said, shown
from bot.types import Outcome
from ingest.places import find_mentions
from vectorstore.types import Context, Hit

__all__ = ["answer_led", "answer_list", "leads"]

_READ = 60
# What the form of a list adds. Set on the development questions, by hand.
_LISTS, _UNLISTED, _ITEMISED, _DEFINED, _PLACES = 0.25, -0.3, 0.15, 0.3, 0.3
_COUNTED, _STATED_COUNT, _MISCOUNTED = 0.25, 0.125, -0.1
_EARLY_CHARS = 40
_DEFINES = re.compile(r"是指|指的是|”指|包括|分为|分别[是为]|如下|确定|[：:]")
_HAN = "零一二三四五六七八九十"
_STATED = re.compile(
    rf"([{_HAN}]|(?<![\d.])\d{{1,2}})(?:个|大|项|类|种|位|家|条|座|所|支|市|省|县|区|城|方面)"
)
_PLACE_NOUN = re.compile(r"^(?:地区|省|市|县|区|城市|省份|国家|地方|街道|镇)")
_FOLLOWING = 12
_MAX_GAP = 16
_MAX_QUOTE_CHARS = 420
_MAX_HEADINGS, _MIN_HEADING, _SURE_HEADING, _TITLE, _RANKED = 12, 0.3, 0.72, 0.9, 0.4

Around = Callable[[Hit, int], Context]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Listing:
    """A list that may answer; positions are in the hit's text."""

    score: float
    hit: Hit
    start: int
    end: int
    items: Sequence[Item] = ()


def answer_list(
    query: Query, reader: Reader, excerpts: Sequence[Excerpt], context: Around
) -> Draft | None:
    """Return the answer that lists, None when nothing does.

    Args:
        query: The question.
        reader: Scores texts against it.
        excerpts: Best first.
        context: The passage of a hit with so many neighbours on each side.
    """
    found = [
        *_headed(query, reader, excerpts, context),
        *_stated(query, excerpts, context),
    ]
    if not found:
        return None
    return _shown(query, max(found, key=lambda each: each.score))


def leads(excerpt: Excerpt) -> bool:
    """Tell whether an excerpt only leads in to what answers: 主要预期目标是：."""
    following = excerpt.hit.text[excerpt.end : excerpt.end + 1]
    return following in ("：", ":") or announces(excerpt.text)


def answer_led(query: Query, excerpt: Excerpt, context: Around) -> Draft:
    """Return the answer that an excerpt leads in to."""
    return _shown(query, _listing(query, excerpt, context))


def _stated(query: Query, excerpts: Sequence[Excerpt], context: Around) -> Iterator[_Listing]:
    """Yield what sentences list, or announce."""
    for each in excerpts[:_READ]:
        if each.is_sure(query.asked):
            yield _listing(query, each, context)


def _listing(query: Query, excerpt: Excerpt, context: Around) -> _Listing:
    hit, end = excerpt.hit, excerpt.end
    items: list[Item] = []
    if leads(excerpt) or _is_cut(excerpt):
        hit = _followed(hit, context)
        items = _items_after(hit, end)
        end = end if items else _after(hit.text, end)
    start, _ = completed(excerpt)
    score = excerpt.score + _bonus(query, hit.text[start:end], len(items))
    return _Listing(score=score, hit=hit, start=start, end=end, items=items)


def _headed(
    query: Query, reader: Reader, excerpts: Sequence[Excerpt], context: Around
) -> Iterator[_Listing]:
    """Yield the items below headings that hold the question."""
    for hit, depth in _headings(excerpts):
        section = hit.passage.section
        heading = section[depth - 1]
        above = " ".join((hit.title, *section[: depth - 1]))
        coverage = reader.share(heading, [(_TITLE, above)])
        if coverage < _SURE_HEADING or reader.share(heading, []) < _MIN_HEADING:
            continue
        whole = _from_heading(hit, heading, context)
        items = _items_after(whole, len(heading)) if whole else []
        if whole and items:
            score = coverage + _RANKED * hit.score + _bonus(query, "", len(items))
            yield _Listing(score=score, hit=whole, start=0, end=items[-1].end, items=items)


def _headings(excerpts: Sequence[Excerpt]) -> list[tuple[Hit, int]]:
    """Return the two nearest headings of each hit once, as a hit and their depth."""
    found: dict[tuple[str, ...], tuple[Hit, int]] = {}
    for each in excerpts:
        section = each.hit.passage.section
        for depth in range(len(section), max(0, len(section) - 2), -1):
            path = (each.hit.passage.document_id, *section[:depth])
            found.setdefault(path, (each.hit, depth))
    return list(found.values())[:_MAX_HEADINGS]


def _bonus(query: Query, text: str, items: int) -> float:
    """Return what the names of a text add: that it lists, as many as asked, of that noun."""
    asked = query.asked
    clauses = re.split(r"[，,；;：:](?!\d)", unwrap(text))
    count, clause = max((count_names(each), each) for each in clauses)
    count = items or count
    if count < 2:
        return _UNLISTED
    bonus = _LISTS
    if count > 2:
        bonus += _ITEMISED if items else 0.0
        bonus += _DEFINED if _DEFINES.search(text[:_EARLY_CHARS]) else 0.0
    stated = [_number(each) for each in _STATED.findall(clause)]
    if asked.names:
        is_right = count == asked.names or asked.names in stated
        bonus += _COUNTED if is_right else _MISCOUNTED
    bonus += _STATED_COUNT if count in stated else 0.0
    if _PLACE_NOUN.search(asked.noun):
        bonus += _PLACES if len(find_mentions(text)) > 1 else -_PLACES
    return bonus


def _number(text: str) -> int:
    return int(text) if text.isascii() else _HAN.find(text)


def _is_cut(excerpt: Excerpt) -> bool:
    """Tell whether an excerpt ends where its passage does, in the middle of a sentence."""
    text = excerpt.hit.text.rstrip()
    return excerpt.end >= len(text) and text[-1:] not in "。；！？!?;.：:"


def _followed(hit: Hit, context: Around) -> Hit:
    """Return a hit that goes on with the passages behind it."""
    around = context(hit, _FOLLOWING)
    text = around.text[hit.passage.start - around.start :]
    return replace(hit, text=text, passage=replace(hit.passage, end=around.end))


def _from_heading(hit: Hit, heading: str, context: Around) -> Hit | None:
    """Return a hit that begins at the heading above and goes on with what follows."""
    around = context(hit, _FOLLOWING)
    start = around.text.rfind(heading, 0, hit.passage.start - around.start + len(heading))
    if start < 0:
        return None
    passage = replace(hit.passage, start=around.start + start, end=around.end)
    return replace(hit, text=around.text[start:], passage=passage)


def _items_after(hit: Hit, end: int) -> list[Item]:
    """Return the numbered items that a place announces, none when something else comes first."""
    items = find_items(hit.text, end)
    gap = hit.text[end : items[0].start] if items else ""
    return items if len(gap) <= _MAX_GAP and "。" not in gap else []


def _after(text: str, start: int) -> int:
    """Return the end of the sentence that goes on at a place."""
    flat = unwrap(text)
    stop = re.compile(r"[。\n]").search(flat, min(len(flat), start + 2))
    return stop.start() if stop else len(flat)


def _shown(query: Query, listing: _Listing) -> Draft:
    return _itemised(query, listing) if listing.items else _inline(query, listing)


def _inline(query: Query, best: _Listing) -> Draft:
    """Answer with the clauses that list, or with those of their names that the question is of."""
    text, noun = best.hit.text[best.start : best.end], query.asked.noun
    parts = [shown(text[a:b]) for a, b in names(text)]
    of_noun = [each for each in parts if noun and noun in each]  # 银行 in 甲银行某分行
    others = [each for each in parts if noun and noun not in each]
    if len(of_noun) < 2 or not any(each.endswith(noun[-1]) for each in others):
        return said(query, best.hit, (best.start, best.end))
    # 一等奖 and 二等奖 stand in one list.
    return _answered(query, "、".join(of_noun) + marker(1), [(best.hit, best.start, best.end)])


def _itemised(query: Query, best: _Listing) -> Draft:
    hit, last = best.hit, best.items[-1].end
    heads = [shown(hit.text[each.start : each.head_end]) for each in best.items]
    if last - best.start <= _MAX_QUOTE_CHARS:
        return _answered(query, "；".join(heads) + marker(1), [(hit, best.start, last)])
    text = "；".join(f"{head}{marker(n)}" for n, head in enumerate(heads, 1))
    return _answered(query, text, [(hit, each.start, each.head_end) for each in best.items])


def _answered(query: Query, text: str, quotes: Sequence[tuple[Hit, int, int]]) -> Draft:
    stop = "。" if query.language == "zh" else ""
    return Draft(outcome=Outcome.ANSWERED, text=text + stop, quotes=tuple(quotes))
