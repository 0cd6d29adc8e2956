"""What the formulas make of a ranking, and when a passage counts as found."""

from dataclasses import replace
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.columns import columns
from evals.evidence import Source
from evals.questions import Evidence, Item
from evals.ranking import first, ndcg, recall, reciprocal_rank
from evals.relevance import Found, covers_documents, first_of_each_document, ranks, unfindable

TEXT = "一、经济\n总值增长6.5%。\n二、通信\n累计建成5G基站3521个。完成投资55.83亿元。"
SOURCES = {
    "d1": Source(name="a.txt", text=TEXT),
    "d2": Source(name="b.txt", text=TEXT),
}
RANKS = st.lists(st.none() | st.integers(min_value=1, max_value=20), min_size=1, max_size=6)


def _item(*evidence, also_in=()):
    return Item(
        id="q-1",
        lang="zh",
        type="single",
        turns=("基站数？",),
        answerable=True,
        evidence=evidence,
        also_in=also_in,
    )


def _found(quote, document_id="d1", copies=()):
    start = TEXT.index(quote)
    return Found(
        document_id=document_id, start=start, end=start + len(quote), text=quote, copies=copies
    )


STATIONS = Evidence(document="reports/a.txt", quote="5G 基站3521个")
GROWTH = Evidence(document="a.txt", quote="总值增长6.5%")


@pytest.mark.parametrize(
    ("found", "k", "expected"),
    [
        pytest.param((None,), 5, (0.0, 0.0, 0.0), id="nothing"),
        pytest.param((1,), 5, (1.0, 1.0, 1.0), id="first"),
        pytest.param((3,), 5, (1.0, 1 / 3, 0.5), id="third"),
        pytest.param((5,), 5, (1.0, 1 / 5, 1 / log2(6)), id="last that is seen"),
        pytest.param((6,), 5, (0.0, 0.0, 0.0), id="just beyond"),
        pytest.param((2, 1), 5, (1.0, 1.0, 1.0), id="two pieces at the top"),
        pytest.param((1, 1), 5, (1.0, 1.0, 1.0), id="two pieces in one passage"),
        pytest.param((1, None), 5, (1.0, 1.0, 1 / (1 + 1 / log2(3))), id="one of two"),
        pytest.param((1, 2, 3), 2, (1.0, 1.0, 1.0), id="more pieces than are seen"),
    ],
)
def test_formulas(found, k, expected):
    scores = (recall(found, k=k), reciprocal_rank(found, k=k), ndcg(found, k=k))
    assert scores == pytest.approx(expected)


@given(RANKS, st.integers(min_value=1, max_value=10))
def test_scores_lie_between_none_and_all(found, k):
    for score in (recall, reciprocal_rank, ndcg):
        assert 0.0 <= score(found, k=k) <= 1.0 + 1e-12


@given(RANKS, st.integers(min_value=1, max_value=10))
def test_a_better_rank_never_scores_less(found, k):
    best = first(found)
    raised = [1 if rank == best and rank is not None else rank for rank in found]
    for score in (recall, reciprocal_rank):
        assert score(raised, k=k) >= score(found, k=k)


def test_nothing_wanted_scores_nothing():
    assert (first(()), ndcg((), k=5)) == (None, 0.0)


@pytest.mark.parametrize(
    ("item", "found", "expected"),
    [
        pytest.param(_item(STATIONS), [_found("累计建成5G基站")], (1,), id="overlap"),
        pytest.param(_item(STATIONS), [_found("一、经济"), _found("3521个")], (2,), id="second"),
        pytest.param(_item(STATIONS), [_found("完成投资55.83亿元")], (None,), id="elsewhere"),
        pytest.param(_item(STATIONS), [_found("3521个", "d2")], (None,), id="wrong document"),
        pytest.param(
            _item(STATIONS, also_in=("b.txt",)), [_found("3521个", "d2")], (1,), id="also in"
        ),
        pytest.param(
            _item(STATIONS),
            [_found("3521个", "d2", copies=(_found("3521个"),))],
            (1,),
            id="copy folded into it",
        ),
        pytest.param(
            _item(STATIONS, GROWTH), [_found("总值增长"), _found(TEXT)], (2, 1), id="two pieces"
        ),
        pytest.param(
            _item(Evidence(document="a.txt", start=0, end=4)), [_found("经济")], (1,), id="offsets"
        ),
        pytest.param(
            _item(Evidence(document="b.txt")),
            [_found("经济"), _found("通信", "d2")],
            (2,),
            id="whole document",
        ),
        pytest.param(
            _item(Evidence(document="a.txt")), [_found("经济", "d9")], (None,), id="unknown id"
        ),
    ],
)
def test_rank_of_the_first_passage_on_the_evidence(item, found, expected):
    assert ranks(item, found, SOURCES) == expected


OTHER = Evidence(document="b.txt", quote="总值增长6.5%")


@pytest.mark.parametrize(
    ("item", "found", "expected"),
    [
        pytest.param(_item(STATIONS, GROWTH), (1, None), None, id="one document"),
        pytest.param(_item(STATIONS, OTHER), (1, 5), True, id="both"),
        pytest.param(_item(STATIONS, OTHER), (1, 6), False, id="one too late"),
        pytest.param(_item(STATIONS, GROWTH, OTHER), (None, 1, 2), True, id="a piece of each"),
    ],
)
def test_documents_covered(item, found, expected):
    assert covers_documents(item, found, k=5) is expected


def test_documents_stand_where_their_first_passage_stands():
    found = [_found("经济"), _found("通信", "d2"), _found("3521个"), _found("经济", "d2")]
    assert first_of_each_document(found) == (found[0], found[1])


def test_items_that_no_search_can_find_are_told_with_their_reason():
    absent = Evidence(document="c.txt", quote="3521个")
    translated = Evidence(document="a.txt", quote="rose by 6.5 percent")
    items = [
        replace(_item(*evidence), id=f"q-{number}")
        for number, evidence in enumerate(
            [(STATIONS,), (absent,), (translated,), (absent, STATIONS)]
        )
    ]
    assert unfindable(items, SOURCES) == {
        "q-1": "c.txt is not among the documents",
        "q-2": "the quote does not stand in a.txt",
    }


def test_columns_align_chinese_by_its_width():
    assert columns([("name", "n"), ("多轮", "10"), ("all", "2")]).splitlines() == [
        "name   n",
        "--------",
        "多轮  10",
        "all    2",
    ]
