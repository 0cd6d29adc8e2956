"""One sentence against the passages it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page import Page
from bot.shown import Frame, Shown
from bot.support import Fault, check_sentence
from ingest.types import Description, Passage
from vectorstore.types import Hit

WORK_REPORT = Description(title="青禾县2024年政府工作报告", place="青禾县", period="2024年")
YEARBOOK = Description(title="云川市统计公报", place="云川市", period="2023年")


def shown(text, *, key=1, section=(), told=WORK_REPORT):
    passage = Passage(id="d:0", document_id="d", start=0, end=len(text), section=section)
    hit = Hit(passage=passage, title=told.title, text=text, score=1.0)
    return Shown(key=key, hit=hit, description=told, known=("青禾县", "云川市"))


PAST, PLAN = ("一、2023年工作回顾",), ("二、2024年工作安排",)
RESULTS = shown(
    "全年地区生产总值完成182.6亿元，增长5.9%。新建5G基站312个，累计建成1045个。"
    "其中高台县接待游客68.4万人次。五年来新增就业2.1万人。产值居全省第3位。",
    section=PAST,
)
TARGETS = shown("地区生产总值增长5.5%-6%，城镇新增就业4200人以上。", key=2, section=PLAN)
FIGURES = shown(
    "全市常住人口120万人，其中城镇人口72万人。2022年出口额3.2亿美元，2023年出口额4亿美元。"
    "粮食亩产下降1.2%。高中阶段毛入学率达到九成。三分之二的乡镇通了快线。",
    key=3, told=YEARBOOK,
)  # fmt: skip
ALL = {each.key: each for each in (RESULTS, TARGETS, FIGURES)}


def check(sentence, *, asked="", places=(), years=(), **limits):
    frame = Frame(
        language="zh", asked=asked, places=places, years=years, known=("青禾县", "云川市"), **limits
    )
    return check_sentence(sentence, ALL, frame)


def faults(sentence, **limits):
    return [each.kind for each in check(sentence, **limits).faults]


RIGHT = {
    "copied": "2023年新建5G基站312个[1]。",
    "other notation": "地区生产总值1826000万元[1]。",
    "Chinese numeral": "新建5G基站三百一十二个[1]。",
    "full-width marker": "新建5G基站312个【1】。",
    "list of markers": "新建5G基站312个[2, 1]。",
    "growth": "地区生产总值同比增长5.9%[1]。",
    "range": "2024年地区生产总值增长目标为5.5%至6%[2]。",
    "rank": "产值居全省第三位[1]。",
    "tenths": "高中阶段毛入学率90%[3]。",
    "fraction": "有三分之二的乡镇通了快线[3]。",
    "share of a whole": "城镇人口72万人，占常住人口120万人的60%[3]。",
    "growth computed": "出口额由2022年的3.2亿美元增至2023年的4亿美元，增长25%[3]。",
    "ratio rounded": "常住人口120万人，是城镇人口72万人的1.7倍[3]。",
    "sum of alike": "两项合计192万人（120万人 + 72万人）[3]。",
    "several years": "五年来新增就业2.1万人[1]。",
    "place named": "高台县接待游客68.4万人次[1]。",
    "verbatim": "报告写道“新建5G基站312个，累计建成1045个”[1]。",
    "another name": "青禾县经济总量达到182.6亿元[1]。",
    "growth over a year named": "2023年出口额4亿美元，比2022年的3.2亿美元增长25%[3]。",
    "years behind": "出口额分别为3.2亿美元（2022年）和4亿美元（2023年）[3]。",
    "bare year": "2022出口额3.2亿美元[3]。",
    "item of a list": "1. 新建5G基站312个[1]。",
    "count of its figures": "城镇人口72万人，常住人口120万人，两项合计192万人[3]。",
    "English": "In 2023 it built 312 5G base stations [1].",
    "English billion": "GDP reached 18.26 billion yuan [1].",
}  # fmt: skip


@pytest.mark.parametrize("sentence", RIGHT.values(), ids=RIGHT.keys())
def test_what_a_cited_passage_states_stands(sentence):
    assert faults(sentence) == []


WRONG = {
    "digit": ("新建5G基站313个[1]。", "value"),
    "multiplier": ("地区生产总值182.6万元[1]。", "value"),
    "unit": ("地区生产总值182.6亿美元[1]。", "value"),
    "points": ("地区生产总值增长5.9个百分点[1]。", "value"),
    "permille": ("地区生产总值增长5.9‰[1]。", "value"),
    "one end of a range": ("2024年地区生产总值增长目标为6%[2]。", "value"),
    "another passage": ("新建5G基站312个[2]。", "value"),
    "level for growth": ("地区生产总值为5.9%[1]。", "kind"),
    "growth for level": ("地区生产总值增长182.6亿元[1]。", "kind"),
    "fall for rise": ("地区生产总值下降5.9%[1]。", "kind"),
    "rise for fall": ("粮食亩产增长1.2%[3]。", "kind"),
    "stock for flow": ("累计建成5G基站312个[1]。", "kind"),
    "flow for stock": ("新建5G基站1045个[1]。", "kind"),
    "target as result": ("城镇新增就业4200人[2]。", "target"),
    "result as target": ("5G基站的目标是新建312个[1]。", "target"),
    "year": ("2022年新建5G基站312个[1]。", "year"),
    "year of two": ("2022年出口额4亿美元[3]。", "year"),
    "half a year": ("2023年上半年新建5G基站312个[1]。", "year"),
    "years for one": ("2023年新增就业2.1万人[1]。", "year"),
    "place": ("云川市新建5G基站312个[1]。", "place"),
    "part for the whole": ("青禾县接待游客68.4万人次[1]。", "place"),
    "another thing built": ("2023年新建养老院312个[1]。", "subject"),
    "another thing built in all": ("累计建成水库1045个[1]。", "subject"),
    "another thing built at the place": ("青禾县新建养老院312个[1]。", "subject"),
    "another people": ("农村人口72万人[3]。", "subject"),
    "a whole for its part": ("城镇人口120万人[3]。", "subject"),
    "subject": ("地区生产总值达1045个[1]。", "subject"),
    "wrong growth": ("出口额由2022年的3.2亿美元增至2023年的4亿美元，增长26%[3]。", "value"),
    "growth of another base": (
        "出口额由2022年的3.2亿美元增至2023年的4亿美元，增长20%[3]。",
        "value",
    ),
    "fall for a computed rise": (
        "出口额由2022年的3.2亿美元降至2023年的4亿美元，下降25%[3]。",
        "value",
    ),
    "growth back in time": ("出口额从4亿美元降至3.2亿美元，下降20%[3]。", "value"),
    "growth of unlike things": ("城镇人口72万人，常住人口120万人，增长66.7%[3]。", "value"),
    "unit of a difference": ("相差48万元（120万人 − 72万人）[3]。", "value"),
    "unit of a ratio": ("人均1.67元（120万人 ÷ 72万人）[3]。", "value"),
    "unlike sum": ("共188.5亿元（182.6亿元 + 5.9%）[1]。", "value"),
    "years behind swapped": ("出口额分别为4亿美元（2022年）和3.2亿美元（2023年）[3]。", "year"),
    "year and place behind": ("地区生产总值182.6亿元[1]（青禾县，2022）。", "year"),
    "bare year": ("2022出口额4亿美元[3]。", "year"),
    "bare year in brackets": ("（2022）出口额4亿美元[3]。", "year"),
    "bare English year": ("2022 exports: 400 million US dollars [3].", "year"),
    "fiscal year": ("FY2022 exports were 400 million US dollars [3].", "year"),
    "a count of other things": (
        "新建学校三所，新建5G基站312个，累计建成1045个，接待游客68.4万人次[1]。",
        "value",
    ),
    "number as a list mark": ("2023年新建5G基站的数量：\n88) [1]", "number"),
    "large list mark": ("2023年新建5G基站数量为：\n88、累计建成1045个[1]。", "number"),
    "tens": ("新建5G基站312个，学校几十所[1]。", "number"),
    "hundreds": ("新建5G基站312个，数百个村通网[1]。", "number"),
    "English hundreds": ("It built 312 5G base stations and hundreds of schools [1].", "number"),
    "a thousand": ("新建5G基站312个，上千个村通网[1]。", "number"),
    "more than half": ("新建5G基站312个，过半乡镇通了5G[1]。", "number"),
    "most": ("新建5G基站312个，超半数乡镇通网[1]。", "number"),
    "halved": ("新建5G基站312个，减半[1]。", "number"),
    "doubled": ("新建5G基站312个，同比翻番[1]。", "value"),
    "decimal in words": ("新建5G基站312个，约为计划的一点五倍[1]。", "number"),
    "number in a circle": ("新建5G基站312个，学校⑫所[1]。", "number"),
    "English half": ("It built 312 5G base stations, half of the total [1].", "value"),
    "year in words": ("该项目于2019年新建5G基站312个[1]。", "year"),
    "document number": ("新建5G基站312个（青政发〔2023〕12号）[1]。", "number"),
    "no number of ours": ("粮食亩产下降01%[3]。", "number"),
    "uncited": ("新建5G基站312个。", "uncited"),
    "not shown": ("新建5G基站312个[9]。", "uncited"),
    "of something else": ("大力弘扬传统戏曲艺术并举办音乐节[1]。", "unlike"),
    "not verbatim": ("报告写道“当年一共新建5G基站312个”[1]。", "quote"),
    "number of another thing": ("第312号基站：累计建成1045个[1]。", "number"),
    "name that counts": ("“十强”产业新建5G基站312个[1]。", "quote"),
    "link": ("新建5G基站312个，见https://example.org/a[1]。", "link"),
}


@pytest.mark.parametrize(("sentence", "kind"), WRONG.values(), ids=WRONG.keys())
def test_what_differs_is_named(sentence, kind):
    assert kind in faults(sentence)


@pytest.mark.parametrize(
    ("limits", "kind"),
    [({"years": (2022,)}, "year"), ({"places": ("云川市",)}, "place"), ({"years": (2023,)}, None)],
    ids=["year", "place", "right year"],
)
def test_a_sentence_that_names_neither_is_of_the_question_s_year_and_place(limits, kind):
    found = faults("新建5G基站312个[1]。", **limits)
    assert found == ([kind] if kind else [])


def test_what_is_asked_as_a_target_need_not_be_called_one():
    assert faults("城镇新增就业4200人[2]。", asks_target=True) == []


def test_a_fault_names_the_words():
    assert check("新建5G基站313个[1]。").faults == (Fault(kind="value", text="313个"),)


def test_a_computed_figure_has_its_expression():
    found = check("常住人口120万人，城镇人口72万人，相差48万人[3]。").figures
    assert [(each.figure.text, each.key, each.expression) for each in found] == [
        ("120万人", 3, None), ("72万人", 3, None), ("48万人", None, "120万人 − 72万人"),
    ]  # fmt: skip


def test_the_stretch_cited_is_the_sentence_that_states_the_figure():
    (start, end) = check("新建5G基站312个[1]。").spans[1]
    assert RESULTS.hit.text[start:end] == "新建5G基站312个，累计建成1045个。"


def test_markers_of_nothing_are_dropped_and_counted():
    found = check("新建5G基站312个[9][1]。")
    assert (found.text, found.dropped) == ("新建5G基站312个[1]。", 1)


@given(st.lists(st.sampled_from(["[", "]", "[1]", "[9]", "2", "【", "】", "、", " "]), max_size=12))
def test_no_brackets_make_a_page_raise_or_cite_what_was_not_shown(marks):
    page = Page(frame=Frame(language="zh", asked=""), shown={1: RESULTS})
    list(page.take(f"新建5G基站312个[1]{''.join(marks)}。"))
    assert {each.passage.document_id for each, _, _ in page.quotes} <= {"d"}
    assert "[9]" not in page.text


def test_a_marker_within_a_marker_is_none():
    page = Page(frame=Frame(language="zh", asked=""), shown={1: RESULTS})
    assert list(page.take("新建5G基站312个[1][2[9]]。")) == []
    assert (page.text, len(page.failed)) == ("", 1)


@pytest.mark.parametrize("digit", "0123456789")
def test_no_changed_digit_stands(digit):
    for at, old in enumerate("18260"):
        number = "18260"[:at] + digit + "18260"[at + 1 :]
        is_right = digit == old
        assert (faults(f"地区生产总值{number}00万元[1]。") == []) is is_right
