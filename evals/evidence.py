"""Owns when a citation is on the evidence: in the right document and at the right words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from bot.types import Citation
from evals.matching import overlap, squeeze
from evals.questions import Evidence, Item

__all__ = ["Source", "file_name", "is_exact", "is_on", "lost", "supports"]

_LETTER = re.compile(r"\w")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A document that an answer cites."""

    name: str
    """File name."""
    text: str
    """The normalised text that positions refer to."""


def supports(item: Item, cited: Citation, sources: Mapping[str, Source]) -> bool:
    """Tell whether a citation lies in or overlaps a piece of the item's evidence."""
    return any(is_on(piece, item, cited, sources) for piece in item.evidence)


def is_on(piece: Evidence, item: Item, cited: Citation, sources: Mapping[str, Source]) -> bool:
    """Tell whether a citation lies in or overlaps one piece of the item's evidence.

    A piece without a quote and positions stands for its whole document.
    """
    source = sources.get(cited.document_id)
    if source is None:
        return False
    name = file_name(source.name)
    if piece.start is not None and piece.end is not None:
        # Positions say nothing of the same sentence in another document.
        is_here = name == file_name(piece.document)
        return is_here and _touches(source.text, cited, (piece.start, piece.end))
    if name not in {file_name(each) for each in (piece.document, *item.also_in)}:
        return False
    return not piece.quote or _quotes(piece.quote, cited, source.text)


def lost(item: Item, sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the documents of the item whose text, as read, does not hold their quote.

    Then the file was read badly or the quote is a translation, and no citation can be on it.
    """
    texts = {file_name(source.name): _squeezed(source.text) for source in sources}
    names = {
        piece.document: None
        for piece in item.evidence
        if squeeze(piece.quote) not in texts.get(file_name(piece.document), squeeze(piece.quote))
    }
    return tuple(names)


def _touches(text: str, cited: Citation, place: tuple[int, int]) -> bool:
    """Tell whether a citation shares a letter or digit with a place of the text."""
    if not is_exact(cited, text):
        return overlap(text[place[0] : place[1]], cited.quote)
    shared = text[max(cited.start, place[0]) : min(cited.end, place[1])]
    return _LETTER.search(shared) is not None


def _quotes(evidence: str, cited: Citation, text: str) -> bool:
    """Tell whether a citation is on a quote, by position where both have one."""
    wanted, whole = squeeze(evidence), _squeezed(text)
    if not is_exact(cited, text) or wanted not in whole:
        return overlap(evidence, cited.quote)
    start = len(squeeze(text[: cited.start]))
    end = start + len(squeeze(cited.quote))
    return any(
        _LETTER.search(whole[max(start, place) : min(end, place + len(wanted))])
        for place in _places(whole, wanted)
    )


@lru_cache(maxsize=8)
def _squeezed(text: str) -> str:
    # A report of 100,000 characters takes milliseconds, and each of its citations asks again.
    return squeeze(text)


def _places(whole: str, part: str) -> Iterable[int]:
    place = whole.find(part)
    while place >= 0:
        yield place
        place = whole.find(part, place + 1)


def is_exact(cited: Citation, text: str) -> bool:
    """Tell whether `text[start:end]` is the citation's quote, and not empty."""
    if not 0 <= cited.start < cited.end <= len(text):
        return False
    return text[cited.start : cited.end] == cited.quote


def file_name(path: str) -> str:
    """Return the last part of a path, folded: question files may name folders, stores do not."""
    return squeeze(PurePosixPath(path.replace("\\", "/")).name)
