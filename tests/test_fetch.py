"""Reports from web addresses: what is fetched, what it is called, and what is refused."""

import datetime
import gzip
import io
import json
import os
import socket
import ssl
import subprocess
import threading
import time
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import docx
import pytest
from commands import ROOT, WENCE, command
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.address import is_public
from ingest.download import file_name
from ingest.errors import UnreadableError
from ingest.fetch import fetch
from ingest.opening import Limits

PAGE = (
    "<!DOCTYPE html><html><head><title>青禾县 2024年/工作报告</title></head>"
    "<body><p>粮食总产量35万吨。</p></body></html>"
).encode()
TITLE = "青禾县 2024年 工作报告.html"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@contextmanager
def serving(answers, *, tls=None):
    """Serve answers by path on a loopback address; yields its port and the requests it saw.

    An answer is (status, headers, body), or a callable that gets the handler.
    """
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers["Host"]))
            answer = answers.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_):
            pass  # the other side hangs up on purpose

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, seen
        finally:
            server.shutdown()
            thread.join()


def fetched(answer, *, path="/", **options):
    """Fetch one answer with private addresses allowed."""
    with serving({path.partition("?")[0]: answer, path: answer}) as (port, _):
        return fetch(f"http://127.0.0.1:{port}{path}", allow_private=True, **options)


def refusal(answer, **options):
    with pytest.raises(UnreadableError) as caught:
        fetched(answer, **options)
    assert caught.value.hint
    return caught.value


def to_loopback(host, port):
    return ["127.0.0.1"]


def page(**headers):
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, PAGE


# ---- What is fetched -------------------------------------------------------------------------


def test_page_is_fetched_and_called_by_its_title():
    file = fetched(page(), path="/art/2024/3/1.html")
    assert (file.name, file.content) == ("青禾县 2024年 工作报告.html", PAGE)
    assert file.url.endswith("/art/2024/3/1.html")


def test_redirects_are_followed_also_relative_ones():
    answers = {
        "/a": (302, {"Location": "b/c?x=1"}, b""),
        "/b/c?x=1": (307, {"Location": "/报告.txt".encode().decode("latin-1")}, b""),
        "/%E6%8A%A5%E5%91%8A.txt": (200, {"Content-Type": "text/plain"}, "丰收。".encode()),
    }
    with serving(answers) as (port, seen):
        file = fetch(f"http://127.0.0.1:{port}/a#part", allow_private=True)
    assert (file.name, file.content) == ("报告.txt", "丰收。".encode())
    assert [path for path, _ in seen] == [*answers]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("identity", bytes),
        ("gzip", lambda body: gzip.compress(body) + bytes(8)),
        ("gzip", lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:])),
    ],
    ids=["gzip", "deflate", "bare-deflate", "identity", "padded", "two-parts"],
)
def test_compressed_answer_is_unpacked(encoding, pack):
    text = "粮食总产量35万吨。" * 20_000
    body = pack(text.encode())
    answer = (200, {"Content-Type": "text/plain", "Content-Encoding": encoding}, body)
    assert fetched(answer, path="/a.txt").content.decode() == text


def test_name_is_looked_up_by_the_given_resolver_and_stays_in_the_request():
    with serving({"/": page()}) as (port, seen):
        url = f"http://report.example:{port}/"
        file = fetch(url, allow_private=True, resolve=to_loopback)
    assert (file.content, seen) == (PAGE, [("/", f"report.example:{port}")])


def test_next_address_is_tried_when_the_first_does_not_answer():
    with serving({"/": page()}) as (port, _):
        file = fetch(
            f"http://report.example:{port}/",
            allow_private=True,
            resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"],
        )
    assert file.content == PAGE


# ---- Where it may lead -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "", "localhost",
    ],
)  # fmt: skip
def test_address_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
)
def test_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "0"],
)
def test_private_address_is_refused_however_it_is_written(host):
    with serving({"/": page()}) as (port, seen):
        with pytest.raises(UnreadableError, match="not on the open internet") as caught:
            fetch(f"http://{host}:{port}/")
        assert seen == []
    assert "WENCE_ALLOW_PRIVATE_URLS" in caught.value.hint


def test_host_with_one_private_address_among_others_is_refused():
    with pytest.raises(UnreadableError, match="not on the open internet"):
        fetch("http://report.example/", resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"])


def test_connection_goes_to_the_address_that_was_checked(monkeypatch):
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])  # a name that changes after the check
    connected = []

    def connect(address, *_, **__):
        connected.append(address)
        raise OSError("no route")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UnreadableError, match="cannot be reached"):
        fetch("http://report.example:8080/", resolve=lambda host, port: next(answers))
    assert (connected, next(answers)) == ([("93.184.215.14", 8080)], ["127.0.0.1"])


def test_each_redirect_is_checked_anew():
    known = {"open.example": ["93.184.215.14"], "inside.example": ["127.0.0.1"]}
    looked_up = []

    def resolve(host, port):
        looked_up.append(host)
        return known[host]

    answers = {"/": (302, {"Location": "http://inside.example/secret"}, b"")}
    with serving(answers) as (port, seen):
        real = socket.create_connection
        with pytest.MonkeyPatch.context() as patch:
            # The open internet, for the time of this test, is the server here.
            patch.setattr(
                socket,
                "create_connection",
                lambda address, *rest, **more: real(("127.0.0.1", port), *rest, **more),
            )
            with pytest.raises(UnreadableError, match=r"inside.example is 127.0.0.1"):
                fetch("http://open.example/", resolve=resolve)
    assert (looked_up, [path for path, _ in seen]) == (["open.example", "inside.example"], ["/"])


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://report.example/a", "gopher://x/", "data:,x"]
)
def test_redirect_out_of_the_web_is_refused(location):
    error = refusal((302, {"Location": location}, b""))
    assert "not a web address" in error.message


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http:///x", "http://x:y/"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(UnreadableError, match="not a web address") as caught:
        fetch(url, allow_private=True, resolve=to_loopback)
    assert caught.value.hint


def test_address_with_a_password_is_refused_without_repeating_it():
    with pytest.raises(UnreadableError, match="user name or password") as caught:
        fetch("http://clerk:geheim@report.example/")
    assert "geheim" not in caught.value.message + caught.value.hint


def test_redirect_loop_ends():
    error = refusal((302, {"Location": "/"}, b""))
    assert error.message == "the address redirects more than 5 times"


# ---- How much and how long -------------------------------------------------------------------


def test_answer_that_states_too_much_is_refused_at_once():
    answer = (200, {"Content-Length": "1000001"}, b"x")
    assert refusal(answer, limits=Limits(file_mb=1)).message == "the address holds more than 1 MB"


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(65_536))


def test_endless_answer_is_cut_off():
    assert "more than 1 MB" in refusal(endless, limits=Limits(file_mb=1)).message


def test_compressed_bomb_is_cut_off():
    body = gzip.compress(bytes(50_000_000))
    answer = (200, {"Content-Encoding": "gzip"}, body)
    assert len(body) < 100_000
    assert "more than 1 MB" in refusal(answer, limits=Limits(file_mb=1)).message


def dripping(first, drop):
    def answer(handler):
        handler.wfile.write(first)
        while True:
            handler.wfile.write(drop)
            handler.wfile.flush()
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "header", "chunks"],
)
def test_slow_trickle_ends_with_the_time(answer):
    started = time.monotonic()
    error = refusal(answer, limits=Limits(seconds=1))
    assert error.message == "the address took longer than 1 s"
    assert time.monotonic() - started < 3


def test_server_that_never_answers_ends_with_the_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(UnreadableError, match="took longer than 1 s"):
            fetch(url, allow_private=True, limits=Limits(seconds=1))


def test_name_that_is_looked_up_forever_ends_with_the_time():
    is_over = threading.Event()
    with pytest.raises(UnreadableError, match="took longer than 1 s"):
        fetch(
            "http://report.example/",
            limits=Limits(seconds=1),
            resolve=lambda host, port: is_over.wait(30) and [],
        )
    is_over.set()


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Length": "900"}, b"short"),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-20]),
        (200, {"Content-Encoding": "gzip"}, b"no gzip"),
        lambda handler: handler.wfile.write(b"nothing of HTTP\r\n\r\n"),
        lambda handler: None,
    ],
    ids=["short", "cut gzip", "no gzip", "no HTTP", "nothing"],
)
def test_broken_answer_is_told(answer):
    assert "answers wrongly or was cut off" in refusal(answer).message


def test_unknown_compression_is_told():
    assert (
        "encoding that is not read: br" in refusal((200, {"Content-Encoding": "br"}, b"x")).message
    )


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 410, 412, 429, 500, 503])
def test_error_of_the_server_is_told(status):
    error = refusal((status, {}, b""))
    assert error.message == f"the address answers with the error {status}"


def test_page_that_only_asks_for_a_password_is_told():
    body = b"<html><body><form><input name=u><input type='password' name=p></form></body></html>"
    error = refusal((200, {"Content-Type": "text/html"}, body))
    assert "asks for a password" in error.message


def test_unknown_host_and_closed_port_are_told():
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(UnreadableError, match=r"cannot be reached: .*not known") as caught:
        fetch("http://report.example/", resolve=unknown)
    assert caught.value.hint
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreadableError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", allow_private=True)


# ---- Encrypted connections -------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Return the file of a certificate for report.example, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "report.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("report.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    trusted, private = folder / "authority.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return trusted, context


def test_trusted_server_is_read_under_its_name(authority, monkeypatch):
    trusted, context = authority
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving({"/": page()}, tls=context) as (port, seen):
        url = f"https://report.example:{port}/"
        file = fetch(url, allow_private=True, resolve=to_loopback)
    assert (file.content, seen) == (PAGE, [("/", f"report.example:{port}")])


@pytest.mark.parametrize(
    ("is_trusted", "host"), [(False, "report.example"), (True, "other.example")]
)
def test_server_without_a_right_certificate_is_refused(authority, monkeypatch, is_trusted, host):
    trusted, context = authority
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving({"/": page()}, tls=context) as (port, seen):
        with pytest.raises(UnreadableError, match="cannot be reached") as caught:
            fetch(f"https://{host}:{port}/", allow_private=True, resolve=to_loopback)
        assert seen == []
    assert "certificate" in caught.value.hint


# ---- Proxies ---------------------------------------------------------------------------------


def test_proxy_is_used_only_when_private_addresses_are_allowed(monkeypatch):
    with serving({"http://report.example/": page()}) as (port, seen):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        file = fetch("http://report.example/", allow_private=True, resolve=to_loopback)
        assert (file.content, len(seen)) == (PAGE, 1)
        with pytest.raises(UnreadableError, match="not on the open internet"):
            fetch("http://report.example/", resolve=to_loopback)
        assert len(seen) == 1


def test_unused_proxy_is_named_in_the_hint(monkeypatch):
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(UnreadableError) as caught:
        fetch("https://report.example/", resolve=unknown)
    assert "proxy" in caught.value.hint


# ---- Taken in ---------------------------------------------------------------------------------


def ingest(url, data, **env):
    own = {key: value for key, value in os.environ.items() if not key.startswith("WENCE_")}
    start = command(WENCE, "ingest", url, "--data", data, "--json")
    done = subprocess.run(start, capture_output=True, cwd=ROOT, env=own | env, check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.slow
def test_address_is_taken_in_and_taken_in_anew_when_it_changed(tmp_path):
    answers = {"/1.html": page()}
    with serving(answers) as (port, _):
        url = f"http://127.0.0.1:{port}/1.html"
        code, told = ingest(url, tmp_path / "data")
        assert (code, told["status"], told["path"]) == (1, "failed", url)
        assert "WENCE_ALLOW_PRIVATE_URLS" in told["hint"]
        statuses = []
        for body in (PAGE, PAGE, PAGE.replace(b"35", b"36")):
            answers["/1.html"] = (200, {"Content-Type": "text/html"}, body)
            code, told = ingest(url, tmp_path / "data", WENCE_ALLOW_PRIVATE_URLS="1")
            statuses.append((code, told["status"]))
    assert statuses == [(0, "added"), (0, "unchanged"), (0, "updated")]
    assert listed(tmp_path / "data") == [TITLE]


def listed(data):
    start = command(WENCE, "documents", "--data", data, "--json")
    done = subprocess.run(start, capture_output=True, cwd=ROOT, check=True)
    return [each["name"] for each in json.loads(done.stdout)]


# ---- Names -----------------------------------------------------------------------------------


def word_file():
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("url", "headers", "content", "name"),
    [
        ("http://a/x/报告.pdf", {}, b"%PDF-1.7", "报告.pdf"),
        ("http://a/%E6%8A%A5%E5%91%8A.doc", {}, word_file(), "报告.docx"),
        ("http://a/down.jsp?id=3", {"content-type": "application/pdf"}, b"%PDF-1.7", "down.pdf"),
        (
            "http://a/down.do",
            {"content-type": "application/octet-stream"},
            word_file(),
            "down.docx",
        ),
        (
            "http://a/x.pdf",
            {"content-type": "application/pdf"},
            PAGE,
            "青禾县 2024年 工作报告.html",
        ),
        ("http://a/x.txt", {"content-type": "text/plain"}, "丰收".encode(), "x.txt"),
        ("http://a/x.md", {"content-type": "text/plain"}, b"# a", "x.md"),
        ("http://a/x", {"content-type": "text/plain"}, b"a", "x.txt"),
        ("http://a/", {"content-type": "text/html"}, b"<p>x", "a.html"),
        ("http://a/x", {"content-type": "video/mp4"}, b"x", "x.mp4"),
        ("http://a/x", {"content-type": "application/vnd.ms-excel"}, b"a\tb", "x.csv"),
        (
            "http://a/x",
            {"content-disposition": "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.csv"},
            b"a,b",
            "报告.csv",
        ),
        (
            "http://a/x",
            {"content-disposition": 'attachment; filename="%E6%8A%A5%E5%91%8A.csv"'},
            b"a,b",
            "报告.csv",
        ),
        (
            "http://a/x",
            {
                "content-disposition": "attachment; filename="
                + "报告.csv".encode("gb18030").decode("latin-1")
            },
            b"a,b",
            "报告.csv",
        ),
        (
            "http://a/x",
            {"content-disposition": 'attachment; filename="../../etc/passwd.csv"'},
            b"a,b",
            "passwd.csv",
        ),
    ],
)
def test_file_is_named_by_what_is_known_of_it(url, headers, content, name):
    assert file_name(url, headers, content) == name
