"""What may answer at all: counterparts, spans, plans and mere rates do not."""

import pytest
from over_reports import bot_over

from bot.claims import find_claims
from bot.grades import is_of_other_grade
from bot.named import names_asked
from bot.numbered import find_numbers, is_number_of, without_numbers
from bot.opposites import Counterparts
from bot.types import Outcome
from bot.understand import understand

_REPORTS = {
    "青禾县2026年政府工作报告.txt": """青禾县2026年政府工作报告

一、“十四五”时期工作回顾
五年来，城镇新增就业累计12万人。地区生产总值年均增长6.2%。
2025年，贷款余额350亿元。高速公路里程由120公里增至185公里。接待游客增长8%。
财政赤字16.2亿元。其中，中央财政赤字11.2亿元；地方财政赤字5亿元。
人均地区生产总值7.1万元。年末全县地区生产总值320亿元。服务业占地区生产总值的比重为48%。
完成交通投资23亿元、能源投资21亿元、水利投资9亿元、教育投资3亿元。
汽车产量继续增长、达35.7万辆，新能源汽车产量增长94%、达16.8万辆。
入境游客120万人次，增长9.5%。粮食产量12万吨，比上年减产1.8%。
一次性求职补贴标准为每人3000元。
城市低保标准从796元/月提高至842元/月。
二、2026年重点工作
城镇调查失业率控制在5.5%以内。培育示范企业20家以上。退出煤炭产能150万吨。配置除颤仪达每10万人45台。
""",
    "关于数字化转型的通知.txt": """关于数字化转型的通知
青政发〔2024〕15号
到2027年，数字经济占比达到12%以上。申请材料应在5个工作日内提交。
""",
    "关于节水工作的通知.txt": """关于节水工作的通知
青政发〔2024〕16号
数字经济占比不作要求。到2027年，再生水利用率达到30%以上。
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with bot_over(tmp_path_factory.mktemp("data"), _REPORTS) as product:
        yield product


@pytest.mark.parametrize(
    "question",
    [
        "青禾县2025年末存款余额是多少？",
        "青禾县2025年城镇新增就业多少万人？",
        "青禾县2025年接待游客多少人次？",
    ],
    ids=["counterpart", "five years", "rate only"],
)
def test_what_only_comes_near_is_refused(bot, question):
    assert bot.ask(question).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("青禾县2025年高速公路里程多少公里？", "185公里"),
        ("青禾县2025年城市低保标准提高到每月多少元？", "842元"),
        ("青政发〔2024〕15号提出2027年数字经济占比达到多少？", "12%"),
        ("青禾县2025年地区生产总值多少？", "320亿元"),
        ("青禾县2025年人均地区生产总值多少？", "7.1万元"),
        ("青禾县2025年地方的财政赤字多少？", "地方财政赤字5亿元"),
        ("青禾县2025年交通、能源、水利投资各多少？", "23亿元、能源投资21亿元、水利投资9亿元["),
        ("青禾县2025年入境游客多少万人次，增长多少？", "120万人次，增长9.5%"),
        ("青禾县2025年汽车产量多少万辆？", "35.7万辆"),
        ("青禾县2025年新能源汽车产量多少万辆？", "16.8万辆"),
        ("青禾县2025年一次性求职补贴标准是多少？", "每人3000元"),
        ("青禾县2026年要退出多少煤炭产能？", "150万吨"),
        ("青禾县2026年要配置除颤仪达每10万人多少台？", "每10万人45台"),
        ("青禾县2025年粮食产量同比增长多少？", "减产1.8%"),
    ],
    ids=[
        "where a change led",
        "with a slash",
        "by the number of the paper",
        "whole",
        "per head",
        "part",
        "each",
        "amount and growth",
        "all of a kind",
        "one of a kind",
        "standard a person",
        "plan",
        "denominator",
        "growth in another word",
    ],
)
def test_what_is_asked_is_stated(bot, question, stated):
    assert stated in bot.ask(question).answer


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("年末存款余额", "本外币贷款余额5万亿元", True),
        ("年末贷款余额", "本外币贷款余额5万亿元", False),
        ("存款和贷款余额", "本外币贷款余额5万亿元", False),
        ("农村低保标准", "城乡低保标准815元", False),
        ("出口总额", "进出口总额9亿元", True),
        ("常住人口", "本外币贷款余额5万亿元", False),
    ],
    ids=["other", "same", "both asked", "both stated", "whole of it", "neither asked"],
)
def test_a_counterpart_is_another_thing(question, text, expected):
    assert Counterparts(question).exclude(find_claims(text)[0]) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("铁路货运量", "全年货物运输总量1.9亿吨", True),
        ("铁路货运量", "货物运输总量1.9亿吨，其中铁路0.4亿吨", False),
        ("货运量", "全年货物运输总量1.9亿吨", False),
        ("农村低保标准", "城乡低保标准815元", False),
        ("rail freight", "全年货物运输总量1.9亿吨", False),
        ("5G基站", "2025 government report：基站12座", True),
        ("地方财政收入", "全市一般公共预算收入9亿元", False),
    ],
    ids=["whole", "named", "not asked", "both", "other language", "no code in a year", "implied"],
)
def test_what_leaves_the_asked_thing_unnamed_is_told(question, text, expected):
    assert Counterparts(question).lacks(text) is expected


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("国办发〔2026〕15号提出", ("2026-15",), " 提出"),
        ("国发2018年41号文里", ("2018-41",), " 里"),
        ("通知(259号文)", ("-259",), "通知( )"),
        ("轨道交通15号线", (), "轨道交通15号线"),
    ],
    ids=["brackets", "plain", "number only", "a line"],
)
def test_numbers_of_papers_are_read(text, numbers, rest):
    assert (find_numbers(text), without_numbers(text)) == (numbers, rest)


def test_a_number_without_its_year_is_that_of_any():
    assert is_number_of("-259", "银发〔2021〕259号")
    assert not is_number_of("2021-259", "银发〔2022〕259号")


def test_names_are_no_places_and_no_common_words():
    assert names_asked(understand("上海迪士尼2025年接待游客多少人次")) == (("迪士尼",),)
    assert names_asked(understand("青禾县对越南出口多少")) == (("越南", "中越"),)
    assert names_asked(understand("天津人2025年存了多少钱")) == ()


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("3级待遇每天多少元", "享受2级待遇的，每天30元", True),
        ("三级待遇每天多少元", "享受3级待遇的，每天120元", False),
        ("二级待遇每天多少元", "享受1级、2级和3级待遇的，每天30元", False),
        ("二级待遇每天多少元", "一至三级待遇均为每天30元", False),
        ("二级待遇每天多少元", "生活照料费用每天30元", False),
        ("5A级景区多少家", "4A级景区30家", False),
    ],
    ids=["other", "own", "together", "range", "unnamed", "name"],
)
def test_what_is_laid_down_for_another_grade_is_told(question, text, expected):
    claim = [each for each in find_claims(text) if each.figure][-1]
    assert is_of_other_grade(question, text, claim) is expected
