"""The page for people who sign in, in Chromium, and behind a real nginx with TLS and a prefix."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from office import PASSWORD, Office, office
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
CHROMIUM = "/usr/bin/chromium"
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(address: str, **options: object) -> Page:
        contexts.append(browser.new_context(locale="zh-CN", **options))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield open_page
    for each in contexts:
        each.close()


@contextmanager
def nginx(folder: Path, locations: str, *, port: int) -> Iterator[str]:
    """Put nginx in front, with TLS by a certificate made for the test."""
    if not (program := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")):
        pytest.skip("nginx is not installed")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log stderr;
        events {{}}
        http {{ access_log off; {temporary}
          server {{ listen 127.0.0.1:{port} ssl;
            ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
            {locations} }} }}""",
        encoding="utf-8",
    )
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None
        yield f"https://127.0.0.1:{port}/wence/"
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return bound.getsockname()[1]


def passed_on(one: Office, headers: str = "") -> str:
    return f"""location /wence/ {{ proxy_pass {one.address}/; proxy_buffering off;
        proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr; {headers} }}"""


def enter(page: Page, name: str) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button")
    expect(page.locator("#who")).to_have_text(name)


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .text").last).to_be_visible()


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    folder = tmp_path_factory.mktemp("tls")
    settings = {"root_path": "/wence", "trusted_proxies": (ip_network("127.0.0.1"),)}
    with (
        office(folder / "data", **settings) as one,
        nginx(folder, passed_on(one), port=free_port()) as outside,
    ):
        one.wence.warm()  # as it soon is where the product is served
        yield one, outside


def test_people_sign_in_ask_and_sign_out(visit, behind_tls) -> None:
    _, outside = behind_tls
    page = visit(outside, ignore_https_errors=True)
    assert page.url == f"{outside}sign-in"
    enter(page, "finance")
    [cookie] = [each for each in page.context.cookies() if each["name"] == "wence"]
    assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/wence")
    ask(page, "隐性债务余额是多少？")
    expect(page.locator("#chat .answer .text")).to_contain_text("8731")
    page.click("#sign-out button")
    expect(page.locator("input[name=password]")).to_be_visible()
    page.goto(outside)
    assert page.url == f"{outside}sign-in"


def test_the_next_person_at_the_same_browser_sees_nothing_of_the_last(visit, behind_tls) -> None:
    _, outside = behind_tls
    page = visit(outside, ignore_https_errors=True)
    enter(page, "finance")
    ask(page, "隐性债务余额是多少？")
    expect(page.locator("#chat .answer .text")).to_contain_text("8731")
    page.click("#sign-out button")
    enter(page, "clerk")
    expect(page.locator("#chat .empty")).to_be_visible()
    page.click("#history-open")
    expect(page.locator("#history .chats")).not_to_contain_text("隐性债务")
    ask(page, "银杏坪县隐性债务余额是多少？")
    assert "8731" not in page.content()


@pytest.mark.parametrize(("name", "may"), [("clerk", False), ("writer", True)])
def test_the_page_offers_what_the_role_may_do(visit, behind_tls, name: str, may: bool) -> None:
    _, outside = behind_tls
    page = visit(outside, ignore_https_errors=True)
    enter(page, name)
    page.locator('[role="tab"][data-tab-id="documents-tab"]').click()
    expect(page.locator("#documents .report")).to_have_count(1)
    for part in ("#upload .drop", "#documents .remove"):
        expect(page.locator(part)).to_be_visible(visible=may)


def test_a_portals_proxy_says_who_asks(visit, tmp_path: Path) -> None:
    """And nobody behind it does by the headers that they send themselves."""
    settings = {"sign_in": "header", "trusted_proxies": (ip_network("127.0.0.1"),)}
    named = """proxy_set_header X-Wence-User "finance";
        proxy_set_header X-Wence-Role "reader"; proxy_set_header X-Wence-Collections "财政";"""
    with (
        office(tmp_path / "data", root_path="/wence", **settings) as one,
        nginx(tmp_path, passed_on(one, named), port=free_port()) as outside,
    ):
        page = visit(outside, ignore_https_errors=True)
        expect(page.locator("#who")).to_have_text("finance")
        expect(page.locator("#sign-out")).to_have_count(0)
        spoofed = {"X-Wence-User": "chief", "X-Wence-Role": "admin", "X-Wence-Collections": "*"}
        told = httpx.get(f"{outside}api/me", headers=spoofed, verify=False, trust_env=False).json()
    assert (told["name"], told["role"], told["collections"]) == ("finance", "reader", ["财政"])


def test_a_proxy_that_names_nobody_lets_nobody_in(tmp_path: Path) -> None:
    settings = {"sign_in": "header", "trusted_proxies": (ip_network("127.0.0.1"),)}
    user = 'proxy_set_header X-Wence-User "finance"; proxy_set_header X-Wence-Role "";'
    with (
        office(tmp_path / "data", root_path="/wence", **settings) as one,
        nginx(tmp_path, passed_on(one, user), port=free_port()) as outside,
    ):
        spoofed = {"X-Wence-Role": "admin"}
        told = httpx.get(f"{outside}api/me", headers=spoofed, verify=False, trust_env=False)
    assert told.status_code == 401


def test_a_report_goes_into_the_collection_that_is_chosen(visit, behind_tls) -> None:
    one, outside = behind_tls
    page = visit(outside, ignore_https_errors=True)
    enter(page, "chief")
    page.locator('[role="tab"][data-tab-id="documents-tab"]').click()
    page.select_option("#collection", "财政")
    content = "柏川县2024年政府工作报告\n新建浴池29座。\n".encode()
    page.set_input_files(
        "#upload input[type=file]",
        {"name": "柏川县.txt", "mimeType": "text/plain", "buffer": content},
    )
    expect(page.locator("#upload .results")).to_contain_text("已加入")
    [added] = [each for each in one.wence.index.documents() if each.name == "柏川县.txt"]
    assert added.collection == "财政"
    one.wence.remove(added.document_id)
