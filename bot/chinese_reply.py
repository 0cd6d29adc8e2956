"""Makes a Chinese follow-up question complete; pure."""

import re
from collections.abc import Sequence

from bot.correction import (
    Correction,
    plainly,
    read_condition,
    read_correction,
    without_apology,
)
from bot.english_reply import shift_year
from bot.opposites import negated, swapped
from bot.parts import Part, Role, readable, split
from bot.question import RATES, acting, asked, joined_scope, with_condition, without_growth
from bot.reading import ASKS, RESULT, TAIL, Reading
from bot.requirement import asking_requirement, without_requirement
from bot.scoped import carried_scope, rescope
from bot.substitute import ATTRIBUTES, New, substitute
from bot.theme import about, names_theme
from bot.thesaurus import is_named

__all__ = ["asks_aside", "is_on_theme", "reply_in_chinese", "stands_alone"]

_WIDE = re.compile(
    r"全国|国务院|国办|中央|国家(?!级)|我国|中国|央行|人民银行|长三角|京津冀|大湾区|放假|各省|各地|各市|哪[些个几]?[省市区县地]|哪里|报告|公报|通知|办法|规划|条例|意见|规定"
    r"|个税|个人所得税|新冠|世卫组织|宪法|反洗钱"
)
_MAX_CARRYING_CHARS = 40
_MAX_TOPIC_CHARS = 16
_EXISTS = re.compile(r"^(?:一共|总共|共)*有(?:几|多少|哪些|什么)")
"""How a turn begins that asks what else there is: 有几个项目."""
_CAUSE = re.compile(r"为什么|为何|原因|怎么回事")
_MORE = re.compile(
    r"^(?:那|还有|另外|其[他它]|别的|更多)(?:还有|其[他它]|别的)?(?:的|哪些|什么|吗|呢|么|没有|没)*[?？。\s]*$"
)
_AIMS = re.compile(r"目标|实际|预期")
_MET = re.compile(r"完成|达成|达到|实现|达标|超额|超过")
_IS_MODE = re.compile(
    r"^(?:年初|原定|预期|当时)?(?:定)?的?(?:目标|计划|预期|任务|实际|增速|增幅|增长率?)"
)
_LEVEL = re.compile(r"(?:总量|总额|总数|绝对[值数额]|数值|数额|多少)")
_WHY = re.compile(
    r"^(?:那|这是|又是)*(?:为什么|为何|怎么回事|(?:什么)?原因(?:是什么|呢)?)[?？。]*$"
)
_COMPARISON = re.compile(r"(?P<than>比\S{1,12}?[高低快慢多少大小])(?:吗|没有|了?多少)?[?？。]*$")
_WITH_YEAR = re.compile(r"[跟和与同比较](?:(?:19|20)\d\d年?|[去上前]年)\S{0,10}?[比高低多少快慢]")
_OF_AND_ASK = re.compile(r"^(?P<of>[^，,？?]{1,16}?呢)[，,？?\s]+(?P<ask>\S.+)$")
_DEED_RATE = re.compile(r"(?:开工|完工|竣工|完成|投产|达产|签约|履约|到位|转化|入库|开业)率")
"""How much of what was counted was done."""
_SECTOR = re.compile(r"第?[一二三]产业?")
_PRODUCT = re.compile(r"(?:生产总值|GDP)", re.IGNORECASE)
_CONDITION = re.compile(r"（[^（）]*）(?!$|[?？])")
_KEPT = (Role.PLACE, Role.LOCAL, Role.TIME, Role.SOURCE, Role.THEME, Role.SUBJECT)
_SPOKEN_GROWTH = {"涨": "增长", "涨了": "增长", "降": "下降", "增": "增长"}


def reply_in_chinese(turn: str, earlier: str) -> str:
    """Return a turn in stand-alone form, read after a question that is complete."""
    both = _OF_AND_ASK.match(readable(turn))
    if both:  # 民办呢，能补多少钱
        return reply_in_chinese(both["ask"], reply_in_chinese(both["of"], earlier))
    correction = read_correction(readable(turn))
    if correction:
        return _corrected(turn, correction, earlier)
    said, rest = read_condition(plainly(without_apology(readable(turn))))
    if said and not (rest and stands_alone(rest)):
        return _of_whom(said, rest, earlier)
    return _Reply(turn, earlier).complete()


def asks_aside(turn: str, earlier: str) -> bool:
    """Tell whether a turn asks by a subject and verb of its own what the next has no use for.

    什么时候摇号 after 推出多少套房: both are of the same housing.
    """
    if _OF_AND_ASK.match(readable(turn)):
        return False
    said, rest = read_condition(plainly(without_apology(readable(turn))))
    return Reading(rest if said else turn, earlier).is_aside


def is_on_theme(turn: str, earlier: str) -> bool:
    """Tell whether a turn names what the theme of a question is, which the next may go on with."""
    return names_theme(split(readable(earlier)), split(readable(turn)))


def stands_alone(turn: str) -> bool:
    """Tell whether a Chinese turn is a question of its own, whatever was asked before."""
    return Reading(turn, "").is_complete()


def _corrected(turn: str, correction: Correction, earlier: str) -> str:
    """Return the earlier question with what a turn says in place of what it denies."""
    new = TAIL.sub("", plainly(correction.new))
    if correction.old in RATES and _LEVEL.fullmatch(new):
        return without_growth(earlier)
    if _IS_MODE.search(correction.old) or correction.old not in earlier:
        return _Reply(new, earlier.replace(correction.old, "")).complete()
    return earlier.replace(correction.old, new.removesuffix("的"))


def _of_whom(said: str, rest: str, earlier: str) -> str:
    """Return what is asked, by the rest of a turn or before it, of someone of whom a turn tells."""
    reply, read = _Reply(rest, earlier), Reading(rest, earlier)
    if rest and read.asks and not read.names_thing:
        return asked(f"{reply.topic.rstrip('，')}，{said}，{rest}")
    whole = reply.complete() if rest else earlier
    return with_condition(_CONDITION.sub("", whole), said)


class _Reply:
    """A turn completed by the question that it goes on with."""

    def __init__(self, turn: str, earlier: str) -> None:
        self._read = Reading(turn, earlier)

    def complete(self) -> str:
        """Return the turn in stand-alone form."""
        if _MORE.match(readable(self._read.turn)):
            return self._read.earlier
        if _WHY.match(readable(self._read.turn)) and _COMPARISON.search(self._read.earlier):
            return _COMPARISON.sub(r"\g<than>，为什么？", self._read.earlier)
        shifted = shift_year(self._read.text, self._read.earlier)
        if shifted:
            return shifted
        if not self._read.text:
            return self._read.earlier or self._read.turn
        if self._read.is_complete():
            return self._carried()
        return self._swapped() or self._merged()

    def _swapped(self) -> str:
        """Return the earlier question about the counterpart that is all the turn names."""
        roles = {part.role for part in self._read.new}
        if self._read.asks or roles & {Role.PLACE, Role.TIME, Role.GROWTH, Role.MODE}:
            return ""
        named = self._read.text.strip("的 ")
        return swapped(self._read.earlier, named) or negated(self._read.earlier, named)

    @property
    def topic(self) -> str:
        """What the earlier question was about, in its words."""
        return self._kept(about(self._read.old))

    def _carried(self) -> str:
        """Return a turn that is complete but for its place and time with the earlier ones."""
        named = "".join(part.text for part in self._read.subject)
        if len(self._read.text) > _MAX_CARRYING_CHARS or _WIDE.search(self._read.text):
            return self._read.turn
        is_long = len(self._read.text) > _MAX_TOPIC_CHARS
        if not (is_named(named) or self._read.scheme or self._read.has_theme) and is_long:
            return self._read.turn
        scope = carried_scope(self._read.new, self._read.old, refers=self._read.refers)
        return asked(scope + self._read.text) if scope else self._read.turn

    def _merged(self) -> str:
        """Return the earlier question with what the turn says in place of its own."""
        old = rescope(self._read.old, self._read.new)
        if self._read.is_aside and not self._read.is_identity:
            old = without_requirement(about(old))
        if self._read.has_theme and _EXISTS.match(self._read.text):
            old = [part for part in old if part.role is not Role.SUBJECT]
        demanded = self._demanded(old)
        if demanded:
            return asked(demanded)
        tail = self._read.tail()
        if self._read.replaces:
            acted = self._acted(old)
            if acted and not tail:
                return acted
            old = self._substituted(old)
        if not tail:
            return "".join(part.text for part in old)
        return asked(self._kept(old) + tail) + self._read.bracket

    def _demanded(self, old: Sequence[Part]) -> str:
        """Return what is asked of a scheme, deed, post or whole that stays, "" for nothing such."""
        text = self._read.text
        if self._read.asks_of_scheme:
            own = (part.text for part in self._read.new if part.role is not Role.PLACE)
            kept = self._kept([part for part in old if part.role is not Role.SUBJECT])
            return kept + "".join(own)
        if self._is_rate_of(old):
            return self._rated(old)
        if self._is_attribute_of(old):
            return self._kept([part for part in old if part.text not in ATTRIBUTES]) + text
        if self._read.is_requirement:
            return self._kept(without_requirement(about(old))) + self._required()
        if self._read.is_partial and self._read.tail().startswith("占"):
            return f"{self._kept(old)}中{text}"  # 其中工业项目占多少, of what was counted
        return ""

    def _acted(self, old: Sequence[Part]) -> str:
        named = self._named()
        return acting(old, named, self._read.subject) if self._read.modifies else ""

    def _substituted(self, old: Sequence[Part]) -> list[Part]:
        """Return the parts of the earlier question, of the subject that the turn names."""
        subject = self._read.subject
        new = New(
            text=self._named() + self._added_value(),
            words=subject,
            is_modifier=self._read.modifies,
            is_placed=self._follows_place(subject[0]),
            is_partial=self._read.is_partial,
        )
        kept = [
            part for part in old
            if part.role is not Role.OTHER or part.text[:1] not in "附表"
        ]  # fmt: skip
        return substitute(asking_requirement(kept), new)

    def _is_rate_of(self, old: Sequence[Part]) -> bool:
        """Tell whether all it names is the rate of what was done: 开工率 after 开工了多少个."""
        verb = self._read.text.removesuffix("率")
        if _DEED_RATE.fullmatch(self._read.text):
            return not any(part.text.endswith("率") for part in old)
        return verb != self._read.text and any(
            part.text == verb and part.tag == "v" for part in old if part.role is Role.SUBJECT
        )  # fmt: skip

    def _is_attribute_of(self, old: Sequence[Part]) -> bool:
        """Tell whether it names but what the thing behind the ask has: 签约多少个项目, 投资额呢."""
        subject = self._read.subject
        named = [part for part in old if part.role is Role.SUBJECT]
        opens = [part for part in old if part.role is Role.ASK and ASKS.search(part.text)]
        return (
            bool(subject and named and opens)
            and not self._read.asks
            and all(part.text in ATTRIBUTES for part in subject)
            and opens[0].end == named[-1].start
        )

    def _rated(self, old: Sequence[Part]) -> str:
        verb = self._read.text.removesuffix("率")
        done = {verb, *ATTRIBUTES} - {"投资"}
        return self._kept([part for part in old if part.text not in done]) + self._read.text

    def _required(self) -> str:
        is_named = re.search(r"要求|条件|资格", self._read.text)
        return self._read.text if self._read.asks or is_named else f"{self._read.text}要求"

    def _kept(self, old: Sequence[Part]) -> str:
        """Return the earlier question without what it asked."""
        bracket = self._read.earlier.find(self._read.bracket) if self._read.bracket else -1
        return "".join(
            _SPOKEN_GROWTH.get(part.text, part.text)
            for part in joined_scope(self._without_report(old))
            if self._keeps(part) and not (0 <= bracket < part.start)
        ).strip()  # fmt: skip

    def _keeps(self, part: Part) -> bool:
        roles = {each.role for each in self._read.new}
        if part.role is Role.GROWTH or part.text in RATES:
            # The target of a growth is one of growth, and its cause the cause of that.
            is_target = any(each.text in ("目标", "预期") for each in self._read.old)
            goes_on = _AIMS.search(self._read.text) or _CAUSE.search(self._read.text)
            is_met = is_target and _MET.search(self._read.text)
            return not self._read.replaces and Role.GROWTH not in roles and bool(goes_on or is_met)
        if part.role is Role.MODE:
            return not roles & {Role.MODE, Role.GROWTH}
        return part.role in _KEPT

    def _without_report(self, old: Sequence[Part]) -> Sequence[Part]:
        """Return a question without the report it names, when what is asked stands in others.

        The result of its target does, and what another year's is compared with.
        """
        was_target = any(part.text in ("目标", "预期") for part in self._read.old)
        is_result = was_target and RESULT.search(self._read.text)
        if not (is_result or _WITH_YEAR.search(self._read.text)):
            return old
        return [part for part in old if part.role is not Role.SOURCE]

    def _named(self) -> str:
        subject = self._read.subject
        return self._read.text[subject[0].start : subject[-1].end]

    def _added_value(self) -> str:
        """Return 增加值 where a sector is named after the product of all: 二产呢."""
        is_sector = _SECTOR.fullmatch("".join(part.text for part in self._read.subject))
        return "增加值" if is_sector and _PRODUCT.search(self._read.earlier) else ""

    def _follows_place(self, first: Part) -> bool:
        return any(part.role is Role.PLACE and part.end == first.start for part in self._read.new)
