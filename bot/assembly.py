"""The only place where concrete classes are chosen and put together."""

from pathlib import Path
from types import TracebackType
from typing import Self

from bot.chain import Bot
from bot.intake import Ingested, ingest_bytes, ingest_file
from bot.settings import Settings
from vectorstore.embed import StaticEmbedder
from vectorstore.index import Index
from vectorstore.types import Finding

__all__ = ["Wence", "assemble", "examine", "repair"]


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


def assemble(settings: Settings) -> Wence:
    """Open the data folder and put the product together.

    Raises:
        BusyError: Another process owns the data folder.
        MismatchError: It was made by another embedder or version.
    """
    index = Index(settings.data, StaticEmbedder())
    return Wence(settings, index, Bot(index, max_question_chars=settings.max_question_chars))


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
