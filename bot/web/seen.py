"""Gives the handlers of requests the product as the one who asks may see it."""

from typing import Annotated

from fastapi import Depends, Request

from bot.seen import Seen
from bot.web.gate import person_of

__all__ = ["SeenBy", "seen_of"]


def seen_of(request: Request) -> Seen:
    """Return what the person may see who sent a request, of an app whose state has the product."""
    seen: Seen = request.app.state.wence.seen_by(person_of(request))
    return seen


SeenBy = Annotated[Seen, Depends(seen_of)]
"""The type of a handler's parameter."""
