"""What the page's script hands to the callbacks, and which forms of it are taken; knows no page."""

from typing import Any

from pydantic import BaseModel, Field

__all__ = ["AskedAgain", "ChosenReports", "KeptConversation"]

_MAX_CHOSEN = 1000  # as many as the API takes


class AskedAgain(BaseModel):
    """A question that is asked in the place of an earlier one."""

    question: str
    at: int = Field(ge=0)


class ChosenReports(BaseModel):
    """The only reports that are to be asked."""

    documents: list[str] = Field(max_length=_MAX_CHOSEN)


class KeptConversation(BaseModel):
    """A conversation that the browser kept."""

    id: str = Field(pattern=r"[0-9a-f]{32}")
    exchanges: list[dict[str, Any]]  # Any: JSON, which `load` checks
