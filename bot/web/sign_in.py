"""The pages at which people sign in and out; knows no report."""

import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.access.person import Person
from bot.web.gate import peer_of_request, person_of
from bot.web.resolvers import COOKIE
from bot.web.strings import Language, preferred, told, words
from bot.web.uploads import TooLargeError
from ingest.errors import WenceError
from ingest.types import DEFAULT_COLLECTION

if TYPE_CHECKING:
    from bot.access.sign_ins import SignIns
    from bot.assembly import Wence

__all__ = ["add_sign_in", "set_cookie", "sign_in_page", "signed_in", "told_on_page"]

_PAGE = Path(__file__).parent / "static" / "sign_in.html"
_MAX_FORM = 8192
_WHO = "wence-who"
_HOUR_S = 3600
_HEADERS = {
    "Cache-Control": "no-store",
    # Nothing runs here, and nothing is sent elsewhere.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
}


def add_sign_in(app: FastAPI, wence: "Wence") -> None:
    """Add /sign-in and /sign-out, as far as the sign-in of the settings has them, and /api/me."""

    @app.get("/api/me")
    def me(request: Request) -> dict[str, Any]:  # Any: a JSON object
        """Tell who is signed in, and whether they can sign out here."""
        person = person_of(request)
        known = {row.collection for row in wence.seen_by(person).index.rows()}
        return {
            "name": person.shown or person.name,
            "role": person.role.value,
            "collections": sorted(
                known | {DEFAULT_COLLECTION} if person.collections is None else person.collections
            ),
            "signs_out": has_page,
            "sign_in": wence.settings.sign_in,
        }

    has_page = wence.settings.sign_in in ("accounts", "oidc")
    if not has_page:
        return
    from bot.access.sign_ins import SignIns

    sign_ins = SignIns(wence.access, hours=wence.settings.session_hours)
    if wence.settings.sign_in == "accounts":
        _add_accounts(app, wence, sign_ins)
    else:
        from bot.web.sign_in_elsewhere import add_provider

        add_provider(app, wence, sign_ins)

    @app.post("/sign-out")
    def sign_out(request: Request) -> Response:
        sign_ins.end(request.cookies.get(COOKIE, ""))
        response = _to_page(request, "sign-in")
        for name in (COOKIE, _WHO):
            response.delete_cookie(name, path=_path(request), samesite="lax")
        return response


def _add_accounts(app: FastAPI, wence: "Wence", sign_ins: "SignIns") -> None:
    from bot.access.accounts import Accounts, folded
    from bot.access.lockout import Lockout

    accounts, lockout = Accounts(wence.access), Lockout(wence.access)

    @app.get("/sign-in")
    def page(request: Request) -> Response:
        return _form(request)

    @app.post("/sign-in")
    async def enter(request: Request) -> Response:
        fields = await _fields(request)
        name, password = fields.get("name", ""), fields.get("password", "")
        return await run_in_threadpool(check, request, name, password)

    def check(request: Request, name: str, password: str) -> Response:
        address = peer_of_request(request).address
        if wait_s := lockout.begin(folded(name), address):
            return _form(request, "sign_in.locked", name=name, wait_s=int(wait_s) + 1)
        person = accounts.person(name, password)
        if person is None:
            return _form(request, "sign_in.wrong", name=name)
        lockout.succeed(folded(name), address)
        return signed_in(request, sign_ins, person, has_account=True)


def signed_in(
    request: Request, sign_ins: "SignIns", person: Person, *, has_account: bool
) -> Response:
    """Return the answer that lets a browser in, under a token that nobody had before."""
    sign_ins.end(request.cookies.get(COOKIE, ""))
    token = sign_ins.begin(person, has_account=has_account)
    response = _to_page(request, "")
    seconds = sign_ins.hours * _HOUR_S
    set_cookie(request, response, COOKIE, token, seconds=seconds)
    # The page keeps each person's conversations apart by it; it opens nothing.
    mark = hashlib.sha256(person.name.encode()).hexdigest()[:16]
    response.set_cookie(_WHO, mark, max_age=seconds, path=_path(request), samesite="lax")
    return response


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int
) -> None:
    """Set a cookie that only this server reads, and that no page of another site brings along."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=_path(request),
        httponly=True,
        samesite="lax",
        secure=peer_of_request(request).is_secure,
    )


def _to_page(request: Request, name: str) -> Response:
    """Return a redirection to one of the own pages, to be fetched anew."""
    return RedirectResponse(f"{_path(request).rstrip('/')}/{name}", status_code=303)


def sign_in_page(
    request: Request, *, form: str, problem: str = "", status: int = 200, wait_s: int = 0
) -> HTMLResponse:
    """Return the page with a form of HTML and a problem of plain text."""
    language = _language(request)
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    filled: Mapping[str, str] = {
        "lang": language,
        "title": words(language, "sign_in.title"),
        "text": words(language, "sign_in.text"),
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
    language = _language(request)
    if language == "zh":  # says what to do, too
        return told(language, error.message)
    return f"{error.message}. {error.hint}".removesuffix(". ")


def _form(request: Request, problem: str = "", *, name: str = "", wait_s: int = 0) -> Response:
    language = _language(request)
    names, password, button = (
        escape(words(language, key))
        for key in ("sign_in.name", "sign_in.password", "sign_in.button")
    )
    form = (
        f'<form method="post"><label>{names}<input name="name" value="{escape(name[:64])}" '
        f'autocomplete="username" required autofocus></label><label>{password}'
        '<input name="password" type="password" autocomplete="current-password" required></label>'
        f"<button>{button}</button></form>"
    )
    shown = words(language, problem, seconds=wait_s) if problem else ""
    status = 429 if wait_s else 401 if problem else 200
    return sign_in_page(request, form=form, problem=shown, status=status, wait_s=wait_s)


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form of moderate size; the first of each name."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            raise TooLargeError("the form is too large", hint="Send a name and a password.")
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _path(request: Request) -> str:
    """Return the path below which the cookies of this installation are sent."""
    return str(request.scope.get("root_path", "")) or "/"


def _language(request: Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))
