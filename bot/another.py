"""Tells a claim of what is asked from one of another thing that its words come near to; pure.

Such a claim may be shown as the nearest that the reports state, and is never asserted.
"""

import re

from bot.agreement import asks_share, is_by_nature_per_head, is_per_head
from bot.choice import is_growth
from bot.counted import counts_another
from bot.match import Candidate, strength, without_manner
from bot.narrower import Narrower
from bot.query import Query
from bot.thesaurus import thesaurus
from vectorstore.terms import compact

__all__ = ["Another"]

# So strongly a word is held; 社会 is so little of 社会消费品零售总额 that 全社会用电量 is another.
_HELD, _LITTLE = 0.5, 0.34
# So surely an indicator that a question names is what it asks about; one that ends alike is another
# unless so long a word that stands for it is said.
_SURELY, _LONG, _TAIL = 0.6, 4, 2
# What is said of a thing by these is said of what stands before 的: 参加职工医保的人数.
_MEASURES = re.compile(
    r"(?:人|户|家|次|总|件|面|款|份|时|天|项目)?(?:数量?|额|量|积|率|值|长|间|度|比[例重]?|标准|规模|水平|费用|价格?|资金|补贴"
    r"|投资|收入|支出|力度|范围|里程)$"
)
_GROWTH = re.compile(r"(?:同比|比上年|增长|增加|下降|提高|减少|增至|左右|以上|达到?|超过?|约|近)+")
_MIN_HEAD = 2
_MIN_NAME = 3
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Another:
    """What a question does not ask about, though it may sound so."""

    def __init__(self, query: Query) -> None:
        """Note what the question asks."""
        self._query = query
        self._narrower = Narrower(query)
        self._asks_per_head = is_per_head(query.text)
        self._asks_share = asks_share(query.text)
        self._terms = [term for term in query.terms if term.weight >= 1]
        self._names = [
            compact(name) for match in query.indicators[:1] for name in match.indicator.names
        ]
        named = [name for name in self._names if name in compact(query.text)]
        self._is_named = bool(named)
        is_sure = bool(named) and query.indicators[0].score >= _SURELY
        is_sure = is_sure and "城乡" not in max(named, key=len)  # each of both is of it
        self._literal = max(named, key=len) if is_sure else ""
        self._official = query.indicators[0].indicator.name if named else ""

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether a claim is of another thing than the asked one."""
        return (
            self._narrower.holds(candidate)
            or counts_another(self._query, candidate)
            or self._lacks_head(candidate)
            or self._is_growth_of_whole(candidate)
            or self._only_mentions(candidate)
            or self.is_unlike(candidate)
        )

    def is_plainly(self, candidate: Candidate) -> bool:
        """Tell whether a claim names another thing: a narrower one, or another indicator."""
        return self._narrower.holds(candidate) or self.is_unlike(candidate)

    def is_unlike(self, candidate: Candidate) -> bool:
        """Tell whether a claim names another indicator, and little of what is asked.

        It may stand behind what is asked about, as 一般公共预算收入8500亿元 behind 研发经费支出.
        """
        claim = candidate.claim
        if claim.is_elliptic or claim.figure is None or not _HAN.search(self._query.text):
            return False
        said = without_manner(compact(claim.label))
        ends = (said[i:] for i in range(len(said) - _MIN_NAME + 1))
        found = next(filter(None, map(_named, ends)), None)
        if found is None:
            return False
        is_sibling = bool(self._literal) and compact(found)[-_TAIL:] == self._literal[-_TAIL:]
        if is_sibling and found != self._official and not self._says_literal(candidate):
            return True  # 家禽存栏 where 羊存栏 is asked
        if any(each.indicator.name == found for each in self._query.indicators):
            return False
        # 总投资78.5亿元、装机120万千瓦的电站: what is of it may stand behind.
        clause = candidate.hit.text[slice(*claim.clause)]
        said = compact(clause if self._is_named else claim.label)
        sizes = [max(map(len, term.alternatives)) for term in self._terms]
        held = sum(
            size for term, size in zip(self._terms, sizes, strict=True)
            if strength(term, said) >= _HELD
        )  # fmt: skip
        # What is asked in other words than the reports' need not share a word with them.
        return held < _LITTLE * sum(sizes) if self._is_named else not held

    def _says_literal(self, candidate: Candidate) -> bool:
        """Tell whether a sentence says in their order the characters of the indicator asked for.

        居民人均可支配收入 says 居民收入; so does what stands for it in reports.
        """
        claim = candidate.claim
        said = iter(compact(candidate.hit.text[claim.sentence[0] : claim.end]))
        if all(char in said for char in self._literal):
            return True
        label = compact(claim.label)
        return any(
            len(each) >= _LONG and each in label
            for term in self._terms for each in term.alternatives if each not in self._literal
        )  # fmt: skip

    def _lacks_head(self, candidate: Candidate) -> bool:
        """Tell whether a whole is stated where its share of each person is asked: 人均GDP, GDP."""
        if not self._asks_per_head or not candidate.features.get("per_head_lacking"):
            return False
        claim, hit = candidate.claim, candidate.hit
        around = (claim.inherited, hit.text[slice(*claim.clause)], *hit.passage.section)
        return not any(is_per_head(each) or is_by_nature_per_head(each) for each in around)

    def _is_growth_of_whole(self, candidate: Candidate) -> bool:
        """Tell whether a growth is stated where a share is asked: 占多少, 增长94.5%."""
        figure, asked = candidate.claim.figure, self._query.asked
        if figure is None or asked.growth or not self._asks_share:
            return False
        return is_growth(candidate.claim) and not asks_share(candidate.claim.label)

    def _only_mentions(self, candidate: Candidate) -> bool:
        """Tell whether the asked thing only describes another: 有进出口实绩的企业 are no 进出口."""
        said = _GROWTH.sub("", compact(candidate.claim.label))
        before, _, head = said.rpartition("的")
        if not before or len(head) < _MIN_HEAD:
            return False
        own = _MEASURES.sub("", head)
        if len(own) < _MIN_HEAD or any(name in head for name in self._names):
            return False
        return all(strength(term, head) < _HELD for term in self._terms)


def _named(text: str) -> str:
    """Return the usual name of the indicator whose name a text is, "" when it is none."""
    found = thesaurus().named(text)
    return found.name if found else ""
