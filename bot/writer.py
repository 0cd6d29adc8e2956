"""What the bot needs of a chat model, and how it may fail; knows no library of models."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from ingest.errors import ModelError

__all__ = ["ChatError", "Message", "Writer"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: str
    """system, user or assistant."""
    text: str


class ChatError(ModelError):
    """A chat model did not answer; `prompts` holds a text `model_<reason>` for each reason."""

    def __init__(self, reason: str, message: str, *, retryable: bool = False) -> None:
        """Keep what happened as one word that the reader's note is chosen by.

        Args:
            reason: unreachable, refused, quota, busy, timeout, broken, too_long or failed.
            message: For the log; holds no key and no text of reports.
            retryable: Whether the same request may succeed a moment later.
        """
        super().__init__(message, hint="The answer without a chat model is given instead.")
        self.reason = reason
        self.retryable = retryable


class Writer(Protocol):
    """A chat model that is given messages and writes a text."""

    @property
    def name(self) -> str:
        """What the model is called."""

    @property
    def context_tokens(self) -> int:
        """How many tokens a request and its answer may have together."""

    def stream(self, messages: tuple[Message, ...]) -> Generator[str, None, None]:
        """Yield the text in pieces; closing the iterator stops the model.

        Raises:
            ChatError: The model did not answer, or not to the end.
        """
