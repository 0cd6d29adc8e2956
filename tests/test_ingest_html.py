"""Web pages: the article without the page around it."""

import re

import pytest

from ingest.load import load
from ingest.load.html import html_blocks
from ingest.normalise import normalise
from ingest.read import read

_PARAGRAPHS = [
    "上半年，全县地区生产总值完成86.4亿元，同比增长6.5%，主要指标好于预期，经济运行稳中向好。",
    "全县落实粮食播种面积35.2万亩，建成高标准农田3.6万亩，新建温室大棚1200座，农业生产形势稳定。",
    "实施重点项目126项，完成投资21.5亿元，占年度计划的57.2%，争取到位资金3.2亿元，投资后劲增强。",
]
_ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)


def _page(body, head=""):
    return (
        f"<html><head><title>青禾县上半年经济运行情况</title>{head}</head><body>"
        '<div class="nav"><ul><li><a href="/">首页</a></li>'
        '<li><a href="/zw">政务公开</a></li></ul></div>'
        f'<div class="content">{body}</div>'
        '<div class="footer"><p>版权所有：青禾县人民政府 备案号12345678 网站地图 联系我们</p></div>'
        "<script>var visits = 998877;</script><style>p { margin: 7px }</style></body></html>"
    )


def _text(html):
    return normalise(load("a.html", html.encode()).blocks).text


def test_article_is_kept_and_the_page_around_it_is_not():
    text = _text(_page(f"<h1>青禾县上半年经济运行情况</h1>{_ARTICLE}"))
    assert [paragraph for paragraph in _PARAGRAPHS if paragraph not in text] == []
    assert [word for word in ("政务公开", "备案号", "visits", "margin") if word in text] == []


def test_headings_keep_their_level():
    blocks = load(
        "a.html", _page(f"<h2>一、农业</h2>{_ARTICLE}<h3>（一）小麦</h3>{_ARTICLE}").encode()
    )
    assert [(block.level, block.text) for block in blocks.blocks if block.level] == [
        (2, "一、农业"),
        (3, "（一）小麦"),
    ]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030"])
def test_declared_chinese_charset_is_used(charset):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    html = _page(_ARTICLE.replace("温室", "镕铸"), meta)
    text = normalise(load("a.html", html.encode("gb18030")).blocks).text
    assert "新建镕铸大棚1200座" in text


def test_wrong_declaration_does_not_damage_the_text():
    html = _page(_ARTICLE, '<meta charset="gb2312">')
    assert "新建温室大棚1200座" in _text(html)


def test_declaration_in_the_xml_line_is_accepted():
    html = '<?xml version="1.0" encoding="utf-8"?>\n' + _page(_ARTICLE)
    assert "新建温室大棚1200座" in _text(html)


def test_data_table_row_repeats_its_column_names():
    table = (
        "<table><tr><th>地区</th><th>产量</th></tr><tr><td>青禾县</td><td>35万吨</td></tr>"
        "<tr><td>白河县</td><td>12万吨</td></tr></table>"
    )
    rows = [
        block.text
        for block in load("a.html", _page(_ARTICLE + table + _ARTICLE).encode()).blocks
        if block.is_row
    ]
    assert rows == ["地区：青禾县；产量：35万吨。", "地区：白河县；产量：12万吨。"]


def test_cell_across_columns_does_not_shift_names():
    table = (
        "<table><tr><th>地区</th><th>2023年</th><th>2024年</th></tr>"
        "<tr><td>青禾县</td><td>34万吨</td><td>35万吨</td></tr>"
        '<tr><td colspan="2">合计</td><td>47万吨</td></tr></table>'
    )
    text = _text(_page(_ARTICLE + table + _ARTICLE))
    assert "2024年：47万吨" in text
    assert "2023年：47万吨" not in text


def test_table_that_lays_out_a_page_is_read_as_paragraphs():
    layout = f"<table><tr><td>{_ARTICLE * 3}</td></tr></table>"
    text = _text(_page(layout))
    assert [paragraph for paragraph in _PARAGRAPHS if paragraph not in text.split("\n")] == []


def test_list_items_are_lines_of_their_own():
    items = "".join(f"<li>第{i}项任务，完成投资{i}亿元，按期推进到位。</li>" for i in (1, 2, 3))
    lines = _text(_page(f"{_ARTICLE}<ul>{items}</ul>{_ARTICLE}")).split("\n")
    assert [f"第{i}项任务，完成投资{i}亿元，按期推进到位。" for i in (1, 2, 3)] == [
        line for line in lines if line.startswith("第")
    ]


def test_line_break_begins_a_line():
    lines = _text(_page(f"<p>{'<br>'.join(_PARAGRAPHS)}</p>")).split("\n")
    assert [paragraph for paragraph in _PARAGRAPHS if paragraph not in lines] == []


def test_repeated_paragraph_is_kept_each_time():
    assert _text(_page(_ARTICLE + _ARTICLE)).count(_PARAGRAPHS[0]) == 2


def test_bold_words_stay_in_their_sentence():
    assert "建成<5G>基站3521个。" in _text(
        _page(f"{_ARTICLE}<p>建成<b>&lt;5G&gt;</b>基站<span>3521</span>个。</p>")
    )


def test_short_page_is_read():
    assert "完成投资3亿元。" in _text("<html><body><p>完成投资3亿元。</p></body></html>")


def test_page_without_tags_is_read():
    assert "完成投资3亿元。" in _text("青禾县工作报告\n完成投资3亿元。\n")


def test_title_describes_the_report():
    assert read("a.html", _page(_ARTICLE).encode()).document.description.title == (
        "青禾县上半年经济运行情况"
    )


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ('<meta name="PubDate" content="2024-07-15">', ""),
        ('<meta property="article:published_time" content="2024-07-15T08:00:00+08:00">', ""),
        ("", "<p>发布时间：2024-07-15</p>"),
    ],
    ids=["pubdate", "open graph", "printed"],
)
def test_stated_date_is_the_date_of_publication(head, line):
    metadata = load("a.html", _page(line + _ARTICLE, head).encode()).metadata
    assert metadata == {"title": "青禾县上半年经济运行情况", "published": "2024-07-15"}


@pytest.mark.parametrize(
    "line",
    ["<p>规划自2015年起实施，2017年全部建成。</p>", "<p>其中2015年，完成投资3亿元。</p>"],
)
def test_year_of_running_text_is_no_date_of_publication(line):
    metadata = load("a.html", _page(_ARTICLE + line).encode()).metadata
    assert metadata == {"title": "青禾县上半年经济运行情况"}


def _rows(html):
    return [block.text for block in load("a.html", html.encode()).blocks if block.is_row]


_SPANNED = (
    '<table><tr><td rowspan="2">指标</td><td colspan="2">2024年</td></tr>'
    "<tr><td>总量（亿元）</td><td>增速（%）</td></tr>"
    "<tr><td>地区生产总值</td><td>86.4</td><td>6.5</td></tr>"
    "<tr><td>&nbsp;&nbsp;第一产业</td><td>7.0</td><td>4.1</td></tr></table>"
)


def test_names_over_several_columns_and_rows_are_joined():
    assert _rows(_page(_ARTICLE + _SPANNED + _ARTICLE)) == [
        "指标：地区生产总值；2024年 总量：86.4亿元；2024年 增速：6.5%。",
        "指标：地区生产总值 第一产业；2024年 总量：7.0亿元；2024年 增速：4.1%。",
    ]


@pytest.mark.parametrize(
    ("before", "inside"),
    [("<p>表1 青禾县主要指标</p>", ""), ("", "<caption>表1 青禾县主要指标</caption>")],
    ids=["paragraph", "caption"],
)
def test_caption_is_in_each_row(before, inside):
    table = _SPANNED.replace("<table>", f"<table>{inside}")
    rows = _rows(_page(_ARTICLE + before + table + _ARTICLE))
    assert [row.partition("；")[0] for row in rows] == ["表1 青禾县主要指标"] * 2


def test_tables_stay_between_their_paragraphs():
    lines = _text(_page(_ARTICLE + _SPANNED + "<p>二、下一步工作安排如下，请认真落实。</p>")).split(
        "\n"
    )
    assert lines[-1] == "二、下一步工作安排如下，请认真落实。"
    assert lines[-2].startswith("指标：地区生产总值 第一产业")


@pytest.mark.parametrize("mark", ["[1]", "①", "1", '<a href="#n1">[1]</a>'])
def test_mark_of_a_note_is_not_glued_to_a_figure(mark):
    loaded = load("a.html", _page(f"{_ARTICLE}<p>建成基站3521<sup>{mark}</sup>个。</p>").encode())
    assert "建成基站3521个。" in normalise(loaded.blocks).text
    assert loaded.furniture in ("[1]", "①", "1")


def test_power_of_a_unit_stays():
    assert "公园35km²，" in _text(_page(f"{_ARTICLE}<p>公园35km<sup>2</sup>，绿道12公里。</p>"))


def test_piece_of_a_page_is_read_in_order():
    blocks = html_blocks("<h2>农业</h2><p>前文。</p><table><tr><th>地区</th><th>产量</th></tr>"
                         "<tr><td>青禾县</td><td>35</td></tr></table><p>后文。</p>")  # fmt: skip
    assert [(block.text, block.level, block.is_row) for block in blocks] == [
        ("农业", 2, False),
        ("前文。", 0, False),
        ("地区：青禾县；产量：35。", 0, True),
        ("后文。", 0, False),
    ]


def test_source_is_the_article_with_all_its_cells():
    loaded = load("a.html", _page(_ARTICLE + _SPANNED + _ARTICLE).encode())
    assert all(cell in loaded.source for cell in ("86.4", "6.5", "7.0", "35.2"))
    assert "备案号" not in loaded.source
    assert loaded.tables == 1


_AGAIN = [
    "本县二级以上医疗机构确诊符合下列标准的，可以申请。",
    "（一）病程满2年；",
    "（二）近3个月住院2次以上。",
]


def test_list_that_stands_twice_is_kept_twice():
    items = "".join(f"<p>{line}</p>" for line in _AGAIN)
    paragraphs = [f"<p>{line}</p>" for line in _PARAGRAPHS]
    body = items.join(paragraphs)
    report = read("a.html", _page(f"<h1>青禾县上半年经济运行情况</h1>{body}").encode())
    lines = report.document.text.splitlines()
    assert [lines.count(line) for line in _AGAIN] == [2, 2, 2]
    assert report.document.audit.lost_numbers == ()


def test_numbers_of_menus_and_feet_are_no_losses():
    audit = read(
        "a.html", _page(f"<h1>青禾县上半年经济运行情况</h1>{_ARTICLE}").encode()
    ).document.audit
    assert audit.lost_numbers == ()
    assert audit.source_numbers == len(re.findall(r"[\d.]+%?", "".join(_PARAGRAPHS)))


def test_text_that_stands_bare_in_a_page_is_read():
    body = "\n\n".join(_PARAGRAPHS)
    page = f"<html><head><title>报告</title></head><body>\n{body}</body></html>"
    text = read("a.html", page.encode()).document.text
    assert [line for line in _PARAGRAPHS if line not in text] == []
