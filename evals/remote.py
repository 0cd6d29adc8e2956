"""Owns a running server as a contestant: asks over HTTP, as any other program would."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from bot.types import Answer, Turn
from evals.contestants import Contestant, fingerprint
from evals.relevance import Found
from ingest.errors import InputError, ModelError, NotFoundError, WenceError

__all__ = ["of_server"]

# A chat model may take its time; the server ends it long before.
_TIMEOUT_S = 300.0
_CONNECT_S = 10.0
_ATTEMPTS = 4
_BACK_OFF_S = 1.0
_MOST_WAIT_S = 30.0

_Json = dict[str, Any]  # Any: a JSON object, read as CONTRACT has it


class _ServerError(WenceError):
    """The server answered with an error, or not at all."""

    code = "server"


def of_server(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    answerer: str | None = None,
    transport: httpx.BaseTransport | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Contestant:
    """Return the product that is served at an address.

    A request that fails for a while (no connection, 429, 5xx marked retryable) is made four times.

    Args:
        url: Where it is served, path prefix included.
        headers: Sent with every request, such as the portal's token.
        answerer: extractive or model; the server's own choice when None.
        transport: What carries the requests; the network when None.
        pause: Waits so many seconds before another attempt.

    Raises:
        InputError: There is no such server.
    """
    client = _Client(url, headers or {}, transport, pause)
    health = client.get("/health")
    ids = tuple(str(each["document_id"]) for each in client.get("/documents")["documents"])
    held: dict[str, tuple[str, str]] = {}

    def ask(question: str, history: tuple[Turn, ...]) -> Answer:
        turns = [{"question": turn.question, "answer": turn.answer} for turn in history]
        body: _Json = {"question": question, "history": turns}
        return _answer(client.post("/ask", body | ({"answerer": answerer} if answerer else {})))

    def search(question: str, k: int) -> Sequence[Found]:
        hits = client.post("/search", {"query": question, "k": k, "context": True})["hits"]
        return tuple(_found(hit, text_of) for hit in hits)

    def text_of(document_id: str) -> tuple[str, str]:
        if document_id not in held:
            path = f"/documents/{document_id}"
            held[document_id] = client.get(path)["name"], client.get(f"{path}/text")["text"]
        return held[document_id]

    return Contestant(
        name="wence",
        ask=ask,
        text_of=text_of,
        search=search,
        document_ids=ids,
        facts=_facts(url, health, ids, answerer),
    )


class _Client:
    """Requests to the API, with errors as those of the product."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        transport: httpx.BaseTransport | None,
        pause: Callable[[float], None],
    ) -> None:
        self._client = httpx.Client(
            base_url=f"{url.rstrip('/')}/api",
            headers=headers,
            timeout=httpx.Timeout(_TIMEOUT_S, connect=_CONNECT_S),
            transport=transport,
        )
        self._url = url
        self._pause = pause

    def get(self, path: str) -> _Json:
        return self._sent("GET", path, None)

    def post(self, path: str, body: _Json) -> _Json:
        return self._sent("POST", path, body)

    def _sent(self, method: str, path: str, body: _Json | None) -> _Json:
        for attempt in range(1, _ATTEMPTS + 1):
            error, wait_s = self._tried(method, path, body, attempt)
            if isinstance(error, dict):
                return error
            if wait_s is None or attempt == _ATTEMPTS:
                raise error
            self._pause(min(wait_s, _MOST_WAIT_S))
        raise AssertionError("the last attempt returns or raises")

    def _tried(
        self, method: str, path: str, body: _Json | None, attempt: int
    ) -> tuple[_Json | WenceError, float | None]:
        """Return the content, or what went wrong with the seconds to wait before another try."""
        wait_s = _BACK_OFF_S * 2 ** (attempt - 1)
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            said = f"no answer from {self._url}: {type(error).__name__}"
            return InputError(said, hint="Is the server running at this address?"), wait_s
        if response.is_success:
            content: _Json = response.json()
            return content, None
        error_, is_passing = _error(response)
        asked = response.headers.get("retry-after", "")
        return error_, (float(asked) if asked.isdecimal() else wait_s) if is_passing else None


def _error(response: httpx.Response) -> tuple[WenceError, bool]:
    try:
        told = response.json()["error"]
        said, hint = f"{told['code']}: {told['message']}", str(told.get("hint", ""))
        is_passing = bool(told.get("retryable"))
    except (ValueError, KeyError, TypeError):
        said, hint, is_passing = f"HTTP {response.status_code}", "", False
    kinds: dict[int, type[WenceError]] = {404: NotFoundError, 502: ModelError}
    kind = kinds.get(response.status_code, _ServerError)
    return kind(
        said, hint=hint
    ), is_passing or response.status_code == httpx.codes.TOO_MANY_REQUESTS


def _answer(fields: _Json) -> Answer:
    known = {name: fields[name] for name in Answer.__dataclass_fields__ if name in fields}
    return Answer.from_dict(known)


def _found(hit: _Json, text_of: Callable[[str], tuple[str, str]]) -> Found:
    copies = tuple(_part(each, text_of) for each in hit.get("copies", ()))
    return Found(
        document_id=hit["document_id"],
        start=hit["start"],
        end=hit["end"],
        text=hit["text"],
        copies=copies,
    )


def _part(place: _Json, text_of: Callable[[str], tuple[str, str]]) -> Found:
    start, end = place["start"], place["end"]
    _, text = text_of(place["document_id"])
    return Found(document_id=place["document_id"], start=start, end=end, text=text[start:end])


def _facts(url: str, health: _Json, ids: Sequence[str], answerer: str | None) -> dict[str, str]:
    told = {name: health.get(name) for name in ("embedder", "chat_model", "documents", "passages")}
    return {
        "server": url,
        "answerer": answerer or str(health["answerer"]),
        **{name: "" if value is None else str(value) for name, value in told.items()},
        "version": str(health["version"]),
        "index": fingerprint(ids),
    }
