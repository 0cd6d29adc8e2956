from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.check import check_figures
from bot.types import AnswerFigure, Citation, FigureStatus


def citation(marker, quote):
    return Citation(
        marker=marker, document_id="d", title="t", section=(), page=None,
        start=0, end=len(quote), quote=quote, url="",
    )  # fmt: skip


def statuses(answer, *quotes):
    citations = [citation(n, quote) for n, quote in enumerate(quotes, 1)]
    return [(figure.text, figure.status.value) for figure in check_figures(answer, citations)]


def test_a_figure_of_its_passage_is_verified():
    found = check_figures("建成5G基站3521个[1]。", [citation(1, "全市累计建成5G基站3521个")])
    expected = AnswerFigure(
        text="3521个", value=Decimal(3521), unit="个", marker=1, status=FigureStatus.VERIFIED
    )
    assert found == (expected,)


def test_the_same_value_in_another_notation_is_verified():
    assert statuses("投资0.5万亿元[1]", "投资5000亿元") == [("0.5万亿元", "verified")]


def test_another_unit_is_unsupported():
    assert statuses("增长7个百分点[1]", "增长7%") == [("7个百分点", "unsupported")]


def test_a_figure_of_another_passage_than_the_cited_is_unsupported():
    assert statuses("甲3户[1]，乙5户[2]。", "乙5户", "甲3户") == [
        ("3户", "unsupported"), ("5户", "unsupported"),
    ]  # fmt: skip


def test_a_figure_without_marker_is_unsupported():
    assert statuses("甲3户[1]，乙5户。", "甲3户，乙5户")[1] == ("5户", "unsupported")


def test_a_run_of_markers_supports_together():
    assert statuses("甲3户[1][2]。", "乙5户", "甲3户") == [("3户", "verified")]


def test_an_invented_marker_supports_nothing():
    assert statuses("甲3户[7]。", "甲3户") == [("3户", "unsupported")]


@given(st.integers(1, 10**9), st.sampled_from(["个", "万元", "亿元", "%", "公里"]))
def test_a_copied_figure_is_verified_and_a_changed_one_is_not(number, unit):
    quote = f"某指标达到{number}{unit}"
    assert statuses(f"{quote}[1]。", quote)[0][1] == "verified"
    assert statuses(f"某指标达到{number + 1}{unit}[1]。", quote)[0][1] == "unsupported"


def test_difference_of_two_verified_figures_is_computed():
    answer = "甲：新增就业120万人[1]；乙：新增就业100万人[2]。相差20万人。"
    found = check_figures(answer, [citation(1, "新增就业120万人"), citation(2, "新增就业100万人")])
    assert [(each.status.value, each.expression) for each in found] == [
        ("verified", None),
        ("verified", None),
        ("computed", "120万人 − 100万人"),
    ]


def test_difference_of_shares_is_in_points():
    answer = "甲：占3.42%[1]；乙：占3.35%[2]。相差0.07个百分点。"
    found = check_figures(answer, [citation(1, "占3.42%"), citation(2, "占3.35%")])
    assert found[-1].status is FigureStatus.COMPUTED


def test_other_result_than_the_difference_is_unsupported():
    answer = "甲：新增就业120万人[1]；乙：新增就业100万人[2]。相差21万人。"
    assert statuses(answer, "新增就业120万人", "新增就业100万人")[-1] == ("21万人", "unsupported")


def test_difference_to_a_figure_without_its_passage_is_unsupported():
    answer = "甲：新增就业120万人[1]；乙：新增就业100万人[2]。相差20万人。"
    assert statuses(answer, "新增就业120万人", "新增就业90万人")[-1] == ("20万人", "unsupported")


def test_expression_behind_a_figure_computes_it():
    answer = "合计220万人（120万人[1] + 100万人[2]）。"
    quotes = [citation(1, "新增就业120万人"), citation(2, "新增就业100万人")]
    found = check_figures(answer, quotes)
    assert [(each.status.value, each.expression) for each in found] == [
        ("computed", "120万人 + 100万人"), ("verified", None), ("verified", None),
    ]  # fmt: skip


def test_share_and_growth_are_rounded_as_printed():
    quotes = ["产量871.6亿斤", "产量838.6亿斤"]
    growth = "增长3.94%（871.6亿斤[1] ÷ 838.6亿斤[2] − 1）。"
    share = "占103.94%（871.6亿斤[1] ÷ 838.6亿斤[2]）。"
    assert statuses(growth, *quotes)[0] == ("3.94%", "computed")
    assert statuses(share, *quotes)[0] == ("103.94%", "computed")
    assert statuses(growth.replace("3.94", "4.94"), *quotes)[0][1] == "unsupported"


def test_expression_with_an_operand_that_no_passage_states_computes_nothing():
    answer = "合计220万人（120万人[1] + 100万人[2]）。"
    assert statuses(answer, "新增就业120万人", "新增就业90万人")[0] == ("220万人", "unsupported")


def test_expression_of_nothing_is_none():
    assert statuses("合计220万人（120万人 + 100万人）。", "新增就业120万人")[0][1] == "unsupported"
    assert statuses("共3户（甲3户[1]）。", "甲3户") == [("3户", "verified"), ("3户", "verified")]


def test_count_of_reports_is_computed_unless_a_passage_states_it():
    quotes = [citation(1, "甲3户")]
    found = check_figures("甲3户[1]。另有4个地区没有。", quotes, counts={"4个": "7 − 3"})
    assert [(each.status.value, each.expression) for each in found] == [
        ("verified", None), ("computed", "7 − 3"),
    ]  # fmt: skip
