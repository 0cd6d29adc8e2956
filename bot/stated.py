"""Tells whether a report says all that a question says, where it states a figure; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.asked import QUANTITY
from bot.cell import cells_of
from bot.fitting import class_of
from bot.match import Candidate, strength
from bot.query import Query, Term
from bot.sought import sought_terms
from vectorstore.terms import compact, simplify

__all__ = ["Stated", "differ", "paragraph"]

# Looked at on 1,300 questions of the files: of what came out so all but one was right.
_HELD = 0.8
# What people say short is written so; as a term it would make 老人 as common as that.
_WRITTEN: dict[str, tuple[str, ...]] = {"老人": ("老年人",)}
_LONG, _PLAIN = 4, 3
# A third of the words stands below the title.
_LEAST = 3
_NEXT_CHARS = 1
_COUNT, _MONEY = "count", "money"
_OF_MONEY = re.compile(
    r"扣除标准|(?:扣|补|贴|罚|领|发|奖|贷)(?:多少|几)|(?:补贴|补助|津贴|资助|奖励|救助|低保|保障|养育|生活|抚恤|待遇)(?:费|金)?标准"
    r"|租金|收入(?:线|限额|标准)|价格"
)
_STOPS = "\n"
_LEADS = ("：", ":", "；", ";")
# What every rule says of its figures.
_GENERIC = frozenset(
    "标准 数额 金额 额度 多少 规定 要求 具体 用量 可以 需要 一般 最高 最多 最低 最少 至少 上限 限额"
    " 封顶 起付线 起付 每月 一个月 每年 一年 每次 一次 政府 公家 国家 家里 自己 本人".split()
)


class Stated:
    """What a question says, looked for where claims stand."""

    def __init__(self, query: Query) -> None:
        """Note the words that say what is asked."""
        terms = sought_terms(query) if query.language == "zh" else []
        self._terms = [_strict(each) for each in terms if _is_telling(each)]
        self._nearest = _beside(query.text, [each.text for each in self._terms])
        self._is_of_money = bool(_OF_MONEY.search(query.text))
        self._unit, self._unit_class = query.asked.unit, query.asked.unit_class

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether the paragraph of a claim, its headings and its title hold every word.

        A word at least stands in the paragraph, a third of them below the title, and all that are
        next to what is asked for: 推出 of 推出多少套.
        """
        if not self._terms or candidate.claim.figure is None or not self._is_of_unit(candidate):
            return False
        hit = candidate.hit
        near = compact(paragraph(hit.text, candidate.claim.sentence))
        title = compact(hit.title)
        heads = (compact(each) for each in hit.passage.section)
        above = "\n".join(each for each in heads if each not in title)
        own, headed, titled = (
            [strength(term, text) >= _HELD for term in self._terms] for text in (near, above, title)
        )
        within = [here or head for here, head in zip(own, headed, strict=True)]
        is_whole = all(here or there for here, there in zip(within, titled, strict=True))
        is_told = all(within[i] for i in self._nearest)
        return is_whole and is_told and any(own) and _LEAST * sum(within) >= len(within)

    def _is_of_unit(self, candidate: Candidate) -> bool:
        """Tell whether a figure is of the unit that a question names: 3套 are no 户.

        What is paid or kept off is money, named or not: 48个月 are no 扣除标准.
        """
        figure = candidate.claim.figure
        if not self._unit_class and self._is_of_money:
            return figure is not None and class_of(figure.unit) == _MONEY
        if not self._unit or self._unit_class != _COUNT:
            return True
        return any(candidate.features.get(each) for each in ("unit_exact", "unit_loose"))


def differ(candidates: Sequence[Candidate]) -> bool:
    """Tell whether rows of a table say the same of several things, and other figures."""
    rows = [each for each in candidates if cells_of(each.hit.text) and each.claim.figure]
    return len({each.claim.figure.text for each in rows if each.claim.figure}) > 1


def paragraph(text: str, sentence: tuple[int, int]) -> str:
    """Return the lines that a sentence stands in, with the lead that announces its item."""
    start = text.rfind(_STOPS, 0, sentence[0]) + 1
    while start and text[:start].rstrip().endswith(_LEADS):
        start = text.rfind(_STOPS, 0, start - 1) + 1
    return text[start : sentence[1]]


def _beside(question: str, words: Sequence[str]) -> tuple[int, ...]:
    """Return which words stand next before 多少, and which behind it."""
    text = simplify(question).lower()
    quantity = QUANTITY.search(text)
    if not quantity:
        return ()
    places = [text.rfind(word) for word in words]
    return tuple(
        i for i, (place, word) in enumerate(zip(places, words, strict=True))
        if place >= 0 and place + len(word) >= quantity.start() - _NEXT_CHARS
    )  # fmt: skip


def _strict(term: Term) -> Term:
    """Return a term without short words of several that may be said for it: 企业 for 单位."""
    word, *others = (*term.alternatives, *_WRITTEN.get(term.text, ()))
    is_long = len(word) >= _LONG or len(others) == 1
    kept = (each for each in others if is_long or len(each) >= _PLAIN)
    return replace(term, alternatives=(word, *kept))


def _is_telling(term: Term) -> bool:
    return term.weight >= 1 and term.text not in _GENERIC
