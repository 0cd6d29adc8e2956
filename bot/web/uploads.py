"""Takes report files out of a multipart request; knows nothing of what becomes of them."""

from dataclasses import dataclass
from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.requests import Request

from ingest.errors import InputError

__all__ = ["Upload", "read_uploads"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """One file as it was sent."""

    name: str
    content: bytes


class TooLargeError(InputError):
    """A file is larger than the server takes."""

    code, status = "too_large", 413


async def read_uploads(request: Request, *, max_bytes: int) -> tuple[Upload, ...]:
    """Return the files of a multipart form, whatever their fields are called.

    Raises:
        InputError: The request holds no file.
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
        return tuple([Upload(name=_name(file), content=await file.read()) for file in files])


def _name(file: UploadFile) -> str:
    # Some browsers and scripts send a whole path; folders of another machine mean nothing here.
    return PurePath((file.filename or "").replace("\\", "/")).name or "upload"
