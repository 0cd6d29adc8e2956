"""A server of the OpenAI embeddings form on loopback, for tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hashing import HashingEmbedder

__all__ = ["EmbeddingServer", "embedding"]


class EmbeddingServer:
    """Where it is, what it was asked, and how it answers."""

    def __init__(self, dim: int) -> None:
        self.url = ""
        self.requests: list[dict] = []
        self.keys: list[str] = []
        self.embedder = HashingEmbedder(dim)
        self.failures: list[int] = []
        """Statuses with which the next requests are refused."""


@contextmanager
def embedding(dim: int = 64) -> Iterator[EmbeddingServer]:
    """Serve vectors of hashed terms."""
    server = EmbeddingServer(dim)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"server_": server}))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_: EmbeddingServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server_.requests.append(request)
        self.server_.keys.append(self.headers["Authorization"])
        if self.server_.failures:
            status, body = self.server_.failures.pop(0), {"error": {"message": "not now"}}
        else:
            status, body = 200, self._vectors(request)
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _vectors(self, request: dict) -> dict:
        rows = self.server_.embedder.embed_documents(request["input"])
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return {"object": "list", "data": data, "model": request["model"], "usage": usage}
