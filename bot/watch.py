"""Sees which files under some paths are new, changed or gone; knows not what becomes of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.files import files_below

__all__ = ["Seen", "Watch"]

_SETTLE_S = 2.0


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What shows that a file was written to."""

    size: int
    modified_ns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What one look found."""

    ready: tuple[Path, ...] = ()
    """New or changed, and written whole as it seems: nothing was written for some seconds."""
    gone: tuple[Path, ...] = ()
    """Ready before, and not there any more."""


class Watch:
    """Looks at files and folders over and over.

    It asks no notice of the system, as that tells nothing of what other machines write into a
    shared folder.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        *,
        settle_s: float = _SETTLE_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin with nothing seen.

        Args:
            roots: Files and folders; a folder with all below it.
            settle_s: How long a file must stay as it is before it counts as written.
            clock: Returns seconds.
        """
        self._roots, self._settle_s, self._clock = tuple(roots), settle_s, clock
        self._ready: dict[Path, _Stamp] = {}
        self._settling: dict[Path, tuple[_Stamp, float]] = {}

    def look(self) -> Seen:
        """Return what has become ready and what is gone since the last look."""
        now, present = self._clock(), dict(self._stamps())
        ready = tuple(path for path, stamp in present.items() if self._is_ready(path, stamp, now))
        self._settling = {
            path: each
            for path, each in self._settling.items()
            if path in present and path not in ready
        }
        gone = tuple(path for path in self._ready if path not in present and self._can_tell(path))
        for path in gone:
            del self._ready[path]
        self._ready |= {path: present[path] for path in ready}
        return Seen(ready=ready, gone=gone)

    def _is_ready(self, path: Path, stamp: _Stamp, now: float) -> bool:
        if self._ready.get(path) == stamp:
            return False
        last, since = self._settling.get(path, (None, now))
        if last != stamp:
            self._settling[path] = (stamp, now)
            return self._settle_s == 0
        return now - since >= self._settle_s

    def _can_tell(self, path: Path) -> bool:
        """Tell whether a missing file is gone, rather than the drive that it lies on."""
        return any(
            path == root or (path.is_relative_to(root) and _holds_something(root))
            for root in self._roots
        )

    def _stamps(self) -> Iterator[tuple[Path, _Stamp]]:
        for root in self._roots:
            for path in files_below(root) if root.is_dir() else (root,):
                try:
                    found = path.stat()
                except OSError:  # gone, or not to be read now
                    continue
                yield path, _Stamp(found.st_size, found.st_mtime_ns)


def _holds_something(folder: Path) -> bool:
    """Tell whether there is anything in a folder: none is left where a drive was taken away."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False
