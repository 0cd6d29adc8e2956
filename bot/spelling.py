"""Mends misspelt words of a question by those that reports, thesaurus and gazetteer know.

Chinese is typed by sound: 粮食产亮 for 粮食产量. A word is mended only where the typed characters
make no words themselves, so that a word that nobody listed is never turned into one that is.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

import rjieba

from bot.parts import is_place_like
from ingest.places import find_mentions, gazetteer, guess_mentions, names_of

__all__ = ["mend"]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_SHORTEST, _LONGEST = 3, 10
# Of the characters of a word, at most one in three may be mistyped.
_PER_MISTAKE = 3
_SHORTEST_LATIN = 8
_MOST_READINGS = 32
# 城镇和乡村 is no misspelt 城镇化: these are words by themselves, and hardly ever mistyped.
_FUNCTION_WORDS = "和与及跟比的了在是有到由从对将被把呢吗多少几不"
# Southern typists do not tell these apart.
_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[iea]n)g$"), ""))
# Typed by shape: each pair is mistaken for one another.
_LOOK_ALIKES = (
    "微徽",
    "末未",
    "人入",
    "己已",
    "土士",
    "千干",
    "亨享",
    "治冶",
    "晴睛",
    "侯候",
    "密蜜",
    "口囗",
)


def mend(question: str, *, places: Collection[str] = ()) -> str:
    """Return the question with misspelt words mended, 魔都 named 上海市; most stay as they are.

    Args:
        question: As typed.
        places: Full names of the places that the reports are about.
    """
    for nickname, place in _nicknames().items():
        question = question.replace(nickname, place)
    mended = _mend_places(question, places) if places else question
    return _mend_latin(_mend_words(mended, places))


@cache
def _nicknames() -> Mapping[str, str]:
    """Return the names that people give to cities and no report does."""
    text = (files("bot") / "lexicon" / "nicknames.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def _mend_words(question: str, places: Collection[str]) -> str:
    singles = _single_characters(question)
    if not singles:
        return question
    taken = {i for start, end in _place_spans(question, places) for i in range(start, end)}
    text = question
    for run in _HAN.finditer(question):
        position = run.start()
        while position < run.end():
            word = _word_at(question, position, run.end(), singles - taken)
            text = text[:position] + word + text[position + len(word) :]
            position += max(1, len(word))
    return text


def _word_at(text: str, start: int, end: int, singles: set[int]) -> str:
    """Return the listed word that a misspelling at a position stands for, "" for none."""
    for size in range(min(_LONGEST, end - start), _SHORTEST - 1, -1):
        typed = text[start : start + size]
        if typed in _words():
            return typed
        if not singles.intersection(range(start, start + size)):
            continue
        for word in sorted(_alike(typed)):
            wrong = {start + i for i in range(size) if word[i] != typed[i]}
            if wrong <= singles and len(wrong) * _PER_MISTAKE <= size:
                return word
    return ""


def _single_characters(text: str) -> set[int]:
    """Return where characters stand that are no part of a longer word."""
    found: set[int] = set()
    position = 0
    for word in rjieba.cut(text, False):
        if len(word) == 1 and _HAN.match(word) and word not in _FUNCTION_WORDS:
            found.add(position)
        position += len(word)
    return found


def _place_spans(text: str, places: Collection[str]) -> Iterator[tuple[int, int]]:
    for mention in find_mentions(text, known=places):
        yield mention.start, mention.end
    for guess in guess_mentions(text):
        if is_place_like(guess.name):
            yield guess.start, guess.end


def _mend_places(question: str, places: Collection[str]) -> str:
    """Mend the name of a report's place where the question opens with it or gives it in full."""
    if find_mentions(question, known=places):
        return question
    for place in sorted(places):
        for name in names_of(place):
            found = _misspelt(question, name)
            if found >= 0 and not _is_word(question[found : found + len(name)]):
                return question[:found] + name + question[found + len(name) :]
    return question


def _misspelt(question: str, name: str) -> int:
    """Return where a place's name stands in other characters of its sound, -1 for nowhere."""
    if not _HAN.fullmatch(name) or len(name) < 2:
        return -1
    starts = range(len(question) - len(name) + 1) if len(name) > 2 else (0,)
    for start in starts:
        typed = question[start : start + len(name)]
        same = sum(a == b for a, b in zip(typed, name, strict=False))
        if len(typed) != len(name) or same != len(name) - 1:
            continue
        if _readings(typed) & _readings(name):
            return start
    return -1


def _is_word(text: str) -> bool:
    return text in gazetteer() or rjieba.has_word(text)


def _mend_latin(question: str) -> str:
    return _LATIN.sub(lambda found: _latin_word(found[0]), question)


def _latin_word(word: str) -> str:
    folded = word.lower()
    if len(word) < _SHORTEST_LATIN or _is_latin_word(folded) or folded != word:
        return word
    near = {each for each in _edits(folded) if each in _listed().latin}
    return near.pop() if len(near) == 1 else word


def _edits(word: str) -> set[str]:
    """Return what one mistake makes of a word: a letter left out, added, changed or swapped.

    Not in its first letter, nor near its end, where it may be another form of the word.
    """
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) - 2)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    found |= {head + letter + tail for head, tail in cuts for letter in letters}
    return found


def _is_latin_word(word: str) -> bool:
    known = _listed().latin
    return any(form in known for form in (word, word.removesuffix("s"), f"{word}s"))


def _words() -> frozenset[str]:
    return _listed().han


class _Listed(NamedTuple):
    """The words that a question may be mended to."""

    han: frozenset[str]
    latin: frozenset[str]


@cache
def _listed() -> _Listed:
    han: set[str] = set()
    latin: set[str] = set()
    for name in ("indicators.jsonl", "words.jsonl", "glossary.jsonl"):
        for line in (files("bot") / "lexicon" / name).read_text(encoding="utf-8").splitlines():
            each = json.loads(line)
            han.update((each.get("zh") or each["official"], *each.get("aliases", ())))
            latin.update(word for term in each["en"] for word in _LATIN.findall(term.lower()))
    fitting = (each for each in han if _SHORTEST <= len(each) <= _LONGEST and _HAN.fullmatch(each))
    return _Listed(frozenset(fitting), frozenset(latin))


def _alike(typed: str) -> set[str]:
    by_reading = _by_reading()
    return {word for reading in _readings(typed) for word in by_reading.get(reading, ())}


@cache
def _by_reading() -> Mapping[str, Collection[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in _words():
        for reading in _readings(word):
            found[reading].add(word)
    return found


def _readings(text: str) -> set[str]:
    """Return how a text may sound, a set of syllables joined by spaces."""
    options = [sorted(_syllables().get(char, {char})) for char in text]
    count = 1
    for each in options:
        count *= len(each)
    if count > _MOST_READINGS:
        options = [each[:1] for each in options]
    return {" ".join(each) for each in product(*options)}


@cache
def _syllables() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for syllable, chars in _readings_listed():
        for char in chars:
            found[char].add(_plain(syllable))
    for pair in _LOOK_ALIKES:
        found[pair[0]] = found[pair[1]] = found[pair[0]] | found[pair[1]]
    return found


def _plain(syllable: str) -> str:
    for pattern, plain in _FUZZY:
        syllable = pattern.sub(plain, syllable)
    return syllable


def _readings_listed() -> Iterable[tuple[str, str]]:
    text = (files("bot") / "lexicon" / "syllables.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return ((line.partition(" ")[0], line.partition(" ")[2]) for line in lines)
