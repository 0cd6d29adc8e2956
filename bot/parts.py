"""Cuts a Chinese question into the parts that a follow-up keeps or replaces; pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import rjieba

from bot.asked import QUANTITY
from ingest.places import Mention, find_mentions, guess_mentions
from vectorstore.terms import simplify

__all__ = ["Part", "Role", "is_place_like", "readable", "split"]

_REPORT = r"(?:政府工作报告|政府报告|工作报告|统计公报|公报|报告)"
_SOURCE = re.compile(
    rf"(?:根据|按照?|据|依据|看|在)?(?:国务院)?(?:国民经济和社会发展)?{_REPORT}"
    r"(?:中|里|说|提到|提出的?|要求|打算|安排|显示|指出|的)*[，,]?"
)
_TIME = re.compile(
    r"(?:截至|到)?(?:(?<!\d)(?:19|20)\d\d(?!\d)\s?年?|十[一二三四五]五(?:时期|期间)?"
    r"|(?<![比较与同跟])(?:今年|本年度?|去年|上一?年(?!同)|前年|明年|上年度?|后年))"
    r"(?:的?(?:全年|年?[末底初]|[上下]半年|前三季度|第?[一二三四]季度"
    r"|头?[一二三四五六七八九十\d]{1,2}个?月))?"
    r"|[上下]半年|前三季度|第?[一二三四]季度|\d{1,2}(?:月?[-—至到]\d{1,2})?月份?"
)
# 给老小区 and 各开发区 end like places and are none; 长三角三省 counts places.
_PLACE_LIKE = re.compile(
    r"^(?!.*(?:[年咱我本全各几哪多某]|百强|民族)).{2,}"
    r"(?<![小社园景城地发范老自山辖校厂牧林湖库新一二两三四五六七八九十])[省市县区旗州]$"
)
# What the name of a place is not made of: 农业大省, 中心城区, 国有林区, 自贸试验区.
_NO_NAME = ("a", "b", "r", "m", "vn", "d", "p", "f", "q")
_NAME = ("ns", "nr", "nz")

_GROWTH = frozenset(
    "增长 增加 增长率 上涨 涨 涨了 下降 降 减少 提高 上升 同比 提升 回落 增 降低 缩小 扩大".split()
)
_MODE = frozenset("目标 增速 增幅 增长率 涨幅 降幅 占比 比重 比例 实际 预期".split())
_PREDICATE = frozenset(
    "是 有 为 达 达到 完成 实现 建成 落实 了 过 能 可以 可 要 会 将 得 到 占 第 一共 总共 共"
    " 共有 总计 合计 预计 大概 大约 约 分别 各 各是 每月 每年 平均 的 到底 究竟 具体 目前 现在"
    " 又 就 才 还 都 也 快 慢 高 低 和 与 年初 定 定了 当时 原定 设定 这 那 该 这么 那么 比 较"
    " 上年 上一年 前一年 去年 下达 任务".split()
)
_ASKING = re.compile(
    r"什么时候|什么|哪些|哪[一]?年|哪(?:[一二两三四五六七八九十]{1,2}|\d{1,2})[\u4e00-\u9fff]|哪[个家项件起次类种档条位座处批只部]|(?P<verb>[能会要够算])不(?P=verb)|可不可以|哪[个里儿]|何时|谁|是不是|是否|有没有|没有|吗|怎么样?|如何"
    r"|为什么|为何|咋样|多大|怎么回事|原因"
)
_MARK = re.compile(r"[\s，,。？?！!、；;：:（）()“”\"'呢啊呀吧嘛么哦]+")
_TABLE = re.compile(
    r"(?:附?表|附?图|附件)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[里中内]面?)?的?"
)
_SHARE = re.compile("占比(?!例)")
_DECIMAL = re.compile(r"[A-Za-z]+\d+(?:\.\d+)?|[A-Za-z\d.&+%\-]+")


_LOCAL = re.compile(r"(?:全|我|本|咱们?|我们)[国省市县区州盟旗镇]里?(?![内外场民政域委属直级])")


class Role(StrEnum):
    """What a part does in its question."""

    PLACE = "place"
    LOCAL = "local"
    """The report's own place: 全市, 我省."""
    TIME = "time"
    SOURCE = "source"
    THEME = "theme"
    """What the conversation is about, whatever is asked of it: 公租房分配，…."""
    SUBJECT = "subject"
    """A word of what is asked about."""
    MODE = "mode"
    """What is asked of it: 目标, 增速, 占比."""
    GROWTH = "growth"
    ASK = "ask"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """One part; positions in the question."""

    start: int
    end: int
    text: str
    role: Role
    tag: str = ""
    """Part of speech, as rjieba names it."""
    is_joined: bool = False
    """It is of one word with the part before: 产量 in 粮食产量."""


def readable(text: str) -> str:
    """Return a Chinese text with Simplified characters and plain letters and digits.

    Its punctuation and capitals stay, as it is shown.
    """
    return "".join(map(_readable, text)).strip()


def _readable(char: str) -> str:
    if char.isascii():
        return char
    if char.isalnum() and unicodedata.normalize("NFKC", char).isascii():
        return unicodedata.normalize("NFKC", char)
    return simplify(char) if "\u3400" <= char <= "\u9fff" else char


def is_place_like(name: str) -> bool:
    """Tell whether a word that ends like a place may be one that no list knows."""
    if not _PLACE_LIKE.search(name):
        return False
    words = rjieba.tag(name[:-1], False)
    if name[-1] in "区旗州":  # 区 ends more words than names
        return all(len(word) == 1 or tag.startswith(_NAME) for word, tag in words)
    return not any(tag.startswith(_NO_NAME) for _, tag in words)


def split(question: str) -> tuple[Part, ...]:
    """Return the parts of a question in order; together they are the question."""
    fixed = sorted(_fixed(question), key=lambda part: (part.start, -part.end))
    parts: list[Part] = []
    position = 0
    for part in fixed:
        if part.start < position:
            continue
        parts += _words(question, position, part.start)
        parts.append(part)
        position = part.end
    parts += _words(question, position, len(question))
    return tuple(_with_asking(parts))


def _fixed(question: str) -> Iterator[Part]:
    for mention in _places(question):
        yield Part(mention.start, mention.end, question[mention.start : mention.end], Role.PLACE)
    for pattern, role in (
        (_TIME, Role.TIME), (_SOURCE, Role.SOURCE), (QUANTITY, Role.ASK), (_ASKING, Role.ASK),
        (_MARK, Role.OTHER), (_TABLE, Role.OTHER), (_SHARE, Role.MODE), (_LOCAL, Role.LOCAL),
    ):  # fmt: skip
        for found in pattern.finditer(question):
            yield Part(found.start(), found.end(), found[0], role)


def _places(question: str) -> Iterable[Mention]:
    known = find_mentions(question)
    yield from known
    for guess in guess_mentions(question):
        is_new = not any(guess.start < each.end and each.start < guess.end for each in known)
        if is_new and is_place_like(guess.name):
            yield guess


def _words(question: str, start: int, end: int) -> Iterator[Part]:
    while start < end:
        latin = _DECIMAL.search(question, start, end)
        stop = latin.start() if latin else end
        for whole, tag in _joined(rjieba.tag(question[start:stop], False)):
            begin = start
            for word in _pieces(whole):
                yield Part(start, start + len(word), word, _role(word), tag, start > begin)
                start += len(word)
        if latin:
            yield Part(latin.start(), latin.end(), latin[0], Role.SUBJECT, "eng")
            start = latin.end()


def _joined(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the words, single characters side by side as one: 个|税 is 个税."""
    single, kind = "", ""
    for word, tag in words:
        if len(word) == 1 and _role(word) is Role.SUBJECT and word != "的":
            single, kind = single + word, tag
            continue
        if single:
            yield single, kind
        single = ""
        yield word, tag
    if single:
        yield single, kind


def _pieces(word: str) -> list[str]:
    """Return the words of which a long word is made: 粮食产量 is 粮食 and 产量."""
    pieces = [each for each in rjieba.cut_for_search(word, False) if each != word]
    return pieces if "".join(pieces) == word and min(map(len, pieces), default=0) > 1 else [word]


def _role(word: str) -> Role:
    if word in "？?！!。":  # ？ behind 什么, of which 么 is no mark
        return Role.OTHER
    if word in _MODE:
        return Role.MODE
    if word in _GROWTH:
        return Role.GROWTH
    return Role.ASK if word in _PREDICATE else Role.SUBJECT


def _with_asking(parts: list[Part]) -> Iterator[Part]:
    """Yield the parts; a predicate in the midst of the subject (人均可支配收入) belongs to it.

    A verb of one character at its end does not: 每月能扣多少.
    """
    subjects = [i for i, part in enumerate(parts) if part.role is Role.SUBJECT]
    last_part = parts[subjects[-1]] if len(subjects) > 1 else None
    if last_part and last_part.tag == "v" and len(last_part.text) == 1 and last_part.text != "率":
        parts[subjects.pop()] = replace(last_part, role=Role.ASK)
    first, last = (subjects[0], subjects[-1]) if subjects else (0, 0)
    for i, part in enumerate(parts):
        is_inner = part.role is Role.ASK and part.text in _PREDICATE and first < i < last
        near = parts[i + 1] if i + 1 < len(parts) else part
        is_of = is_inner and near.role is Role.SUBJECT and parts[i - 1].role is Role.SUBJECT
        yield replace(part, role=Role.SUBJECT) if is_of else part
