"""Names all that the model learns from, but the word vectors."""

from collections.abc import Mapping
from dataclasses import dataclass

from vectorstore.train.reports import Text
from vectorstore.train.sources import Entry, Translation
from vectorstore.train.thesaurus import Thesaurus

__all__ = ["Materials"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Materials:
    """Texts, translations and words; everything Chinese is in Simplified characters."""

    texts: tuple[Text, ...]
    reports: tuple[Translation, ...]
    tatoeba: tuple[Translation, ...]
    dictionary: tuple[Entry, ...]
    names: tuple[Translation, ...]
    thesaurus: Thesaurus
    frequencies: Mapping[str, int]
    """How often each Chinese word occurs in general text."""
