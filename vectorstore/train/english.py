"""Chooses the English forms of the vocabulary and places them among the Chinese words.

First each form is the mean of the words it translates, then a ridge regression corrects all of
them together so that English texts come near their Chinese ones.
"""

import logging
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer
from wordfreq import get_frequency_dict

from vectorstore.train.algebra import Matrix, bags, ridge, unit
from vectorstore.train.han import Words
from vectorstore.train.sources import Entry, Translation
from vectorstore.train.tokens import token_ids

__all__ = ["Sample", "base", "choose", "forms", "place", "samples"]

_LOG = logging.getLogger(__name__)
_FORM = re.compile(r"[a-z]+")
_COMMON = 30_000
_MIN_ZIPF = 2.3
_PENALTY = 0.7
_MIN_LENGTH = 0.2
# A form far from everything it was seen with says little: its weight falls with its length.
_FULL_LENGTH = 0.5
_MIN_STEM = 3
_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ly", ("", "le")),
    ("er", ("", "e")),
    ("ers", ("", "e")),
)
_STOP_FORMS = frozenset(
    (
        "to the a an of in on for and or with by at from as be is are was were been it its this"
        " that these those which who whom whose what when where how why do does did has have had"
        " not no s t sb sth etc eg ie one's oneself i you he she we they me him her us them my"
        " your his our their will would can could shall should may might than then there here"
        " also such so if but about into over after before under between both each many much more"
        " most some any all other own same too very lit fig cl variant abbr old used see"
    ).split()
)
_STOP_WEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Sample:
    """A translation with how much it counts in the regression."""

    translation: Translation
    weight: float


def forms(text: str) -> list[str]:
    """Return the English forms of a text in order."""
    return _FORM.findall(text.lower())


def base(form: str, known: Collection[str]) -> str:
    """Return the known form that a regularly inflected one comes from, empty where there is none.

    `cities` is of `city`, `planned` of `plan`, `used` of `use`.
    """
    for ending, replacements in _ENDINGS:
        stem = form.removesuffix(ending)
        if stem == form or len(stem) < _MIN_STEM:
            continue
        undoubled = [stem[:-1]] if stem[-1] == stem[-2] else []
        for simpler in (*(stem + each for each in replacements), *undoubled):
            if simpler in known:
                return simpler
    return ""


def samples(
    reports: Iterable[Translation],
    tatoeba: Iterable[Translation],
    dictionary: Iterable[Entry],
    *,
    frequencies: Mapping[str, int],
) -> list[Sample]:
    """Return all translations with their weights: reports count most, rare words least."""
    found = [Sample(each, 1.0) for each in reports]
    found += [Sample(each, 0.6) for each in tatoeba]
    for entry in dictionary:
        base = 0.4 + 0.05 * math.log1p(frequencies.get(entry.word, 0))
        for rank, meaning in enumerate(entry.meanings[:3]):
            found.append(Sample(Translation(entry.word, meaning), base / (1 + 0.3 * rank)))
    return found


def choose(
    dictionary: Iterable[Entry],
    translations: Iterable[Translation],
    *,
    size: int,
) -> list[str]:
    """Return the `size` most useful forms: seen in the sources, or inflections of such."""
    counts: Counter[str] = Counter()
    for entry in dictionary:
        counts.update({form for meaning in entry.meanings for form in forms(meaning)})
    for each in translations:
        counts.update(set(forms(each.en)))
    zipf = {form: 9 + math.log10(value) for form, value in get_frequency_dict("en").items()}
    common = set(list(zipf)[:_COMMON])
    found = {form for form, count in counts.items() if count >= 2 or form in common}
    found |= {form for form, use in zipf.items() if use >= _MIN_ZIPF and base(form, counts)}
    kept = sorted(form for form in found if len(form) > 1 or form in "aig")

    def use(form: str) -> float:
        return zipf.get(form, 0.0) + 0.8 * math.log10(1 + counts[form])

    return sorted(kept, key=use, reverse=True)[:size]


def place(
    chosen: Sequence[str],
    han: Words,
    *,
    tokenizer: Tokenizer,
    dictionary: Sequence[Entry],
    samples: Sequence[Sample],
    frequencies: Mapping[str, int],
) -> Words:
    """Return the forms with unit vectors in the Chinese words' space, and their weights."""
    space = _Space(tokenizer, han)
    index = {form: number for number, form in enumerate(chosen)}
    weights = np.array(_weights(chosen), dtype=np.float32)
    start = _dictionary_means(index, space, dictionary, frequencies)
    _inherit(start, index, min_length=1e-6)
    inputs, targets = _regression_rows(index, space, samples, weights)
    _LOG.info("regression of %d texts on %d forms", *inputs.shape)
    rows = start + ridge(inputs, targets - inputs @ start, penalty=_PENALTY)
    _inherit(rows, index, min_length=_MIN_LENGTH)
    lengths = np.linalg.norm(rows, axis=1)
    trust = np.minimum(1.0, lengths / _FULL_LENGTH)
    return Words(tuple(chosen), unit(rows), (weights * trust).astype(np.float32))


class _Space:
    """Gives Chinese texts their weighted sums in the initial space."""

    def __init__(self, tokenizer: Tokenizer, han: Words) -> None:
        self._tokenizer = tokenizer
        self._rows = np.concatenate(
            [np.zeros((2, han.rows.shape[1]), np.float32), han.rows * han.weights[:, None]]
        )

    def __call__(self, texts: Sequence[str]) -> Matrix:
        size = len(self._rows)
        ids = [[i for i in each if i < size] for each in token_ids(self._tokenizer, texts)]
        return unit(np.asarray(bags(ids, size) @ self._rows))


def _weights(chosen: Sequence[str]) -> list[float]:
    general = get_frequency_dict("en")

    def weight(form: str) -> float:
        if form in _STOP_FORMS:
            return _STOP_WEIGHT
        zipf = 9 + math.log10(general[form]) if form in general else 0.0
        return float(min(1.3, max(0.1, (8.3 - zipf) / 5)) ** 1.5)

    return [weight(form) for form in chosen]


def _dictionary_means(
    index: Mapping[str, int],
    space: _Space,
    dictionary: Sequence[Entry],
    frequencies: Mapping[str, int],
) -> Matrix:
    vectors = space([entry.word for entry in dictionary])
    total = np.zeros((len(index), vectors.shape[1]), dtype=np.float32)
    for entry, vector in zip(dictionary, vectors, strict=True):
        use = 1 + math.log1p(frequencies.get(entry.word, 0))
        for rank, meaning in enumerate(entry.meanings):
            said = [f for f in dict.fromkeys(forms(meaning)) if f in index and f not in _STOP_FORMS]
            for form in said:
                total[index[form]] += vector * use / len(said) ** 2 / (1 + 0.3 * rank)
    return unit(total)


def _inherit(rows: Matrix, index: Mapping[str, int], *, min_length: float) -> None:
    """Give forms that are hardly seen the vector of their base form, in place."""
    lengths = np.linalg.norm(rows, axis=1)
    for form, number in index.items():
        simpler = base(form, index) if lengths[number] < min_length else ""
        if simpler:
            rows[number] = rows[index[simpler]]


def _regression_rows(
    index: Mapping[str, int], space: _Space, samples: Sequence[Sample], weights: Matrix
) -> tuple[sp.csr_matrix, Matrix]:
    """Return weighted bags of forms (n, forms) and the vectors that they should sum to (n, dim)."""
    said = [
        [index[form] for form in forms(each.translation.en) if form in index] for each in samples
    ]
    inputs = bags(said, len(index)).multiply(weights[None, :]).tocsr()
    targets = space([each.translation.zh for each in samples])
    lengths = np.array([math.sqrt(sum(weights[i] ** 2 for i in each)) for each in said])
    kept = (lengths >= 0.1) & (np.linalg.norm(targets, axis=1) > 0.5)
    importance = np.array([each.weight for each in samples], dtype=np.float32)[kept]
    scale = sp.diags((importance / lengths[kept]).astype(np.float32))
    return (scale @ inputs[kept]).tocsr(), targets[kept] * importance[:, None]
