"""Figures side by side, and their difference."""

from dataclasses import replace

import pytest

from bot.claims import find_claims
from bot.compare import state_difference
from bot.dating import Dated
from bot.match import Candidate
from ingest.types import Passage
from vectorstore.types import Hit


def _candidate(text):
    (claim,) = (each for each in find_claims(text) if each.figure)
    passage = Passage(id="x:0", document_id="x", start=0, end=len(text))
    return Candidate(
        hit=Hit(passage=passage, title="", text=text, score=1.0),
        claim=claim,
        score=1.0,
        coverage=1.0,
        named=1.0,
        indicator=1.0,
        precision=1.0,
        fit=0.0,
        near_subject=1.0,
        near_label=1.0,
        dated=Dated(2024, False),
        is_elsewhere=False,
    )


@pytest.mark.parametrize(
    ("first", "second", "stated"),
    [
        ("城镇新增就业120万人", "城镇新增就业100万人", "相差20万人，甲较高。"),
        ("粮食总产762亿斤", "粮食总产781.8亿斤", "相差19.8亿斤，乙较高。"),
        ("研发投入强度为3.42%", "研发投入强度为3.35%", "相差0.07个百分点，甲较高。"),
        ("开行班列2286列", "开行班列2619列", "相差333列，乙较高。"),
        ("新建学校12所", "新建学校12所", "两者相同。"),
        ("地区生产总值增长5.5%", "地区生产总值增长5.2%", "相差0.3个百分点，甲较高。"),
    ],
)
def test_difference_is_in_the_unit_of_the_figures(first, second, stated):
    found = {"甲": _candidate(first), "乙": _candidate(second)}
    assert state_difference(found, "zh") == stated


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("粮食总产762亿斤", "粮食播种面积781.8万亩"),
        ("地区生产总值增长5.5%", "森林覆盖率为24%"),
        ("地区生产总值增长5%—5.5%", "地区生产总值增长6%"),
    ],
    ids=["units", "kinds", "range"],
)
def test_what_is_not_alike_is_not_compared(first, second):
    assert state_difference({"甲": _candidate(first), "乙": _candidate(second)}, "zh") == ""


def test_one_of_two_has_no_difference():
    candidate = _candidate("新建学校12所")
    assert state_difference({"甲": candidate, "乙": None}, "zh") == ""
    three = dict.fromkeys("甲乙丙", replace(candidate))
    assert state_difference(three, "zh") == ""
