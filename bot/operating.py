"""The commands of who runs the server: backup, restore, journal. Decides nothing itself."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import console
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.access.journal import Journal

__all__ = ["COMMANDS"]

_data = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [./data]."
)
_MEGABYTE = 1_000_000
_DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_data
def backup(file: Path, data: Path | None) -> int:
    """Copy the data folder into one FILE, also while a server runs."""
    from bot.backup import back_up
    from bot.web.health import product_version

    done = back_up(_settings(data).data, file, version=product_version())
    size = done.bytes / _MEGABYTE
    click.echo(
        f"{file}: {done.documents} documents, {done.files} files, {size:.1f} MB before packing"
    )
    for id in done.missing:
        click.echo(f"the original file of {id} is gone; see `wence doctor`", err=True)
    return int(bool(done.missing))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_data
def restore(file: Path, data: Path | None) -> int:
    """Make an empty data folder what it was at the backup FILE."""
    from bot.assembly import examine, repair
    from bot.backup import unpack

    settings = _settings(data)
    done = unpack(file, settings.data)
    click.echo(f"{settings.data}: {done.documents} documents are back; making the indexes ...")
    repair(settings)
    examined = examine(settings)
    console.tell_examined(examined)
    return int(bool(examined.findings))


@click.group()
def journal() -> None:
    """Read and clear the journal of who asked what (WENCE_JOURNAL)."""


@journal.command()
@click.option("--since", type=click.DateTime(_DATES), help="Only from then on, in UTC.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@_data
def export(since: datetime | None, form: str, data: Path | None) -> int:
    """Print the entries, oldest first."""
    from bot.access.exporting import FORMATS

    for line in FORMATS[form](_journal(data).entries(since=since)):
        click.echo(line, nl=False)
    return 0


@journal.command()
@click.argument("person")
@_data
def erase(person: str, data: Path | None) -> int:
    """Delete all entries of PERSON."""
    click.echo(f"erased  {_journal(data).erase(person)} entries of {person}")
    return 0


COMMANDS = (backup, restore, journal)
"""What `wence` takes in."""


def _settings(data: Path | None) -> Settings:
    return Settings.from_env(os.environ, data=data)


def _journal(data: Path | None) -> "Journal":
    from bot.access.journal import NAME, Journal
    from ingest.errors import NotFoundError

    settings = _settings(data)
    if not (settings.data / NAME).exists():
        raise NotFoundError(
            f"{settings.data} holds no journal",
            hint="Set WENCE_JOURNAL to hashes or full for the server that is to keep one.",
        )
    return Journal(settings.data, hashes=True, days=settings.journal_days)
