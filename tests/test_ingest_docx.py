"""Word files: paragraphs, heading styles, tables and merged cells, in reading order."""

import io
import zipfile

import docx
import pytest

from ingest.errors import UnreadableError
from ingest.load import load


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
