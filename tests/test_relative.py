import pytest

from bot.relative import name_years
from ingest.types import Description

REPORTS = (
    Description(title="2025年江苏省政府工作报告", place="江苏省", period="2025年"),
    Description(title="2026年江苏省政府工作报告", place="江苏省", period="2026年"),
    Description(title="2018年国务院政府工作报告", place="全国", period="2018年"),
    Description(title="云岭市2024年上半年经济运行情况", place="云岭市", period="2024年上半年"),
    Description(title="广州市最低生活保障标准的通知", place="广州市", period="2025年"),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("江苏今年的GDP目标是多少", "江苏2026年的GDP目标是多少"),
        ("江苏去年GDP是多少", "江苏2025年GDP是多少"),
        ("江苏上年末存款余额", "江苏2025年末存款余额"),
        ("江苏前年GDP是多少", "江苏2024年GDP是多少"),
        ("江苏明年的目标", "江苏2027年的目标"),
        ("全国去年新增就业", "全国2017年新增就业"),
        ("云岭今年上半年工业增速", "云岭2024年上半年工业增速"),
        ("今年哪些省增长最快", "2026年哪些省增长最快"),
        (
            "How many jobs did Jiangsu create last year?",
            "How many jobs did Jiangsu create in 2025?",
        ),
        ("What is Jiangsu's target for this year?", "What is Jiangsu's target for 2026?"),
    ],
)
def test_years_are_counted_from_the_newest_report_of_the_place(question, expected):
    assert name_years(question, REPORTS) == expected


@pytest.mark.parametrize(
    "question",
    [
        "江苏粮食产量比去年增加多少",
        "与去年相比江苏粮食产量怎样",
        "江苏去年同期增速",
        "江苏2025年比上一年增加多少",
        "GDP of Jiangsu compared with last year",
        "广州今年低保标准是多少",
        "甘肃去年GDP是多少",
        "江苏粮食产量是多少",
    ],
)
def test_what_is_compared_or_of_no_yearly_report_stays(question):
    assert name_years(question, REPORTS) == question


def test_one_report_dates_a_question_that_names_no_place():
    assert name_years("去年粮食产量", REPORTS[:1]) == "2024年粮食产量"
