"""Owns how the measuring commands end: with the exit codes of `wence`, an error as one line."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from bot import console
from ingest.errors import WenceError

__all__ = ["run"]


def run(command: click.Command, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit: 0 done, 1 some input failed, 2 usage, 130 interrupted."""
    try:
        code = command.main(args=arguments, standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except WenceError as error:
        console.tell_error(error)
        code = error.exit_code
    sys.exit(code)
