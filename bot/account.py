"""Says in English what reading a document kept and what it lost; decides nothing."""

from collections.abc import Iterable, Iterator

from ingest.types import MAX_LOST, Audit

__all__ = ["account", "ranges", "shortfalls"]


def account(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield what is to be known of a document's reading, by name; what does not apply is left out.

    The numbers of the file come first, then how it was read.
    """
    yield "numbers", _numbers(audit)
    if audit.lost_numbers:
        yield "lost", "  ".join(audit.lost_numbers)
    yield "read as", ", ".join(_extent(audit))
    if audit.ocr_pages:
        yield "recognised", f"{_pages(audit.ocr_pages)}, by text recognition: compare with the file"
    yield from (("not read", each) for each in _unread(audit))
    if audit.furniture_characters:
        yield "left out", f"{audit.furniture_characters:,} characters of page headers and the like"
    yield from (("warning", each) for each in audit.warnings)


def shortfalls(audit: Audit) -> tuple[str, ...]:
    """Return what of a document was not kept, for one line; empty when all was."""
    lost = f"{_count_lost(audit)} numbers lost" if audit.lost_numbers else ""
    return tuple(filter(None, (lost, *_unread(audit), *audit.warnings)))


def ranges(pages: Iterable[int]) -> str:
    """Return ascending page numbers with their runs drawn together: 1-3, 7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if run[1:] else str(run[0]) for run in runs)


def _numbers(audit: Audit) -> str:
    if not audit.source_numbers:
        return "none in the file"
    if not audit.lost_numbers:
        return f"all {audit.source_numbers} kept"
    return f"{_count_lost(audit)} of {audit.source_numbers} lost"


def _count_lost(audit: Audit) -> str:
    count = len(audit.lost_numbers)
    return f"{count} or more" if count == MAX_LOST else str(count)


def _extent(audit: Audit) -> Iterator[str]:
    yield audit.format
    if audit.encoding:
        sure = audit.encoding_confidence
        yield audit.encoding + ("" if sure in (None, 1) else f" ({sure:.0%} sure)")
    counts = (
        (audit.pages, "pages"),
        (audit.tables, "tables"),
        (audit.passages, "passages"),
        (audit.figures, "figures"),
    )
    yield from (f"{count} {name}" for count, name in counts if count)


def _unread(audit: Audit) -> Iterator[str]:
    if audit.is_partial:
        yield "only a part of the file could be read"
    if audit.garbled_pages:
        yield f"the letters of {_pages(audit.garbled_pages)} could not be read"
    if audit.empty_pages:
        yield f"no text on {_pages(audit.empty_pages)}"


def _pages(pages: tuple[int, ...]) -> str:
    return f"page{'s' if pages[1:] else ''} {ranges(pages)}"
