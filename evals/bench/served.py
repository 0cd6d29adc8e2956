"""Owns the timing of the product as people run it: processes that start, a server that is asked."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import httpx

__all__ = ["Asked", "Served", "ask_at_once", "cold_ask_ms", "serving"]

_ADDRESS = re.compile(r"http://\S+")
_TIMEOUT_S = 120.0
_STOPPING_S = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server of its own process."""

    url: str
    start_ms: float
    """From the start of the process to the address that it prints once it answers."""
    pid: int

    @property
    def resident_mib(self) -> float:
        """Memory it holds now; Linux only."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return round(int(found[1]) / 1024, 1) if found else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was asked of a server."""

    wall_ms: float
    stages_ms: dict[str, float]
    """By the server's own clock."""


@contextmanager
def serving(data: Path) -> Iterator[Served]:
    """Yield a server of a data folder, which no other process may own; it ends afterwards."""
    command = [sys.executable, "-m", "bot", "serve", "--data", str(data), "--port", "0"]
    clock = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = _address(process)
            yield Served(url, (perf_counter() - clock) * 1000, process.pid)
        finally:
            process.terminate()
            process.wait(_STOPPING_S)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return found[0].rstrip("/")
    raise RuntimeError("the server ended before it answered")


def cold_ask_ms(data: Path, question: str) -> float:
    """Return the time of one `wence ask` from its start to its end, milliseconds."""
    command = [sys.executable, "-m", "bot", "ask", question, "--data", str(data)]
    clock = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return (perf_counter() - clock) * 1000


def ask_at_once(
    url: str, questions: Sequence[str], *, clients: int, count: int
) -> tuple[list[Asked], float]:
    """Ask so many questions by so many clients at a time; return each, and questions a second."""
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
        ask = _asker(client)
        clock = perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            asked = list(pool.map(ask, islice(cycle(questions), count)))
        return asked, count / (perf_counter() - clock)


def _asker(client: httpx.Client) -> Callable[[str], Asked]:
    def ask(question: str) -> Asked:
        clock = perf_counter()
        response = client.post("/api/ask", json={"question": question})
        response.raise_for_status()
        return Asked((perf_counter() - clock) * 1000, response.json()["timings_ms"])

    return ask
