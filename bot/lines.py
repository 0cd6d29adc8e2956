"""Knows the lines of a text: which only wrap, and what numbers them; pure."""

import re
from itertools import pairwise

__all__ = ["NUMBERED", "unwrap"]

_WRAP_CHARS = 20
# A line that ends a thought or opens an item is not continued by the next.
_ENDED = re.compile(r"(?:[。；：:;！？!?】]|会议上|\d日|^第[^\s]+[章节].*)$")
_OPENS = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十百零\d]+[条章节]|[—\-·●◆]|答|问"
    r"|[^\s，。；]{1,6}[：:])"
)
NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+条|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]"
    r"|答[：:]|[一二三四五六七八九十]是|\d{1,2}(?=\s*“))\s*"
)
"""The mark that numbers a paragraph or an item."""


def unwrap(text: str) -> str:
    """Return the text with a space for each line end that only wraps a line (PDF); as long."""
    lines = text.split("\n")
    joined = lines[0]
    for last, line in pairwise(lines):
        is_wrap = len(last) >= _WRAP_CHARS and not _ENDED.search(last) and not _OPENS.match(line)
        joined += (" " if is_wrap else "\n") + line
    return joined
