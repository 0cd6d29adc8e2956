"""Whether two texts say the same: folding, number boundaries, values in any notation."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evals.matching import contains, fold, named, overlap, squeeze
from evals.quantities import Measure, quantities
from evals.stating import value_stated
from evals.units import contradict

WHOLE = st.integers(min_value=0, max_value=10**9)
DECIMALS = st.decimals(
    min_value=0, max_value=10**6, places=2, allow_nan=False, allow_infinity=False
)
# No digits, commas, points or spaces: whatever stands around a figure without touching it.
WORDS = st.text(alphabet="增长达到全市企业户个，。；（）、abc", max_size=6)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("１，０００万 元", "1000万元", id="full-width thousands"),
        pytest.param("1,234,567 元", "1234567元", id="thousands twice"),
        pytest.param("1 000 万", "1000万", id="thousands by spaces"),
        pytest.param("分别为120，350个", "分别为120,350个", id="full-width comma parts a list"),
        pytest.param("5, 120", "5, 120", id="comma and space part a list"),
        pytest.param("2024 5000", "2024 5000", id="two numbers stay two"),
        pytest.param("增长\n 6.5 ％", "增长6.5%", id="line break and full-width percent"),
        pytest.param("1,2345", "1,2345", id="not a thousands comma"),
        pytest.param("\ufeff3521\u200b个", "3521个", id="invisible characters"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(alphabet="0123456789,. 万亿%个增长", max_size=20))
def test_fold_of_folded_is_the_same(text):
    assert fold(fold(text)) == fold(text)


@given(WHOLE)
def test_thousands_commas_do_not_matter(number):
    assert fold(f"共{number:,}个") == fold(f"共{number}个")


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        pytest.param("共282个", "82", False, id="end of a longer number"),
        pytest.param("共825个", "82", False, id="beginning of a longer number"),
        pytest.param("82.5%", "82", False, id="whole part of a decimal"),
        pytest.param("共82。", "82", True, id="full stop is no decimal point"),
        pytest.param("it is 82. Then", "82", True, id="English full stop"),
        pytest.param("240万", "40万", False, id="40万 in 240万"),
        pytest.param("0.40万", "40万", False, id="decimals of another number"),
        pytest.param("40万亿元", "40万", False, id="40万 in 40万亿"),
        pytest.param("40万千瓦", "40万", True, id="万 before 千瓦"),
        pytest.param("19%", "9%", False, id="9% in 19%"),
        pytest.param("6.9%", "9%", False, id="9% in 6.9%"),
        pytest.param("增长９％", "9%", True, id="full width"),
        pytest.param("1000万元", "1,000万", True, id="thousands comma in the needle"),
        pytest.param("提高10个百分点", "10个", False, id="个百分点 is not 个"),
        pytest.param("用了10个月", "10个", False, id="个月 is not 个"),
        pytest.param("共40万亩", "40", True, id="a bare number may take a unit"),
        pytest.param("2024 82", "82", True, id="a space parts numbers"),
        pytest.param("目标5%-6%", "6%", True, id="end of a range"),
        pytest.param("甘州 乌江、\n东乐", "甘州乌江", True, id="words across a space"),
        pytest.param("预计增长5%以上", "增长5%", True, id="words before a figure"),
        pytest.param("", "82", False, id="empty text"),
    ],
)
def test_contains(text, needle, expected):
    assert contains(text, needle) is expected


@given(WORDS, WHOLE, WORDS)
def test_number_between_words_is_contained(before, number, after):
    assert contains(f"{before}{number}{after}", str(number))


@given(WHOLE, st.from_regex(r"\A[0-9]{1,3}\Z"), st.booleans())
def test_number_grown_by_digits_is_another(number, digits, in_front):
    grown = f"{digits}{number}" if in_front else f"{number}{digits}"
    assert not contains(f"共{grown}个", str(number)) or grown == str(number)


@given(DECIMALS)
def test_neither_part_of_a_decimal_is_contained(number):
    whole, decimals = f"{number:.2f}".split(".")
    assert not contains(f"增长{whole}.{decimals}%", f"{decimals}%")
    assert not contains(f"增长{whole}.{decimals}%", whole)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("东青禾县和白石县", {"东青禾县", "白石县"}, id="longer name only"),
        pytest.param("青禾县、东青禾县", {"青禾县", "东青禾县"}, id="both"),
        pytest.param("都没有", set(), id="none"),
        pytest.param("东 青禾 县", {"东青禾县"}, id="across spaces"),
    ],
)
def test_named(text, found):
    assert named(text, ["青禾县", "东青禾县", "白石县"]) == found


def test_contradiction_needs_two_known_units():
    pairs = [("公里的路", "元"), ("公里", "km"), ("标准箱", "元"), ("家", "个"), ("", "元")]
    assert [contradict(*pair) for pair in pairs] == [True, False, False, False, False]


def test_squeeze_of_a_part_is_a_part():
    text = "增长 ７％，\n达到 3521 个"
    assert squeeze(text) == squeeze(text[:4]) + squeeze(text[4:])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("增长 9 ％", "收入增长9%，其中", True, id="within"),
        pytest.param("上半年一般公共预算收入", "一般公共预算收入增长9%", True, id="shared end"),
        pytest.param("全市收入", "收入增长", False, id="shared end too short"),
        pytest.param("", "收入", False, id="empty"),
    ],
)
def test_overlap(one, other, expected):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize(
    ("text", "value", "unit", "expected"),
    [
        pytest.param("达到5000亿元", "0.5", "万亿元", True, id="万亿 as 亿"),
        pytest.param("达0.5万亿元", "5000", "亿元", True, id="亿 as 万亿"),
        pytest.param("over 13.12 million jobs", "1312", "万人", True, id="million as 万"),
        pytest.param("22.87 billion yuan", "228.7", "亿元", True, id="billion as 亿"),
        pytest.param("1.5 trillion yuan", "1.5", "万亿元", True, id="trillion as 万亿"),
        pytest.param("达1.5亿吨", "150", "million metric tons", True, id="English gold"),
        pytest.param("达228.7亿元", "228.7", "100 million yuan", True, id="unit with a number"),
        pytest.param("约1亿2000万元", "1.2", "亿元", True, id="in parts"),
        pytest.param("约1亿2000万元", "2000", "万元", False, id="a part is not the value"),
        pytest.param("有10至12万人", "10", "万人", True, id="multiplier after a range"),
        pytest.param("增长5-6%", "5", "%", True, id="percent after a range"),
        pytest.param("6.50%", "6.5", "%", True, id="trailing zero"),
        pytest.param("6.5 percent", "6.5", "%", True, id="percent"),
        pytest.param("6.5 per cent", "6.5", "%", True, id="per cent"),
        pytest.param("百分之6.5", "6.5", "%", True, id="百分之 with digits"),
        pytest.param("百分之六点五", "6.5", "%", True, id="百分之 in Chinese numerals"),
        pytest.param("下降三成左右", "30", "%", True, id="成"),
        pytest.param("死亡率5‰", "0.5", "%", True, id="per mille"),
        pytest.param("提高6.5个百分点", "6.5", "%", False, id="points are not percent"),
        pytest.param("0.5 percentage points", "0.5", "个百分点", True, id="points in English"),
        pytest.param("增长6.5%", "6.5", "个百分点", False, id="percent is not points"),
        pytest.param("两千三百户", "2300", "户", True, id="Chinese numerals"),
        pytest.param("一亿两千万元", "1.2", "亿元", True, id="large Chinese numerals"),
        pytest.param("共16项", "16", "个", False, id="another unit"),
        pytest.param("用时16个月", "16", "个", False, id="months"),
        pytest.param("共16人次", "16", "人", False, id="visits are not people"),
        pytest.param("发电16千瓦时", "16", "千瓦", False, id="energy is not power"),
        pytest.param("about 160 yuan", "160", "公里", False, id="money is not length"),
        pytest.param("about 160 km", "160", "公里", True, id="kilometres in English"),
        pytest.param("耗资3.5bn", "35", "亿元", True, id="bn"),
        pytest.param("25、34、44条", "34", "条", True, id="unit after a list"),
        pytest.param("25、34、44万条", "25", "条", False, id="multiplier after a list"),
        pytest.param("1.2 GW", "120", "万千瓦", True, id="gigawatts"),
        pytest.param("5 kWh", "5", "千瓦时", True, id="kilowatt-hours"),
        pytest.param("相差11.4个百分点", "11.4", "", True, id="gold without a unit"),
        pytest.param("820多万人", "820", "万人", True, id="多 before 万"),
        pytest.param("covers 16 communities", "16", "个", True, id="English noun"),
        pytest.param("3. Zhejiang", "3", "条", False, id="list number"),
        pytest.param("5G base stations", "5", "个", False, id="name with a digit"),
        pytest.param("一般公共预算收入", "1", "", False, id="numeral inside a word"),
        pytest.param("2240万元", "240", "万元", False, id="end of a longer number"),
        pytest.param("5000千瓦", "0.5", "万千瓦", True, id="千瓦"),
        pytest.param("下降2.1%", "-2.1", "%", True, id="word of decline"),
        pytest.param("增速为-2.1%", "-2.1", "%", True, id="minus sign"),
        pytest.param("增长2.1%", "-2.1", "%", False, id="growth is not decline"),
        pytest.param("增速为-2.1%", "2.1", "%", False, id="minus sign before a positive value"),
        pytest.param("目标5%-6%", "6", "%", True, id="dash of a range is no minus sign"),
        pytest.param("10万-12万人", "12", "万人", True, id="dash between multipliers"),
        pytest.param("net result (94.5)", "-94.5", "", True, id="brackets of accounts"),
        pytest.param("", "5", "%", False, id="empty text"),
    ],
)
def test_value_stated(text, value, unit, expected):
    assert value_stated(text, Decimal(value), unit) is expected


@given(DECIMALS, st.sampled_from(["万", "亿", "万亿"]), st.sampled_from(["万", "亿", "万亿"]))
def test_multiplier_does_not_matter(number, written, gold):
    assume(number > 0)
    sizes = {"万": 4, "亿": 8, "万亿": 12}
    as_gold = number.scaleb(sizes[written] - sizes[gold])
    assert value_stated(f"总额{number:f}{written}元", as_gold, f"{gold}元")


@given(DECIMALS, DECIMALS)
def test_other_value_is_not_stated(stated, other):
    assume(stated != other)
    assert not value_stated(f"增长{stated:f}%", other, "%")


@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text):
    assert all(each.value.is_finite() for each in quantities(text))


def test_quantities_of_a_sentence():
    found = quantities("增长6.5%，新增3521个，提高0.3个百分点")
    assert [(each.value, each.measure) for each in found] == [
        (Decimal("6.5"), Measure.PERCENT),
        (Decimal(3521), Measure.AMOUNT),
        (Decimal("0.3"), Measure.POINTS),
    ]


def test_scorer_shares_no_figure_code_with_the_product():
    shared = {"bot.check", "bot.extract", "ingest.figures", "ingest.numerals", "ingest.units"}
    folder = Path(__file__).parents[1] / "evals"
    nodes = (
        node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_bytes()))
    )
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported.isdisjoint(shared)
