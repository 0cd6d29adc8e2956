"""Makes a Chinese follow-up question complete; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.english_reply import shift_year
from bot.parts import Part, Role, readable, split
from bot.scoped import carried_scope, rescope
from bot.substitute import ATTRIBUTES, New, substitute
from bot.thesaurus import thesaurus

__all__ = ["reply_in_chinese"]

_LEAD = re.compile(
    r"^(?:(?:不对|不是|错了|不|哦|嗯|好的?|ok)[，,。\s]+)?(?:我(?:想)?(?:问|说|要|指|想问|想看|想知道)的?是|应该是|改成|换成)?"
    r"(?:请问|那么?|还有|另外|以及|再问一?下|再看看?|再问问?|顺便问一?下)?[，,\s]*"
)
_PART_OF = re.compile(r"^(?:这|那)?(?:其中|里面|当中)的?[，,\s]*")
_PRONOUN = re.compile(
    r"^(?:它们?|他们|她们|这些|那些|这个|那个|这|该|上述|同期|其(?!他|余|中|实))"
    r"(?:数字?|数据|指标|数值)?(?:的(?!确))?"
)
_OF_PLACE = re.compile(r"^(?:它的?|该[省市县区]的?|当地的?|那里的?|那边的?)")
_TAIL = re.compile(r"(?:的?情况)?(?:[呢呀啊哦嘛吧]|怎么?样|咋样|如何)*\s*[?？。！!]*$")
_ONLY_REFERS = re.compile(r"[呢]\s*[?？。]*$")
_CONTRAST = re.compile(
    r"(?:我(?:问|说|要|指)的)?不是(?:问|说|要|指)?(?P<old>[^，,。；;]{1,12}?)[，,；;\s]*(?:而|我)?(?:问|说|要|指)?的?是"
    r"(?:问|说|指)?(?P<new>[^，,。？?]{1,20})"
)
_SAME_ASK = re.compile(
    r"^(?:的|在|和|与|又|是|有|为|会|能|达到?|大概|大约|一共|总共|共|完成了?|了|多少\S{0,3}|几[个家项座条户人]?)*[?？]?$"
)
_WIDE = re.compile(
    r"全国|各省|各地|各市|哪[些个几]?[省市区县地]|哪里|报告|公报|通知|办法|规划|条例"
)
_BRACKET = re.compile(r"[（(][^（）()]*[）)]\s*(?=[?？。]*$)")
_IS_INDICATOR = 0.5
_MAX_CARRYING_CHARS = 40
_NOUNS = ("n", "l", "j", "t", "s", "vn", "eng", "i")
# Verbs that name what is counted; 完工, 注入 and others tell what happened to it.
_DONE = frozenset(("就业", "出口", "进口", "进出口", "消费", "用电", "贷款", "存款"))
_ONWARD = re.compile(
    r"^(?:占|比|较|同比|相当于|超过|在?全[国省市](?:排|第)|哪(?![些个几]?[省市区县地])|谁|怎么|为什么|为何|什么)"
)
"""How a turn begins that can only go on."""

_COMPARED = re.compile(r"^(?:比|较|和|与|跟|同).{2,12}?(?:比|相比|[高低多少快慢大小差])")
_MODIFIES = re.compile(r"的(?=(?:又|也)?[是为有]?(?:多少|几)|$)")
_ALONE = re.compile(r"[率量额值数积]$|收入$|支出$|就业$|投资$|人口$")
_ASKS = re.compile(r"多少|几|什么|哪|何|谁|吗|没有|是否|怎么|如何|多[大高长]")
_CAUSE = re.compile(r"为什么|为何|原因|怎么回事")
_AIMS = re.compile(r"目标|实际|预期")
_RESULT = re.compile(r"实际|完成")
_RATES = frozenset(("增速", "增幅", "涨幅", "降幅", "增长率"))


def reply_in_chinese(turn: str, earlier: str) -> str:
    """Return a turn in stand-alone form, read after a question that is complete."""
    return _Reply(turn, earlier).complete()


class _Reply:
    """A turn and the question that it goes on with, cut into parts."""

    def __init__(self, turn: str, earlier: str) -> None:
        self._turn = turn
        text = _LEAD.sub("", readable(turn))
        self._is_partial = bool(_PART_OF.match(text))
        text = _PART_OF.sub("", text)
        self._refers = text != readable(turn) or bool(_ONLY_REFERS.search(turn))
        self._earlier = readable(earlier)
        self._old = split(self._earlier)
        if _OF_PLACE.match(text) and any(part.role is Role.PLACE for part in self._old):
            text, self._refers = _OF_PLACE.sub("", text), True
        without = _PRONOUN.sub("", text)
        self._has_pronoun, text = without != text, without
        self._text = _TAIL.sub("", text).strip()
        bracket = _BRACKET.search(self._earlier)
        self._bracket = bracket[0].strip() if bracket else ""
        self._new = self._read()

    def _read(self) -> tuple[Part, ...]:
        """Return the parts of the turn; what it compares with is part of what it asks."""
        parts = split(self._text)
        if not (_COMPARED.match(self._text) or _ONWARD.match(self._text)):
            return parts
        scope = (Role.PLACE, Role.TIME)
        return tuple(replace(part, role=Role.ASK) if part.role in scope else part for part in parts)

    def complete(self) -> str:
        """Return the turn in stand-alone form."""
        contrast = _CONTRAST.search(readable(self._turn))
        if contrast and contrast["old"] in self._earlier:
            return self._earlier.replace(contrast["old"], _TAIL.sub("", contrast["new"]))
        shifted = shift_year(self._text, self._earlier)
        if shifted:
            return shifted
        if not self._text:
            return self._turn
        if self._is_complete():
            return self._carried()
        return self._merged()

    def _is_complete(self) -> bool:
        """Tell whether the turn names what it asks about: it needs no earlier one."""
        if not self._subject or self._is_partial or self._has_pronoun:
            return False
        named = {part.role for part in self._new}
        if self._asks and not self._modifies:
            return {Role.PLACE, Role.TIME} <= named or self._names_its_subject()
        has_scope = bool({Role.PLACE, Role.TIME} & named)
        return not self._refers and (has_scope or bool(_ALONE.search(self._text)))

    @property
    def _subject(self) -> list[Part]:
        return [part for part in self._new if part.role is Role.SUBJECT and part.text != "的"]

    @property
    def _asks(self) -> bool:
        return any(part.role is Role.ASK and _ASKS.search(part.text) for part in self._new)

    def _names_its_subject(self) -> bool:
        """Tell 抽水蓄能电站总投资多少 from 总投资多少, 注入多少钱: they need an earlier turn."""
        own = [part for part in self._subject if part.text not in ATTRIBUTES]
        whole = "".join(part.text for part in self._subject)
        is_done = any(
            part.role is Role.ASK and part.text == "了" and part.start == self._subject[-1].end
            for part in self._new
        )  # fmt: skip
        if whole in ATTRIBUTES or is_done or _ONWARD.match(self._text):
            return False
        nouns = [part for part in own if part.tag.startswith(_NOUNS)]
        if not nouns and whole not in _DONE:
            return False
        is_known = _known(whole)
        return bool(own) and (len(self._subject) > 1 or is_known)

    def _carried(self) -> str:
        """Return a turn that is complete but for its place and time with the earlier ones."""
        named = "".join(part.text for part in self._subject)
        is_statistic = len(self._text) <= _MAX_CARRYING_CHARS and _known(named)
        if not is_statistic or _WIDE.search(self._text):
            return self._turn
        scope = carried_scope(self._new, self._old, refers=self._refers)
        return _asked(scope + self._text) if scope else self._turn

    def _merged(self) -> str:
        """Return the earlier question with what the turn says in place of its own."""
        old = rescope(self._old, self._new)
        tail = self._tail()
        subject = self._subject
        if self._replaces:
            new = New(
                text=self._between(subject[0], subject[-1]),
                words=subject,
                is_modifier=self._modifies,
                is_placed=self._follows_place(subject[0]),
                is_partial=self._is_partial,
            )
            old = substitute(old, new)
        if not tail:
            return "".join(part.text for part in old)
        return _asked(self._kept(old) + tail) + self._bracket

    @property
    def _replaces(self) -> bool:
        """Tell whether it names another subject: 游客总人数呢, and not 总投资多少."""
        return bool(self._subject) and not (self._asks and self._is_attribute())

    def _is_attribute(self) -> bool:
        """Tell whether it names no thing but what the earlier one has: 总投资多少."""
        is_kind = self._is_partial or self._modifies
        return self._has_pronoun or not (is_kind or self._names_its_subject())

    @property
    def _modifies(self) -> bool:
        """Tell whether it names a kind: 农民的呢, 居民的是多少."""
        return bool(_MODIFIES.search(self._text)) and not _ONWARD.match(self._text)

    def _tail(self) -> str:
        """Return what the turn asks otherwise than the earlier one, "" when it asks the same."""
        subject = self._subject
        scope = (Role.PLACE, Role.LOCAL, Role.TIME, Role.SOURCE)
        tail = [part for part in self._new if part.role not in scope]
        if self._replaces:
            tail = [part for part in tail if part.start >= subject[-1].end]
        text = "".join(part.text for part in tail).strip(" ，,的")
        has_scope = any(part.role in (Role.PLACE, Role.TIME) for part in self._new)
        is_same = bool(_SAME_ASK.match(text)) and (has_scope or subject)
        return "" if is_same else text

    def _kept(self, old: Sequence[Part]) -> str:
        """Return the earlier question without what it asked."""
        bracket = self._earlier.find(self._bracket) if self._bracket else -1
        return "".join(
            part.text for part in self._without_report(old)
            if self._keeps(part) and not (0 <= bracket < part.start)
        ).strip()  # fmt: skip

    def _keeps(self, part: Part) -> bool:
        roles = {each.role for each in self._new}
        if part.role is Role.GROWTH or part.text in _RATES:
            # The target of a growth is one of growth, and its cause the cause of that.
            return (
                not self._replaces
                and Role.GROWTH not in roles
                and bool(_AIMS.search(self._text) or _CAUSE.search(self._text))
            )
        if part.role is Role.MODE:
            return not roles & {Role.MODE, Role.GROWTH}
        return part.role in (Role.PLACE, Role.LOCAL, Role.TIME, Role.SOURCE, Role.SUBJECT)

    def _without_report(self, old: Sequence[Part]) -> Sequence[Part]:
        """Return a question without the report it names, when the result of its target is asked."""
        was_target = any(part.text in ("目标", "预期") for part in self._old)
        if not (was_target and _RESULT.search(self._text)):
            return old
        return [part for part in old if part.role is not Role.SOURCE]

    def _between(self, first: Part, last: Part) -> str:
        return self._text[first.start : last.end]

    def _follows_place(self, first: Part) -> bool:
        return any(part.role is Role.PLACE and part.end == first.start for part in self._new)


def _known(phrase: str) -> bool:
    found = thesaurus().find(phrase, k=1)
    return bool(found) and found[0].score >= _IS_INDICATOR


def _asked(text: str) -> str:
    """Return a question with its verb and mark: 江苏城镇新增就业目标 is …目标是多少？."""
    text = text.rstrip("?？。 ")
    is_asked = _ASKS.search(text)
    return f"{text}？" if is_asked else f"{text}是多少？"
