"""Lets so many answers be made at a time, in a fair order; knows neither questions nor HTTP.

Who waits takes no thread. All of it runs on one event loop, and so needs no lock.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator

from bot.web.refusals import DrainingError, QueueFullError

__all__ = ["AskQueue", "Ticket"]

# Even when nothing moves, whoever waits is told again: a page that has gone away shows by it.
_TICK_S = 1.0


class Ticket:
    """One question's place in the queue, from entering it to leaving."""

    def __init__(self, queue: "AskQueue", person: str) -> None:
        """Keep whose it is; made by `AskQueue.enter`."""
        self.person = person
        self.is_admitted = False
        self.is_refused = False
        self._queue = queue
        self._changed = asyncio.Event()

    async def positions(self) -> AsyncIterator[int]:
        """Yield the place in the queue, 1 for the next, until it is this ticket's turn.

        Raises:
            DrainingError: The queue was closed meanwhile.
        """
        while not self.is_admitted:
            self._changed.clear()
            if self.is_refused:
                raise DrainingError
            yield self._queue.position(self)
            if not self.is_admitted:
                await self._change()

    def leave(self) -> None:
        """Give the place up, whether or not it was one's turn; again does nothing."""
        self._queue.leave(self)

    def tell(self) -> None:
        """Wake whoever waits with this ticket."""
        self._changed.set()

    async def _change(self) -> None:
        try:
            async with asyncio.timeout(_TICK_S):
                await self._changed.wait()
        except TimeoutError:
            return


class AskQueue:
    """So many places, and a line before them in which persons take turns.

    Persons come one after the other, whoever has waited longest first; each one's questions come
    in the order in which they were asked. So nobody waits for all of another's questions.
    """

    def __init__(self, *, places: int, length: int) -> None:
        """Begin empty.

        Args:
            places: Questions that are answered at a time.
            length: Questions that may wait.
        """
        self._places, self._length = places, length
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._admitted: set[Ticket] = set()
        self._is_closed = False

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return len(self._admitted)

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def is_closed(self) -> bool:
        """Whether nobody may enter any more."""
        return self._is_closed

    def enter(self, person: str) -> Ticket:
        """Return the place of a new question; to be left whatever happens.

        Raises:
            QueueFullError: Too many questions wait.
            DrainingError: The queue is closed.
        """
        if self._is_closed:
            raise DrainingError
        if self.running >= self._places and self.waiting >= self._length:
            raise QueueFullError(self.waiting)
        ticket = Ticket(self, person)
        self._waiting.setdefault(person, deque()).append(ticket)
        self._admit()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out, wherever it is."""
        self._admitted.discard(ticket)
        line = self._waiting.get(ticket.person, deque())
        if ticket in line:
            line.remove(ticket)
            self._drop_empty(ticket.person)
        self._admit()

    def position(self, ticket: Ticket) -> int:
        """Return how many turns it is until a ticket's, 1 for the next, 0 when it has come."""
        line = self._waiting.get(ticket.person, deque())
        if ticket not in line:
            return 0
        rounds = line.index(ticket)
        before, is_before = rounds + 1, True
        for person, others in self._waiting.items():
            if person == ticket.person:
                is_before = False
                continue
            before += min(len(others), rounds + is_before)
        return before

    def close(self) -> None:
        """Let nobody enter any more, and send away who waits; what is being answered goes on."""
        self._is_closed = True
        refused = [ticket for line in self._waiting.values() for ticket in line]
        self._waiting.clear()
        for ticket in refused:
            ticket.is_refused = True
            ticket.tell()

    def _admit(self) -> None:
        while self._waiting and self.running < self._places:
            person, line = self._waiting.popitem(last=False)
            ticket = line.popleft()
            if line:  # the next turn of this person is after everybody else's
                self._waiting[person] = line
            ticket.is_admitted = True
            self._admitted.add(ticket)
            ticket.tell()
        for waiting in self._waiting.values():
            for each in waiting:
                each.tell()

    def _drop_empty(self, person: str) -> None:
        if not self._waiting[person]:
            del self._waiting[person]
