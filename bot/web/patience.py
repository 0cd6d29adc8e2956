"""Ends connections whose clients are too slow, or too many; knows nothing of what they ask.

Uvicorn waits for ever for a request's head, for its body, and for whoever does not read a response
(0.54). Whoever opens hundreds of such connections would keep everybody else out.
"""

import asyncio
import json
from dataclasses import dataclass

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Patience", "PatientProtocol"]

_TIMEOUT = json.dumps(
    {
        "error": {
            "code": "slow_request",
            "message": "the request did not come whole in time",
            "hint": "Send it again, over a better line or in smaller parts.",
            "retryable": True,
        }
    }
).encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How slow clients may be."""

    check_every_s: float = 5.0
    head_s: float = 20.0
    """For a request's head, as long as Apache's example gives (mod_reqtimeout): it comes in one
    piece, if at all."""
    body_rate: int = 500
    """Bytes a second of a body, likewise, over `slow_checks`; what is read late by us is not held
    to it."""
    slow_checks: int = 4
    unread_checks: int = 12
    """Checks in which nothing of a response was taken."""
    connections: int = 800
    """Below the 1,024 files that a process may have open by default."""


class PatientProtocol(H11Protocol):
    """One connection, which is looked after while it lives."""

    patience = Patience()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Take a connection; when there are too many, one that does nothing makes room."""
        super().connection_made(transport)
        self._idle_since = self.loop.time()
        self._received = self._received_before = 0
        self._slow_checks = self._unread_checks = self._unread_before = 0
        self._check_handle = self.loop.call_later(self.patience.check_every_s, self._check)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look after it no more."""
        self._check_handle.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and count it."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Wait for another request from now on."""
        self._idle_since = self.loop.time()
        super().on_response_complete()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being received or answered."""
        is_answered = self.cycle is None or self.cycle.response_complete
        return is_answered and self.conn.their_state is not h11.SEND_BODY

    def _check(self) -> None:
        self._check_handle = self.loop.call_later(self.patience.check_every_s, self._check)
        if self._is_unread() or self._is_head_late() or self._is_body_slow():
            self._end()
        self._received_before = self._received

    def _is_head_late(self) -> bool:
        # A response that is complete for us may still be on its way.
        has_sent = not self.transport.get_write_buffer_size()
        late_s = self.loop.time() - self._idle_since
        return self.is_idle and has_sent and late_s > self.patience.head_s

    def _is_body_slow(self) -> bool:
        is_asked = self.cycle is not None and self.cycle.waiting_for_100_continue
        waits_for_us = self.flow.read_paused or is_asked
        came = self._received - self._received_before
        is_slow = came < self.patience.body_rate * self.patience.check_every_s and not waits_for_us
        is_coming = self.conn.their_state is h11.SEND_BODY
        self._slow_checks = self._slow_checks + 1 if is_coming and is_slow else 0
        return self._slow_checks >= self.patience.slow_checks

    def _is_unread(self) -> bool:
        unread = self.transport.get_write_buffer_size()
        is_stuck = unread > 0 and unread == self._unread_before
        self._unread_before = unread
        self._unread_checks = self._unread_checks + 1 if is_stuck else 0
        return self._unread_checks >= self.patience.unread_checks

    def _end(self) -> None:
        """End the connection, with a reason where none of a response was sent yet."""
        has_begun = self.cycle is not None and self.cycle.response_started
        is_waiting = self._received > 0 and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE)
        if is_waiting and not (has_begun and not self.cycle.response_complete):
            head = h11.Response(
                status_code=408,
                headers=[("content-type", "application/json"), ("connection", "close")],
                reason="Request Timeout",
            )
            for event in (head, h11.Data(data=_TIMEOUT), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.cycle is not None:
            self.cycle.disconnected = True
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _make_room(self) -> None:
        others = (each for each in self.connections if isinstance(each, PatientProtocol))
        present = [each for each in others if not each.transport.is_closing()]
        if len(present) > self.patience.connections:
            idle = (each for each in present if each.is_idle)
            min(idle, key=lambda each: each._idle_since, default=self).transport.abort()
