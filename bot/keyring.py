"""The commands that make, list and revoke API keys, also while a server runs."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import console
from bot.access.person import Role
from bot.settings import Settings

if TYPE_CHECKING:  # it loads the database, which `wence --help` does without
    from bot.access.keys import Key, Keys

__all__ = ["key"]


def _with_data(command: Callable[..., Any]) -> Callable[..., Any]:  # Any: any click command
    return click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [./data]."
    )(command)


@click.group()
def key() -> None:
    """Make, list and revoke the API keys of programs."""


@key.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    default=Role.READER.value,
    help="[reader]",
)
@click.option("--collections", help="The only ones it reads, with commas between; every one else.")
@click.option("--expires", type=click.IntRange(1, 36500), metavar="DAYS", help="Never else.")
@_with_data
def add(
    name: str, role: str, collections: str | None, expires: int | None, data: Path | None
) -> int:
    """Make a key for a program and print it, this once."""
    named = [each.strip() for each in collections.split(",")] if collections else None
    with _opened(data) as keys:
        text, made = keys.add(name, role=Role(role), collections=named, days=expires)
    click.echo(text)
    click.echo(f"This is key {made.id}. It is not shown again: only its hash is kept.", err=True)
    return 0


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_with_data
def list_keys(as_json: bool, data: Path | None) -> int:
    """List the keys: what each may do, and when it was last used."""
    with _opened(data) as keys:
        listed = keys.list()
    if as_json:
        console.print_json([_fields(each) for each in listed])
        return 0
    for each in listed:
        fields = _fields(each)
        click.echo("  ".join(f"{name} {value}" for name, value in fields.items() if value))
    if not listed:
        click.echo("There are no keys. Make one: wence key add NAME", err=True)
    return 0


@key.command()
@click.argument("id")
@_with_data
def revoke(id: str, data: Path | None) -> int:
    """Let a key in no more, from now on."""
    with _opened(data) as keys:
        keys.revoke(id)
    click.echo(f"revoked  {id}")
    return 0


@contextmanager
def _opened(data: Path | None) -> Iterator["Keys"]:
    from bot.access.database import open_database
    from bot.access.keys import Keys

    engine = open_database(Settings.from_env(os.environ, data=data).data)
    try:
        yield Keys(engine)
    finally:
        engine.dispose()


def _fields(key: "Key") -> dict[str, Any]:  # Any: a JSON object
    collections = None if key.collections is None else sorted(key.collections)
    state = "valid" if key.is_valid(time.time()) else "revoked" if key.revoked else "expired"
    return {
        "id": key.id,
        "name": key.name,
        "state": state,
        "role": key.role.value,
        "collections": collections,
        "created": _when(key.created),
        "expires": _when(key.expires),
        "used": _when(key.used),
    }


def _when(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
