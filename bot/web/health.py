"""Says whether the server is there and whether it is ready; knows no question."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from bot.web.gate import person_of_anyone
from bot.web.queueing import AskQueue

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["add_health", "product_version"]

_Json = dict[str, Any]  # Any: a JSON object


def product_version() -> str:
    """Return the installed version, `0` when run from a folder that was not installed."""
    try:
        return version("wence")
    except PackageNotFoundError:
        return "0"


def add_health(app: FastAPI, wence: "Wence", queue: AskQueue) -> None:
    """Add both addresses; everybody may ask them."""

    @app.get("/health")
    def health(request: Request) -> _Json:
        """Say that it answers; to who is let in also what is there."""
        if (person := person_of_anyone(request)) is None:
            return {"status": "ok"}
        counts = wence.seen_by(person).index.count()
        return {
            "status": "ok",
            "documents": counts.documents,
            "passages": counts.passages,
            "embedder": wence.index.fingerprint,
            "answerer": wence.settings.answerer,
            "version": product_version(),
            "chat_model": wence.bot.chat_model,
        }

    @app.get("/health/ready")
    def ready() -> JSONResponse:
        """Say whether questions are answered at once: 503 until it is loaded and while it stops."""
        state = "draining" if queue.is_closed else "ready" if wence.is_warm else "loading"
        return JSONResponse({"status": state}, status_code=200 if state == "ready" else 503)
