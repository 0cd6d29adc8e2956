"""Small files of every format to be damaged by fuzzing, made by code, all of an invented county."""

import csv
import functools
import io
import shutil
import subprocess
import tempfile
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from fuzz_pdfs import pdfs
from fuzz_words import PROSE, ROWS

__all__ = ["SEEDS", "zipped"]


def zipped(members):
    """Return an archive of members, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _saved(thing):
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


def _txt():
    text = "\n".join(PROSE)
    encodings = ("utf-8", "utf-8", "gb18030", "utf-16", "utf-32")
    return [
        *(text.encode(name) for name in encodings),
        "青禾縣二零二四年糧食產量35萬噸。".encode("big5"),
    ]


def _md():
    rows = [f"| {' | '.join(row)} |" for row in ROWS]
    table = "\n".join([rows[0], "|---|---:|:-:|---|", *rows[1:]])
    drawn = "+----+----+\n| 甲 | 1  |\n+====+====+\n| 乙 | 2  |\n+----+----+\n"
    front = "---\ntitle: 青禾县报告\ndate: 2024-07-01\n---\n"
    body = (
        f"# {PROSE[0]}\n\n{PROSE[1]}\n\n* 项 `3521个`\n* **项**\n\n{table}\n\n{drawn}\n> {PROSE[3]}"
    )
    page = "\n\n<table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table>\n"
    return [f"{front}{body}\n\n```\n{PROSE[2]}\n```{page}".encode()]


def _table_markup():
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in ROWS)
    rows = "</tr><tr>".join(lines)
    merged = '<tr><th colspan="2" rowspan="2">甲</th><th>乙</th></tr>'
    return f"<table><caption>表1 单位：万吨</caption>{merged}<tr>{rows}</tr></table>"


def _html():
    prose = "".join(f"<p>{line}<sup>[1]</sup></p>" for line in PROSE)
    head = '<head><meta charset="utf-8"><title>青禾县报告</title></head>'
    main = (
        f"<article><h1>{PROSE[0]}</h1>{prose}{_table_markup()}<ul><li>项3521个</li></ul></article>"
    )
    page = (
        f"<html>{head}<body><nav><a href='/'>首页</a></nav>{main}<script>1</script></body></html>"
    )
    return [page.encode(), _table_markup().encode("gb18030")]


def _separated(delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("表1 产量", ""), *ROWS])
    report = io.StringIO()
    csv.writer(report, delimiter=delimiter).writerows(
        [("标题", "发布日期", "正文"), (PROSE[0], "2024-07-01", "\n".join(PROSE) * 3)]
    )
    return [out.getvalue().encode(), report.getvalue().encode("gb18030")]


def _docx():
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = docx.Document()
    word.add_heading(PROSE[0], 1)
    for line in PROSE[1:]:
        word.add_paragraph(line).add_run("1").font.superscript = True
    table = word.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for cells, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 3))
    table.cell(3, 3).add_table(rows=1, cols=2).cell(0, 0).text = "内表12个"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006"
    notes = (
        f'<w:footnotes xmlns:w="{space}/main"><w:footnote w:id="1"><w:p><w:r><w:t>注3.5万吨</w:t>'
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    word.part.relate_to(part, relation)
    return [_saved(word)]


def _workbook():
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["表1 主要指标（单位：万元）"])
    sheet.merge_cells("A1:D1")
    for row in ROWS:
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    sheet["A8"], sheet["B8"], sheet["C8"] = datetime.datetime(2024, 7, 1), True, "=B3*2"
    for place, form in (("B3", "#,##0.0_ "), ("C3", "0.0%"), ("A8", "yyyy年m月d日")):
        sheet[place].number_format = form
    sheet.merge_cells("D3:D4")
    other = book.create_sheet("隐藏")
    other.append(["甲", 1])
    other.sheet_state = "hidden"
    return _saved(book)


@functools.cache
def _xls():
    """Return a workbook as LibreOffice saves it in the older format, none where it is missing."""
    program = shutil.which("soffice")
    if program is None:
        return ()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.xlsx").write_bytes(_workbook())
        command = [program, "--headless", f"-env:UserInstallation={folder.as_uri()}/profile"]
        command += ["--convert-to", "xls", "--outdir", name, str(folder / "a.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return ((folder / "a.xls").read_bytes(),)


def _pptx():
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = PROSE[0]
    place = (Inches(1), Inches(2), Inches(6), Inches(2))
    table = slide.shapes.add_table(len(ROWS), len(ROWS[0]), *place).table
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 2).merge(table.cell(2, 3))
    box = slide.shapes.add_group_shape().shapes.add_textbox(*place)
    box.text_frame.text = "\n".join(PROSE[1:])
    slide.notes_slide.notes_text_frame.text = PROSE[2]
    second = deck.slides.add_slide(deck.slide_layouts[6])
    chart = CategoryChartData()
    chart.categories = ["2023年", "2024年"]
    chart.add_series("产值（亿元）", (1.5, 2.5))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, chart)
    return [_saved(deck)]


def _epub():
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>青禾县志</dc:title>'
        "<dc:date>2024-07-01</dc:date></metadata><manifest>"
        '<item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="o/c.opf"/></rootfiles></container>'
    )
    lines = "".join(f"<p>{line}&nbsp;</p>" for line in PROSE)
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
        f"<h1>{PROSE[0]}</h1>{lines}{_table_markup()}</body></html>"
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
    return [zipped({**members, "o/c.opf": package, "o/a b.xhtml": chapter})]


def _mht():
    archive = MIMEMultipart("related", "frontier")
    archive.attach(MIMEText(_html()[0].decode(), "html", "utf-8"))
    plain = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + _html()[0]
    return [archive.as_bytes(), plain]


def _xml():
    items = "".join(f"<item><t><![CDATA[<p>{line}</p>]]></t><n>1.5</n></item>" for line in PROSE)
    return [f'<?xml version="1.0" encoding="utf-8"?><feed>{items}</feed>'.encode()]


def _srt():
    lines = (f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(PROSE))
    return ["\n".join(lines).encode()]


def _rtf():
    return [
        rb"{\rtf1\ansi\ansicpg936 {\b \'c7\'e0\'ba\'cc\'cf\'d8}2024\'c4\'ea\par "
        rb"\trowd\cellx900\cellx1800 \intbl \'c1\'b8\'ca\'b3\cell 35\cell\row \u19975? 6.5%\par}"
    ]


def _pictures(form):
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(out, form)
    return [out.getvalue()]


SEEDS = {
    "html": _html,
    "csv": lambda: _separated(","),
    "md": _md,
    "txt": _txt,
    "docx": _docx,
    "xlsx": lambda: [_workbook()],
    "xls": _xls,
    "pdf": pdfs,
    "pptx": _pptx,
    "epub": _epub,
    "mht": _mht,
    "xml": _xml,
    "tsv": lambda: _separated("\t"),
    "srt": _srt,
    "rtf": _rtf,
    "png": lambda: _pictures("PNG"),
    "jpg": lambda: _pictures("JPEG"),
    "tif": lambda: _pictures("TIFF"),
    "gif": lambda: _pictures("GIF"),
    "bmp": lambda: _pictures("BMP"),
    "webp": lambda: _pictures("WEBP"),
}
"""What makes the undamaged files of a format, by the ending of their names."""
