"""Reads what the words around a quantity make of it: qualifier, kind, period and indicator.

The words are those that reports use; how often they mislead is measured on a labelled sample
(tests/test_ingest_figures_sample.py, where the conventions stand as well).
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ingest.quantities import Quantity
from ingest.types import Kind
from ingest.units import UNIT_CLASS

__all__ = ["Context"]

_BEFORE_WORDS = (
    r"不低于|不少于|不高于|不多于|不超过|不大于|不小于|不得低于|不得少于|不得超过|不足|不到|不下|"
    r"超过|超出|突破|高于|低于|多于|少于|大于|小于|至少|最多|最少|最高|最低|最大|力争|预计|预期|(?<=[收值额入产模量])破|"
    r"大约|大概|接近|将近|多达|高达|(?<![节制签预条合公履违])约|(?<![赶反])超|(?<![最附邻就靠临])近|"
    r"(?<=[收值额入产模量])过|逾|(?<![充圆美])满|≥|≤|"
    r"\b(?:about|around|approximately|roughly|almost|nearly|close to|over|above|under|below|"
    r"no (?:less|more|fewer) than|not (?:less|more) than|(?:more|less|fewer) than|at least|at most|"
    r"up to|as (?:much|many) as|between|exceed(?:s|ed|ing)?|surpass(?:ed|ing)?|top(?:ped|ping))\b"
)
_BEFORE = re.compile(
    rf"(?:(?P<first>{_BEFORE_WORDS})(?:[了为达至在]|达到)?\s?)?(?P<last>{_BEFORE_WORDS})(?:[了为达至在]|达到)?\s?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"以上|以下|以内|之内|左右|上下|之多|内(?![蒙地外部生河需陆涵容])"
    r"| ?(?:or (?:more|less|above|below|so)\b|plus\b|and above\b)"
)
_STOP = re.compile(r"[，。；;：:！？!?\n]|,(?!\d)|\.(?=\s)")
_SENTENCE_STOPS = "。！？\n"
# The rows of a table and texts without stops make no sentence; a search back to the first page
# costs more than all else.
_MAX_SENTENCE_CHARS = 1000
_TARGET = re.compile(
    r"目标|力争|争取(?:用|在|到20|全年|年内|今年|实现|完成|新增|达到)|确保|预期(?!寿命)|预计(?!数(?![字据]))|拟|"
    r"将[达新增突实超建完累]|(?<![重主需首次纲摘紧必不只概简])要(?![素求点闻害件义领是塞道])|"
    r"(?<!行动)计划(?=投资|安排|完成|新增|新建|建设|实施|到20|用|在|年内|今年|全年)|"
    r"\b(?:targets?|aims?|aimed|goals?|will|should|shall|must|need to|projected|expected to|"
    r"plan(?:s|ned)? to|strive to|to be)\b",
    re.IGNORECASE,
)
_TARGET_AFTER = re.compile(
    r"(?:以上|左右|以内)?的?(?:预期|发展|年度)?目标|"
    r"[^,.;，。；\n\d]{0,40}\b(?:will|should|shall|must) "
)
# 预期目标是：…，…；… governs the rest of its sentence, 力争…，… the rest of its part.
_TARGETS_AHEAD = re.compile(
    r"目标(?:[是为]|[：:])|(?:力争|争取(?:用|在|到20|全年|年内|今年|实现))[^；;]*$|"
    r"\btargets? (?:are|is|for)\b.*:|\b(?:we|government|council) (?:will|should|must|need to)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"比上年|比去年|较上年|较去年|同比|环比")
_COMPARED_AFTER = re.compile(
    r",? ?(?:over|from|up on|(?:higher|lower|more|less) than) (?:the previous|last)\b"
)
_ORIGIN = re.compile(r"(?:从|由|\bfrom)[^，。；、,;]{0,10}$")
_GROWTH_VERBS = (
    r"(?<![新净])增长率?|增速|(?<![新净])增幅?(?!加值)|增加|下降|提高|上升|减少|回落|降低|上涨|涨幅?|降幅?|[增减]产|"
    r"下跌|同比|环比|比上年|较上年|翻番|提升|压减|缩减|裁减|精简|削减|压缩|缩短|下调|上调|收窄|扩大|"
    r"回升|加快|放缓|偏多|偏少|增收|"
    r"\b(?:grew|grow(?:n|ing|th)?|increas(?:e|ed|es|ing)|r[oi]se(?:n|s)?|rising|raised?|up|down|fell|"
    r"fall(?:en)?|dropp?(?:ed)?|declin(?:e[ds]?|ing)|decreas(?:e[ds]?|ing)|reduc(?:ed?|ing|tion)|"
    r"cut|lower(?:ed|ing)|gain(?:ed)?)\b"
)
_GROWTH = re.compile(
    rf"(?:{_GROWTH_VERBS})(?:了|约|均|近|超过?|达到?|为|幅度|速度|率|(?:控制|保持|稳定|维持)*在|rate|by|of|was|"
    r"reached|averaged|an(?:other|nual)?|average|a further|\s)*$|\bby$|"
    r"(?:减少|裁减|压减|精简|净减|调减|增加(?![值到至]))[^，。；、的\d]{1,12}$|"
    r"^(?:减少|裁减|压减|调减|增加(?![值到至]))[^的]*$",
    re.IGNORECASE,
)
_GROWTH_AFTER = re.compile(
    r"的(?:速度|增速|增长|增幅|涨幅|降幅)|"
    r"[ -](?:annual |average )*(?:increase|growth|rise|decrease|decline|drop|reduction|cut)\b"
)
_BY_CONTRIBUTION = re.compile(r"\b(?:contribution|proportion)\b")
_ADDED = re.compile(
    r"(?<![创更高革翻维清最刷])新(?:增(?!长)|建|改|培育|签|布局|开(?!发|放)|设|认定|入库|获|投产|引进|注册|登记|"
    r"晋|立|当选|落户)|净增|\bnewly\b|\badditional\b",
    re.IGNORECASE,
)
_ADDED_AFTER = re.compile(r" (?:plus )?(?:new|additional)\b")
_CUMULATIVE = re.compile(r"累计|\bcumulative|\bin total\b", re.IGNORECASE)
# A clause that says nothing of its own speaks of what the one before it named.
_ELLIPTIC = re.compile(r"[均都已也又还再仅分别总计合达到了为创新高低，,]*|by|to", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:19|20)\d\d年(?:上半年|前三季度|一季度|末|底)?|上半年|前三季度|一季度|全年|今年|去年"
)
_REACH = 80
"""Code points before a quantity in which its clause and the one before are looked for."""
_NEAR = 48
_AHEAD = 240
"""How far the words 目标是 govern: a list of targets is seldom longer, a sentence can be."""


@dataclass(frozen=True)
class Context:
    """A quantity in its text; what is read is read once."""

    text: str
    quantity: Quantity

    @cached_property
    def clause(self) -> str:
        """The words between the last stop before the quantity and it: the indicator."""
        return self._clauses[-1].strip()

    @cached_property
    def _clauses(self) -> tuple[str, str]:
        """The clause before its own, and its own."""
        window = self.text[max(0, self.quantity.start - _REACH) : self.quantity.start]
        stops = [0, 0, *(found.end() for found in _STOP.finditer(window))]
        return window[stops[-2] : stops[-1]], window[stops[-1] :]

    @cached_property
    def _after(self) -> str:
        return self.text[self.quantity.end : self.quantity.end + _NEAR]

    @cached_property
    def _qualified(self) -> re.Match[str] | None:
        return _BEFORE.search(self._clauses[-1])

    @property
    def qualifier(self) -> str:
        """The words right before, inside and right after that make the number inexact."""
        before = self._qualified
        words = [before["first"], before["last"]] if before else []
        after = _AFTER.match(self._after)
        words += [self.quantity.some, after[0].strip() if after else ""]
        return "".join(filter(None, words))

    @property
    def period(self) -> str:
        """The last time that the sentence names before the quantity."""
        found = list(_YEAR.finditer(self._sentence))
        return found[-1][0] if found else ""

    @cached_property
    def _sentence(self) -> str:
        start = max(0, self.quantity.start - _MAX_SENTENCE_CHARS)
        stops = (self.text.rfind(stop, start, self.quantity.start) for stop in _SENTENCE_STOPS)
        return self.text[max(start, max(stops) + 1) : self.quantity.start]

    @property
    def kind(self) -> Kind:
        """What the quantity states, by the words of its clause and of the sentence before it."""
        if self.quantity.is_rank:
            return Kind.RANK
        previous, own = self._clauses
        words = own[: self._qualified.start()] if self._qualified else own
        if _ELLIPTIC.fullmatch(words.strip()) and not re.search(r"\d", previous):
            words = previous.rstrip("，,") + words
        return Kind.TARGET if self._is_target(own) else self._stated(words.rstrip())

    def _is_target(self, own: str) -> bool:
        if _ORIGIN.search(own):
            return False
        if _TARGET.search(own) or _TARGET_AFTER.match(self._after):
            return True
        if _COMPARED.search(own) or _COMPARED_AFTER.match(self._after):
            return False
        return bool(_TARGETS_AHEAD.search(self._sentence[-_AHEAD:]))

    def _stated(self, words: str) -> Kind:
        is_percent = UNIT_CLASS.get(self.quantity.unit) == "percent"
        if is_percent and _BY_CONTRIBUTION.search(words) and not words.endswith("by"):
            return Kind.SHARE
        if self._is_growth(words):
            return Kind.GROWTH
        if is_percent and "分点" not in self.quantity.unit:
            return Kind.SHARE  # what is in percent and does not change is a part or a rate
        if _ADDED.search(words) or _ADDED_AFTER.match(self._after):
            return Kind.ADDED
        return Kind.CUMULATIVE if _CUMULATIVE.search(words) else Kind.LEVEL

    def _is_growth(self, words: str) -> bool:
        after = _GROWTH_AFTER.match(self._after) or _COMPARED_AFTER.match(self._after)
        return bool(self.quantity.is_change or _GROWTH.search(words) or after)
