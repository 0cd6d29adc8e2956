"""Tells whether a claim counts what a question counts: 37座城市 are no 景区; pure."""

import re
from functools import lru_cache

from bot.asked import NOUN_END, QUANTITY
from bot.match import Candidate, strength
from bot.query import Query, Term
from bot.thesaurus import thesaurus
from ingest.types import Kind
from vectorstore.terms import compact, cut, simplify

__all__ = [
    "counted_noun",
    "counts_another",
    "counts_in_other_unit",
    "counts_people_for_things",
]

_COUNT = "count"
_VERBS = "上市|新增|落户|投产|开工|建成|入选|获|成为|通过|完成|参加|在|被|能|可|要|达"
_PEOPLE = ("人", "人次", "名", "位")
_NAMES_PEOPLE = re.compile(
    r"(?:[人者员师工客民才童士儿女户]|(?<![卫民])生)$|博士后|干部|群众|就业|岗位|人口|队伍|劳动力|专家|院士|院长|代表|病例"
)
_AFTER = re.compile(r"(?:新的|的|新)?[\da-z+\-]*(?P<noun>[\u4e00-\u9fff]{2,14})")
# 全市5A级景区一共有多少个: what is counted stands before.
_BEFORE = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2,14}?)"
    r"(?:一共|总共|共计|共|已经?|目前|数量?|总数|有|达到?|是|为|建成|增加|新增|增至|了|到)*$"
)
# With the noun at the end; 有多少家企业上市 asks how many were added.
_ASKS_STOCK = re.compile(rf"(?<![新含])有(?:多少|几)[^，。？?]?(?:(?!{_VERBS})[^，。？?])+[?？]?$")
_SCALES = "百千万亿"
_MIN_WORD = 2
_HELD = 0.5
# A claim that is on the likeliest indicator counts it, by whatever noun.
_ON_INDICATOR = 0.5


def counts_another(query: Query, candidate: Candidate) -> bool:
    """Tell whether a claim, with what it goes on with, never names what the question counts.

    Only of nouns that reports use: who says 饭碗 is told of 就业.
    """
    noun = counted_noun(query)
    if not noun or not _is_official(noun):
        return False
    if _is_new(candidate) and _ASKS_STOCK.search(query.text) and not query.asked.added:
        return True  # 新增高校1所, where 有多少所高校 is asked
    if candidate.indicator >= _ON_INDICATOR:
        return False
    own = Term(text=noun, alternatives=(noun,), weight=1.0)
    term = next((each for each in query.terms if each.text.endswith(noun)), own)
    claim, hit = candidate.claim, candidate.hit
    around = (claim.inherited, hit.text[slice(*claim.clause)], *hit.passage.section, hit.title)
    return max(strength(term, compact(each)) for each in around) < _HELD


def counts_in_other_unit(query: Query, candidate: Candidate) -> bool:
    """Tell whether a claim counts another thing, and by another counter: 168家店 for 多少个景区."""
    figure = candidate.claim.figure
    is_same = figure is not None and figure.unit.lstrip(_SCALES) == query.asked.unit
    return not is_same and counts_another(query, candidate)


def counts_people_for_things(query: Query, candidate: Candidate) -> bool:
    """Tell whether a claim counts people where things are: 游客2.73亿人次 for 多少个景区."""
    figure, noun = candidate.claim.figure, counted_noun(query)
    if figure is None or not noun or not _is_official(noun) or _NAMES_PEOPLE.search(noun):
        return False
    return figure.unit.lstrip(_SCALES) in _PEOPLE


def counted_noun(query: Query) -> str:
    """Return the last word of what a Chinese question counts: 景区 of 有多少个5A级景区."""
    asked = query.asked
    if asked.unit_class != _COUNT or not asked.unit or asked.unit in _PEOPLE:
        return ""
    return _noun(query.text)


@lru_cache(maxsize=500)
def _is_official(noun: str) -> bool:
    # 世界遗产 is in no indicator's name, and 遗产 is.
    return thesaurus().is_official(noun) or thesaurus().is_official(noun[-_MIN_WORD:])


def _is_new(candidate: Candidate) -> bool:
    figure = candidate.claim.figure
    return figure is not None and figure.kind is Kind.ADDED


@lru_cache(maxsize=500)
def _noun(question: str) -> str:
    text = simplify(question)
    quantity = QUANTITY.search(text)
    if not quantity:
        return ""
    after = _AFTER.match(text, quantity.end())
    noun = NOUN_END.split(after["noun"], maxsplit=1)[0] if after else ""
    if len(noun) < _MIN_WORD:
        before = _BEFORE.search(text[: quantity.start()])
        noun = before["noun"] if before else ""
    words = [word for word in cut(noun) if len(word) >= _MIN_WORD]
    return words[-1] if words else ""
