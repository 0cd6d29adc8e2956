"""Figures that say which things are meant, or what was left behind, are no answers."""

import pytest

from bot.claims import find_claims


def stated(text):
    return [
        (text[claim.start : claim.end], claim.figure.text)
        for claim in find_claims(text)
        if claim.figure and not claim.is_threshold
    ]


def thresholds(text):
    return [claim.figure.text for claim in find_claims(text) if claim.is_threshold]


@pytest.mark.parametrize(
    ("text", "expected", "named"),
    [
        ("60岁以上老年人1.8亿人。", [("60岁以上老年人1.8亿人", "1.8亿人")], ["60岁"]),
        ("16—59岁人口8.6亿人。", [("16—59岁人口8.6亿人", "8.6亿人")], ["16—59岁"]),
        ("已有298万商家（年龄超60周岁）使用。",
         [("已有298万商家（年龄超60周岁）使用", "298万")], ["60周岁"]),
        ("配置除颤仪达每10万人45台。", [("配置除颤仪达每10万人45台", "45台")], ["10万人"]),
        ("实施500万元以上项目120个、总投资300亿元。",
         [("实施500万元以上项目120个", "120个"), ("总投资300亿元", "300亿元")], ["500万元"]),
        ("更新20年以上电梯1.5万台。", [("更新20年以上电梯1.5万台", "1.5万台")], ["20年"]),
        ("生产总值连续跨越7千亿元、8千亿元两个台阶。",
         [("生产总值连续跨越7千亿元、8千亿元两个台阶", "8千亿元")], ["7千亿元", "两个"]),
        ("生产总值连续迈上4个万亿元台阶、达14.2万亿元。",
         [("生产总值连续迈上4个万亿元台阶、达14.2万亿元", "14.2万亿元")], ["4个"]),
    ],
    ids=["age", "ages", "age behind", "denominator", "sum", "years", "steps", "counted steps"],
)  # fmt: skip
def test_a_figure_that_names_things_belongs_to_the_words_of_the_one_that_counts_them(
    text, expected, named
):
    assert (stated(text), thresholds(text)) == (expected, named)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("满80周岁可以申请。", ["80周岁"]),
        ("对100家企业给予500万元以上奖励。", ["100家", "500万元"]),
        ("培育示范企业20家以上、增长5%以上。", ["20家", "5%"]),
        ("完成投资1000万元以上增长5%。", ["1000万元", "5%"]),
        ("生产总值突破1万亿元大关。", ["1万亿元"]),
        ("生产总值突破5千亿元、增长6%。", ["5千亿元", "6%"]),
    ],
)
def test_figures_that_state_something_stay(text, figures):
    assert ([figure for _, figure in stated(text)], thresholds(text)) == (figures, [])
