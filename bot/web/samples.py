"""Questions that the bundled sample reports answer; shown only where those reports are loaded."""

from collections.abc import Iterable

from bot.web.strings import Language

__all__ = ["sample_questions"]

_PLACE = "云岭市"

_QUESTIONS: dict[Language, tuple[str, ...]] = {
    "zh": ("云岭市2024年新建5G基站多少个？",),
    "en": ("How many 5G base stations did Yunling build in 2024?",),
}


def sample_questions(places: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return questions to start with, none when the sample's place is not among the reports'."""
    return _QUESTIONS[language] if any(_PLACE in place for place in places) else ()
