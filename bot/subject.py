"""Tells whether two figures count the same thing, in Chinese, English or one of each; pure.

What a figure counts is compared by the vectors of the built-in bilingual embedder, which needs no
words in common; a figure of the passage whose words come nearer is the one that is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.glossary import stems
from bot.naming import Name, is_chinese
from vectorstore.embed import built_in
from vectorstore.terms import bigrams, cut, simplify

__all__ = ["Choice", "Subjects", "is_foreign", "subjects", "unheard"]

# Of 339 labelled sentences on 45 passages of reports, those with the right figure come nearer than
# this but for 2 %; measured on 30 November 2026.
_LEAST_LIKE, _LEAST_ASKED = 0.4, 0.2
# By so much another figure must come nearer before it is the one meant.
_NEARER, _NEARER_ACROSS = 0.04, 0.09
_WHOLE_NAME, _LONG_WORD = 3, 12
"""A name of this length is whole without the words before it, Chinese and English."""
_KNOWN_NAMES = 4096
_LEAST_WORD = 0.4
"""Below this no word of a passage says what a word of a sentence says."""
_PLAIN_WORDS = frozenset(
    "超过 不足 不到 目标 计划 预期 预计 安排 实际 共有 其中 达到 完成 实现 "
    "全年 当年 同期 同比 左右 以上 以下 以内 约为 增长 增加 下降 减少 提高 "
    "上升 降低 回落 新增 累计 总数 总量 总计 合计 共计 数量 人数 规模 金额 "
    "分别 方面 以及 接近 突破 成为 位居 今年 去年 上年 年底 年末 年均 每年 "
    "每月 人均 月均 日均 目前 已经 取得 获得 进行 开展 提供 全国 全省 全市 "
    "全县 全区 我国 我省 我市 报告 显示 指出 提到 根据 数据 情况 水平 用于 "
    "投入 建成 新建 建设 写道 称为 记载 相差 之和 加上 相比 两者 两项 三项 "
    "倍数 比重 比例 占比 可获 可得 获得 领取 享受 可以 能够 最多 最少 最高 最低 最长 最短 "
    "位列 排名 排在 全部 所有 整个 全体".split()
)
# 5G and 一家, 一年 name nothing.
_COUNTED = re.compile(r"\d|^[一两二三四五六七八九十几每]\S$")
_Rows = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subjects:
    """What the figures of a passage count, as vectors."""

    names: Sequence[Name]
    rows: _Rows
    """Unit rows, float32 (n, dim): one or two of each figure."""
    owners: NDArray[np.intp]
    """The figure of each row, (n,)."""
    bare: NDArray[np.intp]
    """The figures that no row is of."""
    features: Sequence[frozenset[str]]
    """The words of each figure, in pairs of characters where they are Chinese."""

    def likeness(self, name: Name) -> _Rows:
        """Return how like each figure is to each wording of a name, cosines, (wordings, figures).

        A figure without a name is as like as can be: nothing speaks against it.
        """
        wordings = _wordings(name)
        best = np.full((len(wordings), len(self.names)), -1.0, dtype=np.float32)
        if wordings and len(self.rows):
            rows = np.array([_row(each) for each in wordings])
            np.maximum.at(best.T, self.owners, self.rows @ rows.T)
        best[:, self.bare] = 1.0
        return best


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A figure of a passage that a sentence may mean, among those it may mean instead."""

    held: Subjects
    at: int
    rivals: Sequence[int]
    across: bool
    """Sentence and passage are of two languages."""


def subjects(names: Sequence[Name]) -> Subjects:
    """Return the vectors of what figures count."""
    texts = [(i, text) for i, name in enumerate(names) for text in _held_wordings(name)]
    rows = built_in().rows([text for _, text in texts]) if texts else np.zeros((0, 1), np.float32)
    owners = np.array([i for i, _ in texts], np.intp)
    bare = np.setdiff1d(np.arange(len(names)), owners)
    features = [_features(each) for each in names]
    return Subjects(names=names, rows=rows, owners=owners, bare=bare, features=features)


@lru_cache(maxsize=_KNOWN_NAMES)
def _row(text: str) -> _Rows:
    """Return the unit row of a text, float32 (dim,); the sentences of an answer repeat names."""
    row: _Rows = built_in().rows([text])[0]
    return row


def is_foreign(name: Name, choice: Choice, *, is_asked: bool = False) -> bool:
    """Tell whether a name belongs to none of a passage's figures, or rather to a rival.

    Args:
        name: What a sentence says that its figure counts.
        choice: The figure of the passage that it would be, and its rivals.
        is_asked: The name is the question's, in words that no report need use.
    """
    held, at = choice.held, choice.at
    likeness = held.likeness(name)
    if not len(likeness):
        return False
    if likeness[:, at].max() < (_LEAST_ASKED if is_asked else _LEAST_LIKE):
        return True
    own = frozenset() if choice.across else _features(name)
    if not choice.across and _names_another(name, own, at=at, held=held):
        return True
    margin = _NEARER_ACROSS if choice.across else _NEARER
    bare = {*held.bare.tolist()}
    for each in choice.rivals:
        if each in bare:  # it would be as near to any name
            continue
        mine, others = _sides(own, held.features[at], held.features[each])
        is_other = others and not mine
        if is_other or ((not mine or others) and _is_nearer(likeness, each, at=at, by=margin)):
            return True
    return False


def _is_nearer(likeness: _Rows, rival: int, *, at: int, by: float) -> bool:
    return bool((likeness[:, rival] > likeness[:, at] + by).all())


def _names_another(name: Name, features: frozenset[str], *, at: int, held: Subjects) -> bool:
    """Tell whether a name holds another figure's whole name and nothing of only this one's."""
    text = name.own or name.inherited
    for k, each in enumerate(held.names):
        if len(each.own) >= _WHOLE_NAME and each.own in text:
            mine, others = _sides(features, held.features[at], held.features[k])
            if others and not mine:
                return True
    return False


def _sides(
    own: frozenset[str], one: frozenset[str], other: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a name that only one of two figures has, and those that the other has."""
    first, second = own & one, own & other
    return first - second, second - first


@lru_cache(maxsize=_KNOWN_NAMES)
def _features(name: Name) -> frozenset[str]:
    """Return the pairs of characters, or the words, of what a figure counts."""
    text = name.own if len(name.own) > 1 else name.inherited
    # A part is of the whole as well: 发明专利 are 专利.
    text = f"{text} {name.whole}"
    return frozenset(bigrams(text) if is_chinese(text) else stems(simplify(text)))


def unheard(name: Name, said: str) -> str:
    """Return the first word of a name that nothing in a text of its language says, "" for none."""
    text = name.own or name.inherited
    folded = _folded(said)
    left = [word for word, form in _words(text) if not _holds(folded, form)]
    if not left:
        return ""
    near = built_in().alignment(left, [said])[0]
    return next((word for word, at in zip(left, near, strict=True) if at < _LEAST_WORD), "")


@lru_cache(maxsize=_KNOWN_NAMES)
def _folded(said: str) -> str:
    """Return a part of a passage as words are looked for; one is asked for again and again."""
    return simplify(said)


def _holds(folded: str, word: str) -> bool:
    """Tell whether a text holds a word, a Chinese one also in two parts: 农村常住居民."""
    if word in folded:
        return True
    if len(word) > 2 and is_chinese(word) and re.search(".{0,3}".join(word), folded):
        return True  # 进博会 for 进口博览会
    parts = {word[:2], word[2:4], word[-2:]} if is_chinese(word) and len(word) > 3 else ()
    return bool(parts) and all(part in folded for part in parts)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a name with the form in which a folded text would hold them."""
    if not is_chinese(text):
        yield from ((word, stem) for word in text.split() for stem in stems(simplify(word))[:1])
        return
    for word in cut(text):
        if len(word) > 1 and word not in _PLAIN_WORDS and not _COUNTED.search(word):
            yield word, word


def _held_wordings(name: Name) -> list[str]:
    """Return the wordings of a passage's figure.

    In a list of indicators the one before names another thing, so that it helps short names only.
    A part may be called by its whole as well: 货运量1.47亿吨，其中铁路2300万吨.
    """
    if len(name.own) >= (_WHOLE_NAME if is_chinese(name.own) else _LONG_WORD):
        return [name.own, f"{name.topic} {name.own}"] if name.topic else [name.own]
    alone = [name.first] if len(name.own) < 2 else []
    part = f"{name.first} {name.own or name.inherited}"
    return [*_wordings(name), *alone, part] if name.first else _wordings(name)


def _wordings(name: Name) -> list[str]:
    """Return what a name is compared by: its own words, alone and with those before them."""
    if len(name.own) < 2:
        return [name.inherited] if len(name.inherited) > 1 else []
    return [name.own, f"{name.inherited} {name.own}"] if name.inherited else [name.own]
