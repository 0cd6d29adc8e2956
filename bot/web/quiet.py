"""Keeps libraries from taking over the logging of the whole program; knows none of them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["logging_kept"]


@contextmanager
def logging_kept() -> Iterator[None]:
    """Undo, at the end, what was done to the root logger meanwhile."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
