"""One process owns a data folder: the lock, and the note that says who holds it."""

import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import BusyError

__all__ = ["Owner"]


class Owner:
    """Holds a folder's lock until `release`. The system frees it when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            BusyError: Another process holds it; the message names its pid and address.
        """
        self._note = folder / "owner.json"
        self._lock = FileLock(folder / "owner.lock", is_singleton=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise _busy(folder, self._note) from error
        self.announce("")

    def announce(self, url: str) -> None:
        """Write down who owns the folder and, when it serves, where."""
        note = {"pid": os.getpid(), "host": socket.gethostname(), "url": url}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def release(self) -> None:
        """Give the folder up."""
        self._note.unlink(missing_ok=True)
        self._lock.release()


def _busy(folder: Path, note: Path) -> BusyError:
    try:
        owner = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        owner = {}  # it has the lock and has not written its note yet
    url = owner.get("url", "")
    where = f" and serves {url}" if url else ""
    return BusyError(
        f"the data folder {folder} is in use by process {owner.get('pid', '(unknown)')} "
        f"on {owner.get('host', 'this machine')}{where}",
        hint=(f"Ask or add documents at {url}, or " if url else "Wait for it to end, or ")
        + "stop that process, or choose another folder with --data.",
    )
