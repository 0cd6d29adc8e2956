"""Tells whether two figures count the same thing, in Chinese, English or one of each; pure.

What a figure counts is compared by the vectors of the built-in bilingual embedder, which needs no
words in common; a figure of the passage whose words come nearer is the one that is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.glossary import stems
from bot.naming import Name, is_chinese
from vectorstore.embed import built_in
from vectorstore.terms import cut, simplify

__all__ = ["Subjects", "is_foreign", "subjects", "unheard"]

# Of 339 labelled sentences on 45 passages of reports, those with the right figure come nearer than
# this but for 2 %; measured on 30 November 2026.
_LEAST_LIKE, _LEAST_LIKE_ACROSS = 0.4, 0.43
# By so much another figure must come nearer before it is the one meant.
_NEARER, _NEARER_ACROSS = 0.04, 0.09
_LEAST_WORD = 0.4
"""Below this no word of a passage says what a word of a sentence says."""
_PLAIN_WORDS = frozenset(
    "超过 不足 不到 目标 计划 预期 预计 安排 实际 共有 其中 达到 完成 实现 全年 当年 同期 同比 左右 以上 以下 以内 约为 "
    "增长 增加 下降 减少 提高 上升 降低 回落 新增 累计 总数 总量 总计 合计 共计 数量 人数 规模 金额 分别 方面 以及 "
    "接近 突破 成为 位居 今年 去年 上年 年底 年末 年均 每年 每月 人均 月均 日均 目前 已经 取得 获得 进行 开展 提供 "
    "全国 全省 全市 全县 全区 我国 我省 我市 报告 显示 指出 提到 根据 数据 情况 水平 用于 投入 建成 新建 建设 "
    "相差 之和 加上 相比 两者 两项 三项 倍数 比重 比例 占比".split()
)
_DIGIT = re.compile(r"\d")
_Rows = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subjects:
    """What the figures of a passage count, as vectors."""

    rows: _Rows
    """Unit rows, float32 (n, dim): one or two of each figure."""
    owners: NDArray[np.intp]
    """The figure of each row, (n,)."""
    count: int
    """How many figures there are."""

    def likeness(self, name: Name) -> list[float] | None:
        """Return how like each figure is to a name, cosines in [-1, 1]; None for a bare name.

        A figure without a name is as like as can be: nothing speaks against it.
        """
        wordings = _wordings(name)
        if not wordings:
            return None
        best = np.full(self.count, -1.0, dtype=np.float32)
        if len(self.rows):
            cosines = (self.rows @ built_in().rows(wordings).T).max(axis=1)
            np.maximum.at(best, self.owners, cosines)
        best[np.setdiff1d(np.arange(self.count), self.owners)] = 1.0
        return [float(each) for each in best]


def subjects(names: Sequence[Name]) -> Subjects:
    """Return the vectors of what figures count."""
    texts = [(i, text) for i, name in enumerate(names) for text in _wordings(name)]
    rows = built_in().rows([text for _, text in texts]) if texts else np.zeros((0, 1), np.float32)
    return Subjects(rows=rows, owners=np.array([i for i, _ in texts], np.intp), count=len(names))


def is_foreign(name: Name, *, at: int, rivals: Sequence[int], held: Subjects, across: bool) -> bool:
    """Tell whether a name belongs to none of a passage's figures, or rather to a rival.

    Args:
        name: What a sentence says that its figure counts.
        at: The figure of the passage that it would be.
        rivals: The figures of the passage that could be meant in its place.
        held: What the passage's figures count.
        across: Sentence and passage are of two languages.
    """
    likeness = held.likeness(name)
    if likeness is None:
        return False
    if likeness[at] < (_LEAST_LIKE_ACROSS if across else _LEAST_LIKE):
        return True
    margin = _NEARER_ACROSS if across else _NEARER
    return any(likeness[each] > likeness[at] + margin for each in rivals)


def unheard(name: Name, said: str) -> str:
    """Return the first word of a name that nothing in a text of its language says, "" for none."""
    text = name.own or name.inherited
    if is_chinese(text) != is_chinese(said):
        return ""
    folded = simplify(said)
    left = [word for word, form in _words(text) if form not in folded]
    if not left:
        return ""
    near = built_in().alignment(left, [said])[0]
    return next((word for word, at in zip(left, near, strict=True) if at < _LEAST_WORD), "")


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a name with the form in which a folded text would hold them."""
    if not is_chinese(text):
        yield from ((word, stem) for word in text.split() for stem in stems(simplify(word))[:1])
        return
    for word in cut(text):
        if len(word) > 1 and word not in _PLAIN_WORDS and not _DIGIT.search(word):
            yield word, word


def _wordings(name: Name) -> list[str]:
    """Return what a name is compared by: its own words, alone and with those before them."""
    if len(name.own) < 2:
        return [name.inherited] if name.inherited else []
    return [name.own, f"{name.inherited} {name.own}"] if name.inherited else [name.own]
