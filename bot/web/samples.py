"""Questions that the bundled sample reports answer; shown only where those reports are loaded."""

from collections.abc import Iterable

from bot.web.strings import Language

__all__ = ["sample_questions"]

_PLACE = "云岭市"

_QUESTIONS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "2023年新建了多少个5G基站？",
        "2022年云岭市社会消费品零售总额是多少？",
        "鹤坪抽水蓄能电站总投资多少？",
        "2023年全市接待游客多少人次？",
    ),
    "en": (
        "What was the total value of imports and exports in 2022?",
        "What was the average PM2.5 concentration in 2023?",
        "How long is the Yunling-Heping expressway?",
    ),
}


def sample_questions(places: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return questions to start with, none when the sample's place is not among the reports'."""
    return _QUESTIONS[language] if any(_PLACE in place for place in places) else ()
