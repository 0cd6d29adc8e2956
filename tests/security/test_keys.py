"""Attacks on API keys and on the two interfaces from other sites' pages.

Each was seen to fail without its guard: in `bot/access/keys.py` the hash, `is_valid` (expiry and
revocation); in `bot/web/portal.py` the refusal of wrong keys; in `bot/web/rules.py` and `seen_by`
a key's role and collections; in `bot/web/origins.py` the exact origins and the two paths; in
`bot/setting_forms.py` the refusal of `*`.
"""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest
from commands import ROOT, WENCE, command
from served import NAME, QUESTION, REPORT, served

from bot.access.database import open_database
from bot.access.keys import Keys
from bot.access.person import Role
from bot.assembly import Wence, assemble
from bot.settings import Settings
from ingest.errors import InputError, NotFoundError, SettingsError

PORTAL = "https://portal.example.org"
DAY_S = 86_400


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Iterator[Keys]:
    engine = open_database(tmp_path)
    yield Keys(engine, clock)
    engine.dispose()


def test_a_key_lets_in_with_its_rights(keys: Keys) -> None:
    text, key = keys.add(" 统计 ", role=Role.EDITOR, collections=["a", "b"])
    person = keys.person(text)
    assert person == key.person
    assert (person.name, person.role, person.collections, person.shown) == (
        f"key:{key.id}", Role.EDITOR, frozenset({"a", "b"}), "统计",
    )  # fmt: skip
    assert len(text) == len("wk_") + 43


def test_a_key_is_written_nowhere(keys: Keys, tmp_path: Path) -> None:
    text, key = keys.add("a")
    keys.person(text)
    keys._engine.dispose()
    stored = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert text.encode() not in stored
    assert text.removeprefix("wk_").encode() not in stored
    assert text not in repr(key)


def test_a_key_does_not_let_in_once_it_is_revoked(keys: Keys) -> None:
    text, key = keys.add("a")
    keys.revoke(key.id)
    assert keys.person(text) is None
    with pytest.raises(NotFoundError):
        keys.revoke(key.id)


def test_a_key_does_not_let_in_once_it_has_expired(keys: Keys, clock: Clock) -> None:
    text, _ = keys.add("a", days=2)
    clock.now += 2 * DAY_S - 1
    assert keys.person(text) is not None
    clock.now += 1
    assert keys.person(text) is None


@pytest.mark.parametrize("change", ["", "wk_", "x", "*", "%", "' OR 1=1 --", "\ud800"])
def test_what_is_near_a_key_does_not_let_in(keys: Keys, change: str) -> None:
    text, _ = keys.add("a")
    for wrong in (change, text + change if change else text[:-1], change + text[1:]):
        assert keys.person(wrong) is None


def test_it_is_kept_when_a_key_was_used(keys: Keys, clock: Clock) -> None:
    text, _ = keys.add("a")
    used = [keys.list()[0].used]
    for seconds in (0, 30, 31):
        clock.now += seconds
        keys.person(text)
        used.append(keys.list()[0].used - 1_800_000_000)
    assert used == [None, 0, 0, 61]


def test_a_key_needs_a_name(keys: Keys) -> None:
    with pytest.raises(InputError):
        keys.add(" ")


# ---- Over a real server ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), cors_origins=f"{PORTAL} https://b.example", workers=1
    )
    with assemble(settings) as product:
        product.ingest(NAME, REPORT.encode())
        yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with served(wence) as at:
        yield at


def run(wence: Wence, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command beside the server, which owns the rest of the data folder."""
    start = command(WENCE, "key", *arguments, "--data", wence.settings.data)
    return subprocess.run(start, capture_output=True, text=True, check=False, cwd=ROOT)


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_made_used_listed_and_revoked_while_serving(wence: Wence, address: str) -> None:
    made = run(wence, "add", "统计脚本")
    key = made.stdout.strip()
    models = f"{address}/v1/models"
    assert httpx.get(models, headers=bearing(key)).status_code == 200
    [listed] = json.loads(run(wence, "list", "--json").stdout)
    assert (listed["name"], listed["state"], listed["role"]) == ("统计脚本", "valid", "reader")
    assert listed["used"]
    assert key not in run(wence, "list").stdout
    assert run(wence, "revoke", listed["id"]).returncode == 0
    assert httpx.get(models, headers=bearing(key)).status_code == 401
    assert run(wence, "revoke", listed["id"]).returncode == 1


@pytest.fixture
def reader_key(wence: Wence) -> Iterator[str]:
    engine = open_database(wence.settings.data)
    yield Keys(engine).add("reader", collections=["other"])[0]
    engine.dispose()


def test_a_wrong_key_is_refused_where_none_is_needed(address: str) -> None:
    assert httpx.get(f"{address}/v1/models").status_code == 200
    for path in ("/v1/models", "/api/documents", "/"):
        response = httpx.get(f"{address}{path}", headers=bearing("wk_wrong"))
        assert response.status_code == 401
    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="wk_wrong", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as raised,
    ):
        client.models.list()
    assert raised.value.type == "authentication_error"


def test_a_key_does_what_its_role_may_and_no_more(address: str, reader_key: str) -> None:
    sent = {"files": ("a.txt", b"a")}
    response = httpx.post(f"{address}/api/documents", files=sent, headers=bearing(reader_key))
    assert (response.status_code, response.json()["error"]["code"]) == (403, "not_allowed")


def test_a_key_reads_its_collections_alone(address: str, reader_key: str) -> None:
    body = {"model": "wence", "messages": [{"role": "user", "content": QUESTION}]}
    chat = f"{address}/v1/chat/completions"
    for streams in (False, True):
        asked = httpx.post(
            chat, json={**body, "stream": streams}, headers=bearing(reader_key), timeout=60
        )
        assert "312" not in asked.text
        assert NAME.removesuffix(".txt") not in asked.text
        assert "312" in httpx.post(chat, json={**body, "stream": streams}, timeout=60).text


def test_a_key_is_no_part_of_what_is_said_of_an_error(address: str) -> None:
    response = httpx.get(f"{address}/v1/models", headers=bearing("wk_secret_words"))
    assert "secret_words" not in response.text


# ---- From pages of other sites ---------------------------------------------------------------


def preflight(address: str, path: str, origin: str) -> httpx.Response:
    return httpx.options(
        f"{address}{path}",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_scripts_of_listed_origins_may_ask_with_a_key(
    address: str, path: str, reader_key: str
) -> None:
    allowed = preflight(address, path, PORTAL)
    assert allowed.headers["access-control-allow-origin"] == PORTAL
    assert "access-control-allow-credentials" not in allowed.headers
    asked = httpx.post(
        f"{address}{path}", json={}, headers={"Origin": PORTAL, **bearing(reader_key)}
    )
    assert asked.status_code == 400  # it came through, and the body was read
    assert asked.headers["access-control-allow-origin"] == PORTAL


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://portal.example.org.evil.example", "null",
     "http://portal.example.org", "https://portal.example.org:8443", "https://a.b.example"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/ask", "/v1/models"])
def test_scripts_of_other_origins_may_not(address: str, path: str, origin: str) -> None:
    for response in (
        preflight(address, path, origin),
        httpx.get(f"{address}{path}", headers={"Origin": origin}),
    ):
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/config", "/embed"])
def test_scripts_of_listed_origins_ask_the_interfaces_alone(address: str, path: str) -> None:
    response = httpx.get(f"{address}{path}", headers={"Origin": PORTAL})
    assert "access-control-allow-origin" not in response.headers


def test_a_listed_origin_without_a_key_is_nobody(address: str) -> None:
    sent = {"Origin": PORTAL, "Sec-Fetch-Site": "cross-site"}
    response = httpx.post(f"{address}/api/ask", json={"question": QUESTION}, headers=sent)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "foreign")


@pytest.mark.parametrize("origins", ["*", "https://*.example.org", "portal.example.org"])
def test_origins_must_be_exact(origins: str) -> None:
    with pytest.raises(SettingsError):
        Settings.from_env({"WENCE_CORS_ORIGINS": origins})


def test_the_file_of_keys_is_for_its_owner_alone(keys: Keys, tmp_path: Path) -> None:
    path = tmp_path / "access.sqlite"
    assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as connection:
        columns = [each[1] for each in connection.execute("PRAGMA table_info(api_keys)")]
    connection.close()
    assert "key" not in columns
