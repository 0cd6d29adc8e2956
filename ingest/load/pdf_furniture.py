"""Takes running headers, footers, page numbers and watermarks out of the pages of a document."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ingest.load.pdf_run import Run, in_rows

__all__ = ["without_furniture"]

_Key = TypeVar("_Key", bound=Hashable)
# Only what can number a page differs from header to header: another figure is the text's own.
_DIGITS = re.compile(r"^\d{1,4}(?=\s)|(?<![\d.,])\d{1,4}(?=\s*(?:[-—–·/／页頁共]|of\b|$))")
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*(\d{1,4})[-—–·\s页頁]*(?:[/／共of\s]+\d{1,4}\s*[页頁]?)?")
_EDGE_ROWS = 2
_MIN_REPEATS = 3
# Left and right pages may have headers of their own.
_EDGE_SHARE = 0.4
_PLACE_SHARE = 0.6
_PLACE_PT = 4
# A line as wide as the text is text, whatever repeats it.
_TEXT_WIDTH_SHARE = 0.8
_SMALL_SHARE = 0.92
_LARGE_SHARE = 1.5
_OVERLAID_SHARE = 0.2
_UNIT = re.compile(r"单位\s*[:：]|\bunit\s*:", re.IGNORECASE)


class _Text(NamedTuple):
    """How most of the text is set."""

    width: float
    size: float


def without_furniture(pages: Sequence[Sequence[Run]]) -> tuple[list[list[Run]], str]:
    """Return the pages' runs without what most pages repeat, and the text that was dropped."""
    edges = [_edges(page) for page in pages]
    in_edges = _repeated([{_masked(run) for run in edge} for edge in edges], _EDGE_SHARE)
    in_place = _repeated([{_placed(run) for run in page} for page in pages], _PLACE_SHARE)
    numbers = _page_numbers(edges)
    text = _text(pages)
    kept: list[list[Run]] = []
    dropped: list[str] = []
    for page, edge, number in zip(pages, edges, numbers, strict=True):
        kept.append([])
        others = [run for run in page if not in_place[_placed(run)]]
        for run in page:
            is_header = run in edge and _is_header(run, in_edges[_masked(run)], text)
            is_mark = in_place[_placed(run)] >= _MIN_REPEATS and _is_watermark(run, others, text)
            is_furniture = is_header or is_mark or run is number
            if is_furniture and not run.rows and not _UNIT.search(run.text):
                dropped.append(run.text)
            else:
                kept[-1].append(run)
    return kept, "\n".join(dropped)


def _text(pages: Sequence[Sequence[Run]]) -> _Text:
    runs = [run for page in pages for run in page if not run.rows]
    widths = sorted(run.x1 - run.x0 for run in runs)
    sizes = sorted(run.size for run in runs for _ in range(len(run.text)))
    if not sizes:
        return _Text(0, 0)
    return _Text(widths[int(0.9 * len(widths))], sizes[len(sizes) // 2])


def _is_header(run: Run, repeats: int, text: _Text) -> bool:
    """Tell a header that so many pages bear; two pages are enough for one in small print."""
    is_small = run.size < _SMALL_SHARE * text.size
    is_narrow = run.x1 - run.x0 < _TEXT_WIDTH_SHARE * text.width
    return is_narrow and (repeats >= _MIN_REPEATS or (repeats > 1 and is_small))


def _is_watermark(run: Run, others: Sequence[Run], text: _Text) -> bool:
    """Tell what is printed large or over text of the page's own from the words of a form."""
    if run.size >= _LARGE_SHARE * text.size:
        return True
    area = (run.x1 - run.x0) * (run.y1 - run.y0)
    return any(_overlap(run, other) > _OVERLAID_SHARE * area for other in others)


def _overlap(one: Run, other: Run) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(width, 0) * max(height, 0)


def _edges(page: Sequence[Run]) -> list[Run]:
    """Return the runs of the first and last rows, and of none in between."""
    rows = in_rows(run for run in page if not run.rows)
    ends = [*rows[:_EDGE_ROWS], *rows[max(_EDGE_ROWS, len(rows) - _EDGE_ROWS) :]]
    return [run for row in ends for run in row]


def _masked(run: Run) -> tuple[str, int]:
    return _DIGITS.sub("#", run.text.strip()), round(run.y0 / (2 * _PLACE_PT))


def _placed(run: Run) -> tuple[str, int, int]:
    return run.text.strip(), round(run.x0 / _PLACE_PT), round(run.y0 / _PLACE_PT)


def _repeated(keys: Sequence[set[_Key]], share: float) -> Counter[_Key]:
    """Return on how many pages each key stands that is on such a share of them."""
    counts = Counter(key for page in keys for key in page)
    return Counter({key: n for key, n in counts.items() if n >= share * len(keys)})


def _page_numbers(edges: Sequence[Sequence[Run]]) -> list[Run | None]:
    """Return each page's number, when the numbers run on from page to page."""
    found = [{number: run for number, run in _numbers(edge)} for edge in edges]
    offsets = Counter(number - page for page, numbers in enumerate(found) for number in numbers)
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    if count < max(2, len(edges) // 2):
        return [None] * len(edges)
    return [numbers.get(page + offset) for page, numbers in enumerate(found)]


def _numbers(edge: Sequence[Run]) -> Iterator[tuple[int, Run]]:
    for run in edge:
        number = _PAGE_NUMBER.fullmatch(run.text.strip())
        if number:
            yield int(number[1]), run
