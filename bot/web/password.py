"""The page at which someone with an account gives it another password; knows no report."""

from html import escape
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.web.gate import peer_of_request, person_of
from bot.web.resolvers import COOKIE
from bot.web.sign_in_page import form_fields, language_of, sign_in_page, to_page, told_on_page
from bot.web.strings import words
from ingest.errors import InputError

if TYPE_CHECKING:
    from bot.access.accounts import Accounts
    from bot.access.lockout import Lockout
    from bot.access.sign_ins import SignIns

__all__ = ["add_password"]


def add_password(
    app: FastAPI, *, accounts: "Accounts", lockout: "Lockout", sign_ins: "SignIns"
) -> None:
    """Add /password; a new one ends every sign-in of the account but the one that gave it."""

    @app.get("/password")
    def page(request: Request) -> Response:
        return _form(request)

    @app.post("/password")
    async def change(request: Request) -> Response:
        return await run_in_threadpool(changed, request, await form_fields(request))

    def changed(request: Request, fields: dict[str, str]) -> Response:
        name, address = person_of(request).name, peer_of_request(request).address
        if wait_s := lockout.begin(name, address):
            return _form(request, "sign_in.locked", seconds=int(wait_s) + 1, status=429)
        if accounts.person(name, fields.get("current", "")) is None:
            return _form(request, "password.wrong", status=401)
        lockout.succeed(name, address)
        try:
            accounts.change(name, password=fields.get("password", ""))
        except InputError as error:
            return _form(request, told_on_page(request, error), status=error.status)
        sign_ins.end_all(name, but=request.cookies.get(COOKIE, ""))
        return to_page(request, "")


def _form(request: Request, problem: str = "", *, seconds: int = 0, status: int = 200) -> Response:
    """Return the page; `problem` is the key of a string, or what to say."""
    language = language_of(request)
    current, new, button = (
        escape(words(language, key))
        for key in ("password.current", "password.new", "password.button")
    )
    form = (
        f'<form method="post"><label>{current}<input name="current" type="password" '
        f'autocomplete="current-password" required autofocus></label><label>{new}'
        '<input name="password" type="password" autocomplete="new-password" minlength="12" '
        f"required></label><button>{button}</button></form>"
    )
    known = problem in ("sign_in.locked", "password.wrong")
    shown = words(language, problem, seconds=seconds) if known else problem
    text = words(language, "password.text", name=person_of(request).name)
    return sign_in_page(request, form=form, text=text, problem=shown, status=status, wait_s=seconds)
