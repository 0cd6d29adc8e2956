"""Chooses the Han words of the vocabulary and gives each its initial vector and weight."""

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba
from wordfreq import get_frequency_dict

from vectorstore.train.algebra import Matrix, principal_axes, unit
from vectorstore.train.wheels import Vectors

__all__ = ["Words", "choose", "count_words", "embed", "merge"]

_LOG = logging.getLogger(__name__)
_WORD = re.compile(r"[\u4e00-\u9fff]{1,8}")
# The smaller table says less; .7 of its length was best of .5, .7 and 1.
_SECOND_TABLE = 0.7
_MIN_REPORT_COUNT = 5
# Words that carry no meaning in a question or a sentence.
_STOP_WORDS = frozenset(
    "的 了 和 是 在 有 吗 呢 请问 我 想 知道 一下 个 到 也 就 都 而 及 与 或 这 那 它 他 她 们 其"
    " 之 以 于 对 被 把 从 向 等 为 多少 几 哪些 哪 什么 哪个 哪里 谁 怎么 如何".split()
)
_STOP_WEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Words:
    """Words with unit vectors, float32 (n, dim), and the weight of each in a text's sum."""

    words: tuple[str, ...]
    rows: Matrix
    weights: Matrix


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each Han word occurs."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(word for word in rjieba.cut(text, False) if _WORD.fullmatch(word))
    return found


def merge(first: Vectors, second: Vectors) -> dict[str, Matrix]:
    """Join two tables of word vectors side by side.

    A word that one of them lacks is predicted from the other by ridge regression over the words
    that both have.
    """
    one, other = _centred(first), _centred(second)
    shared = [word for word in one if word in other]
    left = np.stack([one[word] for word in shared])
    right = np.stack([other[word] for word in shared])
    to_right, to_left = _regression(left, right), _regression(right, left)
    words = [word for word in dict.fromkeys((*one, *other)) if _WORD.fullmatch(word)]
    lefts = unit(np.stack([one[w] if w in one else other[w] @ to_left for w in words]))
    rights = unit(np.stack([other[w] if w in other else one[w] @ to_right for w in words]))
    rows = np.concatenate([lefts, _SECOND_TABLE * rights], axis=1)
    return dict(zip(words, rows, strict=True))


def choose(
    vectors: Mapping[str, Matrix],
    *,
    counts: Mapping[str, int],
    frequencies: Mapping[str, int],
    preferred: frozenset[str],
    size: int,
) -> dict[str, Matrix]:
    """Return all single characters and the `size` most useful words, with their vectors.

    Args:
        vectors: The tables' words.
        counts: Words of the reports; those without a vector get the mean of their parts'.
        frequencies: Words of general text.
        preferred: Words of the better of the two tables.
        size: How many words of two characters or more.
    """
    known = dict(vectors)
    _add_report_words(known, counts)
    _add_characters(known)
    general = get_frequency_dict("zh")

    def use(word: str) -> float:
        common = 9 + math.log10(general[word]) if word in general else 0.0
        seen = math.log10(1 + frequencies.get(word, 0)) + 1.5 * math.log10(1 + counts.get(word, 0))
        return seen + 0.8 * common + (word in preferred)

    characters = [word for word in known if len(word) == 1]
    words = sorted((word for word in known if len(word) > 1), key=use, reverse=True)[:size]
    _LOG.info("%d characters, %d of %d words", len(characters), len(words), len(known))
    return {word: known[word] for word in (*characters, *words)}


def embed(
    chosen: Mapping[str, Matrix],
    *,
    counts: Mapping[str, int],
    frequencies: Mapping[str, int],
    dim: int,
) -> Words:
    """Return the words' vectors on their `dim` principal axes, weighted by how rare they are."""
    words = tuple(chosen)
    rows = unit(np.stack(list(chosen.values())))
    importance = [min(1.0, 0.05 + frequencies.get(word, 0) / 2000) for word in words]
    column = np.array(importance, dtype=np.float32)[:, None]
    centred = rows - (rows * column).sum(axis=0) / column.sum()
    axes = principal_axes(centred * np.sqrt(column))[:, :dim]
    return Words(words, unit(centred @ axes), _weights(words, counts, frequencies))


def _weights(
    words: Sequence[str], counts: Mapping[str, int], frequencies: Mapping[str, int]
) -> Matrix:
    total = sum(frequencies.values())

    def weight(word: str) -> float:
        if word in _STOP_WORDS:
            return _STOP_WEIGHT
        seen = max(frequencies.get(word, 0), 10 * counts.get(word, 0), 3)
        return (math.log(total / seen) / 10) ** 2

    return np.array([weight(word) for word in words], dtype=np.float32)


def _centred(table: Vectors) -> dict[str, Matrix]:
    rows = unit(unit(table.rows - table.rows.mean(axis=0)))
    return dict(zip(table.words, rows, strict=True))


def _regression(inputs: Matrix, targets: Matrix) -> Matrix:
    square = inputs.T @ inputs + np.eye(inputs.shape[1], dtype=np.float32)
    weights: Matrix = np.linalg.solve(square, inputs.T @ targets)
    return weights


def _add_report_words(known: dict[str, Matrix], counts: Mapping[str, int]) -> None:
    for word, count in sorted(counts.items()):
        if word in known or count < _MIN_REPORT_COUNT or len(word) == 1:
            continue
        parts = [known[part] for part in word if part in known]
        if parts:
            known[word] = _mean(parts)


def _add_characters(known: dict[str, Matrix]) -> None:
    """Give each character without a vector the mean of the words that it is in."""
    users: dict[str, list[Matrix]] = defaultdict(list)
    for word, row in known.items():
        for character in dict.fromkeys(word):
            if character not in known:
                users[character].append(row)
    for character, rows in users.items():
        known[character] = _mean(rows)


def _mean(rows: Sequence[Matrix]) -> Matrix:
    """Return the mean direction, as long as the first row is."""
    mean: Matrix = unit(np.mean(unit(np.stack(rows)), axis=0)) * np.linalg.norm(rows[0])
    return mean
