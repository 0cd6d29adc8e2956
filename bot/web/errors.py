"""Gives every failure of the HTTP API the form of CONTRACT; knows no endpoint."""

import logging
import uuid
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from bot.web.refusals import BadTimeError
from ingest.errors import InputError, NotFoundError, WenceError

__all__ = [
    "InternalError",
    "error_form",
    "error_response",
    "foreseen",
    "handle_errors",
    "missing",
    "openai_form",
    "problem_text",
    "waiting",
]

_log = logging.getLogger(__name__)

_CLIENT_LEFT = 499  # as nginx has it; nobody reads it
_HTTP_HINTS = {
    404: ("not_found", "Compare the address with /api/openapi.json."),
    405: ("method_not_allowed", "The Allow header names the methods of this address."),
    413: ("too_large", "Send fewer or smaller files at a time."),
}


_OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
}


class InternalError(WenceError):
    """Something failed that the product did not foresee."""

    code, retryable = "internal", True

    def __init__(self, reference: str) -> None:
        """Show nothing but the reference under which the log holds the rest."""
        super().__init__(
            f"internal error, reference {reference}",
            hint="Try again; if it stays, give the reference to whoever runs this server.",
        )
        self.reference = reference


def error_form(error: WenceError) -> dict[str, dict[str, str | bool]]:
    """Return the wire form of an error."""
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "retryable": error.retryable,
        }
    }


def openai_form(error: WenceError) -> dict[str, dict[str, str | bool | None]]:
    """Return an error in OpenAI's form, our fields beside theirs; the hint is told in both."""
    kind = "invalid_request_error" if error.status < 500 else "server_error"
    return {
        "error": {
            "message": f"{error.message}. {error.hint}".strip(),
            "type": _OPENAI_TYPES.get(error.status, kind),
            "param": getattr(error, "param", None),
            "code": error.code,
            "hint": error.hint,
            "retryable": error.retryable,
        }
    }


def foreseen(error: Exception) -> WenceError:
    """Return the error itself when it is ours, else log it and return what may be shown of it."""
    if isinstance(error, WenceError):
        return error
    reference = uuid.uuid4().hex[:8]
    _log.error("unforeseen error, reference %s", reference, exc_info=error)
    return InternalError(reference)


def handle_errors(app: FastAPI) -> None:
    """Make an application answer every failure in the one form."""
    app.add_exception_handler(WenceError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _own)


def error_response(error: WenceError) -> JSONResponse:
    """Return an error as a response; one that comes of being busy says when to try again."""
    return JSONResponse(error_form(error), status_code=error.status, headers=waiting(error))


def waiting(error: Exception) -> dict[str, str] | None:
    """Return the header that says when to try again what came at a bad time."""
    return {"Retry-After": str(error.retry_after_s)} if isinstance(error, BadTimeError) else None


def _own(_: Request, error: Exception) -> JSONResponse:
    return error_response(foreseen(error))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [problem_text(each) for each in error.errors()]
    shown = InputError(
        "; ".join(problems),
        hint="Send a JSON object with Content-Type: application/json, "
        "as described in /api/openapi.json.",
    )
    return JSONResponse(error_form(shown), status_code=shown.status)


def _left(_: Request, __: Exception) -> Response:
    # The client went away in the middle of its request: nobody reads this, and nothing is wrong.
    return Response(status_code=_CLIENT_LEFT)


def problem_text(problem: Mapping[str, object]) -> str:
    """Return one of the problems of a request in words, with where it stands."""
    place = problem["loc"]
    assert isinstance(place, tuple)
    if problem["type"] == "json_invalid":
        return f"the body is not valid JSON (at character {place[-1]})"
    name = ".".join(str(part) for part in place)
    return f"{name}: {problem['msg']}"


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, hint = _HTTP_HINTS.get(error.status_code, ("bad_request", ""))
    message = f"{error.detail}: {request.method} {request.url.path}"
    form = {"error": {"code": code, "message": message, "hint": hint, "retryable": False}}
    return JSONResponse(form, status_code=error.status_code, headers=error.headers)


def missing(document_id: str) -> NotFoundError:
    """Return the error for a document that is not there."""
    return NotFoundError(
        f"there is no document {document_id!r}", hint="GET /api/documents lists what there is."
    )
