"""The process that reads files for a store, and cuts their passages into terms; knows no store.

Cutting takes as long as a tenth of reading; it is done here because several of these work beside
the one process that stores.
"""

import os
from dataclasses import replace

from ingest import child
from ingest.types import Report
from ingest.workers import Workers
from vectorstore.terms import joined_terms

__all__ = ["main", "readers", "with_terms"]


def readers(*, count: int) -> Workers:
    """Return the processes that read for a store, so many at most, with 0 one a processor."""
    return Workers(count=count or _processors(), program=__name__)


def main() -> None:
    """Read files until there are no more."""
    child.main(with_terms)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def with_terms(report: Report) -> Report:
    """Return a report with the terms of its passages."""
    text = report.document.text
    terms = tuple(joined_terms(text[each.start : each.end]) for each in report.passages)
    return replace(report, terms=terms)
