"""What of a chat model's answer has been released, with its citations numbered; knows no model."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.check import check_figures
from bot.cite import cite, marker
from bot.draft import Draft
from bot.release import MARKERS
from bot.shown import Frame, Shown
from bot.support import Checked, Stated, check_sentence
from bot.types import AnswerFigure, FigureStatus
from prompts import LANGUAGES, render
from vectorstore.types import Hit

__all__ = ["Page"]


@dataclass(kw_only=True)
class Page:
    """What has been released so far."""

    frame: Frame
    shown: Mapping[int, Shown]
    text: str = ""
    quotes: list[tuple[Hit, int, int]] = field(default_factory=list)
    figures: list[AnswerFigure] = field(default_factory=list)
    failed: list[tuple[str, Checked]] = field(default_factory=list)
    withheld: int = 0
    dropped: int = 0
    is_absent: bool = False
    """The model said that the passages do not hold the answer."""
    is_cut: bool = False
    passed: list[str] = field(default_factory=list)
    """Sentences released, with the passages' keys."""
    has_said: bool = False
    """The model wrote anything at all."""

    def take(self, sentence: str) -> Iterator[str]:
        """Yield a sentence when it passes, keep it with its faults when it does not."""
        said = sentence.strip()
        if not re.search(r"\w", said):
            return
        self.has_said = True
        if _says_absent(said):
            self.is_absent = True
            return
        checked = check_sentence(said, self.shown, self.frame)
        self.dropped += checked.dropped
        if checked.faults:
            if said not in (each for each, _ in self.failed):
                self.failed.append((said, checked))
        elif checked.text not in self.passed:  # small models say the same again and again
            self.passed.append(checked.text)
            gap = "\n" if sentence.startswith("\n") or self.text.endswith("\n") else ""
            gap = gap or (" " if self.frame.language == "en" else "")
            yield self.add(self._cited(checked), gap=gap)

    def add(self, text: str, *, gap: str) -> str:
        """Append a text behind a gap, which the first has none of; return both."""
        piece = f"{gap}{text}" if self.text else text
        self.text += piece
        return piece

    def _cited(self, checked: Checked) -> str:
        """Return a sentence with the numbers of its citations in place of the passages' keys."""
        numbers = {
            key: self.number(self.shown[key].hit, *span) for key, span in checked.spans.items()
        }
        self.figures += [_figure(each, numbers) for each in checked.figures]
        marks = {key: marker(number) for key, number in numbers.items()}
        return MARKERS.sub(lambda found: marks.get(int(found[1]), ""), checked.text)

    def number(self, hit: Hit, start: int, end: int) -> int:
        """Return the number of a citation, a new one for a stretch that was not cited yet."""
        place = (hit.passage.document_id, hit.passage.start + start, hit.passage.start + end)
        known = [
            (each.passage.document_id, each.passage.start + a, each.passage.start + b)
            for each, a, b in self.quotes
        ]
        if place in known:
            return known.index(place) + 1
        self.quotes.append((hit, start, end))
        return len(self.quotes)

    def add_draft(self, draft: Draft, *, lead: str = "") -> str:
        """Append the extractive answer, its citations numbered on, and return what was added."""
        numbers = {n: self.number(*quote) for n, quote in enumerate(draft.quotes, 1)}
        text = MARKERS.sub(
            lambda found: marker(numbers.get(int(found[1]), int(found[1]))), draft.text
        )
        if draft.quotes:
            self.figures += check_figures(text, cite(self.quotes), counts=draft.counts)
        return self.add(lead + text, gap="\n")


def _figure(stated: Stated, numbers: Mapping[int, int]) -> AnswerFigure:
    is_computed = stated.key is None
    return AnswerFigure(
        text=stated.figure.text,
        value=stated.figure.value,
        unit=stated.figure.unit,
        marker=None if stated.key is None else numbers[stated.key],
        status=FigureStatus.COMPUTED if is_computed else FigureStatus.VERIFIED,
        expression=stated.expression,
    )


def _says_absent(sentence: str) -> bool:
    """Tell the phrase the model is told to write when it finds nothing; marks do not matter."""
    said = _letters(MARKERS.sub("", sentence))
    return any(_letters(render("absent", language)) in said for language in LANGUAGES)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
