"""Passages that say the same are shown once; two facts are never taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.folding import fold_copies, saying

_FACT = "全年新建5G基站1120个，增长3.5%，实现重点乡镇连续覆盖。"
_SAME = {
    "spaced": _FACT.replace("，", "， "),
    "broken": _FACT.replace("重点", "重\n点"),
    "traditional": "全年新建5G基站1120個，增長3.5%，實現重點鄉鎮連續覆蓋。",
    "full width": _FACT.replace("5G", "５Ｇ").replace("1120", "１１２０"),
    "punctuated": _FACT.replace("，", "；"),
}
_OTHER = {
    "another figure": _FACT.replace("1120", "1121"),
    "another point": _FACT.replace("3.5", "35"),
    "the other way": _FACT.replace("增长", "下降"),
    "less": _FACT.replace("3.5", "-3.5"),
    "half of it": "全年新建5G基站1120个。",
}


@pytest.mark.parametrize("text", _SAME.values(), ids=_SAME)
def test_way_of_writing_does_not_change_what_is_said(text):
    assert saying(text) == saying(_FACT)


@pytest.mark.parametrize("text", _OTHER.values(), ids=_OTHER)
def test_other_facts_say_something_else(text):
    assert saying(text) != saying(_FACT)


def test_copies_do_not_take_the_place_of_others():
    passages = [*enumerate(["a", "a", "b", "a", "c", "b"])]
    assert fold_copies(passages, k=2) == [(0, [1, 3]), (2, [5])]


@given(said=st.lists(st.integers(0, 3), max_size=12), k=st.integers(0, 12))
def test_first_of_each_is_kept_in_order(said, k):
    first = [said.index(each) for each in dict.fromkeys(said)][:k]
    folded = fold_copies([*enumerate(said)], k=k)
    assert [kept for kept, _ in folded] == first
    for kept, copies in folded:
        assert copies == [i for i, each in enumerate(said) if each == said[kept] and i != kept]
