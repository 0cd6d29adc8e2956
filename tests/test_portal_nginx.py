"""The documented nginx in front: TLS, a prefix, the portal's own sign-in, frames and keys."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import expect, sync_playwright
from portal_server import SECRET, make_token, portal
from served import NAME, QUESTION, REPORT, served
from test_browser import CHROMIUM, OFFLINE

from bot.access.keys import Keys
from bot.assembly import Wence, assemble
from bot.settings import Settings

pytestmark = [
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
EXAMPLE = Path(__file__).parent.parent / "deploy" / "nginx-portal.conf"
SIGNED_IN = {"Cookie": "portal=li.si"}


def certify(folder: Path) -> None:
    """Write a certificate of localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "portal.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "portal.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


def configured(folder: Path, *, port: int, wence: str, portal: str) -> str:
    """Return the documented server on other ports, with what nginx needs around it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "server_name portal.example.org": "server_name localhost",
        "/etc/nginx/portal": f"{folder}/portal",
        "127.0.0.1:7860": wence,
        "127.0.0.1:8000": portal,
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ access_log {folder}/access; {temporary}\n{text}}}\n"
    )


@pytest.fixture(scope="module")
def site() -> Iterator[SimpleNamespace]:
    with portal() as made:
        yield made


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        root_path="/wence",
        sign_in="header",
        trusted_proxies=(ip_network("127.0.0.1"),),
        embed_secrets=(SECRET,),
        workers=1,
    )
    with assemble(settings) as product:
        product.ingest(NAME, REPORT.encode())
        yield product


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("nginx")
    certify(made)
    return made


@pytest.fixture(scope="module")
def address(wence: Wence, site: SimpleNamespace, folder: Path) -> Iterator[str]:
    port = free_port()
    with served(wence) as upstream:
        text = configured(
            folder, port=port, wence=urlsplit(upstream).netloc, portal=f"127.0.0.1:{site.port}"
        )
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
        try:
            while not answers(port):
                assert process.poll() is None, (folder / "errors").read_text(encoding="utf-8")
                time.sleep(0.02)
            yield f"https://localhost:{port}"
        finally:
            process.terminate()
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def client(folder: Path, address: str) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=folder / "portal.crt")
    with httpx.Client(base_url=f"{address}/wence", verify=trusted, timeout=60) as made:
        yield made


def test_who_is_signed_in_at_the_portal_is_here_and_nobody_else(client: httpx.Client) -> None:
    assert client.get("/api/me").status_code == 401
    assert client.get("/").status_code == 401
    told = client.get("/api/me", headers=SIGNED_IN).json()
    assert (told["name"], told["role"], told["sign_in"]) == ("li.si", "reader", "header")
    page = client.get("/", headers=SIGNED_IN)
    assert 'src="./assets/' in page.text
    assert "312个" in client.post("/api/ask", json={"question": QUESTION}, headers=SIGNED_IN).text


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Wence-User": "root", "X-Wence-Role": "admin", "X-Wence-Collections": "*"},
        {"x-wence-user": "root"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example"},
        {"X_Wence_User": "root", "X_Wence_Role": "admin"},
    ],
    ids=["all", "small", "forwarded", "underscores"],
)
def test_what_a_browser_writes_into_the_headers_counts_for_nothing(
    client: httpx.Client, forged: dict[str, str]
) -> None:
    told = client.get("/api/me", headers={**SIGNED_IN, **forged}).json()
    assert (told["name"], told["role"]) == ("li.si", "reader")
    assert client.get("/api/me", headers=forged).status_code == 401
    assert client.get("/embed/session", headers=forged).status_code == 401


def test_a_program_comes_in_with_a_key_and_is_not_signed_in(
    client: httpx.Client, wence: Wence
) -> None:
    key, kept = Keys(wence.access).add("统计")
    sent = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/me", headers=sent).json()["name"] == "统计"
    assert client.get("/v1/models", headers=sent).status_code == 200
    Keys(wence.access).revoke(kept.id)
    refused = client.get("/v1/models", headers={**sent, "X-Wence-User": "root"})
    assert (refused.status_code, refused.json()["error"]["type"]) == (401, "authentication_error")


def test_a_frame_is_below_the_prefix_and_its_secret_in_no_log(
    client: httpx.Client, folder: Path
) -> None:
    entered = client.get("/embed", params={"token": make_token(SECRET, "li.si")})
    root = entered.headers["location"]
    assert root.startswith("/wence/embed/s/")
    told = client.get(root.removeprefix("/wence") + "api/me").json()
    assert (told["name"], told["role"]) == ("li.si", "reader")
    client.get("/api/me")
    log = (folder / "access").read_text(encoding="utf-8")
    assert "GET /wence/api/me" in log
    assert "embed" not in log


@pytest.mark.browser
def test_the_portals_page_answers_in_its_frame(
    address: str, site: SimpleNamespace, folder: Path
) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    site.wence, site.options = f"{address}/wence", {"tokenUrl": "/wence-token", "into": "#chat"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        page = browser.new_context(ignore_https_errors=True, locale="zh-CN").new_page()
        page.goto(f"{address}/")
        frame = page.frame_locator("iframe")
        frame.locator("#question textarea").fill(QUESTION)
        frame.locator("#question textarea").press("Enter")
        expect(frame.locator("#chat .answer.answered .text")).to_contain_text("312个")
        frame.locator("#chat a.marker").first.click()
        expect(frame.locator("#pane mark")).to_contain_text("新建5G基站312个")
        page.wait_for_function("window.told?.outcome === 'answered'")
        # Of one site with the portal, the browser would let the frame keep what was asked; the
        # next to use it may be someone else.
        kept = "[localStorage, sessionStorage].flatMap((each) => Object.values(each)).join()"
        assert QUESTION not in page.frames[1].evaluate(kept)
        browser.close()
