"""Bounds what a client says was asked before; knows no report."""

from collections.abc import Sequence
from dataclasses import replace

from bot.types import Turn

__all__ = ["MAX_TURNS", "recent"]

MAX_TURNS = 20
"""Older turns no longer say what a follow-up question is about."""
# A question that leaves out what the next one leaves out, too, is short. Each turn is completed by
# the one before it: twenty of 20,000 characters kept a processor busy for minutes (measured).
_MAX_QUESTION = 300
# Chat models' answers are of a few hundred.
_MAX_ANSWER = 4000


def recent(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the latest turns, oldest first, each no longer than what a follow-up may need."""
    return tuple(
        replace(turn, question=turn.question[:_MAX_QUESTION], answer=turn.answer[:_MAX_ANSWER])
        for turn in history[-MAX_TURNS:]
    )
