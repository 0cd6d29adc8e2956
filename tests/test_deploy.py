"""The files for running it: nginx in front of the product, the unit, the image."""

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from own_process import running

from bot.access.accounts import Accounts
from bot.access.person import Role
from bot.assembly import assemble
from bot.settings import Settings

DEPLOY = Path(__file__).parent.parent / "deploy"
PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/bin:/sbin:/bin"
PASSWORD = "four words that differ"
REPORT = "青禾县2024年政府工作报告\n一、2023年工作回顾\n新建5G基站312个，累计建成1045个。\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def nginx(folder: Path, *, upstream: int) -> Iterator[int]:
    """Run nginx with the site of deploy/, on a free port and with a certificate for the test."""
    program = shutil.which("nginx", path=PROGRAMS)
    if program is None:
        pytest.skip("nginx is not installed")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "wence.key"), "-out", str(folder / "wence.crt")]
    subprocess.run([*made, *names, *files], check=True, capture_output=True)
    port = free_port()
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = site.replace("/etc/nginx/wence", f"{folder}/wence")
    site = site.replace("127.0.0.1:7860", f"127.0.0.1:{upstream}")
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}} http {{ access_log off; {temporary} include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    with subprocess.Popen(command) as process:
        try:
            deadline = time.monotonic() + 20
            while not _listens(port):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Yield a client of nginx in front of a server with accounts."""
    folder = tmp_path_factory.mktemp("deploy")
    data = folder / "data"
    with assemble(Settings(data=data)) as wence:
        wence.ingest("青禾县.txt", REPORT.encode())
        Accounts(wence.access).add("chief", PASSWORD, role=Role.ADMIN, collections=None)
    settings = {"root_path": "/wence", "trusted_proxies": "127.0.0.1", "sign_in": "accounts"}
    with running(data, **settings) as server, nginx(folder, upstream=server.port) as port:
        context = ssl.create_default_context(cafile=str(folder / "wence.crt"))
        url = f"https://localhost:{port}"
        with httpx.Client(base_url=url, verify=context, timeout=60, trust_env=False) as client:
            yield client


def test_a_visitor_signs_in_by_tls_below_the_prefix_and_is_answered(outside: httpx.Client) -> None:
    assert outside.get("/wence").headers["location"].endswith("/wence/")
    given = {"name": "chief", "password": PASSWORD}
    signed_in = outside.post("/wence/sign-in", data=given)
    assert signed_in.status_code == 303
    cookies = signed_in.headers.get_list("set-cookie")
    assert any("Secure" in each and "HttpOnly" in each and "ath=/wence" in each for each in cookies)
    page = outside.get("/wence/")
    assert page.status_code == 200
    asset = re.search(r'"(?:https://[^"/]+)?(?:\.|/wence)?(/assets/[^"]+\.js)"', page.text)
    assert asset
    assert outside.get(f"/wence{asset[1]}").status_code == 200
    body = {"question": "青禾县2023年新建5G基站多少个？"}
    with outside.stream("POST", "/wence/api/ask/stream", json=body) as stream:
        told = stream.read().decode()
    assert "312个" in told
    outside.cookies.clear()


def test_counts_are_not_for_the_outside(outside: httpx.Client) -> None:
    assert outside.get("/wence/metrics").status_code == 404
    assert outside.get("/wence//metrics").status_code in (401, 404)
    assert outside.get("/wence/api/health/ready").status_code in (200, 503)


@pytest.mark.parametrize("header", ["X-Wence-User", "x-wence-user", "X_Wence_User"])
def test_nobody_names_himself_through_the_proxy(header: str, outside: httpx.Client) -> None:
    named = {header: "chief", "X-Wence-Role": "admin", "X-Wence-Collections": "*"}
    assert outside.get("/wence/api/documents", headers=named).status_code == 401


# ---- The unit and the image --------------------------------------------------------------------


def test_the_unit_is_sound(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze", path=PROGRAMS)
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "wence.service"
    text = (DEPLOY / "wence.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/wence/.venv/bin/wence", "/bin/true"), encoding="utf-8")
    done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_runs_as_nobody_and_with_nothing_to_write_to_but_its_data() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    final = [line for line in lines[last:] if re.match(r"[A-Z]+ ", line)]
    assert [line for line in final if line.startswith("USER ")] == ["USER 10001:10001"]
    assert "VOLUME /data" in final
    assert any(line.startswith("HEALTHCHECK ") for line in final)
    [service] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_image_takes_in_what_the_project_needs_to_be_installed() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (?!--)(.+) \S+$", dockerfile, re.M))
    names = {name for each in copied for name in each.split()}
    root = DEPLOY.parent
    packages = {each.parent.name for each in root.glob("*/__init__.py")} - {"tests", "scripts"}
    assert packages | {"app.py", "pyproject.toml", "constraints.txt", "README.md"} <= names
