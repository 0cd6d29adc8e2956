"""Any LangChain embedder made one of ours: batches, unit rows, prefixes, turns, errors."""

import sys
import threading

import numpy as np
import pytest
from hashing import HashingEmbedder
from hypothesis import assume, given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from ingest.errors import ModelError
from vectorstore.embed import StaticEmbedder
from vectorstore.encoder import Encoder, Identity, Prefixes

_TEXTS = ["粮食产量", "全县建成5G基站3521个。", "", "GDP grew by 6.5 percent.", "失业率"]


class Longhand(Embeddings):
    """Embeds a text as counts of some characters, at any length, and notes what it was given."""

    def __init__(self, change=lambda rows: rows):
        self.change, self.calls = change, []

    def embed_documents(self, texts):
        self.calls.append(list(texts))
        return self.change([[float(text.count(each)) for each in "粮食产量 5G"] for text in texts])

    def embed_query(self, text):
        return self.embed_documents([text])[0]


@pytest.fixture(scope="module")
def words():
    return StaticEmbedder()


@pytest.fixture(scope="module")
def encoder(words):
    """Return what makes an encoder of a model."""

    def make(model, **options):
        identity = Identity(name="longhand", fingerprint="longhand/1")
        return Encoder(model, identity=identity, words=words, **options)

    return make


@given(texts=st.lists(st.text(alphabet="粮食产量 5G", max_size=8), max_size=9))
def test_rows_are_the_model_s_at_unit_length_in_the_order_of_the_texts(encoder, texts):
    made = encoder(Longhand(), batch=3)
    rows = made.rows(texts)
    assert rows.dtype == np.float32
    assert rows.tolist() == [made.rows([text])[0].tolist() for text in texts]
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)


def test_texts_of_like_length_are_given_together(encoder):
    model = Longhand()
    encoder(model, batch=2).rows(["粮食产量", "5", "粮食产量食", "G"])
    assert model.calls == [["5", "G"], ["粮食产量", "粮食产量食"]]


def test_text_of_which_the_model_knows_nothing_is_the_last_axis(encoder):
    assert encoder(Longhand()).embed_query("无") == [0.0] * 6 + [1.0]


def test_each_kind_of_text_gets_its_prefix(encoder):
    model = Longhand()
    made = encoder(model, prefixes=Prefixes(query="query: ", passage="passage: "))
    made.embed_documents(["粮食"])
    made.embed_query("产量")
    assert model.calls == [["passage: 粮食"], ["query: 产量"]]


def test_the_same_question_is_embedded_once(encoder):
    model = Longhand()
    made = encoder(model)
    assert made.embed_query("粮食") == made.embed_query("粮食")
    assert len(model.calls) == 1


def test_dimension_is_that_of_the_model(encoder):
    assert encoder(Longhand()).dim == 7


def _refuse(rows):
    raise ConnectionError("no route")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows[:-1], "4 vectors"),
        (lambda rows: [row[:i] for i, row in enumerate(rows, 1)], "numbers for 5 texts"),
        (lambda rows: [[] for _ in rows], "[0] numbers"),
        (lambda rows: [[float("nan")] * 3 for _ in rows], "no numbers"),
        (_refuse, "ConnectionError: no route"),
    ],
    ids=["too few", "of many lengths", "empty", "not a number", "raises"],
)
def test_what_is_no_vector_for_each_text_is_told(encoder, change, told):
    with pytest.raises(ModelError) as raised:
        encoder(Longhand(change)).embed_documents(_TEXTS)
    assert told in raised.value.message
    assert "WENCE_EMBEDDER" in raised.value.hint


def test_a_model_that_changes_its_dimension_is_told(encoder):
    model = Longhand()
    made = encoder(model)
    made.embed_query("粮食")
    model.change = lambda rows: [row[:3] for row in rows]
    with pytest.raises(ModelError, match="7 numbers before"):
        made.embed_query("产量")


def test_words_are_those_of_the_other_embedder(encoder, words):
    made = encoder(Longhand())
    assert made.translate("unemployment") == words.translate("unemployment")
    assert made.nearness("失业", _TEXTS) == words.nearness("失业", _TEXTS)
    assert made.peaks("失业", [_TEXTS]) == words.peaks("失业", [_TEXTS])
    near = made.alignment(["粮食"], _TEXTS)
    assert near.tolist() == words.alignment(["粮食"], _TEXTS).tolist()


@given(
    low=st.floats(-0.5, 0.9),
    spread=st.floats(0.05, 0.5),
    cosines=st.lists(st.floats(0, 1), min_size=5, max_size=5),
)
def test_levelled_cosines_do_not_depend_on_what_the_model_calls_near(
    encoder, words, low, spread, cosines
):
    assume(max(cosines) - min(cosines) > 0.01)
    made, texts = encoder(Longhand()), dict(enumerate(_TEXTS))
    plain = made.level("粮食", texts, dict(enumerate(cosines)))
    squeezed = made.level("粮食", texts, {k: low + spread * each for k, each in enumerate(cosines)})
    usual = words.nearness("粮食", _TEXTS)
    assert [*squeezed.values()] == pytest.approx([*plain.values()], abs=1e-6)
    assert np.mean([*plain.values()]) == pytest.approx(np.mean(usual), abs=1e-6)
    assert np.std([*plain.values()]) == pytest.approx(np.std(usual), abs=1e-6)


def test_cosines_that_cannot_be_compared_are_left_as_they_are(encoder, words):
    assert encoder(Longhand()).level("粮食", {1: "粮食"}, {1: 0.3}) == {1: 0.3}
    assert words.level("粮食", {1: "a", 2: "b"}, {1: 0.3, 2: 0.4}) == {1: 0.3, 2: 0.4}


def test_a_question_waits_for_one_batch_of_what_is_being_stored(encoder):
    has_begun, may_go_on = threading.Event(), threading.Event()
    order = []

    class Noting(HashingEmbedder):
        def embed_documents(self, texts):
            order.append("passages")
            has_begun.set()
            may_go_on.wait(20)
            return super().embed_documents(texts)

        def embed_query(self, text):
            order.append("question")
            return super().embed_query(text)

    made = encoder(Noting(8), batch=1)
    storing = threading.Thread(target=made.rows, args=(["a"] * 200,))
    asking = threading.Thread(target=made.embed_query, args=("b",))
    storing.start()
    has_begun.wait(20)
    asking.start()
    while sys._current_frames()[asking.ident].f_code.co_name != "turn":
        pass  # it does not wait for its turn yet
    may_go_on.set()
    asking.join(20)
    storing.join(20)
    assert order.index("question") <= 2
    assert len(order) == 201
