"""The texts the product speaks, one file a text and language; knows nothing of their use."""

import hashlib
from functools import cache
from importlib.resources import files
from string import Formatter

__all__ = ["LANGUAGES", "digest", "render", "variables"]

LANGUAGES = ("zh", "en")


def render(name: str, language: str, **values: str) -> str:
    """Return a text with its variables filled in.

    Raises:
        KeyError: There is no such text, or a variable is missing or unused; it is named.
    """
    text = _text(name, language)
    wanted, given = variables(name, language), frozenset(values)
    if wanted != given:
        missing, unused = sorted(wanted - given), sorted(given - wanted)
        raise KeyError(f"text {name}/{language}: missing {missing}, unused {unused}")
    return text.format(**values)


def variables(name: str, language: str) -> frozenset[str]:
    """Return the names of a text's variables."""
    parts = Formatter().parse(_text(name, language))
    return frozenset(field for _, field, _, _ in parts if field is not None)


def digest() -> str:
    """Return a short hash over all texts: a changed text shows in it."""
    joined = hashlib.sha256()
    for language in LANGUAGES:
        folder = files("prompts") / language
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            joined.update(entry.name.encode() + entry.read_bytes())
    return joined.hexdigest()[:12]


@cache
def _text(name: str, language: str) -> str:
    entry = files("prompts") / language / f"{name}.txt"
    if not entry.is_file():
        raise KeyError(f"there is no text {name}/{language}")
    return entry.read_text(encoding="utf-8").rstrip("\n")
