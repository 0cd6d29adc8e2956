"""Parts of a year, and figures of the asked unit: what nearly answers does not."""

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from bot.types import Outcome

_HALF = """青禾县2024年上半年经济运行情况

一、总体情况
上半年，全县固定资产投资增长7%。粮食产量12.5万吨。一季度工业用电量3.1亿千瓦时。
"""
_YEAR = """白河县2025年政府工作报告

一、2024年工作回顾
2024年，全县社会消费品零售总额增长4%。常住人口城镇化率75.5%。
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        product.ingest("青禾县2024年上半年经济运行情况.txt", _HALF.encode())
        product.ingest("白河县2025年政府工作报告.txt", _YEAR.encode())
        yield product.bot


def test_the_asked_half_year_is_answered(bot):
    answer = bot.ask("青禾县2024年上半年固定资产投资增长多少？")
    assert (answer.outcome, "增长7%" in answer.answer) == (Outcome.ANSWERED, True)


def test_an_english_half_is_the_chinese_one(bot):
    answer = bot.ask("What was the grain output of 青禾县 in the first half of 2024?")
    assert "12.5" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "青禾县2023年上半年固定资产投资增长多少？",
        "青禾县2024年全年粮食产量是多少？",
        "青禾县2024年上半年工业用电量是多少？",
        "白河县2024年社会消费品零售总额是多少亿元？",
        "白河县2024年常住人口有多少万人？",
    ],
    ids=["another year", "the whole year", "another part", "an amount", "a number of people"],
)
def test_what_is_of_another_time_or_unit_is_no_answer(bot, question):
    assert bot.ask(question).outcome is not Outcome.ANSWERED
