from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.release import SentenceDecoder, ThoughtDecoder

ALPHABET = '甲乙3.5%。！?；\n \t[]12，：“”".）)aA'


def decoded(pieces):
    decoder = SentenceDecoder()
    found = [sentence for piece in pieces for sentence in decoder.decode(piece)]
    return [*found, *decoder.flush()]


def spoken(pieces):
    decoder = ThoughtDecoder()
    return "".join(decoder.decode(piece) for piece in pieces) + decoder.flush()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲3.5万亩[1]。乙4个。[2][3] 丙", ["甲3.5万亩[1]。", "乙4个。[2][3] ", "丙"]),
        ("It was 3.5 [1]. It grew.[2] See e.g. the U.S. one. End",
         ["It was 3.5 [1]. ", "It grew.[2] ", "See e.g. the U.S. one. ", "End"]),
        ("有：\n1. 甲3户[1]。\n2. 乙5户[2]\n完", ["有：\n1. 甲3户[1]。", "\n2. 乙5户[2]\n", "完"]),
        ("他说“增长5%。”[1]后来", ["他说“增长5%。”[1]", "后来"]),
        ("甲3户；乙5户[1]。", ["甲3户；乙5户[1]。"]),
        ("甲3户。[12", ["甲3户。[12"]),
        ("甲3户。[1234]", ["甲3户。", "[1234]"]),
    ],
    ids=["Chinese", "English", "list", "quotation", "semicolon", "half a marker", "no marker"],
)  # fmt: skip
def test_sentences_end_behind_their_markers(text, sentences):
    assert decoded([text]) == sentences


@given(st.text(ALPHABET, max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_sentences_are_the_same_however_the_text_is_cut(text, cuts):
    ends = [0, *sorted(min(each, len(text)) for each in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(ends)]
    assert decoded(pieces) == decoded([text]) == decoded(text)


@given(st.text(ALPHABET, max_size=2000))
def test_no_character_is_lost(text):
    assert "".join(decoded([text])) == text


def test_a_run_without_stops_ends():
    assert [len(each) for each in decoded(["基站" * 700])] == [600, 600, 200]


@given(st.integers(0, 40), st.integers(0, 40))
def test_thoughts_are_dropped_however_they_are_cut(a, b):
    text = "\n<think>3户吗[1]。</think>\n甲5户[1]。"
    first, second = sorted((min(a, len(text)), min(b, len(text))))
    assert spoken([text[:first], text[first:second], text[second:]]) == "\n甲5户[1]。"


@pytest.mark.parametrize(
    ("text", "said"),
    [("<think>无尽", ""), ("甲<think>", "甲<think>"), ("<thin", "<thin"), (" ", " ")],
    ids=["no end", "not first", "not one", "white space"],
)
def test_only_a_thought_at_the_beginning_is_one(text, said):
    assert spoken(text) == said
