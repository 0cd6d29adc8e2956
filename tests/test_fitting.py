"""Which figures can be what a question asks for, by their units."""

import pytest

from bot.fitting import class_of, fits
from bot.understand import understand
from ingest.figures import find_figures


def fitting(question, text):
    (figure,) = find_figures(text)
    return fits(figure, understand(question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("城镇新增就业多少万人？", "实事10件"),
        ("地区生产总值多少亿元？", "就业48万人"),
        ("有多少家企业？", "带动就业5万人"),
        ("接待了多少游客？", "新登记1.1万户"),
        ("实现营业收入多少？", "企业282个"),
        ("地区生产总值是多少？", "增速高0.3个百分点"),
        ("粮食产量是多少？", "涉及332家"),
        ("道路里程多少公里？", "面积35平方公里"),
        ("How many new jobs were created?", "建成工厂35家"),
        ("月平均工资是多少？", "外出务工1.59亿人"),
    ],
)
def test_a_figure_of_another_kind_of_unit_is_no_answer(question, text):
    assert fitting(question, text) is False


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("城镇新增就业多少万人？", "就业12.5万人"),
        ("建成多少个充电桩？", "建成3680根"),
        ("有多少户居民？", "惠及3万户"),
        ("集装箱吞吐量多少个？", "5万标箱"),
        ("地区生产总值多少？", "总值9626.8亿元"),
        ("粮食产量是多少？", "产量126万吨"),
        ("是去年的几倍？", "相当于120%"),
        ("失业率比上年高多少？", "高0.3个百分点"),
        ("一产和二产增加值之比是多少？", "增加值35亿元"),
        ("新增多少个岗位？", "安置5000人"),
        ("浓度是多少微克/立方米？", "每立方米20微克"),
        ("电费便宜了多少钱？", "下降1分"),
        ("接待了多少游客？", "接待2亿人次"),
    ],
)
def test_a_figure_of_the_asked_kind_of_unit_may_answer(question, text):
    assert fitting(question, text) is True


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("亿元", "money"), ("万吨/年", "mass"), ("千瓦", "power"), ("微克/立方米", "concentration"),
        ("万人次", "count"), ("亿千瓦时", "energy"), ("%", "percent"), ("把", "count"),
    ],
)  # fmt: skip
def test_a_unit_is_classed_without_its_scale(unit, expected):
    assert class_of(unit) == expected
