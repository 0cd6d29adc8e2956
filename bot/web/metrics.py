"""Counts what the server does, in Prometheus' form; knows no text of a question or report."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.web.desk import Asked
from bot.web.queueing import AskQueue

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["Metrics"]

# From what a small installation answers in to where people give up.
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_STAGES = ("understand", "retrieve", "rerank", "answer", "check")
_MS = 1000


class Metrics:
    """The counts of one server; apart from those of any other in the same process."""

    def __init__(self, wence: "Wence", queue: AskQueue) -> None:
        """Begin at nought; gauges are read when somebody asks for them."""
        registry = CollectorRegistry()
        self._registry = registry
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        registry.register(_Gauges(wence, queue))
        self._requests = Counter(
            "wence_requests", "Requests by route and status.",
            ("method", "route", "status"), registry=registry,
        )  # fmt: skip
        self._request_seconds = Histogram(
            "wence_request_seconds", "Seconds from a request to the end of its response.",
            ("route",), buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._answers = Counter(
            "wence_answers", "Answers by outcome; partial and not_found are refusals.",
            ("outcome", "answerer", "via"), registry=registry,
        )  # fmt: skip
        self._failures = Counter(
            "wence_ask_failures", "Questions without an answer, by the error's code.",
            ("code", "via"), registry=registry,
        )  # fmt: skip
        self._figures = Counter(
            "wence_figures", "Figures in answers by how they were checked.",
            ("status",), registry=registry,
        )  # fmt: skip
        self._withheld = Counter(
            "wence_withheld_sentences", "Sentences of a chat model that were withheld.",
            registry=registry,
        )  # fmt: skip
        self._stage_seconds = Histogram(
            "wence_stage_seconds", "Seconds of each stage of an answer.",
            ("stage",), buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._wait_seconds = Histogram(
            "wence_queue_wait_seconds", "Seconds a question waited for its turn.",
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip

    def note_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is its template, never the path itself."""
        self._requests.labels(method, route, status).inc()
        self._request_seconds.labels(route).observe(seconds)

    def note_asked(self, asked: Asked) -> None:
        """Count what became of a question."""
        self._wait_seconds.observe(asked.waited_s)
        answer = asked.answer
        if answer is None:
            self._failures.labels(asked.error, asked.via).inc()
            return
        self._answers.labels(answer.outcome.value, answer.answerer, asked.via).inc()
        self._withheld.inc(answer.withheld)
        for figure in answer.figures:
            self._figures.labels(figure.status.value).inc()
        for stage in _STAGES:
            self._stage_seconds.labels(stage).observe(getattr(answer.timings_ms, stage) / _MS)

    def text(self) -> bytes:
        """Return all counts in Prometheus' text form."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    """What is true at the moment of the question."""

    def __init__(self, wence: "Wence", queue: AskQueue) -> None:
        self._wence, self._queue = wence, queue

    def collect(self) -> Iterator[Metric]:
        counts, data = self._wence.index.count(), self._wence.settings.data
        yield _gauge("wence_documents", "Documents in the store.", counts.documents)
        yield _gauge("wence_passages", "Passages in the store.", counts.passages)
        yield _gauge("wence_asks_running", "Questions being answered.", self._queue.running)
        yield _gauge("wence_asks_waiting", "Questions in the queue.", self._queue.waiting)
        draining = int(self._queue.is_closed)
        yield _gauge("wence_draining", "1 while the server is being stopped.", draining)
        size = GaugeMetricFamily("wence_store_bytes", "Bytes on disk.", labels=("part",))
        for part in ("catalog.sqlite", "lexical", "chroma", "originals", "journal.sqlite"):
            size.add_metric([part], _bytes(data / part))
        yield size


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _bytes(path: Path) -> int:
    """Return the size of a file, or of all files below a folder; what goes meanwhile counts 0."""
    total = 0
    for each in (path, *path.rglob("*")):
        try:
            total += each.stat().st_size if each.is_file() else 0
        except OSError:
            continue
    return total
