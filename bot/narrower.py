"""Tells a thing from a narrower one that bears its name: 海洋生产总值 is no 生产总值; pure."""

import re
from collections.abc import Iterator

from bot.match import Candidate
from bot.query import Query
from bot.thesaurus import thesaurus
from vectorstore.terms import compact

__all__ = ["Narrower"]

# Below this an indicator is perhaps not what is asked about.
_LIKELY = 0.6
_REACH = 10
# Who asks for both asks for each.
_BOTH = ("城乡", "城乡城镇农村")
# What reports put before a thing that is still the whole of it: 规模以上工业增加值 stands for
# 工业增加值 wherever only the former is counted.
_WHOLE = re.compile(
    r"(?:规模以上|规上|限额以上|限上|全社会|全体|常住|一般公共|公共|地方|本级|国内|地区|城乡|年末|本外币|各项|实现|完成"
    r"|全?[省市县区国州旗]|(?:上半|下半|全|年)|前?[一二三四]季度|首季|第|新增|累计|总|增长|同比"
    r"|压减|退出|淘汰|化解|削减|压缩|减少|建成|培育|发放|提高|降低|扩大|完善|保障)*"
)


class Narrower:
    """Kinds and parts of what a question is about, which it does not name."""

    def __init__(self, query: Query) -> None:
        """Note the names of the likeliest indicator."""
        likeliest = [each.indicator for each in query.indicators[:1] if each.score >= _LIKELY]
        self._question = compact(query.text).replace(*_BOTH)
        self._names = {compact(name) for each in likeliest for name in each.names}

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether a claim names the asked thing only within the name of a narrower one."""
        claim = candidate.claim
        own = f"{claim.inherited}{claim.label}" if claim.is_elliptic else claim.label
        text = compact(own)
        named = [spot for name in self._names for spot in _spots(name, text)]
        return bool(named) and all(self._is_within(text, *spot) for spot in named)

    def _is_within(self, text: str, start: int, end: int) -> bool:
        """Tell whether another thing's name begins before a name and reaches into it."""
        for begin in range(max(0, start - _REACH), start):
            for stop in range(min(len(text), end + _REACH), start + 1, -1):
                if self._is_other(text[begin:start]) and self._is_of_other(text[begin:stop]):
                    return True
        return False

    def _is_of_other(self, name: str) -> bool:
        found = thesaurus().named(name)
        return found is not None and compact(found.name) not in self._names

    def _is_other(self, before: str) -> bool:
        return not _WHOLE.fullmatch(before) and before not in self._question


def _spots(name: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(name)
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + 1)
