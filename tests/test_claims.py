import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import find_claims, find_clauses
from bot.dating import Dated, date_claim
from ingest.types import Description


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
    ],
    ids=["plain", "list", "dealt", "both sides", "two counts", "dealt again"],
)  # fmt: skip
def test_each_figure_gets_its_own_words(text, expected):
    assert stated(text) == expected


def test_an_elliptic_claim_inherits_the_clause_before():
    claims = find_claims("新建充电桩1260个，累计建成3680个。")
    assert (claims[1].is_elliptic, claims[1].inherited) == (True, "新建充电桩1260个")


def test_a_figure_before_its_noun_is_told_what_it_describes():
    claim = find_claims("总投资78.5亿元、装机120万千瓦的抽水蓄能电站开工。")[0]
    assert claim.inherited == "抽水蓄能电站开工"


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


@given(st.text(alphabet="甲乙分别为达到、，。；（）“”和增长0123456789.%万亿元个 \n", max_size=120))
def test_positions_lie_in_the_text_and_hold_the_figure(text):
    for claim in find_claims(text):
        assert 0 <= claim.start <= claim.end <= len(text)
        assert claim.sentence[0] <= claim.clause[0] <= claim.clause[1] <= claim.sentence[1]
        if claim.figure:
            assert claim.figure.text in text[claim.start : claim.end]


WORK_REPORT = Description(title="2025年某省政府工作报告", period="2025年")
COMMUNIQUE = Description(title="某市2022年统计公报", period="2022年")


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


def test_what_the_last_of_a_list_says_is_said_of_all():
    text = "厦门机场、福州机场旅客吞吐量分别达2790.6万人次和1529.9万人次。"
    assert stated(text)[0] == ("厦门机场旅客吞吐量达", "2790.6万人次")
