"""Owns the long run: many people who use one server for minutes, whose memory must not grow.

Everyone asks, has answers streamed, searches, lists the documents, and now and then goes away in
the middle of an answer, one thing after the other without a pause.
"""

import os
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, perf_counter, sleep

import click
import httpx
import numpy as np

from evals.bench.served import Served, serving
from evals.entry import run
from evals.questions import load

__all__ = ["Soaked", "soak"]

_TIMEOUT_S = 120.0
_READINGS = 10
_PERCENTILES = (50, 95)
# The second half of a run against its first, after everything has been loaded once.
_MOST_GROWTH = 0.05
_OK = 200
_BUSY = (429, 503)


class Soaked:
    """What happened; several threads note in it."""

    def __init__(self) -> None:
        """Begin without anything."""
        self._lock = threading.Lock()
        self.times_ms: defaultdict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.busy = 0
        self.left = 0

    def note(self, kind: str, ms: float) -> None:
        """Keep how long something took."""
        with self._lock:
            self.times_ms[kind].append(ms)

    def fail(self, what: str) -> None:
        """Count what went wrong."""
        with self._lock:
            self.errors[what] += 1

    def turn_away(self) -> None:
        """Count an answer that says to come again."""
        with self._lock:
            self.busy += 1

    def leave(self) -> None:
        """Count a reader who went away."""
        with self._lock:
            self.left += 1


def _person(url: str, questions: Sequence[str], *, until: float, seed: int, soaked: Soaked) -> None:
    chance = random.Random(seed)  # nosec B311 - so that each run does the same
    deeds: tuple[Callable[[httpx.Client, str, Soaked], None], ...] = (_ask, _stream, _search, _list)
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False) as client:
        while monotonic() < until:
            [deed] = chance.choices((*deeds, _leave), weights=(4, 4, 3, 1, 1))
            clock = perf_counter()
            try:
                deed(client, chance.choice(questions), soaked)
            except (httpx.HTTPError, ValueError, KeyError) as error:
                soaked.fail(f"{deed.__name__}: {type(error).__name__}: {error}"[:200])
            soaked.note(deed.__name__.strip("_"), (perf_counter() - clock) * 1000)


def _checked(response: httpx.Response, soaked: Soaked) -> bool:
    if response.status_code in _BUSY:
        soaked.turn_away()
    elif response.status_code != _OK:
        soaked.fail(f"{response.request.url.path}: {response.status_code}")
    return response.status_code == _OK


def _ask(client: httpx.Client, question: str, soaked: Soaked) -> None:
    response = client.post("/api/ask", json={"question": question})
    if _checked(response, soaked) and not response.json()["answer"]:
        soaked.fail("an answer without a text")


def _stream(client: httpx.Client, question: str, soaked: Soaked) -> None:
    with client.stream("POST", "/api/ask/stream", json={"question": question}) as response:
        if _checked(response, soaked):
            names = [line for line in response.iter_lines() if line.startswith("event: ")]
            if names[-1] != "event: answer":
                soaked.fail(f"a stream that ends with {names[-1]}")


def _leave(client: httpx.Client, question: str, soaked: Soaked) -> None:
    with client.stream("POST", "/api/ask/stream", json={"question": question}) as response:
        if _checked(response, soaked):
            next(response.iter_lines())
            soaked.leave()


def _search(client: httpx.Client, question: str, soaked: Soaked) -> None:
    _checked(client.post("/api/search", json={"query": question, "k": 10}), soaked)


def _list(client: httpx.Client, _: str, soaked: Soaked) -> None:
    _checked(client.get("/api/documents"), soaked)


def _watched(server: Served, *, minutes: float, until: float) -> list[float]:
    """Return the memory that the server held, MiB, at times evenly apart."""
    held = [server.resident_mib]
    for _ in range(_READINGS):
        sleep(minutes * 60 / _READINGS)
        held.append(server.resident_mib)
        click.echo(f"  {held[-1]:.0f} MiB, {max(0.0, until - monotonic()):.0f} s to go")
    return held


def _grown(held: Sequence[float]) -> float:
    """Return how much more is held at the end than in the middle, as a part of it."""
    middle, end = max(held[: len(held) // 2 + 1]), max(held[-3:])
    return end / middle - 1


def _told(soaked: Soaked, held: Sequence[float]) -> None:
    for kind, times in sorted(soaked.times_ms.items()):
        p50, p95 = np.percentile(times, _PERCENTILES)
        click.echo(f"{kind}: {len(times)} × p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    click.echo(f"told to come again: {soaked.busy}; went away in the middle: {soaked.left}")
    start, middle, end = held[0], held[len(held) // 2], held[-1]
    click.echo(
        f"memory: {start:.0f} MiB at the start, {middle:.0f} in the middle, {end:.0f} at the end"
    )
    click.echo(f"errors: {sum(soaked.errors.values())}")
    for what, count in soaked.errors.most_common():
        click.echo(f"  {count} × {what}", err=True)


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--people", default=50, show_default=True, help="How many use it at once.")
@click.option("--minutes", default=10.0, show_default=True, help="How long.")
def soak(data: Path, questions: Path, people: int, minutes: float) -> None:
    """Let people use the server of a data folder; ends with 1 after an error or if memory grew."""
    asked = [item.question for item in load(questions) if len(item.turns) == 1]
    soaked = Soaked()
    with serving(data) as server, ThreadPoolExecutor(people) as pool:
        until = monotonic() + minutes * 60
        click.echo(f"{people} people for {minutes:g} minutes, load {os.getloadavg()[0]:.1f}")
        busy = [
            pool.submit(_person, server.url, asked, until=until, seed=seed, soaked=soaked)
            for seed in range(people)
        ]
        held = _watched(server, minutes=minutes, until=until)
        for each in busy:
            each.result()
        held.append(server.resident_mib)
    _told(soaked, held)
    if soaked.errors or _grown(held) > _MOST_GROWTH:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    run(soak)
