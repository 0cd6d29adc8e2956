"""Of which year a claim is, and whether it is a result or a target."""

import pytest

from bot.dating import Dated, date_claim
from ingest.types import Description

WORK_REPORT = Description(title="2025年某省政府工作报告", period="2025年")
ENGLISH_WORK_REPORT = Description(
    title="2025 Report on the Work of the Government", period="2025年", language="en"
)
COMMUNIQUE = Description(title="某市2022年统计公报", period="2022年")
UNDATED = Description(title="某市养老服务条例")


def dated(sentence, *, clause="", section=(), description=COMMUNIQUE, is_origin=False):
    return date_claim(
        clause or sentence,
        sentence_before=sentence,
        section=section,
        description=description,
        is_origin=is_origin,
    )


@pytest.mark.parametrize(
    ("clause", "section", "description", "expected"),
    [
        ("粮食产量762亿斤", ("一、2024年工作回顾",), WORK_REPORT, Dated(2024, False, True)),
        ("粮食产量740亿斤以上", ("二、2025年主要任务",), WORK_REPORT, Dated(2025, True, True)),
        ("2023年粮食产量700亿斤", ("一、2024年工作回顾",), WORK_REPORT, Dated(2023, False, True)),
        ("力争增长5%", (), WORK_REPORT, Dated(2025, True, True)),
        ("增长5.8%", (), WORK_REPORT, Dated(2024, False, True)),
        ("今年高校毕业生795万人", ("二、2025年重点工作",), WORK_REPORT, Dated(2025, False, True)),
        ("粮食产量2151.9万吨", ("02农业",), COMMUNIQUE, Dated(2022, False)),
    ],
)  # fmt: skip
def test_claims_are_dated_by_their_heading_and_words(clause, section, description, expected):
    found = date_claim(clause, sentence_before=clause, section=section, description=description)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "总投资1900亿元",
        "人均补助2094元",
        "新建基站2020个",
        "面积2015平方公里",
        "云政办发〔2021〕35号规定补助3万元",
        "印发《养老服务规划（2021—2025年）》",
        "revenue of 2000 yuan",
        "a workforce of 2015 people",
        "exports of 2020.5 billion yuan",
    ],
)
def test_amounts_and_names_are_no_years(sentence):
    assert dated(sentence).year == 2022
    assert not dated(sentence).is_sure


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("2021年末常住人口337万人", 2021),
        ("2019年3亿元、2021年5亿元", 2021),
        ("GDP grew by 5 percent in 2021", 2021),
        ("Of 12,000 homes on March 5, 2024, most had gas", 2024),
    ],
    ids=["end of year", "last of two", "english", "english date"],
)
def test_year_that_the_sentence_names_is_sure(sentence, year):
    assert dated(sentence) == Dated(year, False, True)


@pytest.mark.parametrize(
    ("sentence", "year"),
    [("到2025年达到5亿元", 2025), ("By 2030 the share will reach 20 percent", 2030)],
    ids=["chinese", "english"],
)
def test_what_is_counted_until_a_later_year_is_planned(sentence, year):
    assert dated(sentence) == Dated(year, True, True)


def test_what_is_counted_until_the_year_of_a_text_is_a_result():
    assert dated("到2022年达到5亿元") == Dated(2022, False, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "优良天数比率比2020年提高3个百分点",
        "较2019年增长5%",
        "与2021年相比增长5%",
        "2012年以来累计新增3万人",
        "自2016年累计投资3亿元",
        "高于2019年水平",
        "预期寿命从2020年的80.2岁提升到82.5岁",
        "up 3 points from 2019",
        "higher than in 2019",
        "3 million since 2012",
    ],
)
def test_what_a_figure_is_compared_with_is_not_its_year(sentence):
    assert dated(sentence) == Dated(2022, False)


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("2021年人口337万人，比2020年增加2万人", 2021),
        ("比2020年提高，2021年达到5亿元", 2021),
        ("产值由2012年的5亿元增加到2021年的8亿元", 2021),
    ],
)
def test_year_beside_a_basis_of_comparison_counts(sentence, year):
    assert dated(sentence) == Dated(year, False, True)


def test_basis_of_comparison_is_the_year_of_the_origin_itself():
    assert dated("预期寿命从2020年的80.2岁", is_origin=True) == Dated(2020, False, True)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("生产总值年均增长6%", Dated(2022, False, False, True)),
        ("五年来新增3万人", Dated(2022, False, False, True)),
        ("五年累计新增3万人", Dated(2022, False, False, True)),
        ("“十三五”时期新增3万人", Dated(2022, False, False, True)),
        ("2013-2017年新增3万人", Dated(2017, False, True, True)),
        ("2013年至2017年，新增3万人", Dated(2017, False, True, True)),
        ("2017年新增3万人", Dated(2017, False, True, False)),
        ("Over the past five years, 3 million jobs", Dated(2022, False, False, True)),
    ],
)
def test_figures_of_several_years_are_told(sentence, expected):
    assert dated(sentence) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "主要指标增长5%",
        "重要产业产值3亿元",
        "需要资金3亿元",
        "首要污染物浓度下降5%",
        "发放要素保障贷款3亿元",
        "将近3亿元",
        "平均预期寿命82岁",
        "计划单列市5个",
        "去年新增3万人",
    ],
)
@pytest.mark.parametrize("description", [WORK_REPORT, COMMUNIQUE], ids=["work report", "other"])
def test_words_that_look_like_plans_are_no_targets(clause, description):
    assert not dated(clause, description=description).is_target


@pytest.mark.parametrize(
    "clause", ["要完成投资3亿元", "将完成投资3亿元", "力争增长5%", "确保产量3万吨", "目标3%"]
)
@pytest.mark.parametrize(
    ("description", "expected"),
    [(WORK_REPORT, Dated(2025, True, True)), (COMMUNIQUE, Dated(2022, True))],
    ids=["work report", "other"],
)
def test_words_of_plans_make_a_target(clause, description, expected):
    assert dated(clause, description=description) == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (("一、过去五年工作", "（一）目标任务"), Dated(2024, False, True)),
        (("三、其他事项",), Dated(2025, True, True)),
        (("一、其他事项",), Dated(2024, False, True)),
        (("政府自身建设",), Dated(2024, False, True)),
    ],
    ids=["outermost heading", "later part", "first part", "no part"],
)
def test_part_of_a_work_report_tells_results_from_targets(section, expected):
    assert dated("完成投资3亿元", section=section, description=WORK_REPORT) == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (("A Review of Our Work in 2024",), Dated(2024, False, True)),
        (("Major Tasks for 2025",), Dated(2025, True, True)),
    ],
)
def test_english_work_report_is_dated_by_its_headings(section, expected):
    found = dated("12 million jobs", section=section, description=ENGLISH_WORK_REPORT)
    assert found == expected


@pytest.mark.parametrize(
    ("clause", "is_target"),
    [
        ("今年高校毕业生795万人", False),
        ("今年高校毕业生795万人左右", True),
        ("今年要帮扶高校毕业生795万人", True),
    ],
    ids=["fact", "bounded", "planned"],
)
def test_fact_among_the_plans_is_no_target(clause, is_target):
    found = dated(clause, section=("二、2025年主要任务",), description=WORK_REPORT)
    assert found == Dated(2025, is_target, True)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("补助3万元", Dated(None, False)), ("2024年补助3万元", Dated(2024, False, True))],
)
def test_report_without_a_year_lends_none(clause, expected):
    assert dated(clause, description=UNDATED) == expected
