"""Remembers what clients of the API asked in a session, so that they need not send it again."""

import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from bot.earlier import MAX_TURNS
from bot.types import Answer, Event, Turn

__all__ = ["Sessions"]

# About 20 MB when every session is long.
_MAX_SESSIONS = 1000
_IDLE_S = 3600.0


class Sessions:
    """The latest turns of each session, in memory only. May be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without sessions; `clock` counts seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, tuple[float, tuple[Turn, ...]]] = OrderedDict()

    def turns(self, session_id: str | None) -> tuple[Turn, ...]:
        """Return the turns of a session, oldest first; none when it is unknown or long idle."""
        if not session_id:
            return ()
        with self._lock:
            used, turns = self._sessions.get(session_id, (0.0, ()))
            return turns if self._clock() - used < _IDLE_S else ()

    def note(self, session_id: str | None, history: Sequence[Turn], answer: Answer) -> None:
        """Remember a session's turns up to an answer; the longest unused sessions are forgotten."""
        if not session_id:
            return
        turns = (*history, Turn(question=answer.question, answer=answer.answer))[-MAX_TURNS:]
        with self._lock:
            self._sessions[session_id] = self._clock(), turns
            self._sessions.move_to_end(session_id)
            while len(self._sessions) > _MAX_SESSIONS:
                self._sessions.popitem(last=False)

    async def noting(
        self, session_id: str | None, history: Sequence[Turn], events: AsyncGenerator[Event, None]
    ) -> AsyncGenerator[Event, None]:
        """Yield events as they come and remember the answer among them."""
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Answer):
                    self.note(session_id, history, event)
                yield event
