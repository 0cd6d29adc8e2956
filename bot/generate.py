"""Talks to chat models; the only module that knows LangChain's, and it loads them when one is used.

A model is named `provider:name` and made by LangChain's `init_chat_model`; any chat model of
LangChain can be given instead. What a provider's library raises is told as a `ChatError`.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.pump import PumpTimeoutError, pumped
from bot.writer import ChatError, Message
from ingest.errors import SettingsError

if TYPE_CHECKING:  # they take a second to import
    from langchain_core.language_models import BaseChatModel

__all__ = ["ChatWriter", "chat_error", "open_model", "require_library"]

# Tried so often in all, after so long: 0.5 s, then 1 s, or what the server asks for (Retry-After)
# when that is no longer than a reader waits for a page.
_ATTEMPTS, _BACK_OFF_S, _LONGEST_PAUSE_S = 3, 0.5, 5.0
_TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|exceed_context|contextoverflow|maximum context"
    r"|too (?:long|large|many tokens)|token limit|上下文",
    re.IGNORECASE,
)
_NO_QUOTA = re.compile(
    r"insufficient_quota|insufficient balance|billing|欠费|余额不足", re.IGNORECASE
)
_UNREACHABLE = re.compile(r"Connect|NameResolution|gaierror")
_BROKEN = re.compile(r"Protocol|ReadError|WriteError|Chunked|Incomplete|Decode|StreamError")
_TOO_MANY_REQUESTS, _SERVER_ERRORS = 429, 500
_PACKAGES = {"openai": "langchain_openai", "ollama": "langchain_ollama"}


class ChatWriter:
    """A chat model with the limits of this installation. May be used from any thread."""

    def __init__(
        self,
        make: "Callable[[], BaseChatModel]",
        *,
        name: str,
        timeout_s: float = 60.0,
        context_tokens: int = 8192,
        concurrency: int = 4,
    ) -> None:
        """Keep how the model is made; it is made at its first use.

        Args:
            make: Makes the model.
            name: What answers call it.
            timeout_s: Seconds one request may take in all, waiting for its turn included.
            context_tokens: Tokens a request and its answer may have together.
            concurrency: Requests that run at a time.
        """
        self._make = make
        self._name = name
        self._timeout_s = timeout_s
        self._context_tokens = context_tokens
        self._turns = threading.BoundedSemaphore(concurrency)
        self._making = threading.Lock()
        self._model: BaseChatModel | None = None

    @property
    def name(self) -> str:
        """What answers call the model."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """Tokens a request and its answer may have together."""
        return self._context_tokens

    def stream(self, messages: tuple[Message, ...]) -> Generator[str, None, None]:
        """Yield the model's text in pieces; closing the iterator stops the model.

        Tried again twice, after 0.5 and 1 s, when nothing has come yet and the failure may pass:
        no connection, a server error, too many requests.

        Raises:
            ChatError: The model did not answer, or not to the end.
        """
        self._prepare()
        deadline = time.monotonic() + self._timeout_s
        if not self._turns.acquire(timeout=self._timeout_s):
            raise ChatError("busy", "all turns of the chat model are taken", retryable=True)
        give_back = _once(self._turns.release)
        try:
            yield from pumped(partial(self._produce, messages, give_back), deadline=deadline)
        except PumpTimeoutError as error:
            message = f"{self._name} did not end within {self._timeout_s} s"
            raise ChatError("timeout", message, retryable=True) from error
        finally:  # a server that sends no piece must not keep the turn for ever
            give_back()

    def _produce(
        self,
        messages: Sequence[Message],
        give_back: Callable[[], None],
        put: Callable[[str], None],
        stopped: threading.Event,
    ) -> None:
        try:
            for attempt in range(1, _ATTEMPTS + 1):
                error = self._try(messages, put, stopped)
                if error is None or stopped.is_set():
                    return
                pause = _pause(error, attempt)
                if attempt == _ATTEMPTS or not error.retryable or pause > _LONGEST_PAUSE_S:
                    raise error
                if stopped.wait(pause):  # the reader left: a request more is for nobody
                    return
        finally:
            give_back()

    def _try(
        self, messages: Sequence[Message], put: Callable[[str], None], stopped: threading.Event
    ) -> ChatError | None:
        """Put the pieces of one request; return why it failed when it may be tried again."""
        has_begun = False
        try:
            # Closed here, so that the connection is: the model stops writing.
            with closing(_texts(self._opened(), messages)) as pieces:
                for piece in pieces:
                    if stopped.is_set():
                        return None
                    if piece:
                        has_begun = True
                        put(piece)
        except Exception as error:
            known = chat_error(error, has_begun=has_begun)
            if has_begun or not known.retryable:
                raise known from error
            return known
        return None

    def _prepare(self) -> None:
        """Load the library before the model's time runs: on a busy machine it takes seconds."""
        try:
            self._opened()
        except Exception as error:
            raise chat_error(error) from error

    def _opened(self) -> "BaseChatModel":
        with self._making:
            if self._model is None:
                self._model = self._make()
            return self._model


def _once(function: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls another the first time only, from whatever thread."""
    done = threading.Lock()

    def call() -> None:
        if done.acquire(blocking=False):
            function()

    return call


def _texts(model: "BaseChatModel", messages: Sequence[Message]) -> Generator[str, None, None]:
    """Yield the text of what a model streams; what it thinks or wants called is none."""
    for chunk in model.stream([(each.role, each.text) for each in messages]):
        yield chunk.text


def _pause(error: ChatError, attempt: int) -> float:
    asked = _retry_after(error.__cause__)
    return _BACK_OFF_S * 2 ** (attempt - 1) if asked is None else asked


def _retry_after(error: BaseException | None) -> float | None:
    """Return the seconds that a server asks to wait; a date is as good as no wish."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("retry-after", ""))
    return float(asked) if re.fullmatch(r"\d+(?:\.\d+)?", asked) else None


def chat_error(error: Exception, *, has_begun: bool = False) -> ChatError:
    """Return what a provider's library raised as one of ours.

    The libraries share no class, but all that speak HTTP carry a status, and their names tell a
    time-out from a connection that could not be made.

    Args:
        error: What was raised.
        has_begun: Whether a part of the answer had come.
    """
    names = " ".join(each.__name__ for each in type(error).__mro__)
    status = _status(error)
    told = f"{type(error).__name__}{f' {status}' if status else ''}"
    reason, retryable = _reason(error, names, status)
    if has_begun and reason in ("unreachable", "failed"):
        reason, retryable = "broken", False
    known = ChatError(reason, told, retryable=retryable)
    known.__cause__ = error
    return known


def _reason(error: Exception, names: str, status: int | None) -> tuple[str, bool]:
    if isinstance(error, ChatError):
        return error.reason, error.retryable
    if "Timeout" in names:
        return "timeout", False
    told = f"{names} {error} {getattr(error, 'code', '')}"
    if _TOO_LONG.search(told) and status not in (401, 403, _TOO_MANY_REQUESTS):
        return "too_long", False
    if status is not None:
        return _reason_of_status(status, told)
    if isinstance(error, json.JSONDecodeError) or _BROKEN.search(names):
        return "broken", True
    if _UNREACHABLE.search(names) or isinstance(error, OSError):
        return "unreachable", True
    return "failed", False


def _reason_of_status(status: int, message: str) -> tuple[str, bool]:
    if status == 402 or _NO_QUOTA.search(message):
        return "quota", False
    if status == _TOO_MANY_REQUESTS:
        return "quota", True
    if status in (408, 504):
        return "timeout", True
    return ("failed", True) if status >= _SERVER_ERRORS else ("refused", False)


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def require_library(chat_model: str) -> None:
    """See that a model can be made, without loading anything.

    Raises:
        SettingsError: The library, or the provider's own package, is not installed.
    """
    package = _PACKAGES.get(chat_model.partition(":")[0], "langchain")
    if find_spec("langchain") is None or find_spec(package) is None:
        extra = "ollama" if package == "langchain_ollama" else "chat"
        raise SettingsError(
            f"{package} is not installed, so there is no chat model",
            hint=f"Install it: pip install 'wence[{extra}]'",
        )


def open_model(
    chat_model: str, *, base_url: str = "", api_key: str = "", timeout_s: float = 60.0
) -> "BaseChatModel":
    """Return a chat model by `provider:name`; no request is made.

    Raises:
        ImportError: The provider's package is not installed; the message names it.
        ValueError: LangChain knows no such provider.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {}  # Any: each provider has its own
    if base_url:
        options["base_url"] = base_url
        options["temperature"] = 0  # OpenAI's own newest models take no temperature
    if api_key or (base_url and chat_model.startswith("openai:")):
        options["api_key"] = api_key or "none"  # servers on one's own machine ask for no key
    if chat_model.startswith("ollama:"):
        options["client_kwargs"] = {"timeout": timeout_s}
    else:
        options |= {"timeout": timeout_s, "max_retries": 0}  # tried again by `ChatWriter`
    model: BaseChatModel = init_chat_model(chat_model, **options)
    return model
