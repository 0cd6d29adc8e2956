"""The frames that are open in portals: who uses each and until when; in memory, knows no HTTP.

A frame's id is a secret of 256 bits that stands in the address of everything the frame asks for,
since a browser may bar a frame of another site from keeping a cookie.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.access.person import Person
from bot.access.refusals import NotSignedInError

__all__ = ["LIFE_S", "Frame", "Frames"]

LIFE_S = 3600
"""After this a frame needs another token: who was let out of the portal is out here, too."""
_ID_BYTES = 32
_MOST = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One frame in a portal's page."""

    id: str = field(repr=False)
    person: Person
    expires: float
    """By the clock of its `Frames`, in seconds."""
    origin: str = ""
    """Of the page around it, which its events go to; none when empty."""
    language: str = ""
    """zh, en, or empty for the browser's."""
    question: str = ""
    """To be asked first; empty once it was taken."""


class Frames:
    """The open frames. May be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any; `clock` counts seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._frames: OrderedDict[str, Frame] = OrderedDict()

    def open(
        self, person: Person, *, origin: str = "", language: str = "", question: str = ""
    ) -> Frame:
        """Open a frame; those that have expired are forgotten, and the oldest when too many."""
        frame = Frame(
            id=secrets.token_urlsafe(_ID_BYTES),
            person=person,
            expires=self._clock() + LIFE_S,
            origin=origin,
            language=language,
            question=question,
        )
        with self._lock:
            self._frames[frame.id] = frame
            while len(self._frames) > _MOST or self._is_over(next(iter(self._frames.values()))):
                self._frames.popitem(last=False)
        return frame

    def find(self, id: str) -> Frame | None:
        """Return an open frame; None when there is none, or it has expired."""
        with self._lock:
            frame = self._frames.get(id)
        return None if frame is None or self._is_over(frame) else frame

    def life(self, frame: Frame) -> float:
        """Return the seconds for which a frame stays open."""
        return max(0.0, frame.expires - self._clock())

    def renew(self, id: str, person: Person) -> Frame:
        """Keep a frame open, with the rights that its person has now.

        Raises:
            NotSignedInError: It is not open, or someone else's.
        """
        with self._lock:
            frame = self._frames.get(id)
            if frame is None or self._is_over(frame) or frame.person.name != person.name:
                raise NotSignedInError("the frame has ended", hint="Load the portal's page anew.")
            renewed = replace(frame, person=person, expires=self._clock() + LIFE_S)
            self._frames[id] = renewed
            self._frames.move_to_end(id)
        return renewed

    def take_question(self, id: str) -> str:
        """Return the question that a frame is to ask first, once."""
        with self._lock:
            frame = self._frames.get(id)
            if frame is None:
                return ""
            self._frames[id] = replace(frame, question="")
        return frame.question

    def _is_over(self, frame: Frame) -> bool:
        return self._clock() >= frame.expires
