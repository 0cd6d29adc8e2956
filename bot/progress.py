"""Shows on a terminal how far taking files in has come; silent where there is none."""

import shutil
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import TextIO
from unicodedata import east_asian_width

__all__ = ["Progress"]

_SHOWN_EVERY_S = 0.1
_MEGABYTE = 1_000_000
_ERASE_LINE = "\r\x1b[K"


class Progress:
    """One line that is written over: files done of all, rate, time left, the present file."""

    def __init__(
        self,
        *,
        files: int,
        size: int,
        out: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin to count.

        Args:
            files: How many there are.
            size: Their bytes together.
            out: Where to show it; nothing is shown when it is no terminal.
            clock: Returns seconds.
        """
        self._out = sys.stderr if out is None else out
        self._is_shown = self._out.isatty()
        self._files, self._size, self._clock = files, size, clock
        self._start = self._shown_at = clock()
        self._done = self._done_size = 0
        self._current = ""
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Say which file is being read."""
        with self._lock:
            self._current = name
            self._show()

    def end(self, size: int) -> None:
        """Count a file as done, with its bytes."""
        with self._lock:
            self._done += 1
            self._done_size += size
            self._show()

    def clear(self) -> None:
        """Take the line away, for others to be printed."""
        with self._lock:
            if self._is_shown:
                self._out.write(_ERASE_LINE)
                self._out.flush()
            self._shown_at = 0.0

    def line(self) -> str:
        """Return what is shown."""
        elapsed = max(self._clock() - self._start, 1e-9)
        parts = [f"{self._done}/{self._files}"]
        if self._done:
            parts.append(f"{self._done / elapsed:.1f} files/s")
            parts.append(f"{self._done_size / elapsed / _MEGABYTE:.2f} MB/s")
            parts.append(f"{_span(self._left_s(elapsed))} left")
        return " · ".join([*parts, self._current])

    def _left_s(self, elapsed: float) -> float:
        # By bytes, as files differ much; those of unknown size count as nothing.
        if self._size and self._done_size:
            return elapsed * (self._size - self._done_size) / self._done_size
        return elapsed * (self._files - self._done) / self._done

    def _show(self) -> None:
        now = self._clock()
        if self._is_shown and now - self._shown_at >= _SHOWN_EVERY_S:
            self._shown_at = now
            width = shutil.get_terminal_size().columns - 1
            self._out.write(_ERASE_LINE + _cut(self.line(), width))
            self._out.flush()


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _cut(text: str, width: int) -> str:
    """Return as much of a text as fits into so many columns; a Han character takes two."""
    for i, character in enumerate(text):
        width -= 2 if east_asian_width(character) in "WF" else 1
        if width < 0:
            return text[:i]
    return text
