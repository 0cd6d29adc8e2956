"""Bytes to text: one report in every encoding that offices use."""

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableError
from ingest.load.encoding import decode
from ingest.read import read

REPORT = """青禾县2024年上半年经济运行情况报告
上半年，全县地区生产总值完成86.4亿元，同比增长6.5%。规模以上工业增加值增长8.1%，固定资产投资增长7%。
一、农业农村。落实粮食播种面积35.2万亩，建成高标准农田3.6万亩，新建镕铸型温室大棚1200座。
二、项目建设。实施重点项目126项，完成投资21.5亿元，占年度计划的57.2%；“两重”项目争取到位资金3.2亿元。
三、社会民生。城镇新增就业2356人，发放创业担保贷款1.1亿元（其中妇女贷款3200万元）。
"""
TRADITIONAL = """青禾縣2024年上半年經濟運行情況報告
上半年，全縣地區生產總值完成86.4億元，同比增長6.5%。規模以上工業增加值增長8.1%，固定資產投資增長7%。
一、農業農村。落實糧食播種面積35.2萬畝，建成高標準農田3.6萬畝，新建溫室大棚1200座。
二、項目建設。實施重點項目126項，完成投資21.5億元，占年度計劃的57.2%。
"""
_SENTENCES = [line for line in REPORT.replace("。", "。\n").splitlines() if line]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
    ids=lambda value: value if isinstance(value, str) else value.hex() or "no mark",
)
def test_text_is_the_same_in_every_encoding(encoding, mark):
    decoded = decode(mark + REPORT.encode(encoding))
    assert (decoded.text, decoded.damaged) == (REPORT, 0)


def test_traditional_text_in_big5_is_read():
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_simplified_text_in_gb2312_is_read():
    text = REPORT.replace("镕", "铸")
    assert decode(text.encode("gb2312")).text == text


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("gbk", "gb18030"), ("big5", "big5"), ("utf-16-le", "utf-16-le")],
)
def test_encoding_found_is_named(encoding, name):
    text = TRADITIONAL if encoding == "big5" else REPORT
    assert codecs.lookup(decode(text.encode(encoding)).encoding).name == name


@pytest.mark.parametrize(
    "text",
    [
        "青禾县2024年粮食产量145.2万吨。",
        "关于做好春耕备耕工作的通知\n各乡镇人民政府：\n全县落实播种面积35万亩。",
        "全县建成5G基站3521个。",
        "地区,指标,数值\n青禾县,粮食产量,35.2\n",
    ],
    ids=["sentence", "notice", "figure", "table"],
)
def test_short_text_in_gbk_is_read(text):
    assert decode(text.encode("gbk")).text == text


@given(st.lists(st.sampled_from(_SENTENCES), min_size=2, max_size=8))
def test_report_of_any_sentences_in_gb18030_is_read(lines):
    text = "\n".join(lines)
    assert decode(text.encode("gb18030")).text == text


def test_gbk_after_a_long_stretch_of_ascii_is_read():
    text = "indicator,value\n" * 8000 + REPORT
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize(
    ("content", "declared", "confidence"),
    [
        (REPORT.encode(), "", 1.0),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), "", 1.0),
        (b"plain text", "", 1.0),
        (TRADITIONAL.encode("big5"), "big5", 1.0),
        (REPORT.encode("gb18030"), "", 0.98),
        (REPORT.encode("utf-16-be"), "", 0.98),
        ((REPORT * 9).encode() + b"\xff", "", 0.98),
    ],
    ids=["utf-8", "mark", "ascii", "declared", "gb18030", "utf-16", "damaged"],
)
def test_confidence_is_less_when_the_encoding_is_only_detected(content, declared, confidence):
    assert decode(content, declared=declared).confidence == confidence


def test_rare_characters_make_an_encoding_uncertain():
    decoded = decode("鹭鸶、鹧鸪和鹈鹕三处湿地，共有水鸟的栖息地".encode("gb18030"))
    assert (decoded.encoding, decoded.confidence < 0.9, len(decoded.warnings)) == (
        "gb18030",
        True,
        1,
    )


@pytest.mark.parametrize("declared", ["iso-8859-1", "big5", "no-such-encoding"])
def test_a_wrong_declaration_is_not_believed(declared):
    decoded = decode(REPORT.encode("gb18030"), declared=declared)
    assert (decoded.text, decoded.encoding) == (REPORT, "gb18030")


@pytest.mark.parametrize(
    "text",
    [
        "China’s GDP grew by 5.2% – “a good start”.",
        "The café in Zürich served 35 guests.",
        "Output: £3.5 million…",
    ],
    ids=["quotes", "accents", "pounds"],
)
def test_english_as_windows_writes_it_is_read(text):
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


def test_text_in_an_encoding_that_is_not_read_is_refused():
    text = "カタカナとひらがなで書いた、たいへんながい日本語のレポートです。"
    with pytest.raises(UnreadableError):
        decode((text * 5).encode("shift_jis"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lost_byte_costs_only_its_neighbours(encoding):
    head, tail = REPORT.encode(encoding)[:30], (REPORT * 3).encode(encoding)
    decoded = decode(head[:-1] + b"\n" + tail)
    assert decoded.damaged >= 1
    assert decoded.text.endswith(REPORT * 3)


def test_lost_byte_does_not_lose_a_short_notice():
    notice = "关于召开会议的通知\n各乡镇人民政府：定于2024年5月8日召开全县春耕会议。\n".encode()
    assert decode(notice + b"\xff").damaged == 1


def test_damaged_place_is_marked():
    decoded = decode(REPORT.encode() + b"\xff\n" + REPORT.encode())
    assert (decoded.text, decoded.damaged) == (f"{REPORT}\ufffd\n{REPORT}", 1)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("a.txt", ""),
        ("a.md", "# 报告\n\n"),
        ("a.html", "<html><body><p>"),
        ("a.csv", "标题,正文\n甲,乙\n"),
    ],
    ids=["txt", "md", "html", "csv"],
)
def test_audit_tells_of_damage_in_every_text_format(name, before):
    content = (before + REPORT).encode() + b"\xff" + REPORT.encode()
    assert len(read(name, content).document.audit.warnings) == 1


@pytest.mark.parametrize(
    "content",
    [
        random.Random(7).randbytes(5000),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00" + random.Random(8).randbytes(3000),
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + random.Random(9).randbytes(3000),
        b"\x7fELF\x02\x01\x01" + bytes(500) + random.Random(10).randbytes(3000),
        bytes(1000),
    ],
    ids=["random", "picture", "archive", "program", "zeros"],
)
def test_bytes_that_are_no_text_are_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        decode(content)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv", "a.docx", "a.pdf"])
@pytest.mark.parametrize("content", [b"", b" \r\n\t \n"], ids=["empty", "blank"])
def test_empty_file_is_refused_with_a_hint(name, content):
    with pytest.raises(UnreadableError) as caught:
        read(name, content)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv"])
@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8,
        "\u3000\u3000\n\u3000".encode(),
        "\u00a0\u200b\ufeff\n".encode(),
        codecs.BOM_UTF16_LE + "  \n".encode("utf-16-le"),
    ],
    ids=["mark alone", "wide spaces", "invisible", "utf-16 blank"],
)
def test_file_without_visible_text_is_refused_with_a_hint(name, content):
    with pytest.raises(UnreadableError) as caught:
        read(name, content)
    assert caught.value.hint
