"""The files as they were given, kept for download; written whole or not at all."""

import os
from pathlib import Path

__all__ = ["Originals"]


class Originals:
    """A folder with one file a document, named by its id."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, creating it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def put(self, document_id: str, content: bytes) -> None:
        """Keep a file."""
        unfinished = self._folder / f".{document_id}.part"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path(document_id))

    def path(self, document_id: str) -> Path:
        """Return where a document's file is kept, whether or not it is there."""
        return self._folder / document_id

    def discard(self, document_id: str) -> None:
        """Delete a document's file, if it is there."""
        self.path(document_id).unlink(missing_ok=True)

    def sweep(self, wanted: set[str]) -> None:
        """Delete every file that belongs to none of the wanted documents."""
        for path in self._folder.iterdir():
            if path.name not in wanted:
                path.unlink()
