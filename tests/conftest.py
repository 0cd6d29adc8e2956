"""Settings that all tests share."""

import os
import shutil
from pathlib import Path

from hypothesis import settings

# Fixed seeds: a failure is the same on every machine. The first example loads the vocabulary, so
# a deadline would measure that.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.load_profile("fixed")

_MEMORY = Path("/dev/shm")
_ROOM = 2**30  # a run holds 40 MB at a time


def pytest_configure() -> None:
    """Let the tests' folders lie in memory where there is room: stores wait for no disk there.

    The stores that tests make ask a disk thousands of times to write what it holds, a fifth of the
    whole run. A process that is killed leaves the same in both places; only a power cut does not.
    """
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
