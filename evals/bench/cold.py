"""Owns `python -m evals.bench.cold`: the first search of a process, told as JSON."""

import json
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import click

__all__ = ["cold"]


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("question")
def cold(data: Path, question: str) -> None:
    """Import the product, open a data folder and search it once; print the milliseconds each."""
    clock = perf_counter()
    from bot.assembly import assemble
    from bot.settings import Settings

    imported = perf_counter()
    with assemble(Settings(data=data)) as wence:
        opened = perf_counter()
        wence.index.search(question, k=10)
        found = perf_counter()
        wence.index.search(question, k=10)
        again = perf_counter()
    laps = (clock, imported, opened, found, again)
    names = ("import_ms", "open_ms", "first_search_ms", "same_again_ms")
    spans = (round((end - start) * 1000, 1) for start, end in pairwise(laps))
    click.echo(json.dumps(dict(zip(names, spans, strict=True))))


if __name__ == "__main__":
    cold()
