"""The built-in embedder: meaning across words and languages, the same on every machine."""

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
from hashing import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embed import MODEL, StaticEmbedder

_TEXTS = ["全县建成5G基站3521个。", "GDP grew by 6.5 percent.", ""]
_PROGRAM = """
import json, sys
from vectorstore.embed import StaticEmbedder
print(json.dumps(StaticEmbedder().embed_documents(json.load(sys.stdin))))
"""
_NEARER = {
    "lay and official": ("老百姓收入", "居民人均可支配收入增长5%", "粮食总产量达到120万吨"),
    "english": ("unemployment rate", "城镇调查失业率为5.1%", "森林覆盖率达到22%"),
    "english phrase": ("grain output", "粮食产量再创新高", "进出口总额增长3%"),
}


@pytest.fixture(scope="module")
def embedder():
    return StaticEmbedder()


def test_another_process_gives_the_same_vectors(embedder):
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps(_TEXTS),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == embedder.embed_documents(_TEXTS)


@given(text=st.text(max_size=60))
def test_vector_has_unit_length_and_is_the_query_s(embedder, text):
    (row,) = embedder.embed_documents([text])
    assert (len(row), embedder.embed_query(text)) == (embedder.dim, row)
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ["", " \n", "，。"])
def test_text_without_a_word_is_the_last_axis(embedder, text):
    assert embedder.embed_query(text) == [0.0] * (embedder.dim - 1) + [1.0]


def test_vector_does_not_depend_on_the_other_texts(embedder):
    alone = [row for text in _TEXTS for row in embedder.embed_documents([text])]
    assert embedder.embed_documents(_TEXTS) == alone


@pytest.mark.parametrize("kind", [StaticEmbedder, HashingEmbedder])
def test_rows_are_the_vectors_as_an_array(kind):
    rows = kind().rows(_TEXTS)
    assert (rows.dtype, rows.tolist()) == (np.float32, kind().embed_documents(_TEXTS))


@pytest.mark.parametrize(
    "text", ["農業增長5%", "农业增长５％", "农业 增长 5%"], ids=["traditional", "width", "spaced"]
)
def test_form_of_writing_does_not_change_the_vector(embedder, text):
    assert embedder.embed_query(text) == embedder.embed_query("农业增长5%")


@pytest.mark.parametrize(("query", "right", "wrong"), _NEARER.values(), ids=_NEARER)
def test_what_means_the_same_is_nearer(embedder, query, right, wrong):
    asked, *rows = np.array(embedder.embed_documents([query, right, wrong]))
    assert asked @ rows[0] > asked @ rows[1] + 0.1


def test_english_words_are_translated_and_function_words_are_not(embedder):
    found = embedder.translate("What was the income of the rural residents?")
    first = {word: next(iter(near)) for word, near in found.items()}
    assert {word: first[word] for word in ("income", "rural")} == {
        "income": "收入",
        "rural": "农村",
    }
    assert not {"what", "was", "the", "of"} & found.keys()


def test_translations_are_best_first_and_close(embedder):
    (near,) = embedder.translate("unemployment").values()
    cosines = list(near.values())
    assert cosines == sorted(cosines, reverse=True)
    assert all(0.45 < cosine <= 1.0 for cosine in cosines)


def test_words_are_translated_alike_alone_and_together(embedder):
    together = embedder.translate("income forest")
    assert together == embedder.translate("forest") | embedder.translate("income")


def test_unknown_words_have_no_translation(embedder):
    assert embedder.translate("zzqx 收入 5G") == {}


def test_alignment_tells_which_words_a_text_has(embedder):
    words = ["粮食", "失业", "grain"]
    texts = ["粮食总产量达到12万吨", "城镇调查失业率为5.1%", "grain output"]
    near = embedder.alignment(words, texts)
    assert (near > 0.4).tolist() == [
        [True, False, True],
        [False, True, False],
        [True, False, True],
    ]


def test_word_of_two_tokens_is_aligned_with_both_together(embedder):
    near = embedder.alignment(["旅客吞吐量"], ["旅客吞吐量", "旅客增加，吞吐量减少"])
    assert near[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert near[1, 0] < near[0, 0]


@given(texts=st.lists(st.text(alphabet="粮食增长，grain 5%", max_size=12), max_size=4))
def test_alignment_of_a_text_does_not_depend_on_the_others(embedder, texts):
    words = ["粮食", "增长"]
    together = embedder.alignment(words, texts)
    assert together.shape == (len(texts), 2)
    for row, text in zip(together, texts, strict=True):
        assert np.allclose(row, embedder.alignment(words, [text])[0], atol=1e-6)


@pytest.mark.parametrize(
    ("words", "texts", "expected"),
    [
        (["粮食"], [], []),
        ([], ["粮食"], [[]]),
        (["粮食"], [""], [[0.0]]),
        (["粮食", "失业"], ["", "，。"], [[0.0, 0.0], [0.0, 0.0]]),
    ],
    ids=["no text", "no word", "empty text", "marks only"],
)
def test_nothing_is_aligned_with_nothing(embedder, words, texts, expected):
    near = embedder.alignment(words, texts)
    assert (near.shape, near.tolist()) == ((len(texts), len(words)), expected)


def test_embedder_that_knows_no_words_aligns_none():
    near = HashingEmbedder().alignment(["粮食", "失业"], ["粮食", "", "失业"])
    assert near.tolist() == [[0.0, 0.0]] * 3


def test_fingerprint_is_that_of_the_files(embedder):
    content = b"".join(
        (MODEL / name).read_bytes() for name in ("model.safetensors", "tokenizer.json")
    )
    assert embedder.fingerprint == f"static/{hashlib.sha256(content).hexdigest()[:16]}"
