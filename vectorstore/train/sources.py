"""Reads the texts that the model learns from: aligned reports, Tatoeba, the dictionary.

Every Chinese text comes back in Simplified characters.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from babel import Locale

from ingest.places import gazetteer, names_of
from vectorstore.terms import simplify

__all__ = [
    "HAN",
    "Entry",
    "Translation",
    "aligned",
    "entries",
    "frequencies",
    "names",
    "synonyms",
    "tatoeba",
]

HAN = re.compile(r"[\u4e00-\u9fff]")
_ENTRY = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.*)/")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# Glosses about writing or counting rather than meaning.
_NO_MEANING = re.compile(
    r"surname|CL:|variant of|^(?:see|also|abbr|same|used|old|short|cf|opposite|e\.g|equivalent"
    r"|erhua|contraction|Taiwan pr|in|from|for|of)\b"
)
_MIN_MEANING = 2
_MAX_SYNONYMS = 6


@dataclass(frozen=True, slots=True)
class Translation:
    """A Chinese text and the English one that says the same."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the dictionary with its meanings, the commonest first."""

    word: str
    meanings: tuple[str, ...]


def aligned(path: Path) -> list[Translation]:
    """Read a table whose last two columns hold a paragraph in either language."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) >= 2:
            one, other = fields[-2:]
            found.append(Translation(one, other) if HAN.search(one) else Translation(other, one))
    return found


def tatoeba(path: Path) -> list[Translation]:
    """Read Tatoeba's sentence pairs: English, Chinese, attribution."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [Translation(simplify(row[1]), row[0]) for row in rows]


def entries(cedict: str) -> list[Entry]:
    """Parse CC-CEDICT, leaving out entries whose glosses say no meaning."""
    found = []
    for line in cedict.splitlines():
        match = _ENTRY.match(line)
        if match is None or not HAN.search(match[2]):
            continue
        meanings = tuple(filter(None, map(_meaning, match[3].split("/"))))
        if meanings:
            found.append(Entry(match[2], meanings))
    return found


def names() -> list[Translation]:
    """Return names of places of the gazetteer, and CLDR's of territories, languages, currencies."""
    english, chinese = Locale("en"), Locale("zh")
    found = [
        Translation(name, english_name)
        for place in gazetteer().values()
        for english_name in place.english[:1]
        for name in names_of(place.name)
    ]
    for kind in ("territories", "languages", "currencies"):
        words = getattr(chinese, kind)
        for code, name in sorted(getattr(english, kind).items()):
            if code in words and not code.isdigit():
                found.append(Translation(words[code], name))
    return found


def synonyms(dictionary: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Return for each word the others that share one of its first two meanings to the letter."""
    sharing: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in dictionary:
        for meaning in entry.meanings[:2]:
            sharing[meaning.lower()][entry.word] = None
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for words in sharing.values():
        # A meaning of many words (a kind of bird) says too little.
        if 2 <= len(words) <= _MAX_SYNONYMS:
            for word in words:
                found[word].update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}


def frequencies() -> dict[str, int]:
    """Return how often each word occurs in the corpus of jieba's dictionary (MIT).

    The file is read without importing jieba, which warns when it is imported.

    Raises:
        ModuleNotFoundError: jieba is not installed.
    """
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jieba is not installed; install the extra: wence[train]")
    lines = Path(spec.submodule_search_locations[0], "dict.txt").read_text(encoding="utf-8")
    return _frequencies(lines.splitlines())


def _meaning(gloss: str) -> str:
    """Return the English of a gloss, empty where it gives no meaning.

    `Jiangsu Province in southeast China, short name 苏, capital Nanjing 南京` is cut before the
    part that holds Chinese.
    """
    text = _BRACKETS.sub("", gloss).strip()
    chinese = HAN.search(text)
    if chinese:
        before = text[: chinese.start()]
        text = (before.rpartition(",")[0] or before).strip()
    return "" if len(text) < _MIN_MEANING or _NO_MEANING.search(text) else text


def _frequencies(lines: Iterable[str]) -> dict[str, int]:
    rows = (line.split(" ") for line in lines)
    return {row[0]: int(row[1]) for row in rows}
