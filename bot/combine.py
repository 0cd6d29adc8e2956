"""Puts figures of one report together: 公路和铁路一共多少, 甲比乙多多少, 甲比乙快吗; pure."""

import re
from collections.abc import Collection, Sequence

from bot.asked import QUANTITY
from bot.calculate import are_alike
from bot.choice import is_growth
from bot.cite import marker
from bot.compare import list_points
from bot.compared import without_comparison
from bot.comparison import Operation
from bot.conclude import conclude
from bot.draft import Draft, quotes
from bot.match import Candidate
from bot.points import Point
from bot.query import Form, Query
from bot.sided import decide_between
from bot.statement import state
from bot.types import Outcome
from bot.verdict import Verdict
from prompts import render
from vectorstore.terms import compact, cut, simplify

__all__ = ["combine"]

_JOINT = re.compile(
    r"以及|[和与跟及、]|[比较](?!例|重|率)|[高低多少快慢大小]于|超过|\b(?:and|than)\b"
)
_ASKS = re.compile(
    r"合计|总共|一共|共计|加起来|之和|总和|相差|差距|分别|各|(?<!公)共|是不是|是否|是|(?<![国所])有(?![色限机效])|达到?|了|的|[吗么呢得更还要]|[\s，,。？?]"
)
# What says which side is asked about: 涨得比…快.
_TIME = re.compile(r"[一二三四]季度|[上下]半年|全年|[今去当]年|\d+月份?")
_SIDE = re.compile(r"[高低多少快慢大小差]+[出了]?$")
_GROWS = re.compile(r"增长|增速|增幅|涨|上升|快|慢")
# 六大行和城商行的不良率: what follows the last of the things is asked of each.
_OF_ALL = re.compile(
    r"(?P<things>[^的,，]+(?:和|与|跟|及|、)[^的,，]+)的(?P<what>[^的,，和与跟及、]{2,12})"
)
_Words = tuple[tuple[str, ...], ...]
_AGAINST = re.compile(r"[比较](?!例|重|率|如|上|去|同)|[高低多少快慢大小]于|超过")
# Of each thing so many of the best claims are tried together with those of the others.
_TRIED = 3


def combine(query: Query, candidates: Sequence[Candidate], verdict: Verdict) -> Draft | None:
    """Return the figures of the things that a question joins, and what comes of them.

    None when it joins none, or one of them has no figure of its own, or the figures cannot be put
    together.

    Args:
        query: The question.
        candidates: Weighed and best first.
        verdict: Says which are sure enough.
    """
    (topics, shared), operation = _topics(query), query.comparison.operation
    decides = query.asked.form is Form.YES_NO and bool(_AGAINST.search(query.text))
    is_possible = len(topics) == 2 or (len(topics) > 2 and operation is Operation.SUM)
    if not is_possible or (operation is Operation.NONE and not decides):
        return None
    # Whose words name both sides needs no more to be sure of; what is asked is no figure.
    sure = [each for each in candidates if decides or verdict.allows(each)]
    named = [each for each in sure if _names(each, shared)] if shared else sure
    chosen = _chosen(query, topics, named)
    if not chosen:
        return None
    pairs = [(topic, Point(candidate=each)) for topic, each in zip(topics, chosen, strict=True)]
    if decides:
        return _decided(query, [point for _, point in pairs], chosen)
    said = conclude(query, pairs, is_whole=True)
    return _answered(list_points(query, pairs) + said, chosen) if "（" in said else None


def _decided(query: Query, points: Sequence[Point], chosen: Sequence[Candidate]) -> Draft | None:
    reply = decide_between(query, points)
    if reply is None:
        return None
    stop, joint = ("。", "；") if query.language == "zh" else ("", "; ")
    stated = joint.join(f"{state(each)}{marker(n)}" for n, each in enumerate(chosen, 1))
    return _answered(f"{render('yes' if reply else 'no', query.language)}{stated}{stop}", chosen)


def _answered(text: str, chosen: Sequence[Candidate]) -> Draft:
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=quotes(chosen))


def _chosen(query: Query, topics: Sequence[str], sure: Sequence[Candidate]) -> list[Candidate]:
    """Return a claim for each thing, all of one report, time and kind; empty when one has none."""
    own = [_own_words(query, topic, topics) for topic in topics]
    wants_growth = bool(_GROWS.search(query.subject))
    stated = [each for each in sure if each.claim.figure and is_growth(each.claim) == wants_growth]
    groups = [
        [
            each for each in stated
            if _names(each, words)
            and not any(_names(each, other) for other in own if other != words)
        ]
        for words in own
    ]  # fmt: skip
    for first in groups[0][:_TRIED]:
        alike = [[each for each in group if _goes_with(each, first)] for group in groups[1:]]
        if all(alike):
            return [first, *(group[0] for group in alike)]
    return []


def _topics(query: Query) -> tuple[list[str], _Words]:
    """Return the things that a question joins, and the words of what it asks of each.

    六大行和城商行的不良率 joins 六大行 and 城商行.
    """
    asked = _TIME.sub(" ", without_comparison(QUANTITY.sub(" ", query.subject)))
    found = _OF_ALL.match(asked)
    shared = _ASKS.sub("", found["what"]) if found else ""
    joined = found["things"] if found and shared else asked
    parts = (_ASKS.sub("", part).removesuffix(query.asked.unit) for part in _JOINT.split(joined))
    things = [named for part in parts if len(named := _SIDE.sub("", part)) > 1]
    return things, _words(query, shared)


def _own_words(query: Query, topic: str, topics: Sequence[str]) -> _Words:
    """Return the words that tell a thing from the others, each with those that stand for it."""
    shared = {word for each in topics if each != topic for word in _cut(query, each)}
    return _words(query, topic, shared=shared)


def _words(query: Query, text: str, *, shared: Collection[str] = ()) -> _Words:
    """Return the words of a text that are not shared, each with those that stand for it."""
    named = {term.text: term.alternatives for term in query.terms}
    words = (_without(shared, word) for word in _cut(query, text) if word not in shared)
    return tuple(
        tuple(map(compact, named.get(word, (word,)))) for word in words if not _GROWS.search(word)
    )


def _cut(query: Query, text: str) -> list[str]:
    """Return the words of a text, each lay name that the question holds as one: 六大行."""
    folded = simplify(text)
    lay = [term.text for term in query.terms if len(term.alternatives) > 1 and term.text in folded]
    if not lay:
        return cut(folded)
    named = "|".join(map(re.escape, sorted(lay, key=len, reverse=True)))
    parts = re.split(f"({named})", folded)
    return [word for part in parts for word in ([part] if part in lay else cut(part))]


def _without(shared: Collection[str], word: str) -> str:
    """Return 农民 for 农民收入, where 收入 is of the others as well."""
    tails = (each for each in shared if word.endswith(each) and len(word) > len(each) + 1)
    return word.removesuffix(max(tails, key=len, default=""))


def _names(candidate: Candidate, words: Sequence[Sequence[str]]) -> bool:
    """Tell whether a claim is of a thing, by the words that tell it from the others."""
    claim = candidate.claim
    said = compact(f"{claim.inherited} {claim.label}" if claim.is_elliptic else claim.label)
    return bool(words) and all(any(_is_said(each, said) for each in word) for word in words)


def _is_said(word: str, text: str) -> bool:
    """Tell whether a text holds a word, or both halves of it: 农民收入 in 农民人均纯收入."""
    half = len(word) // 2
    return word in text or (half > 1 and word[:half] in text and word[half:] in text)


def _goes_with(candidate: Candidate, first: Candidate) -> bool:
    """Tell whether a claim can be set against another: of its report, its time and its kind."""
    one, other = candidate.claim.figure, first.claim.figure
    if one is None or other is None or not are_alike(one, other):
        return False
    if candidate.hit.passage.document_id != first.hit.passage.document_id:
        return False
    return (candidate.dated.year, candidate.dated.is_target) == (
        first.dated.year,
        first.dated.is_target,
    )
