"""What a reader asks of the one report that is loaded, mostly without its place and its year."""

import pytest
from over_reports import bot_over

from bot.dating import date_claim
from bot.query import Form
from bot.spelling import mend
from bot.thesaurus import thesaurus
from bot.types import Outcome, Turn
from bot.understand import understand
from ingest.types import Description

_WORK_REPORT = """2014年青禾县政府工作报告
一、2013年工作回顾
地区生产总值完成274.4亿元，同比增长9.1%；公共财政预算收入完成13.7亿元，同比增长22.9%。
全年用于民生的财政支出达到9.6亿元，占全年支出的50.3%。固定资产投资完成63.7亿元，增长6.4%。
城镇居民人均可支配收入完成25752元，同比增长11.2%；农民人均纯收入完成19180元，同比增长14.3%。
青禾牌汽车产销量分别增长22.8％和17.3％。新开工保障性安居工程660万套。
城镇实现零售额266.3亿元，增长5.2%；乡村实现零售额23.7亿元，增长3.9%。全社会用电量增长7.4％。
县里给县城商业银行减税，商业银行实现净利润2.28亿元；县城商业银行实现净利润0.24亿元。
工业投资占固定资产投资比重由2010年的21.4%升至2013年的38.8%。
轨道交通新增运营里程30公里，总里程达909公里。对邻县木材人民币结算额实现“零的突破”，结算额达8.2亿元，对邻县人民币结算规模达500亿元。
二、2014年工作安排
地区生产总值增长8%，达到296亿元。城镇登记失业率控制在4%以内。新建改建助老餐厅1100个，新增助餐点1327个。
今年新开工700万套以上，其中各类棚户区470万套以上。但赤字率稳定在2.1％。
"""
_PAPER = """青禾县关于加快发展体育产业的意见
索引号：000014349/2018-00217；主题分类：体育。
发文机关：青禾县人民政府办公室；成文日期：2018年12月11日。
发文字号：青政办发〔2018〕121号；发布日期：2018年12月21日。
体育产业是幸福产业，各单位应当重视，统筹安排，形成合力，推动体育产业高质量发展。
到2025年，体育产业总规模达到2万亿元。赛事活动供给丰富，市场主体活力显著增强，人民群众获得感明显提升。全县体育消费占比达到35%，体育场地面积达到1.2亿平方米。
"""
_COMMUNIQUE = """2022年江西省国民经济和社会发展统计公报
金融业增加值2141.5亿元，增长5.5%；房地产业增加值2118.4亿元，下降1.8%。
全省居民人均可支配收入36439元。
九江港完成货物吞吐量1.7亿吨，增长19%。南昌港完成货物吞吐量2824.6万吨，下降3%。
年末生猪存栏181.5万头，家禽存栏1688.5万只。
各级开发区开工建设重点项目153个，完成投资55.7亿元，预计完成地区生产总值101.6亿元。
全省饮水工程累计建设2298处。今年新建改造饮水工程356处。
从2023年1月至2024年12月，甲通支付累计交易金额约60亿元。2024年，甲通支付交易金额为47.3亿元。
"""


@pytest.fixture(scope="module")
def of_work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    with bot_over(folder, {"2014年青禾县政府工作报告.txt": _WORK_REPORT}) as bot:
        yield bot


@pytest.fixture(scope="module")
def of_paper(tmp_path_factory):
    with bot_over(tmp_path_factory.mktemp("paper"), {"体育意见.txt": _PAPER}) as bot:
        yield bot


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("今年城镇登记失业率控制在多少以内？", "报告提出的目标：城镇登记失业率控制在4%以内[1]。"),
        ("今年新建改建助老餐厅多少个", "报告提出的目标：新建改建助老餐厅1100个[1]。"),
        ("今年赤字率是多少", "报告提出的目标：赤字率稳定在2.1％[1]。"),
        ("2013年公共财政预算收入增长多少", "公共财政预算收入同比增长22.9%[1]。"),
        ("固定资产投资 完成额 增速", "固定资产投资完成63.7亿元，增长6.4%[1]。"),
        (
            "去年用于民生的财政支出有多少，占了总支出的百分之几？",
            "全年用于民生的财政支出达到9.6亿元，占全年支出的50.3%[1]。",
        ),
        ("去年城里人收入涨得比农民快吗", "否，城镇居民人均可支配收入同比增长11.2%[1]；"),
        ("城镇零售额比乡村低吗", "否，城镇实现零售额266.3亿元[1]；乡村实现零售额23.7亿元[2]。"),
        ("城镇零售额增速比乡村高吗", "是，城镇实现零售额增长5.2%[1]；"),
        ("各类棚户区要多少套？", "各类棚户区470万套以上[1]。"),
        ("轨道交通总里程多少公里", "总里程达909公里[1]。"),
        ("商业银行净利润多少", "商业银行实现净利润2.28亿元[1]。"),
        ("跟邻县做木材生意，人民币结算了多少钱？", "结算额达8.2亿元[1]。"),
    ],
)
def test_question_without_place_or_year_is_answered_from_the_report(of_work, question, said):
    assert said in of_work.ask(question).answer


@pytest.fixture(scope="module")
def of_figures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    with bot_over(folder, {"2022年江西省统计公报.txt": _COMMUNIQUE}) as bot:
        yield bot


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("房地产业增加值这一年是增长的吗", "否，房地产业增加值下降1.8%[1]。"),
        ("金融业增加值下降了吗", "否，金融业增加值增长5.5%[1]。"),
        ("居民人均可支配收入过4万元了吗", "否，"),
        ("南昌港货物吞吐量多少", "南昌港完成货物吞吐量2824.6万吨[1]。"),
        ("家禽存栏多少", "家禽存栏1688.5万只[1]。"),
        ("今年建设饮水工程多少处", "今年新建改造饮水工程356处[1]。"),
        ("甲通支付2024年交易金额是多少", "甲通支付交易金额为47.3亿元[1]。"),
    ],
)
def test_figure_of_the_asked_thing_decides_and_answers(of_figures, question, said):
    assert of_figures.ask(question).answer.startswith(said)


@pytest.mark.parametrize("question", ["比上年增长多少", "有多少", "目标是多少"])
def test_question_that_names_no_thing_is_asked_back(of_figures, question):
    answer = of_figures.ask(question)
    assert (answer.outcome, answer.answer) == (
        Outcome.NOT_FOUND,
        "问题没有说明问的是什么。请写明指标或事物，例如“2025年城镇新增就业多少”。",
    )


def test_where_there_are_no_reports_it_says_so(tmp_path):
    with bot_over(tmp_path, {}) as bot:
        answer = bot.ask("城镇新增就业多少")
    assert (answer.outcome, answer.answer) == (
        Outcome.NOT_FOUND, "还没有报告。请先添加报告，再来提问。",
    )  # fmt: skip


def test_figure_of_zones_is_not_that_of_the_whole(of_figures):
    whole, zones = (
        of_figures.ask(f"{of}地区生产总值是多少").answer for of in ("全省", "各级开发区")
    )
    assert ("101.6亿元" in whole, "101.6亿元" in zones) == (False, True)


def test_sibling_of_the_named_indicator_is_no_answer(of_figures):
    assert of_figures.ask("年末羊存栏多少万只？").outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("城镇零售额比乡村多出多少亿元？", "242.6亿元（266.3亿元[1] − 23.7亿元[2]）"),
        ("城镇和乡村的零售额差多少", "242.6亿元（266.3亿元[1] − 23.7亿元[2]）"),
        ("工业投资占固定资产投资比重提高了多少", "17.4个百分点（38.8%[1] − 21.4%[1]）"),
        ("工业投资占固投的比重比2010年提高了几个百分点", "17.4个百分点（38.8%[1] − 21.4%[1]）"),
    ],
)
def test_what_lies_between_two_figures_of_a_report_is_computed(of_work, question, expression):
    answer = of_work.ask(question)
    assert (answer.outcome, expression in answer.answer) == (Outcome.ANSWERED, True)


def test_half_of_a_joint_word_has_the_figure_that_is_dealt_to_it(of_work):
    first = of_work.ask("青禾牌汽车去年产量涨了多少？")
    then = of_work.ask("销量呢", [Turn(question=first.question, answer=first.answer)])
    assert (first.answer, then.answer) == (
        "青禾牌汽车产量增长22.8％[1]。", "青禾牌汽车销量增长17.3％[1]。",
    )  # fmt: skip


def test_indicator_that_the_report_lacks_is_not_answered_with_one_that_shares_a_word(of_work):
    answer = of_work.ask("去年社会消费品零售总额增长了多少？")
    assert "用电量" not in answer.answer


def test_paper_dates_its_goals_by_the_opening_of_their_paragraph(of_paper):
    answer = of_paper.ask("2025年体育消费占比要达到多少")
    assert (answer.outcome, answer.answer) == (
        Outcome.ANSWERED, "全县体育消费占比达到35%[1]。",
    )  # fmt: skip


def test_goal_is_not_what_there_is_now(of_paper):
    assert of_paper.ask("目前体育产业总规模是多少？").outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("这个文件的发文字号是多少号", "发文字号：青政办发〔2018〕121号[1]。"),
        ("这份意见是哪天对外发布的", "发布日期：2018年12月21日[1]。"),
        ("成文日期是哪天", "成文日期：2018年12月11日[1]。"),
        ("加快发展体育产业的意见是哪个部门印发的", "发文机关：青禾县人民政府办公室[1]。"),
    ],
)
def test_lines_that_name_a_paper_answer_what_is_asked_of_it(of_paper, question, said):
    answer = of_paper.ask(question)
    (citation,) = answer.citations
    assert (answer.answer, citation.quote in _PAPER) == (said, True)


def test_bound_is_planned_where_no_heading_says_what_a_report_looks_at():
    report = Description(
        title="2017年国务院政府工作报告", period="2017年", place="全国", language="zh"
    )
    told = [
        date_claim(text, sentence_before=text, section=(), description=report)
        for text in (
            "国内生产总值增长6.5%左右",
            "国内生产总值增长6.7%",
            "居民消费价格涨幅控制在3.3%",
        )
    ]
    assert [(each.year, each.is_target) for each in told] == [
        (2017, True), (2016, False), (2016, False),
    ]  # fmt: skip


def test_report_in_the_language_of_the_question_is_cited(tmp_path):
    reports = {
        "2009_zh.txt": "2009年国务院政府工作报告\n一、2008年工作回顾\n"
        "中央财政用于科技的投入达到3406亿元。\n",
        "2009_rows.tsv": "中文\tEnglish\n中央财政用于科技的投入达到3406亿元；\t"
        "The central government spent 340.6 billion yuan on science and technology.\n",
    }
    with bot_over(tmp_path, reports) as bot:
        (citation, *_) = bot.ask("中央财政用于科技的投入达到多少").citations
    assert "spent" not in citation.quote


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("平均利率是几个点", False),
        ("利率降了几个点", True),
    ],
)
def test_points_of_a_rate_are_its_level_unless_it_moved(question, read):
    assert understand(question).asked.growth is read


@pytest.mark.parametrize(
    ("question", "unit", "unit_class"),
    [("实际用了多少台资", "", "money"), ("新增多少台设备", "台", "count")],
)
def test_capital_is_counted_in_money(question, unit, unit_class):
    asked = understand(question).asked
    assert (asked.form, asked.unit, asked.unit_class) == (Form.NUMBER, unit, unit_class)


def test_acronym_of_one_indicator_finds_it_among_others():
    assert thesaurus().find("M2目标")[0].indicator.name == "广义货币供应量M2余额"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("城镇和乡村的零售额", "城镇和乡村的零售额"),
        ("魔都2025年GDP", "上海市2025年GDP"),
    ],
)
def test_words_that_join_are_no_misspelling_and_nicknames_are_named(typed, read):
    assert mend(typed) == read
