"""The process that reads files for another one, see `ingest.workers`.

It takes files from its standard input one after another and replies on its standard output. What
a file does to it, the parent sees as a reply or as its end; it catches what it can explain.
"""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from ingest.errors import InputError, UnsupportedError
from ingest.facsimile import draw_page, mark_page
from ingest.opening import Limits, Opening
from ingest.read import read
from ingest.tether import Bounds, die_with_parent
from ingest.types import Report
from ingest.wire import (
    Outcome,
    PageBegun,
    Refusal,
    Reply,
    Request,
    over_memory,
    receive_request,
    send,
)

__all__ = ["main"]

# So many files are read before another process takes over: parsers leak.
_MOST_FILES = 500
# Of the memory that a file may take; a process that keeps more leaves too little for the next one.
_MOST_KEPT = 0.5
# Some parsers call a file damaged when they get no memory, as libxml2 does, which asks for twice
# what it has: a file that is refused after it took more than this was too large.
_MOST_DAMAGED = 0.45
# What is left is for outline, passages and figures.
_LOADER_SHARE = 0.75
_NICENESS = 5
# So many new objects until Python looks for circles among them, which it does after 700 by itself:
# reading makes few, and looking took 4 % of its time (159 reports, 2026-11-30).
_NEW_OBJECTS = 20_000
# Read first of all: what loads vocabularies, 0.5 s, is done before a file is there.
_SAMPLE = ("全县粮食总产量达到12.5万吨，增长3.5%。" * 4).encode()


def main(finish: Callable[[Report], Report] = lambda report: report) -> None:
    """Read files until there are no more.

    Args:
        finish: Adds to a report what whoever keeps it would make of it, within the same bounds.
    """
    die_with_parent(int(sys.argv[1]))
    requests, replies = _take_over()
    finish(read("a.txt", _SAMPLE))
    _collect_seldom()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # who asks a question meanwhile goes first
    bounds = Bounds()
    for number in range(1, _MOST_FILES + 1):
        request = receive_request(requests)
        if request is None:
            return
        begin_page = partial(_begin_page, request.opening.limits, bounds, replies)
        request = replace(request, opening=replace(request.opening, begin_page=begin_page))
        reply = _reply(request, bounds, finish, is_last=number == _MOST_FILES)
        send(replies, reply)
        if reply.is_last:
            return


def _collect_seldom() -> None:
    """Leave what is loaded for good alone, and look for garbage among what is new less often."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def _take_over() -> tuple[BinaryIO, BinaryIO]:
    """Return the two pipes; what parsers print goes where errors go, and they can read nothing."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


def _begin_page(limits: Limits, bounds: Bounds, replies: BinaryIO) -> None:
    """Get the time for a page that is read by text recognition."""
    bounds.extend(seconds=limits.ocr_page_seconds)
    send(replies, PageBegun())


def _reply(
    request: Request, bounds: Bounds, finish: Callable[[Report], Report], *, is_last: bool
) -> Reply:
    limits = request.opening.limits
    bounds.set(memory_mb=limits.memory_mb, seconds=limits.seconds)
    try:
        outcome = _read(request, finish)
        if isinstance(outcome, Refusal) and bounds.peak_mb() > limits.memory_mb * _MOST_DAMAGED:
            outcome = over_memory(limits.memory_mb)
        is_worn = bounds.growth_mb() > limits.memory_mb * _MOST_KEPT
    except MemoryError:
        outcome, is_worn = over_memory(limits.memory_mb), True
    finally:
        bounds.lift()  # to send the reply
    return Reply(outcome=outcome, is_last=is_last or is_worn)


def _read(request: Request, finish: Callable[[Report], Report]) -> Outcome:
    opening = _for_loader(request.opening)
    try:
        if request.page is None:
            return finish(read(request.name, request.content, opening))
        number, quote = request.page.number, request.page.quote
        if quote is None:
            return draw_page(request.name, request.content, opening, number=number)
        return mark_page(request.name, request.content, opening, number=number, quote=quote)
    except UnsupportedError as error:
        return Refusal(message=error.message, hint=error.hint, is_unsupported=True)
    except InputError as error:
        return Refusal(message=error.message, hint=error.hint)
    except RecursionError:
        return Refusal(
            message="the file is nested too deeply",
            hint="Save its text as .docx or .txt and give that file.",
        )


def _for_loader(opening: Opening) -> Opening:
    limits = opening.limits
    seconds = max(1, int(limits.seconds * _LOADER_SHARE))
    return replace(opening, limits=replace(limits, seconds=seconds))
