"""A server of the OpenAI chat form on loopback that answers by a script, for tests."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["ChatServer", "Reply", "serving"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server does with one request."""

    text: str = ""
    pieces: Sequence[str] = ()
    """The text as it is streamed; each character by itself when empty."""
    status: int = 200
    error: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    """Closes the connection behind the text, without an end."""
    hangs: bool = False
    """Says nothing more behind the text, until the server closes."""
    endless: bool = False
    """Says the last piece again and again, until the reader leaves or the server closes."""
    stalls: bool = False
    """Does not even begin to answer, until the server closes."""
    tool_call: bool = False
    """Calls a tool in place of a text."""


Script = Callable[[dict], Reply]


class ChatServer:
    """The server's address, what it was asked, and its script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[dict] = []
        self.closing = threading.Event()
        self.left = threading.Event()
        """A reader left in the middle of an answer."""
        self.url = ""

    def answer(self, request: dict) -> Reply:
        self.requests.append(request)
        return self.script(request)


@contextmanager
def serving(*replies: Reply | str | Script) -> Iterator[ChatServer]:
    """Serve; each reply answers one request, the last all further ones."""
    left = list(replies)

    def script(request: dict) -> Reply:
        reply = left.pop(0) if len(left) > 1 else left[0]
        reply = reply(request) if callable(reply) else reply
        return Reply(text=reply) if isinstance(reply, str) else reply

    server = ChatServer(script)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": server}))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    script: ChatServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.script.answer(request)
        try:
            if reply.stalls:
                self.script.closing.wait(30)
                self.close_connection = True
            elif reply.status != 200:
                self._send(reply.status, {"error": reply.error}, reply.headers)
            elif request.get("stream"):
                self._stream(reply)
            else:
                self._send(200, _whole(reply), {})
        except (BrokenPipeError, ConnectionResetError):
            self.script.left.set()

    def _send(self, status: int, body: dict, headers: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if reply.tool_call:
            self._chunk(_TOOL_CALL)
        for piece in reply.pieces or reply.text:
            self._chunk({"content": piece})
        while reply.endless and not self.script.closing.wait(0.005):
            self._chunk({"content": reply.pieces[-1]})
        if reply.hangs:
            self.script.closing.wait(30)
        if reply.breaks or reply.hangs:
            self.close_connection = True
            return
        self._event(json.dumps(_form({}, finish="stop")))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, delta: dict) -> None:
        self._event(json.dumps(_form(delta, finish=None)))

    def _event(self, text: str) -> None:
        content = f"data: {text}\n\n".encode()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()


_TOOL_CALL = {
    "tool_calls": [
        {
            "index": 0,
            "id": "call_1",
            "type": "function",
            "function": {"name": "search", "arguments": '{"query": "GDP 999亿元"}'},
        }
    ]
}


def _form(delta: dict, *, finish: str | None) -> dict:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return {
        "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
        "choices": [choice],
    }  # fmt: skip


def _whole(reply: Reply) -> dict:
    message = {"role": "assistant", "content": reply.text}
    return {
        "id": "1", "object": "chat.completion", "created": 0, "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }  # fmt: skip
