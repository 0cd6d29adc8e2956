"""Makes a follow-up question complete, so that it can be searched and shown; pure."""

import re
from collections.abc import Sequence

from bot.chinese_reply import reply_in_chinese
from bot.english_reply import reply_in_english
from bot.types import Turn
from bot.understand import detect_language

__all__ = ["complete"]

# Said between two questions; the next one still goes on with the one before.
_COURTESY = re.compile(
    r"^(?:谢谢|多谢|感谢|辛苦|好的?|知道|明白|收到|了解|嗯|哦|你好|您好|在吗|[你您了啦吗]|ok|okay|thanks?"
    r"|thank you|hello|hi|got it|i see|[\s,，.。!！?？~])+$",
    re.IGNORECASE,
)


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question in stand-alone form; a question that is complete stays as it is."""
    text = ""
    for turn in history:
        if not _COURTESY.match(turn.question):
            text = _join(turn.question.strip(), text)
    return question.strip() if _COURTESY.match(question) else _join(question.strip(), text)


def _join(question: str, earlier: str) -> str:
    if not earlier:
        return question
    if "en" in (detect_language(question), detect_language(earlier)):
        return reply_in_english(question, earlier)
    return reply_in_chinese(question, earlier)
