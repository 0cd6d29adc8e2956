"""Reads a thesaurus of what reports count: official names, wordings of daily life, English names.

JSON Lines: `{"zh", "aliases", "lay", "en"}` for what is counted and `{"official", "lay", "en"}` for
other words.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Found", "Term", "Thesaurus", "read_thesaurus"]

_MIN_CHARS = 2
_MAX_CHARS = 14


@dataclass(frozen=True, slots=True)
class Term:
    """One thing and what it is called."""

    official: tuple[str, ...]
    lay: tuple[str, ...]
    english: tuple[str, ...]
    is_counted: bool

    @property
    def chinese(self) -> tuple[str, ...]:
        """All Chinese wordings, official ones first."""
        return self.official + self.lay


@dataclass(frozen=True, slots=True)
class Found:
    """An official name in a text: `text[start:end]`."""

    start: int
    end: int
    term: Term


class Thesaurus:
    """Terms that can be found in texts by their official names."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._by_name: dict[str, Term] = {}
        for term in self.terms:
            for name in term.official:
                if _MIN_CHARS <= len(name) <= _MAX_CHARS:
                    self._by_name.setdefault(name, term)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the longest official names in a text, left to right, none overlapping."""
        position = 0
        while position < len(text):
            end = self._longest(text, position)
            if end:
                yield Found(position, end, self._by_name[text[position:end]])
            position = end or position + 1

    def _longest(self, text: str, start: int) -> int:
        for end in range(min(len(text), start + _MAX_CHARS), start + _MIN_CHARS - 1, -1):
            if text[start:end] in self._by_name:
                return end
        return 0


def read_thesaurus(paths: Sequence[Path]) -> Thesaurus:
    """Read the terms of several files.

    Raises:
        KeyError: A line names neither `zh` nor `official`.
    """
    terms = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                terms.append(_term(json.loads(line)))
    return Thesaurus(terms)


def _term(values: dict[str, str | list[str]]) -> Term:
    is_counted = "zh" in values
    name = values["zh"] if is_counted else values["official"]
    return Term(
        official=(str(name), *values.get("aliases", ())),
        lay=tuple(values.get("lay", ())),
        english=tuple(values.get("en", ())),
        is_counted=is_counted,
    )
