"""Imports the product once and forks a process for each program that is wanted."""

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

_STREAMS = 3


def main() -> None:
    """Fork until whoever started this ends, which closes the standard input."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for what was forked
    sys.path[0] = os.getcwd()  # as `python -m` and `python app.py` have it
    for each in sys.argv[2:]:
        import_module(each)
    gc.freeze()  # what is imported is shared with those that are forked
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _fork(connection)
            return
        connection.close()
        _reap()


def _reap() -> None:
    with suppress(ChildProcessError):  # there are none
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _fork(connection: socket.socket) -> None:
    """Run the program in one more process, and tell how it ends."""
    _, streams, *_ = socket.recv_fds(connection, 1, _STREAMS)
    with connection.makefile(encoding="utf-8") as requests:
        (program, *arguments), folder, environment = json.loads(requests.readline())
    pid = os.fork()
    if pid == 0:
        connection.close()
        _become(streams, folder, environment)
        _run(program, arguments)
        return
    for each in streams:
        os.close(each)
    connection.sendall(f"{pid}\n".encode())
    ended = os.pidfd_open(pid)
    if ended in select.select([ended, connection], [], [])[0]:
        connection.sendall(f"{os.waitpid(pid, 0)[1]}\n".encode())
    else:  # who wanted it was killed
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os._exit(0)


def _become(streams: list[int], folder: str, environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _run(program: str, arguments: list[str]) -> None:
    """Do what `python -m PROGRAM`, or `python PROGRAM` of a file, does."""
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
