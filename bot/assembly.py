"""The only place where concrete classes are chosen and put together."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.chain import Bot
from bot.files import Source, source_of_path, source_of_upload
from bot.generate import ChatWriter, open_model, require_library
from bot.intake import Ingested, Intake, Note, unnoted
from bot.settings import Settings
from ingest.workers import Workers
from vectorstore.embed import built_in
from vectorstore.index import Index
from vectorstore.reader import readers
from vectorstore.types import Finding

if TYPE_CHECKING:  # it takes a second to import
    from langchain_core.language_models import BaseChatModel

__all__ = ["Wence", "assemble", "examine", "open_writer", "repair"]


class Wence:
    """A data folder that this process owns, with its bot. May be called from any thread."""

    def __init__(self, settings: Settings, index: Index, bot: Bot, workers: Workers) -> None:
        """Keep the parts."""
        self.settings = settings
        self.index = index
        self.bot = bot
        self._workers = workers
        self._intake = Intake(index, workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def end_reading(self) -> None:
        """Let every file that is being read, and those that still come, fail at once."""
        self._workers.close()

    def close(self) -> None:
        """End what is being read and give the data folder up."""
        self.end_reading()
        self.index.close()

    def warm(self) -> None:
        """Load what the first question would wait for otherwise: lexicon, spellings, indexes."""
        self.bot.search("粮食产量", k=1)

    def ingest(self, name: str, content: bytes, *, password: str = "") -> Ingested:
        """Store an uploaded file; one of the same name that was uploaded before is replaced."""
        source = source_of_upload(name, content)
        (ingested,) = self.ingest_all([source], password=password)
        return ingested

    def ingest_path(self, path: Path, *, password: str = "") -> Ingested:
        """Store a file; what the path held before is replaced."""
        (ingested,) = self.ingest_all([source_of_path(path)], password=password)
        return ingested

    def ingest_all(
        self, sources: Iterable[Source], *, password: str = "", note: Note = unnoted
    ) -> Iterator[Ingested]:
        """Store files as `Intake.take` does; `password` opens those that the settings' does not."""
        opening = self.settings.opening(password)
        return self._intake.take(sources, opening, note=note)


def assemble(
    settings: Settings,
    *,
    chat_model: "BaseChatModel | None" = None,
    workers: Workers | None = None,
) -> Wence:
    """Open the data folder and put the product together.

    Args:
        settings: How it runs.
        chat_model: Any chat model of LangChain, in place of the one that the settings name.
        workers: Who read files, when they were started before; closed with the product.

    Raises:
        SettingsError: The chat model's library is not installed.
        BusyError: Another process owns the data folder.
        MismatchError: It was made by another embedder or version.
    """
    writer = open_writer(settings, chat_model=chat_model)
    index = Index(settings.data, built_in())
    bot = Bot(
        index,
        max_question_chars=settings.max_question_chars,
        writer=writer,
        answerer=settings.answerer,
    )
    return Wence(settings, index, bot, workers or readers(count=settings.workers))


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
    with Index(settings.data, built_in(), checks=False) as index:
        return index.doctor()


def repair(settings: Settings) -> None:
    """Make the derived indexes of the data folder anew from its catalog.

    Raises:
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
    """
    with Index(settings.data, built_in(), checks=False) as index:
        index.rebuild()
