"""Owns what a chat model's answers cost in tokens; knows no question and no price."""

import threading
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from bot.generate import open_model, require_library
from bot.settings import Settings
from ingest.tokens import count

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Spending", "counted_model"]


class Spending(BaseCallbackHandler):
    """Adds up tokens: those that the server tells, else those of the o200k vocabulary."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self._given: dict[Any, int] = {}
        self._totals = {"requests": 0, "input": 0, "output": 0}

    @property
    def totals(self) -> dict[str, int]:
        """Requests made, tokens given and tokens written, up to now."""
        with self._lock:
            return dict(self._totals)

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],  # Any: LangChain's own
        messages: list[list[BaseMessage]],
        *,
        run_id: Any,  # Any: LangChain's own
        **kwargs: Any,  # Any: LangChain's own
    ) -> None:
        """Count what a request gives."""
        given = sum(count(message.text) for batch in messages for message in batch)
        with self._lock:
            self._given[run_id] = given

    def on_llm_end(self, response: LLMResult, *, run_id: Any, **kwargs: Any) -> None:  # as above
        """Add a request that came to its end."""
        message = getattr(response.generations[0][0], "message", None)
        usage = getattr(message, "usage_metadata", None) or {}
        written = count(response.generations[0][0].text)
        with self._lock:
            given = self._given.pop(run_id, 0)
            self._totals["requests"] += 1
            self._totals["input"] += usage.get("input_tokens") or given
            self._totals["output"] += usage.get("output_tokens") or written


def counted_model(settings: Settings, spending: Spending) -> "BaseChatModel":
    """Return the chat model of the settings, its tokens counted.

    Raises:
        SettingsError: Its library is not installed.
    """
    require_library(settings.chat_model)
    model = open_model(
        settings.chat_model,
        base_url=settings.chat_base_url,
        api_key=settings.chat_api_key,
        timeout_s=settings.chat_timeout_s,
    )
    model.callbacks = [spending]
    return model
