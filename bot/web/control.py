"""Puts together what watches and bounds a server: desk, counts, traces, journal and layers."""

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.access.journal import open_journal
from bot.web.api import MAX_BODY, max_upload_body
from bot.web.desk import Desk, Observer
from bot.web.health import product_version
from bot.web.journalling import entry_of
from bot.web.limits import Buckets, RateLimit
from bot.web.metrics import Metrics
from bot.web.observing import Observed, Routed
from bot.web.queueing import AskQueue
from bot.web.traces import Traces
from bot.web.uploads import BodyLimit

if TYPE_CHECKING:
    from bot.assembly import Wence
    from bot.settings import Settings

__all__ = ["Control"]

# Five a second: no reader sends as many, and a script that does is slowed a little.
_SIGNED_IN_PER_MINUTE = 300


class Control:
    """What watches and bounds one server."""

    def __init__(self, wence: "Wence") -> None:
        """Open the parts that the settings name.

        Raises:
            SettingsError: The library of one is not installed.
        """
        settings = wence.settings
        self._wence = wence
        queue = AskQueue(places=settings.concurrent_asks, length=settings.queue_length)
        self.metrics = Metrics(wence, queue)
        self.journal = open_journal(settings.data, settings.journal, days=settings.journal_days)
        self.traces: Traces | None = None
        if settings.otlp_endpoint:
            self.traces = Traces(settings.otlp_endpoint, version=product_version())
        self.desk = Desk(
            queue,
            buckets=Buckets(_per_minute(settings)),
            timeout_s=settings.ask_timeout_s,
            observers=[*self._observers()],
        )

    def add_inner(self, app: FastAPI) -> None:
        """Add the layers that need to know who asks, and the addresses of operation."""
        _add_metrics(app, self.metrics)
        app.add_middleware(Routed)
        app.add_middleware(RateLimit, buckets=self.desk.buckets)
        uploads = max_upload_body(self._wence)
        app.add_middleware(BodyLimit, max_bytes=MAX_BODY, max_upload_bytes=uploads)

    def add_outer(self, app: FastAPI) -> None:
        """Add the layer that sees every request, also those that are refused."""
        app.add_middleware(Observed, metrics=self.metrics, traces=self.traces)

    def close(self) -> None:
        """Write and send what has not been yet."""
        if self.traces:
            self.traces.close()
        if self.journal:
            self.journal.close()

    def _observers(self) -> list[Observer]:
        journal = self.journal
        observers: list[Observer] = [self.metrics.note_asked]
        if self.traces:
            observers.append(self.traces.note_asked)
        if journal:
            observers.append(lambda asked: journal.note(entry_of(asked)))
        return observers


def _per_minute(settings: "Settings") -> int:
    if settings.requests_per_minute is not None:
        return settings.requests_per_minute
    return _SIGNED_IN_PER_MINUTE if settings.sign_in != "none" else 0


def _add_metrics(app: FastAPI, metrics: Metrics) -> None:
    @app.get("/metrics", include_in_schema=False)
    def counts() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)
