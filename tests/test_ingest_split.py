"""Passages: whole sentences, nothing lost, nothing cut in half."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures import find_figures
from ingest.load import Block
from ingest.normalise import normalise
from ingest.outline import find_headings, section_at
from ingest.split import MAX_PASSAGE_CHARS, sentences, split

_CLAUSES = st.sampled_from(
    [
        *(
            "全县经济运行稳中向好",
            "建成5G基站3521个",
            "完成投资2150.8亿元、增长6.5%",
            "占比四分之三",
        ),
        *("落实《青禾县行动方案（2022—2025年）》", "总结推广“一县一策”做法", "惠及1,234户"),
        *(
            "预计增长5%-6%左右",
            "两千三百人实现就业",
            "PM2.5浓度29微克/立方米",
            "GDP of 1.2 billion yuan",
        ),
        *("其中（含县级）3.5万亩", "“两重”“双新”项目14个2.58亿元", "grew by 3.5 percentage points"),
    ]
)
# A quotation of its own sentences, shorter than the 400 characters that are never cut.
_QUOTATIONS = st.lists(_CLAUSES, min_size=1, max_size=8).map(
    lambda clauses: (
        "“" + "。".join(clause.replace("“", "").replace("”", "") for clause in clauses) + "。”"
    )
)
_ENDS = st.sampled_from(["。", "！", "？", "。", "。", ". ", "；"])
_SENTENCES = st.builds(
    lambda clauses, end: "，".join(clauses) + end,
    st.lists(_CLAUSES | _QUOTATIONS, min_size=1, max_size=5),
    _ENDS,
)
# Sentences without a stop: law lists, tables turned to text, words of any script.
_ENDLESS = st.builds(
    lambda parts, mark: mark.join(parts),
    st.lists(_CLAUSES | st.text(max_size=40), min_size=20, max_size=160),
    st.sampled_from(["", "、", "，", "；", " "]),
)
_OPENINGS = st.sampled_from(
    ["", "", "", "一、抓项目。", "（一）稳增长。", "1.强农业。", "一是抓招商。", "第一章 总则\n"]
)
_PARAGRAPHS = st.builds(
    lambda opening, body: opening + "".join(body), _OPENINGS, st.lists(_SENTENCES, max_size=8)
)
_TEXTS = st.lists(_PARAGRAPHS | _ENDLESS | st.text(max_size=80), min_size=1, max_size=6).map(
    "\n".join
)


def _read(text):
    result = normalise([Block(text=text)])
    headings = find_headings(result.text, result.lines)
    figures = find_figures(result.text)
    return result.text, headings, split(result.text, result.lines, headings, figures=figures)


def _held(position, spans):
    return [span for span in spans if span[0] < position < span[1]]


@given(_TEXTS)
def test_passages_are_ordered_and_disjoint(text):
    _, _, passages = _read(text)
    places = [place for span in passages for place in span]
    assert places == sorted(places)
    assert all(start < end for start, end in passages)


@given(_TEXTS)
def test_every_character_is_in_a_passage_or_a_heading(text):
    text, headings, passages = _read(text)
    spans = [*passages, *((each.start, each.end) for each in headings)]
    held = {position for start, end in spans for position in range(start, end)}
    assert [i for i, char in enumerate(text) if not char.isspace() and i not in held] == []


@given(_TEXTS)
def test_no_cut_falls_inside_a_figure(text):
    text, _, passages = _read(text)
    figures = [
        (each.start, each.end)
        for each in find_figures(text)
        if each.end - each.start <= MAX_PASSAGE_CHARS
    ]
    assert [place for span in passages for place in span if _held(place, figures)] == []


@given(st.lists(_PARAGRAPHS, min_size=1, max_size=5).map("\n".join))
def test_no_cut_falls_inside_a_quotation(text):
    text, _, passages = _read(text)
    quotations = [found.span() for found in re.finditer("“[^“”\n]{1,390}”", text)]
    assert [place for span in passages for place in span if _held(place, quotations)] == []


@given(_TEXTS)
def test_no_passage_is_longer_than_the_limit(text):
    _, _, passages = _read(text)
    assert [end - start for start, end in passages if end - start > MAX_PASSAGE_CHARS] == []


@given(_TEXTS)
def test_no_passage_has_white_space_around(text):
    text, _, passages = _read(text)
    pieces = [text[start:end] for start, end in passages]
    assert pieces == [piece.strip() for piece in pieces]


@given(_TEXTS)
def test_passage_lies_within_one_section(text):
    text, headings, passages = _read(text)
    crossing = [
        (start, end)
        for start, end in passages
        if section_at(headings, start) != section_at(headings, end - 1)
    ]
    assert crossing == []


@given(_TEXTS)
def test_splitting_is_deterministic(text):
    assert _read(text) == _read(text)


_PLAIN = st.lists(
    st.lists(_CLAUSES, min_size=1, max_size=4).map(lambda clauses: "，".join(clauses) + "。"),
    min_size=1,
    max_size=12,
)


@given(_PLAIN)
def test_passage_ends_where_a_sentence_does(whole):
    text, _, passages = _read("".join(whole))
    assert [text[end - 1] for _, end in passages] == ["。"] * len(passages)


@given(st.lists(_PLAIN.map("".join), min_size=1, max_size=5).map("\n".join))
def test_passage_is_at_most_three_sentences(text):
    text, _, passages = _read(text)
    assert [text[start:end] for start, end in passages if text[start:end].count("。") > 3] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("投资增长7%。消费增长6%！出口呢？", ["投资增长7%。", "消费增长6%！", "出口呢？"]),
        ("他说：“投资要快。消费要稳。”会议结束。", ["他说：“投资要快。消费要稳。”", "会议结束。"]),
        ("会议强调要稳。”随后讨论。", ["会议强调要稳。”", "随后讨论。"]),
        ("增长6.5%。PM2.5下降。", ["增长6.5%。", "PM2.5下降。"]),
        (
            "GDP grew by 6.5 percent. Exports rose 3 percent.",
            ["GDP grew by 6.5 percent.", "Exports rose 3 percent."],
        ),
        (
            "Mr. Li visited the U.S. in May. He left.",
            ["Mr. Li visited the U.S. in May.", "He left."],
        ),
        ("See No. 12 of the list. It is long.", ["See No. 12 of the list.", "It is long."]),
        ("没有句号", ["没有句号"]),
        ("等等……其后再议。", ["等等……", "其后再议。"]),
    ],
)
def test_sentences_of_a_paragraph(text, found):
    assert [text[start:end] for start, end in sentences(text, (0, len(text)))] == found


def test_short_paragraph_joins_its_neighbour():
    text, _, passages = _read("一是抓项目。\n全年实施重点项目126项，完成投资21.5亿元。")
    assert [text[start:end] for start, end in passages] == [text]


def test_heading_that_states_a_figure_is_a_passage():
    text = "全年完成投资21.5亿元"
    result = normalise([Block(text=text, level=1), Block(text="项目建设加快推进。")])
    headings = find_headings(result.text, result.lines)
    figures = find_figures(result.text)
    passages = split(result.text, result.lines, headings, figures=figures)
    assert passages[0] == (0, len(text))


def test_heading_without_text_below_is_a_passage():
    text, _, passages = _read("一、农业\n二、工业\n工业增长7%。")
    assert [text[start:end] for start, end in passages] == ["一、农业", "工业增长7%。"]


def test_table_rows_stay_apart():
    rows = ["地区：青禾县；产量：35万吨。", "地区：白河县；产量：12万吨。"]
    result = normalise([Block(text=row, is_row=True) for row in rows])
    passages = split(result.text, result.lines, (), figures=find_figures(result.text))
    assert [result.text[start:end] for start, end in passages] == rows


def test_endless_sentence_is_cut_at_its_marks():
    text = "、".join(f"项目{number}完成投资{number}.5亿元" for number in range(200))
    text, _, passages = _read(text)
    assert len(passages) > 1
    assert [text[end - 1] for _, end in passages[:-1]] == ["、"] * (len(passages) - 1)
