"""The HTTP API under /v1: OpenAI's chat form over a `Wence`; knows nothing of how it is written."""

import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException

from bot.types import Event
from bot.web.errors import foreseen, openai_form, problem_text
from bot.web.gate import person_of
from bot.web.openai_reply import Reply
from bot.web.openai_request import Asked, ChatRequest, RefusedError, read_request
from bot.web.uploads import BodyLimit
from ingest.errors import InputError, NotFoundError, WenceError

if TYPE_CHECKING:
    from bot.assembly import Wence
    from bot.chain import Bot

__all__ = ["create_openai_api"]

_MAX_BODY = 16 * 2**20
"""As the other interface takes."""
_SSE_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_CONFIGURED, _EXTRACTIVE, _MODEL = "wence", "wence-extractive", "wence-model"

_Json = dict[str, Any]  # Any: a JSON object


class UnknownModelError(NotFoundError):
    """There is no model of the id that a request names."""

    code = "model_not_found"
    param = "model"


def create_openai_api(wence: "Wence") -> FastAPI:
    """Return the application to be mounted at /v1."""
    app = FastAPI(title="问策 Wence", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(BodyLimit, max_bytes=_MAX_BODY, max_upload_bytes=_MAX_BODY)
    for kind in (WenceError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _failed)
    _add_models(app, wence)
    _add_chat(app, wence)
    return app


def _answerers(wence: "Wence") -> Mapping[str, str | None]:
    """Return who answers under each model's id; None is whom the settings name."""
    known: dict[str, str | None] = {_CONFIGURED: None, _EXTRACTIVE: "extractive"}
    return known | {_MODEL: "model"} if wence.bot.chat_model else known


def _answerer(wence: "Wence", model: str) -> str | None:
    known = _answerers(wence)
    if model not in known:
        raise UnknownModelError(
            f"there is no model {model!r}", hint=f"The models are: {', '.join(known)}"
        )
    return known[model]


def _add_models(app: FastAPI, wence: "Wence") -> None:
    started = int(time.time())

    def shown(model: str) -> _Json:
        return {"id": model, "object": "model", "created": started, "owned_by": "wence"}

    @app.get("/models")
    def models() -> _Json:
        """List the models: ways in which answers are made."""
        return {"object": "list", "data": [shown(each) for each in _answerers(wence)]}

    @app.get("/models/{model}")
    def model(model: str) -> _Json:
        """Describe one model."""
        _answerer(wence, model)
        return shown(model)


def _add_chat(app: FastAPI, wence: "Wence") -> None:
    @app.post("/chat/completions", max_body_size=_MAX_BODY, response_model=None)
    def chat(body: ChatRequest, request: Request) -> JSONResponse | StreamingResponse:
        """Answer the last message from the reports, in the light of those before it."""
        bot = wence.seen_by(person_of(request)).bot
        answerer, asked = _answerer(wence, body.model), read_request(body)
        reply = Reply(
            model=body.model,
            prompt=body.prompt,
            has_footer=body.wence.footnotes,
            wants_usage=body.wants_usage,
        )
        if body.stream:
            events = iter(()) if asked.is_task else _events(bot, body, asked, answerer)
            return StreamingResponse(
                _in_threads(_closing(reply.chunks(events))),
                media_type="text/event-stream",
                headers=_SSE_HEADERS,
            )
        if asked.is_task:
            return JSONResponse(reply.whole(None))
        answer = bot.ask(
            asked.question,
            asked.history,
            documents=body.wence.documents,
            language=body.wence.language,
            answerer=answerer,
        )
        return JSONResponse(reply.whole(answer))


def _events(bot: "Bot", body: ChatRequest, asked: Asked, answerer: str | None) -> Iterator[Event]:
    events = bot.stream(
        asked.question,
        asked.history,
        documents=body.wence.documents,
        language=body.wence.language,
        answerer=answerer,
    )
    # Taking the first here lets a bad question fail with its own HTTP status.
    return chain([next(events)], events)


def _closing(frames: Iterator[str]) -> Iterator[str]:
    try:
        yield from frames
    except Exception as error:  # noqa: BLE001 - the response has begun; it can only end with an event
        yield f"data: {json.dumps(openai_form(foreseen(error)), ensure_ascii=False)}\n\n"


async def _in_threads(frames: Iterator[str]) -> AsyncIterator[str]:
    # Advancing the bot blocks, so each step runs in a thread of the pool.
    async for frame in iterate_in_threadpool(frames):
        yield frame


def _failed(request: Request, error: Exception) -> JSONResponse:
    headers = error.headers if isinstance(error, HTTPException) else None
    shown = _shown(request, error)
    return JSONResponse(openai_form(shown), status_code=shown.status, headers=headers)


def _shown(request: Request, error: Exception) -> WenceError:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        param = ".".join(str(each) for each in first["loc"][1:])
        return RefusedError(
            "; ".join(problem_text(each) for each in error.errors()),
            param=param,
            hint="Send a JSON object as described in /api/openapi.json.",
        )
    if isinstance(error, HTTPException):
        shown = InputError(
            f"{error.detail}: {request.method} {request.url.path}",
            hint="Compare the address with /api/openapi.json.",
        )
        shown.status = error.status_code
        return shown
    return foreseen(error)
