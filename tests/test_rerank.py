"""Reordering passages: limits of time and number, and what happens when the model fails."""

import pytest

from bot.rerank import Reranker
from ingest.errors import ModelError
from ingest.types import Passage
from vectorstore.types import Hit

_COUNT = 20


def hit(n):
    passage = Passage(id=f"d:{n}", document_id="d", start=n, end=n + 1, section=("一、农业",))
    return Hit(passage=passage, title="青禾县报告", text=f"{n}", score=1.0 - n / 100)


HITS = tuple(hit(n) for n in range(_COUNT))


def backwards(pairs):
    """Score the later passage higher."""
    return [float(text.rpartition("\n")[2]) for _, text in pairs]


def order(hits):
    return [hit.passage.start for hit in hits]


def test_hits_are_in_the_model_s_order_and_scores_stay_where_they_are():
    hits = Reranker(lambda: backwards).rerank("粮食", HITS).hits
    assert order(hits) == [*range(_COUNT)][::-1]
    assert [each.score for each in hits] == [each.score for each in HITS]


def test_the_model_reads_title_and_headings_with_each_passage():
    seen = []
    Reranker(lambda: lambda pairs: seen.extend(pairs) or backwards(pairs)).rerank("粮食", HITS[:2])
    assert seen == [("粮食", "青禾县报告\n一、农业\n0"), ("粮食", "青禾县报告\n一、农业\n1")]


def test_only_so_many_candidates_are_read_and_the_others_keep_their_places():
    hits = Reranker(lambda: backwards, candidates=3).rerank("粮食", HITS).hits
    assert order(hits) == [2, 1, 0, *range(3, _COUNT)]


def test_when_time_is_up_those_that_were_read_are_reordered_among_themselves():
    hits = Reranker(lambda: backwards, timeout_s=0.0).rerank("粮食", HITS).hits
    assert order(hits) == [*reversed(range(8)), *range(8, _COUNT)]


def test_how_many_had_no_time_is_told():
    found = Reranker(lambda: backwards, candidates=12, timeout_s=0.0).rerank("粮食", HITS)
    assert (found.unread, found.spent_ms > 0) == (4, True)
    assert Reranker(lambda: backwards, candidates=12).rerank("粮食", HITS).unread == 0


def test_passages_that_are_as_good_keep_their_order():
    hits = Reranker(lambda: lambda pairs: [0.5] * len(pairs)).rerank("粮食", HITS).hits
    assert hits == HITS


@pytest.mark.parametrize("count", [0, 1])
def test_where_nothing_is_to_be_ordered_no_model_is_loaded(count):
    def load():
        raise AssertionError("loaded")

    assert Reranker(load).rerank("粮食", HITS[:count]).hits == HITS[:count]


def _fail(pairs):
    raise MemoryError


@pytest.mark.parametrize(
    "score",
    [_fail, lambda pairs: [1.0], lambda pairs: [float("nan")] * len(pairs)],
    ids=["raises", "too few", "no number"],
)
def test_a_model_that_fails_is_told(score):
    with pytest.raises(ModelError, match="the reranker") as raised:
        Reranker(lambda: score).rerank("粮食", HITS)
    assert "WENCE_RERANKER" in raised.value.hint


def test_a_model_that_cannot_be_loaded_is_tried_once():
    loads = []

    def load():
        loads.append(1)
        raise OSError("no weights")

    reranker = Reranker(load)
    for _ in range(2):
        with pytest.raises(ModelError, match="no weights"):
            reranker.rerank("粮食", HITS)
    assert len(loads) == 1
