"""Settings, read once at the entry point from an environment that is passed in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from ingest.errors import SettingsError
from ingest.opening import Limits, Opening

__all__ = ["ANSWERERS", "PREFIX", "SERVICE", "Settings"]

PREFIX = "WENCE_"
ANSWERERS = ("extractive", "model")
SERVICE = "openai:"
"""Begins the name of an embedder that a service of the OpenAI form has."""
_KINDS = ("openai", "st")
_MAX_PORT = 65535
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_LIMITS = Limits()
# No semicolon or comma, which would end the rule that it stands in.
_ORIGIN = re.compile(r"https?://[\w.*-]+(?::\d+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this installation runs. Each field is read from `WENCE_` and its name in capitals."""

    data: Path = Path("data")
    """The one folder that holds everything."""
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""
    """Path prefix under which a proxy serves this, such as /wence."""
    frame_ancestors: str = ""
    """Origins whose pages may show this one in a frame, besides its own, separated by spaces."""
    answerer: str = "extractive"
    max_question_chars: int = 2000
    chat_model: str = ""
    """provider:name of LangChain's `init_chat_model`, such as openai:deepseek-chat."""
    chat_base_url: str = ""
    """Of a server of the OpenAI form, or of Ollama; the provider's own when empty."""
    chat_api_key: str = field(default="", repr=False)
    chat_timeout_s: int = 60
    """Seconds one request to the chat model may take in all."""
    chat_context_tokens: int = 8192
    """Tokens the chat model takes, request and answer together."""
    chat_concurrency: int = 4
    """Requests to the chat model that run at a time."""
    embedder: str = ""
    """A folder or hub name for sentence-transformers, openai:model; the built-in one when empty."""
    embedder_base_url: str = ""
    """Of a service of the OpenAI form."""
    embedder_api_key: str = field(default="", repr=False)
    embedder_timeout_s: int = 60
    """Seconds one request to the service may take."""
    embedder_batch: int = 10
    """Texts the embedder is given at once; some services take no more than 10."""
    embedder_query_prefix: str = ""
    embedder_passage_prefix: str = ""
    """What the embedder wants before a text, where the model does not declare it itself."""
    reranker: str = ""
    """A folder or hub name of a cross-encoder; none when empty."""
    rerank_candidates: int = 20
    """Passages the reranker reads for a question."""
    rerank_timeout_s: int = 5
    """Seconds after which it begins no more of them."""
    max_upload_mb: int = _LIMITS.file_mb
    max_unpacked_mb: int = _LIMITS.unpacked_mb
    max_pages: int = _LIMITS.pages
    max_ocr_pages: int = _LIMITS.ocr_pages
    max_ocr_page_seconds: int = _LIMITS.ocr_page_seconds
    max_cells: int = _LIMITS.cells
    max_depth: int = _LIMITS.depth
    max_seconds: int = _LIMITS.seconds
    max_memory_mb: int = _LIMITS.memory_mb
    """The last nine are what reading one file may cost, see `ingest.opening.Limits`."""
    workers: int = 0
    """Files read at the same time; 0 is one for each processor."""
    password: str = field(default="", repr=False)
    """Opens files that are locked."""
    watch: Path | None = None
    """A folder whose files are taken in as they come, while this serves."""
    requests_per_minute: int | None = None
    """Requests that one person, key or address may send; 0 is any number, None as `Desk` has it."""
    concurrent_asks: int = 4
    """Questions that are answered at a time."""
    queue_length: int = 64
    """Questions that may wait for their turn."""
    ask_timeout_s: int = 180
    """Seconds an answer may take once its turn has come."""
    journal: str = "off"
    """What is kept of each question: off, hashes or full."""
    journal_days: int = 90
    """Days after which it is deleted."""
    log_format: str = "text"
    """text, or json: an object a line, with one for each request."""
    otlp_endpoint: str = ""
    """Of a collector of OpenTelemetry by HTTP, such as http://127.0.0.1:4318; no traces without."""
    scrapers: str = ""
    """Addresses and networks that may read /metrics without signing in, separated by spaces."""
    allow_private_urls: bool = False
    """Lets addresses given to `wence ingest` lead into the own network, and through its proxy."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """Read the settings; `overrides` that are not None win over the environment.

        Raises:
            SettingsError: Values are wrong; every bad key is named.
        """
        values: dict[str, Any] = {}  # Any: each field has its own type
        problems: list[str] = []
        for each in fields(cls):
            key = PREFIX + each.name.upper()
            given = overrides.get(each.name)
            text = environ.get(key, "") if given is None else str(given)
            if not text:
                continue
            try:
                values[each.name] = _PARSERS[each.name](text)
            except ValueError as error:
                problems.append(f"{key}={text!r}: {error}")
        unknown = [key for key in environ if key.startswith(PREFIX) and not _is_known(key)]
        problems += [f"{key} is no setting" for key in sorted(unknown)]
        if values.get("answerer") == "model" and not values.get("chat_model"):
            problems.append(f"{PREFIX}ANSWERER='model' needs {PREFIX}CHAT_MODEL")
        if str(values.get("embedder", "")).startswith(SERVICE) and not (
            values.get("embedder_base_url") or values.get("embedder_api_key")
        ):
            problems.append(f"{PREFIX}EMBEDDER={SERVICE}… needs {PREFIX}EMBEDDER_BASE_URL")
        if problems:
            known = " ".join(sorted(PREFIX + each.name.upper() for each in fields(cls)))
            raise SettingsError("; ".join(problems), hint=f"The settings are: {known}")
        return cls(**values)

    def opening(self, password: str = "") -> Opening:
        """Return how files are opened, with another password than the one of the settings."""
        limits = Limits(
            file_mb=self.max_upload_mb,
            unpacked_mb=self.max_unpacked_mb,
            pages=self.max_pages,
            ocr_pages=self.max_ocr_pages,
            ocr_page_seconds=self.max_ocr_page_seconds,
            cells=self.max_cells,
            depth=self.max_depth,
            seconds=self.max_seconds,
            memory_mb=self.max_memory_mb,
        )
        return Opening(limits=limits, password=password or self.password)


def _is_known(key: str) -> bool:
    return key.removeprefix(PREFIX).lower() in _PARSERS


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
            raise ValueError(f"a number from {low} to {high} is expected")
        return int(text)

    return parse


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(f"one of {', '.join(_TRUTHS)} is expected")
    return _TRUTHS[text.lower()]


def _root_path(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError("a path that starts with / is expected")
    return text.rstrip("/")


def _origins(text: str) -> str:
    if not all(_ORIGIN.fullmatch(each) for each in text.split()):
        raise ValueError("origins such as https://portal.example.org are expected")
    return " ".join(text.split())


def _answerer(text: str) -> str:
    if text not in ANSWERERS:
        raise ValueError(f"one of {', '.join(ANSWERERS)} is expected")
    return text


def _chat_model(text: str) -> str:
    if not re.fullmatch(r"[\w-]+:\S+", text):
        raise ValueError("provider:name is expected, such as openai:deepseek-chat")
    return text


def _base_url(text: str) -> str:
    if not re.match(r"https?://[^/\s]", text):
        raise ValueError("an address that starts with http:// or https:// is expected")
    return text


def _embedder(text: str) -> str:
    kind = re.match(r"(\w\w+):(.*)", text)
    if kind and (kind[1] not in _KINDS or not kind[2]):
        raise ValueError(
            "built-in, a model's folder, its hub name such as st:BAAI/bge-m3, or "
            f"{SERVICE}model is expected"
        )
    return "" if text == "built-in" else text.removeprefix("st:")


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "data": Path,
    "host": str,
    "port": _number(0, _MAX_PORT),
    "root_path": _root_path,
    "frame_ancestors": _origins,
    "answerer": _answerer,
    "max_question_chars": _number(10, 100_000),
    "chat_model": _chat_model,
    "chat_base_url": _base_url,
    "chat_api_key": str,
    "chat_timeout_s": _number(1, 3600),
    "chat_context_tokens": _number(512, 10_000_000),
    "chat_concurrency": _number(1, 1000),
    "embedder": _embedder,
    "embedder_base_url": _base_url,
    "embedder_api_key": str,
    "embedder_timeout_s": _number(1, 3600),
    "embedder_batch": _number(1, 2048),
    "embedder_query_prefix": str,
    "embedder_passage_prefix": str,
    "reranker": str,
    "rerank_candidates": _number(2, 1000),
    "rerank_timeout_s": _number(1, 600),
    "max_upload_mb": _number(1, 10_000),
    "max_unpacked_mb": _number(1, 100_000),
    "max_pages": _number(1, 1_000_000),
    "max_ocr_pages": _number(0, 1_000_000),
    "max_ocr_page_seconds": _number(1, 86_400),
    "max_cells": _number(1, 1_000_000_000),
    "max_depth": _number(1, 500),
    "max_seconds": _number(1, 86_400),
    "max_memory_mb": _number(100, 1_000_000),
    "workers": _number(0, 256),
    "password": str,
    "watch": Path,
    "requests_per_minute": _number(0, 1_000_000),
    "concurrent_asks": _number(1, 1000),
    "queue_length": _number(0, 100_000),
    "ask_timeout_s": _number(1, 86_400),
    "journal": one_of(*JOURNALS),
    "journal_days": _number(1, 36_500),
    "log_format": one_of(*LOG_FORMATS),
    "otlp_endpoint": _base_url,
    "scrapers": networks,
    "allow_private_urls": _truth,
}
