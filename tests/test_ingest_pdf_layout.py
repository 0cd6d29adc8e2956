"""The layout of PDF pages: columns, headers, watermarks, footnotes, turned and vertical text."""

import io
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.load.pdf_column import in_reading_order
from ingest.load.pdf_legibility import Legibility, judge
from ingest.load.pdf_run import spread

_FONT = "STSong-Light"
_LEFT = [
    "全县实施重点项目一百二十六项并完成",
    "年度投资二十一亿元，争取到位资金三",
    "亿元以上，有力支持了农村基础设施建",
    "设。新建改建农村公路八十五公里，完",
    "成危桥改造十二座，通客车率保持在百",
]
_RIGHT = [
    "分之百。全年接待游客四十六万人次，",
    "实现旅游收入二亿元，带动就业人数持",
    "续增加，城乡居民收入稳步提高，生活",
    "垃圾集中处理实现全覆盖，河湖水质全",
    "部达到三类以上标准。",
]


def _pdf(*drawings, page=A4):
    """Return a PDF with a page for each function that draws one."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page)
    for draw in drawings:
        canvas.setFont(_FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _lines(canvas, lines, *, x=72, top=700):
    for number, line in enumerate(lines):
        canvas.drawString(x, top - 20 * number, line)


def _texts(content):
    return [block.text for block in load("a.pdf", content).blocks]


def test_left_column_is_read_before_the_right_one():
    def draw(canvas):
        canvas.drawString(180, 760, "青禾县2024年上半年工作报告")
        for left, right, y in zip(_LEFT, _RIGHT, range(700, 600, -20), strict=True):
            canvas.drawString(72, y, left)
            canvas.drawString(310, y, right)

    assert _texts(_pdf(draw)) == ["青禾县2024年上半年工作报告", "".join(_LEFT + _RIGHT)]


def test_cells_of_a_list_without_rulings_stay_in_their_rows():
    def draw(canvas):
        names = ["张三", "李四", "王五", "赵六", "钱七"]
        for name, y in zip(names, range(700, 600, -20), strict=True):
            canvas.drawString(72, y, name)
            canvas.drawString(310, y, "青禾县财政局")

    assert _texts(_pdf(draw))[0] == "张三 青禾县财政局"


def test_header_footer_and_watermark_are_set_aside():
    def draw(canvas):
        _lines(canvas, _LEFT)
        canvas.setFont(_FONT, 9)
        canvas.drawString(72, 800, "青禾县会议文件（二）")
        canvas.drawString(290, 30, f"第 {canvas.getPageNumber()} 页")
        canvas.saveState()
        canvas.translate(150, 300)
        canvas.rotate(45)
        canvas.setFont(_FONT, 48)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    loaded = load("a.pdf", _pdf(draw, draw, draw))
    assert "".join(block.text for block in loaded.blocks) == "".join(_LEFT * 3)
    assert sorted(set(loaded.furniture.split("\n"))) == sorted(
        ["内部资料", "第 1 页", "第 2 页", "第 3 页", "青禾县会议文件（二）"]
    )


def test_level_watermark_over_the_text_is_set_aside():
    def draw(canvas):
        canvas.setFont(_FONT, 40)
        canvas.drawString(150, 655, "征求意见稿")
        canvas.setFont(_FONT, 12)
        _lines(canvas, _LEFT)

    loaded = load("a.pdf", _pdf(draw, draw, draw))
    assert "".join(block.text for block in loaded.blocks) == "".join(_LEFT * 3)


def test_words_that_each_page_of_a_form_repeats_are_kept():
    def draw(canvas):
        _lines(canvas, [*_LEFT, "备注：", *_RIGHT])

    assert "".join(_texts(_pdf(draw, draw, draw))).count("备注：") == 3


def test_unit_of_a_table_on_each_page_is_kept():
    def draw(canvas):
        canvas.drawString(440, 800, "单位：万元")
        _lines(canvas, _LEFT)

    assert "".join(_texts(_pdf(draw, draw, draw))).count("单位：万元") == 3


def test_source_holds_what_was_set_aside():
    def draw(canvas):
        _lines(canvas, _LEFT)
        canvas.drawString(290, 30, f"第 {canvas.getPageNumber()} 页")

    assert "第 2 页" in load("a.pdf", _pdf(draw, draw, draw)).source


def _raised(canvas, pieces, *, y=700):
    """Draw pieces one behind the other, those marked by ^ small and raised."""
    text = canvas.beginText(72, y)
    for piece in pieces:
        is_raised = piece.startswith("^")
        text.setFont(_FONT, 7 if is_raised else 12)
        text.setRise(5 if is_raised else 0)
        text.textOut(piece.removeprefix("^"))
    canvas.drawText(text)


def test_mark_of_a_footnote_does_not_become_a_digit_of_the_figure():
    def draw(canvas):
        _raised(canvas, ["地区生产总值135.8", "^1", "亿元，增长6.2%", "^2", "。"])

    loaded = load("a.pdf", _pdf(draw))
    assert [block.text for block in loaded.blocks] == ["地区生产总值135.8亿元，增长6.2%。"]
    assert loaded.furniture == "1 2"


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["细颗粒物浓度为30微克/m", "^3", "。"], "细颗粒物浓度为30微克/m³。"),
        (["血小板为100×10", "^9", "个每升。"], "血小板为100×10⁹个每升。"),
    ],
    ids=["unit", "power of ten"],
)
def test_raised_digit_of_a_power_is_kept_as_one(pieces, text):
    assert _texts(_pdf(lambda canvas: _raised(canvas, pieces))) == [text]


def test_footnote_does_not_cut_the_paragraph_that_goes_on_over_the_page():
    def first(canvas):
        _lines(canvas, ["一、农业。", *_LEFT], top=200)
        canvas.setFont(_FONT, 9)
        canvas.drawString(72, 60, "1 重点项目：列入省市计划的项目。")

    texts = _texts(_pdf(first, lambda canvas: _lines(canvas, _RIGHT)))
    assert texts == ["一、农业。", "".join(_LEFT + _RIGHT), "1 重点项目：列入省市计划的项目。"]


def test_word_cut_by_a_hyphen_is_put_together():
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        _lines(canvas, ["The county finished all of its agri-", "cultural projects in the year."])

    text = "The county finished all of its agricultural projects in the year."
    assert _texts(_pdf(draw)) == [text]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_page_that_is_shown_turned_is_read(rotation):
    def draw(canvas):
        canvas.setPageRotation(rotation)
        width, height = A4
        canvas.translate(
            *{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[rotation]
        )
        canvas.rotate(rotation)
        _lines(canvas, _LEFT, top=500)

    assert "".join(_texts(_pdf(draw))) == "".join(_LEFT)


def test_text_written_downwards_is_read_from_the_right():
    def draw(canvas):
        for column, line in enumerate(_LEFT):
            for row, char in enumerate(line):
                canvas.drawString(500 - 24 * column, 700 - 12 * row, char)

    assert "".join(_texts(_pdf(draw))) == "".join(_LEFT)


def test_stamp_in_the_margin_stands_behind_the_text():
    def draw(canvas):
        _lines(canvas, _LEFT)
        canvas.translate(40, 600)
        canvas.rotate(90)
        canvas.drawString(0, 0, "存档编号0057")

    assert _texts(_pdf(draw)) == ["".join(_LEFT), "存档编号0057"]


_boxes = st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(1, 300))


@given(st.lists(_boxes, max_size=40))
def test_every_run_is_read_once(boxes):
    runs = [
        spread(f"甲{number}乙", box=(x, y, x + width, y + 12))
        for number, (x, y, width) in enumerate(boxes)
    ]
    read = re.findall(r"甲\d+乙", " ".join(line.run.text for line in in_reading_order(runs)))
    assert sorted(read) == sorted(run.text for run in runs)


_TEXT = "".join(_LEFT + _RIGHT)
_ENGLISH = (
    "the county finished all of its agricultural projects in the year and opened twelve bridges to"
    " traffic while incomes of rural households kept rising faster than those of towns and the"
    " quality of water in rivers met the standard at every point where it is measured each month"
)


def _exchanged(text):
    """Return a text whose characters are exchanged for one another, each for always the same."""
    kinds = sorted({char for char in text if char.isalpha()})
    return text.translate(str.maketrans(dict(zip(kinds, kinds[7:] + kinds[:7], strict=True))))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (_TEXT, Legibility.GOOD),
        (_ENGLISH, Legibility.GOOD),
        ("张三 李四 王五 赵六", Legibility.GOOD),
        ("\uf0b7 一、农业" * 3, Legibility.GARBLED),
        (_TEXT + "\ue123" * 5, Legibility.SUSPECT),
        ("\x13\x11\x13\x16ᛲⓝ㭍" * 9, Legibility.GARBLED),
        (_exchanged(_TEXT), Legibility.GARBLED),
        (
            _exchanged(_ENGLISH),
            Legibility.GARBLED,
        ),
    ],
    ids=["chinese", "english", "names", "signs", "some lost", "controls", "han", "latin"],
)
def test_legibility_is_judged_by_the_words(text, found):
    assert judge(text) is found


def test_page_of_exchanged_characters_is_not_passed_off_as_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)

    def garbled(canvas):
        _lines(canvas, [_exchanged(_TEXT)[start : start + 17] for start in range(0, 80, 17)])

    loaded = load("a.pdf", _pdf(lambda canvas: _lines(canvas, _LEFT), garbled))
    assert (loaded.garbled_pages, "".join(block.text for block in loaded.blocks)) == (
        (2,),
        "".join(_LEFT),
    )
