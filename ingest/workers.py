"""Processes that read files, so that no file can hurt the one that stores them; knows no format."""

import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from ingest.errors import InputError, UnreadableError
from ingest.opening import Limits, Opening
from ingest.scratch import remove_left, scratch_folder
from ingest.tether import end_tree
from ingest.timing import Allowance
from ingest.types import PageImage, PageMarks, Report
from ingest.wire import (
    PageBegun,
    PageWanted,
    Refusal,
    Reply,
    Request,
    over_memory,
    receive_reply,
    send,
)

__all__ = ["Workers"]

_log = logging.getLogger(__name__)
_T = TypeVar("_T", Report, PageImage, PageMarks)
_ROOT = Path(__file__).parents[1]
# -P: what lies in the current folder is not imported; the root is where this package itself is.
_COMMAND = (
    "import sys; from importlib import import_module; sys.path.insert(0, sys.argv.pop()); "
    "import_module(sys.argv.pop()).main()"
)
_END_S = 5
_MOST_LOGGED = 2000
# What C++ and Python print when they end for want of memory.
_OUT_OF_MEMORY = ("bad_alloc", "MemoryError", "Cannot allocate memory")
_CRASH_HINT = (
    "The file is probably damaged: open it in its own program, save it anew or as PDF, "
    "and give that file."
)


class Workers:
    """Up to `count` reading processes, started when they are needed; for use from any thread.

    A process reads many files. One that crashes, or needs more time or memory than a file may,
    ends; its file has failed, and the next file gets a new process. None outlives this process.
    """

    def __init__(self, *, count: int, program: str = "ingest.child") -> None:
        """Choose how many files are read at the same time at most.

        Args:
            count: So many.
            program: The module whose `main` is run: `ingest.child`, or one that calls its main.
        """
        self.count = count
        self._program = program
        self._free = threading.Semaphore(count)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._is_closed = False
        # The system ends a process when the thread ends that started it (PR_SET_PDEATHSIG), so
        # all are started by one thread that lives as long as this object.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="wence-workers")
        self._starter.submit(remove_left)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm(self, files: int | None = None) -> None:
        """Start processes without waiting for them: the first files wait half a second less.

        Args:
            files: No more than there are files, for starting one takes a second of a processor.
        """
        for _ in range(self.count if files is None else min(self.count, files)):
            self._starter.submit(self._put_new)

    def read(self, name: str, content: bytes, opening: Opening) -> Report:
        """Read a file as `ingest.read.read` does, in a process of its own.

        Raises:
            UnreadableError: The file holds no text that can be read, or crashed its process, or
                took more time or memory than it may.
            UnsupportedError: Its format is not read.
        """
        return self._have(Request(name=name, content=content, opening=opening), Report)

    def draw(self, name: str, content: bytes, opening: Opening, *, page: int) -> PageImage:
        """Return a page of a PDF or picture, counted from 1, as it is printed.

        Raises:
            UnreadableError: As `read` does; there is no such page.
            UnsupportedError: Its format has no pages of its own.
        """
        wanted = PageWanted(number=page)
        request = Request(name=name, content=content, opening=opening, page=wanted)
        return self._have(request, PageImage)

    def mark(
        self, name: str, content: bytes, opening: Opening, *, page: int, quote: str
    ) -> PageMarks:
        """Return where a quote stands on a page; a scan is read anew for it, which takes seconds.

        Raises:
            UnreadableError: As `draw` does.
            UnsupportedError: As `draw` does.
        """
        wanted = PageWanted(number=page, quote=quote)
        request = Request(name=name, content=content, opening=opening, page=wanted)
        return self._have(request, PageMarks)

    def _have(self, request: Request, kind: type[_T]) -> _T:
        with self._free:
            worker = self._take()
            try:
                reply = worker.ask(request)
            except BaseException:
                self._drop(worker)
                raise
            if reply.is_last:
                self._drop(worker)
            else:
                self._give_back(worker)
        if isinstance(reply.outcome, Refusal):
            raise reply.outcome.to_error()
        if not isinstance(reply.outcome, kind):  # only a file that took the process over does so
            raise UnreadableError("the reply is of another kind", hint=_CRASH_HINT)
        return reply.outcome

    def close(self) -> None:
        """End all processes, also those that are reading."""
        with self._lock:
            self._is_closed = True
            workers = [*self._all]
        for worker in workers:
            self._drop(worker)
        self._starter.shutdown()

    def _take(self) -> "_Worker":
        with self._lock:
            if self._is_closed:
                raise _interrupted()
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                self._all.discard(worker)
                worker.end()
        return self._starter.submit(self._start).result()

    def _start(self) -> "_Worker":
        worker = _Worker(self._program)
        with self._lock:
            if not self._is_closed:
                self._all.add(worker)
                return worker
        worker.end()
        raise _interrupted()

    def _put_new(self) -> None:
        with self._lock:
            if self._is_closed or len(self._all) >= self.count:
                return
        self._give_back(self._start())

    def _give_back(self, worker: "_Worker") -> None:
        with self._lock:
            self._idle.append(worker)

    def _drop(self, worker: "_Worker") -> None:
        with self._lock:
            self._all.discard(worker)
            if worker in self._idle:
                self._idle.remove(worker)
        worker.end()


class _Worker:
    """One process, with the folder that takes its temporary files."""

    def __init__(self, program: str) -> None:
        self._folder = scratch_folder()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        command = [sys.executable, "-P", "-c", _COMMAND, str(os.getpid()), program, str(_ROOT)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            # Its own session: Ctrl-C on the terminal is for the process that answers for it.
            start_new_session=True,
            env={**os.environ, "TMPDIR": self._folder.name},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self._lock = threading.Lock()
        self._is_reading = self._is_late = self._has_ended = False

    @property
    def is_alive(self) -> bool:
        """Tell whether it can be asked."""
        return self._process.poll() is None

    def ask(self, request: Request) -> Reply:
        """Have a file read.

        Raises:
            UnreadableError: It ended the process.
        """
        self._is_reading = True
        try:
            self._errors.seek(0)
            self._errors.truncate()
            reply = self._exchange(request)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise self._explain(request.opening.limits) from error
        finally:
            with self._lock:
                self._is_reading = False
        if self._is_late:  # in the moment of the reply
            raise self._explain(request.opening.limits)
        return reply

    def _exchange(self, request: Request) -> Reply:
        """Wait for the reply as long as the file may take, with its pages that are recognised."""
        limits = request.opening.limits
        allowance = Allowance(seconds=limits.seconds, page_seconds=limits.ocr_page_seconds)
        with self._expiring_in(allowance.left_s):
            send(self._requests, request)
            reply = receive_reply(self._replies)
        pages = 0
        while isinstance(reply, PageBegun):
            pages += 1
            if pages <= limits.ocr_pages:  # more than that, only a hostile file says
                allowance.begin_page()
            with self._expiring_in(allowance.left_s):
                reply = receive_reply(self._replies)
        return reply

    @contextmanager
    def _expiring_in(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(max(seconds, 0), self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the process and remove what it left; what it was asked is not answered any more."""
        with self._lock:
            if self._has_ended:
                return
            self._has_ended = True
        if self.is_alive:
            end_tree(self._process.pid)
        self._process.wait()
        for pipe in (self._requests, self._replies):
            with suppress(OSError):  # the rest of a request that nobody reads
                pipe.close()
        self._errors.close()
        self._folder.cleanup()

    def _expire(self) -> None:
        with self._lock:
            if self._is_reading and not self._has_ended:
                self._is_late = True
                end_tree(self._process.pid)

    def _explain(self, limits: Limits) -> InputError:
        """Return why the process does not answer."""
        if self._has_ended:
            return _interrupted()
        try:
            code = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:  # what it sent was no reply
            end_tree(self._process.pid)
            code = self._process.wait()
        if self._is_late:
            return UnreadableError(
                f"reading the file took longer than {limits.seconds} s",
                hint="Split the file, or raise WENCE_MAX_SECONDS (for a scan, "
                "WENCE_MAX_OCR_PAGE_SECONDS).",
            )
        self._errors.seek(0)
        written = self._errors.read().decode(errors="replace").strip()
        _log.warning("a reading process ended (%s): %s", _ending(code), written[-_MOST_LOGGED:])
        if any(sign in written for sign in _OUT_OF_MEMORY):
            return over_memory(limits.memory_mb).to_error()
        return UnreadableError(
            f"the file made the program that reads it crash ({_ending(code)})", hint=_CRASH_HINT
        )


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"


def _interrupted() -> UnreadableError:
    return UnreadableError("reading was interrupted", hint="Give the file again.")
