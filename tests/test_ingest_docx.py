"""Word files: paragraphs, heading styles, tables and merged cells, in reading order."""

import io
import zipfile

import docx
import msoffcrypto.format.ooxml
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.opening import Opening


def _bytes(word):
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _word(*paragraphs):
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    return word


def _table(word, rows):
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def _texts(word):
    return [block.text for block in load("a.docx", _bytes(word)).blocks]


_ROWS = [["地区", "2023年", "2024年"], ["青禾县", "34万吨", "35万吨"], ["合计", "", "47万吨"]]


def test_paragraphs_and_tables_are_in_reading_order():
    word = _word("表前。")
    _table(word, _ROWS[:2])
    word.add_paragraph("表后。")
    assert _texts(word) == ["表前。", "地区：青禾县；2023年：34万吨；2024年：35万吨。", "表后。"]


def test_heading_style_is_a_level():
    word = docx.Document()
    word.add_heading("工作报告", 1)
    word.add_heading("农业", 2)
    word.add_paragraph("小麦丰收。")
    blocks = load("a.docx", _bytes(word)).blocks
    assert [(block.level, block.text) for block in blocks] == [
        (1, "工作报告"),
        (2, "农业"),
        (0, "小麦丰收。"),
    ]


def test_cell_across_columns_does_not_shift_names():
    word = docx.Document()
    table = _table(word, _ROWS)
    table.cell(2, 0).merge(table.cell(2, 1))
    assert _texts(word)[1] == "地区：合计；2024年：47万吨。"


def test_cell_down_rows_is_repeated_in_each():
    word = docx.Document()
    rows = [["地区", "作物", "产量"], ["青禾县", "小麦", "12万吨"], ["", "玉米", "20万吨"]]
    table = _table(word, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    assert _texts(word) == [
        "地区：青禾县；作物：小麦；产量：12万吨。",
        "地区：青禾县；作物：玉米；产量：20万吨。",
    ]


def test_table_in_a_cell_is_kept():
    word = docx.Document()
    outer = word.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "粮食产量", "35万吨"
    assert "35万吨" in "".join(_texts(word))


def test_line_break_begins_a_line():
    assert _texts(_word("第一行\n第二行")) == ["第一行", "第二行"]


def test_words_in_runs_stay_one_sentence():
    word = docx.Document()
    paragraph = word.add_paragraph("建成5G基站")
    paragraph.add_run("3521").bold = True
    paragraph.add_run("个。")
    assert _texts(word) == ["建成5G基站3521个。"]


def test_stated_title_is_metadata():
    word = _word("正文。")
    word.core_properties.title = "青禾县工作报告"
    assert load("a.docx", _bytes(word)).metadata["title"] == "青禾县工作报告"


def _archive(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not an archive",
        _bytes(_word("正文。"))[:5000],
        _archive({"a.txt": "正文。"}),
        _archive({"[Content_Types].xml": "<broken"}),
        _archive({"word/document.xml": bytes(150_000_000)}),
    ],
    ids=["garbage", "cut off", "other archive", "broken part", "bomb"],
)
def test_file_that_word_could_not_open_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("a.docx", content)
    assert caught.value.hint


def test_caption_and_unit_before_a_table_are_in_its_rows():
    word = _word("表1 青禾县粮食生产情况", "单位：万吨")
    _table(word, [["地区", "2023年", "2024年"], ["青禾县", "34", "35"]])
    assert _texts(word) == [
        "表1 青禾县粮食生产情况",
        "单位：万吨",
        "表1 青禾县粮食生产情况；地区：青禾县；2023年：34万吨；2024年：35万吨。",
    ]


def test_paragraph_that_titles_nothing_is_in_no_row():
    word = _word("全县粮食丰收，各项工作有序推进。")
    _table(word, _ROWS[:2])
    assert _texts(word)[1] == "地区：青禾县；2023年：34万吨；2024年：35万吨。"


def test_header_of_two_rows_is_joined():
    word = docx.Document()
    rows = [["指标", "2024年", ""], ["", "总量（亿元）", "增速（%）"], ["生产总值", "86.4", "6.5"]]
    table = _table(word, rows)
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    assert _texts(word) == ["指标：生产总值；2024年 总量：86.4亿元；2024年 增速：6.5%。"]


def _raised(paragraph, text):
    paragraph.add_run(text).font.superscript = True


def test_mark_of_a_note_is_not_glued_to_a_figure():
    word = _word("粮食产量35.2万吨")
    _raised(word.paragraphs[0], "[2]")
    word.paragraphs[0].add_run("，面积6.1万亩。")
    loaded = load("a.docx", _bytes(word))
    assert [block.text for block in loaded.blocks] == ["粮食产量35.2万吨，面积6.1万亩。"]
    assert loaded.furniture == "[2]"


def test_power_of_a_unit_stays():
    word = _word("绿地3.5km")
    _raised(word.paragraphs[0], "2")
    assert _texts(word) == ["绿地3.5km²"]


def _with_notes(word, text, more=""):
    """Return a Word file with a part of footnotes, which python-docx does not write."""
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    notes = (
        f'<w:footnotes {namespace}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{run}{more}</w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        word.part.package,
    )
    word.part.relate_to(part, kind)
    return _bytes(word)


def test_text_of_footnotes_follows_the_body():
    content = _with_notes(_word("粮食产量35.2万吨。"), "含青储玉米0.4万吨。")
    assert [block.text for block in load("a.docx", content).blocks] == [
        "粮食产量35.2万吨。",
        "注：含青储玉米0.4万吨。",
    ]


_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = "<w:r><w:t>{}</w:t></w:r>"


def _insert(word, markup):
    word.element.body.insert(0, parse_xml(markup.replace("<w:p>", f"<w:p {_NAMESPACE}>", 1)))


def _table_markup(rows):
    cells = ("".join(f"<w:tc><w:p>{_RUN.format(text)}</w:p></w:tc>" for text in row)
             for row in rows)  # fmt: skip
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


_BOXED = _table_markup([["地区", "产量（万吨）"], ["青禾县", "35.2"]])


def test_table_in_a_text_box_is_read():
    word = _word("正文。")
    box = f"<w:r><w:pict><w:txbxContent>{_BOXED}</w:txbxContent></w:pict></w:r>"
    _insert(word, f"<w:p>{_RUN.format('分县产量见右框。')}{box}</w:p>")
    assert _texts(word) == ["分县产量见右框。", "地区：青禾县；产量：35.2万吨。", "正文。"]


def test_table_in_a_footnote_is_read():
    content = _with_notes(_word("正文。"), "不含青储玉米。", _BOXED)
    assert [block.text for block in load("a.docx", content).blocks] == [
        "正文。",
        "注：不含青储玉米。",
        "地区：青禾县；产量：35.2万吨。",
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<w:p>{_RUN.format('产量')}<w:ins>{_RUN.format('35万吨')}</w:ins></w:p>", "产量35万吨"),
        (f"<w:p>{_RUN.format('产量')}<w:del><w:r><w:delText>34</w:delText></w:r></w:del>"
         f"{_RUN.format('35万吨')}</w:p>", "产量35万吨"),
        (f"<w:p><w:sdt><w:sdtContent>{_RUN.format('产量35万吨')}</w:sdtContent></w:sdt></w:p>",
         "产量35万吨"),
        (f"<w:p>{_RUN.format('产量')}<w:r><w:pict><w:txbxContent><w:p>{_RUN.format('35万吨')}</w:p>"
         "</w:txbxContent></w:pict></w:r></w:p>", "产量\n35万吨"),
    ],
    ids=["inserted", "deleted", "content control", "text box"],
)  # fmt: skip
def test_text_that_a_reader_sees_is_read(markup, expected):
    word = docx.Document()
    _insert(word, markup)
    assert "\n".join(_texts(word)) == expected


def test_headers_and_footers_are_not_body():
    word = _word("正文。")
    word.sections[0].header.paragraphs[0].text = "内部资料 第3期"
    word.sections[0].footer.paragraphs[0].text = "第1页"
    assert _texts(word) == ["正文。"]


def test_source_holds_paragraphs_cells_and_marks():
    word = _word("产量35万吨")
    _raised(word.paragraphs[0], "1")
    _table(word, [["地区", "面积（亩）"], ["青禾县", "6"]])
    source = load("a.docx", _bytes(word)).source
    assert source == "1\n产量35万吨\n地区\n面积（亩）\n青禾县\n6"


def test_locked_file_opens_with_its_password():
    locked = io.BytesIO()
    content = io.BytesIO(_bytes(_word("正文。")))
    msoffcrypto.format.ooxml.OOXMLFile(content).encrypt("geheim", locked)
    opening = Opening(password="geheim")
    assert [block.text for block in load("a.docx", locked.getvalue(), opening).blocks] == ["正文。"]
    with pytest.raises(UnreadableError, match="locked by a password"):
        load("a.docx", locked.getvalue())


def test_nesting_without_end_is_refused():
    word = docx.Document()
    deep = "<w:smartTag>" * 150 + "</w:smartTag>" * 150
    _insert(word, f"<w:p>{deep}</w:p>")
    with pytest.raises(UnreadableError, match="nested"):
        load("a.docx", _bytes(word))
