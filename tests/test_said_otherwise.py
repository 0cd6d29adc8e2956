"""What a report says in its own way: five years as one, a day a paper holds from, who pays."""

import pytest
from over_reports import bot_over

from bot.types import Outcome, Turn

_REPORTS = {
    "2026年青禾县政府工作报告.txt": """2026年青禾县政府工作报告
——2026年1月20日在青禾县第十届人民代表大会第六次会议上
青禾县代县长 周明远
一、2025年和“十四五”时期工作回顾
“十四五”时期是青禾县砥砺奋进的五年。这五年，产业结构持续优化。压减地下水开采量2150万立方米。
“十四五”时期，民生福祉持续增进。城镇新增就业12.4万人。高校毕业生留县就业超过6600人。
刚刚过去的2025年，全县上下顶压前行。地区生产总值增长3.7%、低于全省0.4个百分点。城镇新增就业2.3万人。高校毕业生留县就业突破1700人。粮食产量12万吨。
二、2026年工作安排
今年主要预期目标是：地区生产总值增长4.5%—5%，城镇新增就业2万人。
""",
    "2025年青禾县政府工作报告.txt": """2025年青禾县政府工作报告
一、2024年工作回顾
城镇新增就业2.4万人。粮食产量11万吨。
二、2025年工作安排
今年主要预期目标是：地区生产总值增长5%以上，城镇新增就业2.2万人。
""",
    "批复.txt": """青禾县人民政府关于同意县体育中心迁址新建的批复
青政函〔2024〕59号
县体育局：
《关于县体育中心迁址新建的请示》（青体字〔2024〕8号）收悉。同意县体育中心迁址新建，所需建设资金由你局自筹解决。
""",
    "待遇办法.txt": """青禾县护理保险待遇办法
第一条 为完善护理保险制度，规范待遇支付，制定本办法。
第二条 享受护理保险2级待遇的，机构护理限额标准为职工参保人员每人每天30元，居民参保人员每人每天15元。
第三条 享受护理保险3级待遇的，机构护理限额为职工参保人员每人每天120元，居民参保人员每人每天60元。
第四条 定点机构接收参保人员，不得附加任何考核条件。
第五条 本办法规定的待遇标准从2025年1月1日起执行，各镇按差额补发（不含一次性补贴）。
登记手续自2025年6月1日起按新流程办理。
本办法自2025年7月1日起实施，有效期5年。
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with bot_over(tmp_path_factory.mktemp("data"), _REPORTS) as product:
        yield product


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("“十四五”五年青禾县城镇新增就业一共多少人？", ["12.4万人"]),
        ("青禾县“十四五”五年里少抽了多少地下水？", ["2150万立方米"]),
        ("青禾县2025年城镇新增就业多少人？", ["2.3万人"]),
        ("青禾县2025年有多少高校毕业生留县就业？", ["1700人"]),
        ("青禾县人民政府同意县体育中心迁址新建的批复是什么文号？", ["青政函〔2024〕59号"]),
        ("县体育中心迁址新建的钱由谁出？", ["自筹解决"]),
        ("2026年青禾县政府工作报告是谁作的？当时什么职务？", ["代县长", "周明远"]),
        ("青禾县护理保险待遇办法哪天开始实施，有效几年？", ["2025年7月1日", "有效期5年"]),
        ("青禾县护理保险待遇标准从哪天开始执行？", ["2025年1月1日"]),
        ("青禾县护理保险待遇标准是不是6月1号才开始执行？", ["否", "2025年1月1日"]),
        ("青禾县2025年GDP增长达到年初5%以上的目标了吗？", ["否", "3.7%", "5%以上"]),
        ("青禾县护理保险3级待遇，职工参保人员机构护理每天限额多少元？", ["120元"]),
        ("青禾县2025年GDP增速比全省低几个百分点？", ["0.4个百分点"]),
    ],
)
def test_it_is_found(bot, question, stated):
    answer = bot.ask(question)
    assert [each for each in stated if each not in answer.answer] == [], answer.answer
    assert answer.outcome is not Outcome.NOT_FOUND


def test_of_one_year_nothing_of_five_is_said(bot):
    answer = bot.ask("青禾县2025年城镇新增就业多少人？")
    assert (answer.outcome, "12.4" in answer.answer) == (Outcome.ANSWERED, False)


def test_how_much_there_is_is_no_answer_to_how_much_more(bot):
    answer = bot.ask("青禾县2025年粮食产量比上年增加多少？")
    assert answer.outcome is not Outcome.ANSWERED, answer.answer


def test_what_decides_nothing_is_shown_as_the_nearest(bot):
    answer = bot.ask("青禾县定点机构接收护理参保人能不能先搞个考试？")
    assert answer.outcome is not Outcome.NOT_FOUND, answer.answer
    assert "不得附加任何考核条件" in answer.answer


def test_the_counterpart_takes_its_place_in_the_earlier_question(bot):
    first = "青禾县护理保险3级待遇，职工参保人员机构护理每天限额多少元？"
    answer = bot.ask("居民参保的呢？", [Turn(question=first, answer="")])
    assert (answer.standalone_question, "60元" in answer.answer) == (
        "青禾县护理保险3级待遇，居民参保人员机构护理每天限额多少元？",
        True,
    )


def test_what_grew_is_not_answered_by_another_thing(bot):
    answer = bot.ask("青禾县2025年原煤产量增长了吗？")
    assert "12万吨" not in answer.answer, answer.answer
