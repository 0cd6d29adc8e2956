"""Owns `wence eval` and what belongs to it: turns arguments into calls and results into text."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.settings import ANSWERERS
from evals import baselines, converting, drafting, exports, gates
from evals.questions import load
from evals.reading import found_files
from evals.report import beside, read, table, to_dict, write
from evals.retrieval import retrieval
from evals.run import Plan, Subject, measured
from evals.runner import Progress
from ingest.errors import InputError

__all__ = ["main"]

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_NAMES = ("all", *(each.name for each in baselines.BASELINES))


class _RunFirst(click.Group):
    """A group whose first argument may be a question file: then it is run."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_RunFirst, context_settings={"help_option_names": ["-h", "--help"]})
def evaluation() -> None:
    """Score answers: `wence eval QUESTIONS.jsonl --documents PATH` is short for `run`."""


def main(arguments: Sequence[str]) -> int:
    """Run `wence eval` with its arguments; return 0, or 1 when an input or a gate failed.

    Raises:
        ClickException: The arguments are wrong.
        WenceError: Something that they name cannot be used.
    """
    code = evaluation.main(list(arguments), prog_name="wence eval", standalone_mode=False)
    return int(code or 0)


@evaluation.command()
@click.argument("dataset", type=_PATH)
@click.option("--documents", "paths", multiple=True, type=_PATH, help="Files or folders to ask.")
@click.option("--data", type=_FOLDER, help="A data folder to ask instead.")
@click.option("--server", default="", metavar="URL", help="A running server to ask instead.")
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="For the server.")
@click.option("--answerer", type=click.Choice(ANSWERERS), help="Who answers.")
@click.option(
    "--baseline",
    "names",
    multiple=True,
    is_flag=False,
    flag_value="all",
    type=click.Choice(_NAMES),
    help="Measure it too; alone: all.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Questions at a time [1].")
@click.option("--sample", type=click.IntRange(1), help="Ask only so many, drawn at random.")
@click.option("--seed", default=0, help="Of the draw [0].")
@click.option("--out", type=_FOLDER, help="Write reports here, and go on where a run stopped.")
@click.option(
    "--fail-under",
    "bars",
    multiple=True,
    metavar="SCORE=BAR",
    help="Exit with 1 below it; above it where lower is better.",
)
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="For build servers.")
def run(dataset: Path, names: Sequence[str], bars: Sequence[str], junit: Path | None,
        **options: Any) -> int:  # Any: the options, by the types above  # fmt: skip
    """Score a question file on some documents."""
    held = [gates.gate(bar) for bar in bars]
    files, absent = _files(options["paths"], options)
    subject = Subject(
        files=files,
        data=options["data"],
        server=options["server"],
        headers=dict(map(_header, options["headers"])),
        answerer=options["answerer"],
        baselines=baselines.chosen(names),
    )
    plan = Plan(progress=_progress, **{name: options[name] for name in _PLANNED})
    report, failed = measured(dataset, subject, plan=plan, tell=_warn)
    click.echo(table(report))
    content = to_dict(report)
    if junit:
        _written(junit, gates.junit(content, held))
    faults = [fault for each in held if (fault := each.fault(content))]
    for fault in faults:
        _warn(f"gate: {fault}")
    return int(bool(absent or failed or faults))


_PLANNED = ("out", "workers", "sample", "seed")


@evaluation.command()
@click.argument("one", type=_PATH)
@click.argument("other", type=_PATH)
@click.option("--out", type=_FOLDER, help="Write both side by side here.")
def compare(one: Path, other: Path, out: Path | None) -> int:
    """Compare two runs (folders or report.json) on the questions that both asked."""
    together = beside(read(one), read(other), names=_run_names(one, other))
    (side,) = together["baselines"]
    click.echo(f"{len(together['items'])} questions; {one} against {other}")
    for name, lead in side["leads"].items():
        mean = lead["difference"]
        spread = f"{mean['low'] * 100:+.1f} to {mean['high'] * 100:+.1f}"
        click.echo(
            f"{name:<20} {mean['mean'] * 100:+6.1f} ({spread})  n {mean['n']}, only first "
            f"{lead['only_one']}, only second {lead['only_other']}, p {lead['p_value']:.2g}"
        )
    if out:
        write(together, out)
    return 0


@evaluation.command()
@click.argument("report", type=_PATH)
@click.option("--form", type=click.Choice(sorted(exports.FORMS)), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(report: Path, form: str, out: Path) -> int:
    """Write a run in the form of another program."""
    _written(out, exports.FORMS[form](read(report)))
    return 0


@evaluation.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--count", type=click.IntRange(1), default=100, help="Questions to draft [100].")
@click.option("--seed", default=0, help="Of the choice of figures [0].")
def make(paths: Sequence[Path], out: Path, count: int, seed: int) -> int:
    """Draft questions on some documents, for a person to review."""
    files, absent = found_files(paths, tell=_warn)
    drafts, failed = drafting.draft(files, count=count, seed=seed, tell=_warn)
    _written(out, drafting.dumped(drafts))
    click.echo(f"{len(load(out))} questions in {out}, not reviewed")
    return int(bool(absent or failed))


@evaluation.command()
@click.argument("form", type=click.Choice(sorted(converting.FORMS)))
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option("--out", type=_FOLDER, required=True, help="For questions.jsonl and documents/.")
@click.option("--limit", type=click.IntRange(1), help="Use only so many paragraphs or questions.")
def convert(form: str, paths: Sequence[Path], out: Path, limit: int | None) -> int:
    """Make a question file and its documents of a public set (XQuAD, CMRC 2018, DRCD, RGB)."""
    converted = converting.FORMS[form](paths, limit=limit)
    converting.write(converted, out)
    click.echo(f"{len(converted.items)} questions, {len(converted.documents)} documents in {out}")
    return 0


evaluation.add_command(retrieval)


def _files(paths: Sequence[Path], options: dict[str, Any]) -> tuple[tuple[Path, ...], int]:
    if not (paths or options["data"] or options["server"]):
        raise click.UsageError("Give --documents, --data or --server.")
    return found_files(paths, tell=_warn)


def _header(written: str) -> tuple[str, str]:
    name, colon, value = written.partition(":")
    if not colon or not name.strip():
        raise click.BadParameter("give NAME:VALUE", param_hint="--header")
    return name.strip(), value.strip()


def _run_names(one: Path, other: Path) -> tuple[str, str]:
    """Return what two runs are called: their folders, as far as that tells them apart."""
    first, second = (
        (path.parent if path.name == "report.json" else path).resolve() for path in (one, other)
    )
    is_clear = first.name != second.name
    return (first.name, second.name) if is_clear else (str(one), str(other))


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def _progress(name: str) -> Progress:
    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{name} {done}/{total}", nl=done == total, err=True)

    return tell


def _warn(line: str) -> None:
    click.echo(line, err=True)
