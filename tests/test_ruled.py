"""Rules by their cases, what only names a case, and what stands under a refusal."""

import pytest
from over_reports import bot_over

from bot.branches import branches_of
from bot.claims import find_claims
from bot.conditional import is_case
from bot.opposites import is_denied
from bot.types import Outcome
from bot.understand import understand
from ingest.figures import find_figures

_REPORTS = {
    "青禾县租房扣除办法.txt": """青禾县个人所得税租房扣除办法
第四章 住房租金
第十七条 纳税人没有自有住房而发生的住房租金支出，可以按照以下标准定额扣除：
（一）县城所在的镇，扣除标准为每月1300元；
（二）除第一项所列的镇以外，常住人口超过20万的镇，扣除标准为每月900元；常住人口不超过20万的镇，扣除标准为每月600元。
第五章 赡养老人
第二十二条 纳税人赡养老人的支出，统一按照以下标准定额扣除：
（一）纳税人为独生子女的，按照每月2100元的标准定额扣除；
（二）纳税人为非独生子女的，由其与兄弟姐妹分摊每月2100元的扣除额度，每人分摊的额度不能超过每月1050元。
""",
    "青禾县公租房分配通告.txt": """青禾县2025年第一批公共租赁住房常态分配的通告
一、房源情况
本次推出分配的公共租赁住房房源点为松泉苑，总套数327套，均为一房一厅。
二、分配原则
公租房常态分配系统依次摇号，随机摇出4套房屋供申请对象选择，可分配房源不足4套时，申请对象可选择剩余房源。
三、时间安排
公租房常态分配系统于2025年5月16日上午10时，按照申请的先后顺序自动随机摇号，摇出房屋。
申请家庭应在2025年5月19日至5月21日网上选房。
附件：
1.2025年第一批公共租赁住房房源简介
""",
    "青禾县创业担保贷款问答.txt": """青禾县创业担保贷款常见问题
一、创业担保贷款最高可以申请多少额度？
答：符合申请条件的个人创业担保贷款额度最高20万元；带动就业5人及以上的，贷款额度最高40万元。
""",
    "2018年青禾县县直机关遴选公务员职位表.csv": """序号,遴选单位,职位名称,招考人数
1,中共青禾县委宣传部,科员,2人
2,青禾县审计局,科员,5人
3,中国共产主义青年团青禾县委员会,科员,3人
""",
    "白岭市2024年上半年情况.txt": """白岭市2024年上半年经济社会发展情况
上半年全市生产总值增长6.1%。1-5月细颗粒物浓度均值为28微克/立方米，空气质量优良天数比率为81.4%。
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with bot_over(tmp_path_factory.mktemp("data"), _REPORTS) as found:
        yield found


_CASES = {
    "the only child": (
        "赡养老人的扣除，我是独生子女，每月能扣多少？",
        "纳税人为独生子女的，按照每月2100元的标准定额扣除[1]。",
    ),
    "one who says not to be": (
        "赡养老人的扣除，我不是独生子女，每月能扣多少？",
        "纳税人为非独生子女的，由其与兄弟姐妹分摊每月2100元的扣除额度，"
        "每人分摊的额度不能超过每月1050元[1]。",
    ),
    "no case: all of them": (
        "赡养老人的扣除标准是多少？",
        "纳税人为独生子女的，按照每月2100元的标准定额扣除；纳税人为非独生子女的，"
        "由其与兄弟姐妹分摊每月2100元的扣除额度，每人分摊的额度不能超过每月1050元[1]。",
    ),
    "a bound that is met": (
        "租房扣除，常住人口不到20万的镇每月扣多少？",
        "常住人口不超过20万的镇，扣除标准为每月600元[1]。",
    ),
    "each of several": (
        "租房的扣除标准按镇分几档，各是多少？",
        "县城所在的镇，扣除标准为每月1300元；除第一项所列的镇以外，常住人口超过20万的镇，"
        "扣除标准为每月900元；常住人口不超过20万的镇，扣除标准为每月600元[1]。",
    ),
    "more than the bound": (
        "创业担保贷款，带动7人就业的最高能贷多少？",
        "带动就业5人及以上的，贷款额度最高40万元[1]。",
    ),
}


@pytest.mark.parametrize(("question", "said"), _CASES.values(), ids=_CASES)
def test_a_rule_answers_by_the_case_that_is_asked_for(bot, question, said):
    answer = bot.ask(question)
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, said)


def test_a_case_is_no_count(bot):
    answer = bot.ask("青禾县2025年第一批公租房常态分配推出多少套房？")
    assert "327套" in answer.answer, answer.answer
    assert "4套" not in answer.answer


def test_an_attachment_is_no_rent(bot):
    assert bot.ask("青禾县2025年第一批公租房月租金多少？").outcome is Outcome.NOT_FOUND


def test_an_office_is_told_by_its_row_behind_a_comma(bot):
    answer = bot.ask("2018年青禾县县直机关遴选，宣传部招几个人？")
    assert "2人" in answer.answer, answer.answer
    assert "5人" not in answer.answer


@pytest.mark.parametrize("question", ["每年最多多少万元？", "最高多少元？", "至少多少人？"])
def test_the_most_and_the_least_are_no_differences(question):
    assert not understand(question).asked.calculation


def test_a_date_stands_with_what_is_on_it(bot):
    answer = bot.ask("青禾县2025年第一批公租房什么时候摇号？")
    assert "2025年5月16日" in answer.answer, answer.answer
    assert "摇号" in answer.answer


def test_a_half_year_report_is_shown_with_the_months_it_speaks_of(bot):
    answer = bot.ask("白岭市2024年上半年空气质量优良天数比率是多少？")
    assert answer.outcome is Outcome.PARTIAL
    assert "1-5月" in answer.answer
    assert "81.4%" in answer.answer


def test_other_months_are_not_shown_for_a_quarter(bot):
    assert bot.ask("白岭市2024年三季度空气质量优良天数比率是多少？").outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "is_one"),
    [("推出多少套？", True), ("房源不足多少套时可以放弃？", False)],
)
def test_a_figure_of_a_case_answers_only_who_asks_for_it(question, is_one):
    text = "可分配房源不足4套时，申请对象可选择剩余房源。"
    claim = next(each for each in find_claims(text) if each.figure)
    assert is_case(question, text, claim) is is_one


def test_incomes_of_town_and_country_are_no_cases_of_a_rule():
    text = "城镇居民人均可支配收入增长5.1%，农村居民人均可支配收入增长6.2%。"
    claim = next(each for each in find_claims(text) if each.figure)
    assert branches_of(text, claim.start) == ()


def test_articles_of_a_paper_are_no_cases_of_one_rule():
    text = "第一条 就餐补贴标准为每人每次3元。\n第二条 运营补贴标准为每人每次2元。"
    claim = next(each for each in find_claims(text) if each.figure)
    assert branches_of(text, claim.start) == ()


@pytest.mark.parametrize(
    ("text", "is_so"), [("我不是独生子女", True), ("非独生子女", True), ("独生子女", False)]
)
def test_a_word_is_denied_by_either_no(text, is_so):
    assert is_denied("独生子女", text) is is_so


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("1.3人户家庭；", ["3人"]),
        ("1.2025年第一批房源简介", []),
        ("3.12个项目开工", ["12个"]),
        ("1.5万人参加", ["1.5万人"]),
        ("户均1.3人", ["1.3人"]),
    ],
)
def test_the_number_of_an_item_is_no_figure(line, figures):
    assert [each.text for each in find_figures(line)] == figures
