from pathlib import Path

import pytest

from bot.settings import Settings
from ingest.errors import SettingsError
from ingest.opening import Limits, Opening


def test_defaults_need_no_environment():
    assert Settings.from_env({}) == Settings()


def test_the_environment_is_read():
    environ = {"WENCE_DATA": "/srv/wence", "WENCE_PORT": "80", "WENCE_ROOT_PATH": "/wence/"}
    expected = Settings(data=Path("/srv/wence"), port=80, root_path="/wence")
    assert Settings.from_env(environ) == expected


def test_framing_origins_are_origins_and_nothing_else():
    two = "https://portal.example.org  http://10.0.0.7:8080"
    settings = Settings.from_env({"WENCE_FRAME_ANCESTORS": two})
    assert settings.frame_ancestors == "https://portal.example.org http://10.0.0.7:8080"
    for bad in ("portal", "https://a; script-src *", "https://a,b", "https://a/path", "*"):
        with pytest.raises(SettingsError, match="WENCE_FRAME_ANCESTORS"):
            Settings.from_env({"WENCE_FRAME_ANCESTORS": bad})


def test_arguments_win_over_the_environment():
    settings = Settings.from_env({"WENCE_PORT": "80"}, port=81, host=None)
    assert (settings.port, settings.host) == (81, "127.0.0.1")


def test_every_bad_key_is_named_at_once():
    environ = {
        "WENCE_PORT": "http",
        "WENCE_ANSWERER": "oracle",
        "WENCE_PROT": "80",
        "WENCE_ROOT_PATH": "wence",
        "HOME": "/root",
    }
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    for key in ("WENCE_PORT", "WENCE_ANSWERER", "WENCE_PROT", "WENCE_ROOT_PATH"):
        assert key in raised.value.message
    assert "WENCE_PORT" in raised.value.hint


@pytest.mark.parametrize("port", ["-1", "65536", "7860.5", "１２"], ids=str)
def test_a_port_is_a_number_in_range(port):
    with pytest.raises(SettingsError):
        Settings.from_env({"WENCE_PORT": port})


def test_a_chat_model_is_read_with_its_limits_and_its_key_is_hidden():
    settings = Settings.from_env(
        {
            "WENCE_ANSWERER": "model",
            "WENCE_CHAT_MODEL": "openai:deepseek-chat",
            "WENCE_CHAT_BASE_URL": "https://example.org/v1",
            "WENCE_CHAT_API_KEY": "sk-secret",
            "WENCE_CHAT_TIMEOUT_S": "30",
            "WENCE_CHAT_CONTEXT_TOKENS": "32000",
            "WENCE_CHAT_CONCURRENCY": "8",
        }
    )
    assert settings == Settings(
        answerer="model", chat_model="openai:deepseek-chat",
        chat_base_url="https://example.org/v1", chat_api_key="sk-secret", chat_timeout_s=30,
        chat_context_tokens=32000, chat_concurrency=8,
    )  # fmt: skip
    assert "sk-secret" not in repr(settings)


def test_wrong_chat_settings_are_all_named_and_the_key_is_not_told():
    environ = {
        "WENCE_ANSWERER": "model",
        "WENCE_CHAT_BASE_URL": "example.org",
        "WENCE_CHAT_API_KEY": "sk-secret",
        "WENCE_CHAT_TIMEOUT_S": "0",
    }
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    for key in ("WENCE_CHAT_BASE_URL", "WENCE_CHAT_TIMEOUT_S", "needs WENCE_CHAT_MODEL"):
        assert key in raised.value.message
    assert "sk-secret" not in raised.value.message + raised.value.hint


def test_a_chat_model_has_a_provider():
    with pytest.raises(SettingsError, match="provider:name"):
        Settings.from_env({"WENCE_CHAT_MODEL": "deepseek-chat"})


def test_every_limit_of_a_file_is_a_setting():
    values = {
        "UPLOAD_MB": "1", "UNPACKED_MB": "2", "PAGES": "3", "OCR_PAGES": "4",
        "OCR_PAGE_SECONDS": "9", "CELLS": "5", "DEPTH": "6", "SECONDS": "7", "MEMORY_MB": "800",
    }  # fmt: skip
    environ = {f"WENCE_MAX_{name}": value for name, value in values.items()}
    assert Settings.from_env(environ).opening().limits == Limits(
        file_mb=1, unpacked_mb=2, pages=3, ocr_pages=4, ocr_page_seconds=9, cells=5, depth=6,
        seconds=7, memory_mb=800,
    )  # fmt: skip


def test_limits_are_those_of_reading_when_nothing_is_set():
    assert Settings().opening() == Opening()


def test_a_password_opens_files_and_is_not_shown():
    settings = Settings.from_env({"WENCE_PASSWORD": "青禾1"})
    assert (settings.opening().password, settings.opening("乙2").password) == ("青禾1", "乙2")
    assert "青禾1" not in repr(settings) + repr(settings.opening())


@pytest.mark.parametrize(
    ("text", "embedder"),
    [
        ("built-in", ""),
        ("st:BAAI/bge-m3", "BAAI/bge-m3"),
        ("/models/bge-m3", "/models/bge-m3"),
        (r"C:\models\bge-m3", r"C:\models\bge-m3"),
    ],
)
def test_an_embedder_is_a_folder_or_a_name(text, embedder):
    assert Settings.from_env({"WENCE_EMBEDDER": text}).embedder == embedder


def test_embedder_and_reranker_are_read_with_their_limits_and_the_key_is_hidden():
    environ = {
        "WENCE_EMBEDDER": "openai:bge-m3",
        "WENCE_EMBEDDER_BASE_URL": "https://example.org/v1",
        "WENCE_EMBEDDER_API_KEY": "sk-secret",
        "WENCE_EMBEDDER_TIMEOUT_S": "9",
        "WENCE_EMBEDDER_BATCH": "64",
        "WENCE_EMBEDDER_QUERY_PREFIX": "query: ",
        "WENCE_EMBEDDER_PASSAGE_PREFIX": "passage: ",
        "WENCE_MODEL_DEVICE": "cuda:1",
        "WENCE_MODEL_DTYPE": "bfloat16",
        "WENCE_RERANKER": "/models/reranker",
        "WENCE_RERANK_CANDIDATES": "40",
        "WENCE_RERANK_TIMEOUT_S": "3",
    }
    settings = Settings.from_env(environ)
    assert settings == Settings(
        embedder="openai:bge-m3", embedder_base_url="https://example.org/v1",
        embedder_api_key="sk-secret", embedder_timeout_s=9, embedder_batch=64,
        embedder_query_prefix="query: ", embedder_passage_prefix="passage: ",
        reranker="/models/reranker", rerank_candidates=40, rerank_timeout_s=3,
        model_device="cuda:1", model_dtype="bfloat16",
    )  # fmt: skip
    assert "sk-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text"), [("DEVICE", "GPU 1"), ("DEVICE", "cuda:x"), ("DTYPE", "int8")]
)
def test_a_device_or_dtype_that_cannot_be_is_named(name, text):
    with pytest.raises(SettingsError, match=f"WENCE_MODEL_{name}"):
        Settings.from_env({f"WENCE_MODEL_{name}": text})


@pytest.mark.parametrize("embedder", ["cohere:embed-4", "st:", "http://example.org", "openai:x"])
def test_an_embedder_that_cannot_be_is_named(embedder):
    with pytest.raises(SettingsError, match="WENCE_EMBEDDER"):
        Settings.from_env({"WENCE_EMBEDDER": embedder})
