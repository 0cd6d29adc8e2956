"""Signing in: guessing, enumerating, fixing, stealing and outliving a sign-in.

Guards that were taken out and seen to be missed: `Lockout` by account and by address, the hash that
is looked at for nobody, the new token of `signed_in`, `ends_at` and `is_enabled` in
`SignIns.person`, the account of a sign-in, `end_all` in `wence user passwd`, the hash of the token,
HttpOnly and Secure of the cookie, `_check_origin` and `_check_role` of the gate, escaping in the
form, its limit, the mode of the file, folding of names.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from commands import ROOT, WENCE, command
from office import PASSWORD, PEOPLE, Office, office

from bot.access.accounts import Accounts
from bot.access.database import open_database
from bot.access.lockout import Lockout
from bot.access.person import Person, Role
from bot.access.sign_ins import SignIns
from ingest.errors import InputError


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("data"), hides=False) as one:
        yield one


@pytest.fixture
def engine(tmp_path) -> Iterator:
    opened = open_database(tmp_path)
    yield opened
    opened.dispose()


def cookie_of(response: httpx.Response, name: str = "wence") -> str:
    [line] = [
        each for each in response.headers.get_list("set-cookie") if each.startswith(f"{name}=")
    ]
    return line


def enter(client: httpx.Client, name: str, password: str = PASSWORD, **headers: str):
    return client.post("/sign-in", data={"name": name, "password": password}, headers=headers)


# ---- What an anonymous gets ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/", "/config", "/theme.css", "/gradio_api/info", "/gradio_api/openapi.json",
        "/gradio_api/queue/data?session_hash=x", "/gradio_api/file=/etc/passwd", "/gradio_api/user",
        "/gradio_api/heartbeat/x", "/gradio_api/app_id", "/gradio_api/startup-events",
        "/monitoring", "/monitoring/summary", "/metrics", "/login_check", "/token",
        "/api/me", "/api/documents", "/api/openapi.json", "/password",
        "/api/documents/0123456789abcdef/original", "/manifest.json",
        "//api/documents", "/api//documents", "/api/documents/", "/API/documents",
        "/./api/documents", "/sign-in/x", "/sign-in/", "/sign-out/x",
        "/api/health/../documents", "/api/health/..%2fdocuments", "/sign-in/../api/documents",
        "/assets/index.js", "/static/img/logo.svg", "/v1/models", "/anything",
    ],
)  # fmt: skip
def test_an_anonymous_reads_nothing(served: Office, path: str) -> None:
    with served.client() as client:
        # Not normalised, as a client that attacks sends it.
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        response = client.send(request, stream=True)  # some would not end
        assert response.status_code == 401
        error = json.loads(response.read())["error"]
    assert set(error) - {"param", "type"} == {"code", "message", "hint", "retryable"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/ask"), ("POST", "/api/ask/stream"), ("POST", "/api/search"),
        ("POST", "/api/rephrase"), ("POST", "/api/feedback"), ("POST", "/api/export"),
        ("POST", "/api/tables/xlsx"), ("POST", "/api/documents"), ("POST", "/api/health"),
        ("DELETE", "/api/documents/0123456789abcdef"), ("PUT", "/api/documents"),
        ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/call/ask"), ("POST", "/gradio_api/upload"), ("POST", "/login"),
        ("POST", "/gradio_api/reset"), ("POST", "/gradio_api/cancel"),
    ],
)  # fmt: skip
def test_an_anonymous_does_nothing(served: Office, method: str, path: str) -> None:
    with served.client() as client:
        assert client.request(method, path, json={}).status_code == 401


def test_an_anonymous_learns_only_that_it_answers(served: Office) -> None:
    with served.client() as client:
        assert client.get("/api/health").json() == {"status": "ok"}


def test_a_browser_is_led_to_the_sign_in(served: Office) -> None:
    with served.client() as client:
        response = client.get("/", headers={"Accept": "text/html,*/*"})
        assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
        page = client.get("/sign-in", headers={"Accept-Language": "en"})
        assert "Sign in to ask the policy reports." in page.text
        assert "gradio" not in page.text
        assert "script" not in page.text
        chinese = client.get("/sign-in", headers={"Accept-Language": "zh-CN"})
        assert "请登录后查询政策报告。" in chinese.text


# ---- Guessing --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chief", "nobody-of-this-name"])
def test_guessing_is_locked_out_longer_each_time(engine, name: str) -> None:
    clock = Clock()
    lockout = Lockout(engine, clock=clock)
    assert [lockout.begin(name, f"10.0.0.{i}") for i in range(5)] == [0.0] * 5
    waits = []
    for i in range(7):
        waits.append(lockout.begin(name, f"10.0.1.{i}"))
        clock.now += waits[-1]
        assert lockout.begin(name, f"10.0.2.{i}") == 0.0
    assert waits == [30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0]


def test_guessing_many_names_is_locked_out_by_address(engine) -> None:
    lockout = Lockout(engine, clock=Clock())
    waits = [lockout.begin(f"name{i}", "10.0.0.1") for i in range(25)]
    assert waits[:20] == [0.0] * 20
    assert all(waits[20:])
    assert lockout.begin("name99", "10.0.0.2") == 0.0


def test_who_knows_the_password_begins_anew(engine) -> None:
    lockout = Lockout(engine, clock=Clock())
    for _ in range(4):
        lockout.begin("chief", "10.0.0.1")
    lockout.begin("chief", "10.0.0.1")
    lockout.succeed("chief", "10.0.0.1")
    assert [lockout.begin("chief", "10.0.0.1") for _ in range(5)] == [0.0] * 5


def test_a_locked_account_is_not_let_in_by_the_right_password(tmp_path) -> None:
    with office(tmp_path, hides=False) as one, one.client() as client:
        told = [enter(client, "clerk", "wrong password").status_code for _ in range(6)]
        assert told == [401] * 5 + [429]
        right = enter(client, "clerk")
        assert (right.status_code, "wence=" in str(right.headers)) == (429, False)
        assert 0 < int(right.headers["retry-after"]) <= 31


def test_names_are_not_told_apart_by_text_or_work(tmp_path) -> None:
    with office(tmp_path, hides=False) as one, one.client() as client:
        known, unknown = (enter(client, name, "wrong password") for name in ("other", "othxr"))
        assert known.status_code == unknown.status_code == 401
        assert known.text.replace("other", "othxr") == unknown.text
        Accounts(one.wence.access).change("other", is_enabled=False)
        disabled = enter(client, "other")
        assert disabled.text.replace("other", "othxr") == unknown.text


def test_a_password_is_hashed_for_nobody_as_for_somebody(engine, monkeypatch) -> None:
    accounts, hashed = Accounts(engine), []
    accounts.add("chief", PASSWORD, role=Role.ADMIN)
    accounts.person("nobody", "x")  # what is looked at for nobody is made the first time
    verify = accounts._hasher.verify

    class Counting:
        def verify(self, *given):
            hashed.append(given[0][:30])
            return verify(*given)

    accounts._hasher = Counting()
    for name in ("chief", "nobody"):
        assert accounts.person(name, "wrong password") is None
    assert len(hashed) == 2
    assert hashed[0] == hashed[1]  # the same kind and cost: argon2id, memory, passes, lanes


# ---- What is kept ----------------------------------------------------------------------------


def test_the_file_holds_neither_passwords_nor_tokens(tmp_path) -> None:
    with office(tmp_path, hides=False) as one, one.signed_in("clerk") as client:
        token = client.cookies["wence"]
        connection = sqlite3.connect(tmp_path / "access.sqlite")
        dump = "\n".join(connection.iterdump())
        connection.close()
    assert "$argon2id$" in dump
    assert PASSWORD not in dump
    assert token not in dump
    assert (tmp_path / "access.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * 1001, "adminadmin.admin"])
def test_weak_passwords_are_refused(engine, password: str) -> None:
    with pytest.raises(InputError):
        Accounts(engine).add("adminadmin.admin", password, role=Role.ADMIN)


@pytest.mark.parametrize("name", ["", " ", "a b", "a\nb", "<img>", "a/b", "x" * 65, "a;b"])
def test_names_that_could_be_taken_for_others_are_refused(engine, name: str) -> None:
    with pytest.raises(InputError):
        Accounts(engine).add(name, PASSWORD, role=Role.READER)


def test_a_name_is_the_same_in_whatever_letters(engine) -> None:
    accounts = Accounts(engine)
    accounts.add("Chief", PASSWORD, role=Role.ADMIN)
    with pytest.raises(InputError, match="already"):
        accounts.add("ＣＨＩＥＦ", PASSWORD, role=Role.READER)
    assert accounts.person("CHIEF ", PASSWORD) == Person(name="chief", role=Role.ADMIN)


# ---- The cookie ------------------------------------------------------------------------------


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(served: Office) -> None:
    with served.client() as client:
        plain = cookie_of(enter(client, "clerk"))
        secure = cookie_of(enter(client, "clerk", **{"X-Forwarded-Proto": "https"}))
    assert all(part in plain for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert ("Secure" in plain, "Secure" in secure) == (False, True)


def test_a_token_that_was_there_before_is_not_taken_over(served: Office) -> None:
    with served.client() as client:
        client.cookies.set("wence", "fixed-by-an-attacker")
        response = enter(client, "clerk")
    assert "fixed-by-an-attacker" not in cookie_of(response)
    with served.client() as client:
        client.cookies.set("wence", "fixed-by-an-attacker")
        assert client.get("/api/me").status_code == 401


def test_each_sign_in_has_its_own_token_and_the_one_before_ends(served: Office) -> None:
    with served.signed_in("clerk") as client:
        before = client.cookies["wence"]
        assert enter(client, "clerk").status_code == 303
        assert client.cookies["wence"] != before
    with served.client() as client:
        client.cookies.set("wence", before)
        assert client.get("/api/me").status_code == 401


def test_signing_out_ends_the_token_itself(served: Office) -> None:
    with served.signed_in("clerk") as client:
        token = client.cookies["wence"]
        assert client.post("/sign-out").headers["location"] == "/sign-in"
    with served.client() as client:
        client.cookies.set("wence", token)
        assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "%00", "a" * 5000])
def test_what_is_no_token_lets_nobody_in(served: Office, token: str) -> None:
    with served.client() as client:
        response = client.get("/api/me", headers={"Cookie": f"wence={token}"})
        assert response.status_code == 401


# ---- How long it lasts -----------------------------------------------------------------------


def test_a_sign_in_ends_by_itself(engine) -> None:
    clock = Clock()
    Accounts(engine).add("clerk", PASSWORD, role=Role.READER)
    sign_ins = SignIns(engine, hours=12, clock=clock)
    token = sign_ins.begin(Person(name="clerk"), has_account=True)
    clock.now += 12 * 3600 - 1
    assert sign_ins.person(token) == Person(name="clerk")
    clock.now += 1
    assert sign_ins.person(token) is None


def test_a_disabled_account_is_out_at_once(engine) -> None:
    accounts, sign_ins = Accounts(engine), SignIns(engine, hours=12)
    accounts.add("clerk", PASSWORD, role=Role.READER)
    token = sign_ins.begin(Person(name="clerk"), has_account=True)
    accounts.change("clerk", is_enabled=False)
    assert sign_ins.person(token) is None


def test_a_person_without_account_is_no_account_of_the_same_name(engine) -> None:
    """Who signs in by a provider gets no rights from an account that has the name."""
    Accounts(engine).add("chief", PASSWORD, role=Role.ADMIN)
    sign_ins = SignIns(engine, hours=12)
    token = sign_ins.begin(Person(name="chief", role=Role.READER), has_account=False)
    assert sign_ins.person(token) == Person(name="chief", role=Role.READER)


def user(folder, *arguments: str, password: str = "") -> str:
    done = subprocess.run(
        command(WENCE, "user", *arguments, "--data", folder),
        cwd=ROOT,
        input=password,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_accounts_are_changed_while_it_serves_and_take_effect_at_once(tmp_path) -> None:
    with office(tmp_path, hides=False) as one, one.signed_in("clerk") as client:
        assert client.get("/api/me").json()["role"] == "reader"
        assert "every sign-in has ended" in user(
            tmp_path, "passwd", "clerk", password="another four words\n"
        )
        assert client.get("/api/me").status_code == 401
        assert enter(client, "clerk").status_code == 401
        assert enter(client, "clerk", "another four words").status_code == 303
        user(tmp_path, "disable", "clerk")
        assert client.get("/api/me").status_code == 401
        assert enter(client, "clerk", "another four words").status_code == 401
        user(tmp_path, "enable", "clerk")
        made = user(tmp_path, "add", "new", "--role", "editor", "--collections", "财政,发改",
                    password="another four words\n")  # fmt: skip
        assert made == "new: editor; reads 发改, 财政\n"
        assert len(user(tmp_path, "list").splitlines()) == len(PEOPLE) + 1


def test_another_password_ends_the_other_sign_ins(tmp_path) -> None:
    new = "another four words"
    with (
        office(tmp_path, hides=False) as one,
        one.signed_in("clerk") as here,
        one.signed_in("clerk") as elsewhere,
        one.signed_in("other") as other,
    ):
        wrong = here.post("/password", data={"current": "wrong password", "password": new})
        short = here.post("/password", data={"current": PASSWORD, "password": "short"})
        assert [each.status_code for each in (wrong, short)] == [401, 400]
        assert elsewhere.get("/api/me").status_code == 200
        changed = here.post("/password", data={"current": PASSWORD, "password": new})
        assert (changed.status_code, changed.headers["location"]) == (303, "/")
        told = [each.get("/api/me").status_code for each in (here, elsewhere, other)]
        assert told == [200, 401, 200]
        assert enter(elsewhere, "clerk").status_code == 401
        assert enter(elsewhere, "clerk", new).status_code == 303


def test_guessing_the_present_password_is_locked_out(tmp_path) -> None:
    """A browser that was left open does not give the password away."""
    with office(tmp_path, hides=False) as one, one.signed_in("clerk") as client:
        fields = {"current": "wrong password", "password": "another four words"}
        told = [client.post("/password", data=fields).status_code for _ in range(6)]
    assert told == [401] * 5 + [429]


def test_a_password_is_no_argument() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bot", "user", "add", "--help"], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "--password" not in told.stdout


# ---- Forms of other sites --------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/api/documents", "/api/ask"])
def test_forms_of_other_sites_are_refused(served: Office, path: str, headers: dict) -> None:
    with served.signed_in("writer") as client:
        response = client.post(path, data={"name": "x"}, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "foreign")
        assert client.get("/api/me").status_code == 200


def test_a_report_is_not_removed_by_a_page_of_another_site(served: Office) -> None:
    [listed] = served.wence.index.documents()
    with served.signed_in("writer") as client:
        headers = {"Origin": "https://evil.example"}
        path = f"/api/documents/{listed.document_id}"
        assert client.delete(path, headers=headers).status_code == 403
    assert [each.document_id for each in served.wence.index.documents()] == [listed.document_id]


def test_the_own_page_may_send_forms(served: Office) -> None:
    with served.client() as client:
        origin = str(client.base_url).rstrip("/")
        assert enter(client, "clerk", Origin=origin).status_code == 303
        assert enter(client, "clerk", **{"Sec-Fetch-Site": "same-origin"}).status_code == 303


# ---- Hostile forms ---------------------------------------------------------------------------


def test_a_name_that_is_markup_is_shown_as_text(served: Office) -> None:
    with served.client() as client:
        page = enter(client, '"><script>alert(1)</script>', "wrong password")
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 401),
        (b"name=a", 401),
        (b"\xff\xfe=%ff&name=%00", 401),
        (b"name=" + b"a" * 9000, 413),
        (b"&" * 5000, 401),
        (b"name[]=a&password[]=b", 401),
    ],
    ids=["nothing", "no password", "no text", "too large", "only marks", "lists"],
)
def test_forms_of_any_kind_are_answered(served: Office, content: bytes, status: int) -> None:
    with served.client() as client:
        assert client.post("/sign-in", content=content).status_code in (status, 429)
