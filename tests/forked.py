"""Has a program run by the process that forks it, and is to its starter what that program is.

It passes on the program's name, the arguments, folder, environment and standard streams, then the
signals that it gets, and ends as the program ends. If it is killed, so is the program.
"""

import json
import os
import signal
import socket
import sys
from contextlib import suppress

_PASSED_ON = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON)
    with socket.socket(socket.AF_UNIX) as forking:
        forking.connect(sys.argv[1])
        socket.send_fds(forking, [b"\n"], [0, 1, 2])
        request = [sys.argv[2:], os.getcwd(), dict(os.environ)]
        forking.sendall(json.dumps(request).encode() + b"\n")
        with forking.makefile() as replies:
            pid = int(replies.readline())
            _pass_on(pid)
            status = int(replies.readline())
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))


def _pass_on(pid: int) -> None:
    def pass_on(number: int, _: object) -> None:
        with suppress(ProcessLookupError):  # it has ended meanwhile
            os.kill(pid, number)

    for each in _PASSED_ON:
        signal.signal(each, pass_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)


if __name__ == "__main__":
    main()
