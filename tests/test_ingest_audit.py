"""What reading kept of a file: every number of it, and what is said of the rest."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.audit import Numbers, Split, lost_numbers, make_audit, read_numbers
from ingest.errors import WenceError
from ingest.load import Block, Loaded, load
from ingest.normalise import Line, Normalised, normalise
from ingest.read import read
from ingest.types import MAX_LOST, Audit, Heading

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"

_NUMERALS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(1000, 10**9).map("{:,}".format),
    st.decimals(0, 10**5, places=2).map(str),
    st.decimals(0, 100, places=1).map("{}%".format),
    st.sampled_from(["百分之三十", "一百二十三", "三千万", "二〇二四", "十五", "３．５", "１２％"]),
)
_WORDS = st.sampled_from(["新建基站", "个，增长", "。全县", "亩；", "\n完成投资", " households "])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("新建3521个", ["3521"]),
        ("增长6.5%，达3,521.5万元", ["6.5%", "3521.5"]),
        ("增长6.5 %", ["6.5%"]),
        ("增长６．５％，共３，５２１个", ["6.5%", "3521"]),
        ("2023年、2024年", ["2023", "2024"]),
        ("第1,2,3条", ["1,2,3"]),
        ("1.2.3 总则", ["1.2.3"]),
        ("百分之三十点五", ["百分之三十点五"]),
        ("三千五百亩，二〇二四年", ["三千五百", "二〇二四"]),
        ("千万不要，万一一一发生", []),
        ("十五个", ["十五"]),
        ("完成3.", ["3"]),
        ("①甲", []),
        ("", []),
    ],
    ids=[
        "plain", "marks", "space", "wide", "years", "list", "section", "share", "han", "words",
        "ten", "full stop", "circled", "empty",
    ],
)  # fmt: skip
def test_numbers_are_read(text, numbers):
    assert [each.key for each in read_numbers(text)] == numbers


@given(st.text())
def test_a_number_is_where_it_says(text):
    found = list(read_numbers(text))
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.lists(st.tuples(_WORDS, _NUMERALS)))
def test_a_text_kept_whole_loses_nothing(pieces):
    text = "".join(word + number for word, number in pieces)
    assert lost_numbers(text, [text]) == Numbers(total=len(list(read_numbers(text))), lost=())


@given(st.lists(st.tuples(_WORDS, _NUMERALS), min_size=1), st.data())
def test_a_number_left_out_is_lost(pieces, data):
    text = "；".join(f"{word}{number}" for word, number in pieces)
    found = list(read_numbers(text))
    gone = data.draw(st.sampled_from(found))
    others = [each.text for each in found if each != gone]
    assert [_key(each) for each in lost_numbers(text, others).lost] == [gone.key]


def _key(number):
    return next(read_numbers(number)).key


@given(st.lists(_NUMERALS, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_does_not_matter(numbers, random):
    mixed = random.sample(numbers, len(numbers))
    assert lost_numbers("；".join(numbers), mixed).lost == ()


@given(st.integers(10, 10**8), st.data(), st.sampled_from(["\n", " ", "\r\n", "  \n", "\u3000"]))
@example(3521, None, "\n")
def test_a_number_broken_over_lines_is_kept_when_joined(number, data, gap):
    digits = str(number)
    cut = data.draw(st.integers(1, len(digits) - 1)) if data else 2
    broken = f"建成{digits[:cut]}{gap}{digits[cut:]}个"
    assert lost_numbers(broken, [f"建成{digits}个"]).lost == ()


@pytest.mark.parametrize(
    ("source", "kept", "lost"),
    [
        ("共3,\n521个", "共3,521个", ()),
        ("高速公路3.\n3万公里，机场33个", "高速公路3.3万公里，机场33个", ()),
        ("共3 521 000个", "共3521000个", ()),
        ("增长5\n%", "增长5%", ()),
        ("第五十\n五条，第五十条", "第五十五条，第五十条", ()),
        ("比例6\n4.5%，失业率4.5%", "比例64.5%，失业率4.5%", ()),
        ("共3\u200b521个", "共3521个", ()),
        ("共3521个", "共3 521个", ("3521",)),
        ("增长3.5%", "增长35%", ("3.5%",)),
        ("增长3.5%", "增长3.5", ("3.5%",)),
        ("甲5个，乙5个", "甲5个，乙个", ("5",)),
        ("共 3,521 个", "", ("3,521",)),
        ("2023 2024\n35 36", "2023；2024；35；36", ()),
        ("共３５２１个", "", ("３５２１",)),
    ],
    ids=[
        "thousands", "point", "spaces", "percent", "han", "not the one of the same look",
        "invisible", "torn apart", "point gone", "percent gone", "one of two", "as written",
        "columns", "wide",
    ],
)  # fmt: skip
def test_what_lines_and_spaces_do_to_numbers(source, kept, lost):
    assert lost_numbers(source, [kept]).lost == lost


@pytest.mark.parametrize(
    ("source", "kept", "dropped", "lost"),
    [
        ("增速（%）\n7.5 8.1", "增速：7.5%；增速：8.1%。", "", ()),
        ("增速（%）\n7.5 8.1", "增速：7.5%；增速：8%。", "", ("8.1",)),
        ("增长7.5%", "增长7.5", "", ("7.5%",)),
        ("到85.2\n共3521户", "到85.\n共352户", "2 1", ()),
        ("到85.2\n共3521户", "到85.\n共352户", "2", ("3521",)),
        ("增长5.\n8%，分别增长1\n5.8%", "增长5.8%，分别增长15.8%", "", ()),
        ("增长5.\n8%，分别增长1\n5.8%", "增长5.8%，分别增长5.8%", "", ("1",)),
    ],
    ids=[
        "unit of the column", "gone beside it", "unit gone", "marks of notes", "no such mark",
        "part of another", "another's part",
    ],
)  # fmt: skip
def test_what_tables_marks_and_breaks_do_to_numbers(source, kept, dropped, lost):
    assert lost_numbers(source, [kept], dropped=dropped).lost == lost


def test_a_number_cut_between_two_passages_is_lost():
    assert lost_numbers("共3521个", ["共35", "21个"]).lost == ("3521",)


def test_a_header_that_every_row_repeats_is_no_loss():
    source = "年份\t产量\n2023\t35.2\n2024\t36.1"
    kept = ["年份：2023；产量：35.2。", "年份：2024；产量：36.1。", "2023", "2024"]
    assert lost_numbers(source, kept) == Numbers(total=4, lost=())


def test_what_was_dropped_on_purpose_is_neither_counted_nor_lost():
    numbers = lost_numbers("— 3 —\n建成5座\n第 12 页", ["建成5座"], dropped="— 3 —\n第 12 页")
    assert numbers == Numbers(total=1, lost=())


def test_only_the_first_lost_numbers_are_named():
    source = "、".join(f"{number}个" for number in range(1000, 1500))
    numbers = lost_numbers(source, [])
    assert numbers == Numbers(
        total=500, lost=tuple(str(number) for number in range(1000, 1000 + MAX_LOST))
    )


def test_numbers_of_a_heading_that_is_a_passage_too_count_once():
    split = Split(
        passages=[(0, 6), (7, 12)],
        headings=[Heading(start=0, end=6, level=1, text="一、5座桥")],
        figures=0,
    )
    assert list(split.kept("一、5座桥。\n新建5座。")) == ["一、5座桥。", "新建5座。"]


def test_audit_says_what_was_kept_and_lost():
    loaded = Loaded(
        format="pdf",
        blocks=(Block(text="建成5座桥，增长3.5%。", page=1),),
        pages=4,
        ocr_pages=(1,),
        garbled_pages=(2,),
        tables=1,
        source="建成5座桥，增长3.5%。\n投资21亿元\n— 1 —",
        furniture="— 1 —",
        is_partial=True,
        warnings=("one page is upside down",),
    )
    text = "建成5座桥，增长3.5%。"
    normalised = normalise(loaded.blocks, pages=4)
    split = Split(passages=[(0, len(text))], headings=(), figures=2)
    assert make_audit(loaded, normalised, split) == Audit(
        format="pdf",
        characters=len(text),
        pages=4,
        passages=1,
        figures=2,
        source_numbers=3,
        lost_numbers=("21",),
        tables=1,
        empty_pages=(2, 3, 4),
        ocr_pages=(1,),
        garbled_pages=(2,),
        furniture_characters=3,
        is_partial=True,
        warnings=("one page is upside down",),
    )


def test_blocks_are_the_source_of_a_loader_that_gives_none():
    normalised = Normalised("建成5座。", (Line(0, 5, 0, None, False),), ())
    loaded = Loaded(format="x", blocks=(Block(text="建成5座。"), Block(text="共7座。")))
    audit = make_audit(loaded, normalised, Split(passages=[(0, 5)], headings=(), figures=1))
    assert (audit.source_numbers, audit.lost_numbers) == (2, ("7",))


_REPORT = """青禾县2024年政府工作报告
一、2024年工作回顾
落实播种面积35.2万亩，增长3%，其中小麦12,300亩。
建成高标准农田3.6万亩，百分之三十的村通了客车。
（一）实施重点项目126项，完成投资21.5亿元
"""


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv"])
def test_every_number_of_a_report_is_kept(name):
    page = f"<html><body><article>{_paragraphs()}</article></body></html>"
    content = {"a.html": page, "a.csv": f"标题,正文\n甲,{_REPORT}"}.get(name, _REPORT)
    audit = read(name, content.encode()).document.audit
    assert (audit.lost_numbers, audit.source_numbers >= 9) == ((), True)


def test_what_stands_beside_the_one_report_of_an_export_is_no_loss():
    names = "province,year,title,source_url,full_text"
    address = "https://qinghe.example/6443/goto?id=c93c6c18"
    text = _REPORT * 4
    content = f'{names}\n青禾县,2024,青禾县2024年政府工作报告,{address},"{text}"\n'
    report = read("a.csv", content.encode())
    audit = report.document.audit
    assert (audit.lost_numbers, audit.source_numbers) == ((), len(list(read_numbers(text))))
    assert report.document.text == text.rstrip("\n")


def test_addresses_in_markdown_are_no_text():
    text = (
        "[![图 17](https://qinghe.example/a/2016_logo.png)](http://qinghe.example/post_10189331)\n\n"
        "建成[5座桥](https://qinghe.example/q?id=%E5%85%AC(2)&n=6 '8')，见[表][9]。\n\n"
        "[9]: https://qinghe.example/77 '66'\n"
    )
    audit = read("a.md", text.encode()).document.audit
    assert (audit.source_numbers, audit.lost_numbers) == (1, ())


def _paragraphs():
    return "".join(f"<p>{line}</p>" for line in _REPORT.splitlines())


@given(st.lists(st.tuples(_WORDS, _NUMERALS), min_size=1, max_size=40))
def test_no_text_file_loses_a_number(pieces):
    text = "青禾县报告\n" + "".join(word + number for word, number in pieces)
    assert read("a.txt", text.encode()).document.audit.lost_numbers == ()


_FORM = "2024-05-{day:02},{low},{high}"


def test_rows_of_one_form_are_not_joined_as_broken_lines():
    rows = [_FORM.format(day=day, low=10.1 + day, high=20.2 + day) for day in range(1, 21)]
    report = read("a.txt", "\n".join(rows).encode())
    assert report.document.text.splitlines() == rows


# ---- Feeds and exports -----------------------------------------------------------------------

_FEED = """<?xml version="1.0" encoding="gb2312"?>
<rss><channel><title>青禾县政务公开</title><item><title>农业农村</title>
<description>落实播种面积35.2万亩。</description></item>
<item><description><![CDATA[<p style="margin:7px">建成<b>12</b>座桥。</p>]]></description></item>
</channel></rss>"""


def test_feed_is_read_as_its_texts():
    report = read("青禾.xml", _FEED.encode("gb2312"))
    audit = report.document.audit
    assert report.document.text == (
        "青禾县政务公开\n农业农村\n落实播种面积35.2万亩。\n建成12座桥。"
    )
    assert (audit.format, audit.encoding, audit.source_numbers, audit.lost_numbers) == (
        "xml",
        "gb18030",
        2,
        (),
    )


def test_page_that_is_named_xml_is_read_as_a_page():
    page = f"<?xml version='1.0'?><html><body>{_paragraphs()}</body></html>"
    assert load("a.xml", page.encode()).format == "html"


def test_export_cannot_unfold_entities():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "十亿">'
        '<!ENTITY c "&b;&b;&b;&b;">]><a><t>粮食产量35.2万吨。</t><t>&c;</t></a>'
    )
    assert read("a.xml", bomb.encode()).document.text == "粮食产量35.2万吨。\n&c;"


def test_subtitles_are_read_as_text():
    cue = "1\n00:00:06,500 --> 00:00:09,000\n全县新建桥梁12座。\n"
    assert read("会议.srt", cue.encode()).document.text.splitlines()[-1] == "全县新建桥梁12座。"


# ---- Real files ------------------------------------------------------------------------------


def test_real_reports_keep_their_numbers():
    paths = sorted((SHARED / "reports" / "provincial_2025_docx").glob("*.docx"))
    paths += sorted((SHARED / "reports" / "national_zh_en").glob("*.txt"))
    if not paths:
        pytest.skip(f"there is no {SHARED}")
    lost = {path.name: _lost(path) for path in paths}
    assert {name: numbers for name, numbers in lost.items() if numbers} == {}


def _lost(path):
    return read(path.name, path.read_bytes()).document.audit.lost_numbers


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("c12_encodings/coolloud.org.tw.xml", "big5"),
        ("c12_encodings/coverer.com.xml", "gb18030"),
        ("c12_encodings/nobom-utf16le.txt", "utf_16_le"),
        ("c12_encodings/nobom-utf32le.txt", "utf_32_le"),
        ("c12_encodings/sinica.edu.tw.xml", "big5"),
        ("c12_encodings/w3cn.org.xml", "gb18030"),
        ("derived/js2025_utf16be_nobom.txt", "utf_16_be"),
        ("derived/js2025_gb18030_one_byte_lost.txt", "gb18030"),
    ],
)
def test_real_file_is_decoded(name, encoding):
    path = SHARED / "hard" / name
    if not path.exists():
        pytest.skip(f"there is no {path}")
    audit = read(path.name, path.read_bytes()).document.audit
    assert (audit.encoding, audit.encoding_confidence >= 0.98) == (encoding, True)


def test_real_file_in_an_encoding_that_is_not_read_is_refused():
    path = SHARED / "hard" / "c12_encodings" / "_ude_euc-tw1.txt"
    if not path.exists():
        pytest.skip(f"there is no {path}")
    with pytest.raises(WenceError, match=re.escape("not text in any known encoding")):
        read(path.name, path.read_bytes())
