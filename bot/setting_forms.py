"""How each setting is read from its text, and which of them need each other; keeps none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

__all__ = ["ANSWERERS", "PARSERS", "PREFIX", "SERVICE", "SIGN_INS", "Network", "conflicts"]

PREFIX = "WENCE_"
ANSWERERS = ("extractive", "model")
JOURNALS = ("off", "hashes", "full")
LOG_FORMATS = ("text", "json")
SIGN_INS = ("none", "accounts", "header", "oidc")
SERVICE = "openai:"
"""Begins the name of an embedder that a service of the OpenAI form has."""
Network = IPv4Network | IPv6Network
_KINDS = ("openai", "st")
_DTYPES = ("float32", "float16", "bfloat16")
_MAX_PORT = 65535
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
# No semicolon or comma, which would end the rule that it stands in.
_ORIGIN = re.compile(r"https?://[\w.*-]+(?::\d+)?", re.ASCII)
# As many as HS256 has bytes: RFC 7518, section 3.2.
_SHORTEST_SECRET = 32
_HEADER = re.compile(r"[A-Za-z0-9-]+")


def conflicts(values: Mapping[str, object]) -> Iterator[str]:
    """Yield what settings lack, by the name of their fields, that others of them need."""
    if values.get("answerer") == "model" and not values.get("chat_model"):
        yield f"{PREFIX}ANSWERER='model' needs {PREFIX}CHAT_MODEL"
    if str(values.get("embedder", "")).startswith(SERVICE) and not (
        values.get("embedder_base_url") or values.get("embedder_api_key")
    ):
        yield f"{PREFIX}EMBEDDER={SERVICE}… needs {PREFIX}EMBEDDER_BASE_URL"
    needed = {"header": ("trusted_proxies",), "oidc": ("oidc_issuer", "oidc_client_id")}
    sign_in = str(values.get("sign_in", ""))
    for name in needed.get(sign_in, ()):
        if not values.get(name):
            yield f"{PREFIX}SIGN_IN={sign_in!r} needs {PREFIX}{name.upper()}"


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


def _exact_origins(text: str) -> str:
    if "*" in text:
        raise ValueError("whole origins such as https://portal.example.org are expected, without *")
    return _origins(text)


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(text.replace(",", " ").split())
    if any(len(each) < _SHORTEST_SECRET for each in secrets):
        raise ValueError(
            f"secrets of {_SHORTEST_SECRET} characters or more are expected, such as "
            "`openssl rand -hex 32` prints"
        )
    return secrets


def _answerer(text: str) -> str:
    if text not in ANSWERERS:
        raise ValueError(f"one of {', '.join(ANSWERERS)} is expected")
    return text


def _sign_in(text: str) -> str:
    if text not in SIGN_INS:
        raise ValueError(f"one of {', '.join(SIGN_INS)} is expected")
    return text


def _one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)} is expected")
        return text

    return parse


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(each) for each in text.replace(",", " ").split())
    except ValueError as error:
        raise ValueError(
            f"addresses or networks such as 10.0.0.7 or 10.0.0.0/24 are expected ({error})"
        ) from error


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise ValueError("the name of a header such as X-Wence-User is expected")
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


def _device(text: str) -> str:
    if not re.fullmatch(r"[a-z]+(?::\d+)?", text, re.ASCII):
        raise ValueError("a device such as cpu, cuda, cuda:1 or mps is expected")
    return text


def _dtype(text: str) -> str:
    if text not in _DTYPES:
        raise ValueError(f"one of {', '.join(_DTYPES)} is expected")
    return text


PARSERS: Mapping[str, Callable[[str], object]] = {
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
    "model_device": _device,
    "model_dtype": _dtype,
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
    "journal": _one_of(JOURNALS),
    "journal_days": _number(1, 36_500),
    "log_format": _one_of(LOG_FORMATS),
    "otlp_endpoint": _base_url,
    "scrapers": _networks,
    "allow_private_urls": _truth,
    "sign_in": _sign_in,
    "trusted_proxies": _networks,
    "user_header": _header,
    "role_header": _header,
    "collections_header": _header,
    "oidc_issuer": _base_url,
    "oidc_client_id": str,
    "oidc_client_secret": str,
    "oidc_role_claim": str,
    "session_hours": _number(1, 24 * 365),
    "embed_secrets": _secrets,
    "embed_audience": str,
    "cors_origins": _exact_origins,
}
