"""Excel workbooks of both formats: values as shown, merged cells, sheets, limits and locks."""

import datetime
import io
import re
import struct
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.load.shown import shown
from ingest.opening import Limits, Opening

_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def _bytes(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _book(*rows, merges=(), formats=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    for place, form in formats:
        book.active[place].number_format = form
    return book


def _texts(book, **known):
    return [block.text for block in load("a.xlsx", _bytes(book), **known).blocks]


def _with_part(content, name, change):
    """Return a workbook with one part of its archive changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            new.writestr(member, change(text) if member == name else text)
    return out.getvalue()


_ROWS = (["地区", "产量（万吨）", "增速（%）"], ["青禾县", 35.2, 7], ["白河县", 12, -0.4])
_SHOWN = ["地区：青禾县；产量：35.2万吨；增速：7%。", "地区：白河县；产量：12万吨；增速：-0.4%。"]


def test_rows_are_read_with_their_names():
    loaded = load("a.xlsx", _bytes(_book(*_ROWS)))
    assert ([block.text for block in loaded.blocks], loaded.format) == (_SHOWN, "xlsx")
    assert all(block.is_row for block in loaded.blocks)
    assert (loaded.tables, loaded.warnings) == (1, ())


def test_source_holds_every_cell_as_shown():
    loaded = load("a.xlsx", _bytes(_book(*_ROWS, formats=[("B2", "0.00")])))
    assert loaded.source == "地区 产量（万吨） 增速（%）\n青禾县 35.20 7\n白河县 12 -0.4"


def test_merged_header_and_label_are_filled():
    book = _book(
        ["青禾县粮食生产情况", "", "", ""],
        ["作物", "季节", "2022年", ""],
        ["", "", "面积（万亩）", "产量（万吨）"],
        ["水稻", "早稻", 3.1, 1.9],
        ["", "晚稻", 2.8, 1.6],
        merges=["A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"],
    )
    caption = "青禾县粮食生产情况"
    assert _texts(book) == [
        caption,
        f"{caption}；作物：水稻；季节：早稻；2022年 面积：3.1万亩；2022年 产量：1.9万吨。",
        f"{caption}；作物：水稻；季节：晚稻；2022年 面积：2.8万亩；2022年 产量：1.6万吨。",
    ]


def test_each_of_several_sheets_is_under_its_name():
    book = _book(*_ROWS[:2])
    book.active.title = "粮食"
    other = book.create_sheet("工业")
    other.append(["产品", "产量（台）"])
    other.append(["水泵", 300])
    book.create_sheet("空表")
    blocks = load("a.xlsx", _bytes(book)).blocks
    assert [(block.text, block.level) for block in blocks] == [
        ("粮食", 1), (_SHOWN[0], 0), ("工业", 1), ("产品：水泵；产量：300台。", 0),
    ]  # fmt: skip


def test_hidden_sheet_is_read_and_named():
    book = _book(*_ROWS)
    hidden = book.create_sheet("底稿")
    hidden.append(["产品", "产量（台）"])
    hidden.append(["水泵", 300])
    hidden.sheet_state = "hidden"
    loaded = load("a.xlsx", _bytes(book))
    assert loaded.blocks[-1].text == "产品：水泵；产量：300台。"
    assert loaded.warnings == ("hidden sheets were read too: 底稿",)


def test_formula_gives_its_stored_value():
    book = _book(["地区", "产量"], ["合计", 1])
    cell = b'<c r="B2"><f>SUM(B3:B9)</f><v>47.5</v></c>'
    content = _with_part(
        _bytes(book), "xl/worksheets/sheet1.xml",
        lambda text: re.sub(rb'<c r="B2".*?</c>', cell, text),
    )  # fmt: skip
    loaded = load("a.xlsx", content)
    assert ([block.text for block in loaded.blocks], loaded.warnings) == (
        ["地区：合计；产量：47.5。"], (),
    )  # fmt: skip


def test_formula_without_a_value_is_warned_of():
    loaded = load("a.xlsx", _bytes(_book(["地区", "产量", "增速"], ["合计", "=1+1", 7])))
    assert [block.text for block in loaded.blocks] == ["地区：合计；增速：7。"]
    assert [warning[:10] for warning in loaded.warnings] == ["1 formulas"]


def test_indent_of_a_cell_makes_it_part_of_the_row_above():
    book = _book(["指标", "产量"], ["粮食", 35], ["小麦", 12])
    book.active["A3"].alignment = openpyxl.styles.Alignment(indent=1)
    assert _texts(book)[1] == "指标：粮食 小麦；产量：12。"


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.065, "0.0%", "6.5%"),
        (0.065, "0%", "7%"),
        (7, "0.0", "7.0"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-81.4, "#,##0_);(#,##0)", "-81"),
        (-81.4, "#,##0;-#,##0", "-81"),
        (2068, '_(* #,##0_);_(* \\(#,##0\\);_(* "—"_);_(@_)', "2,068"),
        (35.2, '0.0"万吨"', "35.2万吨"),
        (123456, '0.0,"千元"', "123.5千元"),
        (0.1 + 0.2, "General", "0.3"),
        (3521, "General", "3521"),
        (700030502001, "General", "700030502001"),
        (1e-7, "General", "0.0000001"),
        (2.5, "0", "3"),
        (3.10, "0.0#", "3.1"),
        (12, "[$¥-804]#,##0.00", "¥12.00"),
        (5, "# ?/?", "5"),
        (5.3, '0.0"%"', "5.3%"),
        (5.3, r"0.0\%", "5.3%"),
        (5.3, "0.0!%", "5.3%"),
        (123456, r'0\.0,"万"', "123456"),
        (123456, '0!.0,"万"', "123456"),
        (1234567890.1234, "General", "1234567890.1234"),
        (5, '[>=10000]0.0,"万";0', "5"),
        (1e30, "0.000000", "1" + 30 * "0"),
        (1e30, "General", "1" + 30 * "0"),
        ("文字", "0.0", "文字"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        (datetime.datetime(2024, 7, 15), "yyyy-mm-dd", "2024-07-15"),
        (datetime.datetime(2024, 7, 15), "mm-dd-yy", "2024/7/15"),
        (datetime.datetime(2024, 7, 1), 'yyyy"年"m"月"', "2024年7月"),
        (datetime.datetime(2024, 7, 15), '[$-804]yyyy"年"m"月"d"日";@', "2024年7月15日"),
        (datetime.datetime(2024, 7, 15, 9, 5), "yyyy/m/d h:mm", "2024/7/15 9:05"),
        (datetime.datetime(2024, 7, 15, 9, 5), "General", "2024-07-15 09:05"),
        (datetime.datetime(2024, 7, 15, 20, 5), "yyyy/m/d h:mm AM/PM", "2024/7/15 20:05"),
        (datetime.datetime(2024, 7, 15, 20, 5), "yyyy/m/d 上午/下午h:mm", "2024/7/15 20:05"),
        (datetime.datetime(2024, 7, 15), "dddd", "2024-07-15"),
        (datetime.datetime(2024, 7, 15), "yyyy/m/d aaaa", "2024/7/15"),
        (datetime.time(9, 5), "h:mm", "09:05:00"),
    ],
)  # fmt: skip
def test_value_is_written_as_the_sheet_shows_it(value, form, expected):
    assert shown(value, form) == expected


def test_size_that_a_sheet_declares_costs_nothing():
    content = _with_part(
        _bytes(_book(*_ROWS)), "xl/worksheets/sheet1.xml",
        lambda text: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', text),
    )  # fmt: skip
    assert [block.text for block in load("a.xlsx", content).blocks] == _SHOWN


def test_merge_over_whole_columns_fills_only_what_is_used():
    book = _book(*_ROWS)
    content = _with_part(
        _bytes(book), "xl/worksheets/sheet1.xml",
        lambda text: text.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="D1:XFD1048576"/></mergeCells>',
        ),
    )  # fmt: skip
    assert [block.text for block in load("a.xlsx", content).blocks] == _SHOWN


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(cells=5), "the workbook holds more than 5 cells"),
        (Limits(unpacked_mb=0), "the file unpacks to 0 MB, more than 0 MB"),
    ],
    ids=["cells", "bytes"],
)
def test_workbook_over_a_limit_is_refused(limits, said):
    with pytest.raises(UnreadableError) as caught:
        load("a.xlsx", _bytes(_book(*_ROWS)), Opening(limits=limits))
    assert (caught.value.message, bool(caught.value.hint)) == (said, True)


def _locked(content, password):
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def test_locked_workbook_opens_with_its_password():
    content = _locked(_bytes(_book(*_ROWS)), "青禾2024")
    loaded = load("a.xlsx", content, Opening(password="青禾2024"))
    assert [block.text for block in loaded.blocks] == _SHOWN


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "the Office file is locked by a password"),
        ("falsch", "the Office file is locked by a password, and the one given does not open it"),
    ],
    ids=["none", "wrong"],
)
def test_locked_workbook_without_its_password_is_refused(password, said):
    with pytest.raises(UnreadableError) as caught:
        load("a.xlsx", _locked(_bytes(_book(*_ROWS)), "geheim"), Opening(password=password))
    assert caught.value.message == said
    assert "--password" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not an archive",
        _bytes(_book(*_ROWS))[:2000],
        _with_part(_bytes(_book(*_ROWS)), "xl/workbook.xml", lambda _: b"<broken"),
        _with_part(_bytes(_book(*_ROWS)), "xl/worksheets/sheet1.xml", lambda text: text[:300]),
    ],
    ids=["garbage", "cut off", "broken workbook", "broken sheet"],
)
def test_damaged_workbook_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("a.xlsx", content)
    assert caught.value.hint


def _record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def _unicode(text, size="<H"):
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def _xls(name, cells, merges=(), *, hidden=0):
    """Return a workbook of one sheet as a stream of BIFF8 records ([MS-XLS] 2.4)."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _unicode("宋体", "<B")
    formats = [(164, "0.0%"), (165, 'yyyy"年"m"月"')]
    head = _record(0x0809, begin) + _record(0x0031, font)
    for key, form in formats:
        head += _record(0x041E, struct.pack("<H", key) + _unicode(form))
    for key in (0, 164, 165):
        head += _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, key, 0, 0, 0, 0, 0, 0, 0, 0))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, column, style, value in cells:
        place = struct.pack("<HHH", row, column, style)
        if isinstance(value, str):
            sheet += _record(0x0204, place + _unicode(value))
        else:
            sheet += _record(0x0203, place + struct.pack("<d", value))
    ranges = b"".join(struct.pack("<HHHH", *merge) for merge in merges)
    sheet += _record(0x00E5, struct.pack("<H", len(merges)) + ranges) + _record(0x000A, b"")
    bound = struct.pack("<BB", hidden, 0) + _unicode(name, "<B")
    end = len(head) + len(bound) + 8 + 4  # the offset itself is four bytes
    return head + _record(0x0085, struct.pack("<I", end + 0) + bound) + _record(0x000A, b"") + sheet


def test_older_format_is_read_with_formats_and_merged_cells():
    cells = [
        (0, 0, 0, "青禾县投资情况"),
        (1, 0, 0, "月份"), (1, 1, 0, "投资（亿元）"), (1, 2, 0, "增速"),
        (2, 0, 2, 45292.0), (2, 1, 0, 3.5), (2, 2, 1, 0.065),
    ]  # fmt: skip
    loaded = load("a.xls", _xls("投资", cells, [(0, 0, 0, 2)], hidden=1))
    assert [block.text for block in loaded.blocks] == [
        "青禾县投资情况",
        "青禾县投资情况；月份：2024年1月；投资：3.5亿元；增速：6.5%。",
    ]
    assert (loaded.format, loaded.warnings) == ("xls", ("hidden sheets were read too: 投资",))


def test_damaged_workbook_of_the_older_format_is_refused_with_a_hint():
    with pytest.raises(UnreadableError) as caught:
        load("a.xls", _xls("投资", [(0, 0, 0, "甲")])[:60])
    assert caught.value.hint


def test_workbook_of_the_older_format_over_the_limit_is_refused():
    content = _xls("投资", [(0, 0, 0, "甲"), (0, 1, 0, "乙")])
    with pytest.raises(UnreadableError, match="more than 1 cells"):
        load("a.xls", content, Opening(limits=Limits(cells=1)))


@pytest.mark.skipif(not _DATA.exists(), reason="the shared report files are not here")
def test_real_table_of_thousands_of_positions_is_whole():
    path = next((_DATA / "reports" / "office_files").glob("*2021*.xls"))
    loaded = load(path.name, path.read_bytes())
    rows = [block.text for block in loaded.blocks if block.is_row]
    assert len({re.search(r"职位代码：(\d+)", text)[1] for text in rows}) == 3394
