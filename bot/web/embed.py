"""The endpoints of the portal's frame: the script for its page, the way in, and what keeps it."""

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, ValidationError

from bot.access.frames import Frame, Frames
from bot.access.person import LOCAL, Person, Role
from bot.access.refusals import ForeignError, NotAllowedError, NotSignedInError
from bot.access.tokens import Tokens
from bot.web.framed import frame_of
from bot.web.origins import is_ancestor
from bot.web.strings import Language, preferred, told
from ingest.errors import InputError, NotFoundError, WenceError

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["embed_routes"]

_SCRIPT = Path(__file__).parent / "static" / "embed.js"
_MAX_TOKEN = 8192
_SOME_S = 300
"""How long browsers keep the script: as long as a portal may wait for a new one."""

_Json = dict[str, Any]  # Any: a JSON object


class _Way(BaseModel):
    """What a portal's page may say of its frame."""

    token: str = Field(default="", max_length=_MAX_TOKEN)
    origin: str = Field(default="", max_length=300)
    language: Literal["", "zh", "en"] = ""
    theme: Literal["", "light", "dark"] = ""
    question: str = ""
    collection: str = Field(default="", max_length=200)


class _Renewal(BaseModel):
    token: str = Field(max_length=_MAX_TOKEN)


def embed_routes(wence: "Wence", frames: Frames, tokens: Tokens | None) -> APIRouter:
    """Return /embed.js, /embed, and what a frame asks for itself below its own root."""
    router = APIRouter()
    letting_in = _letting_in(wence, tokens)

    @router.get("/embed.js")
    def script() -> FileResponse:
        headers = {"Cache-Control": f"public, max-age={_SOME_S}"}
        return FileResponse(_SCRIPT, media_type="text/javascript", headers=headers)

    @router.get("/embed")
    def enter(request: Request) -> Response:
        try:
            way = _way(request, max_chars=wence.settings.max_question_chars)
            _check_origin(way.origin, request, wence.settings.frame_ancestors)
            person = _narrowed(letting_in(way.token), way.collection)
        except WenceError as error:
            return _refused(error, preferred(request.headers.get("accept-language", "")))
        frame = frames.open(
            person, origin=way.origin, language=way.language, question=way.question.strip()
        )
        return _led_in(frame, way, request.scope.get("root_path", ""))

    @router.get("/embed/session")
    def session(request: Request) -> _Json:
        frame = _frame(request)
        return {
            "origin": frame.origin,
            "question": frames.take_question(frame.id),
            "seconds": round(frames.life(frame)),
        }

    @router.post("/embed/renew", max_body_size=2 * _MAX_TOKEN)
    def renew(body: _Renewal, request: Request) -> _Json:
        frame = _frame(request)
        renewed = frames.renew(frame.id, _kept(letting_in(body.token), frame.person))
        return {"seconds": round(frames.life(renewed))}

    return router


def _letting_in(wence: "Wence", tokens: Tokens | None) -> Callable[[str], Person]:
    def letting_in(token: str) -> Person:
        if tokens and token:
            return tokens.redeem(token)
        if tokens:
            raise NotSignedInError(
                "the portal's page sent no token",
                hint="Its server makes one for each visit (README, In a portal).",
            )
        if wence.settings.sign_in == "none" and not token:
            return replace(LOCAL, role=Role.READER)
        raise NotSignedInError(
            "no secret is set for the portal's tokens",
            hint="Set WENCE_EMBED_SECRETS (README, In a portal).",
        )

    return letting_in


def _way(request: Request, *, max_chars: int) -> _Way:
    try:
        way = _Way.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise _misunderstood(sorted({str(each["loc"][0]) for each in error.errors()})) from error
    if len(way.question) > max_chars:
        raise _misunderstood(["question"])
    return way


def _misunderstood(names: Sequence[str]) -> InputError:
    return InputError(
        f"the portal's page sent what is not understood: {', '.join(names)}",
        hint="README, In a portal, lists what it may send.",
    )


def _check_origin(origin: str, request: Request, ancestors: str) -> None:
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if origin and origin != own and not is_ancestor(origin, ancestors):
        raise ForeignError(
            f"{origin} may not show this in a frame",
            hint="Add it to WENCE_FRAME_ANCESTORS (README, In a portal).",
        )


def _narrowed(person: Person, collection: str) -> Person:
    if not collection:
        return person
    if not person.may_read(collection):
        raise NotAllowedError(
            f"{person.shown or person.name} may not read the collection {collection!r}",
            hint="The portal's token names the collections that may be read.",
        )
    return replace(person, collections=frozenset({collection}))


def _kept(person: Person, before: Person) -> Person:
    """Return a person with the rights of now, within what their frame was narrowed to."""
    if before.collections is None:
        return person
    if person.collections is None:
        return replace(person, collections=before.collections)
    return replace(person, collections=person.collections & before.collections)


def _led_in(frame: Frame, way: _Way, root_path: str) -> Response:
    query = {"__theme": way.theme, "language": way.language}
    shown = urlencode({name: value for name, value in query.items() if value})
    # The token has been used; what is kept of this address lets nobody in.
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    address = f"{root_path}/embed/s/{frame.id}/" + (f"?{shown}" if shown else "")
    return RedirectResponse(address, status_code=303, headers=headers)


def _frame(request: Request) -> Frame:
    frame = frame_of(request)
    if frame is None:
        raise NotFoundError("this is no frame", hint="Enter one at /embed.")
    return frame


def _refused(error: WenceError, language: Language) -> HTMLResponse:
    known = told(language, error.message)
    # The Chinese of a message says what to do, too.
    lines = (known,) if known != error.message else (error.message, error.hint)
    shown = "".join(f"<p>{html.escape(each)}</p>" for each in lines)
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>问策 Wence</title>'
        "<style>body{font:15px/1.7 system-ui,sans-serif;margin:2em;color:#5b6670}</style>"
        f"<main>{shown}</main></html>"
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(page, status_code=error.status, headers=headers)
