"""Sends traces to a collector by OpenTelemetry's protocol; knows no text of a question or report.

The one importer of OpenTelemetry, which is loaded only when a collector is set up.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.web.desk import Asked
from ingest.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.trace import Span

__all__ = ["Traces"]

_NS_PER_MS = 1_000_000
_STAGES = ("understand", "retrieve", "answer", "check")


class Traces:
    """A span for each request, and below it one for each stage of an answer."""

    def __init__(self, endpoint: str, *, version: str) -> None:
        """Open a collector.

        Args:
            endpoint: Its address by HTTP, such as http://127.0.0.1:4318.
            version: Of the product.

        Raises:
            SettingsError: The library that sends them is not installed.
        """
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        except ImportError as error:
            raise SettingsError(
                "WENCE_OTLP_ENDPOINT needs a library that is not installed",
                hint="Install it: pip install 'wence[otel]'.",
            ) from error
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        names = {"service.name": "wence", "service.version": version}
        self._provider = TracerProvider(resource=Resource.create(names))
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("wence")
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator["Span"]:
        """Make a span the present one; it goes on with the trace that the headers name."""
        came = {"traceparent": headers.get("traceparent", "")}
        with self._tracer.start_as_current_span(
            method, context=self._propagator.extract(came)
        ) as span:
            yield span

    def note_asked(self, asked: Asked) -> None:
        """Add what became of a question below the present span, a span for each stage."""
        from opentelemetry.trace import set_span_in_context

        end = time.time_ns()
        begun = end - round(asked.took_s * 1e9)
        span = self._tracer.start_span("ask", start_time=begun)
        span.set_attribute("wence.via", asked.via)
        if asked.error:
            span.set_attribute("wence.error", asked.error)
        at = begun + round(asked.waited_s * 1e9)
        below = set_span_in_context(span)
        self._tracer.start_span("queue", context=below, start_time=begun).end(at)
        if answer := asked.answer:
            span.set_attribute("wence.outcome", answer.outcome.value)
            span.set_attribute("wence.answerer", answer.answerer)
            for stage in _STAGES:
                took = round(getattr(answer.timings_ms, stage) * _NS_PER_MS)
                self._tracer.start_span(stage, context=below, start_time=at).end(at + took)
                at += took
        span.end(end)

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()
