"""Trees that correct the verdict: what features tell only together."""

import numpy as np

from bot.trees import Split, Tree
from bot.verdict import Verdict
from evals.boost import boost

_TREE = Tree(
    name="coverage",
    cut=0.5,
    low=Split(name="lead", cut=1.0, low=-2.0, high=0.5),
    high=Split(name="missed", cut=0.2, low=1.5, high=-1.0),
)


def test_a_tree_follows_its_features():
    found = [{"coverage": 0.4}, {"coverage": 0.4, "lead": 2.0}, {"coverage": 0.9, "missed": 0.3}]
    assert [_TREE.value(each) for each in found] == [-2.0, 0.5, -1.0]


def test_a_tree_is_read_as_it_was_written():
    assert Tree.from_row(_TREE.to_row()) == _TREE


def test_weights_may_come_without_trees():
    text = '{"order": {}, "weights": {}, "bias": 0.0, "threshold": 0.4, "certain": 0.6}'
    assert Verdict.from_json(text).trees == ()


def test_boosting_learns_what_no_feature_tells_alone():
    rows = np.array([[i % 2, i // 2 % 2, i % 5] for i in range(400)], dtype=float)
    right = ((rows[:, 0] > 0.5) & (rows[:, 1] > 0.5)).astype(float)
    trees = boost(rows, right, np.zeros(400), names=("first", "second", "noise"))
    odds = [
        sum(tree.value(dict(zip(("first", "second", "noise"), row, strict=True))) for tree in trees)
        for row in rows
    ]
    assert [each > 0 for each in odds] == [bool(each) for each in right]
