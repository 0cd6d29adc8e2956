"""The values that the store returns; pure data."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from ingest.types import DEFAULT_COLLECTION, Audit, Description, Passage

__all__ = ["Change", "Context", "Counts", "Finding", "Hit", "Listing", "Relation", "Way"]


class Change(StrEnum):
    """What a sync did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """A passage with its neighbours, as one piece of its document's text."""

    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form."""
        return {"start": self.start, "end": self.end, "text": self.text}


class Way(StrEnum):
    """How passages are found."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage that was found, with its text."""

    passage: Passage
    title: str
    text: str
    score: float
    """Higher is better; comparable within one search only."""
    copies: tuple[Passage, ...] = ()
    """Passages that say the same of the same place and time, and are not listed themselves."""

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form of `/api/search`."""
        return {
            "document_id": self.passage.document_id,
            "title": self.title,
            "passage_id": self.passage.id,
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.text,
            "section": list(self.passage.section),
            "page": self.passage.page,
            "score": self.score,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """How a document relates to others of the store; nothing is removed on account of it."""

    duplicate_of: str | None = None
    """Id of the earliest document that says the same, in whatever file it came."""
    supersedes: str | None = None
    """Id of the newest edition of the same report that this one takes the place of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A document in the list of documents, without its text."""

    document_id: str
    name: str
    description: Description
    audit: Audit
    ingested_at: str
    """ISO time in UTC."""
    relation: Relation = field(default_factory=Relation)
    collection: str = DEFAULT_COLLECTION

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form of `/api/documents`."""
        return {
            "document_id": self.document_id,
            "name": self.name,
            **self.description.to_dict(),
            "passages": self.audit.passages,
            "ingested_at": self.ingested_at,
            "audit": self.audit.to_dict(),
            **asdict(self.relation),
            "collection": self.collection,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How much a store holds."""

    documents: int
    passages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something missing or inconsistent, and the command that mends it."""

    code: str
    message: str
    command: str

    def to_dict(self) -> dict[str, str]:
        """Return the wire form of `wence doctor --json`."""
        return {"code": self.code, "message": self.message, "command": self.command}
