"""Owns the way from a question file to a report: the one entry for commands, tests and scripts."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from evals.baselines import Baseline, contestants
from evals.contestants import Contestant, of_product
from evals.evidence import Source
from evals.journal import Journal
from evals.proofing import strays
from evals.questions import Item, load
from evals.reading import filled, opened
from evals.remote import of_server
from evals.report import Report, prepare, to_dict, write
from evals.runner import Progress
from evals.runner import run as play
from evals.spending import Spending
from ingest.errors import InputError

__all__ = ["Plan", "Subject", "evaluate", "measured"]

Tell = Callable[[str], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is measured; of files, data and server exactly one is given."""

    files: tuple[Path, ...] = ()
    """Documents, read into a folder that is gone afterwards."""
    data: Path | None = None
    """A data folder that holds the documents already."""
    server: str = ""
    """Address of a server that holds them."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent to the server with every request."""
    answerer: str | None = None
    baselines: tuple[Baseline, ...] = ()
    """What to measure beside it, over the same documents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How it is measured."""

    out: Path | None = None
    """Folder for report.json and report.html, and for what an interrupted run leaves."""
    workers: int = 1
    """Questions asked at the same time."""
    sample: int | None = None
    """Ask so many questions of the file, drawn at random; all when None."""
    seed: int = 0
    """Of the draw."""
    progress: Callable[[str], Progress] = lambda name: lambda done, total: None
    """Makes what is told how far a contestant is."""


def measured(dataset: Path, subject: Subject, *, plan: Plan, tell: Tell) -> tuple[Report, int]:
    """Measure the product on a question file; also return 1 when a document failed, else 0.

    Evidence that stands in no document is told first; the run goes on.

    Raises:
        InputError: The question file, the folder or the server cannot be used; nothing was asked.
    """
    items = load(dataset)
    if sum(map(bool, (subject.files, subject.data, subject.server))) > 1:
        raise InputError("documents, a data folder and a server exclude each other")
    with _opened(subject, tell) as (contestant, spending, failed):
        if not subject.server:  # which would have to send the text of every document
            for line in strays(items, _sources(contestant).values()):
                tell(line)
        report = evaluate(dataset, _all(contestant, subject.baselines, tell), plan=plan)
    return replace(report, run=replace(report.run, tokens=spending())), failed


def evaluate(dataset: Path, contestants: Iterable[Contestant], *, plan: Plan) -> Report:
    """Play a question file with one or several; the first is measured, the others are beside it.

    Where a folder is given, an interrupted run goes on where it stopped, as long as nothing that
    its answers depend on has changed, and items that ended in an error are asked again. What is
    told of settings is printed in the report as it is: no secrets in it.

    Raises:
        InputError: The question file or the folder cannot be used; nothing has been asked.
    """
    items = _drawn(load(dataset), plan)
    if plan.out:
        prepare(plan.out)
    digest = sha256(dataset.read_bytes()).hexdigest()
    runs, journals = [], []
    for contestant in contestants:
        journal = _journal(contestant, digest, plan)
        run = play(
            items,
            contestant,
            workers=plan.workers,
            journal=journal,
            progress=plan.progress(contestant.name),
        )
        runs.append(replace(run, dataset=dataset.name, digest=digest))
        journals.append(journal)
    report = Report(run=runs[0], baselines=tuple(runs[1:]))
    if plan.out:
        write(to_dict(report), plan.out)
    for run, journal in zip(runs, journals, strict=True):
        if not any(result.error for result in run.results):
            journal.end()
    return report


@contextmanager
def _opened(
    subject: Subject, tell: Tell
) -> Iterator[tuple[Contestant, Callable[[], dict[str, int]], int]]:
    """Yield what is measured, what tells its tokens, and 1 when a document failed."""
    if subject.server:
        served = of_server(subject.server, headers=subject.headers, answerer=subject.answerer)
        yield served, dict, 0
        return
    spending = Spending()
    if subject.data:
        with opened(subject.data, answerer=subject.answerer, spending=spending) as wence:
            yield of_product(wence), lambda: _spent(spending), 0
        return
    with filled(subject.files, tell=tell, answerer=subject.answerer, spending=spending) as (
        wence,
        failed,
    ):
        yield of_product(wence), lambda: _spent(spending), failed


def _spent(spending: Spending) -> dict[str, int]:
    totals = spending.totals
    return totals if totals["requests"] else {}


def _all(contestant: Contestant, baselines: Sequence[Baseline], tell: Tell) -> Iterator[Contestant]:
    yield contestant
    if baselines:
        yield from contestants(_sources(contestant), tell=tell, chosen=baselines)


def _sources(contestant: Contestant) -> dict[str, Source]:
    texts = {name: contestant.text_of(name) for name in contestant.document_ids}
    return {name: Source(name=file, text=text) for name, (file, text) in texts.items()}


def _drawn(items: Sequence[Item], plan: Plan) -> tuple[Item, ...]:
    """Return the items to ask, in the order of the file."""
    if plan.sample is None or plan.sample >= len(items):
        return tuple(items)
    kept = sorted(random.Random(plan.seed).sample(range(len(items)), plan.sample))
    return tuple(items[place] for place in kept)


def _journal(contestant: Contestant, digest: str, plan: Plan) -> Journal:
    facts = sorted(contestant.facts.items())
    key = sha256(repr((digest, contestant.name, facts)).encode()).hexdigest()
    path = plan.out / f"unfinished-{contestant.name}.jsonl" if plan.out else None
    return Journal.open(path, key=key)
