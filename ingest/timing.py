"""The time that reading one file may take; knows no process and no format."""

import time
from collections.abc import Callable

__all__ = ["Allowance"]


class Allowance:
    """Seconds for a file, and more for each of its pages that is read by text recognition.

    What a page leaves of its own seconds is not added to the rest, so that a file whose reading
    never ends is found out as soon after 200 pages as after one; what it takes beyond them is
    taken from the rest.
    """

    def __init__(
        self, *, seconds: float, page_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin now."""
        self._page_seconds, self._clock = page_seconds, clock
        self._rest = seconds
        self._until = clock() + seconds

    @property
    def left_s(self) -> float:
        """Seconds from now on, with those of the page that was begun last."""
        return self._until - self._clock()

    @property
    def left_for_page_s(self) -> float:
        """Seconds that there would be if a page began now."""
        return self._page_seconds + min(self._rest, self.left_s)

    def begin_page(self) -> None:
        """Allow for one more page."""
        self._rest = min(self._rest, self.left_s)
        self._until = self._clock() + self._page_seconds + self._rest
