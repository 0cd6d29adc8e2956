"""Tells a thing from its counterpart: what is said of loans does not answer for deposits; pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.claims import Claim
from vectorstore.terms import compact

__all__ = ["Counterparts", "is_denied", "is_of_contrary", "negated", "swapped"]

_BOTH = ("城乡", "城镇农村")
# The two branches of social insurance, whose members need no more than that to be told apart.
_BRANCHES = re.compile(r"(?P<staff>在职职工|职工)|(?P<residents>城乡居民|城镇居民|居民)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT = "非"
_DENIED_BY = (_NOT, "不是", "不属于", "不算")
_DENIALS = "未非"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Set:
    """Things of which each excludes the others."""

    pattern: re.Pattern[str]
    """A group for each wording, named by its thing."""
    is_named: bool
    """A report that states something of one names it."""


class Counterparts:
    """What a question asks about, among things of which each excludes the others."""

    def __init__(self, question: str) -> None:
        """Note the things that a question names; of a pair that it names whole nothing is told."""
        text = compact(question)
        self._is_chinese = bool(_HAN.search(text))
        self._asked = [
            (each, held) for each in _sets() if len(held := _members(each.pattern, text)) == 1
        ]

    def __bool__(self) -> bool:
        """Tell whether the question names a thing that has counterparts."""
        return bool(self._asked)

    def exclude(self, claim: Claim) -> bool:
        """Tell whether a claim is of a counterpart of what is asked: 贷款余额 where 存款 is.

        Its own words tell, and where they name neither, the subject it goes on with.
        """
        levels = (compact(claim.label), compact(claim.inherited))
        return any(_is_other(each.pattern, asked, levels) for each, asked in self._asked)

    def is_other(self, name: str) -> bool:
        """Tell whether a name is of a counterpart of what is asked."""
        return any(_is_other(each.pattern, asked, [compact(name)]) for each, asked in self._asked)

    def lacks(self, text: str, *, may_imply: bool = True) -> bool:
        """Tell whether a text never names a thing that is asked about, of those with counterparts.

        What a report says of freight is not said of freight by rail. Across languages it may be
        said in words that are not known here.

        Args:
            text: What a report says.
            may_imply: Passes over things that reports often leave unsaid: 财政收入 of a city is
                地方财政收入.
        """
        if not self._is_chinese or not _HAN.search(text):
            return False
        said = compact(text).replace(*_BOTH)
        return any(
            not asked & _members(each.pattern, said)
            for each, asked in self._asked
            if each.is_named or not may_imply
        )


def is_of_contrary(question: str, words: Iterable[str], claim: Claim) -> bool:
    """Tell whether a claim is of what one of a question's words denies: 独生子女, 非独生子女.

    Its own words tell, and what they go on with.
    """
    asked, said = compact(question), compact(claim.inherited) + compact(claim.label)
    return any(
        word in said and is_denied(word, said) != is_denied(word, asked)
        for word in words
        if any(f"{no}{word}" in f"{said} {asked}" for no in _DENIED_BY)
    )


def is_denied(word: str, text: str) -> bool:
    """Tell whether a text, compact, says a word only where it denies it: 非独生子女."""
    return text.count(word) == sum(text.count(f"{no}{word}") for no in _DENIED_BY)


def swapped(text: str, new: str, *, is_stated: bool = True) -> str:
    """Return a text with a thing in it given up for the counterpart that `new` names, else "".

    初中 after 读民办小学补多少 stands for 小学. All that `new` says must stand in what comes of it.

    Args:
        text: The earlier question.
        new: All that a turn names.
        is_stated: Only of things that reports always name: income may be rural unsaid.
    """
    sets = (each.pattern for each in _sets() if each.is_named or not is_stated)
    for pattern in (*sets, _BRANCHES):
        own = [*pattern.finditer(new)]
        known = [*pattern.finditer(text)]
        things = {_thing(each) for each in own}, {_thing(each) for each in known}
        if [len(each) for each in things] != [1, 1] or things[0] == things[1]:
            continue
        replaced = text
        for each in reversed(known):
            replaced = replaced[: each.start()] + own[0][0] + replaced[each.end() :]
        if new in replaced:
            return replaced
    return ""


def negated(text: str, new: str) -> str:
    """Return a text about those whom a turn tells from those it is about, by 未 or 非, else "".

    未成年人 after 成年流浪人员基本标准 stands for 成年, 独生子女 for 非独生子女.
    """
    core = new.strip("人者的")
    plain = core[1:] if core[:1] in _DENIALS else core
    own = re.search(rf"(?P<not>[{_DENIALS}]?){re.escape(plain)}", text) if len(plain) > 1 else None
    if own is None or bool(own["not"]) == (plain != core):
        return ""
    return text[: own.start()] + core + text[own.end() :]


def _thing(found: re.Match[str]) -> str:
    return str(found.lastgroup).partition("_")[0]


def _is_other(pattern: re.Pattern[str], asked: frozenset[str], levels: Sequence[str]) -> bool:
    held = next((found for each in levels if (found := _members(pattern, each))), frozenset())
    return bool(held) and not held & asked


def _members(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    found = (str(each.lastgroup) for each in pattern.finditer(text))
    return frozenset(name.partition("_")[0] for name in found)


@cache
def _sets() -> tuple[_Set, ...]:
    """Return the sets of counterparts."""
    text = (files("bot") / "lexicon" / "opposites.json").read_text(encoding="utf-8")
    kinds: dict[str, list[list[list[str]]]] = json.loads(text)
    return tuple(
        _Set(pattern=re.compile("|".join(_groups(each))), is_named=kind == "named")
        for kind, sets in kinds.items()
        for each in sets
    )


def _groups(counterparts: Sequence[Sequence[str]]) -> list[str]:
    """Return an alternative for each wording, the longest first: 进出口 holds 出口."""
    wordings = [(compact(word), i) for i, own in enumerate(counterparts) for word in own]
    wordings.sort(key=lambda each: -len(each[0]))
    # 2025 government, without its space, holds no 5g.
    return [
        f"(?P<m{i}_{k}>{'(?<![0-9])' if word[0].isdigit() else ''}{re.escape(word)})"
        for k, (word, i) in enumerate(wordings)
    ]
