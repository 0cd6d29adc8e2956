"""What a sentence of a chat model is held against: the passages shown, and the question; pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.facts import Fact, bigrams, read_passage
from bot.rank import Rank, ranks
from bot.subject import Subjects, subjects
from ingest.types import Description
from vectorstore.types import Hit

__all__ = ["NUMBER", "Frame", "Grounds", "Shown", "solid", "words"]

_YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二两三四五六七八九十百千万亿]{2,}")
"""Outside figures too: a year, a telephone, “十四五”."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A passage as the model was shown it, under a short key."""

    key: int
    hit: Hit
    """Widened to its paragraph: its text and the start and end of its passage are those shown."""
    description: Description
    known: Collection[str] = ()
    """Places of the reports, which the gazetteer may lack."""

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Its figures with what it says of them."""
        return read_passage(
            self.hit.text,
            section=self.hit.passage.section,
            description=self.description,
            known=self.known,
        )

    def read(self) -> None:
        """Read its figures and words now, so that no sentence waits for it."""
        _ = self.facts, self.subjects, self.numbers, self.ranks, self.solid, self.words

    @cached_property
    def ranks(self) -> tuple[Rank, ...]:
        """The places among others that it tells."""
        return tuple(ranks(self.around))

    @cached_property
    def subjects(self) -> Subjects:
        """What its figures count."""
        return subjects([each.name for each in self.facts])

    def said_around(self, fact: Fact) -> str:
        """Return the sentence of one of its figures with the one before and the headings above."""
        before = [each.sentence[0] for each in self.facts if each.sentence[1] <= fact.sentence[0]]
        start = before[-1] if before else 0
        return f"{self.above}\n{self.hit.text[start : fact.sentence[1]]}"

    def relative_years(self, back: int | None) -> frozenset[int]:
        """Return the years that 去年 (-1) or 今年 (0) may be in it; none for None."""
        told = f"{self.description.period} {self.description.title} {self.description.published}"
        found = () if back is None else _YEAR.findall(told)
        return frozenset(int(each) + (back or 0) for each in found)

    @cached_property
    def words(self) -> frozenset[str]:
        """What its text says, for comparing."""
        return words(self.hit.text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of it and of what its report says of itself, and the years of its figures."""
        years = {str(year) for fact in self.facts for year in fact.years}
        return frozenset({*NUMBER.findall(self.around), *years})

    @cached_property
    def solid(self) -> str:
        """All of it without marks and spaces, for quotations."""
        return solid(self.around)

    @cached_property
    def above(self) -> str:
        """The headings above it and the report's own words on itself."""
        told = self.description
        return "\n".join(
            (told.title, told.place, told.period, told.number, *self.hit.passage.section)
        )

    @cached_property
    def around(self) -> str:
        """Its text with what stands above it."""
        return f"{self.above}\n{self.hit.text}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What a question limits its answer to."""

    language: str
    asked: str
    """The stand-alone question."""
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    known: Collection[str] = ()
    """Places of the reports, which the gazetteer may lack."""
    subject: str = ""
    """What the question asks for, without its place, time and the words that ask."""
    asks_target: bool = False
    """A target is asked for, so that an answer need not say again that it is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """What a sentence is held against."""

    sources: Sequence[Shown]
    """The passages it cites."""
    shown: Collection[Shown]
    """All that the model was given."""
    frame: Frame


def solid(text: str) -> str:
    """Return a text without marks and spaces."""
    return re.sub(r"[\s，,。.；;：:、]", "", text)


def words(text: str) -> frozenset[str]:
    """Return what a text says as pairs of Chinese characters and English words."""
    return bigrams(text) | {each.lower() for each in re.findall(r"[A-Za-z]{4,}", text)}
