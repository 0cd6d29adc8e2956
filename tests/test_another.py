"""What is of a narrower or another thing, or counts one, is shown as near and never asserted."""

import pytest

from bot.assembly import assemble
from bot.counted import counted_noun
from bot.settings import Settings
from bot.types import Outcome
from bot.understand import understand
from bot.wording import find_terms

_REPORT = """青禾省2026年政府工作报告

一、2025年工作回顾
冰雪经济总产出增长13.2%。民营经济增加值增长7.1%。数字经济核心产业营收增长10.9%。
全省地区生产总值增长4.2%，粮食总产量120亿斤。
规模以上工业增加值增长6.3%。
海洋经济加快发展，沿海城市带海洋渔业繁荣。
全国文明城市、国家历史文化名城分别增至7座、4座，5A级旅游景区数量居全国前列。
新增本科高校1所。新增上市公司12家。国家级创新平台达到22家。
省内有进出口实绩的企业数量增长7%。汽车产量继续增长、达35.7万辆，新能源汽车产量增长94.5%、达16.8万辆。
改造农村户厕42.5万座。发放创业补贴后新增就业32.7万人。
"""
_COAST = """白沙省2026年政府工作报告

一、2025年工作回顾
海洋生产总值增长6.5%，港口货物吞吐量3.2亿吨。
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        product.ingest("青禾省2026年政府工作报告.txt", _REPORT.encode())
        product.ingest("白沙省2026年政府工作报告.txt", _COAST.encode())
        yield product.bot


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("青禾省2025年经济增长多少？", "全省地区生产总值增长4.2%[1]。"),
        ("青禾省2025年经济增速", "全省地区生产总值增长4.2%[1]。"),
        ("青禾省2025年工业增加值增长多少？", "规模以上工业增加值增长6.3%[1]。"),
        ("青禾省2025年有多少家企业上市？", "新增上市公司12家[1]。"),
        ("青禾省2025年新增多少所高校？", "新增本科高校1所[1]。"),
        ("青禾省2025年给乡下人家翻修了多少个茅房？", "改造农村户厕42.5万座[1]。"),
    ],
    ids=["economy", "keywords", "the whole of it", "came to be", "new", "lay wording"],
)
def test_the_thing_itself_is_answered(bot, question, answer):
    found = bot.ask(question)
    assert (found.outcome, found.answer) == (Outcome.ANSWERED, answer)


@pytest.mark.parametrize(
    "question",
    [
        "白沙省2025年GDP增速是多少？",
        "青禾省2025年有多少个5A级景区？",
        "青禾省有多少所高校？",
        "青禾省有几个国家级高新区？",
        "青禾省2025年人均GDP增长多少？",
        "青禾省2025年进出口总额增长多少？",
        "青禾省2025年新能源汽车产量占汽车产量多少？",
    ],
    ids=[
        "narrower",
        "another count",
        "only the new",
        "another kind",
        "not per head",
        "only mentioned",
        "not a share",
    ],
)
def test_what_is_of_another_thing_is_not_asserted(bot, question):
    assert bot.ask(question).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("江苏有多少个5A级景区", "景区"),
        ("全省高速公路服务区一共有多少个？", "服务区"),
        ("新建了多少所学校？", "学校"),
        ("常住人口多少人？", ""),
        ("粮食产量多少亿斤？", ""),
    ],
)
def test_what_a_question_counts_is_its_last_noun(question, noun):
    assert counted_noun(understand(question)) == noun


@pytest.mark.parametrize(
    ("rest", "terms"),
    [
        ("经济增长多少", [("经济增长", "地区生产总值增长", "生产总值增长")]),
        ("民营经济增长多少", [("民营",), ("经济",), ("增长",)]),
    ],
)
def test_a_wording_that_means_the_economy_does_so_only_by_itself(rest, terms):
    assert [term.alternatives for term in find_terms(rest, "zh")] == terms
