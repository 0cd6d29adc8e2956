"""Answers in words over small reports: real store, real answers."""

import pytest

from bot.assembly import assemble
from bot.dates import complete_date, find_dates
from bot.lines import unwrap
from bot.query import Form, Want
from bot.settings import Settings
from bot.types import Outcome
from bot.understand import understand

REPORTS = {
    "云台市2024年政府工作报告.txt": """政府工作报告
——2024年1月18日在云台市第十届人民代表大会第三次会议上
云台市市长 周明远
各位代表：
现在，我代表市人民政府向大会报告工作，请予审议。
一、2023年工作回顾
固定资产投资下降3.3%。全年未发生重特大事故。绿波电子、青禾食品、远山机械三大龙头企业产值突破百亿元。
临海至云台铁路开通客运业务，结束了3个山区县不通旅客列车的历史。PM2.5改善幅度居全省第二。
装备制造业在新能源汽车带动下实现增加值9.5亿元，增长39.7%。
“两园三基地”是指：云台科技园、滨江产业园、粮食基地、蔬菜基地、奶业基地。
二、2024年工作安排
主要预期目标是：地区生产总值增长5.5%左右，城镇新增就业1.2万人。
""",
    "云台市老年人助餐服务管理办法.txt": """云台市老年人助餐服务管理办法
云民规字〔2023〕7号
第一条 市民政局主管本市助餐服务工作。
第二条 助餐服务采取以下方式提供：
（一）单位食堂。指单位自办的食堂。
（二）集体配送。指由企业配送。
（三）邻里互助。指由邻里提供。
第三条 70周岁以上老年人用餐免费。
第四条 助餐点不得转包他人经营。
第五条 各区摸底排查工作应当于2023年4月底前完成。
第六条 本办法所称助餐点，是指为老年人集中提供用餐服务的场所。
第七条 咨询电话：0512-8837126。本办法自2023年5月1日起施行。
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for name, text in REPORTS.items():
            (folder / name).write_text(text, encoding="utf-8")
            product.ingest_path(folder / name)
        yield product.bot


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("云台市三大龙头企业是哪些？", ["绿波电子", "青禾食品", "远山机械"]),
        ("助餐服务有哪些提供方式？", ["单位食堂", "集体配送", "邻里互助"]),
        ("“两园三基地”是指哪些？", ["云台科技园", "滨江产业园", "粮食基地", "奶业基地"]),
        ("2024年的主要预期目标是什么？", ["5.5%", "1.2万人"]),
        ("2024年云台市政府工作报告是谁作的？", ["周明远"]),
        ("2024年云台市政府工作报告是哪天作的？", ["2024年1月18日"]),
        ("老年人助餐服务由哪个部门主管？", ["市民政局"]),
        ("助餐服务摸底排查什么时候前完成？", ["2023年4月底前"]),
        ("老年人助餐服务管理办法从哪天起施行？", ["2023年5月1日"]),
        ("助餐服务的咨询电话是多少？", ["0512-8837126"]),
        ("哪条铁路让山区县通了旅客列车？", ["临海至云台铁路"]),
        ("装备制造业为什么增长快？", ["新能源汽车带动"]),
        ("助餐点指的是什么？", ["集中提供用餐服务的场所"]),
        ("云台市2023年固定资产投资增长了吗？", ["否", "下降3.3%"]),
        ("云台市2023年有没有发生重特大事故？", ["否", "未发生"]),
        ("助餐点能不能转包给他人经营？", ["否", "不得"]),
        ("云台市PM2.5改善幅度是全省第一吗？", ["否", "第二"]),
    ],
)
def test_the_words_of_the_report_answer(bot, question, held):
    answer = bot.ask(question)
    assert (answer.outcome, [each for each in held if each not in answer.answer]) == (
        Outcome.ANSWERED,
        [],
    ), answer.answer


@pytest.mark.parametrize(
    "question",
    ["固定资产投资为什么下降？", "云台市环保局局长是谁？", "滨江大桥什么时候通车？"],
)
def test_without_a_cause_a_name_or_a_date_nothing_is_said(bot, question):
    assert bot.ask(question).outcome is Outcome.NOT_FOUND


def test_every_quote_stands_in_its_report(bot):
    for question in ("助餐服务有哪些提供方式？", "老年人助餐服务管理办法从哪天起施行？"):
        for each in bot.ask(question).citations:
            report = next(text for text in REPORTS.values() if each.quote in text)
            assert each.quote in report


@pytest.mark.parametrize(
    ("question", "form", "want"),
    [
        ("长春拿到了第几届大冬会的举办权", Form.TEXT, Want.ORDINAL),
        ("公租房咨询电话是多少？", Form.TEXT, Want.PHONE),
        ("区长叫什么", Form.TEXT, Want.PERSON),
        ("钱由哪一级财政出？", Form.TEXT, Want.ORGANISATION),
        ("通知的文号是什么？", Form.TEXT, Want.NUMBER),
        ("2019年春节哪几天放假？", Form.DATE, Want.DAY),
        ("哪一年通车？", Form.DATE, Want.DATE),
        ("示范区是哪四个市？", Form.LIST, Want.ANY),
        ("移交以后能不能办成营利性幼儿园？", Form.YES_NO, Want.ANY),
        ("总体规划批了没", Form.YES_NO, Want.ANY),
        ("Where is the centre?", Form.TEXT, Want.PLACE),
    ],
)
def test_the_sort_of_answer_is_read(question, form, want):
    asked = understand(question).asked
    assert (asked.form, asked.want) == (form, want)


@pytest.mark.parametrize(
    ("question", "names", "noun"),
    [
        ("示范区是哪四个市？", 4, "市"),
        ("三大先导产业是哪些？", 3, ""),
        ("哪几个城市入选？", 0, "城市"),
        ("“四区一高地”是哪些", 0, ""),
        ("哪些主要税种收入是下降的？", 0, "主要税种收入"),
    ],
)
def test_how_many_of_what_is_read(question, names, noun):
    asked = understand(question).asked
    assert (asked.names, asked.noun) == (names, noun)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("该项工作于2019年4月底前完成", ["2019年4月底前"]),
        ("会议1月5日-6日召开", ["1月5日-6日"]),
        ("国办发〔2018〕15号", []),
        ("自二〇一九年三月一日起施行", ["二〇一九年三月一日起"]),
    ],
)
def test_dates_are_found_with_what_bounds_them(text, dates):
    assert [text[a:b] for a, b in find_dates(text)] == dates


def test_a_date_takes_the_year_before_it():
    assert complete_date("2月4日", "2018年12月安排2019年春节") == "2019年2月4日"
    assert complete_date("2019年2月4日", "2018年") == "2019年2月4日"


def test_only_wrapped_lines_are_joined():
    text = "世界卫生组织提出的变异株有五个，分别为阿尔\n法、贝塔、伽玛。\n各位代表：\n现在报告"
    assert unwrap(text) == text.replace("阿尔\n法", "阿尔 法")
