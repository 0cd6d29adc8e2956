"""The words of the pages in Chinese and English; knows no page."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["Language", "preferred", "strings", "tables", "words"]

Language = Literal["zh", "en"]

_PATH = Path(__file__).parent / "static" / "strings.json"


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


def preferred(accept_language: str) -> Language:
    """Choose by the first language of an Accept-Language header; Chinese when it names none."""
    first = accept_language.split(",")[0].strip().lower()
    return "zh" if not first or first == "*" or first.startswith("zh") else "en"
