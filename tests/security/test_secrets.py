"""No secret and no text comes into a log, whatever is done; and no setting shows its secret.

The guard is that nothing logs a path, a query, a header or a text: paths put into the line of
`observing.py` were seen to fail `test_busy.py::test_no_question_is_logged`.
"""

import json
import runpy
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from office import PASSWORD
from own_process import running

from bot.access.accounts import Accounts
from bot.access.keys import Keys
from bot.access.person import Role
from bot.assembly import assemble
from bot.settings import Settings

SECRETS = {
    "password": PASSWORD,
    "wrong password": "geheim-falsch-123",
    "key": "wk_0123456789abcdef0123456789abcdef",
    "token": "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.Zm9yZ2Vk",
    "chat key": "sk-chat-secret-1",
    "client secret": "oidc-secret-1",
    "file password": "file-secret-1",
    "embed secret": "embed-secret-of-more-than-32-characters",
    "question": "琉璃专项支出",
    "report": "隐性债务余额",
}
REPORT = (
    "银杏坪县2024年财政内部报告\n一、2023年收支\n全县隐性债务余额8731万元，琉璃专项支出459万元。\n"
)


make_token = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "portal.py"))["make_token"]


class Used(NamedTuple):
    """A server that was run through everything that is secret, after its end."""

    log: str
    let_in: dict[str, str]
    """Made for this run, and good: a key, a portal's token, the address of its frame."""


class Stored(NamedTuple):
    """A folder with a report and an account, and a key that lets in."""

    data: Path
    key: str


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    data = tmp_path_factory.mktemp("secrets") / "data"
    with assemble(Settings(data=data)) as wence:
        wence.ingest("银杏坪.txt", REPORT.encode())
        Accounts(wence.access).add("chief", PASSWORD, role=Role.ADMIN, collections=None)
        key, _ = Keys(wence.access).add("statistics")
    return Stored(data, key)


@pytest.fixture(scope="module", params=["json", "text"])
def used(request: pytest.FixtureRequest, stored: Stored) -> Used:
    settings = {
        "sign_in": "accounts",
        "log_format": request.param,
        "chat_model": "openai:none",
        "chat_base_url": "http://127.0.0.1:9/v1",
        "chat_api_key": SECRETS["chat key"],
        "oidc_client_secret": SECRETS["client secret"],
        "password": SECRETS["file password"],
        "embed_secrets": SECRETS["embed secret"],
    }
    with (
        running(stored.data, **settings) as server,
        httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client,
    ):
        use(client)
        let_in = enter(client, stored.key)
    return Used(server.log, let_in)


def enter(client: httpx.Client, key: str) -> dict[str, str]:
    """Ask with a good key and in a portal's frame; return the secrets that let in."""
    asked = {"question": f"银杏坪县2023年{SECRETS['question']}多少？"}
    by_key = client.post("/api/ask", json=asked, headers={"Authorization": f"Bearer {key}"})
    token = make_token(SECRETS["embed secret"], "li.si")
    entered = client.get(f"/embed?token={token}")
    frame = str(entered.headers["location"]).rstrip("/")
    in_frame = client.post(f"{frame}/api/ask", json=asked)
    assert (by_key.status_code, in_frame.status_code) == (200, 200), (by_key.text, in_frame.text)
    return {"key": key, "token": token, "frame": frame.rpartition("/")[2]}


def use(client: httpx.Client) -> None:
    wrong = SECRETS["wrong password"]
    client.post("/sign-in", data={"name": "chief", "password": wrong})
    client.get(f"/sign-in?password={wrong}&token={SECRETS['token']}")
    client.get(f"/embed?token={SECRETS['token']}")
    for given in (SECRETS["key"], SECRETS["token"]):
        client.post("/api/ask", json={}, headers={"Authorization": f"Bearer {given}"})
        client.get(f"/api/documents?key={given}", headers={"Cookie": f"wence={given}"})
    assert client.post("/sign-in", data={"name": "chief", "password": PASSWORD}).status_code == 303
    own = {"Origin": str(client.base_url).rstrip("/")}
    asked = {"question": f"银杏坪县2023年{SECRETS['question']}多少？"}
    assert client.post("/api/ask", json=asked, headers=own).status_code == 200
    client.post("/api/ask", json=asked | {"answerer": "model"}, headers=own)
    client.get(f"/api/search/{SECRETS['question']}?q={SECRETS['question']}")
    client.post("/api/ask", content=f'{{"question": {SECRETS["question"]}', headers=own)
    files = [("files", ("坏.docx", f"PK{SECRETS['report']}".encode()))]
    client.post("/api/documents", files=files, data={"password": "file-secret-1"}, headers=own)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_logged(secret: str, used: Used) -> None:
    assert SECRETS[secret] not in used.log
    assert json.dumps(SECRETS[secret])[1:-1] not in used.log


@pytest.mark.parametrize("secret", ["key", "token", "frame"])
def test_nothing_that_lets_in_is_logged(secret: str, used: Used) -> None:
    assert used.let_in[secret] not in used.log


def test_the_log_is_lines_of_json_where_it_was_set_so(used: Used) -> None:
    if '"level"' in used.log:
        told = [json.loads(line) for line in used.log.splitlines()]
        assert {"/api/ask", "/sign-in"} <= {each.get("route") for each in told}
    else:
        assert "/api/ask" not in used.log


def test_settings_hide_their_secrets() -> None:
    settings = Settings.from_env(
        {
            "WENCE_CHAT_API_KEY": SECRETS["chat key"],
            "WENCE_OIDC_CLIENT_SECRET": SECRETS["client secret"],
            "WENCE_PASSWORD": SECRETS["file password"],
        }
    )
    assert not [each for each in SECRETS.values() if each in repr(settings)]
