"""Owns `python -m evals.bench.checking`: what checking one sentence of a chat model costs."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from time import perf_counter, thread_time

import click

from bot.assembly import Wence, assemble
from bot.evidence import gather
from bot.settings import Settings
from bot.shown import Frame, Shown
from bot.support import check_sentence
from ingest.split import sentences

__all__ = ["bench"]

_BUDGET_TOKENS = 6000
_SEED = 20251130


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("questions", nargs=-1, required=True)
@click.option("--rounds", default=40, help="Sentences checked a question [40].")
def bench(data: Path, questions: tuple[str, ...], rounds: int) -> None:
    """Check sentences of the passages found for QUESTIONS; print milliseconds a sentence.

    Each is cited with its own passage and another one. The passages are read once an answer, before
    its first sentence has come; what that takes is told apart.
    """
    chance = random.Random(_SEED)
    reading: list[float] = []
    spent: list[tuple[float, float]] = []
    with assemble(Settings(data=data)) as wence:
        for question in questions:
            shown = _shown(wence, question)
            said = _sentences(shown, chance, count=rounds)
            frame = Frame(language="zh", asked=question)
            keyed = {each.key: each for each in shown}
            reading.append(_read(shown))
            spent += [_timed(each, keyed, frame) for each in said]
    told = {
        "sentences": len(spent),
        "sentence_ms": _summary([wall for wall, _ in spent]),
        "sentence_cpu_ms": _summary([cpu for _, cpu in spent]),
        "mean_ms": round(fmean(wall for wall, _ in spent), 2),
    }
    click.echo(json.dumps({**told, "answers": len(reading), "reading_ms": _summary(reading)}))


def _read(shown: Sequence[Shown]) -> float:
    began = perf_counter()
    for each in shown:
        each.read()
    return (perf_counter() - began) * 1000


def _shown(wence: Wence, question: str) -> tuple[Shown, ...]:
    return gather(
        wence.bot.search(question, k=20),
        budget_tokens=_BUDGET_TOKENS,
        descriptions={row.document_id: row.description for row in wence.index.rows()},
        context=wence.bot.context,
    )


def _sentences(shown: Sequence[Shown], chance: random.Random, *, count: int) -> list[str]:
    found = []
    for _ in range(count):
        own, other = chance.choice(shown), chance.choice(shown)
        text = own.hit.text
        start, end = chance.choice(sentences(text, (0, len(text))))
        found.append(f"{text[start:end].rstrip('。')}[{own.key}][{other.key}]。")
    return found


def _timed(sentence: str, shown: dict[int, Shown], frame: Frame) -> tuple[float, float]:
    """Return the milliseconds that a check takes, and those that it computes: of a busy machine."""
    began, worked = perf_counter(), thread_time()
    check_sentence(sentence, shown, frame)
    return (perf_counter() - began) * 1000, (thread_time() - worked) * 1000


def _summary(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    at = {"median": 0.5, "p95": 0.95, "worst": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)
        for name, share in at.items()
    }


if __name__ == "__main__":
    bench()
