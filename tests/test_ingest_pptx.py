"""PowerPoint files: slides as pages, with titles, texts, tables, charts and notes."""

import io

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.opening import Limits, Opening
from ingest.read import read

_TITLE_ONLY, _TITLE_AND_BODY, _BLANK = 5, 1, 6
_PLACE = (Inches(1), Inches(3), Inches(6), Inches(2))


def _bytes(deck):
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _slide(deck, title, layout=_TITLE_ONLY):
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def _box(slide, text, *, left=1, top=2):
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1))
    box.text_frame.text = text
    return box


def _said(deck, **known):
    blocks = load("a.pptx", _bytes(deck), **known).blocks
    return [(block.page, block.level, block.text) for block in blocks]


def test_slides_are_pages_under_their_titles():
    deck = pptx.Presentation()
    first = _slide(deck, "青禾县工作汇报", _TITLE_AND_BODY)
    first.placeholders[1].text = "粮食产量35.2万吨。\n新建水渠12公里。"
    _slide(deck, "下一步打算")
    assert _said(deck) == [
        (1, 1, "青禾县工作汇报"),
        (1, 0, "粮食产量35.2万吨。"),
        (1, 0, "新建水渠12公里。"),
        (2, 1, "下一步打算"),
    ]


def test_texts_are_read_from_the_top_and_from_the_left():
    deck = pptx.Presentation()
    slide = _slide(deck, "", _BLANK)
    _box(slide, "下", top=5)
    _box(slide, "右", left=5, top=1)
    _box(slide, "左", left=1, top=1.1)
    assert [text for _, _, text in _said(deck)] == ["左", "右", "下"]


def test_texts_of_a_group_are_read():
    deck = pptx.Presentation()
    slide = _slide(deck, "", _BLANK)
    group = slide.shapes.add_group_shape([_box(slide, "投资3亿元")])
    assert (len(group.shapes), [text for _, _, text in _said(deck)]) == (1, ["投资3亿元"])


def test_table_is_read_with_merged_names():
    deck = pptx.Presentation()
    slide = _slide(deck, "主要指标")
    table = slide.shapes.add_table(3, 3, *_PLACE).table
    rows = [["指标", "2024年", ""], ["", "总量（亿元）", "增速（%）"], ["生产总值", "86.4", "6.5"]]
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    loaded = load("a.pptx", _bytes(deck))
    assert [block.text for block in loaded.blocks if block.is_row] == [
        "指标：生产总值；2024年 总量：86.4亿元；2024年 增速：6.5%。"
    ]
    assert loaded.tables == 1


def test_values_of_a_chart_are_rows():
    deck = pptx.Presentation()
    slide = _slide(deck, "走势")
    values = CategoryChartData()
    values.categories = ["2023年", "2024年"]
    values.add_series("粮食产量（万吨）", (34.1, 1234567890.1234))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *_PLACE, values).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "青禾县粮食产量"
    assert [text for _, _, text in _said(deck)][1:] == [
        "青禾县粮食产量；2023年；粮食产量：34.1万吨。",
        "青禾县粮食产量；2024年；粮食产量：1234567890.1234万吨。",
    ]


def test_notes_follow_their_slide():
    deck = pptx.Presentation()
    slide = _slide(deck, "项目进展")
    slide.notes_slide.notes_text_frame.text = "已开工126项。"
    _slide(deck, "下一步打算")
    assert [text for _, _, text in _said(deck)] == ["项目进展", "已开工126项。", "下一步打算"]


def test_source_holds_what_was_said_and_every_cell():
    deck = pptx.Presentation()
    slide = _slide(deck, "主要指标")
    table = slide.shapes.add_table(2, 2, *_PLACE).table
    for place, text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), "甲乙丙5", strict=True):
        table.cell(*place).text = text
    assert load("a.pptx", _bytes(deck)).source == "主要指标\n甲 乙\n丙 5"


def test_passages_know_their_slide():
    deck = pptx.Presentation()
    _slide(deck, "第一页")
    _box(_slide(deck, "第二页"), "粮食产量35.2万吨。")
    report = read("a.pptx", _bytes(deck))
    found = [p for p in report.passages if "35.2" in report.document.text[p.start : p.end]]
    assert [(passage.page, passage.section) for passage in found] == [(2, ("第二页",))]


def test_slides_beyond_the_limit_are_named():
    deck = pptx.Presentation()
    for title in "甲乙丙":
        _slide(deck, title)
    loaded = load("a.pptx", _bytes(deck), Opening(limits=Limits(pages=2)))
    assert ([block.text for block in loaded.blocks], loaded.pages) == (["甲", "乙"], 2)
    assert (loaded.is_partial, loaded.warnings) == (True, ("the last 1 slides were not read",))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 nothing", _bytes(pptx.Presentation())[:3000]],
    ids=["garbage", "cut off"],
)
def test_damaged_file_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("a.pptx", content)
    assert caught.value.hint
