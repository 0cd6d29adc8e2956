"""Attacks on the portal's way in: forged, replayed and stale tokens, and frames of others.

Each was seen to fail without its guard: in `bot/access/tokens.py` the signature, `algorithms`,
`audience`, `require`, the four checks of times, `_note` (replay), the role and the claims; in
`bot/access/frames.py` expiry and the name in `renew`; in `bot/web/framed.py` the refusal of frames
that are not there and the headers; in `bot/web/embed.py` the checks of origin and collection,
`_kept`, and the escaping of what is said; in `bot/web/server.py` the `frame-ancestors` of /embed.
"""

import base64
import json
import math
import re
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import jwt
import pytest
from portal_server import SECRET, make_token
from served import NAME, REPORT, served

from bot.access.frames import LIFE_S, Frames
from bot.access.person import Person, Role
from bot.access.refusals import NotSignedInError
from bot.access.tokens import LONGEST_S, Tokens
from bot.assembly import Wence, assemble
from bot.settings import Settings
from ingest.errors import SettingsError

NOW = 1_800_000_000.0
OLD = "o" * 40
PORTAL = "https://portal.example.org"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def claims(**changes: object) -> dict[str, object]:
    whole = {"aud": "wence", "sub": "li.si", "iat": NOW, "exp": NOW + 60, "jti": "a", **changes}
    return {name: value for name, value in whole.items() if value is not None}


def signed(secret: str = SECRET, *, algorithm: str = "HS256", **changes: object) -> str:
    return jwt.encode(claims(**changes), secret, algorithm=algorithm)


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def tampered() -> str:
    head, _, signature = signed().split(".")
    return f"{head}.{part(claims(role='editor'))}.{signature}"


@pytest.fixture
def tokens() -> Tokens:
    return Tokens([SECRET, OLD], audience="wence", clock=Clock())


def test_a_token_of_the_portal_says_who_asks(tokens: Tokens) -> None:
    given = tokens.redeem(signed(role="editor", collections=["a"]))
    assert given == Person(
        name="portal:li.si", role=Role.EDITOR, collections=frozenset({"a"}), shown="li.si"
    )
    assert tokens.redeem(signed(jti="b")) == Person(name="portal:li.si", shown="li.si")


def test_while_secrets_are_changed_both_let_in(tokens: Tokens) -> None:
    assert tokens.redeem(signed(OLD)).shown == "li.si"


FORGED = {
    "signed by another secret": lambda: signed("x" * 64),
    "changed after it was signed": tampered,
    "without a signature": lambda: f"{part({'alg': 'none'})}.{part(claims())}.",
    "unsigned, said in capitals": lambda: f"{part({'alg': 'NONE'})}.{part(claims())}.",
    "signed by another algorithm": lambda: signed(algorithm="HS512"),
    "for another audience": lambda: signed(aud="mail"),
    "for no audience": lambda: signed(aud=None),
    "expired": lambda: signed(iat=NOW - 120, exp=NOW - 60),
    "that never expires": lambda: signed(exp=None),
    "that lives too long": lambda: signed(exp=NOW + LONGEST_S + 1),
    "without a beginning": lambda: signed(iat=None),
    "of the future": lambda: signed(iat=NOW + 120, exp=NOW + 180),
    "whose end is no number": lambda: signed(exp=math.nan),
    "whose end is a text": lambda: signed(exp="9999999999"),
    "without an id": lambda: signed(jti=None),
    "with an empty id": lambda: signed(jti=""),
    "of nobody": lambda: signed(sub=None),
    "of a name that is no text": lambda: signed(sub=["li.si"]),
    "of an administrator": lambda: signed(role="admin"),
    "of an unknown role": lambda: signed(role="root"),
    "whose collections are a text": lambda: signed(collections="default"),
    "whose collections are no names": lambda: signed(collections=[1]),
    "that is no token": lambda: "a.b.c",
    "that is empty": lambda: "",
    "that is very long": lambda: signed(more="x" * 20_000),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_token_is_refused(tokens: Tokens, forge: Callable[[], str]) -> None:
    with pytest.raises(NotSignedInError):
        tokens.redeem(forge())


def test_a_token_lets_in_once(tokens: Tokens) -> None:
    token = signed()
    tokens.redeem(token)
    with pytest.raises(NotSignedInError, match="used before"):
        tokens.redeem(token)


def test_a_token_is_remembered_for_as_long_as_it_would_let_in() -> None:
    clock = Clock()
    tokens = Tokens([SECRET], audience="wence", clock=clock)
    token = signed()
    tokens.redeem(token)
    for later in (59, 89):
        clock.now = NOW + later
        tokens.redeem(signed(jti=f"{later}", iat=clock.now, exp=clock.now + 60))
        with pytest.raises(NotSignedInError, match="used before"):
            tokens.redeem(token)
    clock.now = NOW + 91
    with pytest.raises(NotSignedInError, match="expired"):
        tokens.redeem(token)


def test_of_many_at_the_same_time_one_gets_in(tokens: Tokens) -> None:
    token, outcomes = signed(), []
    start = threading.Barrier(8)

    def redeem() -> None:
        start.wait()
        try:
            outcomes.append(tokens.redeem(token).shown)
        except NotSignedInError:
            outcomes.append("refused")

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["li.si", *["refused"] * 7]


def test_a_secret_that_can_be_guessed_is_no_secret() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({"WENCE_EMBED_SECRETS": "geheim123"})
    assert "geheim123" not in str(raised.value)
    assert SECRET not in repr(Settings(embed_secrets=(SECRET,)))


# ---- Frames ----------------------------------------------------------------------------------

PERSON = Person(name="portal:li.si", shown="li.si")


def test_a_frame_ends_and_is_not_renewed_afterwards() -> None:
    clock = Clock()
    frames = Frames(clock)
    frame = frames.open(PERSON)
    clock.now += LIFE_S - 1
    assert frames.find(frame.id) == frame
    clock.now += 1
    assert frames.find(frame.id) is None
    with pytest.raises(NotSignedInError):
        frames.renew(frame.id, PERSON)


def test_a_frame_is_not_taken_over_with_another_persons_token() -> None:
    frames = Frames(Clock())
    frame = frames.open(PERSON)
    with pytest.raises(NotSignedInError):
        frames.renew(frame.id, Person(name="portal:wang.wu"))


def test_a_frame_has_the_rights_of_the_newest_token() -> None:
    frames = Frames(Clock())
    frame = frames.open(PERSON)
    now = Person(name=PERSON.name, collections=frozenset({"a"}))
    assert frames.renew(frame.id, now).person == now
    assert frames.find(frame.id).person == now


def test_ids_of_frames_cannot_be_guessed_and_are_in_no_log() -> None:
    frames = Frames()
    opened = [frames.open(PERSON) for _ in range(3)]
    assert all(len(base64.urlsafe_b64decode(f"{each.id}=")) == 32 for each in opened)
    assert len({each.id for each in opened}) == 3
    assert opened[0].id not in repr(opened[0])


# ---- Over a real server ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        embed_secrets=(SECRET,),
        frame_ancestors=f"{PORTAL} https://*.gov.example",
        workers=1,
    )
    with assemble(settings) as product:
        product.ingest(NAME, REPORT.encode())
        yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with served(wence) as at:
        yield at


def enter(address: str, token: str = "", **fields: str) -> httpx.Response:
    return httpx.get(f"{address}/embed", params={"token": token, **fields}, timeout=60)


def framed(address: str, *, rights: dict | None = None, **fields: str) -> str:
    """Return the root of a frame that was entered with a good token."""
    response = enter(address, make_token(SECRET, "li.si", **(rights or {})), **fields)
    assert response.status_code == 303, response.text
    return f"{address}{urlsplit(response.headers['location']).path}"


def test_a_frame_is_entered_and_answers_below_its_own_root(address: str) -> None:
    root = framed(address, origin=PORTAL, question=" 多少？ ")
    told = httpx.get(f"{root}embed/session").json()
    assert (told["origin"], told["question"], LIFE_S - told["seconds"] < 5) == (
        PORTAL, "多少？", True,
    )  # fmt: skip
    assert httpx.get(f"{root}embed/session").json()["question"] == ""
    asked = httpx.post(f"{root}api/ask", json={"question": "青禾县2023年新建5G基站多少个？"})
    assert "312个" in asked.json()["answer"]


@pytest.mark.parametrize("token", ["", "a.b.c", signed(exp=NOW - 1)], ids=["none", "bad", "old"])
def test_without_a_good_token_nobody_enters(address: str, token: str) -> None:
    response = enter(address, token)
    assert (response.status_code, "location" in response.headers) == (401, False)


def test_a_token_from_a_log_enters_no_second_time(address: str) -> None:
    token = make_token(SECRET, "li.si")
    assert enter(address, token).status_code == 303
    assert enter(address, token).status_code == 401


def test_a_token_is_no_api_key(address: str) -> None:
    token = make_token(SECRET, "li.si")
    sent = {"Authorization": f"Bearer {token}"}
    root = f"{address}/embed/s/{'A' * 43}"
    assert httpx.get(f"{root}/api/documents", headers=sent).status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/config", "/api/documents", "/v1/models", "/gradio_api/info", "/embed/session"]
)
def test_a_frame_that_is_not_there_shows_nothing(address: str, path: str) -> None:
    response = httpx.get(f"{address}/embed/s/{'A' * 43}{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("kind", ["up", "twice"])
def test_a_frames_path_leads_nowhere_else(address: str, kind: str) -> None:
    root = framed(address).rstrip("/")
    path = {"up": f"{root}/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "twice": f"{root}/embed/s/x/"}[kind]
    response = httpx.get(path)
    assert response.status_code in (401, 404)
    assert "root:" not in response.text


def test_a_reader_in_a_frame_changes_nothing(address: str, wence: Wence) -> None:
    root = framed(address)
    [listed] = wence.index.documents()
    sent = [("files", ("a.txt", b"a"))]
    assert httpx.post(f"{root}api/documents", files=sent).status_code == 403
    assert httpx.delete(f"{root}api/documents/{listed.document_id}").status_code == 403
    assert httpx.get(f"{root}metrics").status_code == 403
    assert len(wence.index.documents()) == 1


def test_a_frame_is_narrowed_to_a_collection_only_within_its_rights(address: str) -> None:
    token = make_token(SECRET, "li.si", collections=["a"])
    assert enter(address, token, collection="b").status_code == 403
    framed(address, rights={"collections": ["a", "b"]}, collection="b")


def test_a_narrowed_frame_stays_narrow_when_it_is_renewed(address: str) -> None:
    root = framed(address, collection="other")
    asked = {"question": "青禾县2023年新建5G基站多少个？"}
    for _ in range(2):
        assert "312" not in httpx.post(f"{root}api/ask", json=asked).text.partition('"answer"')[2]
        renewed = httpx.post(f"{root}embed/renew", json={"token": make_token(SECRET, "li.si")})
        assert renewed.json() == {"seconds": LIFE_S}


def test_a_frame_is_renewed_with_a_fresh_token_of_the_same_person_only(address: str) -> None:
    root = framed(address)
    fresh = make_token(SECRET, "li.si")
    others = [make_token(SECRET, "wang.wu"), make_token("x" * 64, "li.si"), ""]
    assert httpx.post(f"{root}embed/renew", json={"token": fresh}).status_code == 200
    for token in (fresh, *others):
        assert httpx.post(f"{root}embed/renew", json={"token": token}).status_code == 401


def test_outside_of_a_frame_there_is_none_to_renew(address: str) -> None:
    sent = {"token": make_token(SECRET, "li.si")}
    assert httpx.post(f"{address}/embed/renew", json=sent).status_code == 404
    assert httpx.get(f"{address}/embed/session").status_code == 404


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (PORTAL, 303),
        ("https://a.gov.example", 303),
        ("https://evil.example", 403),
        ("https://portal.example.org.evil.example", 403),
        ("https://portal-example.org", 403),
        ("http://portal.example.org", 403),
        ("https://evil.example/.gov.example", 403),
        ("https://portal.example.org:444", 403),
        ("null", 403),
        ("*", 403),
    ],
)
def test_events_go_to_sites_that_may_show_the_frame_only(
    address: str, origin: str, status: int
) -> None:
    token = make_token(SECRET, "li.si")
    assert enter(address, token, origin=origin).status_code == status


def test_only_listed_sites_may_show_the_frame_and_no_address_is_told(address: str) -> None:
    root = framed(address)
    page = httpx.get(root)
    policy = f"frame-ancestors 'self' {PORTAL} https://*.gov.example"
    assert page.headers["content-security-policy"] == policy
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == (
        "no-referrer", "no-store",
    )  # fmt: skip
    asked = httpx.get(f"{root}config")
    assert asked.headers["referrer-policy"] == "no-referrer"
    entered = enter(address, make_token(SECRET, "li.si"))
    assert entered.headers["cache-control"] == "no-store"
    assert entered.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in entered.headers


def test_what_a_page_sends_is_not_run_where_it_is_refused(address: str) -> None:
    token = make_token(SECRET, "<script>x</script>", collections=[])
    refused = enter(address, token, collection="<img src=x>", language="en")
    assert refused.status_code == 403
    assert "<img" not in refused.text
    assert "<script" not in refused.text


@pytest.mark.parametrize(
    "fields", [{"theme": "x"}, {"language": "x"}, {"question": "x" * 4000}, {"origin": "x" * 400}]
)
def test_what_is_not_understood_is_refused(address: str, fields: dict[str, str]) -> None:
    token = make_token(SECRET, "li.si")
    response = enter(address, token, **fields)
    assert response.status_code == 400
    assert enter(address, token).status_code == 303  # a token is not used up by a slip


def test_the_frame_is_told_its_root_and_not_the_hosts_that_a_request_names(address: str) -> None:
    root = framed(address)
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    config = httpx.get(f"{root}config", headers=told).json()
    assert config["root"] == root.rstrip("/")


REFUSED = {
    "token": {"token": "a.b.c"},
    "no token": {},
    "origin": {"origin": "https://evil.example"},
    "collection": {"collection": "b"},
    "theme": {"theme": "x"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_told_in_the_readers_language(address: str, fields: dict[str, str]) -> None:
    token = "" if not fields else make_token(SECRET, "li.si", collections=["a"])
    sent = {"token": token, **fields}
    for language, chinese in (("zh-CN", True), ("en", False)):
        page = httpx.get(
            f"{address}/embed", params=sent, headers={"Accept-Language": language}
        ).text
        [shown] = re.findall("<main>(.*)</main>", page)
        assert (re.search("[\u4e00-\u9fff]", shown) is not None) == chinese
        assert (re.search("[a-z]{4}", shown.replace("<p>", "")) is None) == chinese
