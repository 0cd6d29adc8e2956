"""Works ahead in threads, and hands what is done out in order and in groups; knows no file."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
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
# So many times the mean of those that wait is far heavier. Reading the heaviest first whatever it
# weighs makes the first ones wait.
_HEAVY = 4


def in_groups(
    work: Callable[[T], R],
    items: Iterable[tuple[T, int]],
    *,
    threads: int,
    bounds: Bounds = _BOUNDS,
) -> Generator[list[R], None, None]:
    """Yield what `work` makes of items, in their order, in groups of what is done.

    One far heavier than the others is worked on before its turn, so that nobody waits for it
    then. One that weighs more than all may together is worked on when it is the only one.

    Args:
        work: Called from several threads.
        items: Each with its weight.
        threads: How many work at the same time.
        bounds: How far ahead, and how many together.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="wence-ahead")
    queue = _Queue(pool, _Waiting(work, threads=threads), iter(items), bounds)
    try:
        while group := queue.group():
            yield group
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@dataclass(eq=False, kw_only=True, slots=True)
class _Job(Generic[T, R]):
    """An item and what becomes of it."""

    item: T
    weight: int
    done: Future[R] = field(default_factory=Future)

    def run(self, work: Callable[[T], R]) -> None:
        try:
            self.done.set_result(work(self.item))
        except BaseException as error:
            self.done.set_exception(error)
            raise


class _Waiting(Generic[T, R]):
    """The jobs that nobody works on yet; for use from several threads."""

    def __init__(self, work: Callable[[T], R], *, threads: int) -> None:
        self._work = work
        self._jobs: list[_Job[T, R]] = []
        self._lock = threading.Lock()
        self._has_heavy = threads == 1  # a single one keeps to the order

    def put(self, job: _Job[T, R]) -> None:
        with self._lock:
            self._jobs.append(job)

    def run_one(self) -> None:
        """Work on the first job, or on a heavy one while other threads do not."""
        with self._lock:
            heavy = None if self._has_heavy else self._heavy()
            self._has_heavy |= heavy is not None
            job = heavy or self._jobs[0]
            self._jobs.remove(job)
        try:
            job.run(self._work)
        finally:
            with self._lock:
                self._has_heavy &= heavy is None

    def _heavy(self) -> _Job[T, R] | None:
        """Return the job that is far heavier than the others, if there is one."""
        heaviest = max(self._jobs, key=lambda each: each.weight)
        mean = sum(each.weight for each in self._jobs) / len(self._jobs)
        return heaviest if heaviest.weight > _HEAVY * mean else None


class _Queue(Generic[T, R]):
    """The items that are worked on, in their order."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        waiting: _Waiting[T, R],
        items: Iterator[tuple[T, int]],
        bounds: Bounds,
    ) -> None:
        self._pool, self._waiting, self._items, self._bounds = pool, waiting, items, bounds
        self._running: deque[_Job[T, R]] = deque()
        self._weight = self._handed_out = 0
        self._next = next(items, None)

    def group(self) -> list[R]:
        """Return the next group, empty when there are no more items."""
        group: list[R] = []
        self._weight, self._handed_out = self._weight - self._handed_out, 0
        self._fill()
        until = None
        while self._running and len(group) < self._bounds.group and self._is_due(until):
            job = self._running.popleft()
            group.append(job.done.result())
            self._handed_out += job.weight
            until = until or monotonic() + self._bounds.wait_s
            self._fill()
        return group

    def _is_due(self, until: float | None) -> bool:
        """Tell whether the first item is, or comes, in time for a group; the first one always."""
        if until is None:
            return True
        try:
            self._running[0].done.exception(timeout=max(0.0, until - monotonic()))
        except TimeoutError:
            return False
        return True

    def _fill(self) -> None:
        while self._next is not None and self._has_room(self._next[1]):
            job: _Job[T, R] = _Job(item=self._next[0], weight=self._next[1])
            self._running.append(job)
            self._waiting.put(job)
            self._pool.submit(self._waiting.run_one)
            self._weight += job.weight
            self._next = next(self._items, None)

    def _has_room(self, weight: int) -> bool:
        fits = not self._weight or self._weight + weight <= self._bounds.weight
        return fits and len(self._running) < self._bounds.items
