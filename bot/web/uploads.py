"""Bounds request bodies and takes report files out of them; knows not what becomes of them."""

from dataclasses import dataclass, field
from pathlib import PurePath

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.files import collection_name
from bot.web.errors import error_response
from ingest.errors import InputError

__all__ = ["BodyLimit", "Form", "Upload", "read_form"]

_TOO_LARGE = 413


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

    code, status = "too_large", _TOO_LARGE


class BodyLimit:
    """Refuses a request that is larger than may be sent, announced or not."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, max_upload_bytes: int) -> None:
        """Choose how large requests may be; the second is of those that bring reports."""
        self._app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/")
        limit = self._max_upload_bytes if is_form else self._max_bytes
        length = headers.get("content-length") or "0"
        if length.isdecimal() and int(length) > limit:
            await error_response(_too_large(limit))(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        f"the request holds more than {limit} bytes",
        hint="Send less at a time: fewer or smaller files, a shorter history.",
    )


def _counted(receive: Receive, limit: int) -> Receive:
    """Return a way to receive a request that ends with an error once it is too large."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            # Frameworks let only this one through when they fail to read a body.
            raise HTTPException(_TOO_LARGE, detail=_too_large(limit).message)
        return message

    return receive_some


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
