"""The product as one person may see and change it; knows no way to sign in and no page."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.access.person import LOCAL, Person
from bot.access.refusals import NotAllowedError
from bot.chain import Bot
from bot.files import Source
from bot.intake import Ingested, Note, unnoted
from bot.settings import Settings
from ingest.types import DEFAULT_COLLECTION, Document, PageImage, PageMarks
from ingest.workers import Workers
from vectorstore.reading import Reading
from vectorstore.types import Relation

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["Seen", "View"]


class Seen(ABC):
    """What answers and shows, over the documents of an index. May be called from any thread."""

    def __init__(self, settings: Settings, index: Reading, bot: Bot, workers: Workers) -> None:
        """Keep the parts."""
        self.settings = settings
        self.index = index
        self.bot = bot
        self._workers = workers

    @property
    def person(self) -> Person:
        """Who sees it."""
        return LOCAL

    def collection_for(self, asked: str = "") -> str:
        """Return the collection that a new document goes into; `asked` is the one that was named.

        Raises:
            NotAllowedError: It is not one of the person's, or there are several to choose from.
        """
        return asked or DEFAULT_COLLECTION

    @abstractmethod
    def ingest_all(
        self, sources: Iterable[Source], *, password: str = "", note: Note = unnoted
    ) -> Iterator[Ingested]:
        """Store files and yield what became of each, in their order."""

    @abstractmethod
    def remove(self, document_id: str) -> None:
        """Remove a document everywhere.

        Raises:
            NotFoundError: There is none of this id.
        """

    def record_feedback(self, answer_id: str, *, rating: int, comment: str) -> None:
        """Keep what the person thought of an answer; `rating` is 1 or -1.

        Raises:
            NotFoundError: No answer of theirs has got this id.
        """
        self.index.record_feedback(answer_id, rating=rating, comment=comment)

    def page_image(self, document_id: str, *, page: int) -> PageImage:
        """Return a page of a report's own file, counted from 1, as it is printed.

        Raises:
            NotFoundError: The document is gone.
            UnreadableError: There is no such page, or it cannot be opened without a password.
            UnsupportedError: The file has no pages of its own.
        """
        found, content = self._original(document_id)
        return self._workers.draw(found.name, content, self.settings.opening(), page=page)

    def page_marks(self, document_id: str, *, page: int, start: int, end: int) -> PageMarks:
        """Return where `text[start:end]` stands on a page; what is on other pages is left out.

        Raises:
            NotFoundError: The document is gone.
            UnreadableError: As `page_image` does.
            UnsupportedError: As `page_image` does.
        """
        found, content = self._original(document_id)
        starts = (*found.page_starts, len(found.text))
        if not 0 < page < len(starts):
            return PageMarks()
        quote = found.text[max(start, starts[page - 1]) : min(end, starts[page])]
        opening = self.settings.opening()
        return self._workers.mark(found.name, content, opening, page=page, quote=quote)

    def _original(self, document_id: str) -> tuple[Document, bytes]:
        found = self.index.document(document_id)
        return found, self.index.original(document_id).read_bytes()


class View(Seen):
    """The product as a person of an installation with sign-in sees it."""

    def __init__(self, product: "Wence", person: Person, *, index: Reading, bot: Bot) -> None:
        """Keep whose view it is, and what the person may read of the product."""
        super().__init__(product.settings, index, bot, product._workers)
        self._product = product
        self._person = person

    @property
    def person(self) -> Person:
        """Who sees it."""
        return self._person

    def collection_for(self, asked: str = "") -> str:
        """Return the collection that a new document goes into; `asked` is the one that was named.

        Raises:
            NotAllowedError: It is not one of the person's, or there are several to choose from.
        """
        own = self._person.collections
        if asked and not self._person.may_read(asked):
            raise NotAllowedError(
                f"{asked} is no collection of yours", hint=f"Choose one of: {_listed(own)}"
            )
        if asked or own is None or DEFAULT_COLLECTION in own:
            return asked or DEFAULT_COLLECTION
        if len(own) != 1:
            raise NotAllowedError(
                "it is not said which collection the report is for",
                hint=f"Choose one of: {_listed(own)}" if own else "You have none; ask for one.",
            )
        return next(iter(own))

    def record_feedback(self, answer_id: str, *, rating: int, comment: str) -> None:
        """Keep what the person thought of an answer of theirs."""
        self.index.record_feedback(
            answer_id, rating=rating, comment=comment, reader=self._person.name
        )

    def ingest_all(
        self, sources: Iterable[Source], *, password: str = "", note: Note = unnoted
    ) -> Iterator[Ingested]:
        """Store files as `Wence.ingest_all` does, in collections of the person.

        Raises:
            NotAllowedError: One is for another collection; none is stored.
        """
        wanted = [
            replace(each, collection=self.collection_for(each.collection)) for each in sources
        ]
        stored = self._product.ingest_all(wanted, password=password, note=note)
        return map(self._shown, stored)

    def remove(self, document_id: str) -> None:
        """Remove a document everywhere.

        Raises:
            NotFoundError: There is none of this id, or the person may not read it.
        """
        self.index.document(document_id)
        self._product.remove(document_id)

    def _shown(self, ingested: Ingested) -> Ingested:
        """Return what became of a file without the ids of reports that are not there."""
        there = {row.document_id for row in self.index.rows()}
        known = ingested.relation
        relation = Relation(
            duplicate_of=known.duplicate_of if known.duplicate_of in there else None,
            supersedes=known.supersedes if known.supersedes in there else None,
        )
        return replace(ingested, relation=relation)


def _listed(collections: Iterable[str] | None) -> str:
    return ", ".join(sorted(collections or ()))
