"""Text recognition: scanned pages of a PDF, turned and skewed ones, and tables in pictures."""

import io

import numpy as np
import pytest
from PIL import Image
from printing import LINES, picture, table_picture
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.load.ocr import can_recognise, recognise, repaired
from ingest.load.pdf_document import combined
from ingest.load.pdf_page import Page, State
from ingest.load.pdf_run import spread
from ingest.opening import Limits, Opening
from ingest.read import read

_FONT = "STSong-Light"
_WHOLE = "".join(LINES)

_engine = pytest.mark.skipif(
    not can_recognise(), reason="text recognition is not installed (pip install 'wence[ocr]')"
)


def _squeezed(text):
    """Return a text without white space, its punctuation folded to full width."""
    return "".join(text.split()).replace(",", "，")


def _pdf(*pages):
    """Return a PDF of pictures, of lines of text, or of both one over the other."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for image, lines in pages:
        if image:
            width, height = (side * 72 / 150 for side in image.size)
            canvas.drawImage(ImageReader(image), 40, 780 - height, width, height)
        text = canvas.beginText(72, 700)
        text.setFont(_FONT, 12)
        text.setTextRenderMode(3 if image else 0)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@_engine
@pytest.mark.slow
def test_scanned_page_beside_a_page_of_text_is_recognised():
    content = _pdf((None, ["一、农业。全县粮食稳定。"]), (picture(), []))
    loaded = load("a.pdf", content)
    assert (loaded.ocr_pages, loaded.pages, loaded.is_partial) == ((2,), 2, False)
    assert [block.page for block in loaded.blocks[:2]] == [1, 2]
    assert _WHOLE in _squeezed("".join(block.text for block in loaded.blocks))


@_engine
@pytest.mark.slow
def test_recognised_text_is_the_source_of_the_audit():
    loaded = load("a.pdf", _pdf((picture(), [])))
    assert _squeezed(loaded.source) == _WHOLE


@_engine
@pytest.mark.slow
def test_print_is_read_where_the_text_layer_makes_no_words():
    layer = [
        "的是了在不有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也"
    ] * 2
    garbled = ["".join(reversed(line)) + line[::3] for line in layer]
    loaded = load("a.pdf", _pdf((picture(), garbled)))
    assert (loaded.ocr_pages, loaded.garbled_pages) == ((1,), ())
    assert _squeezed("".join(block.text for block in loaded.blocks)) == _WHOLE


@_engine
@pytest.mark.slow
def test_stamp_on_a_scan_does_not_pass_for_its_text():
    loaded = load("a.pdf", _pdf((picture().resize((1100, 1500)), ["扫描件"])))
    assert loaded.ocr_pages == (1,)


@_engine
@pytest.mark.slow
def test_words_under_a_photograph_are_kept():
    photograph = Image.linear_gradient("L").resize((1100, 1500)).convert("RGB")
    loaded = load("a.pdf", _pdf((photograph, ["图1 青禾县水库"])))
    assert [block.text for block in loaded.blocks] == ["图1 青禾县水库"]


@_engine
@pytest.mark.slow
def test_scans_over_the_limit_are_named_as_unread():
    content = _pdf((picture(), []), (picture(LINES[:1]), []))
    loaded = load("a.pdf", content, Opening(limits=Limits(ocr_pages=1)))
    assert (loaded.ocr_pages, loaded.is_partial) == ((1,), True)
    assert loaded.warnings[0].startswith("page 2: a picture that was not read.")


@_engine
@pytest.mark.slow
@pytest.mark.parametrize("angle", [90, 180, 270, 2, -2])
def test_turned_and_skewed_page_is_read_upright(angle):
    turned = picture().rotate(angle, expand=True, fillcolor="white", resample=Image.BICUBIC)
    reading = recognise(np.asarray(turned), dpi=150)
    lines = sorted(reading.runs, key=lambda run: -run.y0)
    assert _squeezed("".join(run.text for run in lines)) == _WHOLE


@_engine
@pytest.mark.slow
def test_table_in_a_picture_keeps_its_rows():
    rows = [["指标", "2023年", "2024年"], ["粮食产量", "35.2", "36.1"], ["肉类产量", "4.8", "5.3"]]
    loaded = load("a.pdf", _pdf((table_picture(rows), [])))
    texts = [block.text for block in loaded.blocks if block.is_row]
    assert (loaded.tables, len(texts)) == (1, 2)
    assert all(word in texts[1] for word in ("肉类产量", "2023年", "4.8", "2024年", "5.3"))


@_engine
@pytest.mark.slow
def test_figures_of_a_scan_are_those_of_its_print():
    report = read("a.pdf", _pdf((picture(), [])))
    assert [figure.text for figure in report.figures] == ["126项", "21.5亿元", "85公里", "3.6万人"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("2O25年增长1l3.5%", "2025年增长113.5%"),
        ("完成O.5万亩，OPEC", "完成O.5万亩，OPEC"),
        ("三大基础科学中心0(三)着力", "三大基础科学中心。(三)着力"),
        ("超过35万1亿元", "超过35万亿元"),
        ("增长0.5%，为0(元)", "增长0.5%，为0(元)"),
    ],
    ids=["between digits", "not between digits", "full stop", "stroke", "zero"],
)
def test_only_what_cannot_be_meant_is_changed_in_a_number(line, text):
    assert repaired(line) == text


def test_page_that_was_hard_to_read_is_named():
    page = Page(state=State.READ, runs=(spread("全县", box=(0, 0, 24, 12)),), confidence=0.6)
    (warning,) = combined("pdf", [page], count=1).warnings
    assert warning == "page 1: hard to recognise. Check the figures against the picture."


@_engine
@pytest.mark.slow
def test_full_stop_alone_in_its_line_is_no_figure():
    lines = [
        "全县实施重点项目并完成年度投资带动就业人数持续增加",
        "。",
        "二、工业。工业增加值增长。",
    ]
    loaded = load("a.pdf", _pdf((picture(lines, width=760), [])))
    assert "0" not in "".join(block.text for block in loaded.blocks)
