"""The form in which a conversation is kept outside of the server; knows no page.

A browser keeps it and may send back anything, so what is read is checked against the types; it is
escaped like all other text wherever it is shown.
"""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.web.conversation import Conversation, Exchange, Exchanges
from ingest.errors import InputError

__all__ = ["MAX_EXCHANGES", "dump", "load"]

MAX_EXCHANGES = 200
_EXCHANGES: TypeAdapter[Exchanges] = TypeAdapter(Exchanges)


def dump(conversation: Conversation) -> dict[str, Any]:  # Any: a JSON object
    """Return a conversation as JSON; its latest exchanges when there are very many."""
    latest = conversation.exchanges[-MAX_EXCHANGES:]
    return {"id": conversation.id, "exchanges": _EXCHANGES.dump_python(latest, mode="json")}


def load(exchanges: object) -> Exchanges:
    """Return the exchanges of a kept conversation.

    Raises:
        InputError: They are none, or of another form.
    """
    try:
        read = _EXCHANGES.validate_python(exchanges)
    except ValidationError as error:
        raise InputError(
            f"a kept conversation cannot be read: {error.error_count()} fields are wrong",
            hint="Delete it from the history; it was kept by another version.",
        ) from error
    if not 0 < len(read) <= MAX_EXCHANGES:
        raise InputError(
            f"a kept conversation holds {len(read)} exchanges, not 1 to {MAX_EXCHANGES}",
            hint="Begin a new one.",
        )
    return tuple(map(_ended, read))


def _ended(exchange: Exchange) -> Exchange:
    # What still ran when it was kept does not run any more.
    return replace(exchange, stage="", is_stopped=True) if exchange.stage else exchange
