"""PDF files: text, pages, paragraphs across pages, locks and scans."""

import io
from itertools import pairwise

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.read import read

_FONT = "STSong-Light"
_TITLE = "青禾县2024年上半年工作报告"
_FIRST = ["一、农业。全县落实粮食播种面积35.2万亩，建成高标准农田3.6万亩。"]
# One paragraph over a page break, in full lines of 30 characters.
_ACROSS = [
    "全县实施重点项目一百二十六项并完成年度投资二十一亿元以上同时",
    "争取到位中央和省级资金三亿元以上有力支持了农村基础设施建设和",
]
_REST = [
    "公共服务能力提升使全县城乡面貌发生了较为明显的变化并带动就业",
    "人数持续增加。",
]


def _pdf(pages, *, encrypt=None):
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for lines in pages:
        canvas.setFont(_FONT, 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 20 * number, line)
        if not lines:
            canvas.rect(72, 72, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_text_is_read():
    document = read("a.pdf", _pdf([[_TITLE, *_FIRST]])).document
    assert document.text == "\n".join([_TITLE, *_FIRST])


def test_page_starts_are_where_pages_begin():
    document = read("a.pdf", _pdf([[_TITLE], _FIRST, ["（完）"]])).document
    starts = (*document.page_starts, len(document.text))
    pages = [document.text[start:end].strip() for start, end in pairwise(starts)]
    assert pages == [_TITLE, _FIRST[0], "（完）"]


def test_passage_knows_its_page():
    report = read("a.pdf", _pdf([[_TITLE], _FIRST, ["二、投资。完成21.5亿元。"]]))
    text = report.document.text
    pages = {text[each.start : each.end]: each.page for each in report.passages}
    assert pages["完成21.5亿元。"] == 3


def test_paragraph_goes_on_across_a_page_break():
    document = read("a.pdf", _pdf([[*_ACROSS], [*_REST]])).document
    assert "".join(_ACROSS + _REST) in document.text


def test_running_header_and_footer_do_not_break_into_a_paragraph():
    bodies = [_ACROSS, [*_REST, *_ACROSS], [*_REST, *_ACROSS], _REST]
    pages = [["青禾县会议文件（二）", *body, f"第{i}页"] for i, body in enumerate(bodies, 1)]
    assert read("a.pdf", _pdf(pages)).document.text.count("".join(_ACROSS + _REST)) == 3


def test_paragraph_across_pages_is_on_the_page_where_it_begins():
    report = read("a.pdf", _pdf([["前言。", *_ACROSS], [*_REST, "结束语。"]]))
    text = report.document.text
    assert report.document.page(text.index(_ACROSS[0])) == 1


def test_page_without_text_is_named_in_the_audit():
    audit = read("a.pdf", _pdf([[_TITLE], [], _FIRST])).document.audit
    assert (audit.pages, audit.empty_pages) == (3, (2,))


def test_page_of_a_position_counts_pages_without_text():
    document = read("a.pdf", _pdf([[_TITLE], [], _FIRST])).document
    assert document.page(document.text.index("一、农业")) == 3


def test_scan_is_refused_with_the_advice_to_recognise_its_text():
    with pytest.raises(UnreadableError) as caught:
        load("a.pdf", _pdf([[], []]))
    assert "OCR" in caught.value.hint


def test_locked_file_is_refused_with_the_advice_to_unlock_it():
    locked = _pdf([[_TITLE]], encrypt=StandardEncryption("1234", strength=128))
    with pytest.raises(UnreadableError) as caught:
        load("a.pdf", locked)
    assert "password" in caught.value.hint


def test_file_that_only_forbids_changes_is_read():
    guarded = _pdf([[_TITLE]], encrypt=StandardEncryption("", ownerPassword="1234", canModify=0))
    assert [block.text for block in load("a.pdf", guarded).blocks] == [_TITLE]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 and nothing else", _pdf([[_TITLE]])[:300]],
    ids=["header only", "cut off"],
)
def test_damaged_file_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("a.pdf", content)
    assert caught.value.hint


def test_pdf_under_another_name_is_read():
    assert load("a.docx", _pdf([[_TITLE]])).format == "pdf"
