"""The built-in embedder: the same text has the same vector everywhere."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embed import HashingEmbedder

_TEXTS = ["全县建成5G基站3521个。", "GDP grew by 6.5 percent.", ""]
_PROGRAM = """
import json, sys
from vectorstore.embed import HashingEmbedder
print(json.dumps(HashingEmbedder().embed_documents(json.load(sys.stdin))))
"""


@pytest.mark.parametrize("hash_seed", ["0", "1", "4294967295"])
def test_another_process_gives_the_same_vectors(hash_seed):
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps(_TEXTS),
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == HashingEmbedder().embed_documents(_TEXTS)


@given(st.lists(st.text(max_size=50), min_size=1, max_size=5), st.sampled_from([1, 2, 64, 512]))
def test_vectors_are_rows_of_unit_length(texts, dim):
    rows = np.array(HashingEmbedder(dim).embed_documents(texts))
    assert rows.shape == (len(texts), dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)


@given(st.text(max_size=50))
def test_query_has_the_vector_of_the_same_document(text):
    embedder = HashingEmbedder()
    assert embedder.embed_query(text) == embedder.embed_documents([text])[0]


@pytest.mark.parametrize("text", ["", " \n", "，。"])
def test_text_without_terms_is_the_first_axis(text):
    assert HashingEmbedder(4).embed_query(text) == [1.0, 0.0, 0.0, 0.0]


def test_no_texts_have_no_vectors():
    assert HashingEmbedder().embed_documents([]) == []


def test_vector_does_not_depend_on_the_other_texts():
    embedder = HashingEmbedder()
    alone = [row for text in _TEXTS for row in embedder.embed_documents([text])]
    assert embedder.embed_documents(_TEXTS) == alone


def test_traditional_and_full_width_text_has_the_same_vector():
    embedder = HashingEmbedder()
    assert embedder.embed_query("農業增長５％") == embedder.embed_query("农业增长5%")


def test_shared_terms_bring_texts_nearer():
    rows = np.array(
        HashingEmbedder().embed_documents(["粮食播种面积", "粮食播种面积增加", "学校食堂管理"])
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_fingerprint_tells_embedders_apart():
    assert HashingEmbedder(512).fingerprint == HashingEmbedder().fingerprint
    assert HashingEmbedder(256).fingerprint != HashingEmbedder().fingerprint
