"""Owns `python -m evals.unsupported`: counts figures that reached a reader and stand in no passage.

It reads figures by `evals.quantities`, which shares nothing with the product's own check: each
number of an answer must stand, with its measure, in a quotation that the answer cites, in the
question, or in what a report says of itself; or be the result of an expression of such numbers
that the answer shows. A figure that the answer marks as unsupported is marked and not counted.
"""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from bot.types import Answer, FigureStatus, Turn
from evals.entry import run
from evals.quantities import Measure, quantities
from evals.questions import Item, load

__all__ = ["Tally", "shown_numbers", "tally", "unmarked"]

_MARKER = re.compile(r"\[\d{1,3}\]")
_LEAST_WRITTEN_OUT = 10
"""Chinese numerals below this stand in words (一般, 进一步, 统一) that count nothing."""
_Number = tuple[Decimal, Measure]


def unmarked(answer: Answer, question: str) -> list[str]:
    """Return the numbers of an answer that neither stand in its passages nor are marked."""
    grounds = [question, answer.standalone_question]
    for citation in answer.citations:
        grounds += [citation.quote, citation.title, *citation.section]
    held = {number for text in grounds for number in _numbers(text)}
    for figure in answer.figures:
        if figure.status is FigureStatus.UNSUPPORTED or _is_shown_result(figure.expression, held):
            held |= {*_numbers(figure.text)}
    return [f"{number[0]:f} {number[1]}" for number in shown_numbers(answer) if number not in held]


def shown_numbers(answer: Answer) -> list[tuple[Decimal, Measure]]:
    """Return the numbers of an answer's text but for its markers and its note, in their order."""
    said = answer.answer.removesuffix(answer.note) if answer.note else answer.answer
    return list(_numbers(_MARKER.sub(" ", said), strict=True))


def _is_shown_result(expression: str | None, held: set[_Number]) -> bool:
    if expression is None:
        return False
    return all(number in held for number in _numbers(expression) if number[0] != 1)


def _numbers(text: str, *, strict: bool = False) -> Iterator[_Number]:
    for found in quantities(text):
        is_word = found.is_written_out and found.value < _LEAST_WRITTEN_OUT
        if not (strict and is_word and found.measure is Measure.AMOUNT):
            yield found.value, found.measure


class Tally:
    """What came of some questions."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.counts: Counter[str] = Counter()
        self.unmarked: list[dict[str, Any]] = []  # Any: a JSON object
        self.seconds: list[float] = []

    def add(self, item: Item, answer: Answer, *, seconds: float) -> None:
        """Count one answer."""
        loose = unmarked(answer, "\n".join(item.turns))
        self.counts["questions"] += 1
        self.counts[f"by {answer.answerer}"] += 1
        self.counts[f"outcome {answer.outcome.value}"] += 1
        self.counts["figures"] += len(answer.figures)
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


def tally(items: Sequence[Item], ask: Callable[[str, tuple[Turn, ...]], Answer]) -> Tally:
    """Ask the last question of each item, after its earlier ones, and count."""
    counted = Tally()
    for item in items:
        history: tuple[Turn, ...] = ()
        began = time.monotonic()
        for question in item.turns:
            answer = ask(question, history)
            history = (*history, Turn(question=question, answer=answer.answer))
        counted.add(item, answer, seconds=time.monotonic() - began)
    return counted


@click.command()
@click.argument("datasets", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, default=100, help="Ask so many questions at most [100].")
def command(datasets: tuple[Path, ...], data: Path, limit: int) -> int:
    """Ask the questions of DATASETS by the chat model of the settings; 1 if a figure is loose."""
    from bot.assembly import assemble
    from bot.settings import Settings

    items = [item for path in datasets for item in load(path)][:limit]
    with assemble(Settings.from_env(os.environ, data=data, answerer="model")) as wence:
        counted = tally(items, wence.bot.ask)
    click.echo(json.dumps(counted.to_dict(), ensure_ascii=False, indent=2))
    return int(bool(counted.unmarked))


if __name__ == "__main__":
    run(command)
