"""The only place where concrete classes are chosen and put together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.access.person import LOCAL, Person
from bot.chain import Bot
from bot.files import Source, source_of_path, source_of_upload
from bot.generate import ChatWriter, open_model, require_library
from bot.intake import Ingested, Intake, Note, unnoted
from bot.models import open_embedder, open_reranker
from bot.seen import Seen, View
from bot.settings import Settings
from ingest.workers import Workers
from vectorstore.index import Index
from vectorstore.reader import readers
from vectorstore.readied import make_ready
from vectorstore.reading import Reading
from vectorstore.renewal import Tell, untold
from vectorstore.types import Counts, Finding

if TYPE_CHECKING:  # they take a second to import
    import sqlalchemy as sql
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "Examined",
    "Wence",
    "assemble",
    "examine",
    "open_writer",
    "ready",
    "reindex",
    "repair",
]

# Persons may read the same collections in so many different ways before one is prepared anew.
_VIEWS = 64


class Wence(Seen):
    """A data folder that this process owns, with its bot. May be called from any thread."""

    index: Index

    def __init__(self, settings: Settings, index: Index, bot: Bot, workers: Workers) -> None:
        """Keep the parts."""
        super().__init__(settings, index, bot, workers)
        self._intake = Intake(index, workers)
        self.is_warm = False
        self._views = lru_cache(_VIEWS)(self._view)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def seen_by(self, person: Person) -> "Wence | View":
        """Return the product as a person may see it: what they may not read is not there."""
        if person == LOCAL:
            return self
        index, bot = self._views(person.collections)
        return View(self, person, index=index, bot=bot.answering(person.name))

    def _view(self, collections: frozenset[str] | None) -> tuple[Reading, Bot]:
        if collections is None:
            return self.index, self.bot
        index = self.index.within(collections)
        return index, self.bot.over(index)

    @cached_property
    def access(self) -> "sql.Engine":
        """The file that holds who may come in; opened when it is first wanted."""
        from bot.access.database import open_database

        return open_database(self.settings.data)

    def remove(self, document_id: str) -> None:
        """Remove a document everywhere.

        Raises:
            NotFoundError: There is none of this id.
        """
        self.index.remove(document_id)

    def end_reading(self) -> None:
        """Let every file that is being read, and those that still come, fail at once."""
        self._workers.close()

    def close(self) -> None:
        """End what is being read and give the data folder up."""
        self.end_reading()
        self.index.close()
        if "access" in self.__dict__:
            self.access.dispose()

    def warm(self) -> None:
        """Load what the first question would wait for otherwise: lexicon, spellings, indexes."""
        self.bot.search("粮食产量", k=1)
        self.is_warm = True

    def ingest(
        self, name: str, content: bytes, *, password: str = "", collection: str = ""
    ) -> Ingested:
        """Store an uploaded file; one of the same name that was uploaded before is replaced."""
        source = source_of_upload(name, content, collection=collection)
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
    embedder: "Embeddings | None" = None,
    workers: Workers | None = None,
) -> Wence:
    """Open the data folder and put the product together.

    Args:
        settings: How it runs.
        chat_model: Any chat model of LangChain, in place of the one that the settings name.
        embedder: Any embedder of LangChain, likewise.
        workers: Who read files, when they were started before; closed with the product.

    Raises:
        SettingsError: A model of the settings is not there, or its library is not installed.
        BusyError: Another process owns the data folder.
        MismatchError: It was made by another embedder or version.
    """
    writer = open_writer(settings, chat_model=chat_model)
    reranker = open_reranker(settings)
    index = Index(settings.data, open_embedder(settings, embedder))
    bot = Bot(
        index,
        max_question_chars=settings.max_question_chars,
        writer=writer,
        answerer=settings.answerer,
        reranker=reranker,
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """The state of a data folder."""

    findings: tuple[Finding, ...]
    """What is missing or inconsistent."""
    counts: Counts
    made_by: str
    """The embedder that made its vectors."""


def examine(settings: Settings) -> Examined:
    """Say what is in the data folder, and what is missing or inconsistent.

    Raises:
        SettingsError: The embedder is not there.
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
    """
    with Index(settings.data, open_embedder(settings), checks=False) as index:
        return Examined(findings=index.doctor(), counts=index.count(), made_by=index.made_by)


def repair(settings: Settings) -> None:
    """Make the derived indexes of the data folder anew from its catalog.

    Raises:
        SettingsError: The embedder is not there.
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
        ModelError: The embedder failed.
    """
    with Index(settings.data, open_embedder(settings), checks=False) as index:
        index.rebuild()


def reindex(
    settings: Settings, *, embedder: "Embeddings | None" = None, tell: Tell = untold
) -> Examined:
    """Make the vectors of the data folder anew by the embedder of the settings, or the one given.

    The former ones serve until all are made; an interrupted call is gone on with by the next.

    Args:
        settings: Where the folder is.
        embedder: Any embedder of LangChain, in place of the one that the settings name.
        tell: Told how many passages are done, and of how many.

    Raises:
        SettingsError: The embedder is not there.
        BusyError: Another process owns the data folder.
        MismatchError: A newer version made it.
        ModelError: The embedder failed.
    """
    with Index(settings.data, open_embedder(settings, embedder), checks=False) as index:
        index.reindex(tell=tell)
        return Examined(findings=index.doctor(), counts=index.count(), made_by=index.made_by)


def ready(settings: Settings, *, tell: Tell = untold) -> None:
    """Make the vectors of the settings' embedder for a data folder that another process owns.

    They are taken in by the next process that opens the folder with that embedder.

    Args:
        settings: Where the folder is, and the embedder.
        tell: Told how many passages are done, and of how many.

    Raises:
        SettingsError: The embedder is not there.
        BusyError: Another process makes some.
        ModelError: The embedder failed.
    """
    make_ready(settings.data, open_embedder(settings), tell=tell)
