"""Owns the way from a question file to a report: the one entry for the command line."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from evals.questions import load
from evals.report import prepare, write
from evals.runner import Ask, Documents, Run
from evals.runner import run as play

__all__ = ["evaluate"]


def evaluate(
    dataset: Path, *, ask: Ask, text_of: Documents, out: Path | None, settings: dict[str, str]
) -> Run:
    """Play a question file and, where a folder is given, leave report.json and report.html there.

    `text_of` returns file name and normalised text of a document id and raises a WenceError for
    an unknown one. `settings` is printed in the report as it is: no secrets in it.

    Raises:
        InputError: The question file or the folder cannot be used; nothing has been asked.
    """
    items = load(dataset)
    if out:
        prepare(out)
    played = play(items, ask, documents=text_of)
    digest = sha256(dataset.read_bytes()).hexdigest()
    run = replace(played, dataset=dataset.name, digest=digest, settings=settings)
    if out:
        write(run, out)
    return run
