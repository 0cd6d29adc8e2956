"""Assembles the training pairs of each kind; knows no model."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from vectorstore.train import questions
from vectorstore.train.materials import Materials
from vectorstore.train.reports import Sentence, Text
from vectorstore.train.sources import HAN, Entry, Translation, synonyms
from vectorstore.train.thesaurus import Thesaurus

__all__ = ["Pair", "assemble"]

_WINDOW = 3
_ZH_CLAUSE = re.compile("[，；。]")
_EN_CLAUSE = re.compile("[,;.] ")
_MIN_HAN = 4
_MIN_ENGLISH = 15
_RARE = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that should be near each other."""

    query: str
    target: str
    document: int = 0
    """The report that both are from, 0 for none; gives negatives that look alike."""


def assemble(materials: Materials, *, passage_share: float, seed: int) -> dict[str, list[Pair]]:
    """Return the pairs by their kind; the same seed gives the same pairs."""
    random = Random(seed)
    found: dict[str, list[Pair]] = defaultdict(list)
    found["sentence"] = [
        Pair(e.en, e.zh) for e in materials.reports if len(HAN.findall(e.zh)) >= _MIN_HAN
    ]
    found["clause_en"] = list(_aligned_clauses(materials.reports, random))
    found["tatoeba"] = [Pair(each.en, each.zh) for each in materials.tatoeba]
    found["dictionary"] = list(_definitions(materials.dictionary, materials.frequencies))
    found["dictionary"] += [Pair(each.en, each.zh) for each in materials.names]
    found["term"] = list(_terms(materials.thesaurus))
    found["paraphrase"] = list(_paraphrases(materials.tatoeba))
    same = synonyms(materials.dictionary)
    found["synonym"] = [Pair(word, random.choice(others)) for word, others in same.items()]
    for number, text in enumerate(materials.texts, 1):
        maker = _Maker(text, number, materials.thesaurus, same, random, passage_share)
        for kind, pair in maker.pairs():
            found[kind].append(pair)
    return dict(found)


def _aligned_clauses(reports: Iterable[Translation], random: Random) -> Iterable[Pair]:
    for each in reports:
        zh = [c for c in _ZH_CLAUSE.split(each.zh) if len(HAN.findall(c)) >= _MIN_HAN]
        en = [c for c in _EN_CLAUSE.split(each.en) if len(c) > _MIN_ENGLISH]
        both = list(zip(en, zh, strict=True)) if len(zh) == len(en) else []
        if len(HAN.findall(each.zh)) >= 2 * _MIN_HAN:
            both.append((each.en, each.zh))
        for english, chinese in both:
            head = random.choice(questions.ENGLISH_HEADS) if random.random() < 0.5 else ""
            yield Pair(head + english, chinese)


def _definitions(dictionary: Iterable[Entry], frequencies: Mapping[str, int]) -> Iterable[Pair]:
    for entry in dictionary:
        if len(entry.word) < 2 and frequencies.get(entry.word, 0) < _RARE:
            continue
        yield Pair(entry.meanings[0], entry.word)
        if len(entry.meanings) > 1:
            yield Pair(" ; ".join(entry.meanings[1:4]), entry.word)


def _terms(thesaurus: Thesaurus) -> Iterable[Pair]:
    for term in thesaurus.terms:
        name = term.official[0]
        for other in (*term.chinese[1:], *term.english):
            yield Pair(other, name)


def _paraphrases(tatoeba: Iterable[Translation]) -> Iterable[Pair]:
    """Yield Chinese sentences that translate the same English one."""
    by_english: dict[str, dict[str, None]] = defaultdict(dict)
    for each in tatoeba:
        by_english[each.en][each.zh] = None
    for sentences in by_english.values():
        first, *others = sentences
        for other in others:
            yield Pair(first, other)


class _Maker:
    """Makes the pairs of one report."""

    def __init__(
        self,
        text: Text,
        number: int,
        thesaurus: Thesaurus,
        same: Mapping[str, tuple[str, ...]],
        random: Random,
        passage_share: float,
    ) -> None:
        self._same = same
        self._text, self._number, self._thesaurus = text, number, thesaurus
        self._random, self._passage_share = random, passage_share

    def pairs(self) -> Iterable[tuple[str, Pair]]:
        for passage in self._text.passages:
            for index, sentence in enumerate(passage):
                for kind, query in self._queries(sentence):
                    target = self._target(passage, index)
                    yield kind, Pair(query, target, self._number)

    def _queries(self, sentence: Sentence) -> Iterable[tuple[str, str]]:
        description = self._text.description
        for question in questions.figure_questions(
            sentence, description, self._thesaurus, self._random
        ):
            yield "figure", question
        parts = questions.clauses(sentence.text)
        for clause in parts:
            for question in questions.about(clause, self._random):
                yield "question", self._headed(question)
                changed = questions.reworded(question, self._thesaurus, self._random)
                if changed:
                    yield "reworded", self._headed(changed)
            for question in questions.lay_about(clause, self._thesaurus, self._random):
                yield "lay", self._headed(question) if self._random.random() < 0.5 else question
            for question in questions.english_about(
                clause, description, self._thesaurus, self._random
            ):
                yield "english", question
        if len(parts) >= 2:
            clause = self._random.choice(parts)
            yield "clause", clause
            changed = questions.reworded(clause, self._thesaurus, self._random)
            if changed:
                yield "swapped", changed
            changed = questions.with_synonyms(clause, self._same, self._random)
            if changed:
                yield "synonym_clause", changed

    def _headed(self, question: str) -> str:
        return questions.headed(question, self._text.description, self._random)

    def _target(self, passage: Sequence[Sentence], index: int) -> str:
        if self._random.random() >= self._passage_share:
            return passage[index].text
        start = max(0, index - self._random.choice((0, 0, 1, 2)))
        return "".join(each.text for each in passage[start : start + _WINDOW])
