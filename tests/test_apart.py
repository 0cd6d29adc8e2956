"""What is near the asked thing and is not it, and what is it by another name or in other words."""

import pytest
from over_reports import bot_over

from bot.dating import goal_year
from bot.followup import complete
from bot.gaps import asks_gap
from bot.named import names_asked
from bot.types import Outcome, Turn
from bot.understand import understand
from bot.wants import DATE, holds, names_person
from ingest.places import guess_mentions

_REPORTS = {
    "2026年青禾县政府工作报告.txt": """2026年青禾县政府工作报告
一、2025年工作回顾
地区生产总值增长5.6%。社会消费品零售总额达3.2万亿元、增长5%，高于全国1.5个百分点。城镇新增就业81.2万人。
玉泉湖和云顶山5A级景区获批，全县接待游客2.4亿人次、实现收入3100亿元。
全社会研发经费支出相当于全县生产总值的比例达到3.1%左右，地方一般公共预算收入4200亿元。
接待旅游总人数、游客旅游总花费分别增长8.3%、9.7%。出口值210亿元。绿电交易量90亿千瓦时。
“望海联赛”火遍全国，“晨曲计划”培养青年编剧。为全县65岁以上老年人免费接种肺炎疫苗。
二、2026年工作安排
今年主要预期目标是：地区生产总值增长5.5%左右，城镇新增就业80万人以上，全社会研发经费支出相当于全县生产总值的比例达到3.2%左右。
城镇新增就业预期目标比去年多2万人。
""",
    "2025年青禾县政府工作报告.txt": """2025年青禾县政府工作报告
一、2024年工作回顾
地区生产总值增长5.2%。城镇新增就业79.5万人。全社会研发经费支出相当于全县生产总值的比例达到3.0%左右。
二、2025年工作安排
今年主要预期目标是：地区生产总值增长5.5%左右，城镇新增就业80万人以上。
""",
    "2026年白岭县政府工作报告.txt": """2026年白岭县政府工作报告
一、2025年工作回顾
地区生产总值增长4.9%。城镇新增就业60.3万人。
二、2026年工作安排
今年主要预期目标是：地区生产总值增长5%左右。
""",
    "2018年国务院政府工作报告.txt": """政府工作报告
——2018年3月5日在第十三届全国人民代表大会第一次会议上
国务院总理
一、过去五年工作回顾
国内生产总值增长6.9%。
二、2018年工作安排
今年赤字率2.6％；财政赤字2.38万亿元，其中中央财政赤字1.55万亿元，地方财政赤字8300亿元。
""",
    "农机意见.txt": """青禾县人民政府关于加快推进农业机械化转型升级的意见
青政发〔2018〕42号
到2020年，农机品类基本齐全，重点农机产品供给能力明显提升，农机使用效率进一步提高，作业条件显著改善，机具装备结构进一步优化，社会化服务领域加快拓展。全县农作物耕种收综合机械化率达到71%，主要粮食作物基本实现生产全程机械化。
到2025年，农机品类齐全，重点农机产品质量可靠，农机装备产业迈入高质量发展阶段，农业机械化进入全程全面高质高效发展时期，社会化服务体系健全完善。全县农作物耕种收综合机械化率达到76%，丘陵山区农作物耕种收综合机械化率达到56%。
""",
    "扣除办法.txt": """青禾县个人所得税赡养扣除办法
第二十二条 纳税人赡养被赡养人的赡养支出，按照以下标准定额扣除：
（一）纳税人为独生子女的，按照每月2100元的标准定额扣除；
（二）纳税人为非独生子女的，由其与兄弟姐妹分摊每月1900元的扣除额度。
""",
    "inquiry.txt": """REPORT OF THE HARBOUR INQUIRY
1. The announcement
1.1 On 13 July 2011, the Prime Minister made a statement to the House of Commons in these terms.
1.2 With the help of the Solicitor, I selected Robert Jay QC to be Counsel to the Inquiry.
1.3 Core Participants wrote to Counsel to the Inquiry about the order of the witnesses.
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with bot_over(tmp_path_factory.mktemp("data"), _REPORTS) as product:
        yield product


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("2018年全国财政赤字安排多少亿元？", ["财政赤字2.38万亿元"]),
        ("2018年国家安排的中央财政赤字是多少？", ["中央财政赤字1.55万亿元"]),
        ("青禾县2025年研发投入强度是多少", ["3.1%左右"]),
        ("2026年青禾县政府工作报告里研发投入强度已经达到多少？不是2026年的目标", ["3.1%左右"]),
        ("青禾县城镇新增就业2024年到2025年增加了多少万人", ["1.7万人"]),
        ("青禾县研发投入占GDP比例：2024年、2025年实际和2026年目标", ["3.0%", "3.1%", "3.2%"]),
        ("青禾县2025年城镇新增就业的目标和实际分别是多少", ["80万人以上", "81.2万人", "1.2万人"]),
        ("青禾县2026年定的城镇新增就业目标是多少", ["80万人以上"]),
        ("青禾县2025年游客总人数涨了多少", ["8.3%"]),
        ("青禾县2025年绿电交易量是多少千瓦时？", ["90亿千瓦时"]),
        ("农业机械化转型升级意见里2020年农作物耕种收综合机械化率是多少", ["71%"]),
        ("农业机械化转型升级意见提出，到2025年农作物耕种收综合机械化率达到多少？", ["76%"]),
        ("独生子女赡养老人每个月能扣多少", ["独生子女", "2100元"]),
        ("非独生子女赡养老人每个月能扣多少", ["非独生子女", "1900元"]),
        ("Who was Counsel to the Inquiry?", ["Robert Jay QC"]),
        ("When did the Prime Minister make the statement to the House?", ["13 July 2011"]),
        ("2026年青禾县政府工作报告里六十五往上的老人打什么针不用掏钱？", ["肺炎疫苗"]),
    ],
)
def test_it_is_found(bot, question, stated):
    answer = bot.ask(question)
    assert [each for each in stated if each not in answer.answer] == [], answer.answer
    assert answer.outcome is not Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "question",
    [
        "青禾县2025年有多少个5A级景区",  # people are counted, and no sights
        "青禾县2025年对美国出口多少亿元",  # all exports are stated
        "青禾县2025年全社会研发经费是多少亿元",  # the revenue stands behind the ratio
        "青禾县2025年一共卖出了多少平方米新房",
    ],
)
def test_what_is_of_another_thing_is_no_answer(bot, question):
    answer = bot.ask(question)
    assert answer.outcome is Outcome.NOT_FOUND, answer.answer


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("青禾县2025年城镇新增就业比2024年增加了吗？", "是，"),
        ("青禾县2025年城镇新增就业比2024年少吗", "否，"),
        ("青禾县2024年GDP增速比2025年快吗", "否，"),
        ("2025年青禾县GDP增速比白岭县快吗", "是，"),
        ("2025年白岭县GDP增速比青禾县高吗", "否，"),
    ],
)
def test_two_figures_decide_yes_or_no(bot, question, reply):
    answer = bot.ask(question)
    assert (answer.outcome, answer.answer[:2]) == (Outcome.ANSWERED, reply), answer.answer
    assert len(answer.citations) == 2


def test_a_figure_is_held_against_the_nations_in_a_follow_up(bot):
    history = []
    for question in ("青禾县2025年社会消费品零售总额多少", "增速呢", "和全国比呢"):
        answer = bot.ask(question, history)
        history.append(Turn(question=question, answer=answer.answer))
    assert "高于全国1.5个百分点" in answer.answer, answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "青禾县2025年城镇新增就业比2024年增加了5%吗",
        "青禾县2025年城镇新增就业和2024年持平吗",
        "青禾县2025年城镇新增就业不比2024年高吗",
    ],
)
def test_more_than_a_side_is_not_decided_by_it(bot, question):
    assert bot.ask(question).answer[:2] not in ("是，", "否，")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("江西2022年对美国出口多少亿元", [("美国", "对美", "中美", "赴美")]),
        ("青禾县对印度尼西亚出口多少", [("印度尼西亚", "印尼")]),
        ("河南非税收入2024年多少", []),
        ("常德国土面积多大", []),
        ("7月1日本市最低工资是多少", []),
    ],
)
def test_countries_are_known_as_words(question, names):
    assert [*names_asked(understand(question))] == names


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("北京PM2.5浓度2025年比2024年降了多少微克？", True),
        ("上海港集装箱吞吐量 2024年到2025年增加了多少万标准箱", True),
        ("2021年至2025年全国新增就业多少万人", False),
        ("2024年和2025年最低工资至少多少元", False),
        ("2024年和2025年粮食产量分别增加了多少万吨", False),
        ("2025年GDP比2024年增长多少", False),
    ],
)
def test_it_is_known_what_lies_between_two_years(question, asks):
    assert asks_gap(question) is asks


@pytest.mark.parametrize(
    ("question", "places", "denied"),
    [
        ("国家每年定的GDP目标是多少", ("全国",), ()),
        ("郑州市国家定点医疗机构有多少家", ("郑州市",), ()),
        ("湖北国家预算内资金有多少", ("湖北省",), ()),
        ("固定资产投资（不含农户）是多少", (), ()),
        ("工业增加值增长多少？不要规模以上的口径", (), ("规模以上",)),
        ("贷款利率是多少（水平，不是降幅）", (), ("降幅",)),
    ],
)
def test_nation_and_denials_are_read(question, places, denied):
    read = understand(question)
    assert (read.scope.places, read.denied) == (places, denied)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 13 July 2011, it opened", ["13 July 2011"]),
        ("13july2011,theprimeminister", ["13july2011"]),
        ("openedinmay2012", ["may2012"]),
        ("on July 13, 2011 and", ["July 13, 2011"]),
        ("the inquiry may ask", []),
    ],
)
def test_english_days_are_read_with_and_without_spaces(text, dates):
    assert [each[0] for each in DATE.finditer(text)] == dates


@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        ("省长 王新伟", True),
        ("来源,叶建春", True),
        ("时间:2026-02-01", False),
        ("搭平台、强主体、优生态", False),
    ],
)
def test_a_word_that_begins_like_a_name_is_none(text, is_person):
    asked = understand("2026年政府工作报告是谁作的").asked
    assert holds(asked, text) is is_person


def test_offices_are_no_persons():
    asked = "Who was Counsel to the Inquiry?"
    texts = ("I selected Robert Jay QC to be Counsel", "told the State Council that counsel")
    assert [names_person(each, asked) for each in texts] == [True, False]


def test_a_paragraph_plans_until_the_year_that_opens_it():
    texts = ("到2020年，机具齐全。机械化率", "早在到2020年之前。机械化率", "2020年，机具齐全。")
    assert [goal_year(each) for each in texts] == [2020, None, None]


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("2026年白岭县政府工作报告", ["白岭县"]),
        ("请市政府审议的报告", []),
        ("关于加强县政府采购的通知", []),
    ],
)
def test_a_title_names_the_place_of_its_government(title, places):
    assert [each.name for each in guess_mentions(title)] == places


def test_the_year_before_is_counted_from_the_question_before():
    history = [Turn(question="福建2026年粮食产量目标是多少？", answer="")]
    assert complete("前一年定的目标是多少？", history) == "福建2025年粮食产量定的目标是多少？"
