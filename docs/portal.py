"""A portal's server in small: a page with the chat in it, and the tokens that let its users in.

    WENCE_EMBED_SECRET=… python docs/portal.py http://127.0.0.1:7860

It needs nothing but Python. A real portal takes the name of the user from its own sign-in.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>门户</title>
<h1>门户</h1><main id="chat"></main>
<script src="{wence}/embed.js"></script>
<script>Wence.mount({{into: "#chat", tokenUrl: "/wence-token", language: "zh"}});</script>
"""


def make_token(secret: str, user: str, **rights: object) -> str:
    """Return a token for one visit; `rights` may be role="editor" and collections=["default"]."""
    now = int(time.time())
    claims = {
        "aud": "wence",
        "sub": user,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_hex(16),
        **rights,
    }
    head, body = (_encoded(json.dumps(each).encode()) for each in ({"alg": "HS256"}, claims))
    signed = f"{head}.{body}"
    signature = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_encoded(signature)}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Portal(BaseHTTPRequestHandler):
    """Answers with the page, and at /wence-token with a token for whoever is signed in."""

    wence = ""
    secret = ""
    user = "zhang.san"  # a portal knows it from its own sign-in

    def do_GET(self) -> None:
        """Send the page or a token."""
        if self.path == "/wence-token":
            self._send(
                "application/json", json.dumps({"token": make_token(self.secret, self.user)})
            )
        else:
            self._send("text/html", PAGE.format(wence=self.wence))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    Portal.wence, Portal.secret = sys.argv[1], os.environ["WENCE_EMBED_SECRET"]
    server = ThreadingHTTPServer(("127.0.0.1", 8000), Portal)
    sys.stdout.write("http://localhost:8000\n")
    server.serve_forever()
