"""The product in a process of its own, for tests of what only a whole server does."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import APP, ROOT, command

__all__ = ["OwnProcess", "running"]


class OwnProcess:
    """A server that runs, its address, and what it logged."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self._log = process, log
        assert process.stdout
        self.url = process.stdout.readline().strip()
        assert self.url, self.log

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


@contextmanager
def running(data: Path, **settings: object) -> Iterator[OwnProcess]:
    """Serve a data folder on a free port; settings by their names without WENCE_."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("WENCE_")}
    given = {f"WENCE_{key.upper()}": str(value) for key, value in settings.items()}
    log = data.with_suffix(".log")
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command(APP),
            cwd=ROOT,
            env={**own, **given, "WENCE_DATA": str(data), "WENCE_PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with process:
            try:
                yield OwnProcess(process, log)
            finally:
                process.terminate()
                process.wait(60)
