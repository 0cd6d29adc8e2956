"""What the words around a figure make of it, and what holds of figures in any text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures import find_figures
from ingest.types import Kind


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("增速居全省第3位", ("第3位", Decimal(3), "位")),
        ("排名全省第一位", ("第一位", Decimal(1), "位")),
        ("位居全国第6，", ("第6", Decimal(6), "")),
        ("规模稳居世界第二。", ("第二", Decimal(2), "")),
        ("获全国第2名", ("第2名", Decimal(2), "名")),
    ],
)
def test_rank_is_a_figure_of_its_kind(text, rank):
    assert [(each.text, each.value, each.unit, each.kind) for each in find_figures(text)] == [
        (*rank, Kind.RANK)
    ]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("约3.5万亩", "约"),
        ("增长5%左右", "左右"),
        ("超过300家", "超过"),
        ("达到10亿元以上", "以上"),
        ("约为5%", "约"),
        ("超过了300家", "超过"),
        ("预计超过300家", "预计超过"),
        ("接近80%", "接近"),
        ("营收过百亿元", "过"),
        ("节约500万元", ""),
        ("最近5天", ""),
        ("附近3个村", ""),
        ("3000多家", "多"),
        ("10余款", "余"),
        ("超过3万多户", "超过多"),
        ("50米内", "内"),
        ("年满60周岁", "满"),
        ("exceeded 80%", "exceeded"),
        ("no less than 300 people", "no less than"),
        ("50 million plus jobs", "plus"),
        ("不低于6%", "不低于"),
        ("控制在3%以内", "以内"),
        ("近20万人", "近"),
        ("有300家", ""),
        ("more than 300 people", "more than"),
        ("about 5 percent", "about"),
    ],
)
def test_words_around_a_figure_qualify_it(text, qualifier):
    assert [each.qualifier for each in find_figures(text)] == [qualifier]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("粮食产量145万吨", [Kind.LEVEL]),
        ("固定资产投资增长7%", [Kind.GROWTH]),
        ("社会消费品零售总额同比下降2.5%", [Kind.GROWTH]),
        ("比上年提高1.2个百分点", [Kind.GROWTH]),
        ("第三产业占比52.5%", [Kind.SHARE]),
        ("服务业占生产总值比重50%", [Kind.SHARE]),
        ("城镇登记失业率3.2%", [Kind.SHARE]),
        ("今年目标是粮食产量145万吨", [Kind.TARGET]),
        ("力争增长6%", [Kind.TARGET]),
        ("新增就业1.2万人", [Kind.ADDED]),
        ("累计建成基站3521个", [Kind.CUMULATIVE]),
        ("居民收入分别增长7%和8%", [Kind.GROWTH, Kind.GROWTH]),
        ("产值30亿元、增长7%", [Kind.LEVEL, Kind.GROWTH]),
        ("投资增长7%,工业增加值增长8%", [Kind.GROWTH, Kind.GROWTH]),
        ("居民消费价格涨幅控制在3%左右", [Kind.GROWTH]),
        ("比上年增加5700亿元", [Kind.GROWTH]),
        ("增加水稻面积26万亩、蔬菜16万亩", [Kind.GROWTH, Kind.GROWTH]),
        ("工业增加值185亿元", [Kind.LEVEL]),
        ("算力规模翻番", [Kind.GROWTH]),
        ("降水偏多六成", [Kind.GROWTH]),
        ("占比由31%提升至54%", [Kind.SHARE, Kind.SHARE]),
        ("80%以上的项目", [Kind.SHARE]),
        ("经济总量达到5万亿元", [Kind.LEVEL]),
        ("新增公路19万公里，其中高速公路3万公里", [Kind.ADDED, Kind.ADDED]),
        ("创新设备30台", [Kind.LEVEL]),
        ("预期目标是：产值增长5%左右；失业率5.5%左右", [Kind.TARGET, Kind.TARGET]),
        ("拟安排赤字500亿元，比上年增加20亿元", [Kind.TARGET, Kind.GROWTH]),
        ("力争投资30亿元、20亿元；已建成5个", [Kind.TARGET, Kind.TARGET, Kind.LEVEL]),
        ("主要产品30种", [Kind.LEVEL]),
        ("GDP grew by 6.5 percent", [Kind.GROWTH]),
        ("the target is 5 percent", [Kind.TARGET]),
        ("Spending will total 400 billion yuan", [Kind.TARGET]),
        ("a 3.4-percent increase", [Kind.GROWTH]),
        ("Exports were cut by more than 50%", [Kind.GROWTH]),
        ("45.8 billion yuan more than last year", [Kind.GROWTH]),
        ("The share rose to 63% of the total", [Kind.SHARE]),
        ("13.12 million new urban jobs", [Kind.ADDED]),
        ("Output doubled", [Kind.GROWTH]),
    ],
)
def test_kind_is_what_the_clause_states(text, kinds):
    assert [each.kind for each in find_figures(text)] == kinds


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024年粮食产量145万吨", "2024年"),
        ("2024年上半年生产总值增长6.5%", "2024年上半年"),
        ("2023年遭灾。粮食产量145万吨", ""),
        ("2023年产140吨，2024年产145吨", "2024年"),
        ("前三季度增长6%", "前三季度"),
    ],
)
def test_period_is_the_last_named_in_the_sentence(text, period):
    assert find_figures(text)[-1].period == period


def test_indicator_is_the_words_before_the_figure():
    assert [each.indicator for each in find_figures("一是稳，全市粮食产量145万吨，增长7%")] == [
        "全市粮食产量",
        "增长",
    ]


@pytest.mark.parametrize(
    "text",
    ["完成项目120\n亿元以上企业", "增长5\n-6个试点", "共计20\n个别县区", "投入30\n万家灯火"],
)
def test_figure_ends_with_its_line(text):
    assert [each.text for each in find_figures(text) if "\n" in each.text] == []


_PIECES = st.sampled_from(
    [
        *"，。、；（）“”-—~至到和约超近达第年月日号多余 \n.,:%",
        *["增长", "累计", "亿元", "万亩", "个百分点", "5G", "PM2.5", "百分之", "翻番", "三成"],
        *["6.5", "2024年", "１２", "1,234", "两千三百", "〔2024〕5号", "第3位", "billion", " yuan"],
    ]
)
_MIXED = st.lists(_PIECES | st.text(max_size=3) | st.integers(0, 10**9).map(str), max_size=25).map(
    "".join
)


@given(_MIXED)
def test_figure_text_is_what_stands_at_its_place(text):
    figures = find_figures(text)
    assert [text[each.start : each.end] for each in figures] == [each.text for each in figures]


@given(_MIXED)
def test_figures_are_ascending_and_disjoint(text):
    places = [place for each in find_figures(text) for place in (each.start, each.end)]
    assert places == sorted(places)
    assert all(each.start < each.end for each in find_figures(text))
