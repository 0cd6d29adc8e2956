"""What a figure counts, where and how it is stated, in a sentence of either language."""

import pytest
from test_support import shown

from bot.shown import Frame
from bot.support import check_sentence
from ingest.types import Description

REPORT = Description(title="青禾县2024年政府工作报告", place="青禾县", period="2024年")
ENGLISH_REPORT = Description(
    title="2024 Report on the Work of the Government", place="全国", period="2024年", language="en"
)
PAST, PAST_EN = ("一、2023年工作回顾",), ("I. Review of Work in 2023",)
PASSAGES = {
    1: "工业投资增长10.7%，社会消费品零售总额增长5.9%，进出口总额增长11.5%。家庭农"
    "场10029家，合作社7197家。",
    2: "城镇、农村居民人均可支配收入分别增长4.4%、6.1%。人均地区生产总值达16.7万元，"
    "地区生产总值年均增长5.7%。",
    3: "参加长期护理保险的超500万人，新增托位3万个以上。困难家庭每月补助400元。一次补贴期"
    "限不能超过48个月。",
    4: "五年来累计投入1973亿元。固定资产投资增长6%，增速高于全国平均水平。其中高台县完成1"
    "2亿元、云川市完成8亿元。",
    5: "产值居全省第3位，粮食单产保持全国首位。细颗粒物浓度均值30微克/立方米，可吸入颗粒物浓"
    "度均值69微克/立方米。",
    6: "Exports grew by 20.3 percent and imports by 24.9 percent. It built 1,625 hospitals and 6"
    ",206 primary schools.",
    7: "Fiscal revenue rose from 248 billion yuan in 2018 to 772 billion yuan in 2023.",
    8: "出口额由2022年的3.2亿美元增至2023年的4亿美元。降低企业负担约400亿元。",
}  # fmt: skip
SHOWN = {
    key: shown(
        text,
        key=key,
        section=PAST_EN if key in (6, 7) else PAST,
        told=ENGLISH_REPORT if key in (6, 7) else REPORT,
    )
    for key, text in PASSAGES.items()
}


def faults(sentence, **limits):
    frame = Frame(
        language="zh", asked="", known=("青禾县", "云川市", "高台县"), places=(), **limits
    )
    return [each.kind for each in check_sentence(sentence, SHOWN, frame).faults]


RIGHT = {
    "English over Chinese": "Industrial investment grew by 10.7 percent [1].",
    "two in English": "There were 10,029 family farms and 7,197 cooperatives [1].",
    "dealt in English": (
        "Urban and rural per capita disposable income grew by 4.4% and 6.1% respectively [2]."
    ),
    "Chinese over English": "2023年新建医院1625所、小学6206所[6]。",
    "English growth over Chinese": (
        "Total retail sales of consumer goods grew 5.9% year on year [1]."
    ),
    "other words": "青禾县外贸进出口总额增长11.5%[1]。",
    "clauses as they come": "农村居民人均可支配收入增长6.1%，城镇居民增长4.4%[2]。",
    "yearly average": "地区生产总值年均增长5.7%[2]。",
    "no figure, across": "出口和进口都增长了[6]。",
    "per head": "人均地区生产总值为16.7万元[2]。",
    "per head in English": "Per capita GDP reached 167,000 yuan [2].",
    "per month": "Poor families receive a subsidy of 400 yuan a month [3].",
    "over": "参加长期护理保险的人数超过500万人[3]。",
    "at most": "一次补贴期限最多48个月[3]。",
    "place of a part": "云川市完成8亿元[4]。",
    "rank": "粮食单产居全国第一[5]。",
    "rank in English": "Its output value ranked third in the province [5].",
    "symbol for a name": "PM2.5浓度均值为30微克/立方米[5]。",
    "from one year to the next": (
        "Fiscal revenue rose from 248 billion yuan in 2018 to 772 billion yuan in 2023 [7]."
    ),
    "formula without units": (
        "出口额由2022年的3.2亿美元增至2023年的4亿美元，增长25%（4亿 ÷ 3.2亿 − 1）[8]。"
    ),
    "sum in words": "高台县完成12亿元，云川市完成8亿元，两者相加20亿元[4]。",
    "change of an amount": "Burdens on companies were cut by about 40 billion yuan [8].",
}


@pytest.mark.parametrize("sentence", RIGHT.values(), ids=RIGHT.keys())
def test_what_a_passage_says_in_other_words_or_another_language_stands(sentence):
    assert faults(sentence) == []


WRONG = {
    "indicator in English": ("Industrial investment grew by 5.9 percent [1].", "subject"),
    "nothing of the passage in English": ("Fiscal revenue grew by 10.7 percent [1].", "subject"),
    "other things counted in English": ("There were 7,197 family farms [1].", "subject"),
    "indicator in Chinese": ("2023年新建医院6206所[6]。", "subject"),
    "one of a list": ("2023年进口增长20.3%[6]。", "subject"),
    "English for English": ("It built 1,625 primary schools [6].", "subject"),
    "neighbour of a list": ("社会消费品零售总额增长11.5%[1]。", "subject"),
    "word that no passage has": ("民间投资增长10.7%[1]。", "subject"),
    "per head for all": ("地区生产总值达16.7万元[2]。", "manner"),
    "a year's for an average": ("2023年地区生产总值增长5.7%[2]。", "year"),
    "year for month": ("困难家庭每年补助400元[3]。", "manner"),
    "English year for month": ("Poor families receive 400 yuan a year [3].", "manner"),
    "one of all": ("人均进出口总额增长11.5%[1]。", "manner"),
    "under for over": ("参加长期护理保险的不足500万人[3]。", "manner"),
    "under for at least": ("新增托位不到3万个[3]。", "manner"),
    "over for at most": ("一次补贴期限超过48个月[3]。", "manner"),
    "one year for five": ("2023年投入1973亿元[4]。", "year"),
    "last year for the year before": ("今年工业投资增长10.7%[1]。", "year"),
    "nation that is only compared with": ("全国固定资产投资增长6%[4]。", "place"),
    "part of the list before": ("高台县完成8亿元[4]。", "place"),
    "place that is only mentioned": ("云川市固定资产投资增长6%[4]。", "place"),
    "first for third": ("产值居全省首位[5]。", "number"),
    "first of all for first of some": ("粮食单产居全球首位[5]。", "number"),
    "rank in English": ("Its output value ranked second in the province [5].", "number"),
    "another symbol": ("PM2.5浓度均值为69微克/立方米[5]。", "subject"),
    "origin for result": ("2023年财政收入2480亿元[7]。", "year"),
    "growth for a level": ("Fiscal revenue grew by 772 billion yuan [7].", "kind"),
    "wrong sum in words": ("高台县完成12亿元，云川市完成8亿元，两者相加21亿元[4]。", "value"),
    "formula over another base": (
        "出口额由2022年的3.2亿美元增至2023年的4亿美元，增长20%（4亿 ÷ 3.2亿 − 1）[8]。",
        "value",
    ),
    "nothing of an English passage": ("围古江是一个独立的县[6]。", "unlike"),
    "name that holds another number": ("6G基站建设投资增长10.7%[1]。", "number"),
}


@pytest.mark.parametrize(("sentence", "kind"), WRONG.values(), ids=WRONG.keys())
def test_what_counts_something_else_or_otherwise_is_named(sentence, kind):
    assert kind in faults(sentence)


def test_a_sentence_that_names_nothing_is_of_what_the_question_asks_for():
    assert faults("增长10.7%[1]。", subject="工业投资") == []
    assert faults("增长10.7%[1]。", subject="社会消费品零售总额") == ["subject"]
