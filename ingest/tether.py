"""What keeps a child process in bounds: its memory, its time, its parent's life; knows no file."""

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import resource

__all__ = ["Bounds", "die_with_parent", "end_tree"]

_MEGABYTE = 1_000_000
_SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_STATUS = Path("/proc/self/status")
_FORGET_PEAK = "5"
"""What `clear_refs` takes, see proc(5)."""


def die_with_parent(parent: int) -> None:
    """Have the system end this process when its parent ends, even by kill -9; only on Linux.

    The signal comes when the thread ends that started this process, see prctl(2).
    """
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL))
    if os.getppid() != parent:  # it has died already
        os._exit(0)


class Bounds:
    """The memory and the processor time of this process; without effect where there are none."""

    def __init__(self) -> None:
        """Take what is used now as the base."""
        self._base, self._resident = _status_bytes("VmData"), _status_bytes("VmRSS")
        if sys.platform == "linux":
            # A core file would hold the text of a report.
            resource.setrlimit(
                resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])
            )

    def set(self, *, memory_mb: int, seconds: int) -> None:
        """Let memory grow by so much over the base, and processors work so long from now on.

        Private memory is limited, as address space says little: one page of text recognition
        takes 0.6 GB of the one and 1.4 GB of the other.
        """
        if sys.platform != "linux":
            return
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text(_FORGET_PEAK)
        _limit(resource.RLIMIT_DATA, self._base + memory_mb * _MEGABYTE)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = used.ru_utime + used.ru_stime
        # The parent ends this process by wall time; this is for one whose parent is gone.
        _limit(resource.RLIMIT_CPU, int(spent) + seconds * (os.cpu_count() or 1) + 1)

    def extend(self, *, seconds: int) -> None:
        """Let processors work so much longer."""
        if sys.platform == "linux":
            within = resource.getrlimit(resource.RLIMIT_CPU)[0]
            _limit(resource.RLIMIT_CPU, within + seconds * (os.cpu_count() or 1))

    def lift(self) -> None:
        """Let memory grow without bounds again."""
        if sys.platform == "linux":
            _limit(resource.RLIMIT_DATA, resource.RLIM_INFINITY)

    def growth_mb(self) -> float:
        """Return how much memory has grown over the base and stays, in millions of bytes."""
        return (_status_bytes("VmData") - self._base) / _MEGABYTE

    def peak_mb(self) -> float:
        """Return by how much memory had grown over the base at most since bounds were set."""
        return (_status_bytes("VmHWM") - self._resident) / _MEGABYTE


def end_tree(root: int) -> None:
    """Kill a process and all that descend from it, whatever groups they made for themselves."""
    if sys.platform == "win32":
        os.kill(root, signal.SIGTERM)
        return
    # A stopped process starts no others while they are counted.
    _signal(root, signal.SIGSTOP)
    for process in (*_descendants(root), root):
        _signal(process, signal.SIGKILL)


def _limit(kind: int, value: int) -> None:
    # Only the soft limit, so that a converter started from here can have its own.
    hard = resource.getrlimit(kind)[1]
    within = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (within, hard))


def _status_bytes(field: str) -> int:
    """Return a size that the system keeps of this process, 0 where it keeps none."""
    try:
        found = re.search(rf"{field}:\s+(\d+) kB", _STATUS.read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def _descendants(root: int) -> list[int]:
    """Return the processes below one, parents before children; empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold anything; the state and the parent follow it.
            parent = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found[1:]
