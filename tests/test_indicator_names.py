"""Names of indicators in texts."""

import pytest

from bot.indicator_names import IndicatorNames

NAMES = IndicatorNames([["粮食总产量", "粮食产量"], ["一般公共预算收入"], ["教育支出"]])


def test_a_name_that_stands_whole_is_held_wholly():
    assert NAMES.held("全年粮食产量达到") == [pytest.approx(1.0), 0.0, 0.0]


def test_of_a_name_in_pieces_the_rare_ones_count():
    grain, revenue, education = NAMES.held("一般公共预算教育支出")
    assert (grain, education) == (0.0, pytest.approx(1.0))
    assert 0.55 <= revenue < 1.0


def test_half_a_name_is_not_held():
    assert NAMES.held("教育事业") == [0.0, 0.0, 0.0]


def test_nothing_is_held_by_nothing():
    assert NAMES.held("") == [0.0, 0.0, 0.0]
    assert IndicatorNames([]).held("粮食") == []
