"""Cuts a text that comes in pieces into whole sentences; knows nothing of what they say."""

import re

__all__ = ["MARKERS", "SentenceDecoder", "ThoughtDecoder"]

MARKERS = re.compile(r"\[(\d{1,3})\]")
"""A citation in an answer; a run of digits beyond three is no marker any model was given."""

# A run without a stop ends here: what has no end cannot be checked, and is withheld.
_MAX_SENTENCE_CHARS = 600
_CLOSERS = "”’\"'）)】」』》"
_STOPS = "。！？!?"
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:approx|e\.g|i\.e|etc|no|vs|mr|mrs|dr|st|inc|ltd|co|cf|fig))\.$", re.I
)
# A line that only announces those below it says nothing that could be checked by itself.
_ANNOUNCES = "：:"


class SentenceDecoder:
    """Takes pieces of a text and gives its sentences, each as soon as its end is certain.

    The sentences together are the text, and they are the same however it was cut: an end is told
    only when what follows can no longer belong to it. The shape is that of httpx's LineDecoder.
    """

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._held = ""

    def decode(self, piece: str) -> list[str]:
        """Take the next piece and return the sentences that it ends."""
        self._held += piece
        found = []
        while (end := _end(self._held)) is not None:
            found.append(self._held[:end])
            self._held = self._held[end:]
        return found

    def flush(self) -> list[str]:
        """Return what is left, once no more will come: a marker cut in half stays text."""
        rest, self._held = self._held, ""
        return [rest] if rest else []


class ThoughtDecoder:
    """Drops what a model thinks aloud before it answers: <think>…</think>, however it is cut."""

    _OPEN, _CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        """Begin where a thought may open."""
        self._held = ""
        self._speaks = False

    def decode(self, piece: str) -> str:
        """Take the next piece and return what of it is said aloud."""
        if self._speaks:
            return piece
        self._held += piece
        begun = self._held.lstrip()
        if begun.startswith(self._OPEN):
            _, closed, rest = begun.partition(self._CLOSE)
            self._speaks = bool(closed)
            return rest
        if self._OPEN.startswith(begun):  # also of white space alone
            return ""
        self._speaks = True
        return self._held

    def flush(self) -> str:
        """Return what is left: a thought without an end is no answer."""
        rest = self._held
        return "" if self._speaks or rest.lstrip().startswith(self._OPEN) else rest


def _end(held: str) -> int | None:
    """Return where the first sentence ends, None while that is not certain."""
    for i, char in enumerate(held[:_MAX_SENTENCE_CHARS]):
        if char == "\n":
            if _is_announcement(held[:i]):
                continue
            return i + 1
        is_latin = char == "."
        if char not in _STOPS and not is_latin:
            continue
        end = _after_run(held, i + 1)
        if end is None:
            return None
        if not is_latin or _is_latin_end(held, i, end):
            return end
    return _MAX_SENTENCE_CHARS if len(held) > _MAX_SENTENCE_CHARS else None


def _is_announcement(line: str) -> bool:
    """Tell 主要有以下几项： from a line that says something."""
    return line.rstrip().endswith(tuple(_ANNOUNCES)) or not line.strip()


def _after_run(held: str, position: int) -> int | None:
    """Return where quotes and markers behind a stop end, None when more of them may come."""
    while True:
        while position < len(held) and held[position] in _CLOSERS + _STOPS:
            position += 1
        blank = position
        while blank < len(held) and held[blank] in " \t\u3000":
            blank += 1
        if blank >= len(held):
            return None
        marker = MARKERS.match(held, blank)
        if marker is None:
            is_open = re.fullmatch(r"\[\d{0,3}", held[blank:])
            return None if is_open else blank
        position = marker.end()


def _is_latin_end(held: str, stop: int, end: int) -> bool:
    """Tell the end of a sentence from 3.5, e.g. and wence.org."""
    has_gap = end > stop + 1 or held[end] == "\n"
    if not has_gap or _ABBREVIATION.search(held[: stop + 1]):
        return False
    return not held[end].islower() and not re.search(r"(?:^|\n)\s*\d{1,2}\.$", held[: stop + 1])
