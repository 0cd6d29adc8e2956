import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import find_claims, find_clauses
from ingest.types import Kind


def stated(text):
    return [(claim.label, claim.figure.text) for claim in find_claims(text) if claim.figure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市累计建成5G基站3521个。", [("全市累计建成5G基站", "3521个")]),
        ("建成服务中心6个、服务站46个。", [("建成服务中心", "6个"), ("服务站", "46个")]),
        ("硬化率、治理率分别达到99.6%和48.7%。", [
            ("硬化率达到", "99.6%"), ("治理率达到", "48.7%")]),
        ("城乡居民收入分别增长7%和8%。", [("城镇居民收入增长", "7%"), ("农村居民收入增长", "8%")]),
        ("改造老旧小区9个990户。", [("改造老旧小区", "9个"), ("", "990户")]),
        ("公司地区总部、研发中心分别新认定60家和30家，累计分别达到1016家和591家。", [
            ("公司地区总部新认定", "60家"), ("研发中心新认定", "30家"),
            ("公司地区总部累计达到", "1016家"), ("研发中心累计达到", "591家")]),
        ("粮食产量838.6亿斤、再创历史新高。", [("粮食产量", "838.6亿斤")]),
        ("固定资产投资、社会消费品零售总额分别增长8.4%和9.2%。", [
            ("固定资产投资增长", "8.4%"), ("社会消费品零售总额增长", "9.2%")]),
        ("工业投资、民间投资占比分别达到31%和58%。", [
            ("工业投资占比达到", "31%"), ("民间投资占比达到", "58%")]),
    ],
    ids=["plain", "list", "dealt", "both sides", "two counts", "dealt again", "comment",
         "whole ones", "tail of all"],
)  # fmt: skip
def test_each_figure_gets_its_own_words(text, expected):
    assert stated(text) == expected


def test_an_elliptic_claim_inherits_the_clause_before():
    claims = find_claims("新建充电桩1260个，累计建成3680个。")
    assert (claims[1].is_elliptic, claims[1].inherited) == (True, "新建充电桩1260个")


def test_a_figure_before_its_noun_is_told_what_it_describes():
    claim = find_claims("总投资78.5亿元、装机120万千瓦的抽水蓄能电站开工。")[0]
    assert claim.inherited == "抽水蓄能电站开工"


_TABLE = "病种：高血压；季度限额：200元；支付比例：50%。"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (_TABLE, [("季度限额：200元", "高血压"), ("支付比例：50%", "高血压")]),
        ("青禾县；产量：35万吨；增速：3%。", [("产量：35万吨", "青禾县"), ("增速：3%", "青禾县")]),
        ("产量：35万吨；地区：青禾县；作物：小麦。", [("产量：35万吨", "青禾县 小麦")]),
        ("产量：35万吨；面积：6万亩；价格：3元。", [
            ("产量：35万吨", ""), ("面积：6万亩", ""), ("价格：3元", "")]),
    ],
    ids=["named cells", "bare cell", "cells after it", "figures only"],
)  # fmt: skip
def test_figure_of_a_row_has_its_cell_and_the_words_of_the_others(row, expected):
    claims = [claim for claim in find_claims(row) if claim.figure]
    assert [(row[claim.start : claim.end], claim.inherited) for claim in claims] == expected
    assert all(claim.is_elliptic for claim in claims)


def test_cell_without_a_figure_is_a_claim_of_its_own():
    claims = [claim for claim in find_claims(_TABLE) if claim.figure is None]
    assert [(claim.label, claim.clause) for claim in claims] == [("病种：高血压", (0, 6))]


_INDICATORS = "表1 2023年主要指标；指标：粮食产量；2022年：34万吨；2023年：35万吨；同比增长：2.9%。"


def test_figure_under_a_year_has_the_words_of_its_row():
    assert stated(_INDICATORS) == [
        ("粮食产量 2022年：34万吨", "34万吨"),
        ("粮食产量 2023年：35万吨", "35万吨"),
        ("同比增长：2.9%", "2.9%"),
    ]


def test_percentage_under_a_name_of_growth_is_a_growth():
    claims = [claim for claim in find_claims(_INDICATORS) if claim.figure]
    assert [(claim.is_growth, claim.figure.kind) for claim in claims] == [
        (False, Kind.LEVEL), (False, Kind.LEVEL), (True, Kind.GROWTH),
    ]  # fmt: skip


def test_row_of_growth_makes_all_its_figures_growths():
    claims = [
        claim for claim in find_claims("指标：粮食增速；2022年：3%；2023年：2.9%。") if claim.figure
    ]
    assert [claim.is_growth for claim in claims] == [True, True]


def test_caption_that_speaks_of_growth_makes_no_growth():
    row = "表1 产量及增长速度；青禾县；产量：35万吨；面积：6万亩。"
    assert [claim.is_growth for claim in find_claims(row) if claim.figure] == [False, False]


def test_caption_and_label_without_names_are_the_subject():
    claims = [claim for claim in find_claims("表1 粮食；青禾县；产量：35万吨。") if claim.figure]
    assert [(claim.inherited, claim.label) for claim in claims] == [
        ("表1 粮食 青禾县", "产量：35万吨")
    ]


@pytest.mark.parametrize(
    "row",
    ["序号：3；部门：水利局；人数：2人。", "部门：水利局；联系电话：3222727；人数：2人。",
     "部门：水利局；职位：财务岗1；人数：2人。"],
    ids=["ordinal", "telephone", "name"],
)  # fmt: skip
def test_number_that_counts_nothing_is_no_claim(row):
    assert [claim.figure.text for claim in find_claims(row) if claim.figure] == ["2人"]


def test_figures_of_one_cell_are_told_apart():
    row = "病种：高血压；限额：每年800元，每季度200元；比例：50%。"
    shown = [row[claim.start : claim.end] for claim in find_claims(row) if claim.figure]
    assert shown == ["限额：每年800元", "限额：每年800元，每季度200元", "比例：50%"]


def test_rows_are_read_one_by_one():
    rows = "地区：青禾县；产量：35万吨；增速：3%。\n地区：白河县；产量：12万吨；增速：5%。\n"
    stated_of = [
        (claim.inherited, claim.figure.text) for claim in find_claims(rows) if claim.figure
    ]
    assert stated_of == [
        ("青禾县", "35万吨"), ("青禾县", "3%"), ("白河县", "12万吨"), ("白河县", "5%"),
    ]  # fmt: skip


def test_prose_with_colon_and_semicolons_is_no_row():
    text = "主要目标是：生产总值增长5.5%；新增就业2.3万人；粮食产量120万吨。"
    assert stated(text) == [
        ("生产总值增长", "5.5%"), ("新增就业", "2.3万人"), ("粮食产量", "120万吨"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处违法所得1倍以上5倍以下的罚款。", [
            "处违法所得1倍以上5倍以下", "处违法所得1倍以上5倍以下的罚款"]),
        ("处1万元以上5万元以下罚款，或者处货值10倍以上20倍以下罚款。", [
            "处1万元以上5万元以下", "处1万元以上5万元以下罚款",
            "或者处货值10倍以上20倍以下", "或者处货值10倍以上20倍以下罚款"]),
        ("增长5%以上、下降3%以下。", ["增长5%以上", "下降3%以下"]),
    ],
    ids=["two bounds", "twice", "bounds of two things"],
)  # fmt: skip
def test_two_bounds_are_stated_together(text, expected):
    assert [text[claim.start : claim.end] for claim in find_claims(text)] == expected


@pytest.mark.parametrize(
    "text", ["", _TABLE, "新建充电桩1260个，累计建成3680个。"], ids=["empty", "row", "prose"]
)
def test_equal_texts_have_equal_claims(text):
    again = "".join(list(text))
    first = find_claims(text)
    assert (find_claims(again), type(first)) == (first, tuple)


def test_where_a_change_began_is_marked():
    claims = find_claims("人均预期寿命从80.2岁提升到82.5岁。")
    assert [claim.is_origin for claim in claims] == [True, False]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("甲1,200户，乙3户。", ["甲1,200户", "乙3户"]),
        ("甲（其中，乙）三个；丙。", ["甲（其中，乙）三个", "丙"]),
        ("开展“甲，乙”行动，成效好。", ["开展“甲，乙”行动", "成效好"]),
    ],
    ids=["thousands comma", "brackets", "quotation"],
)
def test_clauses_end_at_commas_outside_numbers_and_brackets(text, clauses):
    assert [text[slice(*each)] for each in find_clauses(text, (0, len(text)))] == clauses


_WORDS = "甲乙分别为达到、，。；：（）“”和增长以上下0123456789.%万亿元个 \n"
_CELLS = st.text(alphabet="甲乙丙的（）、，0123456789.%万元个以上下", min_size=1, max_size=12)
_ROWS = st.lists(st.tuples(_CELLS, _CELLS), min_size=3, max_size=5).map(
    lambda cells: "；".join(f"{name}：{value}" for name, value in cells) + "。"
)


@given(st.text(alphabet=_WORDS, max_size=120) | _ROWS)
def test_positions_lie_in_the_text_and_hold_the_figure(text):
    for claim in find_claims(text):
        assert 0 <= claim.start <= claim.end <= len(text)
        assert claim.sentence[0] <= claim.clause[0] <= claim.clause[1] <= claim.sentence[1]
        if claim.figure:
            assert claim.figure.text in text[claim.start : claim.end]


def test_what_the_last_of_a_list_says_is_said_of_all():
    text = "厦门机场、福州机场旅客吞吐量分别达2790.6万人次和1529.9万人次。"
    assert stated(text)[0] == ("厦门机场旅客吞吐量达", "2790.6万人次")
