"""Builds the vocabulary, the tokenizer and the vectors that tuning starts from."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vectorstore.train import english, han, tokens, wheels
from vectorstore.train.algebra import unit
from vectorstore.train.materials import Materials
from vectorstore.train.recipe import Recipe
from vectorstore.train.reports import Text
from vectorstore.train.tuning import Start

__all__ = ["begin"]

_YEAR_WEIGHT = 0.25
_SEED = 0


def begin(materials: Materials, folder: Path, recipe: Recipe) -> tuple[Tokenizer, Start]:
    """Return the tokenizer and where tuning begins.

    Args:
        materials: What the vocabulary is chosen from.
        folder: The wheels that hold the word vectors.
        recipe: The sizes.
    """
    words = _han_words(materials, folder, recipe)
    translations = materials.reports + materials.tatoeba
    chosen = english.choose(materials.dictionary, translations, size=recipe.english_forms)
    tokenizer = tokens.build(
        words.words, chosen, frequencies=materials.frequencies, charmap=tokens.charsmap()
    )
    samples = english.samples(
        materials.reports,
        materials.tatoeba,
        materials.dictionary,
        frequencies=materials.frequencies,
    )
    forms = english.place(
        chosen,
        words,
        tokenizer=tokenizer,
        dictionary=materials.dictionary,
        samples=samples,
        frequencies=materials.frequencies,
    )
    return tokenizer, _join(words, forms)


def _han_words(materials: Materials, folder: Path, recipe: Recipe) -> han.Words:
    counts = han.count_words(_sentences(materials.texts))
    first = wheels.tencent(folder)
    chosen = han.choose(
        han.merge(first, wheels.cnsyn(folder)),
        counts=counts,
        frequencies=materials.frequencies,
        preferred=frozenset(first.words),
        size=recipe.han_words,
    )
    return han.embed(chosen, counts=counts, frequencies=materials.frequencies, dim=recipe.dim)


def _sentences(texts: Sequence[Text]) -> Iterable[str]:
    return (each.text for text in texts for passage in text.passages for each in passage)


def _join(words: han.Words, forms: han.Words) -> Start:
    """Return the matrix in the order of the vocabulary; years start at random directions."""
    dim = words.rows.shape[1]
    count = len(tokens.YEARS)
    years = unit(np.random.default_rng(_SEED).normal(size=(count, dim)).astype(np.float32))
    endings = len(tokens.ENDINGS)
    weights: list[NDArray[np.floating]] = [
        np.zeros(2),
        words.weights,
        forms.weights,
        np.full(count, _YEAR_WEIGHT),
        np.zeros(endings),
    ]
    nothing = np.zeros((2 + endings, dim), dtype=np.float32)
    return Start(
        np.concatenate([nothing[:2], words.rows, forms.rows, years, nothing[2:]]),
        np.concatenate(weights).astype(np.float32),
    )
