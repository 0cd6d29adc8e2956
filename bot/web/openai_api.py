"""The HTTP API under /v1: OpenAI's chat form over a `Wence`; knows nothing of how it is written."""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException

from bot.types import Event
from bot.web.api import MAX_BODY, SSE_HEADERS
from bot.web.desk import Asking, Desk
from bot.web.errors import foreseen, openai_form, problem_text, waiting
from bot.web.gate import person_of
from bot.web.leaving import unless_left
from bot.web.openai_reply import Reply
from bot.web.openai_request import ChatRequest, RefusedError, read_request
from ingest.errors import InputError, NotFoundError, WenceError

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["create_openai_api"]

_CONFIGURED, _EXTRACTIVE, _MODEL = "wence", "wence-extractive", "wence-model"

_Json = dict[str, Any]  # Any: a JSON object


class UnknownModelError(NotFoundError):
    """There is no model of the id that a request names."""

    code = "model_not_found"
    param = "model"


def create_openai_api(wence: "Wence", desk: Desk) -> FastAPI:
    """Return the application to be mounted at /v1; questions are asked at the desk."""
    app = FastAPI(title="问策 Wence", docs_url=None, redoc_url=None, openapi_url=None)
    for kind in (WenceError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _failed)
    _add_models(app, wence)
    _add_chat(app, wence, desk)
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


def _add_chat(app: FastAPI, wence: "Wence", desk: Desk) -> None:
    @app.post("/chat/completions", max_body_size=MAX_BODY, response_model=None)
    async def chat(body: ChatRequest, request: Request) -> JSONResponse | StreamingResponse:
        """Answer the last message from the reports, in the light of those before it."""
        person = person_of(request)
        bot = wence.seen_by(person).bot
        answerer, asked = _answerer(wence, body.model), read_request(body)
        reply = Reply(
            model=body.model,
            prompt=body.prompt,
            has_footer=body.wence.footnotes,
            wants_usage=body.wants_usage,
        )
        asking = Asking(
            question=asked.question,
            history=asked.history,
            documents=body.wence.documents,
            language=body.wence.language,
            answerer=answerer,
        )
        if body.stream:
            answering = desk.stream(bot, asking, person=person.name, via="openai")
            events = _none() if asked.is_task else await _begun(answering)
            return StreamingResponse(
                _closing(reply.chunks(events)),
                media_type="text/event-stream",
                headers=SSE_HEADERS,
            )
        if asked.is_task:
            return JSONResponse(reply.whole(None))
        whole = desk.ask(bot, asking, person=person.name, via="openai")
        return JSONResponse(reply.whole(await unless_left(request, whole)))


async def _begun(events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    """Return a stream whose first event is there: a bad question fails with its own status."""
    first = await anext(events)

    async def whole() -> AsyncGenerator[Event, None]:
        async with aclosing(events):
            yield first
            async for event in events:
                yield event

    return whole()


async def _none() -> AsyncGenerator[Event, None]:
    """Yield nothing."""
    nothing: tuple[Event, ...] = ()
    for event in nothing:
        yield event


async def _closing(frames: AsyncIterator[str]) -> AsyncIterator[str]:
    try:
        async for frame in frames:
            yield frame
    except Exception as error:  # noqa: BLE001 - the response has begun; it can only end with an event
        yield f"data: {json.dumps(openai_form(foreseen(error)), ensure_ascii=False)}\n\n"


def _failed(request: Request, error: Exception) -> JSONResponse:
    headers = error.headers if isinstance(error, HTTPException) else waiting(error)
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
