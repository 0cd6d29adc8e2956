"""The forms a number takes in print: broken, in words, in ranges; and names that look like them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures import find_figures

# Text, then value, unit and (for ranges) upper end of each figure, by what is printed.
FORMS = [
    # Broken and spaced
    ("高速公路3.\n3万公里，新建", {"3.\n3万公里": ("33000", "公里")}),
    ("建成基站3 521个", {"3 521个": ("3521", "个")}),
    ("建成基站 3 521 个", {"3 521 个": ("3521", "个")}),
    ("表3 100个", {"100个": ("100", "个")}),
    ("人口 2.8 亿 人", {"2.8 亿 人": ("280000000", "人")}),
    ("企业100 余家", {"100 余家": ("100", "家")}),
    # Two multipliers
    ("增加到1万6千多户", {"1万6千多户": ("16000", "户")}),
    ("增加到1亿3千多万。", {"1亿3千多万": ("130000000", "")}),
    ("增加到2万5千公里", {"2万5千公里": ("25000", "公里")}),
    # Parts and multiples
    ("占全国1/3以上", {"1/3": ("33.333", "%")}),
    ("超过一半人口", {"一半": ("50", "%")}),
    ("比常年偏少1.2成", {"1.2成": ("12", "%")}),
    ("占七至八成", {"七至八成": ("70", "%", "80")}),
    ("百分之五至百分之六", {"百分之五至百分之六": ("5", "%", "6")}),
    ("千分之三", {"千分之三": ("3", "‰")}),
    ("下降1.38个千分点", {"1.38个千分点": ("1.38", "个千分点")}),
    ("提高2个多百分点", {"2个多百分点": ("2", "个百分点")}),
    ("增长一倍", {"一倍": ("1", "倍")}),
    ("提高一个百分点", {"一个百分点": ("1", "个百分点")}),
    ("翻了两番", {"翻了两番": ("4", "倍")}),
    # A multiplier alone, after a word that makes it a number
    ("营收突破万亿元大关", {"万亿元": ("1000000000000", "元")}),
    ("旅游收入破万亿。", {"万亿": ("1000000000000", "")}),
    ("连接数突破千万台", {"千万台": ("10000000", "台")}),
    ("引进企业百余家", {"百余家": ("100", "家")}),
    # Chinese counts that need a neighbour
    ("用三年时间", {"三年": ("3", "年")}),
    ("五年内不得申请", {"五年": ("5", "年")}),
    ("不得少于两人", {"两人": ("2", "人")}),
    ("期限为一年至五年", {"一年至五年": ("1", "年", "5")}),
    # Ranges and the two ends of a change
    ("从3000家到4000家", {"3000家": ("3000", "家"), "4000家": ("4000", "家")}),
    ("由31%至54%", {"31%": ("31", "%"), "54%": ("54", "%")}),
    ("from 45.3 to 51.6 percent", {"45.3": ("45.3", "%"), "51.6 percent": ("51.6", "%")}),
    ("between 6.5% and 7%", {"6.5% and 7%": ("6.5", "%", "7")}),
    ("5 to 6 million tons", {"5 to 6 million tons": ("5000000", "吨", "6000000")}),
    ("增长5%至6亿元", {"5%": ("5", "%"), "6亿元": ("600000000", "元")}),
    # Letters before and after
    ("人均GDP1.3万美元", {"1.3万美元": ("13000", "美元")}),
    ("浓度38微克／立方米", {"38微克／立方米": ("38", "微克/立方米")}),
    ("超过HK$400奖赏", {"HK$400": ("400", "港元")}),
    ("worth US$ 1.52 trillion", {"US$ 1.52 trillion": ("1520000000000", "美元")}),
    ("RMB3 billion", {"RMB3 billion": ("3000000000", "元")}),
    ("9.6 billion Yuan", {"9.6 billion Yuan": ("9600000000", "元")}),
    ("a capacity of 72.1 million kW", {"72.1 million kW": ("72100000", "kW")}),
    ("600 million m3", {"600 million m3": ("600000000", "立方米")}),
    ("a 500-kilometer line", {"500-kilometer": ("500", "公里")}),
    # English words
    ("cut by two thirds", {"two thirds": ("66.667", "%")}),
    ("a quarter of the budget", {"a quarter": ("25", "%")}),
    ("more than half of the land", {"half": ("50", "%")}),
    ("has doubled", {"doubled": ("2", "倍")}),
    ("eight sets of rules", {"eight": ("8", "")}),
    ("one million hectares", {"one million hectares": ("1000000", "公顷")}),
    ("three hundred people", {"three hundred people": ("300", "人")}),
    ("twenty-five enterprises", {"twenty-five enterprises": ("25", "家")}),
    ("11 million new jobs", {"11 million": ("11000000", "")}),
]


def _rounded(value):
    return value.quantize(Decimal("0.001")).normalize()


@pytest.mark.parametrize(("text", "figures"), FORMS, ids=[text for text, _ in FORMS])
def test_form_is_read(text, figures):
    found = {
        each.text: tuple(
            part if isinstance(part, str) else _rounded(part)
            for part in (each.value, each.unit, each.upper)
            if part is not None
        )
        for each in find_figures(text)
    }
    assert found == {
        printed: tuple(part if i == 1 else _rounded(Decimal(part)) for i, part in enumerate(parts))
        for printed, parts in figures.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "“5·13”事故",
        "地铁11号线",
        "1月5日-6日",
        "“12345”热线",
        "安全第一",
        "第3",
        "附件2",
        "表8",
        "步骤1：打开",
        "8（四）其他来源",
        "20 / 21",
        "000014349/2004-00202：国务院",
        "ICP备2022092331号-1",
        '{width="5.1875in"\nheight="2.6in"}',
        "7×24小时",
        "2.0版",
        "过去五年",
        "五年规划",
        "3年行动计划",
        "0.1微克攻坚行动",
        "八项规定",
        "三篇大文章",
        "两个毫不动摇",
        "三次产业",
        "二三产业",
        "万吨级泊位",
        "亿元以上项目",
        "千家万户",
        "the 12th Five-Year Plan",
        "in the 21st century",
        "In 2015, we",
        "by 2020.",
        "type 1 diabetes",
        "Rule 131",
        "2.2 There is",
        "the Three Gorges",
        "the two sides",
        "over the past five years",
        "nine-year compulsory education",
        "the first quarter",
        "the second half of the year",
    ],
)
def test_name_is_no_figure(text):
    assert find_figures(text) == []


_AMOUNTS = st.decimals("0.1", "9999", places=1)
_UNITS = st.sampled_from("元 亩 公里 吨 户 个 家 人次 千瓦 平方米".split())


@given(_AMOUNTS, _AMOUNTS, _UNITS, st.sampled_from(["—", "-", "～", "至", "到"]))
def test_both_ends_of_a_range_are_read_back(low, high, unit, mark):
    printed = f"{low}万{unit}{mark}{high}万{unit}"
    [figure] = find_figures(f"建成{printed}。")
    assert (figure.text, figure.value, figure.upper, figure.unit) == (
        printed,
        low * 10**4,
        high * 10**4,
        unit,
    )


@given(st.integers(1, 999), st.integers(0, 99), _UNITS)
def test_number_broken_by_a_line_is_read_back(whole, fraction, unit):
    [figure] = find_figures(f"其中道路{whole}.\n{fraction}万{unit}，")
    assert figure.value == Decimal(f"{whole}.{fraction}") * 10**4


@given(_AMOUNTS, _UNITS, st.sampled_from(["约", "近", "超", "超过", "突破", "不低于", "预计"]))
def test_qualifier_changes_neither_value_nor_place(amount, unit, qualifier):
    text = f"全市建成{qualifier}{amount}万{unit}"
    [figure] = find_figures(text)
    assert (figure.value, figure.qualifier) == (amount * 10**4, qualifier)
    assert text[figure.start : figure.end] == f"{amount}万{unit}"


@given(
    _AMOUNTS,
    st.sampled_from([("million", 10**6), ("billion", 10**9), ("trillion", 10**12)]),
    st.sampled_from([("yuan", "元"), ("tons", "吨"), ("people", "人"), ("hectares", "公顷")]),
)
def test_english_amount_is_read_back(amount, scale, unit):
    [figure] = find_figures(f"It was about {amount} {scale[0]} {unit[0]} more.")
    assert (figure.value, figure.unit) == (amount * scale[1], unit[1])
