"""Bounds request bodies and takes report files out of them; knows not what becomes of them."""

from dataclasses import dataclass, field
from pathlib import PurePath

from fastapi.responses import JSONResponse
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.files import collection_name
from bot.web.errors import error_form
from ingest.errors import InputError

__all__ = ["BodyLimit", "Form", "Upload", "read_form"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """One file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What was sent in one request."""

    files: tuple[Upload, ...]
    password: str = field(default="", repr=False)
    """Opens those of the files that are locked."""
    collection: str = ""
    """Where they go, when it was said."""


class TooLargeError(InputError):
    """A file is larger than the server takes."""

    code, status = "too_large", 413


class BodyLimit:
    """Refuses a request that announces a larger body than may be sent, in the API's error form.

    FastAPI's own limit stops bodies that do not announce their length, but answers announced
    ones in plain text.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, max_upload_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        length = headers.get("content-length") or "0"
        is_form = headers.get("content-type", "").startswith("multipart/")
        limit = self._max_upload_bytes if is_form else self._max_bytes
        app = _too_large(limit) if length.isdecimal() and int(length) > limit else self._app
        await app(scope, receive, send)


def _too_large(limit: int) -> ASGIApp:
    error = TooLargeError(
        f"the request holds more than {limit} bytes",
        hint="Send less at a time: fewer or smaller files, a shorter history.",
    )
    return JSONResponse(error_form(error), status_code=error.status)


async def read_form(request: Request, *, max_bytes: int) -> Form:
    """Return the files of a multipart form, whatever their fields are called, and its text.

    Raises:
        InputError: The request holds no file, or what names a collection cannot.
        TooLargeError: The files together are larger than `max_bytes`.
    """
    async with request.form() as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise InputError(
                "the request holds no file",
                hint="Send multipart/form-data with one or more files: curl -F files=@report.docx",
            )
        size = sum(file.size or 0 for file in files)
        if size > max_bytes:
            raise TooLargeError(
                f"the files hold {size} bytes, more than {max_bytes}",
                hint="Send fewer or smaller files at a time.",
            )
        uploads = [Upload(name=_name(file), content=await file.read()) for file in files]
        collection = _text(form, "collection").strip()
        return Form(
            files=tuple(uploads),
            password=_text(form, "password"),
            collection=collection_name(collection) if collection else "",
        )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _name(file: UploadFile) -> str:
    # Some browsers and scripts send a whole path; folders of another machine mean nothing here.
    return PurePath((file.filename or "").replace("\\", "/")).name or "upload"
