"""Policy terms in Chinese and English; owns the glossary, knows no question and no index.

The glossary holds the official translations, checked against parallel reports by `evals.glossary`;
the English wordings of the thesaurus lie below it.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from vectorstore.terms import simplify, words

__all__ = ["Glossary", "Phrase", "glossary", "stems"]

_TOKEN = re.compile(r"[a-z]+\d+(?:\.\d+)?|\d+[a-z]+|\d+(?:[.,]\d+)*%?|[a-z]+|[\u3400-\u9fff]+")
_SILENT = frozenset(
    "the a an of in on at to for from by with and or its their this that these those s".split()
)
"""Words between the words of a term: value added of the secondary industry."""
_LONGEST = 6
# A word that no term holds costs more than any number of terms; one that asks or joins costs little
# more than a term, so that "out of work" is one.
_PER_UNKNOWN, _PER_IDLE, _PER_TERM = 10.0, 1.1, 1.0
# The first Chinese words are the thing itself, and the first English names the official ones.
_SYNONYMS, _MOST_ENGLISH = 1, 3
_KNOWN_STEMS = 20_000
_BRITISH = (
    ("isation", "ization"), ("metre", "meter"), ("labour", "labor"), ("centre", "center"),
    ("programme", "program"), ("licence", "license"), ("defence", "defense"), ("fibre", "fiber"),
    ("fertiliser", "fertilizer"), ("sulphur", "sulfur"), ("aluminium", "aluminum"),
    ("ageing", "aging"), ("litre", "liter"), ("enrolment", "enrollment"), ("tonne", "ton"),
    ("modernis", "moderniz"), ("utilis", "utiliz"), ("organis", "organiz"),
    ("subsidis", "subsidiz"), ("harbour", "harbor"), ("neighbour", "neighbor"),
)  # fmt: skip
"""Spellings of one word: reports write American English."""
_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "took:take taken:take grew:grow grown:grow rose:rise risen:rise fell:fall fallen:fall "
        "built:build spent:spend made:make got:get gotten:get went:go gone:go sold:sell "
        "bought:buy paid:pay flew:fly flown:fly lost:lose brought:bring found:find came:come "
        "gave:give given:give left:leave held:hold kept:keep sent:send ate:eat eaten:eat "
        "drove:drive driven:drive caught:catch taught:teach won:win dug:dig sown:sow grown:grow "
        "lent:lend fed:feed led:lead met:meet ran:run began:begin begun:begin dealt:deal "
        "children:child men:man women:woman people:person lives:life"
    ).split()
)
"""Forms that a stemmer does not fold."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of an English question."""

    text: str
    chinese: tuple[str, ...] = ()
    """What reports call it, the usual word first; empty when no term fits."""
    english: tuple[str, ...] = ()
    """What English reports call the same."""


class Glossary:
    """Terms by their words in either language."""

    def __init__(self, layers: Iterable[Iterable[tuple[Sequence[str], Sequence[str]]]]) -> None:
        """Index layers of terms, each with its Chinese and its English names, the first best."""
        self._english: dict[str, tuple[str, ...]] = {}
        self._chinese: dict[tuple[str, ...], tuple[str, ...]] = {}
        for layer in layers:
            below: dict[tuple[str, ...], list[str]] = defaultdict(list)
            for chinese, english in layer:
                self._english.setdefault(chinese[0], tuple(english))
                names = [*map(simplify, chinese)]
                for key in (key for name in english for key in _keys(name)):
                    below[key] += [name for name in names if name not in below[key]]
            for key, found in below.items():
                known = self._chinese.get(key, ())
                self._chinese[key] = (*known, *(each for each in found if each not in known))

    def english(self, chinese: str) -> str:
        """Return the official English of a Chinese term, "" when it is not known as a whole."""
        return next(iter(self._english.get(chinese, ())), "")

    def phrases(self, text: str, *, idle: frozenset[str]) -> list[Phrase]:
        """Cut folded English text so that the fewest words stay unknown, then into fewest terms.

        Taking the longest term first leaves words behind that another cut would have known.

        Args:
            text: Folded.
            idle: Words that ask or join; alone they are no term and may stay unknown.
        """
        places = [each.span() for each in _TOKEN.finditer(text) if each[0] not in _SILENT]
        tokens = [text[slice(*place)] for place in places]
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(tokens) + 1):
            starts = range(max(0, end - _LONGEST), end)
            best.append(min((best[i][0] + self._cost(tokens[i:end], idle), i) for i in starts))
        found: list[Phrase] = []
        end = len(tokens)
        while end:
            start = best[end][1]
            # As it stands: an English report holds it with its silent words.
            written = text[places[start][0] : places[end - 1][1]]
            found.append(self._phrase(written, self._found(tokens[start:end], idle)))
            end = start
        return found[::-1]

    def _cost(self, tokens: Sequence[str], idle: frozenset[str]) -> float:
        if self._found(tokens, idle):
            return _PER_TERM
        if len(tokens) > 1:  # words that stay unknown stay single
            return math.inf
        return _PER_IDLE if tokens[0] in idle else _PER_UNKNOWN

    def _phrase(self, written: str, chinese: tuple[str, ...]) -> Phrase:
        names = (name for each in chinese[:_SYNONYMS] for name in self._english.get(each, ()))
        return Phrase(written, chinese, tuple(dict.fromkeys(names))[:_MOST_ENGLISH])

    def _found(self, tokens: Sequence[str], idle: frozenset[str]) -> tuple[str, ...]:
        if len(tokens) == 1 and tokens[0] in idle:
            return ()
        return self._chinese.get(tuple(map(_stem, tokens)), ())


@cache
def glossary() -> Glossary:
    """Return the shipped glossary over the English wordings of the shipped thesaurus."""
    return Glossary((_terms(), _indicators(), _words()))


def _terms() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    return (([each["zh"]], each["en"]) for each in _records("glossary.jsonl"))


def _indicators() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    return (
        ([each["zh"], *each["aliases"]], each["en"])
        for each in _records("indicators.jsonl")
        if each["en"]
    )


def _words() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    return (([each["official"]], each["en"]) for each in _records("words.jsonl") if each["en"])


def _records(name: str) -> list[dict[str, Any]]:  # Any: what a JSON line holds
    text = (files("bot") / "lexicon" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _keys(name: str) -> Iterator[tuple[str, ...]]:
    """Yield a term's stems, and for one with "of" also the other way round: exports of cars."""
    folded = simplify(name)
    yield stems(folded)
    head, _, tail = folded.partition(" of ")
    if tail:
        yield stems(f"{tail} {head}")


def stems(folded: str) -> tuple[str, ...]:
    """Return what English text is compared by: its words without endings, none of the silent."""
    return tuple(_stem(token) for token in _TOKEN.findall(folded) if token not in _SILENT)


@lru_cache(_KNOWN_STEMS)
def _stem(token: str) -> str:
    for british, american in _BRITISH:
        token = token.replace(british, american)
    token = _IRREGULAR.get(token, token)
    return next(iter(words(token)), token) if token.isascii() else token
