"""Old office formats: known by their first bytes, read by LibreOffice without harm."""

import io
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import msoffcrypto
import openpyxl
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load import load
from ingest.load.kind import kind
from ingest.load.locked import unlock
from ingest.opening import Limits, Opening
from ingest.read import read

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = (
    rb"{\rtf1\ansi\ansicpg936 {\b \'c7\'e0\'ba\'cc\'cf\'d8}2024\'c4\'ea\par \'c1\'b8\'ca\'b335\par}"
)
ROWS = [["地区", "2024年产量"], ["青禾县", "35万吨"], ["云岭市", "12万吨"]]


def needs_libreoffice(test):
    """Mark a test that starts LibreOffice, which takes a second or more each time."""
    skips = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
    return pytest.mark.slow(skips(test))


def word_file():
    word = docx.Document()
    word.add_heading("青禾县2024年工作报告", 1)
    word.add_paragraph("全年粮食总产量35万吨，增长3.2%。")
    table = word.add_table(rows=len(ROWS), cols=2)
    for row, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def converted(content, target, folder):
    """Return a current file as LibreOffice saves it in an old format."""
    source = folder / f"source{kind('', content)}"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = [SOFFICE, "--headless", f"-env:UserInstallation={profile}", "--convert-to", target]
    subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True)
    return (folder / f"source.{target}").read_bytes()


@pytest.fixture(scope="module")
def old_word_file(tmp_path_factory):
    return converted(word_file(), "doc", tmp_path_factory.mktemp("office"))


def open_document(content_xml):
    buffer = io.BytesIO()
    media_type = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", media_type), ("content.xml", "text/xml"))
    )
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr("content.xml", content_xml)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f"{entries}</manifest:manifest>",
        )
    return buffer.getvalue()


def linked(address):
    """Return a text with a picture and a section that lie at an address."""
    return open_document(
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
        ' office:version="1.2"><office:body><office:text><text:p>青禾县'
        '<draw:frame svg:width="3cm" svg:height="3cm">'
        f'<draw:image xlink:href="{address}/a.png" xlink:type="simple" xlink:actuate="onLoad"/>'
        "</draw:frame></text:p><text:section text:name='a'>"
        f'<text:section-source xlink:href="{address}/a.odt"/><text:p>丰收</text:p>'
        "</text:section></office:text></office:body></office:document-content>"
    )


def texts(loaded):
    return [block.text for block in loaded.blocks if block.text.strip()]


@needs_libreoffice
def test_old_word_file_keeps_headings_paragraphs_and_rows(old_word_file):
    loaded = load("报告.doc", old_word_file)
    assert loaded.format == "doc"
    assert [(block.level, block.is_row) for block in loaded.blocks[:2]] == [(1, False), (0, False)]
    assert texts(loaded)[:2] == ["青禾县2024年工作报告", "全年粮食总产量35万吨，增长3.2%。"]
    assert all(figure in "".join(texts(loaded)) for figure in ("35万吨", "12万吨"))


@needs_libreoffice
def test_file_of_wps_is_read_as_the_word_file_it_is(old_word_file):
    assert kind("报告.wps", old_word_file) == ".doc"
    assert texts(load("报告.wps", old_word_file)) == texts(load("报告.doc", old_word_file))


@needs_libreoffice
@pytest.mark.parametrize("name", ["报告.rtf", "报告.doc", "报告.docx"])
def test_rich_text_is_read_whatever_it_is_called(name):
    loaded = load(name, RTF)
    assert (loaded.format, texts(loaded)) == ("rtf", ["青禾县2024年", "粮食35"])


@needs_libreoffice
def test_open_document_is_read(tmp_path):
    loaded = load("报告.odt", converted(word_file(), "odt", tmp_path))
    assert (loaded.format, texts(loaded)[0]) == ("odt", "青禾县2024年工作报告")


def slides():
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "青禾县农业"
    slide.placeholders[1].text = "粮食总产量35万吨。"
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def sheet():
    book = openpyxl.Workbook()
    for row in [["地区", "产量（万吨）"], ["青禾县", 35.5], ["云岭市", 12]]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@needs_libreoffice
@pytest.mark.parametrize("ending", ["ppt", "odp"])
def test_old_slides_are_read(tmp_path, ending):
    loaded = load(f"报告.{ending}", converted(slides(), ending, tmp_path))
    assert (loaded.format, loaded.pages) == (ending, 1)
    assert texts(loaded) == ["青禾县农业", "粮食总产量35万吨。"]


@needs_libreoffice
def test_file_of_wps_slides_is_read_as_the_slides_it_is(tmp_path):
    assert load("报告.dps", converted(slides(), "ppt", tmp_path)).format == "ppt"


@needs_libreoffice
def test_open_sheets_are_read(tmp_path):
    loaded = load("报告.ods", converted(sheet(), "ods", tmp_path))
    assert (loaded.format, loaded.tables) == ("ods", 1)
    assert all(word in "".join(texts(loaded)) for word in ("青禾县", "35.5", "12", "万吨"))


@needs_libreoffice
def test_sheet_xml_of_2003_is_read():
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in row)
        + "</Row>"
        for row in (
            (("String", "地区"), ("String", "产量（万吨）")),
            (("String", "青禾县"), ("Number", "35")),
        )
    )
    content = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    loaded = load("报告.xls", content.encode())
    assert loaded.format == "xls"
    assert all(word in "".join(texts(loaded)) for word in ("青禾县", "35", "万吨"))


@needs_libreoffice
def test_word_xml_of_2003_is_read():
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        "<w:p><w:r><w:t>青禾县粮食35万吨。</w:t></w:r></w:p></w:body></w:wordDocument>"
    )
    assert texts(load("报告.doc", content.encode())) == ["青禾县粮食35万吨。"]


@needs_libreoffice
def test_stale_title_of_a_word_file_is_not_believed(tmp_path):
    word = docx.Document(io.BytesIO(word_file()))
    word.core_properties.title = "云岭市2019年工作报告"
    buffer = io.BytesIO()
    word.save(buffer)
    content = converted(buffer.getvalue(), "doc", tmp_path)
    assert read("a.doc", content).document.description.title == "青禾县2024年工作报告"


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.doc", word_file(), "docx"),
        ("a.doc", "<html><body><p>青禾县粮食35万吨。</p></body></html>".encode("utf-16"), "html"),
        ("a.xls", "<table><tr><td>青禾县</td><td>35</td></tr></table>".encode(), "html"),
        ("a.doc", "青禾县粮食35万吨。".encode("gb18030"), "txt"),
        ("a.wps", "青禾县粮食35万吨。".encode("utf-16"), "txt"),
        ("a.xls", "地区\t产量\n青禾县\t35万吨\n".encode("gb18030"), "csv"),
    ],
    ids=["docx", "wide-html", "html-table", "text", "wide-text", "tab-separated"],
)
def test_file_under_the_ending_of_an_old_one_is_read_as_what_it_is(name, content, form):
    loaded = load(name, content)
    assert loaded.format == form
    assert "青禾县" in "".join(texts(loaded))


@pytest.mark.parametrize("name", ["a.doc", "a.mht", "a.mhtml"])
def test_archived_page_is_read(name):
    content = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
        '--x\r\nContent-Type: text/html; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><body><p>=E9=9D=92=E7=A6=BE=E5=8E=BF35=E4=B8=87=E5=90=A8=E3=80=82</p>"
        "</body></html>\r\n--x\r\nContent-Type: image/png\r\n\r\nx\r\n--x--\r\n"
    )
    loaded = load(name, content.encode())
    assert (loaded.format, texts(loaded)) == ("mhtml", ["青禾县35万吨。"])


def _archived(**pages):
    """Return a web archive of pages by the name of their file."""
    parts = "".join(
        f"--x\r\nContent-Location: file:///C:/b.files/{name}.htm\r\n"
        f'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        f"<html><meta charset=utf-8>{page}</html>\r\n"
        for name, page in pages.items()
    )
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    return f"{head}{parts}--x--\r\n".encode()


def test_every_sheet_of_an_archived_workbook_is_read():
    table = "<body><table><tr><td>地区<td>产量（{}）<tr><td>青禾县<td>35</table></body>"
    content = _archived(
        book='<FRAMESET rows="*,39"><frame src="sheet001.htm"><noframes>'
        "<body><p>此页使用了框架。</p></body></noframes></FRAMESET>",
        tabstrip="<body><table><tr><td>一季度<td>二季度</table></body>",
        sheet001=table.format("万吨"),
        sheet002="<body></body>",
        sheet003=table.format("万台"),
    )
    loaded = load("a.mht", content)
    assert (loaded.format, loaded.tables, texts(loaded)) == (
        "mhtml",
        2,
        ["地区：青禾县；产量：35万吨。", "地区：青禾县；产量：35万台。"],
    )
    assert loaded.source.split() == ["地区", "产量（万吨）", "青禾县", "35",
                                     "地区", "产量（万台）", "青禾县", "35"]  # fmt: skip


def test_only_the_first_page_of_an_archive_without_frames_is_read():
    content = _archived(a="<body><p>青禾县35万吨。</p></body>", b="<body><p>广告。</p></body>")
    assert texts(load("a.mht", content)) == ["青禾县35万吨。"]


def test_archive_without_a_page_is_refused():
    content = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x--\n'
    with pytest.raises(UnreadableError, match="holds no page"):
        load("a.mht", content)


@pytest.mark.parametrize(
    ("members", "ending"),
    [
        (("OFD.xml",), ".ofd"),
        (("xl/workbook.xml",), ".xlsx"),
        (("ppt/presentation.xml",), ".pptx"),
        (("word/document.xml",), ".docx"),
        (("a.txt",), ".zip"),
    ],
)
def test_zip_is_known_by_its_members(members, ending):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    assert kind("a", buffer.getvalue()) == ending


@pytest.mark.parametrize("ending", [".dps", ".ofd", ".zip", ".rar", ".7z", ".eml", ".msg"])
def test_what_is_not_read_is_refused_with_what_to_do(ending):
    with pytest.raises(UnsupportedError) as caught:
        load(f"报告{ending}", b"\x01\x00\x02" * 50)
    assert caught.value.hint
    assert "Save it as one of" not in caught.value.hint


@needs_libreoffice
@pytest.mark.parametrize("content", [COMPOUND + bytes(600), COMPOUND, b"\x00\x01" * 999])
def test_damaged_word_file_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("报告.doc", content)
    assert caught.value.hint


@needs_libreoffice
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_word_file_that_was_cut_off_is_refused(old_word_file, share):
    with pytest.raises(UnreadableError, match="damaged") as caught:
        load("报告.doc", old_word_file[: int(len(old_word_file) * share)])
    assert caught.value.hint


@needs_libreoffice
def test_locked_file_opens_with_its_password_only():
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(word_file())).encrypt("青禾1234", locked)
    content = locked.getvalue()
    assert (
        texts(load("报告.doc", content, Opening(password="青禾1234")))[0] == "青禾县2024年工作报告"
    )
    for password, reason in (("", "locked by a password$"), ("x", "does not open it")):
        with pytest.raises(UnreadableError, match=reason) as caught:
            load("报告.doc", content, Opening(password=password))
        assert caught.value.hint


@needs_libreoffice
def test_links_in_a_file_are_not_followed():
    asked = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        loaded = load("报告.odt", linked(f"http://127.0.0.1:{server.server_port}"))
        server.shutdown()
        thread.join()
    assert (texts(loaded), asked) == (["青禾县", "丰收"], [])


@needs_libreoffice
def test_nothing_is_left_behind(tmp_path, monkeypatch, old_word_file):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    load("报告.doc", old_word_file)
    assert [*tmp_path.iterdir()] == []


def program(folder, script):
    """Make a program that is found in place of LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts are not run")


@needs_shell
def test_program_that_hangs_is_ended(tmp_path, monkeypatch):
    program(tmp_path, f"echo $$ > {tmp_path}/pid; exec /bin/sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match="took longer than 1 s"):
        load("报告.doc", RTF, Opening(limits=Limits(seconds=1)))
    assert not Path("/proc", (tmp_path / "pid").read_text().strip()).exists()


@needs_shell
def test_program_is_bounded_in_memory_and_told_no_secrets(tmp_path, monkeypatch):
    program(tmp_path, f'(ulimit -v; echo "$WENCE_PASSWORD") > {tmp_path}/told')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("WENCE_PASSWORD", "青禾1234")
    with pytest.raises(UnreadableError, match="cannot open the file"):
        load("报告.doc", RTF, Opening(limits=Limits(memory_mb=1000)))
    assert (tmp_path / "told").read_text().split() == ["1600000"]


def test_without_libreoffice_it_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedError, match="not installed") as caught:
        load("报告.doc", RTF)
    assert "LibreOffice" in caught.value.hint


@needs_libreoffice
def test_several_are_read_at_once(old_word_file):
    found = []

    def work():
        found.append(texts(load("报告.doc", old_word_file))[0])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["青禾县2024年工作报告"] * 2


LOCKED = io.BytesIO()
msoffcrypto.OfficeFile(io.BytesIO(word_file())).encrypt("青禾1234", LOCKED)


@settings(max_examples=15)  # a key takes a hundred thousand rounds
@given(changes=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), max_size=60))
def test_damaged_lock_is_told_or_left(changes):
    content = bytearray(LOCKED.getvalue())
    for place, byte in changes:
        content[8 + place % (len(content) - 8)] = byte
    assert kind("a.doc", bytes(content)).startswith(".")
    try:
        opened = unlock(bytes(content), "青禾1234")
    except UnreadableError as error:
        assert error.hint  # noqa: PT017
    else:
        assert opened
