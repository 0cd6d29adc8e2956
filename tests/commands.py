"""The product's programs, each run in a process of its own that has not to import the product.

Importing takes two seconds of a processor, five with the page, and the tests start hundreds of
programs. One process imports what all of them import first, and forks for each; what differs from
`python -m bot` is only that, so a few tests in each place start the real thing.
"""

import atexit
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["APP", "ROOT", "SERVE", "WENCE", "command"]

ROOT = Path(__file__).parent.parent


class _Program(NamedTuple):
    """A module or file that is run, and what it imports before it does anything."""

    name: str
    imports: tuple[str, ...]


WENCE = _Program("bot", ("bot.cli", "bot.assembly"))
"""`python -m bot`."""
SERVE = _Program("bot", ("bot.web.serve",))
"""The same, for `wence serve`."""
APP = _Program("app.py", SERVE.imports)
"""`python app.py`."""


def command(program: _Program, *arguments: object) -> list[str]:
    """Return what starts a program by `subprocess`, to be run in `ROOT`.

    Its folder, environment, standard streams and signals are those of what is started, and so is
    the way it ends.
    """
    # -I -S: the connector needs nothing of the environment that it passes on.
    connector = [sys.executable, "-I", "-S", str(Path(__file__).parent / "forked.py")]
    return [*connector, _forking(program.imports), program.name, *map(str, arguments)]


@cache
def _forking(imports: tuple[str, ...]) -> str:
    """Start the process that imports and forks; return the path of its socket."""
    folder = tempfile.TemporaryDirectory()
    path = str(Path(folder.name) / "socket")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        forking = Path(__file__).parent / "forking.py"
        process = subprocess.Popen(
            [sys.executable, forking, str(listener.fileno()), *imports],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        )

    def end() -> None:
        with process, folder:
            process.communicate()

    atexit.register(end)
    return path
