"""What goes on beside serving: loading what questions need, and following a folder."""

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.follow import Follower

if TYPE_CHECKING:
    from bot.assembly import Wence
    from bot.intake import Ingested

__all__ = ["Background"]

_log = logging.getLogger(__name__)


class Background:
    """Threads that work on a product while it is served, from entering to leaving it."""

    def __init__(self, wence: "Wence", *, folder: Path | None = None) -> None:
        """Choose the folder to follow, none when there is none.

        Raises:
            InputError: There is no such folder.
        """
        self._wence = wence
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=wence.warm, name="wence-warm")]
        if folder is not None:
            follower = Follower(wence, [folder], prunes=False, tell=_tell, say=_log.warning)
            run = threading.Thread(target=follower.run, args=[self._stop], name="wence-follow")
            self._threads.append(run)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._wence.end_reading()
        for thread in self._threads:
            thread.join()


def _tell(result: "Ingested") -> None:
    if result.status == "failed":
        _log.warning("%s: %s. %s", result.path, result.reason, result.hint)
    elif result.status != "unchanged":
        _log.info("%s %s", result.status.value, result.path)
