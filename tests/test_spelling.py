import pytest

from bot.spelling import mend

PLACES = ("江苏省", "安徽省", "大庆市", "海拉尔区", "云岭市")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("江苏粮食产亮是多少", "江苏粮食产量是多少"),
        ("江苏2025年良食产量多少", "江苏2025年粮食产量多少"),
        ("固定资产头资增长多少", "固定资产投资增长多少"),
        ("成镇新增就业多少人", "城镇新增就业多少人"),
        ("一般公共预算收人", "一般公共预算收入"),
        ("进出囗总额", "进出口总额"),
        ("安微2025年GDP", "安徽2025年GDP"),
        ("江书省2025年GDP", "江苏省2025年GDP"),
        ("达庆2017年一季度GDP", "大庆2017年一季度GDP"),
        ("What was the popualtion of Jiangsu", "What was the population of Jiangsu"),
        ("registered unemploymnet rate", "registered unemployment rate"),
    ],
)
def test_a_misspelt_word_is_mended(typed, meant):
    assert mend(typed, places=PLACES) == meant


@pytest.mark.parametrize(
    "question",
    [
        "兰州粮食产量是多少",
        "望川县2023年地区生产总值是多少？",
        "云岭市粮食产量",
        "长途汽车客运量",
        "养老金调整了多少",
        "财政收入多少亿元",
        "第四产业增加值",
        "How did economic growth compare with the year before?",
        "the payment ceiling for multiple sclerosis",
        "GDP多少",
    ],
)
def test_words_and_places_stay_as_they_are(question):
    assert mend(question, places=PLACES) == question
