"""Checks the glossary against parallel reports: `python -m evals.glossary --pairs PATH...`.

A term is confirmed where the official translation of a paragraph with its Chinese holds one of its
English names. For a term that seldom is, the words are shown that the translations do use.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from bot.glossary import stems
from evals.entry import run as run_command
from vectorstore.terms import simplify

__all__ = ["Pair", "Standing", "check", "read_pairs", "suggest"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_SHIPPED = Path(str(files("bot") / "lexicon" / "glossary.jsonl"))
_TABLES = (".tsv", ".txt")
# A term this frequent is checked in earnest, and doubted below this share of its paragraphs:
# translations turn much round, so that a right name stands in a third of them.
_OFTEN, _LEAST_SHARE = 10, 0.25
_LONGEST = 4
_UNITS = "units"
_LEAST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph and its translation."""

    report: str
    chinese: str
    """Folded."""
    english: str
    """Stems with a space around each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What the pairs say of a term."""

    zh: str
    en: tuple[str, ...]
    """Its English names, the most used first."""
    paragraphs: int
    """How many hold the Chinese."""
    confirmed: int
    """How many of them hold an English name too."""
    reports: int
    """How many reports these lie in."""
    is_unit: bool = False
    """Translations convert units, and a counter has many senses."""

    @property
    def is_doubtful(self) -> bool:
        """Tell whether it is frequent and its translations are mostly others."""
        is_often = self.paragraphs >= _OFTEN and not self.is_unit
        return is_often and self.confirmed < _LEAST_SHARE * self.paragraphs


def read_pairs(paths: Iterable[Path]) -> list[Pair]:
    """Read the tables below some paths: a Chinese and an English cell a row, in any order."""
    tables = [
        table
        for path in paths
        for table in ([path] if path.is_file() else sorted(path.rglob("*")))
        if table.suffix in _TABLES
    ]
    return [pair for table in tables for pair in _pairs(table)]


def check(terms: Sequence[dict[str, Any]], pairs: Sequence[Pair]) -> list[Standing]:
    """Say of each term how many paragraphs hold it in Chinese, and how many in both languages."""
    return [_standing(term, pairs) for term in terms]


def suggest(chinese: str, pairs: Sequence[Pair], *, k: int = 6) -> tuple[str, ...]:
    """Return the stems that most surely go with a Chinese word, by Dice's coefficient."""
    together: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    count = 0
    for pair in pairs:
        grams = _grams(pair.english.split())
        alone.update(grams)
        if chinese in pair.chinese:
            together.update(grams)
            count += 1
    ranked = sorted(
        (gram for gram, both in together.items() if both >= _LEAST_TOGETHER),
        key=lambda gram: -2 * together[gram] / (alone[gram] + count),
    )
    return tuple(ranked[:k])


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pairs", "paths", multiple=True, required=True, type=click.Path(path_type=Path))
@click.option("--terms", "glossary", type=click.Path(path_type=Path), default=_SHIPPED)
@click.option("--write", is_flag=True, help="Put the counts into the glossary.")
def check_glossary(paths: tuple[Path, ...], glossary: Path, *, write: bool) -> int:
    """Check the glossary against tables of parallel paragraphs, and name the doubtful terms."""
    terms = [json.loads(line) for line in glossary.read_text(encoding="utf-8").splitlines()]
    pairs = read_pairs(paths)
    standings = check(terms, pairs)
    if write:
        glossary.write_text(_counted(terms, standings), encoding="utf-8")
    doubtful = [each for each in standings if each.is_doubtful]
    for each in doubtful:
        likely = "; ".join(suggest(simplify(each.zh), pairs))
        click.echo(f"{each.zh} {each.confirmed}/{each.paragraphs}: {each.en[0]} | {likely}")
    click.echo(_summary(standings, pairs))
    return int(bool(doubtful))


def _pairs(table: Path) -> Iterator[Pair]:
    for line in table.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")[:2]
        chinese = next((cell for cell in cells if _HAN.search(cell)), "")
        english = next((cell for cell in cells if not _HAN.search(cell)), "")
        if chinese and english:
            words = " ".join(stems(simplify(english)))
            yield Pair(table.name, simplify(chinese), f" {words} ")


def _standing(term: dict[str, Any], pairs: Sequence[Pair]) -> Standing:
    chinese = simplify(term["zh"])
    names = {name: f" {' '.join(stems(simplify(name)))} " for name in term["en"]}
    holding = [pair for pair in pairs if chinese in pair.chinese]
    confirmed = [pair for pair in holding if any(name in pair.english for name in names.values())]
    uses = {name: sum(key in pair.english for pair in holding) for name, key in names.items()}
    return Standing(
        zh=term["zh"],
        en=tuple(sorted(names, key=lambda name: -uses[name])),
        paragraphs=len(holding),
        confirmed=len(confirmed),
        reports=len({pair.report for pair in confirmed}),
        is_unit=term["field"] == _UNITS,
    )


def _grams(words: Sequence[str]) -> set[str]:
    sizes = range(1, _LONGEST + 1)
    return {" ".join(words[i : i + n]) for n in sizes for i in range(len(words) - n + 1)}


def _counted(terms: Sequence[dict[str, Any]], standings: Sequence[Standing]) -> str:
    """Return the glossary with what the pairs say of each term."""
    lines = (
        term | {"paragraphs": each.paragraphs, "confirmed": each.confirmed, "reports": each.reports}
        for term, each in zip(terms, standings, strict=True)
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _summary(standings: Sequence[Standing], pairs: Sequence[Pair]) -> str:
    seen = [each for each in standings if each.paragraphs]
    confirmed = [each for each in standings if each.confirmed]
    often = [each for each in standings if each.paragraphs >= _OFTEN]
    sure = [each for each in often if not each.is_doubtful]
    return (
        f"{len(standings)} terms, {len(pairs)} pairs of {len({pair.report for pair in pairs})} "
        f"reports: {len(seen)} terms occur, {len(confirmed)} are confirmed; of {len(often)} that "
        f"occur {_OFTEN} times or more, {len(sure)} are confirmed in a quarter or more"
    )


if __name__ == "__main__":
    run_command(check_glossary)
