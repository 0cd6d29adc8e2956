"""The folders for temporary files of reading processes; knows no process."""

import os
import re
import shutil
import tempfile
from pathlib import Path

__all__ = ["remove_left", "scratch_folder"]

_LEFT = re.compile(r"wence-(\d+)-(\d+)-")


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that says which process it belongs to."""
    prefix = f"wence-{_space()}-{os.getpid()}-"
    return tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)


def remove_left() -> None:
    """Remove the folders of processes that were killed before they could do it."""
    for folder in Path(tempfile.gettempdir()).glob("wence-*"):
        owner = _LEFT.match(folder.name)
        if owner and int(owner[1]) == _space() and not _is_running(int(owner[2])):
            shutil.rmtree(folder, ignore_errors=True)


def _space() -> int:
    """Return what tells process numbers of here from those of another container."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0


def _is_running(process: int) -> bool:
    if os.name != "posix":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # of another user
        return True
    return True
