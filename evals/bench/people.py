"""Owns the measuring of many people who ask one server at once, each question streamed.

What counts as right is the answer that the same server gives to one person alone, of questions
whose answer to one person is right by their question file.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import httpx
import numpy as np

from bot.types import Answer
from evals.answering import answer as judge
from evals.bench.served import serving
from evals.entry import run
from evals.judged import Reply
from evals.questions import Item, load
from ingest.errors import InputError

__all__ = ["Streamed", "ask_together", "people"]

_TIMEOUT_S = 120.0
_PERCENTILES = (50, 95, 100)


@dataclass(frozen=True, slots=True)
class Streamed:
    """One streamed answer; times are counted from the sending of the question."""

    question: str
    text: str
    first_ms: float
    """Until the first words of the answer came."""
    end_ms: float


def _stream(client: httpx.Client, question: str) -> Streamed:
    clock = perf_counter()
    first, answer = 0.0, {}
    with client.stream("POST", "/api/ask/stream", json={"question": question}) as response:
        response.raise_for_status()
        for name, fields in _events(response):
            if name != "status" and not first:
                first = (perf_counter() - clock) * 1000
            if name == "answer":
                answer = fields
    return Streamed(question, answer["answer"], first, (perf_counter() - clock) * 1000)


def _events(response: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:  # Any: JSON
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def ask_together(
    url: str, questions: Sequence[str], *, people: int, each: int
) -> tuple[Streamed, ...]:
    """Let people ask so many questions each, one after the other, all beginning at once.

    Each begins elsewhere in the list, so that not all ask the same.
    """
    start = threading.Barrier(people)

    def ask(person: int) -> list[Streamed]:
        own = islice(cycle(questions), person * each, (person + 1) * each)
        with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
            start.wait()
            return [_stream(client, question) for question in own]

    with ThreadPoolExecutor(people) as pool:
        return tuple(one for asked in pool.map(ask, range(people)) for one in asked)


def _right(url: str, items: Sequence[Item]) -> dict[str, str]:
    """Return the answers that one person gets, by their question, where they are right."""
    answers = {}
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
        for item in items:
            response = client.post("/api/ask", json={"question": item.question})
            response.raise_for_status()
            answer = Answer.from_dict(response.json())
            if judge(item, Reply(answer=answer)).value == 1:
                answers[item.question] = answer.answer
    return answers


def _percentiles(times_ms: Sequence[float]) -> str:
    found = np.percentile(times_ms, _PERCENTILES)
    return ", ".join(
        f"p{rank} {value:.0f} ms" for rank, value in zip(_PERCENTILES, found, strict=True)
    )


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--people", "count", default=20, show_default=True, help="How many ask at once.")
@click.option("--each", default=5, show_default=True, help="Questions that each asks.")
def people(data: Path, questions: Path, count: int, each: int) -> None:
    """Let people ask a data folder at once; ends with 1 if an answer differs from one alone."""
    items = [item for item in load(questions) if item.answerable and len(item.turns) == 1]
    with serving(data) as server:
        right = _right(server.url, items)
        click.echo(f"answered rightly alone: {len(right)} of {len(items)} questions")
        if not right:
            raise InputError(
                f"{questions} holds no question that {data} answers rightly",
                hint="Load the reports that the questions are about.",
            )
        for one, many in (("alone", 1), ("together", count)):
            asked = ask_together(server.url, tuple(right), people=many, each=each)
            wrong = [one for one in asked if one.text != right[one.question]]
            click.echo(f"{one} ({many} × {each}, load {os.getloadavg()[0]:.1f})")
            click.echo(f"  to the first text: {_percentiles([one.first_ms for one in asked])}")
            click.echo(f"  to the end: {_percentiles([one.end_ms for one in asked])}")
            click.echo(f"  right: {len(asked) - len(wrong)} of {len(asked)}")
        for each_wrong in wrong:
            click.echo(f"  {each_wrong.question}: {each_wrong.text}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    run(people)
