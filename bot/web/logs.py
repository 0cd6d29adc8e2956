"""How the server logs: to stderr, as text or as one JSON object a line; knows no route.

What is logged are ids, counts and routes: never a question, a report's text, a query string or a
header, so that no secret can come in by them.
"""

import json
import logging
import re
import secrets
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

__all__ = ["JsonLines", "configure_logs", "new_request_id", "request_id"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; empty outside of one."""

_SOUND_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_OWN = ("bot", "ingest", "vectorstore", "wence")
# A library may be started with a level of its own; these would tell paths with their query.
_SILENT = ("uvicorn.access", "httpx", "httpcore")


def new_request_id(given: str = "") -> str:
    """Return the id that a proxy gave a request, when it is one, else a new one."""
    return given if _SOUND_ID.fullmatch(given) else secrets.token_hex(8)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, with what was passed in `extra["fields"]`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = {  # Any: a JSON object
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def configure_logs(form: str) -> None:
    """Send what is logged to stderr: as JSON with a line for each request, else warnings as text.

    Args:
        form: text or json.
    """
    is_json = form == "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if is_json else logging.Formatter(_TEXT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in _OWN:
        logging.getLogger(name).setLevel(logging.INFO if is_json else logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)
