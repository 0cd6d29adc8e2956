"""Takes files in: has them read by workers, stores them in groups, and reports each."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.ahead import in_groups
from bot.files import Source
from ingest.errors import InputError
from ingest.opening import Opening
from ingest.read import document_id, identified
from ingest.types import Audit, Report
from ingest.workers import Workers
from vectorstore.incoming import Incoming
from vectorstore.index import Index
from vectorstore.types import Change, Relation

__all__ = ["IngestStatus", "Ingested", "Intake", "Note", "Step", "unnoted"]


class IngestStatus(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingested:
    """What became of one file, and why."""

    path: str
    status: IngestStatus
    document_id: str | None = None
    reason: str = ""
    hint: str = ""
    audit: Audit | None = None
    relation: Relation = field(default_factory=Relation)
    """Whether the document says the same as another, or is its newer edition."""
    collection: str = ""
    """Where it went; empty for a failed one."""

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form of `wence ingest --json`."""
        return {
            "path": self.path,
            "status": self.status.value,
            "document_id": self.document_id,
            "reason": self.reason,
            "hint": self.hint,
            "audit": self.audit.to_dict() if self.audit else None,
            **asdict(self.relation),
            "collection": self.collection,
        }

    @classmethod
    def failed(cls, path: str, error: InputError) -> "Ingested":
        """Return the failure of a file."""
        return cls(path=path, status=IngestStatus.FAILED, reason=error.message, hint=error.hint)


class Step(StrEnum):
    """What is being done with a file."""

    READING = "reading"
    STORING = "storing"


Note = Callable[[Step, Source], object]


def unnoted(step: Step, source: Source) -> None:
    """Tell nobody what is being done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A file that was read, or why it was not; without either it is stored already."""

    source: Source
    identity: str = ""
    collection: str = ""
    content: bytes = b""
    report: Report | None = None
    error: InputError | None = None


class Intake:
    """The way of files into an index. May be used from any thread; one at a time stores."""

    def __init__(self, index: Index, workers: Workers) -> None:
        """Keep the store and those who read."""
        self._index = index
        self._workers = workers

    def take(
        self, sources: Iterable[Source], opening: Opening, *, note: Note = unnoted
    ) -> Iterator[Ingested]:
        """Yield what became of each file, in the order of the files.

        Files are read ahead by all workers, and stored in groups, in the order in which they are
        given, so that the same files make the same store. Stopping is safe at any time: what was
        stored is whole, and is passed over the next time.

        Args:
            sources: The files; they are opened when their turn comes.
            opening: How they may be opened.
            note: Called with what is being done and the file, from any thread.
        """

        def read(source: Source) -> _Read:
            note(Step.READING, source)
            return self._read(source, opening)

        weighed = ((each, each.size) for each in sources)
        with closing(in_groups(read, weighed, threads=self._workers.count)) as groups:
            for group in groups:
                for each in group:
                    note(Step.STORING, each.source)
                yield from self._store(group, opening)

    def _read(self, source: Source, opening: Opening) -> _Read:
        try:
            opened = source.open(opening.limits)
            collection = source.collection or self._index.collection_at(source.key)
            identity = document_id(opened.content, collection)
            if self._index.has(identity):
                return _Read(source=source, identity=identity, collection=collection)
            report = self._workers.read(opened.name, opened.content, opening)
        except InputError as error:
            return _Read(source=source, error=error)
        return _Read(
            source=source,
            identity=identity,
            collection=collection,
            content=opened.content,
            report=identified(report, identity),
        )

    def _store(self, group: Iterable[_Read], opening: Opening) -> list[Ingested]:
        """Store what was read, and return what became of each file."""
        done = [self._settle(each, opening) for each in group]
        incoming = [
            Incoming(
                report=each.report,
                path=each.source.key,
                content=each.content,
                collection=each.collection,
            )
            for each in done
            if each.report
        ]
        changes = iter(self._index.sync_all(incoming))
        results = [self._ingested(each, next(changes) if each.report else None) for each in done]
        related = self._index.relations() if any(each.document_id for each in results) else {}
        return [
            replace(each, relation=related.get(each.document_id or "", Relation()))
            for each in results
        ]

    def _settle(self, file: _Read, opening: Opening) -> _Read:
        """Return a file that is stored, failed or about to be stored."""
        is_known = file.report is None and file.error is None
        if is_known and not self._index.holds(file.identity, path=file.source.key):
            return self._read(file.source, opening)  # what held it was changed meanwhile
        return file

    def _ingested(self, file: _Read, change: Change | None) -> Ingested:
        shown = file.source.shown
        if file.error:
            return Ingested.failed(shown, file.error)
        if file.report and change:
            status, audit = IngestStatus(change.value), file.report.document.audit
        else:
            status, audit = IngestStatus.UNCHANGED, self._index.document(file.identity).audit
        return Ingested(
            path=shown,
            status=status,
            document_id=file.identity,
            audit=audit,
            collection=file.collection,
        )
