"""Damaged and hostile files: each is read or refused with a reason, in bounded time and memory."""

import io
import random
import re
import shutil
import time
import zipfile

import openpyxl
import pytest
from fuzz_checks import finding
from fuzz_mutations import mutated
from fuzz_seeds import SEEDS, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableError
from ingest.figures import find_figures
from ingest.load import load
from ingest.load.spreadsheet import load_xls
from ingest.opening import Opening
from ingest.read import read

_CASES = 12
_SLOW = {"rtf"}
"""Read by LibreOffice, which takes seconds."""
_QUICK = sorted(set(SEEDS) - _SLOW)

_SIGNS = st.sampled_from(
    "青禾县粮食产量增长万亿元个%0123456789.,-，。；：（）“”①²㎡〇\u202e\u200b\u3000\xa0\x0b\x1c\x85\ufffe"
)
_CELLS = st.text(_SIGNS, max_size=12) | st.text(max_size=6)
_SPANS = st.sampled_from(["", "0", "1", "2", "3", "-1", "70000", "999999", "x", "２"])
_ROWS = st.lists(st.lists(st.tuples(_CELLS, _SPANS, _SPANS), max_size=6), max_size=6)
_LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "一、", "（二）", "1.", "第三章 ", "# ", "| ", "* ", "表1 "]), _CELLS
    ),
    max_size=12,
)


def _seeds(ending):
    seeds = SEEDS[ending]()
    if not seeds:
        pytest.skip("LibreOffice, which makes the undamaged file, is not installed")
    return seeds


def _with_member(content, name, change):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    assert members[name] != change(members[name])
    return zipped({**members, name: change(members[name])})


def _refusal(ending, content):
    with pytest.raises(UnreadableError) as raised:
        load(f"a.{ending}", content)
    return raised.value.message


@pytest.mark.parametrize("ending", _QUICK)
def test_undamaged_file_is_read(ending):
    assert {finding(ending, content) for content in _seeds(ending)} == {"read"}


@pytest.mark.parametrize("ending", _QUICK)
def test_damaged_file_is_read_or_refused(ending):
    rng = random.Random(ending)
    seeds = _seeds(ending)
    found = {finding(ending, mutated(rng.choice(seeds), ending, rng)) for _ in range(_CASES)}
    assert found <= {"read", "refused"}


@settings(max_examples=20)
@given(_ROWS)
def test_page_with_any_table_is_read_or_refused(rows):
    cells = (
        "".join(f"<td colspan='{a}' rowspan='{b}'>{text}</td>" for text, a, b in row)
        for row in rows
    )
    page = f"<table><tr>{'</tr><tr>'.join(cells)}</tr></table>"
    assert finding("html", page.encode()) in ("read", "refused")


@settings(max_examples=20)
@given(_ROWS, st.sampled_from([",", "\t", ";"]))
def test_any_csv_is_read_or_refused(rows, delimiter):
    lines = (delimiter.join(text for text, _, _ in row) for row in rows)
    assert finding("csv", "\n".join(lines).encode()) in ("read", "refused")


@settings(max_examples=20)
@given(_LINES, st.sampled_from(["md", "txt", "html", "xml", "srt"]))
def test_any_lines_are_read_or_refused(lines, ending):
    text = "\n".join(f"{mark}{line}" for mark, line in lines)
    assert finding(ending, text.encode()) in ("read", "refused")


def test_page_whose_attributes_are_no_xml_is_read():
    # trafilatura writes them into XML as they are.
    page = SEEDS["html"]()[1].decode("gb18030").replace('colspan="2"', '"colspan="2"')
    assert "35.2" in read("a.html", page.encode()).document.text


@pytest.mark.parametrize("run", ["〇", "1", "三千五百二十一", "亿万千百十", "٣٥", "７"])
def test_endless_run_of_digits_holds_no_figure_and_takes_linear_time(run):
    text = f"产量35万吨，{run * 30_000}，增长7%。"
    started = time.process_time()
    figures = [each.text for each in find_figures(text)]
    assert (figures, time.process_time() - started < 5) == (["35万吨", "7%"], True)


def test_page_of_tables_in_tables_says_each_row_once():
    # With the rows of a table in each table around it, such a page took minutes.
    row = "<tr><td>粮食</td><td>{}万吨</td></tr>"
    rows = ["".join(row.format(10 * k + j) for j in range(6)) for k in range(10, 30)]
    page = "".join(f"<table>{each}<tr><td>青禾县" for each in rows)
    text = read("a.html", f"{page}<p>青禾县粮食生产情况。</p>".encode()).document.text
    found = re.findall(r"\d+万吨", text)
    assert (len(found), len(found) > 6 * 18) == (len({*found}), True)


def test_page_with_controls_beside_a_mark_is_read():
    page = f"<p>粮食\x01产量<sup>[1]</sup>\x02增长<b>7</b><sup>2</sup>\x03%{'，农田建成' * 40}</p>"
    assert "产量 增长" in read("a.html", page.encode()).document.text


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "idna", "base64"])
def test_page_in_no_real_charset_is_read_by_its_bytes(charset):
    page = f"<meta charset={charset}><p>\\ud800青禾县粮食产量增长</p>".encode("gb18030")
    assert "青禾县粮食产量增长" in read("a.html", page).document.text


@pytest.mark.parametrize("ending", ["html", "csv", "docx", "xlsx"])
def test_table_of_more_blank_cells_than_memory_is_refused(ending):
    assert "is too large" in _refusal(ending, _HUGE[ending]())


def _huge_page():
    wide = "<td colspan=1000>甲</td>" * 100
    return f"<table><tr>{wide}</tr>{'<tr><td>1</td></tr>' * 1000}</table>".encode()


def _huge_csv():
    return ("甲" + "," * 50_000 + "\n" + "1\n" * 50_000).encode()


def _huge_word():
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>"
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="1000"/></w:tcPr><w:p/></w:tc>' * 100
    table = f"<w:tbl>{row.format(wide)}{row.format('') * 1000}</w:tbl></w:body>".encode()
    content = SEEDS["docx"]()[0]
    return _with_member(
        content, "word/document.xml", lambda part: part.replace(b"</w:body>", table)
    )


def _diagonal_sheet():
    book = openpyxl.Workbook()
    for number in range(1, 5000):
        book.active.cell(row=number, column=number, value=number)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_HUGE = {"html": _huge_page, "csv": _huge_csv, "docx": _huge_word, "xlsx": _diagonal_sheet}


def test_row_at_an_impossible_number_ends_the_sheet():
    content = _with_member(
        SEEDS["xlsx"]()[0],
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'<row r="5">', b'<row r="1e308">'),
    )
    assert "青禾县" in read("a.xlsx", content).document.text


@pytest.mark.parametrize(
    ("ending", "name", "old", "new"),
    [
        ("xlsx", "xl/styles.xml", b'numFmtId="0"', b'numFmtId="' + b"9" * 25 + b'"'),
        ("docx", "_rels/.rels", b'Target="word/document.xml"', b""),
    ],
    ids=["number beyond a machine's", "relation to nothing"],
)
def test_attributes_that_libraries_do_not_check_are_refused(ending, name, old, new):
    content = _with_member(SEEDS[ending]()[0], name, lambda part: part.replace(old, new))
    assert "cannot be" in _refusal(ending, content)


@pytest.mark.parametrize("ending", ["docx", "pptx", "xlsx"])
def test_package_whose_parts_do_not_unpack_is_refused(ending):
    content = bytearray(SEEDS[ending]()[0])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        starts = [(each.header_offset, len(each.filename)) for each in archive.infolist()]
    for start, length in starts:
        content[start + 30 + length] ^= 0xFF
    assert "cannot be" in _refusal(ending, bytes(content))


def test_slides_whose_properties_are_something_else_are_refused():
    content = _with_member(
        SEEDS["pptx"]()[0],
        "[Content_Types].xml",
        lambda part: part.replace(b"core-properties+xml", b"relationships+xml"),
    )
    assert "cannot be opened" in _refusal("pptx", content)


@pytest.mark.parametrize("ending", ["docx", "pptx", "xlsx"])
def test_archive_of_an_unknown_version_is_refused(ending):
    content = SEEDS[ending]()[0]
    at = content.index(b"PK\x01\x02") + 6
    assert "damaged" in _refusal(ending, content[:at] + b"\x7f" + content[at + 1 :])


def test_workbook_that_openpyxl_warns_of_is_read():
    # It passes over a sheet that has no place in the archive, and says so.
    content = _with_member(
        SEEDS["xlsx"]()[0],
        "xl/workbook.xml",
        lambda part: part.replace(b'r:id="rId2"', b'r:id=""').replace(b':id="rId2"', b':id=""'),
    )
    assert finding("xlsx", content) == "read"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "change", [(28, b"\x00\x00"), (48, b"\xff\xff\xff\x7f"), (76, b"\x80\xff\xff\xff")]
)
def test_compound_file_with_a_wrong_head_is_refused(change):
    at, value = change
    content = bytearray(SEEDS["xls"]()[0])
    content[at : at + len(value)] = value
    with pytest.raises(UnreadableError, match="cannot be read"):
        load_xls(bytes(content), Opening())


def test_feed_without_an_element_is_refused():
    assert finding("xml", b'<?xml version="1.0"?> ') == "refused"


@pytest.mark.parametrize(
    "line",
    ["date: 2024-13-45", "note: !!int x", f"note: {'9' * 5000}"],
    ids=["no such day", "no number", "long number"],
)
def test_front_matter_of_any_values_is_read(line):
    text = f"---\ntitle: 青禾县报告\n{line}\n---\n粮食产量35万吨。"
    assert load("a.md", text.encode()).metadata["title"] == "青禾县报告"


def test_front_matter_nested_without_end_is_no_metadata():
    text = f"---\ntitle: {'[' * 3000}\n---\n粮食产量35万吨。"
    assert load("a.md", text.encode()).metadata == {}


def test_front_matter_is_taken_as_written():
    text = "---\ntitle: yes\ndate: 2024-07-01\n---\n正文。"
    assert load("a.md", text.encode()).metadata == {"title": "yes", "published": "2024-07-01"}


def test_table_with_the_line_ends_of_an_old_mac_is_read():
    content = "地区,产量（万吨）\r青禾县,35.2\r".encode()
    assert [block.text for block in load("a.csv", content).blocks] == [
        "地区：青禾县；产量：35.2万吨。"
    ]


def test_page_that_is_a_table_alone_is_read():
    assert "35.2" in read("a.html", SEEDS["html"]()[1]).document.text
