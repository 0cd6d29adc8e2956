"""Finds what an article lacks of the lines that its page shows; knows no mark-up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Alignment", "align"]

# A gap is one in the article when this many characters of it stand right before and behind:
# menus, tools and the foot of a page stand at its edges, or between single lines of it.
_MIN_BEFORE_CHARS = 30
_MIN_BEHIND_CHARS = 12
# More lines than these in one place are another part of the page.
_MAX_LINES = 20
_SENTENCE = re.compile(r"[。！？.!?][”’）)]?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """What became of the lines of a page."""

    missing: tuple[tuple[int, tuple[str, ...]], ...]
    """Lines of the article that it lacks: before which of its lines they stand, and they."""
    around: tuple[str, ...]
    """Lines of the page around the article; sentences are never among them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Gap:
    lines: tuple[str, ...]
    place: int
    """Before which line of the article."""
    before: int
    """Characters of the article that stand right before it without a gap."""
    behind: int

    @property
    def is_inside(self) -> bool:
        """Tell whether it is in the article."""
        is_flanked = self.before >= _MIN_BEFORE_CHARS and self.behind >= _MIN_BEHIND_CHARS
        return is_flanked and len(self.lines) <= _MAX_LINES


def align(shown: Sequence[str], kept: Sequence[str]) -> Alignment:
    """Compare the lines that a page shows with those that were taken for its article.

    Taking out the article drops what it holds twice (the same list under two headings) and lines
    of addresses. White space does not count, nor do breaks within what was kept.
    """
    gaps = list(_gaps(shown, kept))
    around = (line for gap in gaps if not gap.is_inside for line in gap.lines)
    return Alignment(
        missing=tuple((gap.place, gap.lines) for gap in gaps if gap.is_inside),
        around=tuple(line for line in around if not _SENTENCE.search(line)),
    )


def _gaps(shown: Sequence[str], kept: Sequence[str]) -> Iterator[_Gap]:
    ours, theirs = [*map(_squeezed, shown)], [*map(_squeezed, kept)]
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    sizes = [
        len("".join(ours[start:end])) if name == "equal" else 0 for name, start, end, _, _ in codes
    ]
    for k, (name, start, end, first, last) in enumerate(codes):
        if name == "equal":
            continue
        held = "".join(theirs[first:last])
        lines = tuple(shown[i] for i in range(start, end) if ours[i] not in held)
        if lines:
            before, behind = sizes[k - 1] if k else 0, sizes[k + 1] if k + 1 < len(codes) else 0
            yield _Gap(lines=lines, place=first, before=before, behind=behind)


def _squeezed(text: str) -> str:
    return "".join(text.split())
