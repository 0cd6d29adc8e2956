"""Writes an answer's sources below its text, and text of reports so that Markdown leaves it be."""

import re
from collections.abc import Sequence

from bot.types import Citation
from bot.web.strings import Language
from bot.web.transcript import source_of

__all__ = ["Calmed", "calm", "footer", "without_footer"]

_RULE = "\n\n---\n\n"
# A picture would be fetched from whoever wrote the report, a link or tag would look like ours. A
# space takes the meaning away in a program that shows Markdown, and hardly shows in another; a
# backslash would show, and one before it would undo it.
_ACTIVE = re.compile(r"!(?=\[)|\](?=[(:])|<(?=[A-Za-z/!?])")
_BEGINS = ("!", "]", "<")


class Calmed:
    """A text that comes in pieces, without what Markdown would make a picture, link or tag of."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown by now; a last character may have to wait for its next."""
        text = self._held + piece
        self._held = text[-1] if text.endswith(_BEGINS) else ""
        shown = _ACTIVE.sub(lambda found: f"{found[0]} ", text)
        return shown[: len(shown) - len(self._held)]

    def end(self) -> str:
        """Return what still waits."""
        held, self._held = self._held, ""
        return held


def calm(text: str) -> str:
    """Return a whole text as `Calmed` shows it."""
    return _ACTIVE.sub(lambda found: f"{found[0]} ", text)


def footer(citations: Sequence[Citation], language: Language) -> str:
    """Return the sources, a paragraph each, with the rule that parts them from the text above."""
    notes = (f"[{each.marker}] {calm(_note(each, language))}" for each in citations)
    return _RULE + "\n\n".join(notes) if citations else ""


def without_footer(text: str) -> str:
    """Return the text of an answer that a client sends back, without its sources."""
    return text.partition(_RULE)[0]


def _note(citation: Citation, language: Language) -> str:
    quote = " ".join(citation.quote.split())
    title = " ".join(source_of(citation, language).split())
    return f"{title}：“{quote}”" if language == "zh" else f"{title}: “{quote}”"
