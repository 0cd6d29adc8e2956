"""Which lines are headings, and how they nest."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import Block
from ingest.normalise import normalise
from ingest.outline import Outline, find_headings, section_at

_BODY = "全县上下团结一心，真抓实干，经济运行稳中向好。"


def _headings(*lines):
    result = normalise([Block(text=line) for line in lines])
    return [(each.level, each.text) for each in find_headings(result.text, result.lines)]


@pytest.mark.parametrize(
    "line",
    [
        "第一编 总则",
        "第一章 总则",
        "第十二章　保障措施",
        "第3章 发展目标",
        "第 一 章 总则",
        "第二节 主要任务",
        "一、上半年工作情况",
        "十一、保障和改善民生",
        "（一）加快项目建设",
        "(三)强化要素保障",
        "1.完善政策体系",
        "1．完善政策体系",
        "2、完善政策体系",
        "1.1 总体要求",
        "2.3.1 数据来源",
        "（1）资金来源",
        "Chapter 1 Overview",
        "Chapter IV Safeguards",
        "PART II Priorities for the Year",
        "Section 2 Methods",
        "III. Safety Nets",
    ],
)
def test_numbered_line_is_a_heading(line):
    [(level, text)] = _headings(line, _BODY)
    assert (level, text.replace(" ", "")) == (1, line.replace(" ", "").replace("\u3000", ""))


@pytest.mark.parametrize(
    "line",
    [
        "1.5亿元资金全部到位，惠及群众3万人。",
        "1.5亿元",
        "3.2%的增速居全市第一位",
        "2.58万亩",
        "2024年全县粮食产量35万吨",
        "10个乡镇实现通车",
        "一季度经济运行平稳",
        "一是抓项目，二是抓招商，三是抓服务。",
        "第一章程序性规定由县政府另行制定，自公布之日起施行。",
        "第三产业增加值增长7%",
        "1.粮食产量达到35.2万吨，同比增长3.1%，其中小麦12.3万吨，玉米20.1万吨。",
        "一、粮食产量达到35.2万吨",
        "十四五时期经济社会发展取得新成就",
        "全县上下团结一心",
        "（2024年1月10日在青禾县第十八届人民代表大会第三次会议上）",
        "5G基站建设加快推进",
    ],
)
def test_sentence_or_figure_at_line_start_is_no_heading(line):
    assert _headings(line, _BODY) == []


def test_words_that_open_a_paragraph_are_a_heading():
    text = "一、狠抓项目强基固本。项目建设加速推进。" + _BODY
    result = normalise([Block(text=text)])
    [heading] = find_headings(result.text, result.lines)
    assert (heading.text, text[heading.start : heading.end]) == (
        "一、狠抓项目强基固本",
        "一、狠抓项目强基固本。",
    )


def test_levels_nest_in_the_official_order():
    lines = [
        *(
            "第一章 总则",
            "第一节 目标",
            "一、总体要求",
            "（一）指导思想",
            "1.坚持改革",
            "（1）放权",
        ),
        *(
            "（2）减税",
            "2.坚持开放",
            "（二）基本原则",
            "二、主要任务",
            "第二节 步骤",
            "第二章 附则",
        ),
    ]
    assert [level for level, _ in _headings(*lines)] == [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1]


def test_levels_count_from_the_outermost_that_occurs():
    assert _headings("（一）农业", _BODY, "1.种植业", _BODY, "（二）工业", _BODY) == [
        (1, "（一）农业"),
        (2, "1.种植业"),
        (1, "（二）工业"),
    ]


def test_decimal_numbers_nest_by_depth():
    assert [level for level, _ in _headings("1 总则", "1.1 范围", "1.1.1 对象", "1.2 原则")] == [
        *(1, 2, 3, 2)
    ]


def test_stated_level_makes_a_heading_without_number():
    blocks = [Block(text="经济运行", level=1), Block(text="农业", level=2), Block(text=_BODY)]
    result = normalise(blocks)
    assert [(each.level, each.text) for each in find_headings(result.text, result.lines)] == [
        (1, "经济运行"),
        (2, "农业"),
    ]


def test_table_row_is_no_heading():
    result = normalise([Block(text="一、农业", is_row=True)])
    assert find_headings(result.text, result.lines) == ()


def test_section_is_the_path_of_headings_above():
    text = "前言。\n一、经济\n（一）农业\n小麦。\n（二）工业\n钢铁。\n二、社会\n就业。"
    result = normalise([Block(text=text)])
    headings = find_headings(result.text, result.lines)
    assert {
        word: section_at(headings, result.text.index(word)) for word in ("前", "小", "钢", "就")
    } == {
        "前": (),
        "小": ("一、经济", "（一）农业"),
        "钢": ("一、经济", "（二）工业"),
        "就": ("二、社会",),
    }


_LINES = st.lists(
    st.sampled_from(
        [
            *("第一章 总则", "第二节 目标", "一、经济", "（一）农业。小麦丰收。", "1.种植"),
            *("1.1 范围", "（1）粮食", _BODY, "1.5亿元", "Chapter 1 Overview", "x" * 50),
        ]
    )
    | st.text(max_size=20),
    max_size=15,
)


@given(_LINES)
def test_headings_are_ordered_disjoint_and_within_one_line(lines):
    result = normalise([Block(text=line) for line in lines])
    headings = find_headings(result.text, result.lines)
    places = [place for each in headings for place in (each.start, each.end)]
    assert places == sorted(places)
    assert [each for each in headings if "\n" in result.text[each.start : each.end]] == []


@given(_LINES)
def test_level_never_skips_a_step_inwards(lines):
    result = normalise([Block(text=line) for line in lines])
    levels = [0, *(each.level for each in find_headings(result.text, result.lines))]
    assert all(1 <= inner <= outer + 1 for outer, inner in pairwise(levels))


def test_outline_tells_the_section_of_each_position():
    result = normalise([Block(text="引言。\n一、农业\n（一）种植\n增产。\n二、工业\n增长。")])
    outline = Outline(find_headings(result.text, result.lines))
    words = ("引言", "一、", "种植", "增产", "二、", "增长")
    assert {word: outline.section_at(result.text.index(word)) for word in words} == {
        "引言": (),
        "一、": ("一、农业",),
        "种植": ("一、农业", "（一）种植"),
        "增产": ("一、农业", "（一）种植"),
        "二、": ("二、工业",),
        "增长": ("二、工业",),
    }
