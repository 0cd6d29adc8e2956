"""Figures of several places, years or modes side by side, and what follows from them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.check import check_figures
from bot.cite import cite
from bot.claims import find_claims
from bot.combine import combine
from bot.compare import compare
from bot.dating import Dated
from bot.match import Candidate
from bot.types import FigureStatus, Outcome
from bot.understand import understand
from bot.verdict import Verdict
from ingest.types import Description, Passage
from vectorstore.types import Context, Hit

_SURE = Verdict(order={}, weights={}, bias=2.0, threshold=0.5, certain=0.5)
_PLACES = {"山东省", "江苏省", "浙江省", "河北省", "海拉尔区"}


def _candidate(text, *, place="江苏省", year=2025, is_target=False, score=1.0, at=-1):
    claim = [each for each in find_claims(text) if each.figure][at]
    document_id = f"{place}{year + (not is_target)}"
    passage = Passage(id=f"{document_id}:{text}", document_id=document_id, start=0, end=len(text))
    return Candidate(
        hit=Hit(passage=passage, title="", text=text, score=1.0),
        claim=claim,
        score=score,
        features={"coverage": 1.0, "named": 1.0, "indicator": 1.0, "elsewhere": 0.0},
        dated=Dated(year, is_target),
    )


def _descriptions(candidates):
    return {
        each.hit.passage.document_id: Description(
            title=f"{each.hit.passage.document_id[-4:]}年政府工作报告",
            place=each.hit.passage.document_id[:-4],
            period=f"{each.hit.passage.document_id[-4:]}年",
        )
        for each in candidates
    }


def _draft(question, *candidates):
    return compare(
        understand(question, places=_PLACES),
        candidates,
        _SURE,
        descriptions=_descriptions(candidates),
        context=lambda hit, _: Context(start=0, end=len(hit.text), text=hit.text),
    )


def _computed(draft):
    figures = check_figures(draft.text, cite(draft.quotes), counts=draft.counts)
    assert FigureStatus.UNSUPPORTED not in {each.status for each in figures}
    return {each.text: each.expression for each in figures if each.status is FigureStatus.COMPUTED}


@pytest.mark.parametrize(
    ("first", "second", "computed", "higher"),
    [
        ("城镇新增就业120万人", "城镇新增就业100万人", "20万人", "江苏省较高"),
        ("粮食总产762亿斤", "粮食总产781.8亿斤", "19.8亿斤", "浙江省较高"),
        ("研发投入强度为3.42%", "研发投入强度为3.35%", "0.07个百分点", "江苏省较高"),
        ("开行班列2286列", "开行班列2619列", "333列", "浙江省较高"),
        ("地区生产总值增长5.5%", "地区生产总值增长5.2%", "0.3个百分点", "江苏省较高"),
    ],
)
def test_difference_is_in_the_unit_of_the_figures_and_shows_its_expression(
    first, second, computed, higher
):
    draft = _draft(
        "江苏和浙江2025年相差多少？", _candidate(first), _candidate(second, place="浙江省")
    )
    assert higher in draft.text
    assert list(_computed(draft)) == [computed]
    assert " − " in _computed(draft)[computed]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("粮食总产762亿斤", "粮食总产5.3亿吨"),
        ("新建里程30公里", "运营里程906公里"),
    ],
    ids=["units", "kinds"],
)
def test_what_is_not_alike_is_stated_and_not_computed(first, second):
    draft = _draft(
        "江苏和浙江2025年相差多少？", _candidate(first), _candidate(second, place="浙江省")
    )
    assert "不作计算" in draft.text
    assert _computed(draft) == {}


def test_ranges_of_targets_are_stated_and_not_computed():
    draft = _draft(
        "江苏和浙江2025年增长目标相差多少？",
        _candidate("地区生产总值增长5%—5.5%", is_target=True),
        _candidate("地区生产总值增长6%", place="浙江省", is_target=True),
    )
    assert draft.text == (
        "江苏省：地区生产总值增长5%—5.5%[1]；浙江省：地区生产总值增长6%[2]。单位或口径不同，不作计算。"
    )


def test_range_is_no_result():
    draft = _draft(
        "江苏和浙江2025年GDP增速分别是多少？",
        _candidate("地区生产总值增长5%—5.5%"),
        _candidate("地区生产总值增长6%", place="浙江省"),
    )
    assert draft.missing.place == "江苏省"


def test_target_of_about_a_growth_has_a_difference():
    draft = _draft(
        "江苏2025年GDP定的目标和最后实际增速差几个点？",
        _candidate("地区生产总值增长6%左右", is_target=True),
        _candidate("地区生产总值增长4.7%"),
    )
    assert _computed(draft) == {"1.3个百分点": "6% − 4.7%"}


def test_increment_is_of_one_kind_with_what_is_new():
    draft = _draft(
        "江苏和浙江2025年社会融资规模增量谁大？",
        _candidate("社会融资规模增量7868亿元"),
        _candidate("社会融资规模新增7116亿元", place="浙江省"),
    )
    assert _computed(draft) == {"752亿元": "7868亿元 − 7116亿元"}


def test_equal_figures_are_said_to_be_equal():
    text = "新建学校12所"
    draft = _draft("江苏和浙江2025年谁多？", _candidate(text), _candidate(text, place="浙江省"))
    assert draft.text.endswith("两者相同。")


def test_sum_of_two_places():
    draft = _draft(
        "江苏和浙江2025年城镇新增就业一共多少？",
        _candidate("城镇新增就业120万人"),
        _candidate("城镇新增就业100万人", place="浙江省"),
    )
    assert _computed(draft) == {"220万人": "120万人 + 100万人"}


def test_ratio_of_two_places():
    draft = _draft(
        "江苏2025年的班列是浙江的几倍？",
        _candidate("开行班列3000列"),
        _candidate("开行班列2000列", place="浙江省"),
    )
    assert _computed(draft) == {"1.5倍": "3000列 ÷ 2000列"}


def _jobs(year, number):
    return _candidate(f"城镇新增就业{number}人", place="海拉尔区", year=year)


def test_every_year_of_a_span_has_its_figure_and_the_change_is_told():
    draft = _draft(
        "海拉尔2011—2013年城镇新增就业怎么变化？",
        _jobs(2011, 5527), _jobs(2012, 6128), _jobs(2013, 5611),
    )  # fmt: skip
    assert draft.outcome is Outcome.ANSWERED
    assert draft.text.startswith("2011年：城镇新增就业5527人[1]；2012年：城镇新增就业6128人[2]；")
    assert draft.text.endswith("从2011年到2013年上升84人（5611人[3] − 5527人[1]）。其间有升有降。")


def test_plan_stands_beside_results():
    draft = _draft(
        "海拉尔2011年、2012年城镇新增就业怎么变的，2013年打算达到多少？",
        _jobs(2011, 5527),
        _jobs(2012, 6128),
        _candidate("城镇新增就业6000人", place="海拉尔区", year=2013, is_target=True),
    )
    assert draft.text == (
        "2011年实际：城镇新增就业5527人[1]；2012年实际：城镇新增就业6128人[2]；"
        "2013年目标：城镇新增就业6000人[3]。"
    )


def test_year_without_a_figure_is_named():
    draft = _draft(
        "海拉尔2011到2013年城镇新增就业分别是多少？", _jobs(2011, 5527), _jobs(2013, 5611)
    )
    assert draft.outcome is Outcome.PARTIAL
    assert draft.missing.period == "2012年"


def test_target_does_not_stand_for_a_result():
    target = _candidate("粮食产量800亿斤以上", year=2025, is_target=True)
    draft = _draft(
        "江苏2024年和2025年粮食产量各是多少？", _candidate("粮食产量836亿斤", year=2024), target
    )
    assert (draft.outcome, draft.missing.period) == (Outcome.PARTIAL, "2025年")


def test_target_and_result_are_set_side_by_side():
    draft = _draft(
        "江苏2025年城镇新增就业的目标和实际完成分别是多少？",
        _candidate("城镇新增就业120万人以上", is_target=True),
        _candidate("城镇新增就业141万人"),
    )
    assert draft.text.startswith("2025年目标：城镇新增就业120万人以上[1]；2025年实际：")
    assert draft.text.endswith("实际较高。达到目标。")
    assert _computed(draft) == {"21万人": "141万人 − 120万人"}


def _growth(place, text):
    return _candidate(f"地区生产总值{text}", place=place)


_GROWTHS = (
    _growth("江苏省", "增长5.3%"), _growth("浙江省", "增长5.5%"), _growth("山东省", "增长5.7%"),
    _growth("河北省", "下降0.4%"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("2025年哪些省的GDP增速达到5.5%及以上？", ["山东省", "浙江省"]),
        ("2025年GDP增速低于5.5%的省有哪几个？", ["河北省", "江苏省"]),
        ("2025年哪个省GDP增速最高？", ["山东省"]),
        ("2025年GDP增速最高的两个省是哪几个？", ["山东省", "浙江省"]),
        ("2025年哪个省的GDP是下降的？", ["河北省"]),
        ("2025年GDP增速在5.4%到5.6%之间的省份有哪些？", ["浙江省"]),
        ("Which province had the lowest GDP growth in 2025?", ["Hebei"]),
    ],
)
def test_only_the_places_that_hold_are_named(question, named):
    draft = _draft(question, *_GROWTHS)
    every = {"江苏省", "浙江省", "山东省", "河北省", "Jiangsu", "Zhejiang", "Shandong", "Hebei"}
    stated = {each for each in every if f"{each}：" in draft.text or f"{each}:" in draft.text}
    assert stated == set(named)
    assert len(draft.quotes) == len(named)


_TARGETS = tuple(
    _candidate(f"地区生产总值增长{figure}", place=place, is_target=True)
    for place, figure in (
        ("江苏省", "5%左右"), ("浙江省", "5%—5.5%"), ("山东省", "5%以上"), ("河北省", "4.5%")
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("哪几个省把2025年GDP增长目标定成5%到5.5%的区间？", ["浙江省"]),
        ("2025年GDP增长目标定在5%左右的省有哪些？", ["江苏省"]),
        ("2025年GDP增长目标定在4.5%左右或者5%左右的省有哪些？", ["江苏省", "河北省"]),
        ("2025年GDP增长目标低于5%、或者区间上限达到5.5%的是哪些地方？", ["浙江省", "河北省"]),
        ("哪些省给2025年GDP增长定了具体目标？", ["江苏省", "浙江省", "山东省", "河北省"]),
    ],
)
def test_targets_keep_to_what_is_asked(question, named):
    text = _draft(question, *_TARGETS).text
    assert [each for each in ("江苏省", "浙江省", "山东省", "河北省") if each in text] == named


def test_place_without_a_report_of_the_year_is_not_counted_as_lacking():
    old = _candidate("粮食产量836亿斤", place="河北省", year=2019)
    draft = _draft("2025年哪些省的GDP增速超过5.5%？", *_GROWTHS[:3], old)
    assert draft.outcome is Outcome.ANSWERED


def test_places_without_a_figure_are_counted():
    other = _candidate("粮食产量836亿斤", place="河北省")
    draft = _draft("2025年哪些省的GDP增速超过5.5%？", *_GROWTHS[:3], other)
    assert draft.outcome is Outcome.PARTIAL
    assert _computed(draft) == {"1个": "4 − 3"}


def test_sub_industry_is_not_taken_for_the_industry():
    industry = [
        _candidate(f"规模以上工业增加值增长{number}%", place=place)
        for place, number in (("江苏省", 6), ("浙江省", 8), ("山东省", 7))
    ]
    part = _candidate("软件服务业增加值增长9%", place="河北省")
    draft = _draft("2025年哪个省规模以上工业增加值增长最快？", *industry, part)
    assert draft.text.startswith("浙江省：")


def test_figure_of_five_years_is_not_that_of_the_last():
    whole = _candidate("五年累计城镇新增就业265万人", year=2025, score=2.0)
    draft = _draft(
        "江苏2024年和2025年城镇新增就业各是多少？",
        _candidate("城镇新增就业53万人", year=2024), _candidate("城镇新增就业54万人"), whole,
    )  # fmt: skip
    assert "265" not in draft.text


def test_what_asks_for_one_figure_is_not_compared():
    assert _draft("江苏2025年城镇新增就业多少？", _candidate("城镇新增就业120万人")) is None


def test_expression_is_computed_in_decimals():
    first, second = (
        _candidate(f"研发投入强度为{number}%", place=place)
        for place, number in (("江苏省", "0.3"), ("浙江省", "0.1"))
    )
    draft = _draft("江苏和浙江2025年相差多少？", first, second)
    (figure,) = (each for each in check_figures(draft.text, cite(draft.quotes)) if each.expression)
    assert figure.value == Decimal("0.2")


@pytest.mark.parametrize(
    ("question", "computed"),
    [
        ("公路里程和铁路里程一共多少公里？", {"1500公里": "1200公里 + 300公里"}),
        ("公路里程比铁路里程多多少公里？", {"900公里": "1200公里 − 300公里"}),
    ],
)
def test_two_figures_of_one_report_are_put_together(question, computed):
    text = "公路里程1200公里，铁路里程300公里"
    candidates = [_candidate(text, at=0), _candidate(text, at=1)]
    sure = [replace(each, support=1.0) for each in candidates]
    draft = combine(understand(question), sure, _SURE)
    assert _computed(draft) == computed


def test_thing_without_a_figure_of_its_own_is_not_put_together():
    sure = [replace(_candidate("公路里程1200公里"), support=1.0)]
    assert combine(understand("公路里程和铁路里程一共多少公里？"), sure, _SURE) is None


def test_two_kinds_of_bank_are_set_side_by_side_by_their_lay_names():
    text = "大型商业银行不良贷款率为1.2%，城市商业银行不良贷款率为1.9%"
    other = _candidate("大型商业银行资产占比52.3%")
    sure = [replace(each, support=1.0) for each in (
        other, _candidate(text, at=0), _candidate(text, at=1)
    )]  # fmt: skip
    draft = combine(understand("六大行和城商行的不良率哪个高，分别多少？"), sure, _SURE)
    assert _computed(draft) == {"0.7个百分点": "1.9% − 1.2%"}
