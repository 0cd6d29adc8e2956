"""Reads a Chinese turn beside the question that it goes on with; pure."""

import re
from dataclasses import replace

from bot.correction import plainly, without_apology
from bot.parts import Part, Role, readable, split
from bot.scheme import ON_SCHEME, as_source, held_scheme, is_scheme
from bot.substitute import ATTRIBUTES, REQUIREMENTS
from bot.theme import goes_on, held, theme
from bot.thesaurus import is_named

__all__ = ["ASKS", "RESULT", "TAIL", "Reading"]

_LEAD = re.compile(
    r"^(?:我(?:想)?(?:问|说|要|指|想问|想看|想知道)的?是|应该是|改成|换成)?"
    r"(?:请问|那么?|还有|另外|以及|再问一?下|再看看?|再问问?|顺便问一?下)?(?:要是|如果|假如|换作)?[，,\s]*"
)
_PART_OF = re.compile(r"^(?:这|那)?(?:其中|里面|里头|当中)的?[，,\s]*")
_PRONOUN = re.compile(
    r"^(?:它们?|他们|她们|这些|那些|这个|那个|[这本此]次|这|该|上述|同期|其(?!他|余|中|实))"
    r"(?:数字?|数据|指标|数值)?(?:的(?!确))?"
)
_OF_PLACE = re.compile(r"^(?:它的?|该[省市县区]的?|当地的?|那里的?|那边的?)")
TAIL = re.compile(
    r"(?:的?情况)?(?:[呢呀啊哦嘛吧]|(?<![会将该])怎么?样|咋样|(?<![会将该])如何)*\s*[?？。！!]*$"
)
_ONLY_REFERS = re.compile(r"[呢]\s*[?？。]*$")
_SAME_ASK = re.compile(
    r"^(?:的|在|和|与|又|是|有|为|会|能|达到?|大概|大约|一共|总共|共|完成了?|了|多少\S{0,3}|几[个家项座条户人]?)*[?？]?$"
)
_BRACKET = re.compile(r"[（(][^（）()]*[）)]\s*(?=[?？。]*$)")
_NOUNS = ("n", "l", "j", "t", "s", "vn", "eng", "i")
# Verbs that name what is counted; 完工, 注入 and others tell what happened to it.
_DONE = frozenset(("就业", "出口", "进口", "进出口", "消费", "用电", "贷款", "存款"))
_ONWARD = re.compile(
    r"^(?:占|比|较|同比|相当于|超过|排|在?全[国省市](?:排|第)|哪(?![些个几]?[省市区县地])|谁|怎么|为什么|为何|什么)"
)
"""How a turn begins that can only go on."""
_IDENTITY = re.compile(r"^(?:都|又|各|分别|具体|到底)*(?:是|有|叫)(?:哪|谁|什么)")
_BOUND = re.compile(
    r"^(?:占|比|较|同比|相当于|超过|排|在?全[国省市](?:排|第)|哪(?![些个几]?[省市区县地])|为什么|为何)"
)
"""How a turn begins that is of what was asked last: 为什么, and not 什么时候摇号."""
_COMPARED = re.compile(r"^(?:比|较|和|与|跟|同).{2,12}?(?:比|相比|[高低多少快慢大小差])")
# 哪些产业是四大主导产业 names both what it asks for and what of; 哪个是最高的 does not.
_IDENTIFIES = re.compile(
    r"有?哪(?:些|[几两三四五]\S|[个家])(?!年|月)\S{1,6}[是属](?!最|多少|几)\S{2,}"
)
_MODIFIES = re.compile(r"的(?=(?:又|也)?[是为有]?(?:多少|几)|$)")
_LONG = 12
_ALONE = re.compile(r"[率量额值数积]$|收入$|支出$|就业$|投资$|人口$")
ASKS = re.compile(
    r"多少|多久|多长|几|什么|哪|何|谁|吗|没有|是否|怎么|如何|多[大高长]|还是|会怎样|(?P<verb>[能会要是够算有])不(?P=verb)|可不可"
)
_SENTENCE_END = re.compile(r"(?<=[？?；;])\s*(?=[^\s)）])|(?<=多少)\s+(?=\S)")
_AIMS = re.compile(r"目标|实际|预期")
RESULT = re.compile(r"实际|完成")


class Reading:
    """A turn and the question that it goes on with, cut into parts."""

    def __init__(self, turn: str, earlier: str) -> None:
        self.turn = turn
        text = _LEAD.sub("", plainly(without_apology(readable(turn))))
        self.is_partial = bool(_PART_OF.match(text))
        text = _PART_OF.sub("", text)
        self.refers = text != readable(turn) or bool(_ONLY_REFERS.search(turn))
        self.earlier = readable(earlier)
        self.old = split(self.earlier)
        if _OF_PLACE.match(text) and any(part.role is Role.PLACE for part in self.old):
            text, self.refers = _OF_PLACE.sub("", text), True
        without = _PRONOUN.sub("", text)
        self.has_pronoun, text = without != text, without
        self.text = TAIL.sub("", text).strip()
        bracket = _BRACKET.search(self.earlier)
        self.bracket = bracket[0].strip() if bracket else ""
        self.new = self._read()
        named = {part.role for part in self.new}
        if named & {Role.SUBJECT, Role.ASK}:
            self.old = self._first_asked()
        is_thing = self.names_thing or is_scheme(self.subject)
        words = self.subject if is_thing and not self.is_requirement else ()
        if not self.is_complete() or goes_on(self.old, self.new):
            self.old = held(self.old, theme(self.old), words=words)
        self.has_theme = any(part.role is Role.THEME for part in self.old)
        self.scheme = () if self.has_theme else held_scheme(self.old, self.subject, self.text)
        if self.scheme:
            self.old = as_source(self.old, self.scheme)

    def _read(self) -> tuple[Part, ...]:
        """Return the parts of the turn; what it compares with is part of what it asks."""
        parts = split(self.text)
        if not (_COMPARED.match(self.text) or _ONWARD.match(self.text)):
            return parts
        scope = (Role.PLACE, Role.TIME)
        return tuple(replace(part, role=Role.ASK) if part.role in scope else part for part in parts)

    def _first_asked(self) -> tuple[Part, ...]:
        """Return the first of the questions asked before; another subject has no use for the rest.

        A target that was asked for beside its result goes too when the subject is another.
        """
        first, *rest = _SENTENCE_END.split(self.earlier)
        if not rest or not ASKS.search(first):
            return self.old
        is_pair = _AIMS.search(first) and RESULT.search(" ".join(rest)) and self.replaces
        return tuple(
            part for part in split(first) if not (is_pair and part.role is Role.MODE)
        )  # fmt: skip

    def is_complete(self) -> bool:
        """Tell whether the turn names what it asks about: it needs no earlier one."""
        if not self.subject or self.is_partial or self.has_pronoun:
            return False
        if _IDENTIFIES.match(self.text):
            return True
        named = {part.role for part in self.new}
        if self.asks and not self.modifies:
            is_own = self._names_its_subject() or self._is_long_question()
            return is_own or {Role.PLACE, Role.TIME} <= named
        has_scope = bool({Role.PLACE, Role.TIME} & named)
        return not self.refers and (has_scope or bool(_ALONE.search(self.text)))

    @property
    def is_aside(self) -> bool:
        """Tell whether it asks by a subject and verb of its own, and refers to nothing."""
        is_bound = self.is_partial or self.has_pronoun or self.modifies or self.replaces
        if self.is_identity:
            return not is_bound
        is_own = bool(self.subject) and self.asks and not is_bound
        return is_own and not (_BOUND.match(self.text) or self.is_complete())

    @property
    def is_identity(self) -> bool:
        """Tell whether it asks which ones were counted: 是哪四起."""
        return bool(_IDENTITY.match(self.text))

    @property
    def names_thing(self) -> bool:
        """Tell whether it names a thing: 赡养老人每月扣多少, and not 能享受吗."""
        words = [part for part in self.subject if len(part.text) > 1]
        return any(part.tag.startswith(_NOUNS) for part in words)

    @property
    def subject(self) -> list[Part]:
        """Return the words of what the turn is about."""
        return [part for part in self.new if part.role is Role.SUBJECT and part.text != "的"]

    @property
    def asks(self) -> bool:
        """Tell whether it asks in words: 多少, and not 呢."""
        return any(part.role is Role.ASK and ASKS.search(part.text) for part in self.new)

    def _is_long_question(self) -> bool:
        """Tell whether it says as much as a question does that is asked of nothing before it."""
        nouns = [part for part in self.subject if part.tag.startswith(_NOUNS)]
        is_bound = _ONWARD.match(self.text) or self.is_requirement
        return len(self.text) >= _LONG and len(nouns) > 1 and not is_bound

    def _names_its_subject(self) -> bool:
        """Tell 抽水蓄能电站总投资多少 from 总投资多少, 注入多少钱: they need an earlier turn."""
        owned = ATTRIBUTES | REQUIREMENTS
        own = [part for part in self.subject if part.text not in owned]
        whole = "".join(part.text for part in self.subject)
        is_done = any(
            part.role is Role.ASK and part.text == "了" and part.start == self.subject[-1].end
            for part in self.new
        ) and not is_named(whole)  # fmt: skip
        if whole in ATTRIBUTES or is_done or _ONWARD.match(self.text):
            return False
        nouns = [part for part in own if part.tag.startswith(_NOUNS)]
        if not nouns and whole not in _DONE and not is_scheme(own):
            return False
        is_known = is_named(whole)
        return bool(own) and (len(self.subject) > 1 or is_known)

    @property
    def is_requirement(self) -> bool:
        """Tell whether it names but what a row of a table demands: 学历要求呢."""
        subject = self.subject
        return bool(subject) and all(part.text in REQUIREMENTS for part in subject)

    @property
    def asks_of_scheme(self) -> bool:
        """Tell whether it asks what else the rules lay down: 待遇标准呢, and not 二级和三级呢."""
        found = ON_SCHEME.search(self.text)
        is_topic = found and (self.asks or found[0][-1] not in "级档")
        return bool(self.scheme and is_topic and not self.modifies)

    @property
    def replaces(self) -> bool:
        """Tell whether it names another subject: 游客总人数呢, and not 总投资多少."""
        return bool(self.subject) and not (self.asks and self._is_attribute())

    def _is_attribute(self) -> bool:
        """Tell whether it names no thing but what the earlier one has: 总投资多少."""
        is_kind = self.is_partial or self.modifies
        return self.has_pronoun or not (is_kind or self._names_its_subject())

    @property
    def modifies(self) -> bool:
        """Tell whether it names a kind: 农民的呢, 居民的是多少."""
        found = _MODIFIES.search(self.text)
        is_asked_before = found and ASKS.search(self.text[: found.start()])  # 什么时候开始的
        return bool(found and not is_asked_before and not _ONWARD.match(self.text))

    def tail(self) -> str:
        """Return what the turn asks otherwise than the earlier one, "" when it asks the same."""
        subject = self.subject
        scope = (Role.PLACE, Role.LOCAL, Role.TIME, Role.SOURCE)
        tail = [part for part in self.new if part.role not in scope]
        if self.replaces:
            tail = [part for part in tail if part.start >= subject[-1].end]
        text = "".join(part.text for part in tail).strip(" ，,的")
        has_scope = any(part.role in (Role.PLACE, Role.TIME) for part in self.new)
        is_same = bool(_SAME_ASK.match(text)) and (has_scope or subject)
        return "" if is_same else text
