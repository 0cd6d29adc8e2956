"""Cuts a report into passages along its outline; knows no store or embedder.

A passage is one to three whole sentences of one section. No cut falls inside a figure, and none
inside a sentence or quotation unless that alone exceeds the limit of a passage.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from ingest.figures import find_figures
from ingest.normalise import Line
from ingest.outline import Outline
from ingest.tokens import fits
from ingest.types import Figure, Heading

__all__ = ["MAX_PASSAGE_CHARS", "Span", "sentences", "split"]

Span = tuple[int, int]

MAX_SENTENCES = 3
# About 210 Chinese characters: a report's paragraph of 1,000 characters holds 25 figures, too many
# to tell apart (DESIGN, "What decides quality").
BUDGET_TOKENS = 160
MAX_PASSAGE_CHARS = 1200
"""A sentence longer than this (a law's list, text without punctuation) is cut at weaker marks."""
# A paragraph this short (一是抓项目。) says little without its neighbour.
_SHORT_CHARS = 40

_PAIRS = dict(zip("“‘「『《（(【[〔", "”’」』》）)】]〕", strict=True))
_OPENING = re.compile("[" + re.escape("".join(_PAIRS) + '"') + "]")
_MAX_QUOTE_CHARS = 400
_STOP = re.compile(r"[。！？!?…]+[”’」』）)】\"]*|\.(?=\s+[\"“(]?[A-Z0-9一-鿿])|\.$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Art|Fig|vs|etc|approx|Co|Ltd|Inc|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e)|(?:\b[A-Z]\.)*\b[A-Z]|^\d{1,2})\.$"
)
_WEAK_STOPS = ("；;\n", "，,：:", "、 ")


def split(
    text: str, lines: Sequence[Line], headings: Sequence[Heading], *, figures: Sequence[Figure]
) -> tuple[Span, ...]:
    """Return the passages' positions in reading order, disjoint, each without white space around.

    Every character of the text that is no white space lies in a passage or in a heading; a heading
    that states a figure, or that has no text below it, is a passage as well.

    Args:
        text: The normalised text.
        lines: Its lines.
        headings: Its headings, in reading order.
        figures: Its figures; none is cut.
    """
    passages: list[Span] = []
    outline = Outline(headings)
    last_section: tuple[str, ...] | None = None
    joins = False
    for span, is_row in _bodies(text, lines, headings):
        section = outline.section_at(span[0])
        is_whole = is_row and span[1] - span[0] <= MAX_PASSAGE_CHARS  # its parts say nothing alone
        pieces = [span] if is_whole else list(_group(text, span, figures))
        if joins and not is_row and section == last_section:
            merged = (passages[-1][0], pieces[0][1])
            if _is_small(text, merged) and len(sentences(text, merged)) <= MAX_SENTENCES:
                passages[-1:] = [merged]
                pieces = pieces[1:]
        passages.extend(pieces)
        joins = not is_row and span[1] - span[0] < _SHORT_CHARS
        last_section = section
    return tuple(passages)


def sentences(text: str, span: Span) -> list[Span]:
    """Return the sentences of one paragraph; together they hold all of it but white space."""
    start, end = span
    quoted = _quotations(text, span)
    found: list[Span] = []
    for stop in _STOP.finditer(text, start, end):
        inside = any(a < stop.start() and stop.end() < b for a, b in quoted)
        is_latin = stop[0][0] == "."
        if inside or (is_latin and _ABBREVIATION.search(text[start : stop.end()])):
            continue
        found.append((start, stop.end()))
        start = stop.end()
    found.append((start, end))
    return [trimmed for each in found if (trimmed := _trim(text, each))]


def _bodies(
    text: str, lines: Sequence[Line], headings: Sequence[Heading]
) -> Iterator[tuple[Span, bool]]:
    """Yield the text below each heading, a paragraph at a time, and whether it is a row."""
    starts = [heading.start for heading in headings]
    for i, line in enumerate(lines):
        at = bisect_right(starts, line.start) - 1
        heading = headings[at] if at >= 0 and headings[at].start == line.start else None
        if heading is None or heading.end < line.end:
            span = _trim(text, (heading.end if heading else line.start, line.end))
            if span:
                yield span, line.is_row
        elif _is_passage(text, heading, lines[i + 1 : i + 2], starts):
            yield (heading.start, heading.end), True


def _is_passage(text: str, heading: Heading, following: Sequence[Line], starts: list[int]) -> bool:
    is_bare = not following or following[0].start in starts
    return is_bare or bool(find_figures(text[heading.start : heading.end]))


def _group(text: str, span: Span, figures: Sequence[Figure]) -> Iterator[Span]:
    current: list[Span] = []
    for sentence in _bounded(text, sentences(text, span), figures):
        candidate = (current[0][0] if current else sentence[0], sentence[1])
        if current and (len(current) >= MAX_SENTENCES or not _is_small(text, candidate)):
            yield current[0][0], current[-1][1]
            current = []
        current.append(sentence)
    if current:
        yield current[0][0], current[-1][1]


def _is_small(text: str, span: Span) -> bool:
    # The dots that lead to a page number are many characters and few tokens.
    return span[1] - span[0] <= MAX_PASSAGE_CHARS and fits(text[slice(*span)], BUDGET_TOKENS)


def _bounded(text: str, found: Iterable[Span], figures: Sequence[Figure]) -> Iterator[Span]:
    for start, end in found:
        while end - start > MAX_PASSAGE_CHARS:
            cut = _cut(text, (start, end), figures)
            piece = _trim(text, (start, cut))
            if piece:
                yield piece
            start = cut
        rest = _trim(text, (start, end))
        if rest:
            yield rest


def _cut(text: str, span: Span, figures: Sequence[Figure]) -> int:
    """Return where to cut a stretch that is too long: at its last weak stop, never in a figure."""
    start, end = span
    limit = min(start + MAX_PASSAGE_CHARS, end)
    held = [(a, b) for a, b in _quotations(text, span) if b - a < MAX_PASSAGE_CHARS // 2]
    held += [(each.start, each.end) for each in figures if each.start < limit and each.end > start]
    for stops in _WEAK_STOPS:
        for position in range(limit, start + MAX_PASSAGE_CHARS // 4, -1):
            if text[position - 1] in stops and not any(a < position < b for a, b in held):
                return position
    inside = [a for a, b in held if a < limit < b and a > start]
    return min(inside, default=limit)


def _quotations(text: str, span: Span) -> list[Span]:
    """Return the outermost closed pairs of quotation marks (straight ones too) and brackets."""
    found: list[Span] = []
    position, end = span
    while opening := _OPENING.search(text, position, end):
        start, position = opening.span()
        limit = min(end, start + _MAX_QUOTE_CHARS)
        close = text.find(_PAIRS.get(opening[0], '"'), position, limit)
        if close >= 0:
            position = close + 1
            found.append((start, position))
    return found


def _trim(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
