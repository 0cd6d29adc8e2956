"""The small pages around signing in: their look, cookies and ways back; knows no account."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.web.gate import peer_of_request
from bot.web.strings import Language, preferred, told, words
from bot.web.uploads import TooLargeError
from ingest.errors import WenceError

__all__ = [
    "form_fields",
    "language_of",
    "path_of",
    "set_cookie",
    "sign_in_page",
    "to_page",
    "told_on_page",
]

_PAGE = Path(__file__).parent / "static" / "sign_in.html"
_MAX_FORM = 8192
_HEADERS = {
    "Cache-Control": "no-store",
    # Nothing runs here, and nothing is sent elsewhere.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
}


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int
) -> None:
    """Set a cookie that only this server reads, and that no page of another site brings along."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path_of(request),
        httponly=True,
        samesite="lax",
        secure=peer_of_request(request).is_secure,
    )


def to_page(request: Request, name: str) -> Response:
    """Return a redirection to one of the own pages, to be fetched anew."""
    return RedirectResponse(f"{path_of(request).rstrip('/')}/{name}", status_code=303)


def sign_in_page(
    request: Request,
    *,
    form: str,
    text: str = "",
    problem: str = "",
    status: int = 200,
    wait_s: int = 0,
) -> HTMLResponse:
    """Return the page with a form of HTML, and a text and a problem of plain text."""
    language = language_of(request)
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    filled: Mapping[str, str] = {
        "lang": language,
        "title": words(language, "sign_in.title"),
        "text": escape(text or words(language, "sign_in.text")),
        "problem": alert,
        "form": form,
    }
    page = _PAGE.read_text(encoding="utf-8")
    for name, value in filled.items():
        page = page.replace(f"{{{name}}}", value)
    headers = {**_HEADERS, "Retry-After": str(wait_s)} if wait_s else _HEADERS
    return HTMLResponse(page, status_code=status, headers=headers)


def told_on_page(request: Request, error: WenceError) -> str:
    """Return an error in the words of the page."""
    language = language_of(request)
    if language == "zh":  # says what to do, too
        return told(language, error.message)
    return f"{error.message}. {error.hint}".removesuffix(". ")


async def form_fields(request: Request) -> dict[str, str]:
    """Return the fields of a form of moderate size; the first of each name."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            raise TooLargeError("the form is too large", hint="Send a name and a password.")
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def path_of(request: Request) -> str:
    """Return the path below which the cookies of this installation are sent."""
    return str(request.scope.get("root_path", "")) or "/"


def language_of(request: Request) -> Language:
    """Return the language of a visitor by what their browser asks for."""
    return preferred(request.headers.get("accept-language", ""))
