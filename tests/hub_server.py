"""A model hub on loopback that holds one model, org/tiny, for tests."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["hub"]

_COMMIT = "c" * 40


@contextmanager
def hub(folder: Path | None = None) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder, or take requests and never answer; yield the address and what was asked."""
    closing = threading.Event()
    asked: list[str] = []
    parts = {"folder": folder, "closing": closing, "asked": asked}
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), parts))
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}", asked
    finally:
        closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    folder: Path | None
    closing: threading.Event
    asked: list[str]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.folder is None:
            self.closing.wait(60)
            self.close_connection = True
            return
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/org/tiny"):
            self._send(json.dumps(self._listing(is_tree="/tree/" in path)).encode())
        elif path.startswith("/org/tiny/resolve/"):
            self._send((self.folder / path.split("/", 5)[5]).read_bytes())
        else:
            self._send(b"{}", status=404, more={"X-Error-Code": "RepoNotFound"})

    def _listing(self, *, is_tree: bool) -> object:
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        names = {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in paths}
        if is_tree:
            return [
                {"type": "file", "path": name, "size": size, "oid": "a"}
                for name, size in names.items()
            ]
        files = [{"rfilename": name} for name in names]
        return {"id": "org/tiny", "modelId": "org/tiny", "sha": _COMMIT, "siblings": files}

    def _send(self, content: bytes, *, status: int = 200, more: dict | None = None) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        headers = {"ETag": etag, "X-Repo-Commit": _COMMIT, "Content-Length": str(len(content))}
        self.send_response(status)
        for name, value in {**headers, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)
