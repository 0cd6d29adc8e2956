"""The only place where concrete classes are chosen and put together."""

from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.chain import Bot
from bot.generate import ChatWriter, open_model, require_library
from bot.intake import Ingested, ingest_bytes, ingest_file
from bot.settings import Settings
from vectorstore.embed import StaticEmbedder
from vectorstore.index import Index
from vectorstore.types import Finding

if TYPE_CHECKING:  # it takes a second to import
    from langchain_core.language_models import BaseChatModel

__all__ = ["Wence", "assemble", "examine", "open_writer", "repair"]


class Wence:
    """A data folder that this process owns, with its bot. May be called from any thread."""

    def __init__(self, settings: Settings, index: Index, bot: Bot) -> None:
        """Keep the parts."""
        self.settings = settings
        self.index = index
        self.bot = bot

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the data folder up."""
        self.index.close()

    def ingest(self, name: str, content: bytes) -> Ingested:
        """Store an uploaded file; one of the same name that was uploaded before is replaced."""
        return ingest_bytes(self.index, name, content, source=f"upload:{name}")

    def ingest_path(self, path: Path) -> Ingested:
        """Store a file; what the path held before is replaced."""
        return ingest_file(self.index, path, max_mb=self.settings.max_upload_mb)


def assemble(settings: Settings, *, chat_model: "BaseChatModel | None" = None) -> Wence:
    """Open the data folder and put the product together.

    Args:
        settings: How it runs.
        chat_model: Any chat model of LangChain, in place of the one that the settings name.

    Raises:
        SettingsError: The chat model's library is not installed.
        BusyError: Another process owns the data folder.
        MismatchError: It was made by another embedder or version.
    """
    writer = open_writer(settings, chat_model=chat_model)
    index = Index(settings.data, StaticEmbedder())
    bot = Bot(
        index,
        max_question_chars=settings.max_question_chars,
        writer=writer,
        answerer=settings.answerer,
    )
    return Wence(settings, index, bot)


def open_writer(
    settings: Settings, *, chat_model: "BaseChatModel | None" = None
) -> ChatWriter | None:
    """Return the chat model that the settings name, or the one given; None without either.

    Raises:
        SettingsError: The library of the named one is not installed.
    """
    if chat_model is None and not settings.chat_model:
        return None
    name = settings.chat_model.partition(":")[2]
    if chat_model is None:
        require_library(settings.chat_model)
    else:
        name = name or str(getattr(chat_model, "model_name", "")) or type(chat_model).__name__
    return ChatWriter(
        partial(_model, settings) if chat_model is None else lambda: chat_model,
        name=name,
        timeout_s=settings.chat_timeout_s,
        context_tokens=settings.chat_context_tokens,
        concurrency=settings.chat_concurrency,
    )


def _model(settings: Settings) -> "BaseChatModel":
    return open_model(
        settings.chat_model,
        base_url=settings.chat_base_url,
        api_key=settings.chat_api_key,
        timeout_s=settings.chat_timeout_s,
    )


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Say what is missing or inconsistent in the data folder.

    Raises:
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
    """
    with Index(settings.data, StaticEmbedder(), checks=False) as index:
        return index.doctor()


def repair(settings: Settings) -> None:
    """Make the derived indexes of the data folder anew from its catalog.

    Raises:
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
    """
    with Index(settings.data, StaticEmbedder(), checks=False) as index:
        index.rebuild()
