"""Reads a turn that compares what the last questions were about: 两个比一下, which is higher; pure.

The places (or years) of the last questions are put into the last of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.parts import Part, Role, readable, split
from bot.scoped import joined, rescope
from ingest.places import find_mentions

__all__ = ["Pair", "compare", "name_both"]

_BETTER = "[高多大快强长好低少小慢短]"
_WHICH = (
    r"(?:哪一?(?:个|边|家|里)?(?:省份|省|城市|市|地方|地区|地|年份|年)?|谁|孰)的?(?:更|最|比较|要|相对)?"
    rf"{_BETTER}(?:一?些|一?点|得多)?"
)
_GAP = (
    r"(?:相差|差(?:距|别|额|值|了)?)(?:是|有|为)?(?:多少[万亿]?[\u4e00-\u9fff]{0,3}|几\S{0,4}|多大)?"
    rf"|{_BETTER}[出了]?(?:多少[万亿]?[\u4e00-\u9fff]{{0,3}}|几\S{{0,4}})"
)
# 增长了多少万标箱 asks for the difference of two amounts; 增长了多少 may ask for a rate.
_CHANGE = (
    r"(?:增长|增加|增[加长]?|提高|上升|提升|上涨|下降|减少|降低|变化)了?"
    r"(?:多少|几)[万亿]?(?:标准?箱|元|吨|斤|[个人户家亩台辆件头次项所座套]|公里|千瓦|平方米|立方米)+"
)
_SUM = (
    r"(?:加起来|加在一起|合计|总和|之和)(?:是|有)?(?:一共|总共)?(?:多少)?"
    r"|(?:一共|总共)(?:是|有)?多少"
)
_WHOLE = ("一共", "总共")
"""Of one thing it asks for no sum: 一共多少."""
_COMPARE = r"(?:做|作)?个?(?:对比|比较|相比|比一比|比比|比)(?:一?下|看看?)?"
_REFERENCE = (
    r"(?:[这那]?(?P<count>[两二三几23])(?:个|者|家)?(?:省份|省|城市|市|区|县|地方|地区|地|年份|年)?"
    r"|[它他她]们(?:俩|两个)?|俩)(?:之间|的)?(?:情况|数据|数字)?"
)
# 比上一年多了多少 goes on with the year before as 多了多少 does.
_THAN = r"(?:(?:比|较|和|与|跟|同)(?:上一?年|前一?年|去年|头一年|之前|前者|前面)(?:相?比)?)?"
_OR = r"(?:是?[\u4e00-\u9fff]{1,3}了?还是[\u4e00-\u9fff]{1,3}了?[,，\s]*)?"
_CHINESE = re.compile(
    rf"(?:那么?|请|把|将|拿|再|[,，\s])*{_OR}{_THAN}"
    rf"(?:{_REFERENCE})?[,，\s]*(?:(?P<ask>{_WHICH}|{_GAP}|{_CHANGE}|{_SUM}|{_COMPARE})[呢吗啊呀吧,，\s?？。]*)+"
)
_ASK = re.compile(rf"{_WHICH}|{_SUM}|{_GAP}")
_BOTH = re.compile(
    r"^(?:那么?|[,，\s])*[这那]?(?P<count>[两三23])个?(?:省份|省|城市|市|区|县|地方|地区|地|年)的?(?!多)"
)
_ENGLISH = re.compile(
    r"(?:and|so|but|then|ok|okay|[,\s])*(?P<ask>(?:which|who)(?: one| of (?:the two|them|these)"
    r"| year| province| city| place| region)?(?: is| was| has| had| were| did| grew)?(?: the)?"
    r" (?:higher|lower|bigger|larger|smaller|faster|slower|greater|longer|shorter|more|less|better"
    r"|highest|lowest|biggest|largest|fastest|slowest)(?: one)?"
    r"|what(?:'s| is| was) the (?:difference|gap)"
    r"(?: between (?:them|these|those|the two|both)(?: two)?)?"
    r"|how (?:big|large) (?:is|was) the (?:difference|gap)|by how much"
    r"|how (?:do|did) (?:they|the two|these(?: two)?|both) compare"
    r"|(?:please )?compare (?:them|the two|both|these(?: two)?)(?: please)?)[\s.?？]*",
    re.IGNORECASE,
)
_IS_YEAR = re.compile(r"年|\byear\b")
_IS_PLACE = re.compile(r"省|市|区|县|地|province|city|place|region")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MANY = 9


@dataclass(frozen=True, slots=True)
class Pair:
    """A comparison."""

    question: str
    """The last question, about all that is compared."""
    ask: str

    def __str__(self) -> str:
        """Return it as one question."""
        if not _is_chinese(self.question):
            return f"{self.question} {self.ask}"
        return f"{self.question.rstrip('?？。 ')}，{self.ask}？"


def compare(turn: str, spoken: Sequence[str]) -> Pair | None:
    """Return what a turn compares that names nothing itself, None when it does not.

    Args:
        turn: The turn.
        spoken: The earlier questions, complete.
    """
    text = readable(turn)
    chinese, english = _CHINESE.fullmatch(text), _ENGLISH.fullmatch(text)
    found = chinese or english
    if found is None:
        return None
    count = _count(chinese["count"] or "") if chinese else 2
    question = _of_all(spoken, text, _MANY if "最" in text or "est" in text else count)
    if not question:
        return None
    if not chinese:
        return Pair(question, found["ask"][:1].upper() + found["ask"][1:] + "?")
    asked = list(_ASK.finditer(text))
    is_change = re.search(_CHANGE, text)
    ask = "相差多少" if is_change else asked[-1][0] if asked else "哪个高"
    ask = "加起来多少" if ask.startswith(_WHOLE) else ask
    return Pair(question, ask if re.search("[哪谁孰多几]", ask) else f"{ask}多少")


def name_both(turn: str, spoken: Sequence[str]) -> str:
    """Return a turn with the places or years it refers to by their number: 两省的粮食产量."""
    found = _BOTH.match(readable(turn))
    scopes = _scopes(spoken, found[0], _count(found["count"])) if found else ()
    if not found or len(scopes) < 2:
        return turn
    rest = readable(turn)[found.end() :]
    is_dated = scopes[0].role is Role.TIME or _named(rest, Role.TIME)
    times = () if is_dated else _named(spoken[-1], Role.TIME)
    return joined(scopes) + joined(times) + rest


def _count(numeral: str) -> int:
    if numeral in ("三", "3"):
        return 3
    return _MANY if numeral == "几" else 2


def _of_all(spoken: Sequence[str], text: str, count: int) -> str:
    """Return the last question about all that is compared, "" when there is but one."""
    if not spoken:
        return ""
    scopes = _scopes(spoken, text, count)
    if len(scopes) < 2:
        return ""
    last = spoken[-1]
    if {part.text for part in scopes} == {part.text for part in _named(last, scopes[0].role)}:
        return last
    if _is_chinese(last):
        return "".join(part.text for part in rescope(split(readable(last)), scopes))
    names = " and ".join(part.text for part in scopes)
    if scopes[0].role is Role.TIME:
        return _YEAR.sub(names, last, count=1)
    places = find_mentions(last)
    return f"{last[: places[0].start]}{names}{last[places[-1].end :]}"


def _scopes(spoken: Sequence[str], text: str, count: int) -> tuple[Part, ...]:
    """Return the places, else the years, that the last questions differ in."""
    if not spoken:
        return ()
    roles = [Role.PLACE, Role.TIME]
    if bool(_IS_YEAR.search(text)) != bool(_IS_PLACE.search(text)):
        roles = [Role.TIME] if _IS_YEAR.search(text) else [Role.PLACE]
    own = {role: _named(spoken[-1], role) for role in roles}
    for role in roles:
        if len(own[role]) > 1:
            return own[role]
    for before in reversed(spoken[:-1]):
        for role in roles:
            if own[role] and _adds(_named(before, role), own[role]):
                return _gathered(spoken, role, count)
    return ()


def _gathered(spoken: Sequence[str], role: Role, count: int) -> tuple[Part, ...]:
    found: list[Part] = []
    for question in reversed(spoken):
        named = _named(question, role)
        if _adds(named, found) and len(found) < count:
            found = [*named, *found]
    if role is Role.TIME:
        found.sort(key=lambda part: part.text)
    return tuple(found)


def _adds(named: Sequence[Part], known: Sequence[Part]) -> bool:
    return bool(named) and not {part.text for part in named} & {part.text for part in known}


def _named(question: str, role: Role) -> tuple[Part, ...]:
    if _is_chinese(question):
        return tuple(part for part in split(readable(question)) if part.role is role)
    return tuple(_english(question, role))


def _english(question: str, role: Role) -> Iterator[Part]:
    if role is Role.PLACE:
        spans = [(each.start, each.end) for each in find_mentions(question)]
    else:
        spans = [found.span() for found in _YEAR.finditer(question)]
    for start, end in spans:
        yield Part(start, end, question[start:end], role)


def _is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))
