"""Finds what a Chinese conversation is about, beside what each question asks of it; pure.

个税专项附加扣除里 in 个税专项附加扣除里，子女教育每月能扣多少 stays for the questions that follow.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.parts import Part, Role
from bot.thesaurus import thesaurus
from vectorstore.terms import bigrams

__all__ = ["AGENTS", "about", "goes_on", "held", "names_theme", "theme"]

_BREAK = re.compile(r"[，,：:\s]")
# A clause behind a space is a theme of its own only when it is long: 粮食 产量多少.
_LEAST, _LEAST_BY_SPACE = 2, 4
_WHICH = re.compile(r"^(?:哪|谁|其中|分别|各)")
_PERSON = re.compile(r"^(?:请问|你好|您好|我想|想问|如果|要是)")
_IS_INDICATOR = 0.5
_OTHER = re.compile(
    r"GDP|生产总值|增加值|财政|预算|赤字|人均|就业|失业|零售|固定资产|产量|进出口|出口|进口|人口|物价"
    r"|城镇化|存款|低保|医保|社保|公积金|入户|落户|个税|养老金|保险",
    re.IGNORECASE,
)
"""What is no matter of a notice or a scheme of which something else was asked."""
_LONG = 3
_SHORT = 4
_COMMON = frozenset("是有为能会要在到出去来上下给用做")
_PROPER = ("nr", "ns", "nt", "nz")
_INSIDE = ("里", "里面", "当中")
_BOUNDS = ("以下", "以上", "以内", "左右")
_PERIODS = ("一个月", "一年", "一天", "每月", "每年", "每天")
AGENTS = ("政府", "国家", "单位")
"""Who gives or does it, whatever is asked."""


def theme(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts of the clause that a question opens with and asks nothing, () for none."""
    for i, part in enumerate(parts):
        if part.role is Role.ASK and part.text != "的" and not _is_linking(part):
            return ()
        if part.role is Role.OTHER and _BREAK.match(part.text):
            before, after = parts[: i + 1], parts[i + 1 :]
            return tuple(before) if _is_theme(before, after) else ()
        is_last = not _BREAK.match(parts[i + 1].text) if i + 1 < len(parts) else False
        if part.text in _INSIDE and is_last and _is_theme(parts[: i + 1], parts[i + 1 :]):
            return tuple(parts[: i + 1])
    return ()


def _is_linking(part: Part) -> bool:
    """Tell whether it says nothing by itself: 和, 与, 那."""
    return part.text in ("和", "与", "那", "这", "了", "为", "能", "会", "可以", "有", "是", "又")


def _is_theme(before: Sequence[Part], after: Sequence[Part]) -> bool:
    words = "".join(part.text for part in before if part.role is Role.SUBJECT)
    is_space = not before[-1].text.strip()
    rest = "".join(part.text for part in after)
    return (
        len(words) >= (_LEAST_BY_SPACE if is_space else _LEAST)
        and any(part.role is Role.SUBJECT for part in after)
        and any(part.role in (Role.ASK, Role.MODE) for part in after)
        and not _WHICH.match(rest)
        and not _PERSON.match("".join(part.text for part in before))
    )


def held(parts: Sequence[Part], of: Sequence[Part], *, words: Sequence[Part]) -> tuple[Part, ...]:
    """Return a question's parts with those of its theme as such, where a turn goes on with it.

    A turn that ends like the theme stands for it, and one that names a statistic or a scheme which
    the theme does not is of another.

    Args:
        parts: The question's.
        of: Those of its theme.
        words: What the turn is about.
    """
    own = [part.text for part in of if part.role is Role.SUBJECT]
    named = "".join(part.text for part in words)
    is_alike = bool(words and own) and words[-1].text == own[-1]
    if not own or is_alike or _is_other(named, "".join(own)):
        return tuple(parts)
    is_of = {(part.start, part.end) for part in of}
    kinds = (Role.SUBJECT, Role.OTHER, Role.ASK, Role.MODE, Role.GROWTH)
    return tuple(
        replace(part, role=Role.THEME)
        if (part.start, part.end) in is_of and part.role in kinds
        else part
        for part in parts
    )


def goes_on(parts: Sequence[Part], new: Sequence[Part]) -> bool:
    """Tell whether a turn that is a question by itself is of the theme of an earlier one.

    It shares a word with it, the verb that asks (扣多少 and 扣除), or names no more than 学费. One
    that names what the theme is (租房的扣除标准) needs it no more.

    Args:
        parts: The earlier question's.
        new: The turn's.
    """
    words = [part for part in new if part.role is Role.SUBJECT]
    if names_theme(parts, new):
        return False
    named = "".join(part.text for part in words)
    if len(named) <= _SHORT and not any(part.tag in _PROPER for part in words):
        return True
    old = "".join(part.text for part in parts if part.role is Role.SUBJECT)
    verbs = {part.text for part in new if part.tag == "v" and len(part.text) == 1} - _COMMON
    return bool({*bigrams(old)} & {*bigrams(named)}) or any(verb in old for verb in verbs)


def names_theme(parts: Sequence[Part], new: Sequence[Part]) -> bool:
    """Tell whether a turn names what the theme of a question is: 扣除标准, of 附加扣除里."""
    own = [part.text for part in theme(parts) if part.role is Role.SUBJECT and len(part.text) > 1]
    return bool(own) and any(part.text == own[-1] for part in new if part.role is Role.SUBJECT)


def _is_other(named: str, own: str) -> bool:
    return any(found[0] not in own for found in _OTHER.finditer(named))


def about(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return a question's parts without the verb that asks how much, and without its object.

    第一批公租房分配推出多少套房 is about 第一批公租房分配; 新建农田多少亩 about all it names.
    """
    asked = next((i for i, part in enumerate(parts) if part.role is Role.ASK and _is_open(part)), 0)
    before = [i for i in range(asked) if parts[i].role is Role.SUBJECT]
    is_held = any(part.role is Role.THEME for part in parts)
    verb = before[-1] if before and _is_verb_of(parts[before[-1] : asked]) else None
    if is_held and not before:  # 机构改革，减少了多少部门 is about the reform
        return tuple(part for part in parts if part.role is not Role.SUBJECT)
    kept = [
        part for i, part in enumerate(parts)
        if part.text not in _PERIODS and not (i > asked and part.text in _BOUNDS)
    ]  # fmt: skip
    if verb is None or not (is_held or len(before) > 1):
        return tuple(kept)
    named = "".join(parts[i].text for i in before)
    if _is_name(named, parts[verb].text):
        return tuple(kept)
    return tuple(
        part for i, part in enumerate(parts)
        if i != verb and not (i > asked and part.role is Role.SUBJECT)
        and not (is_held and part.text in AGENTS)
    )  # fmt: skip


def _is_open(part: Part) -> bool:
    return bool(re.match(r"多少|几|哪|什么|谁|多[大高长久]", part.text))


def _is_verb_of(parts: Sequence[Part]) -> bool:
    """Tell whether a part is the verb that the ask behind it is of: 推出多少套, 开工了多少个."""
    is_verb = parts[0].tag == "v" and len(parts[0].text) < _LONG  # 矿难死 is no word
    return is_verb and all(part.text in ("了", "过", "着") for part in parts[1:])


def _is_name(named: str, verb: str) -> bool:
    """Tell whether a verb is a part of the name of what is counted: 城镇新增就业."""
    found = thesaurus().find(named, k=1)
    is_known = bool(found) and found[0].score >= _IS_INDICATOR
    return is_known and any(verb in name for name in found[0].indicator.names)
