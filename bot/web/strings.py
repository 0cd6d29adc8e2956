"""The words of the pages in Chinese and English; knows no page."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["Language", "preferred", "strings", "tables", "told", "words"]

Language = Literal["zh", "en"]

_STATIC = Path(__file__).parent / "static"
_PATH = _STATIC / "strings.json"


@cache
def tables() -> Mapping[Language, Mapping[str, str]]:
    """Return each language's strings by their key."""
    loaded: dict[Language, dict[str, str]] = json.loads(_PATH.read_text(encoding="utf-8"))
    return loaded


def strings(language: Language) -> Mapping[str, str]:
    """Return the strings of one language."""
    return tables()[language]


def words(language: Language, key: str, **values: object) -> str:
    """Return one string with its `{places}` filled in.

    Raises:
        KeyError: There is no such string, or a place is left open.
    """
    return tables()[language][key].format(**values)


def told(language: Language, message: str) -> str:
    """Return what reading a file says of it in words for staff; in English as it is said.

    `reasons.json` gives the Chinese by constant words of the English. Where one holds `##`, the
    pages that the message begins with stand there, and its first number at `#`.
    """
    if language == "en":
        return message
    known = next((each["zh"] for each in _reasons() if each["match"] in message), message)
    listed, _, more = message.partition(":")[0].partition(" and ")
    numbers = re.findall(r"\d+", listed)
    known = known.replace("##", "、".join(numbers) + (" 等" if more else " "))
    number = re.search(r"\d+", message)
    return known.replace("#", number[0]) if number else known


@cache
def _reasons() -> Sequence[Mapping[str, str]]:
    loaded: list[dict[str, str]] = json.loads((_STATIC / "reasons.json").read_text("utf-8"))
    return loaded


def preferred(accept_language: str) -> Language:
    """Choose by the first language of an Accept-Language header; Chinese when it names none."""
    first = accept_language.split(",")[0].strip().lower()
    return "zh" if not first or first == "*" or first.startswith("zh") else "en"
