"""The errors with which a busy server turns a request away; knows not who asked for what."""

from ingest.errors import WenceError

__all__ = [
    "AskTimeoutError",
    "BadTimeError",
    "DrainingError",
    "QueueFullError",
    "TooManyRequestsError",
]

# How long answers take when many ask: long enough that a place may be free again.
_QUEUE_RETRY_S = 10
# By then another process, or this one started anew, serves.
_DRAINING_RETRY_S = 15


class BadTimeError(WenceError):
    """A request that is right, and comes at a bad time."""

    retryable = True

    def __init__(self, message: str, *, hint: str, retry_after_s: int) -> None:
        """Keep how many seconds to wait before the next try."""
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class TooManyRequestsError(BadTimeError):
    """Somebody sends more requests than one may."""

    code, status = "too_many_requests", 429

    def __init__(self, *, per_minute: int, retry_after_s: int) -> None:
        super().__init__(
            f"more than {per_minute} requests a minute came from you",
            hint=f"Wait {retry_after_s} s and send it again, or ask whoever runs this server to "
            "raise WENCE_REQUESTS_PER_MINUTE.",
            retry_after_s=retry_after_s,
        )


class QueueFullError(BadTimeError):
    """So many questions wait that another would wait too long."""

    code, status = "queue_full", 429

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{waiting} questions are waiting already",
            hint="Ask again in a little while.",
            retry_after_s=_QUEUE_RETRY_S,
        )


class DrainingError(BadTimeError):
    """The server finishes what it has begun and takes no more."""

    code, status = "draining", 503

    def __init__(self) -> None:
        super().__init__(
            "the server is being stopped and takes no more questions",
            hint="Ask again in a little while.",
            retry_after_s=_DRAINING_RETRY_S,
        )


class AskTimeoutError(BadTimeError):
    """An answer took longer than it may."""

    code, status = "timeout", 504

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"the answer was not ready after {timeout_s:g} s",
            hint="Ask again, or ask of fewer reports at a time.",
            retry_after_s=_QUEUE_RETRY_S,
        )
