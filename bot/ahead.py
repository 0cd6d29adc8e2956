"""Works ahead in threads, and hands what is done out in order and in groups; knows no file."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

__all__ = ["Bounds", "in_groups"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How far work goes ahead, and how large a group becomes."""

    items: int = 64
    weight: int = 64_000_000
    """What the items that are worked on, waiting or in a group may weigh together."""
    group: int = 64
    wait_s: float = 0.3
    """A group that is not full is handed out when its first item has waited so long."""


_BOUNDS = Bounds()


def in_groups(
    work: Callable[[T], R],
    items: Iterable[tuple[T, int]],
    *,
    threads: int,
    bounds: Bounds = _BOUNDS,
) -> Generator[list[R], None, None]:
    """Yield what `work` makes of items, in their order, in groups of what is done.

    An item that weighs more than all may together is worked on when it is the only one.

    Args:
        work: Called from several threads.
        items: Each with its weight.
        threads: How many work at the same time.
        bounds: How far ahead, and how many together.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="wence-ahead")
    queue = _Queue(pool, work, iter(items), bounds)
    try:
        while group := queue.group():
            yield group
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Queue(Generic[T, R]):
    """The items that are worked on, in their order."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[T], R],
        items: Iterator[tuple[T, int]],
        bounds: Bounds,
    ) -> None:
        self._pool, self._work, self._items, self._bounds = pool, work, items, bounds
        self._running: deque[tuple[Future[R], int]] = deque()
        self._weight = self._handed_out = 0
        self._next = next(items, None)

    def group(self) -> list[R]:
        """Return the next group, empty when there are no more items."""
        group: list[R] = []
        self._weight, self._handed_out = self._weight - self._handed_out, 0
        self._fill()
        until = None
        while self._running and len(group) < self._bounds.group and self._is_due(until):
            future, weight = self._running.popleft()
            group.append(future.result())
            self._handed_out += weight
            until = until or monotonic() + self._bounds.wait_s
            self._fill()
        return group

    def _is_due(self, until: float | None) -> bool:
        """Tell whether the first item is, or comes, in time for a group; the first one always."""
        if until is None:
            return True
        future, _ = self._running[0]
        try:
            future.exception(timeout=max(0.0, until - monotonic()))
        except TimeoutError:
            return False
        return True

    def _fill(self) -> None:
        while self._next is not None and self._has_room(self._next[1]):
            item, weight = self._next
            self._running.append((self._pool.submit(self._work, item), weight))
            self._weight += weight
            self._next = next(self._items, None)

    def _has_room(self, weight: int) -> bool:
        fits = not self._weight or self._weight + weight <= self._bounds.weight
        return fits and len(self._running) < self._bounds.items
