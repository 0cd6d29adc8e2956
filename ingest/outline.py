"""Finds the headings of a report; knows Chinese official numbering and English numbering."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.figures import find_figures
from ingest.normalise import Line
from ingest.types import Heading

__all__ = ["Outline", "find_headings", "section_at"]

_CN = "[一二三四五六七八九十百零〇两]"
# In the order of nesting that GB/T 9704-2012 (7.3.3) and the drafting of laws prescribe.
# A ten-thousands figure at the start of a line ("1.5亿元") is no number of a heading.
_MARKS = (
    re.compile(rf"第(?:{_CN}+|\d+)(?:编|部分|篇)(?=[\s：:、]|$)"),
    re.compile(
        rf"第 ?(?:{_CN}+|\d+) ?章(?!程)"
        r"|(?:Chapter|PART|Part|CHAPTER)\s+(?:[IVXLC]+|\d+|One|Two|Three)\b"
    ),
    re.compile(rf"第 ?(?:{_CN}+|\d+) ?节(?!能|约|日)|Section\s+\d+\b"),
    re.compile(rf"{_CN}{{1,3}}、|0\d(?=[\u4e00-\u9fff])|(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)\.\s"),
    re.compile(rf"[（(]{_CN}{{1,3}}[）)]"),
    re.compile(r"\d{1,2}(?:[．、]|\.(?!\d))\s?(?=\S)|\d{1,2}\s(?=[\u4e00-\u9fff])"),
    re.compile(r"\d{1,2}\.\d{1,2}(?![\d.%％万亿])\s?(?=[^\d\s])"),
    re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}(?![\d.])\s?(?=\S)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
_STATED_LEVELS = 6
_MAX_HEADING_CHARS = 45
_MAX_RUN_IN_CHARS = 34
_END = re.compile(r"[。！？!?；;]")
_BODY_END = re.compile(r"[，,：:；;。]$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    rank: int
    text: str


def find_headings(text: str, lines: Sequence[Line]) -> tuple[Heading, ...]:
    """Return the headings in reading order, with levels counted from the outermost that occurs.

    A heading is a line of its own, or the words that open a paragraph ("一、狠抓项目强基固本。…").
    """
    stack: list[int] = []
    headings: list[Heading] = []
    for found in _candidates(text, lines):
        while stack and stack[-1] >= found.rank:
            stack.pop()
        stack.append(found.rank)
        headings.append(
            Heading(start=found.start, end=found.end, level=len(stack), text=found.text)
        )
    return tuple(headings)


class Outline:
    """The headings of a report, for many questions which of them hold a position."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        """Work out the path of each heading; they are in reading order."""
        self._starts = [heading.start for heading in headings]
        self._paths: list[tuple[str, ...]] = [()]
        path: list[Heading] = []
        for heading in headings:
            path = [each for each in path if each.level < heading.level] + [heading]
            self._paths.append(tuple(each.text for each in path))

    def section_at(self, position: int) -> tuple[str, ...]:
        """Return the heading path that holds a position, outermost first."""
        return self._paths[bisect_right(self._starts, position)]


def section_at(headings: Sequence[Heading], position: int) -> tuple[str, ...]:
    """Return the heading path that holds a position, outermost first."""
    return Outline(headings).section_at(position)


def _candidates(text: str, lines: Sequence[Line]) -> Iterator[_Candidate]:
    for line in lines:
        if line.is_row:
            continue
        content = text[line.start : line.end]
        mark = _mark(content)
        rank = None if mark is None else mark[0]
        if line.level and len(content) <= 2 * _MAX_HEADING_CHARS:
            own = min(line.level, _STATED_LEVELS) if rank is None else _STATED_LEVELS + rank
            yield _Candidate(line.start, line.end, own, content)
        elif mark is not None:
            length = _heading_length(content, mark[1])
            if length:
                title = content[:length].rstrip("。")
                yield _Candidate(line.start, line.start + length, _STATED_LEVELS + mark[0], title)


def _mark(content: str) -> tuple[int, int] | None:
    """Return the rank and the length of the number a line begins with."""
    for rank in (7, 6, 0, 1, 2, 3, 4, 5, 8):  # 1.1.1 before 1.1 before 1.
        found = _MARKS[rank].match(content)
        if found:
            return rank, found.end()
    return None


def _heading_length(content: str, mark: int) -> int:
    """Return how many characters of a numbered line are heading, 0 for a numbered sentence.

    A line that states a figure behind its number is a statement: "1.粮食产量达到320万吨".
    """
    end = _END.search(content)
    if end is None:
        is_title = len(content) <= _MAX_HEADING_CHARS and not _BODY_END.search(content)
        return len(content) if is_title and not find_figures(content[mark:]) else 0
    run_in = content[: end.end()]
    is_title = end[0] == "。" and len(run_in) <= _MAX_RUN_IN_CHARS and run_in.count("，") <= 1
    return end.end() if is_title and not find_figures(run_in[mark:]) else 0
