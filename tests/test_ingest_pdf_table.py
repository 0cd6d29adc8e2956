"""Tables in PDF files: ruled ones, columns of numbers, and those that go on over the page."""

import io

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from ingest.load import load
from ingest.load.pdf_run import in_rows, spread
from ingest.load.pdf_table import aligned_tables, ruled_tables

_FONT = "STSong-Light"
_HEAD = ["指标", "2023年", "2024年"]
_BODY = [["粮食产量", "35.2", "36.1"], ["肉类产量", "4.8", "5.3"]]


def _pdf(*drawings):
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in drawings:
        canvas.setFont(_FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _ruled(canvas, rows, *, top, style=(), widths=None):
    table = Table(rows, colWidths=widths or [100] * len(rows[0]), rowHeights=24)
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), _FONT, 12)]
    table.setStyle([*grid, *style])
    _, height = table.wrapOn(canvas, 500, 700)
    table.drawOn(canvas, 72, top - height)


def test_rows_of_a_ruled_table_stand_alone_with_the_names_of_their_columns():
    def draw(canvas):
        canvas.drawString(72, 760, "一、农业。全县粮食生产稳定。")
        _ruled(canvas, [_HEAD, *_BODY], top=740)

    loaded = load("a.pdf", _pdf(draw))
    texts = [block.text for block in loaded.blocks]
    assert (loaded.tables, texts[0], len(texts)) == (1, "一、农业。全县粮食生产稳定。", 3)
    assert all(word in texts[1] for word in ("粮食产量", "2023年", "35.2", "2024年", "36.1"))


def test_title_and_unit_above_a_table_stand_in_its_rows():
    def draw(canvas):
        canvas.drawString(180, 760, "表1 主要农产品产量")
        canvas.drawString(310, 744, "单位：万吨")
        _ruled(canvas, [_HEAD, *_BODY], top=740)

    row = load("a.pdf", _pdf(draw)).blocks[-1].text
    assert ("主要农产品产量" in row, "5.3万吨" in row) == (True, True)


def test_table_that_goes_on_over_the_page_keeps_its_names():
    def first(canvas):
        _ruled(canvas, [_HEAD, *_BODY], top=120)

    def second(canvas):
        _ruled(canvas, [["蔬菜产量", "61.5", "63.0"]] * 2, top=780)

    rows = [block for block in load("a.pdf", _pdf(first, second)).blocks if block.is_row]
    assert [row.page for row in rows] == [1, 1, 2, 2]
    assert all("2024年" in row.text and "63.0" in row.text for row in rows[2:])


def test_merged_cell_counts_for_each_of_its_rows():
    rows = [["类别", "品名", "产量"], ["粮食", "小麦", "20.1"], ["", "玉米", "15.1"]]

    def draw(canvas):
        _ruled(canvas, rows, top=700, style=[("SPAN", (0, 1), (0, 2))])

    last = load("a.pdf", _pdf(draw)).blocks[-1].text
    assert ("粮食" in last, "玉米" in last, "15.1" in last) == (True, True, True)


def test_frame_around_text_is_no_table():
    def draw(canvas):
        canvas.rect(60, 600, 400, 120)
        canvas.drawString(72, 680, "全县实施重点项目一百二十六项。")

    loaded = load("a.pdf", _pdf(draw))
    assert (loaded.tables, [block.text for block in loaded.blocks]) == (
        0,
        ["全县实施重点项目一百二十六项。"],
    )


def test_columns_of_numbers_without_rulings_are_a_table():
    def draw(canvas):
        canvas.drawString(72, 760, "一、农业。全县粮食生产稳定，各类农产品产量如下。")
        rows = [_HEAD, *_BODY, ["蔬菜产量", "61.5", "63.0"], ["水果产量", "9.7", "10.2"]]
        for row, y in zip(rows, range(720, 600, -20), strict=False):
            for x, cell in zip((72, 240, 340), row, strict=True):
                canvas.drawString(x, y, cell)

    loaded = load("a.pdf", _pdf(draw))
    rows = [block.text for block in loaded.blocks if block.is_row]
    assert (loaded.tables, len(rows)) == (1, 4)
    assert all(word in rows[2] for word in ("蔬菜产量", "2023年", "61.5", "63.0"))


def _row(*cells, y):
    return [spread(text, box=(x, y, x + 12 * len(text), y + 12)) for x, text in cells]


def test_two_rows_of_numbers_are_not_yet_a_table():
    runs = [*_row((0, "3.1"), (80, "4.2"), y=40), *_row((0, "5.1"), (80, "6.2"), y=20)]
    assert not any(run.rows for run in aligned_tables(runs))


_GRID = [
    *((0, y, 200, y) for y in (0, 40, 80)),
    *((x, 0, x, 80) for x in (0, 100, 200)),
]


@pytest.mark.parametrize(
    ("first", "cell"),
    [("12", "12 34"), ("1234567", "123456734")],
    ids=["two numbers", "one that did not fit"],
)
def test_two_lines_of_a_cell_are_one_number_only_when_the_first_is_full(first, cell):
    runs = [
        spread("产量", box=(4, 50, 28, 62)),
        spread("单位", box=(104, 50, 128, 62)),
        spread("甲", box=(4, 20, 16, 32)),
        spread(first, box=(104, 22, 104 + 13 * len(first), 34)),
        spread("34", box=(104, 6, 128, 18)),
    ]
    (table,) = ruled_tables(runs, _GRID)
    assert table.rows == (("产量", "单位"), ("甲", cell))


def test_recognised_line_over_two_cells_is_cut_between_words_only():
    runs = [
        spread("产量 单位", box=(60, 50, 140, 62)),
        spread("123456 78", box=(20, 20, 140, 32)),
    ]
    (table,) = ruled_tables(runs, _GRID)
    assert table.rows == (("产量", "单位"), ("123456", "78"))


def test_rows_are_told_by_their_height_on_the_page():
    runs = [*_row((80, "乙"), (0, "甲"), y=40), *_row((0, "丙"), y=20)]
    assert [[run.text for run in row] for row in in_rows(runs)] == [["甲", "乙"], ["丙"]]
