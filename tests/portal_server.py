"""The example portal of the documentation on loopback, with any page, for tests."""

import json
import runpy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

__all__ = ["SECRET", "make_token", "portal"]

_EXAMPLE = runpy.run_path(str(Path(__file__).parent.parent / "docs" / "portal.py"))
make_token = _EXAMPLE["make_token"]
SECRET = "f" * 64
_PAGE = """<!doctype html><meta charset="utf-8"><title>门户</title>
<body><main id="chat"></main>
<script>window.events = [];
addEventListener("message", (event) => {
  // Gradio posts messages of its own, of other forms.
  if (event.data?.from === "wence") events.push([event.origin, event.data]);
});</script>
<script src="WENCE/embed.js"></script><script>
const options = OPTIONS;
window.chat = Wence.mount({...options, onAnswered: (told) => (window.told = told)});
</script>"""


@contextmanager
def portal(*, host: str = "localhost") -> Iterator[SimpleNamespace]:
    """Serve; set `wence` to an address and `options` to what is mounted before it is visited.

    `pages` holds other pages by their path; `rights` go into each token. A cookie `portal` holds
    the name of who is signed in, whom /whoami tells nginx.
    """
    state = SimpleNamespace(wence="", options={}, rights={}, pages={}, tokens=0)

    class Handler(_EXAMPLE["Portal"]):
        def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
            path = self.path.partition("?")[0]
            if path == "/wence-token":
                state.tokens += 1
                token = make_token(SECRET, self.user, **state.rights)
                self._send("application/json", json.dumps({"token": token}))
            elif path == "/whoami":
                signed_in = self.headers.get("Cookie", "").partition("portal=")[2]
                self.send_response(204 if signed_in else 401)
                self.send_header("X-User", signed_in)
                self.end_headers()
            elif path in state.pages:
                self._send("text/html", state.pages[path])
            else:
                options = json.dumps(state.options)
                page = _PAGE.replace("WENCE", state.wence).replace("OPTIONS", options)
                self._send("text/html", page)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.port = server.server_port
    state.origin = f"http://{host}:{state.port}"
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
