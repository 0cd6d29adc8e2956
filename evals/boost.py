"""Fits small decision trees that correct a logistic regression; pure numpy, knows no question.

Gradient boosting of trees of two levels with a Newton step in each leaf (Friedman 2001; Chen and
Guestrin 2016). Every figure is a function of the data: nothing is drawn at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.trees import Split, Tree

__all__ = ["boost"]

Numbers = NDArray[np.float64]
Rows = NDArray[np.bool_]

# Set by leaving question files out in turn: more trees or a faster rate fit the files, not others.
_TREES, _RATE = 60, 0.08
_LEAST_ROWS, _RIDGE = 12, 4.0
_CUTS = 12


@dataclass(frozen=True, slots=True)
class _Gain:
    worth: float
    column: int
    cut: float


def boost(
    rows: Numbers, right: Numbers, linear: Numbers, *, names: Sequence[str]
) -> tuple[Tree, ...]:
    """Return trees whose values, added to a linear part, say more surely which rows are right.

    Args:
        rows: (n, columns).
        right: 1 for what is right, else 0, (n,).
        linear: Log odds as far as they are known, (n,).
        names: Of the columns.
    """
    cuts = [_cuts(rows[:, column]) for column in range(rows.shape[1])]
    odds, trees = linear.copy(), []
    for _ in range(_TREES):
        likely = 1 / (1 + np.exp(-odds))
        slope, curve = right - likely, likely * (1 - likely)
        found = _grown(rows, slope, curve, cuts=cuts)
        if found is None:
            break
        trees.append(_named(found, names))
        odds += _values(found, rows)
    return tuple(trees)


_Leaf = float
_Node = tuple[int, float, tuple[int, float, _Leaf, _Leaf], tuple[int, float, _Leaf, _Leaf]]


def _grown(
    rows: Numbers, slope: Numbers, curve: Numbers, *, cuts: Sequence[Numbers]
) -> _Node | None:
    everything = np.ones(len(rows), dtype=bool)
    root = _best(rows, slope, curve, cuts=cuts, among=everything)
    if root is None:
        return None
    below = rows[:, root.column] <= root.cut
    low, high = (_leaves(rows, slope, curve, cuts=cuts, among=each) for each in (below, ~below))
    return root.column, root.cut, low, high


def _leaves(
    rows: Numbers, slope: Numbers, curve: Numbers, *, cuts: Sequence[Numbers], among: Rows
) -> tuple[int, float, _Leaf, _Leaf]:
    split = _best(rows, slope, curve, cuts=cuts, among=among)
    if split is None:
        value = _step(slope[among], curve[among])
        return 0, 0.0, value, value
    below = rows[:, split.column] <= split.cut
    low, high = among & below, among & ~below
    return split.column, split.cut, _step(slope[low], curve[low]), _step(slope[high], curve[high])


def _best(
    rows: Numbers, slope: Numbers, curve: Numbers, *, cuts: Sequence[Numbers], among: Rows
) -> _Gain | None:
    """Return the split of some rows that brings most, None when each leaves too few on a side."""
    own, slopes, curves = rows[among], slope[among], curve[among]
    whole = _worth(slopes.sum(), curves.sum())
    best: _Gain | None = None
    for column, values in enumerate(cuts):
        for cut in values:
            below = own[:, column] <= cut
            if min(below.sum(), (~below).sum()) < _LEAST_ROWS:
                continue
            parts = (_worth(slopes[each].sum(), curves[each].sum()) for each in (below, ~below))
            worth = float(sum(parts) - whole)
            if best is None or worth > best.worth:
                best = _Gain(worth, column, float(cut))
    return best


def _worth(slope: float, curve: float) -> float:
    return slope * slope / (curve + _RIDGE)


def _step(slope: Numbers, curve: Numbers) -> float:
    return float(_RATE * slope.sum() / (curve.sum() + _RIDGE))


def _cuts(column: Numbers) -> Numbers:
    """Return where a column may be split: between its quantiles."""
    shares = np.linspace(0, 1, _CUTS + 2)[1:-1]
    return np.unique(np.round(np.quantile(column, shares), 4))


def _values(node: _Node, rows: Numbers) -> Numbers:
    column, cut, low, high = node
    of_low, of_high = (
        np.where(rows[:, each[0]] <= each[1], each[2], each[3]) for each in (low, high)
    )
    found: Numbers = np.where(rows[:, column] <= cut, of_low, of_high)
    return found


def _named(node: _Node, names: Sequence[str]) -> Tree:
    column, cut, low, high = node
    below, above = (
        Split(name=names[each[0]], cut=each[1], low=round(each[2], 5), high=round(each[3], 5))
        for each in (low, high)
    )
    return Tree(name=names[column], cut=cut, low=below, high=above)
