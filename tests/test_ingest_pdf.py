"""PDF files: text, pages, paragraphs across pages, locks and scans."""

import io
import sys
from itertools import pairwise

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.opening import Limits, Opening
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


@pytest.mark.parametrize(
    "header",
    ["{} 青禾县会议文件", "青禾县会议文件 {}", "青禾县会议文件 - {} -", "Page {} of 9",
     "青禾县会议文件 第 {} 页 共 9 页", "青禾县会议文件 2024年7月15日 {}/9"],
)  # fmt: skip
def test_header_that_holds_the_number_of_its_page_is_dropped(header):
    headers = [header.format(i) for i in range(2, 6)]
    ends = ["农业增产。", "工业扩大。", "投资回升。", "出口稳定。"]
    pages = [[head, *_ACROSS, end] for head, end in zip(headers, ends, strict=True)]
    assert load("a.pdf", _pdf(pages)).furniture.split("\n") == headers


def test_lines_that_differ_in_their_figures_are_no_headers():
    lines = [[f"常住人口{12345 + i}人。", f"全年财政收入{i}.2亿元。"] for i in range(4)]
    pages = [[*pair, *_ACROSS, *_REST, f"第{i}页"] for i, pair in enumerate(lines, 1)]
    text = read("a.pdf", _pdf(pages)).document.text
    assert [line for pair in lines for line in pair if line not in text] == []


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


def test_scan_is_refused_with_the_advice_to_install_text_recognition(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(UnreadableError) as caught:
        load("a.pdf", _pdf([[], []]))
    assert ("scan" in caught.value.message, "wence[ocr]" in caught.value.hint) == (True, True)


def test_page_that_is_a_picture_is_named_when_text_recognition_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    loaded = load("a.pdf", _pdf([[_TITLE], [], _FIRST]))
    assert (loaded.is_partial, loaded.warnings[0].partition(":")[0]) == (True, "page 2")


def test_locked_file_is_refused_with_the_advice_to_give_the_password():
    with pytest.raises(UnreadableError) as caught:
        load("a.pdf", _locked())
    assert "--password" in caught.value.hint


def test_locked_file_is_read_with_its_password():
    blocks = load("a.pdf", _locked(), Opening(password="1234")).blocks
    assert [block.text for block in blocks] == [_TITLE]


def test_wrong_password_is_said_to_be_wrong():
    with pytest.raises(UnreadableError, match="password does not open"):
        load("a.pdf", _locked(), Opening(password="4321"))


def _locked():
    return _pdf([[_TITLE]], encrypt=StandardEncryption("1234", strength=128))


def test_file_that_only_forbids_changes_is_read():
    guarded = _pdf([[_TITLE]], encrypt=StandardEncryption("", ownerPassword="1234", canModify=0))
    assert [block.text for block in load("a.pdf", guarded).blocks] == [_TITLE]


def test_password_of_other_files_does_not_keep_one_without_from_opening():
    guarded = _pdf([[_TITLE]], encrypt=StandardEncryption("", ownerPassword="1234", canModify=0))
    opening = Opening(password="abcd")
    assert [block.text for block in load("a.pdf", guarded, opening).blocks] == [_TITLE]
    assert [block.text for block in load("a.pdf", _pdf([[_TITLE]]), opening).blocks] == [_TITLE]


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


def test_pages_over_the_limit_are_left_out_and_said_so():
    loaded = load("a.pdf", _pdf([[_TITLE], _FIRST, ["（完）"]]), Opening(limits=Limits(pages=2)))
    assert [block.text for block in loaded.blocks] == [_TITLE, *_FIRST]
    assert (loaded.pages, loaded.is_partial) == (3, True)
    assert loaded.warnings == ("only the first 2 of 3 pages were read",)


def test_reading_stops_when_its_time_is_up():
    loaded = load("a.pdf", _pdf([[_TITLE], _FIRST, ["（完）"]]), Opening(limits=Limits(seconds=0)))
    assert ([block.text for block in loaded.blocks], loaded.is_partial) == ([_TITLE], True)


def _bare_pdf(*texts):
    """Return a PDF whose pages come first and whose catalog comes last, as some programs write."""
    objects = [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for text in texts:
        stream = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 90 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 1 0 R>>>>>>" % len(objects)
        )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    kids = b" ".join(b"%d 0 R" % (3 + 2 * page) for page in range(len(texts)))
    tree = b"90 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (len(texts), kids)
    catalog = b"91 0 obj\n<</Type/Catalog/Pages 90 0 R>>\nendobj\ntrailer<</Root 91 0 R>>\n"
    return b"%PDF-1.4\n" + body, tree + catalog + b"startxref\n0\n%%EOF\n"


def test_pages_of_a_cut_off_file_are_saved_and_marked():
    body, _ = _bare_pdf("Grain output was 35.2 tons.", "Exports grew by 7.5%.")
    loaded = load("a.pdf", body)
    texts = [(block.page, block.text) for block in loaded.blocks]
    assert texts == [(1, "Grain output was 35.2 tons."), (2, "Exports grew by 7.5%.")]
    assert loaded.is_partial


def test_file_that_lost_its_first_line_is_read():
    body, rest = _bare_pdf("Grain output was 35.2 tons.")
    loaded = load("a.pdf", (body + rest).removeprefix(b"%PDF-1.4\n"))
    assert [block.text for block in loaded.blocks] == ["Grain output was 35.2 tons."]


def test_missing_page_is_named_and_the_others_are_read():
    body, rest = _bare_pdf("Grain output was 35.2 tons.", "Exports grew by 7.5%.")
    loaded = load("a.pdf", (body + rest).replace(b"5 0 obj", b"6 0 obj"))
    assert [block.text for block in loaded.blocks] == ["Grain output was 35.2 tons."]
    assert loaded.warnings == ("page 2: damaged, nothing could be read.",)
