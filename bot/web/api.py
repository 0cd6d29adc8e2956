"""The HTTP API under /api: CONTRACT's forms over a `Wence`; knows neither Gradio nor pages."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from bot.access.person import Person
from bot.seen import Seen
from bot.types import Answer, Delta, Event, Status, Turn
from bot.web.desk import Asking, Desk
from bot.web.errors import error_form, foreseen, handle_errors, missing
from bot.web.excerpt import excerpt
from bot.web.exports import add_exports
from bot.web.health import add_health, product_version
from bot.web.journals import add_journal
from bot.web.leaving import unless_left
from bot.web.nearby import answerable_nearby
from bot.web.pages import add_pages
from bot.web.seen import SeenBy
from bot.web.sessions import Sessions
from bot.web.tables import add_tables
from bot.web.taking import take_uploads, upload_steps
from bot.web.uploads import read_form
from vectorstore.types import Hit

if TYPE_CHECKING:
    from bot.assembly import Wence
    from bot.intake import Ingested
    from bot.web.control import Control

__all__ = ["MAX_BODY", "SSE_HEADERS", "create_api", "max_upload_body"]

_MAX_TURNS = 50
_MAX_DOCUMENTS = 1000
# An answer given back as history may be longer than a question; this only stops abuse.
_MAX_HISTORY_CHARS = 20_000
_MAX_CONTEXT = 20_000
_MEBIBYTE = 2**20
# Room for the longest history; only uploads may be larger.
MAX_BODY = 16 * _MEBIBYTE
"""Bytes that any other request may hold."""
# One JSON object a line: what is being done with each file, and at last what became of it.
_STEPS_TYPE = "application/x-ndjson"
SSE_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""So that no proxy keeps a stream back."""

_Json = dict[str, Any]  # Any: a JSON object
_Documents = Annotated[list[str], Field(max_length=_MAX_DOCUMENTS)]
_OF_DOCUMENTS: list[str] = Field(
    default=[], description="Ids of the only documents to use; all when empty.", examples=[[]]
)


class _Turn(BaseModel):
    model_config = ConfigDict(title="Turn")

    question: str = Field(
        max_length=_MAX_HISTORY_CHARS,
        description="What was asked before.",
        examples=["青禾县2023年新建5G基站多少个？"],
    )
    answer: str = Field(
        default="",
        max_length=_MAX_HISTORY_CHARS,
        description="What was answered.",
        examples=["新建5G基站312个[1]。"],
    )


class _Question(BaseModel):
    model_config = ConfigDict(title="Question")

    question: str = Field(
        description="In Chinese or English; may refer to the history.", examples=["累计呢？"]
    )
    history: list[_Turn] = Field(
        default=[],
        max_length=_MAX_TURNS,
        description="Earlier turns, the oldest first.",
        examples=[[]],
    )
    documents: _Documents = _OF_DOCUMENTS
    session_id: str | None = Field(
        default=None,
        max_length=200,
        description="Stands for the turns of the session so far where there is no `history`.",
        examples=[None],
    )
    language: Literal["auto", "zh", "en"] = Field(
        default="auto", description="Of the answer; `auto` is the question's.", examples=["auto"]
    )
    answerer: str | None = Field(
        default=None,
        description="`extractive`, or `model` where a chat model is set up.",
        examples=["extractive"],
    )

    def asking(self, sessions: Sessions, person: Person) -> Asking:
        return Asking(
            question=self.question,
            history=self._turns(sessions, person),
            documents=self.documents,
            language=self.language,
            answerer=self.answerer,
        )

    def _turns(self, sessions: Sessions, person: Person) -> tuple[Turn, ...]:
        if "history" not in self.model_fields_set:
            return sessions.turns(_own(self.session_id, person))
        return tuple(Turn(question=each.question, answer=each.answer) for each in self.history)


class _Search(BaseModel):
    model_config = ConfigDict(title="Search")

    query: str = Field(description="A question or some words.", examples=["5G基站"])
    k: int = Field(default=10, ge=1, le=100, description="The most hits.", examples=[10])
    documents: _Documents = _OF_DOCUMENTS
    context: bool = Field(
        default=False,
        description="Whether each hit comes with its neighbours and the places of its copies.",
        examples=[False],
    )


class _Feedback(BaseModel):
    model_config = ConfigDict(title="Feedback")

    answer_id: str = Field(
        min_length=1,
        max_length=200,
        description="Of the answer.",
        examples=["0f0c8f2e0f0c8f2e0f0c8f2e0f0c8f2e"],
    )
    rating: Literal[1, -1] = Field(description="1 is good, -1 is bad.", examples=[1])
    comment: str = Field(
        default="", max_length=2000, description="What is wrong with it.", examples=["数字有误"]
    )


def _own(session_id: str | None, person: Person) -> str | None:
    """Return what a person's session is kept under: nobody gets at another's by its id."""
    return session_id and f"{person.name}\n{session_id}"


def create_api(wence: "Wence", control: "Control") -> FastAPI:
    """Return the application to be mounted at /api; questions are asked at the desk."""
    # The stock documentation pages load their scripts from elsewhere; the schema itself stays.
    app = FastAPI(
        title="问策 Wence",
        version=product_version(),
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
    )
    app.state.wence = wence
    handle_errors(app)
    add_health(app, wence, control.desk.queue)
    _add_questions(app, control.desk)
    _add_search(app)
    _add_collection(app, wence)
    _add_document(app)
    add_pages(app)
    add_tables(app)
    add_exports(app, max_body=MAX_BODY)
    add_journal(app, control.journal)
    return app


def max_upload_body(wence: "Wence") -> int:
    """Return how many bytes a request that brings reports may hold."""
    # The form around the files is a little larger than they are.
    return (wence.settings.max_upload_mb + 1) * _MEBIBYTE


def _add_questions(app: FastAPI, desk: Desk) -> None:
    sessions = Sessions()

    @app.post("/ask", max_body_size=MAX_BODY)
    async def ask(body: _Question, request: Request, seen: SeenBy) -> _Json:
        asking = body.asking(sessions, seen.person)
        answering = desk.ask(seen.bot, asking, person=seen.person.name, via="api")
        answer = await unless_left(request, answering)
        sessions.note(_own(body.session_id, seen.person), asking.history, answer)
        return answer.to_dict()

    @app.post("/ask/stream", response_class=StreamingResponse, max_body_size=MAX_BODY)
    async def ask_stream(body: _Question, seen: SeenBy) -> StreamingResponse:
        asking = body.asking(sessions, seen.person)
        events = desk.stream(seen.bot, asking, person=seen.person.name, via="api")
        # Taking the first event here lets a bad question fail with its own HTTP status.
        first = await anext(events)
        session_id = _own(body.session_id, seen.person)
        rest = sessions.noting(session_id, asking.history, events)
        return StreamingResponse(
            _sse(first, rest), media_type="text/event-stream", headers=SSE_HEADERS
        )


def _add_search(app: FastAPI) -> None:
    @app.post("/rephrase", max_body_size=MAX_BODY)
    def rephrase(body: _Question, seen: SeenBy) -> _Json:
        """Return questions near to a stand-alone one, each of which has been answered."""
        questions = answerable_nearby(
            seen, body.question, documents=body.documents, language=body.language
        )
        return {"questions": list(questions)}

    @app.post("/search", max_body_size=MAX_BODY)
    def search(body: _Search, seen: SeenBy) -> _Json:
        hits = seen.bot.search(body.query, k=body.k, documents=body.documents)
        return {"hits": [_hit(seen, hit, context=body.context) for hit in hits]}

    @app.post("/feedback", max_body_size=MAX_BODY)
    def feedback(body: _Feedback, seen: SeenBy) -> _Json:
        seen.record_feedback(body.answer_id, rating=body.rating, comment=body.comment)
        return {"status": "recorded"}


def _hit(seen: Seen, hit: Hit, *, context: bool) -> _Json:
    if not context:
        return hit.to_dict()
    around = seen.bot.context(hit)
    copies = [
        {"document_id": each.document_id, "start": each.start, "end": each.end}
        for each in hit.copies
    ]
    return {**hit.to_dict(), "context": around.to_dict(), "copies": copies}


def _add_collection(app: FastAPI, wence: "Wence") -> None:
    @app.get("/documents")
    def documents(seen: SeenBy) -> _Json:
        return {"documents": [each.to_dict() for each in seen.index.documents()]}

    limit = wence.settings.max_upload_mb * _MEBIBYTE

    @app.post("/documents", max_body_size=max_upload_body(wence), response_model=None)
    async def upload(request: Request, seen: SeenBy) -> JSONResponse | StreamingResponse:
        form = await read_form(request, max_bytes=limit)
        form = replace(form, collection=seen.collection_for(form.collection))
        if _STEPS_TYPE in request.headers.get("accept", ""):
            return StreamingResponse(_in_threads(upload_steps(seen, form)), media_type=_STEPS_TYPE)
        return _uploaded(await run_in_threadpool(lambda: [*take_uploads(seen, form)]))


def _add_document(app: FastAPI) -> None:
    @app.get("/documents/{document_id}")
    def document(document_id: str, seen: SeenBy) -> _Json:
        found = seen.index.document(document_id)
        for listing in seen.index.documents():
            if listing.document_id == document_id:
                return listing.to_dict() | {"characters": len(found.text)}
        raise missing(document_id)

    @app.delete("/documents/{document_id}")
    def remove(document_id: str, seen: SeenBy) -> _Json:
        seen.remove(document_id)
        return {"document_id": document_id, "status": "removed"}

    @app.get("/documents/{document_id}/text")
    def text(
        document_id: str,
        seen: SeenBy,
        start: int = 0,
        end: int | None = None,
        context: Annotated[int, Query(ge=0, le=_MAX_CONTEXT)] = 0,
    ) -> _Json:
        return excerpt(seen.index.document(document_id), start, end, context=context)

    @app.get("/documents/{document_id}/original", response_class=FileResponse)
    def original(document_id: str, seen: SeenBy) -> FileResponse:
        found = seen.index.document(document_id)
        return FileResponse(
            seen.index.original(document_id),
            media_type="application/octet-stream",
            filename=found.name,
            content_disposition_type="attachment",
            headers={"X-Content-Type-Options": "nosniff"},
        )


async def _sse(first: Event, events: AsyncGenerator[Event, None]) -> AsyncIterator[str]:
    try:
        async with aclosing(events):
            yield _frame(first)
            async for event in events:
                yield _frame(event)
    except Exception as error:  # noqa: BLE001 - the response has begun; it can only end with an event
        yield _event("error", error_form(foreseen(error)))


async def _in_threads(frames: Iterator[str]) -> AsyncIterator[str]:
    # Reading a file blocks, so each step runs in a thread of the pool.
    async for frame in iterate_in_threadpool(frames):
        yield frame


def _frame(event: Event) -> str:
    match event:
        case Status(stage=stage, position=None):
            return _event("status", {"stage": stage})
        case Status(stage=stage, position=position):
            return _event("status", {"stage": stage, "position": position})
        case Delta(text=text):
            return _event("delta", {"text": text})
        case Answer():
            return _event("answer", event.to_dict())


def _event(name: str, fields: Mapping[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(fields, ensure_ascii=False)}\n\n"


def _uploaded(outcomes: list["Ingested"]) -> JSONResponse:
    """Answer 200 when every file was taken, 207 when some were, 422 when none was."""
    results = [each.to_dict() for each in outcomes]
    failed = [each for each in outcomes if each.status == "failed"]
    if len(failed) < len(outcomes):
        return JSONResponse(results, status_code=207 if failed else 200)
    error = {
        "code": "unreadable",
        "message": "; ".join(f"{each.path}: {each.reason}" for each in failed),
        "hint": failed[0].hint,
        "retryable": False,
    }
    return JSONResponse({"error": error, "documents": results}, status_code=422)
