"""The shipped model: three ways to load it, one vector; spelling does not matter."""

import time

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from vectorstore.embed import MODEL, StaticEmbedder

TEXTS = [
    "全县建成5G基站3521个，粮食播种面积稳定在337.7万亩以上。",
    "2024年城镇新增就业多少人？",
    "How many new urban jobs were created in 2024?",
    "GDP grew by 6.5 percent.",
]
MAX_BYTES = 25_000_000
PASSAGE = "加快建设现代化产业体系，规模以上工业增加值增长8%，固定资产投资增长10%，消费增长7%。"


@pytest.fixture(scope="module")
def embedder():
    return StaticEmbedder()


def rows_of(embedder, texts):
    return np.array(embedder.embed_documents(texts), dtype=np.float32)


def test_model2vec_gives_the_same_vectors(embedder):
    model2vec = pytest.importorskip("model2vec", reason="needs model2vec")
    rows = model2vec.StaticModel.from_pretrained(str(MODEL)).encode(TEXTS)
    assert np.allclose(rows, rows_of(embedder, TEXTS), atol=1e-6)


def test_sentence_transformers_gives_the_same_vectors(embedder):
    transformers = pytest.importorskip("sentence_transformers", reason="needs the extra models")
    modules = transformers.sentence_transformer.modules
    weights = load_file(MODEL / "model.safetensors")["embeddings"].astype(np.float32)
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    static = modules.StaticEmbedding(tokenizer, embedding_weights=weights)
    model = transformers.SentenceTransformer(modules=[static], device="cpu")
    rows = model.encode(TEXTS, normalize_embeddings=True)
    assert np.allclose(rows, rows_of(embedder, TEXTS), atol=1e-6)


def test_rows_have_unit_length(embedder):
    assert np.allclose(np.linalg.norm(rows_of(embedder, TEXTS), axis=1), 1.0, atol=1e-6)


def test_vectors_are_the_same_to_the_bit(embedder):
    assert (
        rows_of(StaticEmbedder(), TEXTS[::-1])[::-1].tobytes() == rows_of(embedder, TEXTS).tobytes()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("農業總產值增長５％", "农业总产值增长5%"),
        ("ＧＤＰ　２０２４年", "GDP 2024年"),
        ("Gross Domestic Product", "gross domestic product"),
        ("Pokémon", "pokemon"),
    ],
    ids=["traditional", "full width", "capitals", "accents"],
)
def test_spellings_of_a_text_have_one_vector(embedder, one, other):
    assert embedder.embed_query(one) == embedder.embed_query(other)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("种了多少地", "粮食播种面积337.7万亩。", "新建学校12所。"),
        ("老百姓手里的钱多了多少", "居民人均可支配收入增长6%。", "建成5G基站3521个。"),
        ("How many base stations were built?", "建成5G基站3521个。", "新建学校12所。"),
        ("unemployment rate target", "城镇调查失业率控制在5.5%左右。", "森林覆盖率达到24%。"),
        ("GDP目标是多少", "预期目标是地区生产总值增长6%左右。", "旅游收入增长6%。"),
    ],
    ids=["lay words", "income", "English", "English target", "abbreviation"],
)
def test_question_is_nearer_to_its_answer(embedder, question, right, wrong):
    asked, *rows = rows_of(embedder, [question, right, wrong])
    assert asked @ rows[0] > asked @ rows[1]


def test_folder_is_complete_and_small():
    names = {path.name for path in MODEL.iterdir()}
    needed = {"LICENSE", "NOTICE", "README.md", "config.json", "model.safetensors"}
    assert names == needed | {"tokenizer.json"}
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= MAX_BYTES


def test_dimensions_are_principal_axes():
    rows = load_file(MODEL / "model.safetensors")["embeddings"]
    assert rows.dtype == np.int8
    spread = (rows.astype(np.float32) ** 2).sum(axis=0)
    # Rounding moves neighbours of nearly the same spread by less than a part in a hundred.
    assert np.all(spread[1:] <= spread[:-1] * 1.01)


def test_passages_are_embedded_fast(embedder):
    texts = [f"{number}{PASSAGE}{PASSAGE}" for number in range(2000)]
    started = time.process_time()
    embedder.embed_documents(texts)
    # 5,000 a second on an idle core; a fifth of that passes on a busy one.
    assert len(texts) / (time.process_time() - started) > 1000
