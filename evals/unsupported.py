"""Owns `python -m evals.unsupported`: counts figures that reached a reader and stand in no passage.

It reads figures by `evals.quantities` and works formulas out by `evals.formula`, which share
nothing with the product's own check. Each number of a sentence must stand, with its measure, in a
quotation that *this sentence* cites, in the question, or in what a cited report says of itself; or
be the result of a formula of such numbers that the answer shows, worked out again. A figure that
the answer marks as unsupported is marked and not counted.
"""

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from bot.types import Answer, Citation, FigureStatus, Turn
from evals.entry import run
from evals.formula import Formula, formulas, gives
from evals.quantities import Measure, Quantity, quantities
from evals.questions import Item, load

__all__ = ["Tally", "sentences_of", "shown_numbers", "tally", "unmarked"]

_MARKER = re.compile(r"\[(\d{1,3})\]")
# A sentence ends at a stop with the marks behind it; 3.5 and e.g. end none.
_SENTENCE = re.compile(
    r".+?(?:[。！？\n]|[.!?](?=\s|\[|$)|$)[”’」）)]*(?:\s?\[\d{1,3}\])*", re.DOTALL
)
# 5G, 3D and 4A级 are names and count nothing.
_NAME = re.compile(r"(?<![A-Za-z\d.])\d[GDA](?![A-Za-z\d])")
# The number of an item of a list: 1. and 2、 at its beginning.
_ITEM = re.compile(r"^\s*\d{1,2}[.、)）](?!\d)\s*")
_LEAST_WRITTEN_OUT = 10
"""Chinese numerals below this stand in words (一般, 进一步, 统一) that count nothing."""
_MOST_COUNTED = 100
"""More reports or places no question asks for."""
_YEARS = range(1900, 2101)
_Number = tuple[Decimal, Measure]


def unmarked(
    answer: Answer,
    question: str,
    *,
    shares_citations: bool = False,
    reports: Sequence[str] = (),
) -> list[str]:
    """Return the numbers of an answer that neither stand in their passages nor are marked.

    Each sentence stands on its own citations; one without any on those of the whole answer where
    `shares_citations`, as a paragraph may be marked once, at its end. A sentence without a passage
    may name the years of `reports`, as a question that is asked back.
    """
    said = _said(answer)
    asked = f"{question}\n{answer.standalone_question}"
    quotes = {each.marker: each for each in answer.citations}
    loose: list[str] = []
    for sentence in sentences_of(said):
        cited = [quotes[n] for n in _numbers_of_markers(sentence) if n in quotes]
        if shares_citations and not _numbers_of_markers(sentence):
            cited = list(quotes.values())
        known = asked if cited else "\n".join((asked, *reports))
        loose += _loose(sentence, answer, held=_held(known, cited), is_cited=bool(cited))
    return loose


def shown_numbers(answer: Answer) -> list[tuple[Decimal, Measure]]:
    """Return the numbers of an answer's text but for its markers and its note, in their order."""
    plain = _NAME.sub(" ", _MARKER.sub(" ", _said(answer)))
    return [(each.value, each.measure) for each in quantities(plain) if not _is_in_words(each)]


def _said(answer: Answer) -> str:
    return answer.answer.removesuffix(answer.note) if answer.note else answer.answer


def _is_in_words(number: Quantity) -> bool:
    """Tell the 一 of 进一步, which counts nothing."""
    is_small = number.is_written_out and number.value < _LEAST_WRITTEN_OUT
    return is_small and number.measure is Measure.AMOUNT


def sentences_of(text: str) -> list[str]:
    """Return the sentences of an answer, each with the marks behind it."""
    return [each[0] for each in _SENTENCE.finditer(text) if each[0].strip()]


def _numbers_of_markers(sentence: str) -> list[int]:
    return [int(each) for each in _MARKER.findall(sentence)]


def _held(asked: str, cited: Sequence[Citation]) -> set[_Number]:
    """Return the numbers that the question and some citations hold."""
    texts = [asked]
    for citation in cited:
        texts += [citation.quote, citation.title, *citation.section]
    held = {(each.value, each.measure) for text in texts for each in quantities(text)}
    # A report of 2024 looks back on 2023, mostly without saying so.
    return held | {(value - 1, measure) for value, measure in held if value in _YEARS}


def _loose(sentence: str, answer: Answer, *, held: set[_Number], is_cited: bool) -> Iterator[str]:
    plain = _NAME.sub(" ", _MARKER.sub(" ", _ITEM.sub("", sentence)))
    figures = [each for each in answer.figures if each.text in plain]
    marked = {
        (each.value, each.measure)
        for figure in figures if figure.status is FigureStatus.UNSUPPORTED
        for each in quantities(figure.text)
    }  # fmt: skip
    told = "\n".join(each.expression for each in figures if each.expression)
    worked = [*formulas(plain), *(each for line in told.splitlines() for each in formulas(line))]
    for each in quantities(plain):
        stands = (each.value, each.measure) in held | marked or _is_of_formula(each, plain)
        if stands or _is_in_words(each):
            continue
        if not _is_result(each, worked, held=held, is_cited=is_cited):
            yield f"{each.value:f} {each.measure}"


def _is_of_formula(number: Quantity, plain: str) -> bool:
    """Tell the 1 of 4亿元 ÷ 3.2亿元 − 1."""
    return number.value == 1 and bool(re.search(r"÷[^()（）]*[−-] 1[)）]", plain))


def _is_result(
    number: Quantity, worked: Sequence[Formula], *, held: set[_Number], is_cited: bool
) -> bool:
    """Tell whether a formula that the answer shows comes to a number.

    In a sentence without a citation one may count the reports or places that were asked for: 9 − 4.
    """
    if any(gives(each, number, held) for each in worked):
        return True
    counts = {(term.value, term.measure) for each in worked for term in each.terms}
    is_count = not is_cited and all(value == int(value) < _MOST_COUNTED for value, _ in counts)
    return is_count and any(gives(each, number, counts) for each in worked)


class Tally:
    """What came of some questions."""

    def __init__(self, reports: Sequence[str] = ()) -> None:
        """Begin at nothing; `reports` are as `tally` takes them."""
        self._reports = reports
        self.counts: Counter[str] = Counter()
        self.unmarked: list[dict[str, Any]] = []  # Any: a JSON object
        self.seconds: list[float] = []

    def add(self, item: Item, answer: Answer, *, seconds: float) -> None:
        """Count one answer."""
        loose = unmarked(answer, "\n".join(item.turns), reports=self._reports)
        self.counts["questions"] += 1
        self.counts[f"by {answer.answerer}"] += 1
        self.counts[f"outcome {answer.outcome.value}"] += 1
        self.counts["sentences shown"] += len(sentences_of(_said(answer)))
        self.counts["numbers shown"] += len(shown_numbers(answer))
        self.counts["figures"] += len(answer.figures)
        for figure in answer.figures:
            self.counts[f"figures {figure.status.value}"] += 1
        self.counts["sentences withheld"] += answer.withheld
        self.counts["markers dropped"] += answer.dropped_markers
        self.counts["figures unmarked"] += len(loose)
        self.seconds.append(seconds)
        if loose:
            self.unmarked.append({"id": item.id, "numbers": loose, "answer": answer.answer})

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the counts and every answer with an unmarked figure."""
        ordered = sorted(self.seconds)
        middle = ordered[len(ordered) // 2] if ordered else 0.0
        return {**self.counts, "median_s": round(middle, 2), "unmarked": self.unmarked}


def tally(
    items: Sequence[Item],
    ask: Callable[[str, tuple[Turn, ...]], Answer],
    *,
    reports: Sequence[str] = (),
) -> Tally:
    """Ask the last question of each item, after its earlier ones, and count.

    Args:
        items: What is asked.
        ask: Answers.
        reports: What the reports that may be asked call themselves: 另有2014年.
    """
    counted = Tally(reports)
    for item in items:
        history: tuple[Turn, ...] = ()
        began = time.monotonic()
        for question in item.turns:
            answer = ask(question, history)
            history = (*history, Turn(question=question, answer=answer.answer))
        counted.add(item, answer, seconds=time.monotonic() - began)
    return counted


def _descriptions(wence: Any) -> list[Any]:  # Any: the product is imported by the command alone
    return [row.description for row in wence.index.rows()]


@click.command()
@click.argument("datasets", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, default=100, help="Ask so many questions at most [100].")
@click.option("--seed", type=int, default=20251130, help="Of which are asked [20251130].")
def command(datasets: tuple[Path, ...], data: Path, limit: int, seed: int) -> int:
    """Ask questions of DATASETS by the chat model of the settings; 1 if a figure is loose."""
    from bot.assembly import assemble
    from bot.settings import Settings

    items = [item for path in datasets for item in load(path)]
    items = random.Random(seed).sample(items, min(limit, len(items)))
    with assemble(Settings.from_env(os.environ, data=data, answerer="model")) as wence:
        reports = [f"{each.title} {each.period}" for each in _descriptions(wence)]
        counted = tally(items, wence.bot.ask, reports=reports)
    click.echo(json.dumps(counted.to_dict(), ensure_ascii=False, indent=2))
    return int(bool(counted.unmarked))


if __name__ == "__main__":
    run(command)
