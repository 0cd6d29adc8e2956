"""The journal's addresses under /api, for admins: the gate's table of rules says so."""

from datetime import datetime
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from bot.access.exporting import FORMATS
from bot.access.journal import Journal
from ingest.errors import NotFoundError

__all__ = ["add_journal"]

_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
_Json = dict[str, Any]  # Any: a JSON object


def add_journal(app: FastAPI, journal: Journal | None) -> None:
    """Add reading and erasing; without a journal they answer that there is none."""

    @app.get("/journal", response_class=StreamingResponse)
    def entries(
        since: datetime | None = None, format: Literal["jsonl", "csv"] = "jsonl"
    ) -> StreamingResponse:
        """Return what was asked, by whom, and which passages were shown, oldest first."""
        lines = FORMATS[format](_kept(journal).entries(since=since))
        headers = {"Content-Disposition": f'attachment; filename="journal.{format}"'}
        return StreamingResponse(lines, media_type=_TYPES[format], headers=headers)

    @app.delete("/journal/{person}")
    def erase(person: str) -> _Json:
        """Delete all entries of a person."""
        return {"person": person, "erased": _kept(journal).erase(person)}


def _kept(journal: Journal | None) -> Journal:
    if journal is None:
        raise NotFoundError(
            "no journal is kept", hint="Set WENCE_JOURNAL to hashes or full to begin one."
        )
    return journal
