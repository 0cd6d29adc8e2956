"""Makes one text of pages, read or recognised, and says what became of each."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.ocr import LOW_CONFIDENCE, OCR_HINT, can_recognise
from ingest.load.pdf_column import Line, in_reading_order
from ingest.load.pdf_furniture import without_furniture
from ingest.load.pdf_page import Page, State
from ingest.load.pdf_paragraph import paragraphs

__all__ = ["combined"]

_LATER_HINT = (
    "Split the file and give its parts, or raise the limits of pages and time for text recognition."
)
_MAX_NAMED = 20


def combined(name: str, pages: Sequence[Page], *, count: int, is_salvaged: bool = False) -> Loaded:
    """Return the text of the pages of a file of the format `name` that has `count` of them.

    Raises:
        UnreadableError: No page holds text that can be read.
    """
    runs, furniture = without_furniture([page.runs for page in pages])
    asides, more = without_furniture([page.asides for page in pages])
    lines = (
        [*in_reading_order(upright), *map(_alone, in_reading_order(aside))]
        for upright, aside in zip(runs, asides, strict=True)
    )
    blocks = tuple(paragraphs(list(lines)))
    if not any(block.text.strip() for block in blocks):
        raise _unreadable(pages)
    unread = _numbers(pages, State.PICTURE)
    damaged = _numbers(pages, State.DAMAGED)
    dropped = (furniture, more, *(page.dropped for page in pages))
    return Loaded(
        format=name,
        blocks=blocks,
        pages=count,
        ocr_pages=tuple(n for n, page in enumerate(pages, 1) if page.confidence is not None),
        garbled_pages=_numbers(pages, State.GARBLED),
        tables=sum(bool(run.rows) for page in runs for run in page),
        source="\n".join(page.source for page in pages),
        furniture="\n".join(each for each in dropped if each),
        is_partial=is_salvaged or bool(unread or damaged) or len(pages) < count,
        warnings=tuple(_warnings(pages, count)),
    )


def _alone(line: Line) -> Line:
    return line._replace(stands_alone=True)


def _numbers(pages: Iterable[Page], state: State) -> tuple[int, ...]:
    return tuple(number for number, page in enumerate(pages, 1) if page.state is state)


def _unreadable(pages: Sequence[Page]) -> UnreadableError:
    if _numbers(pages, State.GARBLED):
        return UnreadableError(
            f"the {len(pages)} pages hold letters that cannot be read", hint=OCR_HINT
        )
    if can_recognise():
        return UnreadableError(
            f"none of the {len(pages)} pages holds text, in print or in pictures",
            hint="Check in a viewer that the file shows text; scan it again more clearly.",
        )
    return UnreadableError(
        f"none of the {len(pages)} pages holds text: this is a scan", hint=OCR_HINT
    )


def _warnings(pages: Sequence[Page], count: int) -> Iterator[str]:
    if len(pages) < count:
        yield f"only the first {len(pages)} of {count} pages were read"
    hint = _LATER_HINT if can_recognise() else OCR_HINT
    for state, fault in (
        (State.PICTURE, "a picture that was not read"),
        (State.GARBLED, "the letters cannot be read"),
        (State.SUSPECT, "some letters cannot be read"),
    ):
        numbers = _numbers(pages, state)
        if numbers:
            yield f"{_named(numbers)}: {fault}. {hint}"
    damaged = _numbers(pages, State.DAMAGED)
    if damaged:
        yield f"{_named(damaged)}: damaged, nothing could be read."
    unsure = [
        number
        for number, page in enumerate(pages, 1)
        if page.confidence is not None and page.runs and page.confidence < LOW_CONFIDENCE
    ]
    if unsure:
        yield f"{_named(unsure)}: hard to recognise. Check the figures against the picture."


def _named(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:_MAX_NAMED]))
    more = f" and {len(numbers) - _MAX_NAMED} more" if len(numbers) > _MAX_NAMED else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {told}{more}"
