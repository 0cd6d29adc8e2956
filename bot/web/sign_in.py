"""The pages at which people sign in and out; knows no report."""

import hashlib
from html import escape
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.access.person import Person
from bot.web.gate import peer_of_request, person_of
from bot.web.password import add_password
from bot.web.resolvers import COOKIE
from bot.web.sign_in_page import (
    form_fields,
    language_of,
    path_of,
    set_cookie,
    sign_in_page,
    to_page,
)
from bot.web.strings import words
from ingest.types import DEFAULT_COLLECTION

if TYPE_CHECKING:
    from bot.access.sign_ins import SignIns
    from bot.assembly import Wence

__all__ = ["add_sign_in", "signed_in"]

_WHO = "wence-who"
_HOUR_S = 3600


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
        response = to_page(request, "sign-in")
        for name in (COOKIE, _WHO):
            response.delete_cookie(name, path=path_of(request), samesite="lax")
        return response


def _add_accounts(app: FastAPI, wence: "Wence", sign_ins: "SignIns") -> None:
    from bot.access.accounts import Accounts, folded
    from bot.access.lockout import Lockout

    accounts, lockout = Accounts(wence.access), Lockout(wence.access)
    add_password(app, accounts=accounts, lockout=lockout, sign_ins=sign_ins)

    @app.get("/sign-in")
    def page(request: Request) -> Response:
        return _form(request)

    @app.post("/sign-in")
    async def enter(request: Request) -> Response:
        fields = await form_fields(request)
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
    response = to_page(request, "")
    seconds = sign_ins.hours * _HOUR_S
    set_cookie(request, response, COOKIE, token, seconds=seconds)
    # The page keeps each person's conversations apart by it; it opens nothing.
    mark = hashlib.sha256(person.name.encode()).hexdigest()[:16]
    response.set_cookie(_WHO, mark, max_age=seconds, path=path_of(request), samesite="lax")
    return response


def _form(request: Request, problem: str = "", *, name: str = "", wait_s: int = 0) -> Response:
    language = language_of(request)
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
