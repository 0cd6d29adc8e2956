"""What a request may say of itself: who asks, where it came from, and for whom it is.

Guards that were taken out and seen to be missed: `is_proxy` in `_told_by_proxy`, the three headers
once each, the role that exists, `*` for every collection, the headers that `peer_of` drops, the
right end of X-Forwarded-For, `_check_host` of the gate and how it reads a host.
"""

import re
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from commands import ROOT, SERVE, command
from office import Office, office

from bot.settings import Settings
from bot.web.serve import serve
from ingest.errors import SettingsError

LOOPBACK, ELSEWHERE = (ip_network("127.0.0.1"),), (ip_network("10.1.2.3"),)
READER = {"X-Wence-User": "li", "X-Wence-Role": "reader", "X-Wence-Collections": "default"}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve an installation whose listed proxy is whoever asks from this machine."""
    data = tmp_path_factory.mktemp("behind")
    with office(data, sign_in="header", trusted_proxies=LOOPBACK) as one:
        yield one


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve an installation that is asked by somebody else than its listed proxy."""
    data = tmp_path_factory.mktemp("beside")
    with office(data, hides=False, sign_in="header", trusted_proxies=ELSEWHERE) as one:
        yield one


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve an installation without sign-in."""
    with office(tmp_path_factory.mktemp("alone"), hides=False, sign_in="none") as one:
        yield one


# ---- A portal's proxy ------------------------------------------------------------------------


def test_the_listed_proxy_says_who_asks_and_what_they_may(behind: Office) -> None:
    with behind.client(headers=READER) as client:
        assert client.get("/api/me").json() == {
            "name": "li", "role": "reader", "collections": ["default"], "signs_out": False,
            "sign_in": "header",
        }  # fmt: skip
        assert len(client.get("/api/documents").json()["documents"]) == 1
        assert client.delete("/api/documents/x").status_code == 403
    with behind.client(headers={**READER, "X-Wence-Collections": "*"}) as client:
        assert len(client.get("/api/documents").json()["documents"]) == 2


def test_chinese_names_come_through(behind: Office) -> None:
    headers = {key.encode(): value.encode() for key, value in READER.items()}
    headers |= {b"X-Wence-User": "李青".encode(), b"X-Wence-Collections": "财政, 发改".encode()}
    with behind.client(headers=headers) as client:
        told = client.get("/api/me").json()
    assert (told["name"], told["collections"]) == ("李青", ["发改", "财政"])


@pytest.mark.parametrize(
    "headers",
    [
        READER,
        {**READER, "X-Forwarded-For": "10.1.2.3"},
        {**READER, "X-Real-IP": "10.1.2.3", "Forwarded": "for=10.1.2.3"},
        {**READER, "X-Forwarded-For": "10.1.2.3, 10.1.2.3", "X-Wence-Role": "admin"},
    ],
    ids=["names itself", "forwarded", "other headers", "twice"],
)
def test_nobody_else_says_who_asks(beside: Office, headers: dict) -> None:
    with beside.client(headers=headers) as client:
        assert client.get("/api/me").status_code == 401
        assert client.post("/api/ask", json={"question": "粮食产量？"}).status_code == 401


@pytest.mark.parametrize("header", READER)
def test_a_header_that_the_proxy_leaves_to_the_client_lets_nobody_in(behind: Office, header):
    """nginx hands on whatever a client sent under a name that it does not set itself."""
    with behind.client(headers={k: v for k, v in READER.items() if k != header}) as client:
        assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize("header", READER)
def test_a_header_that_comes_twice_lets_nobody_in(behind: Office, header: str) -> None:
    headers = [*READER.items(), (header, "admin")]
    with behind.client(headers=headers) as client:
        refused = client.get("/api/me")
    assert refused.status_code == 401
    assert header in refused.json()["error"]["message"]


@pytest.mark.parametrize("role", ["", "root", "ADMIN", "admin,reader", "admin reader"])
def test_a_role_that_there_is_not_lets_nobody_in(behind: Office, role: str) -> None:
    with behind.client(headers={**READER, "X-Wence-Role": role}) as client:
        assert client.get("/api/me").status_code == 401


def test_no_collection_is_none_and_not_all(behind: Office) -> None:
    with behind.client(headers={**READER, "X-Wence-Collections": ""}) as client:
        assert client.get("/api/documents").json()["documents"] == []


@pytest.mark.parametrize("cookie", ["wence=x", "access-token=x"])
def test_a_cookie_is_no_sign_in_where_a_proxy_says_who_asks(behind: Office, cookie: str) -> None:
    with behind.client(headers={"Cookie": cookie}) as client:
        assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize("user", ["X_Wence_User", "x-wence-user "])
def test_names_like_the_header_are_none(behind: Office, user: str) -> None:
    headers = {key: value for key, value in READER.items() if key != "X-Wence-User"}
    with behind.client(headers={**headers, user.strip(): "li"} if "_" in user else headers) as one:
        assert one.get("/api/me").status_code == 401


# ---- For whom --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example",
        "10.0.0.5", "", "[::2]", "localhost@evil.example", "127.0.0.1:80@evil.example", "0.0.0.0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/documents", "/api/health"])
def test_another_host_is_refused_without_sign_in(alone: Office, host: str, path: str) -> None:
    with alone.client() as client:
        refused = client.get(path, headers={"Host": host, "X-Forwarded-Host": "localhost"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "LOCALHOST", "[::1]:80"])
def test_this_machine_has_these_names(alone: Office, host: str) -> None:
    with alone.client() as client:
        assert client.get("/api/documents", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Gradio-Server", "Forwarded"])
def test_the_page_is_made_for_no_host_that_a_client_names(alone: Office, header: str) -> None:
    value = "http://evil.example" if header == "X-Gradio-Server" else "evil.example"
    with alone.client() as client:
        page = client.get("/", headers={header: value})
        config = client.get("/config", headers={header: value})
    assert (page.status_code, config.status_code) == (200, 200)
    assert "evil.example" not in page.text + config.text


def test_a_page_of_another_site_adds_and_removes_nothing(alone: Office) -> None:
    """A browser on this machine sends what any page makes it send."""
    with alone.client(headers={"Origin": "https://evil.example"}) as client:
        sent = client.post("/api/documents", files={"files": ("x.txt", "甲县2024年报告".encode())})
        assert sent.status_code == 403
    assert len(alone.wence.index.documents()) == 1


# ---- To whom it is served --------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "wence.example.org", ""])
def test_no_network_is_served_without_sign_in(tmp_path, host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        serve(Settings(data=tmp_path, host=host, port=0), tell=print)
    assert refused.value.exit_code == 2
    assert "WENCE_SIGN_IN=accounts wence serve" in refused.value.hint
    assert not [*tmp_path.iterdir()]


def test_the_refusal_tells_the_command_that_mends_it(tmp_path) -> None:
    done = subprocess.run(
        command(SERVE, "serve", "--host", "0.0.0.0", "--data", tmp_path),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert re.search(r"wence user add NAME --admin, then WENCE_SIGN_IN=accounts", done.stderr)


@pytest.mark.parametrize(
    ("environ", "needed"),
    [
        ({"WENCE_SIGN_IN": "header"}, "needs WENCE_TRUSTED_PROXIES"),
        ({"WENCE_SIGN_IN": "oidc"}, "needs WENCE_OIDC_ISSUER"),
        ({"WENCE_SIGN_IN": "everybody"}, "one of none, accounts, header, oidc"),
        ({"WENCE_TRUSTED_PROXIES": "proxy.example.org"}, "addresses or networks"),
        ({"WENCE_USER_HEADER": "X-User: li"}, "name of a header"),
    ],
)
def test_a_sign_in_that_would_let_in_too_many_is_refused(environ: dict, needed: str) -> None:
    with pytest.raises(SettingsError, match=needed):
        Settings.from_env(environ)


def test_secrets_are_not_shown() -> None:
    shown = repr(Settings.from_env({"WENCE_OIDC_CLIENT_SECRET": "s3cret"}))
    assert "s3cret" not in shown
