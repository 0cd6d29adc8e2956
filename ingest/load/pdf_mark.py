"""Keeps small raised characters from being read as digits of the word before them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.load.pdf_run import Glyph, Run, in_rows, run_of

__all__ = ["without_marks"]

_MAX_SIZE_SHARE = 0.8
_MIN_RISE_EM = 0.15
_MARK = re.compile(r"[\d*†‡①-⑳\[\]［］〔〕()（）,，、\-－—]")
_RAISED = str.maketrans("0123456789-+−－", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁻⁻")
# 30微克/m3 and ×109/L: here the raised digit is a power.
_UNIT = re.compile(r"(?:^|[^A-Za-z])(?:[kKcdmn]|h)?m$")
_POWER_OF_TEN = re.compile(r"(?:^|[^\d.])10[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]*$")


def without_marks(runs: Sequence[Run]) -> tuple[list[Run], str]:
    """Return runs without footnote marks, powers written as raised digits, and what was dropped."""
    kept: list[Run] = []
    dropped: list[str] = []
    for row in in_rows(runs):
        reader = _Row()
        for run in row:
            glyphs = list(reader.unmarked(run.glyphs))
            if not run.glyphs:
                kept.append(run)
            elif glyphs:
                kept.append(run_of(glyphs))
        dropped += reader.dropped
    return kept, " ".join(dropped)


class _Row:
    """Reads the characters of one row from left to right."""

    def __init__(self) -> None:
        self.dropped: list[str] = []
        self._text = ""
        self._main: Glyph | None = None
        self._end = 0.0
        self._is_dropping = False

    def unmarked(self, glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
        """Yield the characters that are kept."""
        for glyph in glyphs:
            is_raised = self._is_raised(glyph)
            if not is_raised:
                self._main = glyph
            self._end = glyph.x1
            if is_raised and _is_power(self._text):
                glyph = glyph._replace(text=glyph.text.translate(_RAISED))
            elif is_raised and _MARK.fullmatch(glyph.text):
                self._drop(glyph.text)
                continue
            self._is_dropping = False
            self._text += glyph.text
            yield glyph

    def _is_raised(self, glyph: Glyph) -> bool:
        main = self._main
        if main is None or glyph.x0 - self._end > main.size:
            return False
        rise = glyph.base - main.base
        return glyph.size <= _MAX_SIZE_SHARE * main.size and rise >= _MIN_RISE_EM * main.size

    def _drop(self, text: str) -> None:
        if self._is_dropping:
            self.dropped[-1] += text
        else:
            self.dropped.append(text)
        self._is_dropping = True


def _is_power(text: str) -> bool:
    return bool(_UNIT.search(text) or _POWER_OF_TEN.search(text))
