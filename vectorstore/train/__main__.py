"""The command that makes or measures the built-in model."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from threadpoolctl import threadpool_limits

from vectorstore.train import card, evaluation, make, matrix
from vectorstore.train.evaluation import Task
from vectorstore.train.reports import read_reports

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Make the built-in embedding model, or measure one."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)


@main.command("make")
@click.argument("reports", type=_FOLDER)
@click.argument("parallel", type=_FOLDER)
@click.option("--wheels", type=_FOLDER, required=True, help="Folder of the wheels with vectors.")
@click.option("--thesaurus", type=_FILE, multiple=True, required=True, help="JSON Lines of terms.")
@click.option("--hold-out", multiple=True, help="Pattern of reports not to learn from.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
def _make(
    reports: Path,
    parallel: Path,
    wheels: Path,
    thesaurus: tuple[Path, ...],
    hold_out: tuple[str, ...],
    out: Path,
) -> None:
    """Learn from REPORTS and PARALLEL and write a model's folder, without its card."""
    with threadpool_limits(1):  # sums in another order would give other bytes
        materials = make.gather(
            reports, parallel, wheels=wheels, thesaurus=thesaurus, hold_out=hold_out
        )
        make.make(materials, wheels, out)
    card.write_notices(out)


@main.command("measure")
@click.argument("model", type=_FOLDER)
@click.argument("reports", type=_FOLDER)
@click.option("--questions", type=click.Path(path_type=Path), multiple=True)
@click.option("--xquad", type=click.Path(path_type=Path), help="Folder of xquad.{zh,en}.json.")
@click.option("--aligned", type=click.Path(path_type=Path), help="A held-out aligned table.")
@click.option("--cmrc", type=click.Path(path_type=Path), help="A file in SQuAD's form.")
@click.option("--baseline", type=_FOLDER, help="Another model to compare with.")
@click.option("--baseline-name", default="baseline", help="Its column's heading.")
@click.option("--card", "writes_card", is_flag=True, help="Write the model's card.")
def _measure(
    model: Path,
    reports: Path,
    questions: tuple[Path, ...],
    xquad: Path | None,
    aligned: Path | None,
    cmrc: Path | None,
    baseline: Path | None,
    baseline_name: str,
    writes_card: bool,
) -> None:
    """Measure retrieval by MODEL; questions with evidence are asked of REPORTS."""
    named = [*questions, xquad, aligned, cmrc]
    for path in named:
        if path is not None and not path.exists():
            click.echo(f"not measured, there is no {path}", err=True)
    found = evaluation.tasks(
        reports=read_reports(reports),
        questions=[path for path in questions if path.exists()],
        xquad=_present(xquad),
        aligned_table=_present(aligned),
        cmrc=_present(cmrc),
    )
    models = {"this model": _scores(model, found)}
    if baseline is not None:
        models[baseline_name] = _scores(baseline, found)
    table = card.table(found, models)
    click.echo(table)
    if writes_card:
        card.write(model, table)


def _present(path: Path | None) -> Path | None:
    return path if path is not None and path.exists() else None


def _scores(folder: Path, tasks: Sequence[Task]) -> dict[str, evaluation.Score]:
    encode = matrix.load(folder)
    return {task.name: evaluation.measure(encode, task) for task in tasks}


if __name__ == "__main__":
    main()
