"""The one text that every position refers to."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import Block
from ingest.normalise import clean, fold, normalise

_TEXTS = st.text(
    st.sampled_from("政府工作3521%％，。“ \t\u3000\xa0\u200b\n\r\x00\x0c\x1c\x85e\u0301한")
    | st.characters()
)


def _blocks(texts):
    return [Block(text=text) for text in texts]


@given(_TEXTS)
def test_normalising_twice_changes_nothing(text):
    once = normalise(_blocks([text])).text
    assert normalise(_blocks([once])).text == once


@given(_TEXTS)
def test_no_control_character_but_the_newline_is_left(text):
    controls = {
        char for char in normalise(_blocks([text])).text if unicodedata.category(char) == "Cc"
    }
    assert controls <= {"\n"}


@given(st.lists(_TEXTS, max_size=6))
def test_lines_are_the_text(texts):
    result = normalise(_blocks(texts))
    assert "\n".join(result.text[line.start : line.end] for line in result.lines) == result.text


@given(st.lists(_TEXTS, max_size=6))
def test_no_line_is_empty_or_has_white_space_around(texts):
    result = normalise(_blocks(texts))
    lines = [result.text[line.start : line.end] for line in result.lines]
    assert lines == [line.strip() for line in lines if line]


@given(st.lists(st.tuples(_TEXTS, st.integers(1, 5)), max_size=8), st.integers(5, 7))
def test_page_starts_ascend_from_zero_one_a_page(texts, pages):
    ordered = sorted(texts, key=lambda pair: pair[1])
    blocks = [Block(text=text, page=page) for text, page in ordered]
    starts = normalise(blocks, pages=pages).page_starts
    assert (len(starts), starts[0], list(starts)) == (pages, 0, sorted(starts))


def test_page_starts_where_its_first_line_does():
    blocks = [
        Block(text="第一页", page=1),
        Block(text="第二页", page=2),
        Block(text="第四页", page=4),
    ]
    assert normalise(blocks, pages=5).page_starts == (0, 4, 8, 8, 11)


def test_text_without_pages_has_no_page_starts():
    assert normalise(_blocks(["一行"])).page_starts == ()


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("政 府 工 作 报 告", "政府工作报告"),
        ("政\u3000府\u3000工\u3000作\u3000报\u3000告", "政府工作报告"),
        ("青 禾 县 2024 年", "青禾县2024年"),
        ("\u3000\u3000正文", "正文"),
        ("建成基站 3521 个", "建成基站3521个"),
        ("增长 7% 左右", "增长7%左右"),
        ("甲\u3000乙", "甲 乙"),
        ("GDP grew by 6.5 percent", "GDP grew by 6.5 percent"),
        ("零\u200b宽\ufeff空\u00ad格", "零宽空格"),
        ("e\u0301", "é"),
    ],
)
def test_layout_is_removed(line, cleaned):
    assert clean(line) == cleaned


@pytest.mark.parametrize(
    "line",
    [
        "约５０％，（全角）：“引号”；",
        '半角,(符号):"引号";',
        "①②③Ⅳ㎡℃",
        "国办发〔2024〕5号",
        "1～2·—…",
    ],
)
def test_glyphs_are_kept_as_printed(line):
    assert clean(line) == line


@given(
    st.text(st.one_of(st.sampled_from("，：；！？（）％～…\u0301\u0338ＡＢ㎡é"), st.characters()))
)
def test_fold_is_compatibility_composition_in_lower_case(text):
    assert fold(text) == unicodedata.normalize("NFKC", text).lower()


def test_fold_makes_printed_variants_equal():
    assert fold("ＧＤＰ增长６．５％（含㎡）") == fold("gdp增长6.5%(含m2)")
