"""Which reports a question is about, and which may tell all the same."""

import pytest

from bot.scope import Lacking, Selection, select
from bot.understand import understand
from ingest.types import Description, Passage
from vectorstore.tables import Row
from vectorstore.types import Hit


def _row(name, place, period, title):
    description = Description(title=title, place=place, period=period)
    return Row(0, name, name, description, "")


_ROWS = [
    _row("js25", "江苏省", "2025年", "2025年江苏省政府工作报告"),
    _row("js26", "江苏省", "2026年", "2026年江苏省政府工作报告"),
    _row("zj26", "浙江省", "2026年", "2026年浙江省政府工作报告"),
    _row("cn26", "全国", "2026年", "2026年国务院政府工作报告"),
    _row("holiday", "全国", "2018年", "国务院办公厅关于2019年部分节假日安排的通知"),
    _row("machines", "全国", "2018年", "国务院关于加快农机装备产业转型升级的指导意见"),
    _row("mines", "全国", "2004年", "关于山西、安徽省四起煤矿瓦斯爆炸事故的通报"),
    _row("note", "", "", "工作札记"),
]


def _select(question):
    places = {row.description.place for row in _ROWS if row.description.place}
    return select(understand(question, places=places), _ROWS)


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        ("2025年江苏省GDP是多少？", {"js25", "js26"}),
        ("浙江2025年粮食产量", {"zj26"}),
        ("2026年江苏省政府工作报告提出的目标", {"js26"}),
        ("2019年春节放几天假？", {"holiday"}),
        ("安徽2003年的煤矿事故死了多少人？", {"mines"}),
        ("粮食产量是多少", {row.document_id for row in _ROWS}),
    ],
)
def test_reports_of_the_named_place_and_year_are_chosen(question, chosen):
    assert set(_select(question).document_ids) == chosen


def test_reports_of_no_or_a_wider_place_may_tell_it_where_they_name_it():
    others = _select("江苏2018年农机装备达到多少台").others
    assert others["machines"] == Lacking(places=("江苏省",))


def test_opinion_holds_for_other_years_than_its_own():
    others = _select("到2025年全国农机总动力达到多少？").others
    assert others["machines"] == Lacking(years=(2025,))


def test_report_of_another_place_or_year_is_out():
    assert not {"zj26", "js25", "js26"} & _select("江苏2020年GDP").others.keys() - {"js25", "js26"}
    assert "zj26" not in _select("江苏2025年GDP").others


def test_place_that_no_report_is_about_must_be_named():
    selection = _select("贵州2025年GDP是多少？")
    assert (selection.required_places, "zj26" in selection.others) == (("贵州省",), False)


def test_no_scope_leaves_nothing_elsewhere():
    every = tuple(row.document_id for row in _ROWS)
    assert _select("粮食产量是多少") == Selection(document_ids=every)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [("到2025年，江苏省达到75%", True), ("江苏达到75%", False), ("2025年达到75%", False)],
)
def test_passage_names_what_its_report_lacks(text, is_named):
    passage = Passage(id="x:0", document_id="x", start=0, end=len(text))
    hit = Hit(passage=passage, title="指导意见", text=text, score=1.0)
    assert Lacking(places=("江苏省",), years=(2025,)).is_named_by(hit) is is_named


def test_reports_that_look_back_on_the_years_compared_come_first():
    selection = _select("江苏和浙江2025年的GDP分别是多少？")
    assert selection.foremost == ("js26", "zj26")


def test_open_places_are_provinces():
    assert set(_select("2025年哪些省的GDP增速超过5%？").document_ids) == {"js25", "js26", "zj26"}


def test_year_before_is_in_scope_when_it_is_compared():
    rows = {"js25", "js26"}
    assert rows <= set(_select("江苏2025年GDP比上一年增加了还是减少了？").document_ids)
