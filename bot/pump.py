"""Reads a slow source in a thread of its own, so that no reader waits past a deadline."""

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator

__all__ = ["PumpTimeoutError", "pumped"]

Produce = Callable[[Callable[[str], None], threading.Event], None]
"""Puts each piece, and returns when it is done or the event is set."""


class PumpTimeoutError(Exception):
    """The source did not end before the deadline."""


def pumped(produce: Produce, *, deadline: float) -> Iterator[str]:
    """Yield what a source puts, as it comes.

    Whatever the source waits for, the reader gets control back at the deadline. The source is told
    to stop then, and when the reader closes this; its thread ends at its next piece.

    Args:
        produce: The source; runs in a thread, with the caller's context.
        deadline: Of `time.monotonic`.

    Raises:
        PumpTimeoutError: The deadline came first.
    """
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def run() -> None:
        try:
            produce(pieces.put, stopped)
        except BaseException as error:  # noqa: BLE001 - raised again where it is read
            pieces.put(error)
        else:
            pieces.put(None)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), daemon=True).start()
    try:
        while (piece := _next(pieces, deadline)) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        stopped.set()


def _next(
    pieces: "queue.SimpleQueue[str | BaseException | None]", deadline: float
) -> str | BaseException | None:
    try:
        return pieces.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise PumpTimeoutError from None
