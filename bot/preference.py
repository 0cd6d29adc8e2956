"""Puts the claims first that state the asked thing itself, of those that are sure enough; pure."""

import re
from collections.abc import Sequence

from bot.comparison import Over
from bot.match import Candidate, strength, without_manner
from bot.opposites import Counterparts
from bot.query import Query
from ingest.places import NATION
from vectorstore.terms import compact

__all__ = ["are_of_one", "han_pairs", "is_of_part", "own_first"]

_HAN_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
# So much of the shorter of two claims stands in the other when both are of one thing. Set on
# development questions.
_SAME = 0.5
_MIN_MODIFIER, _LEAST_THING = 2, 4
# 累计建设2297处 is not what was built in the year.
_IN_ALL = re.compile(r"累计|总数|历年")
_OF_YEAR = re.compile(r"[这一全当本今去]年|(?:19|20)\d\d年")
_PERIOD = re.compile(r"[一二三四前]季度|[上下]半年|全年|年[初末底]")
_MEASURE = re.compile(r"[\u4e00-\u9fff]{0,3}[额量数值率]达?")
# A claim so little behind the best may be what is meant; a term that is named so strongly is said.
_AS_LIKELY, _IS_NAMED = 0.15, 0.9
# Below this an indicator is perhaps not what is asked about.
_LIKELY = 0.6
# What is planned; 左右 and 约 may be said of a result.
_BOUNDS = (
    "以上", "以内", "以下", "不低于", "不超过", "不少于", "超过", "超", "at least", "at most",
    "more than", "over",
)  # fmt: skip
_ASKS_BOUND = re.compile(
    r"以上|以内|以下|左右|超过|至少|不低于|不超过|不少于|最多|最少|最高|最低"
    r"|\b(?:at least|at most|up to|over)\b"
)
# 上半年地区生产总值 and 全省生产总值 are no kinds of it.
_PLAIN_HEAD = re.compile(
    r"(?:地区|国内|(?:[全我本]|(?<![\u4e00-\u9fff]))[省市县区国州旗]|(?:上半|下半|全|今|去|当|本)年|前?[一二三四]季度|\d+月份?|初步核算)+$"
)
# 中央财政赤字 and 地方财政赤字 are parts of the nation's 财政赤字.
_OF_BUDGET = r"的?(?:本级|一般公共|公共|政府)?(?:财政|预算(?!内)|赤字|收入|支出)"
_LEVELS = {
    "central": re.compile(rf"(?<!党)中央(?={_OF_BUDGET}|[加和与及、]地方)|\bcentral\b"),
    "local": re.compile(rf"地方(?={_OF_BUDGET})|(?<=中央[加和与及、])地方|\blocal\b"),
}
_WORD = re.compile(r"[a-z]{3,}")
_LAST_PART = re.compile(r"^.*[、，；：,;:]", re.DOTALL)


def own_first(sure: Sequence[Candidate], query: Query) -> list[Candidate]:
    """Return claims, best first, with one of the thing itself before one that comes near it.

    Of claims of one thing 地方财政赤字5亿元 comes before 财政赤字16亿元 when the local one is asked
    for, 汽车产量357万辆 before 新能源汽车产量168万辆 when all are, an exact number before a bound.

    Args:
        sure: Claims that are sure enough to be an answer, best first.
        query: The question.
    """
    if not sure:
        return []
    lapses = _Lapses(query)
    first = sure[0]
    most = lapses.of(first)
    better = [
        each for each in sure[1:]
        if (lapses.of(each) < most and are_of_one(first, each)) or _names_more(each, first, query)
    ]  # fmt: skip
    return [*better[:1], *(each for each in sure if each not in better[:1])]


def _names_more(candidate: Candidate, best: Candidate, query: Query) -> bool:
    """Tell whether a claim as likely names all that the best does and more of what is asked.

    对东盟原油人民币结算额8.3亿元 comes before 对东盟人民币结算500亿元 when 原油 is asked about.
    """
    one, other = candidate.claim.figure, best.claim.figure
    if one is None or other is None or one.unit != other.unit:
        return False
    times = [(each.dated.year, each.dated.is_target) for each in (candidate, best)]
    if times[0] != times[1] or best.score - candidate.score > _AS_LIKELY:
        return False
    named, less = (_named(each, query) for each in (candidate, best))
    asked = han_pairs(_PERIOD.sub(" ", query.subject))
    pairs, fewer = (han_pairs(_said(each)) & asked for each in (candidate, best))
    return less <= named and fewer <= pairs and (less < named or len(pairs) > len(fewer) + 1)


def _named(candidate: Candidate, query: Query) -> frozenset[str]:
    """Return the terms of a question that a claim names."""
    said = compact(_said(candidate))
    terms = (term for term in query.terms if term.weight >= 1.0 and len(term.text) > 1)
    return frozenset(term.text for term in terms if strength(term, said) >= _IS_NAMED)


def _said(candidate: Candidate) -> str:
    """Return the words of a claim, with those it goes on from: 结算额达 names only a measure."""
    claim = candidate.claim
    goes_on = claim.is_elliptic or _MEASURE.fullmatch(without_manner(claim.label))
    return f"{claim.inherited} {claim.label}" if goes_on else claim.label


def is_of_part(candidate: Candidate, query: Query) -> bool:
    """Tell whether a claim is of one level of government where the nation's whole is asked for."""
    asked = _levels(query.text)
    is_national = set(query.scope.places) <= {NATION} and query.comparison.over is not Over.PLACES
    if not is_national:
        return False
    return bool(_levels(_subject(candidate)) - (asked if len(asked) == 1 else frozenset()))


class _Lapses:
    """Counts in what a claim only comes near to a question."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._counterparts = Counterparts(query.text)
        likeliest = [each for each in query.indicators[:1] if each.score >= _LIKELY]
        names = [name for match in likeliest for name in match.indicator.names]
        self._things = [term.text for term in query.terms if len(term.text) >= _LEAST_THING]
        self._names = sorted(names, key=len, reverse=True)
        self._asks_year = bool(_OF_YEAR.search(query.text)) and not _IN_ALL.search(query.text)
        self._asks_bound = query.asked.target or bool(_ASKS_BOUND.search(query.text))

    def of(self, candidate: Candidate) -> int:
        claim, hit = candidate.claim, candidate.hit
        nearby = (hit.text[slice(*claim.sentence)], claim.inherited, *hit.passage.section)
        is_bound = claim.figure is not None and claim.figure.qualifier in _BOUNDS
        return sum(
            (
                self._counterparts.lacks("\n".join(nearby), may_imply=False),
                self._is_modified(candidate),
                self._is_kind(candidate),
                is_of_part(candidate, self._query),
                self._lacks_level(candidate),
                bool(_IN_ALL.search(_subject(candidate))) and self._asks_year,
                is_bound and not self._asks_bound,
            )
        )

    def _lacks_level(self, candidate: Candidate) -> bool:
        """Tell whether a claim is not of the one level of government that is asked about."""
        asked = _levels(self._query.text)
        return len(asked) == 1 and not asked & _levels(_subject(candidate))

    def _is_modified(self, candidate: Candidate) -> bool:
        """Tell whether a claim is of a kind of the asked thing that the question does not name.

        One that does not name the thing may be of anything.
        """
        text = _subject(candidate)
        name = next((each for each in self._names if each in text), "")
        return self._has_modifier(text, name) if name else bool(self._names)

    def _is_kind(self, candidate: Candidate) -> bool:
        """Tell the same by the question's own words: 城市商业银行 is a kind of 商业银行."""
        text = _subject(candidate)
        return any(self._has_modifier(text, thing) for thing in self._things if thing in text)

    def _has_modifier(self, text: str, name: str) -> bool:
        """Tell whether a word that the question lacks stands before a name: 城市商业银行."""
        before = _PLAIN_HEAD.sub("", without_manner(_LAST_PART.sub("", text[: text.find(name)])))
        modifier = before[-_MIN_MODIFIER:]
        is_word = len(modifier) == _MIN_MODIFIER and bool(_HAN_PAIR.match(modifier))
        return is_word and modifier not in self._query.text


def _levels(text: str) -> frozenset[str]:
    """Return the levels of government that a text names."""
    return frozenset(level for level, named in _LEVELS.items() if named.search(text.lower()))


def _subject(candidate: Candidate) -> str:
    claim = candidate.claim
    return f"{claim.inherited}{claim.label}" if claim.is_elliptic else claim.label


def are_of_one(one: Candidate, other: Candidate) -> bool:
    """Tell whether the words of two figures name one thing, in one unit."""
    figures = one.claim.figure, other.claim.figure
    if figures[0] is None or figures[1] is None or figures[0].unit != figures[1].unit:
        return False
    subjects = [without_manner(_subject(each)) for each in (one, other)]
    pairs = [han_pairs(each) or {*_WORD.findall(each.lower())} for each in subjects]
    least = min(map(len, pairs))
    return bool(least) and len(pairs[0] & pairs[1]) / least >= _SAME


def han_pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1) if _HAN_PAIR.match(text, i)}
