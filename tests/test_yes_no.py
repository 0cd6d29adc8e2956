"""Yes or no, from what a report states."""

from decimal import Decimal

import pytest

from bot.yes_no import compare_bound, decide, states_bound


@pytest.mark.parametrize(
    ("question", "statement", "reply"),
    [
        ("固定资产投资增长了吗？", "固定资产投资下降3.3%", False),
        ("PM2.5浓度降了没有？", "PM2.5年均浓度36.2微克/立方米、同比下降5%", True),
        ("GDP增速高于全国水平吗？", "地区生产总值增长4.7%、低于全国0.3个百分点", False),
        ("改善幅度是全国第一吗？", "改善幅度全国第一", True),
        ("产量是全国第一吗？", "产量居全国第二", False),
        ("有没有发生重特大事故？", "未发生重特大事故", False),
        ("能不能办成营利性幼儿园？", "不得办成营利性幼儿园", False),
        ("一次能贷5年吗？", "每次期限最长不超过3年", False),
        ("交了3年社保，够条件申请吗？", "缴纳社会保险满4年", False),
        ("交了5年社保，够条件申请吗？", "缴纳社会保险满4年", True),
        ("是全国唯一债券零违约的省份吗？", "保持全国唯一债券零违约省份", True),
        ("公园要买票吗？", "对65周岁以上的老年人免费", False),
        ("是不是6月1号才开始执行？", "标准从2025年1月1日起执行", False),
        ("2025年1月1日开始执行吗？", "标准从2025年1月1日起执行", True),
        ("“以上”包不包括本数？", "所称以上包括本数", True),
    ],
)
def test_what_decides_is_compared(question, statement, reply):
    assert decide(question, statement, core=statement, covers=True) is reply


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("旅游人次是增加的吗？", "全年旅游接待总人数65537.1万人次"),
        ("产量是全国第一吗？", "产量达到300万吨"),
    ],
    ids=["direction", "rank"],
)
def test_a_statement_that_does_not_decide_says_neither(question, statement):
    assert decide(question, statement, core=statement, covers=True) is None


def test_what_covers_little_of_the_question_does_not_affirm_it():
    statement = "申领业务可由单位代为申报"
    assert decide("申领业务收费吗？", statement, core=statement, covers=False) is None


def test_a_denial_elsewhere_in_the_sentence_does_not_count():
    statement = "75%乙醇可有效灭活病毒，氯己定不能有效灭活"
    core = "75%乙醇可有效灭活病毒"
    assert decide("75%乙醇能灭活病毒吗？", statement, core=core, covers=True) is True


@pytest.mark.parametrize(
    ("question", "value", "holds"),
    [
        ("超过50%了吗", "48.7", False),
        ("超过50%了吗", "51", True),
        ("低于50%吗", "48.7", True),
        ("低于50%吗", "50", False),
        ("是50%吗", "50", True),
    ],
)
def test_a_bound_is_compared(question, value, holds):
    assert compare_bound(question, Decimal(value), Decimal(50)) is holds


@pytest.mark.parametrize(
    ("question", "is_bound"),
    [("超过50%了吗", True), ("是5%吗？", True), ("30岁的职工要交钱吗？", False)],
)
def test_a_condition_is_no_bound(question, is_bound):
    assert states_bound(question) is is_bound
