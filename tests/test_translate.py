"""Figures and statements said in the other language: nothing dropped, nothing guessed."""

import pytest

from bot.translate import figure_in_english, name_in_english
from ingest.figures import find_figures


def english(text):
    return figure_in_english(find_figures(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入8865亿元", "886.5 billion yuan"),
        ("总值10.3万亿元", "10.3 trillion yuan"),
        ("新增就业47.3万人", "473,000 people"),
        ("惠及124万名婴幼儿", "1.24 million people"),
        ("农田126万亩", "1.26 million mu"),
        ("铁路1.5万公里", "15,000 km"),
        ("提高1.2个百分点", "1.2 percentage points"),
        ("增长5%左右", "about 5%"),
        ("总里程突破7000公里", "more than 7,000 km"),
        ("建成助餐点8000余家", "more than 8,000"),
        ("比重不低于35%", "at least 35%"),
        ("失业率控制在5.5%以内", "at most 5.5%"),
        ("接待游客近3亿人次", "nearly 300 million person-times"),
        ("增长5%—6%", "5 to 6%"),
        ("出口115.6亿美元", "11.56 billion US dollars"),
        ("预期寿命82.5岁", "82.5 years of age"),
    ],
)
def test_figures_keep_value_unit_and_qualifier(text, expected):
    assert english(text) == expected


@pytest.mark.parametrize("text", ["位居全国第3位", "磁场强度3千伏安"])
def test_what_has_no_english_stays_as_printed(text):
    assert english(text) == find_figures(text)[0].text


@pytest.mark.parametrize(
    "text",
    [
        "收入8865亿元",
        "就业47.3万人",
        "游客438万人次",
        "农田126万亩",
        "提高1.2个百分点",
        "寿命82.5岁",
    ],
)
def test_the_english_figure_is_read_back_as_the_same(text):
    (printed,) = find_figures(text)
    (read,) = find_figures(f"It was {figure_in_english(printed)} in all.")
    assert (read.value, read.unit) == (printed.value, printed.unit)


def test_places_and_indicators_have_english_names():
    assert [name_in_english(each) for each in ("辽宁省", "全国", "地区生产总值", "无此物")] == [
        "Liaoning", "China", "GDP", "无此物",
    ]  # fmt: skip
