"""Makes a Chinese follow-up question complete; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from bot.scoped import carried_scope, rescope
from bot.substitute import ATTRIBUTES, REQUIREMENTS, New, substitute
from bot.theme import about, held, theme
from bot.thesaurus import thesaurus

__all__ = ["asks_aside", "reply_in_chinese", "stands_alone"]

_LEAD = re.compile(
    r"^(?:我(?:想)?(?:问|说|要|指|想问|想看|想知道)的?是|应该是|改成|换成)?"
    r"(?:请问|那么?|还有|另外|以及|再问一?下|再看看?|再问问?|顺便问一?下)?(?:要是|如果|假如|换作)?[，,\s]*"
)
_PART_OF = re.compile(r"^(?:这|那)?(?:其中|里面|当中)的?[，,\s]*")
_PRONOUN = re.compile(
    r"^(?:它们?|他们|她们|这些|那些|这个|那个|[这本此]次|这|该|上述|同期|其(?!他|余|中|实))"
    r"(?:数字?|数据|指标|数值)?(?:的(?!确))?"
)
_OF_PLACE = re.compile(r"^(?:它的?|该[省市县区]的?|当地的?|那里的?|那边的?)")
_TAIL = re.compile(
    r"(?:的?情况)?(?:[呢呀啊哦嘛吧]|(?<![会将该])怎么?样|咋样|(?<![会将该])如何)*\s*[?？。！!]*$"
)
_ONLY_REFERS = re.compile(r"[呢]\s*[?？。]*$")
_SAME_ASK = re.compile(
    r"^(?:的|在|和|与|又|是|有|为|会|能|达到?|大概|大约|一共|总共|共|完成了?|了|多少\S{0,3}|几[个家项座条户人]?)*[?？]?$"
)
_WIDE = re.compile(
    r"全国|国务院|国办|中央|国家(?!级)|我国|中国|央行|人民银行|长三角|京津冀|大湾区|放假|各省|各地|各市|哪[些个几]?[省市区县地]|哪里|报告|公报|通知|办法|规划|条例|意见|规定"
)
_BRACKET = re.compile(r"[（(][^（）()]*[）)]\s*(?=[?？。]*$)")
_IS_INDICATOR = 0.5
_MAX_CARRYING_CHARS = 40
_MAX_TOPIC_CHARS = 16
_NOUNS = ("n", "l", "j", "t", "s", "vn", "eng", "i")
# Verbs that name what is counted; 完工, 注入 and others tell what happened to it.
_DONE = frozenset(("就业", "出口", "进口", "进出口", "消费", "用电", "贷款", "存款"))
_ONWARD = re.compile(
    r"^(?:占|比|较|同比|相当于|超过|排|在?全[国省市](?:排|第)|哪(?![些个几]?[省市区县地])|谁|怎么|为什么|为何|什么)"
)
"""How a turn begins that can only go on."""

_IDENTITY = re.compile(r"^(?:都|又|各|分别|具体|到底)*(?:是|有|叫)(?:哪|谁|什么)")
_EXISTS = re.compile(r"^(?:一共|总共|共)*有(?:几|多少|哪些|什么)")
"""How a turn begins that asks what else there is: 有几个项目."""
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
_ALONE = re.compile(r"[率量额值数积]$|收入$|支出$|就业$|投资$|人口$")
_ASKS = re.compile(r"多少|多久|多长|几|什么|哪|何|谁|吗|没有|是否|怎么|如何|多[大高长]|还是|会怎样")
_CAUSE = re.compile(r"为什么|为何|原因|怎么回事")
_SENTENCE_END = re.compile(r"(?<=[？?；;])\s*(?=[^\s)）])|(?<=多少)\s+(?=\S)")
_MORE = re.compile(
    r"^(?:那|还有|另外|其[他它]|别的|更多)(?:还有|其[他它]|别的)?(?:的|哪些|什么|吗|呢|么|没有|没)*[?？。\s]*$"
)
_ON_SCHEME = re.compile(
    r"比例|标准|材料|条件|手续|流程|资格|对象|期限|待遇|限额|额度|报销|缴费|申请|申领|办理|享受"
    r"|领取|支付|补发|停发|[一二三四五六七八九十\d]级|[一二三四五六七八九十]档"
)
"""What the rules of a scheme lay down."""

_IS_WORDS = re.compile(r"(?:条件|要求|材料|手续|流程|对象|资格|范围)$")
_SCHEME = re.compile(
    r"(?:险金?|扣除|(?:养老|救助|抚恤|补助)金|医保|社保|低保|入户|落户|公积金|补贴|补助|津贴|救助|个税|供养|资助|奖励|办法|条例|细则)$"
)
_AIMS = re.compile(r"目标|实际|预期")
_RESULT = re.compile(r"实际|完成")
_MET = re.compile(r"完成|达成|达到|实现|达标|超额|超过")
_IS_MODE = re.compile(r"^(?:年初|原定|预期|当时)?(?:定)?的?(?:目标|计划|预期|任务|实际|增速|增幅|增长率?)")
_LEVEL = re.compile(r"(?:总量|总额|总数|绝对[值数额]|数值|数额|多少)")
_WHY = re.compile(r"^(?:那|这是|又是)*(?:为什么|为何|怎么回事|(?:什么)?原因(?:是什么|呢)?)[?？。]*$")
_COMPARISON = re.compile(r"(?P<than>比\S{1,12}?[高低快慢多少大小])(?:吗|没有|了?多少)?[?？。]*$")
_SECTOR = re.compile(r"第?[一二三]产业?")
_PRODUCT = re.compile(r"(?:生产总值|GDP)", re.IGNORECASE)
_CONDITION = re.compile(r"（[^（）]*）(?!$|[?？])")
_KEPT = (Role.PLACE, Role.LOCAL, Role.TIME, Role.SOURCE, Role.THEME, Role.SUBJECT)
_SPOKEN_GROWTH = {"涨": "增长", "涨了": "增长", "降": "下降", "增": "增长"}
_RATES = frozenset(("增速", "增幅", "涨幅", "降幅", "增长率"))


def reply_in_chinese(turn: str, earlier: str) -> str:
    """Return a turn in stand-alone form, read after a question that is complete."""
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
    said, rest = read_condition(plainly(without_apology(readable(turn))))
    return _Reply(rest if said else turn, earlier).is_aside


def stands_alone(turn: str) -> bool:
    """Tell whether a Chinese turn is a question of its own, whatever was asked before."""
    return _Reply(turn, "").is_complete()


def _corrected(turn: str, correction: Correction, earlier: str) -> str:
    """Return the earlier question with what a turn says in place of what it denies."""
    new = _TAIL.sub("", plainly(correction.new))
    if correction.old in _RATES and _LEVEL.fullmatch(new):
        return earlier.replace(correction.old, "")
    if _IS_MODE.search(correction.old) or correction.old not in earlier:
        return _Reply(new, earlier.replace(correction.old, "")).complete()
    return earlier.replace(correction.old, new.removesuffix("的"))


def _of_whom(said: str, rest: str, earlier: str) -> str:
    """Return what is asked, by the rest of a turn or before it, of someone of whom a turn tells."""
    reply = _Reply(rest, earlier)
    if rest and reply.asks and not reply.names_thing:
        return _asked(f"{reply.topic.rstrip('，')}，{said}，{rest}")
    asked = _Reply(rest, earlier).complete() if rest else earlier
    return _with_condition(_CONDITION.sub("", asked), said)


def _with_condition(asked: str, said: str) -> str:
    """Return a question with of whom it is asked behind what it is about."""
    parts = split(asked)
    opens = [i for i, part in enumerate(parts) if part.role is Role.ASK and _ASKS.search(part.text)]
    kinds = (Role.SUBJECT, Role.MODE)
    before = [part for part in parts[: opens[0] if opens else None] if part.role in kinds]
    at = before[-1].end if before else len(asked)
    return f"{asked[:at]}（{said}）{asked[at:]}"


class _Reply:
    """A turn and the question that it goes on with, cut into parts."""

    def __init__(self, turn: str, earlier: str) -> None:
        self._turn = turn
        text = _LEAD.sub("", plainly(without_apology(readable(turn))))
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
        named = {part.role for part in self._new}
        if named & {Role.SUBJECT, Role.ASK}:
            self._old = self._first_asked()
        is_scheme = any(_SCHEME.search(part.text) for part in self._subject)
        is_named = not self._is_requirement and (self.names_thing or is_scheme)
        words = self._subject if is_named else ()
        self._old = held(self._old, theme(self._old), words=words)
        self._has_theme = any(part.role is Role.THEME for part in self._old)
        self._scheme = () if self._has_theme else self._held_scheme()
        if self._scheme:
            self._old = _as_source(self._old, self._scheme)

    def _read(self) -> tuple[Part, ...]:
        """Return the parts of the turn; what it compares with is part of what it asks."""
        parts = split(self._text)
        if not (_COMPARED.match(self._text) or _ONWARD.match(self._text)):
            return parts
        scope = (Role.PLACE, Role.TIME)
        return tuple(replace(part, role=Role.ASK) if part.role in scope else part for part in parts)

    def _first_asked(self) -> tuple[Part, ...]:
        """Return the first of the questions asked before; another subject has no use for the rest.

        A target that was asked for beside its result goes too when the subject is another.
        """
        first, *rest = _SENTENCE_END.split(self._earlier)
        if not rest or not _ASKS.search(first):
            return self._old
        is_pair = _AIMS.search(first) and _RESULT.search(" ".join(rest)) and self._replaces
        return tuple(
            part for part in split(first) if not (is_pair and part.role is Role.MODE)
        )  # fmt: skip

    def _held_scheme(self) -> tuple[Part, ...]:
        """Return the words that name the scheme which the turn goes on with: 长期护理保险."""
        subject = [part for part in self._old if part.role is Role.SUBJECT]
        ends = [i for i, part in enumerate(subject) if _SCHEME.search(part.text)]
        words = "".join(part.text for part in self._subject)
        is_new = any(_SCHEME.search(part.text) for part in self._subject) or (
            _known(words) and not _ON_SCHEME.search(self._text)
        )
        is_all = bool(ends) and ends[-1] + 1 == len(subject) and not _ON_SCHEME.search(self._text)
        if not ends or not words or is_new or is_all:
            return ()
        return tuple(subject[: ends[-1] + 1])

    def complete(self) -> str:
        """Return the turn in stand-alone form."""
        if _MORE.match(readable(self._turn)):
            return self._earlier
        if _WHY.match(readable(self._turn)) and _COMPARISON.search(self._earlier):
            return _COMPARISON.sub(r"\g<than>，为什么？", self._earlier)
        shifted = shift_year(self._text, self._earlier)
        if shifted:
            return shifted
        if not self._text:
            return self._earlier or self._turn
        if self.is_complete():
            return self._carried()
        return self._swapped() or self._merged()

    def _swapped(self) -> str:
        """Return the earlier question about the counterpart that is all the turn names."""
        roles = {part.role for part in self._new}
        if self._asks or roles & {Role.PLACE, Role.TIME, Role.GROWTH, Role.MODE}:
            return ""
        named = self._text.strip("的 ")
        return swapped(self._earlier, named) or negated(self._earlier, named)

    def is_complete(self) -> bool:
        """Tell whether the turn names what it asks about: it needs no earlier one."""
        if not self._subject or self._is_partial or self._has_pronoun:
            return False
        if _IDENTIFIES.match(self._text):
            return True
        named = {part.role for part in self._new}
        if self._asks and not self._modifies:
            return {Role.PLACE, Role.TIME} <= named or self._names_its_subject()
        has_scope = bool({Role.PLACE, Role.TIME} & named)
        return not self._refers and (has_scope or bool(_ALONE.search(self._text)))

    @property
    def is_aside(self) -> bool:
        """Tell whether it asks by a subject and verb of its own, and refers to nothing."""
        is_bound = self._is_partial or self._has_pronoun or self._modifies or self._replaces
        if _IDENTITY.match(self._text):
            return not is_bound
        is_own = bool(self._subject) and self._asks and not is_bound
        return is_own and not (_BOUND.match(self._text) or self.is_complete())

    @property
    def asks(self) -> bool:
        """Tell whether it asks in words."""
        return self._asks

    @property
    def names_thing(self) -> bool:
        """Tell whether it names a thing: 赡养老人每月扣多少, and not 能享受吗."""
        return any(part.tag.startswith(_NOUNS) for part in self._subject)

    @property
    def topic(self) -> str:
        """What the earlier question was about, in its words."""
        return self._kept(about(self._old))

    @property
    def _subject(self) -> list[Part]:
        return [part for part in self._new if part.role is Role.SUBJECT and part.text != "的"]

    @property
    def _asks(self) -> bool:
        return any(part.role is Role.ASK and _ASKS.search(part.text) for part in self._new)

    def _names_its_subject(self) -> bool:
        """Tell 抽水蓄能电站总投资多少 from 总投资多少, 注入多少钱: they need an earlier turn."""
        owned = ATTRIBUTES | REQUIREMENTS
        own = [part for part in self._subject if part.text not in owned]
        whole = "".join(part.text for part in self._subject)
        is_done = any(
            part.role is Role.ASK and part.text == "了" and part.start == self._subject[-1].end
            for part in self._new
        ) and not _known(whole)  # fmt: skip
        if whole in ATTRIBUTES or is_done or _ONWARD.match(self._text):
            return False
        nouns = [part for part in own if part.tag.startswith(_NOUNS)]
        if not nouns and whole not in _DONE and not any(_SCHEME.search(part.text) for part in own):
            return False
        is_known = _known(whole)
        return bool(own) and (len(self._subject) > 1 or is_known)

    def _carried(self) -> str:
        """Return a turn that is complete but for its place and time with the earlier ones."""
        named = "".join(part.text for part in self._subject)
        if len(self._text) > _MAX_CARRYING_CHARS or _WIDE.search(self._text):
            return self._turn
        is_long = len(self._text) > _MAX_TOPIC_CHARS
        if not (_known(named) or self._scheme or self._has_theme) and is_long:
            return self._turn
        scope = carried_scope(self._new, self._old, refers=self._refers)
        return _asked(scope + self._text) if scope else self._turn

    def _merged(self) -> str:
        """Return the earlier question with what the turn says in place of its own."""
        old = rescope(self._old, self._new)
        if self._asks_of_scheme:
            kept = self._kept([part for part in old if part.role is not Role.SUBJECT])
            own = (part.text for part in self._new if part.role is not Role.PLACE)
            return _asked(kept + "".join(own))
        tail = self._tail()
        subject = self._subject
        if self.is_aside and not _IDENTITY.match(self._text):
            old = list(about(old))
        if self._has_theme and _EXISTS.match(self._text):
            old = [part for part in old if part.role is not Role.SUBJECT]
        if self._is_rate_of(old):
            return self._rated(old)
        if self._is_requirement:
            return _asked(self._kept(_without_requirement(about(old))) + self._required())
        if self._is_partial and tail.startswith("占"):  # 其中工业项目占多少, of what was counted
            return _asked(f"{self._kept(old)}中{self._text}")
        if self._replaces:
            old = [
                part for part in old
                if part.role is not Role.OTHER or part.text[:1] not in "附表"
            ]  # fmt: skip
            acted = self._modifies and _acting(old, self._between(subject[0], subject[-1]), subject)
            if acted and not tail:
                return acted
            new = New(
                text=self._between(subject[0], subject[-1]) + self._added_value(),
                words=subject,
                is_modifier=self._modifies,
                is_placed=self._follows_place(subject[0]),
                is_partial=self._is_partial,
            )
            old = substitute(_asking_requirement(old), new)
        if not tail:
            return "".join(part.text for part in old)
        return _asked(self._kept(old) + tail) + self._bracket

    def _is_rate_of(self, old: Sequence[Part]) -> bool:
        """Tell whether all it names is the rate of what was done: 开工率 after 开工了多少个."""
        verb = self._text.removesuffix("率")
        return verb != self._text and any(
            part.text == verb and part.tag == "v" for part in old if part.role is Role.SUBJECT
        )  # fmt: skip

    def _rated(self, old: Sequence[Part]) -> str:
        verb = self._text.removesuffix("率")
        return _asked(self._kept([part for part in old if part.text != verb]) + self._text)

    @property
    def _is_requirement(self) -> bool:
        """Tell whether it names but what a row of a table demands: 学历要求呢."""
        subject = self._subject
        return bool(subject) and all(part.text in REQUIREMENTS for part in subject)

    def _required(self) -> str:
        is_named = re.search(r"要求|条件|资格", self._text)
        return self._text if self._asks or is_named else f"{self._text}要求"

    @property
    def _asks_of_scheme(self) -> bool:
        """Tell whether it asks what else the rules lay down: 待遇标准呢, and not 二级和三级呢."""
        found = _ON_SCHEME.search(self._text)
        is_topic = found and (self._asks or found[0][-1] not in "级档")
        return bool(self._scheme and is_topic and not self._modifies)

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
        found = _MODIFIES.search(self._text)
        is_asked_before = found and _ASKS.search(self._text[: found.start()])  # 什么时候开始的
        return bool(found and not is_asked_before and not _ONWARD.match(self._text))

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
            _SPOKEN_GROWTH.get(part.text, part.text)
            for part in _joined_scope(self._without_report(old))
            if self._keeps(part) and not (0 <= bracket < part.start)
        ).strip()  # fmt: skip

    def _keeps(self, part: Part) -> bool:
        roles = {each.role for each in self._new}
        if part.role is Role.GROWTH or part.text in _RATES:
            # The target of a growth is one of growth, and its cause the cause of that.
            is_target = any(each.text in ("目标", "预期") for each in self._old)
            goes_on = _AIMS.search(self._text) or _CAUSE.search(self._text)
            is_met = is_target and _MET.search(self._text)
            return not self._replaces and Role.GROWTH not in roles and bool(goes_on or is_met)
        if part.role is Role.MODE:
            return not roles & {Role.MODE, Role.GROWTH}
        return part.role in _KEPT

    def _without_report(self, old: Sequence[Part]) -> Sequence[Part]:
        """Return a question without the report it names, when the result of its target is asked."""
        was_target = any(part.text in ("目标", "预期") for part in self._old)
        if not (was_target and _RESULT.search(self._text)):
            return old
        return [part for part in old if part.role is not Role.SOURCE]

    def _between(self, first: Part, last: Part) -> str:
        return self._text[first.start : last.end]

    def _added_value(self) -> str:
        """Return 增加值 where a sector is named after the product of all: 二产呢."""
        is_sector = _SECTOR.fullmatch("".join(part.text for part in self._subject))
        return "增加值" if is_sector and _PRODUCT.search(self._earlier) else ""

    def _follows_place(self, first: Part) -> bool:
        return any(part.role is Role.PLACE and part.end == first.start for part in self._new)


def _acting(old: Sequence[Part], new: str, words: Sequence[Part]) -> str:
    """Return a question with what is done in its theme given up for what a turn says is done.

    老人送上门吃饭，补多少钱 for 要是送上门的呢 after 老人去社区食堂吃饭，补多少钱: of verbs in a row
    the last tells what for, and stays. "" when either names no doing.
    """
    themes = [i for i, part in enumerate(old) if part.role is Role.THEME]
    verbs = [i for i in themes if old[i].tag == "v"]
    if not verbs or verbs[0] == themes[0] or words[0].tag != "v":
        return ""
    texts = [part.text for part in old]
    rest = verbs[-1] if len(verbs) > 1 else themes[-1]
    return "".join([*texts[: verbs[0]], new, *texts[rest:]])


def _asking_requirement(parts: Sequence[Part]) -> list[Part]:
    """Return parts of which what is demanded is what is asked: 年龄要求 of doctors, not nurses."""
    is_named = any(part.role is Role.SUBJECT and part.text not in REQUIREMENTS for part in parts)
    return [
        replace(part, role=Role.ASK)
        if is_named and part.role is Role.SUBJECT and part.text in REQUIREMENTS else part
        for part in parts
    ]  # fmt: skip


def _without_requirement(parts: Sequence[Part]) -> list[Part]:
    """Return parts without what was demanded before: 学历要求, when 年龄 is asked."""
    return [
        part for part in parts
        if not (part.role is Role.SUBJECT and part.text in REQUIREMENTS)
    ]  # fmt: skip


def _as_source(parts: Sequence[Part], scheme: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts of which those of a scheme stay whatever the subject is, as a report does."""
    return tuple(
        replace(part, role=Role.SOURCE) if part in scheme else part for part in parts
    )  # fmt: skip


def _joined_scope(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts; 和 between two places or years belongs to them."""
    for i, part in enumerate(parts):
        near = {each.role for each in (*parts[max(0, i - 1) : i], *parts[i + 1 : i + 2])}
        is_between = part.text in ("和", "与", "、") and near in ({Role.PLACE}, {Role.TIME})
        yield replace(part, role=Role.PLACE) if is_between else part


def _known(phrase: str) -> bool:
    found = thesaurus().find(phrase, k=1)
    return bool(found) and found[0].score >= _IS_INDICATOR


def _asked(text: str) -> str:
    """Return a question with its verb and mark: 江苏城镇新增就业目标 is …目标是多少？."""
    text = text.rstrip("?？。 ")
    if _ASKS.search(text):
        return f"{text}？"
    return f"{text}是什么？" if _IS_WORDS.search(text) else f"{text}是多少？"
