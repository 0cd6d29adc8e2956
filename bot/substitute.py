"""Finds which words of a question a new subject takes the place of; pure.

农民的 after 城镇居民人均可支配收入多少 stands for 城镇居民, 货邮 after 航空旅客吞吐量 for
航空旅客, 粮食产量 after 生产总值 for all of it. Each way is tried; the best is the one that gives
what reports count, and in which like takes the place of like.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.parts import Part, Role
from bot.thesaurus import thesaurus

__all__ = ["ATTRIBUTES", "REQUIREMENTS", "New", "substitute"]

REQUIREMENTS = frozenset("学历 学位 年龄 专业 性别 职称 资格 户籍 政治面貌 要求 条件".split())
"""What a post demands: 学历要求呢 after a question about one is of the same post."""

ATTRIBUTES = frozenset(
    "投资 投资额 总投资 投资总额 金额 总额 资金 面积 占地 占地面积 产量 总产量 产值 总产值 人数"
    " 户数 数量 总数 总量 规模 长度 里程 价格 单价 营业 收入 营业收入 营收 利润 税收 装机 装机容量"
    " 容量 产能 标准 均值 余额 增加值 不良率 比率 单产 时间 地点 人员 排名 名次 位次"
    " 月租金 租金".split()
)
"""What a thing has: 投资额 after a question about projects is theirs."""

# By hand, on the follow-ups of the development questions and of tests/test_followup.py.
_LIKE_ENDING = 0.3
_SAME_WORD = 0.1
_SAME_KIND = 0.15
_NOUN_FOR_VERB = -0.25
_OVERLAP = -0.8
_WIDE = -0.03
_UNHEEDED = -0.35
_BEFORE, _AFTER, _ATTRIBUTE_AFTER = -0.1, -0.35, 0.6
_ATTRIBUTE_OF_OTHER = -0.6
_SPLITS_NAME = -0.6
_TORN, _INSIDE = -0.3, -0.15
_IS_NAME = 0.6
_STANDS_ALONE = 0.5
_NOT_LAST = -0.35
_SUFFIXES = frozenset("率额量值数")
_PEOPLE = ("人员", "人", "家庭", "居民", "职工", "儿童", "户")
_OWED_STAYS = -0.7
_OWED = ("标准", "限额", "额度")
"""What is laid down for people, who are none of it."""
_MEASURES = (
    "率 量 额 值 数 积 收入 支出 投资 就业 费 款 利息 价格 消费 里程 年限 指数 增速 人口".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class New:
    """The subject that a follow-up names."""

    text: str
    words: Sequence[Part]
    is_modifier: bool = False
    """It ends in 的: what it belongs to stays."""
    is_placed: bool = False
    """It stands right behind a place, which it may be a part of: 浙江设区城市."""
    is_partial: bool = False
    """It follows 其中."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to put the new subject in: instead of some words, or with none beside others."""

    start: int
    end: int
    """Into the words of the old subject; equal when none is replaced."""


def substitute(parts: Sequence[Part], new: New) -> list[Part]:
    """Return a question's parts with the new subject in place of the words it stands for.

    When the last word of the subject goes, so does the unit that was asked for: 投资额 is not
    counted in 项.
    """
    subject = [i for i, part in enumerate(parts) if part.role is Role.SUBJECT]
    if not subject:
        return list(parts)
    words = [parts[i].text for i in subject]
    way = max(_ways(words, new), key=lambda way: _score(way, [parts[i] for i in subject], new))
    changed: dict[int, str] = dict.fromkeys(subject[way.start : way.end], "")
    is_in_kind = way.start < way.end and words[way.end - 1][-1:] == new.text[-1:]
    # 镇级 stands for 县级 as it stood, without 的.
    linked = new.text + ("" if is_in_kind else _link(words[way.end :], new))
    if way.start < way.end:
        replaced = subject[way.start : way.end]
        places = [i for i, part in enumerate(parts) if part.role is Role.PLACE]
        after = [i for i in replaced if i > max(places, default=-1)]
        changed[after[0] if after else replaced[0]] = linked  # behind the place: 在广州，老人…
    elif way.start == len(words):
        changed[subject[-1]] = words[-1] + new.text
    else:
        changed[subject[0]] = linked + words[0]
    if way.end == len(words):
        changed.update(_without_unit(parts))
    return [replace(part, text=changed.get(i, part.text)) for i, part in enumerate(parts)]


def _link(rest: Sequence[str], new: New) -> str:
    """Return 的 where the new words need it: 低保边缘家庭的标准, but 死亡人口."""
    is_needless = not new.is_modifier or rest[:1] == ["的"] or not rest
    if is_needless or _known(new.text + "".join(rest)) >= _IS_NAME:
        return ""
    return "的"


def _ways(words: Sequence[str], new: New) -> Iterator[_Way]:
    count = len(words)
    for start in range(count):
        for end in range(start + 1, count + 1):
            is_head_kept = end < count
            if words[start] != "的" and (is_head_kept or not new.is_modifier or count == 1):
                yield _Way(start, end)
    yield _Way(0, 0)
    if not new.is_modifier:
        yield _Way(count, count)


def _score(way: _Way, subject: Sequence[Part], new: New) -> float:
    words = [part.text for part in subject]
    kept = [*words[: way.start], *words[way.end :]]
    phrase = "".join([*words[: way.start], new.text, *words[way.end :]])
    if way.start == way.end:
        score = _beside(way, new)
        score += _ATTRIBUTE_OF_OTHER * (way.start > 0 and words[-1] in ATTRIBUTES)
    else:
        score = _likeness(subject[way.start : way.end], new)
        score += _WIDE * (way.end - way.start)
    if new.text.endswith((*_MEASURES, *ATTRIBUTES)):  # 游客总人数 is no kind of 旅游总花费
        score += _NOT_LAST * (way.end < len(words))
    if new.text.endswith(_PEOPLE) and words[way.end - 1] in _OWED:
        score += _OWED_STAYS * (way.start < way.end == len(words))
    score += _UNHEEDED * _is_unheeded(phrase, "".join(kept), new)
    own = {part.text for part in new.words if len(part.text) > 1}
    score += _OVERLAP * any(word in own for word in kept)
    if way.start < way.end and len(new.words) > 1:
        last = new.words[-1].text
        # 固定资产投资 is one name, of which 地方投资 does not take the end alone; and
        # 医疗方面 takes no more than 养老方面 of 养老方面要干哪些事.
        is_split = way.start > 0 and words[way.start - 1] != "的" and words[way.end - 1] == last
        score += _SPLITS_NAME * (is_split or last in words[way.start : way.end - 1])
    edges = [words[i] for i in (way.start - 1, way.end) if 0 <= i < len(words)]
    is_torn = any(len(edge) == 1 and edge not in "的和与" and edge.isalpha() for edge in edges)
    is_inside = any(subject[i].is_joined for i in (way.start, way.end) if i < len(words))
    if way.start < way.end < len(words) and words[way.end] in _SUFFIXES:
        score += _NOT_LAST * new.text.endswith((*_MEASURES, *ATTRIBUTES))
    return score + _TORN * is_torn + _INSIDE * is_inside + _known(phrase)


def _is_unheeded(phrase: str, kept: str, new: New) -> bool:
    """Tell whether the new words change nothing in what is counted: 出口 in 出口铁路货运量.

    Words that name what is counted by themselves are another subject then.
    """
    if not kept or new.is_modifier or new.is_partial or _known(new.text) < _STANDS_ALONE:
        return False
    return _indicator(phrase) == _indicator(kept) != _indicator(new.text)


def _indicator(phrase: str) -> str:
    found = thesaurus().find(phrase, k=1)
    return found[0].indicator.name if found else ""


def _beside(way: _Way, new: New) -> float:
    if way.start:
        is_attribute = new.text in ATTRIBUTES or all(each.text in ATTRIBUTES for each in new.words)
        return _ATTRIBUTE_AFTER if is_attribute else _AFTER
    return _BEFORE + 0.2 * new.is_placed + 0.35 * new.is_partial


def _likeness(replaced: Sequence[Part], new: New) -> float:
    old, own = replaced[-1], new.words[-1]
    score = 0.0
    if old.text[-1] == own.text[-1] or (old.text.isascii() and own.text.isascii()):
        score += _LIKE_ENDING + _SAME_WORD * (old.text == own.text and len(new.words) > 1)
    elif old.tag[:1] == own.tag[:1] or {old.tag[:1], own.tag[:1]} <= {"n", "j", "l"}:
        score += _SAME_KIND
    elif old.tag == "v" and len(old.text) == 1 and own.tag != "v":
        score += _NOUN_FOR_VERB
    return score


def _known(phrase: str) -> float:
    found = thesaurus().find(phrase, k=1)
    return found[0].score if found else 0.0


def _without_unit(parts: Sequence[Part]) -> dict[int, str]:
    asked = [i for i, part in enumerate(parts) if part.role is Role.ASK]
    changed = {i: "多少" for i in asked if parts[i].text.startswith("多少")}
    counted = {i: "多少" for i in asked if parts[i].text.startswith("几")}
    return changed | counted
