"""Owns what a claim is: a stretch of text that states one thing; knows no grammar."""

from dataclasses import dataclass

from ingest.figures import find_figures
from ingest.types import Figure

__all__ = ["Claim", "Placed", "placed"]

Placed = tuple[int, int, Figure]
"""A figure with its positions in the text that its claim is found in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A stretch of text that states one thing; positions are in the text it was found in."""

    start: int
    end: int
    """What to show: from the words of the figure to the words that follow it."""
    clause: tuple[int, int]
    sentence: tuple[int, int]
    figure: Figure | None
    label: str
    """The words next to the figure that name what it counts; the clause when there is no figure."""
    inherited: str = ""
    """The nearest subject before: of the figure before in the clause, else of the clause before."""
    is_elliptic: bool = False
    """The label alone names nothing: 同比增长7.76%."""
    is_growth: bool = False
    is_origin: bool = False
    """It is where a change began: the 80.2 of 从80.2岁提升到82.5岁."""
    is_threshold: bool = False
    """It says which things are meant, not how many: the 60 of 60岁以上老年人1.8亿人."""
    dealt: str = ""
    """The things that its 分别 deals figures to."""
    group: int = 0
    """Start of the list (A、B分别为x和y) it belongs to, plus one; 0 outside lists."""


def placed(text: str, sentence: tuple[int, int]) -> list[Placed]:
    """Return the figures of a sentence with their positions in the text."""
    start = sentence[0]
    found = find_figures(text[start : sentence[1]])
    return [(start + each.start, start + each.end, each) for each in found]
