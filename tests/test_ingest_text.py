"""Plain text, Markdown and CSV: what becomes a paragraph, a heading, a row."""

import pytest

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load import FORMATS, load


def _lines(name, text):
    loaded = load(name, text.encode())
    return [line for block in loaded.blocks for line in block.text.splitlines() if line.strip()]


def _levels(name, text):
    return [(block.level, block.text) for block in load(name, text.encode()).blocks]


# Forty columns wide, as saved from a terminal or taken from a PDF.
_WRAPPED = """全县经济运行稳中向好，各项任务有序推进，
重点项目建设明显加快，完成投资21.5亿元，
同比增长7%，占年度计划的57.2%，比去年同
期提高3.1个百分点，居全市第二位。
下一步要强化要素保障，力争全年完成投资50
亿元以上，为全年目标打下坚实的基础条件。"""
_UNWRAPPED = [
    "全县经济运行稳中向好，各项任务有序推进，重点项目建设明显加快，完成投资21.5亿元，"
    "同比增长7%，占年度计划的57.2%，比去年同期提高3.1个百分点，居全市第二位。",
    "下一步要强化要素保障，力争全年完成投资50亿元以上，为全年目标打下坚实的基础条件。",
]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_wrapped_lines_are_one_paragraph(name, newline):
    assert _lines(name, _WRAPPED.replace("\n", newline)) == _UNWRAPPED


def test_wrapped_english_lines_are_joined_with_a_space():
    text = (
        "The county built 3,521 base stations in the first\n"
        "half of the year, and investment grew by 7 percent\n"
        "over the same period of last year, which is 57.2\n"
        "percent of the plan for the whole year of 2024.\n"
    )
    assert _lines("a.txt", text) == [" ".join(text.splitlines())]


@pytest.mark.parametrize(
    ("end", "start"), [("5.", "8%以上"), ("3,", "521个"), ("12", "6项"), ("2021—", "2025年")]
)
def test_figure_broken_over_two_lines_is_whole(end, start):
    full = "全县经济运行稳中向好各项任务有序推进重点"
    text = f"{full}\n{full}\n{full}\n{full[:18]}{end}\n{start}，{full[:16]}\n{full}。"
    assert end + start in "".join(_lines("a.txt", text)[0])


def test_one_paragraph_a_line_stays_so():
    text = "第一段比较长，写了很多内容，超过一行。\n第二段\n第三段也短\n"
    assert _lines("a.txt", text) == text.splitlines()


@pytest.mark.parametrize(
    "start",
    ["一、农业", "（一）农业", "第一章 农业", "1.农业", "\u3000\u3000农业", "    农业"],
)
def test_numbered_or_indented_line_begins_a_paragraph(start):
    full = "全县经济运行稳中向好各项任务有序推进重点"
    assert [line.strip() for line in _lines("a.txt", f"{full}\n{full}\n{full}\n{start}\n{full}")][
        1
    ] == start.strip()


def test_front_matter_is_metadata_and_no_text():
    text = "---\ntitle: 青禾县2024年工作报告\n来源: 青禾县人民政府\ndate: 2024-07-15\n---\n正文。\n"
    loaded = load("a.md", text.encode())
    assert [block.text for block in loaded.blocks] == ["正文。"]
    assert loaded.metadata == {
        "title": "青禾县2024年工作报告",
        "issuer": "青禾县人民政府",
        "published": "2024-07-15",
    }


@pytest.mark.parametrize(
    "text", ["---\n一条线之间的话\n---\n正文。", "---\n: [\n---\n正文。"], ids=["prose", "broken"]
)
def test_dashes_around_prose_lose_nothing_of_the_body(text):
    assert _lines("a.md", text)[-1] == "正文。"


def test_markdown_headings_keep_their_level():
    assert _levels("a.md", "# 报告\n\n## 一、农业\n\n小麦丰收。\n") == [
        (1, "报告"),
        (2, "一、农业"),
        (0, "小麦丰收。"),
    ]


def test_four_spaces_are_no_code():
    assert _lines("a.md", "前文。\n\n    缩进的**正文**。\n") == ["前文。", "缩进的正文。"]


def test_marks_are_dropped_and_words_kept():
    text = "建成**5G**基站*3521*个，见[清单](list.html)和`附表`。\n\n- 第一项\n- 第二项\n"
    assert _lines("a.md", text) == ["建成5G基站3521个，见清单和附表。", "第一项", "第二项"]


def test_markdown_items_keep_their_numbers():
    text = "3. 粮食稳产。\n\n   再次强调。\n4. 修路：\n   - 县道\n   - 乡道\n\n1) 附则\n"
    assert _lines("a.md", text) == [
        "3. 粮食稳产。", "再次强调。", "4. 修路：", "县道", "乡道", "1) 附则",
    ]  # fmt: skip


def test_notes_in_markdown_are_kept():
    text = "全县有农户3.6万户[^1]。\n\n[^1]: 不含外出农户0.4万户。\n"
    assert _lines("a.md", text)[-1] == "[^1]: 不含外出农户0.4万户。"


def test_markdown_table_row_repeats_its_column_names():
    text = (
        "| 地区 | 产量 | 增速 |\n|---|---|---|\n| 青禾县 | 35万吨 | 7% |\n| 白河县 | 12万吨 | |\n"
    )
    assert [(block.text, block.is_row) for block in load("a.md", text.encode()).blocks] == [
        ("地区：青禾县；产量：35万吨；增速：7%。", True),
        ("地区：白河县；产量：12万吨。", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "前文。\n\n<table><tr><td>产量</td><td>35万吨</td></tr></table>\n\n后文。\n",
        "前文。\n\n<div>\n产量35万吨\n</div>\n\n后文。\n",
        "前文。\n\n```\n产量35万吨\n```\n\n后文。\n",
        "前文。\n\n> 产量35万吨\n\n后文。\n",
        "前文。\n\n1. 产量35万吨\n\n后文。\n",
        "前文。\n\n第一行<br>产量35万吨\n\n后文。\n",
    ],
    ids=["html table", "html block", "fence", "quote", "list", "line break"],
)
def test_words_in_any_markdown_block_are_kept(text):
    assert "35万吨" in "".join(_lines("a.md", text))


def test_table_row_repeats_its_column_names():
    rows = load("a.csv", "地区,产量（万吨）,增速\n青禾县,35.2,7%\n白河县,12,\n".encode()).blocks
    assert [(row.text, row.is_row) for row in rows] == [
        ("地区：青禾县；产量：35.2万吨；增速：7%。", True),
        ("地区：白河县；产量：12万吨。", True),
    ]


def test_years_name_columns():
    assert _lines("a.csv", "指标,2023,2024\n粮食产量,34.1,35.2\n投资,20,21.5\n") == [
        "指标：粮食产量；2023年：34.1；2024年：35.2。",
        "指标：投资；2023年：20；2024年：21.5。",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("青禾县,35.2,7\n白河县,12,6\n", ["青禾县；35.2；7。", "白河县；12；6。"]),
        ("青禾县,35.2\n白河县,12\n", ["青禾县：35.2。", "白河县：12。"]),
    ],
    ids=["three columns", "two columns"],
)
def test_table_without_column_names_keeps_all_rows(text, lines):
    assert _lines("a.csv", text) == lines


@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_delimiter_is_found(delimiter):
    text = delimiter.join(("地区", "产量")) + "\n" + delimiter.join(("青禾县", "35万吨"))
    assert _lines("a.csv", text) == ["地区：青禾县；产量：35万吨。"]


def test_tsv_is_a_table():
    assert _lines("a.tsv", "地区\t产量\n青禾县\t35万吨\n") == ["地区：青禾县；产量：35万吨。"]


def test_quoted_cell_keeps_commas_and_lines():
    text = '地区,说明\n青禾县,"增长7%,居第二\n位"\n'
    assert _lines("a.csv", text) == ["地区：青禾县；说明：增长7%,居第二位。"]


_BODY = "\n".join(f"第{i}段，完成投资{i}.5亿元，各项工作有序推进。" for i in range(20))


def test_cell_that_holds_a_report_is_its_lines():
    text = f'标题,发布机构,日期,正文\n青禾县工作报告,青禾县政府,2024-07-15,"{_BODY}"\n'
    loaded = load("a.csv", text.encode())
    assert [block.text for block in loaded.blocks] == _BODY.splitlines()
    assert loaded.metadata == {
        "title": "青禾县工作报告",
        "issuer": "青禾县政府",
        "published": "2024-07-15",
    }


def test_each_of_several_reports_is_under_its_title():
    text = f'标题,正文\n甲县报告,"{_BODY}"\n乙县报告,"{_BODY}"\n'
    blocks = load("a.csv", text.encode()).blocks
    assert [block.text for block in blocks if block.level] == ["甲县报告", "乙县报告"]


def test_long_report_without_a_header_loses_nothing():
    assert "完成投资19.5亿元" in "".join(_lines("a.csv", f'青禾县,"{_BODY}"\n'))


@pytest.mark.parametrize("ending", [".dps", ".msg", ".ofd", ".zip", ""])
def test_other_format_is_refused_with_a_hint(ending):
    with pytest.raises(UnsupportedError) as caught:
        load(f"报告{ending}", "正文。".encode())
    assert caught.value.hint


@pytest.mark.parametrize("name", ["a.TXT", "报告.v2.txt", "a.txt "])
def test_ending_is_found_whatever_the_name(name):
    assert load(name, "正文。".encode()).format == "txt"


def test_damaged_compound_file_under_a_new_name_is_refused():
    with pytest.raises(UnreadableError):
        load("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_page_under_the_name_of_a_word_file_is_refused_with_a_hint():
    with pytest.raises(UnreadableError) as caught:
        load("a.docx", b"<html><body>text</body></html>")
    assert caught.value.hint


def test_formats_are_those_named_in_the_documents():
    assert {".txt", ".md", ".html", ".docx", ".csv", ".pdf"} <= set(FORMATS)


def test_drawn_table_is_read_with_its_names_and_units():
    text = (
        "表1 用户情况\n\n"
        "+--------+----------------+----------+\n"
        "| **月** | **用户（万人）** | **金额** |\n"
        "|        |                | **（亿元）** |\n"
        "+========+================+==========+\n"
        "| 一月   | 18.0           | 0.5      |\n"
        "+--------+----------------+----------+\n\n后文。\n"
    )
    assert _lines("a.md", text) == [
        "表1 用户情况",
        "表1 用户情况；月：一月；用户：18.0万人；金额：0.5亿元。",
        "后文。",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "地区,产量（万吨）\n青禾县,35.2\n"),
        ("a.md", "| 地区 | 产量（万吨） |\n|---|---|\n| 青禾县 | 35.2 |\n"),
    ],
)
def test_tables_are_counted_and_their_cells_are_the_source(name, text):
    loaded = load(name, text.encode())
    assert (loaded.tables, "35.2" in loaded.source) == (1, True)
