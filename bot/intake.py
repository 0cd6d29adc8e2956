"""Takes files in: finds them, reads them, stores them, and reports each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ingest.errors import InputError, NotFoundError, UnreadableError, UnsupportedError
from ingest.load import FORMATS
from ingest.read import document_id, read
from ingest.types import Audit
from vectorstore.index import Index

__all__ = ["IngestStatus", "Ingested", "find_files", "ingest_bytes", "ingest_file"]


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

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form of `wence ingest --json`."""
        return {
            "path": self.path,
            "status": self.status.value,
            "document_id": self.document_id,
            "reason": self.reason,
            "hint": self.hint,
            "audit": self.audit.to_dict() if self.audit else None,
        }


def find_files(path: Path) -> tuple[Path, ...]:
    """Return the file, or the files below a folder in a stable order; hidden ones are left out.

    Raises:
        NotFoundError: There is nothing at the path.
        UnreadableError: The folder holds no file.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise NotFoundError(f"{path} does not exist", hint="Check the spelling of the path.")
    files = tuple(_walk(path))
    if not files:
        raise UnreadableError(
            f"the folder {path} holds no file",
            hint=f"Put reports there ({' '.join(sorted(FORMATS))}) and run the command again.",
        )
    return files


def ingest_file(index: Index, path: Path, *, max_mb: int) -> Ingested:
    """Read a file and store it; every failure of this file is told in the result."""
    try:
        size = path.stat().st_size
        _check_size(size, max_mb)
        content = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}"
        return _failed(str(path), UnreadableError(reason, hint="Check its permissions."))
    except InputError as error:
        return _failed(str(path), error)
    return ingest_bytes(index, path.name, content, source=str(path.resolve()), shown=str(path))


def ingest_bytes(
    index: Index, name: str, content: bytes, *, source: str, shown: str = ""
) -> Ingested:
    """Read a file's bytes and store them in place of what the source held before.

    Args:
        index: The store.
        name: The file's name; its ending says the format.
        content: The file's bytes.
        source: What identifies the file over time: its path, or the name it was uploaded under.
        shown: How the result names the file; its name when empty.
    """
    identity = document_id(content)
    if index.holds(identity, path=source):
        audit = index.document(identity).audit
        return _stored(shown or name, IngestStatus.UNCHANGED, identity, audit)
    try:
        report = read(name, content)
    except (UnreadableError, UnsupportedError) as error:
        return _failed(shown or name, error)
    change = index.sync(report, path=source, content=content)
    audit = report.document.audit
    return _stored(shown or name, IngestStatus(change.value), identity, audit)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts: Sequence[str] = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            yield path


def _check_size(size: int, max_mb: int) -> None:
    if size > max_mb * 1_000_000:
        raise UnreadableError(
            f"the file has {size / 1_000_000:.0f} MB, more than {max_mb} MB",
            hint="Split it, or raise WENCE_MAX_UPLOAD_MB.",
        )


def _stored(path: str, status: IngestStatus, identity: str, audit: Audit) -> Ingested:
    return Ingested(path=path, status=status, document_id=identity, audit=audit)


def _failed(path: str, error: InputError) -> Ingested:
    return Ingested(path=path, status=IngestStatus.FAILED, reason=error.message, hint=error.hint)
