"""What a refusal calls missing."""

import pytest

from bot.phrase import noun_phrase


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("青禾县2024年旅游收入实际比2023年多了多少？", "旅游收入"),
        ("青禾市公租房分配通告，有多少户家庭申请了？", "家庭申请"),
        ("青禾市机关遴选，宣传部招几个人？", "宣传部"),
        ("青禾市老人家去社区食堂吃饭，政府给补多少钱", "老人家去社区食堂吃饭"),
        ("江苏2025年GDP增长目标完成了没有？", "GDP增长目标"),
        ("2019年国庆节放假几天？", "国庆节放假"),
        ("能不能？", ""),
    ],
)
def test_what_a_chinese_question_asks_for_is_named_in_its_words(question, expected):
    assert noun_phrase(question, "zh") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many people died in the Harbin Port explosion?",
            "people died in the Harbin Port explosion",
        ),
        ("Who led the inquiry into phone hacking?", "inquiry into phone hacking"),
        ("What was the GDP of Chengdu in 2015?", "GDP"),
        ("How fast did China's exports grow in 2015?", "exports"),
        ("How many new urban jobs did Liaoning create in 2025?", "new urban jobs"),
    ],
)
def test_what_an_english_question_asks_for_is_named_in_its_words(question, expected):
    assert noun_phrase(question, "en") == expected
