"""`wence user`: the accounts of the sign-in `accounts`, also while a server runs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.access.person import Role
from bot.settings import Settings
from ingest.errors import InputError

if TYPE_CHECKING:  # they load SQLAlchemy, which `wence --help` does without
    from bot.access.accounts import Account, Accounts
    from bot.access.sign_ins import SignIns

__all__ = ["user"]


@click.group()
def user() -> None:
    """Make and change accounts, for WENCE_SIGN_IN=accounts."""


def _with_data(command: Callable[..., Any]) -> Callable[..., Any]:  # Any: any click command
    return click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [./data]."
    )(command)


@user.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    default="reader",
    help="What it may do [reader].",
)
@click.option("--admin", is_flag=True, help="The same as --role admin.")
@click.option("--collections", help="The only ones it may read, separated by commas [every one].")
@_with_data
def add(name: str, role: str, admin: bool, collections: str | None, data: Path | None) -> int:
    """Make an account; its password is asked for, or read from the standard input."""
    from bot.files import collection_name

    chosen = None if collections is None else [*map(collection_name, _listed(collections))]
    wanted = Role.ADMIN if admin else Role(role)
    with _opened(data) as (accounts, _):
        made = accounts.add(name, _password(), role=wanted, collections=chosen)
    click.echo(_told(made))
    return 0


@user.command()
@click.argument("name")
@_with_data
def passwd(name: str, data: Path | None) -> int:
    """Give an account another password, and end its sign-ins."""
    with _opened(data) as (accounts, sign_ins):
        person = accounts.get(name).person
        accounts.change(person.name, password=_password())
        sign_ins.end_all(person.name)
    click.echo(f"{person.name}: another password; every sign-in has ended")
    return 0


@user.command()
@click.argument("name")
@_with_data
def disable(name: str, data: Path | None) -> int:
    """Let an account in no more, from this moment on."""
    with _opened(data) as (accounts, sign_ins):
        person = accounts.get(name).person
        accounts.change(person.name, is_enabled=False)
        sign_ins.end_all(person.name)
    click.echo(f"{person.name}: disabled; every sign-in has ended")
    return 0


@user.command()
@click.argument("name")
@_with_data
def enable(name: str, data: Path | None) -> int:
    """Let an account in again."""
    with _opened(data) as (accounts, _):
        accounts.change(name, is_enabled=True)
        click.echo(_told(accounts.get(name)))
    return 0


@user.command("list")
@_with_data
def list_(data: Path | None) -> int:
    """List the accounts."""
    with _opened(data) as (accounts, _):
        for each in accounts.all():
            click.echo(_told(each))
    return 0


@contextmanager
def _opened(data: Path | None) -> "Iterator[tuple[Accounts, SignIns]]":
    from bot.access.accounts import Accounts
    from bot.access.database import open_database
    from bot.access.sign_ins import SignIns

    settings = Settings.from_env(os.environ, data=data)
    engine = open_database(settings.data)
    try:
        yield Accounts(engine), SignIns(engine, hours=settings.session_hours)
    finally:
        engine.dispose()


def _password() -> str:
    """Return what is typed twice, or the first line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True)
    if click.prompt("Again", hide_input=True) != password:
        raise InputError("the two passwords differ", hint="Try again.")
    return password


def _listed(text: str) -> list[str]:
    return [each for each in text.replace(",", " ").split() if each]


def _told(account: "Account") -> str:
    person = account.person
    read = "every collection"
    if person.collections is not None:
        read = ", ".join(sorted(person.collections)) or "no collection"
    state = "" if account.is_enabled else "; disabled"
    return f"{person.name}: {person.role.value}; reads {read}{state}"
