import pytest

from bot.followup import complete
from bot.types import Turn


def asked(*questions):
    return [Turn(question=question) for question in questions]


def test_without_history_the_question_stays():
    assert complete("粮食产量是多少", []).text == "粮食产量是多少"


def test_a_complete_question_stays():
    question = "2024年全市城镇居民人均可支配收入是多少元？"
    assert complete(question, asked("2024年粮食产量是多少")).text == question


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("2025年江苏省GDP增长目标是多少？", "那浙江呢？", "2025年浙江GDP增长目标是多少？"),
        ("2023年接待游客多少人次？", "2024年呢", "2024年接待游客多少人次？"),
        ("接待游客多少人次？", "那2022年呢？", "2022年接待游客多少人次？"),
        ("宜春市2022年的GDP是多少？", "万载县呢？", "万载县2022年的GDP是多少？"),
    ],
)
def test_another_place_or_year_takes_the_place_of_the_earlier(earlier, question, expected):
    assert complete(question, asked(earlier)).text == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("全市新签约入库项目有多少项？", "投资额呢？", "全市新签约入库项目，投资额呢？"),
        ("省外到位资金落实了多少？", "增长了多少？", "省外到位资金，增长了多少？"),
    ],
)
def test_another_indicator_keeps_the_topic(earlier, question, expected):
    completed = complete(question, asked(earlier))
    assert (completed.text, completed.focus) == (expected, question)


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("2016年全市城镇新增就业多少人？", "前一年呢？", "2015年全市城镇新增就业多少人？"),
        ("2016年全市城镇新增就业多少人？", "那再往前一年呢", "2015年全市城镇新增就业多少人？"),
        ("2016年全市城镇新增就业多少人？", "下一年的呢？", "2017年全市城镇新增就业多少人？"),
        ("How much was GDP in 2015?", "And the year before?", "How much was GDP in 2014?"),
    ],
)
def test_the_year_before_or_after_is_counted_from_the_earlier_question(earlier, question, expected):
    assert complete(question, asked(earlier)).text == expected


def test_a_chain_of_follow_ups_is_followed():
    history = asked("2025年广东省城镇新增就业目标是多少？", "那江苏呢？")
    assert complete("河北呢？", history).text == "2025年河北城镇新增就业目标是多少？"


def test_an_english_follow_up_carries_the_earlier_question():
    text = complete("And how many servers?", asked("How many cabinets does the park have?")).text
    assert text == "And how many servers? (How many cabinets does the park have?)"
