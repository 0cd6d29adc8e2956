"""Builds the served app from the environment; `python app.py` serves it.

An ASGI server that is to run it by itself takes `app:build` as a factory, and must leave headers of
proxies alone (uvicorn: --no-proxy-headers): the gate says whose are believed.
"""

import atexit
import os
import sys

from fastapi import FastAPI

from bot.assembly import assemble
from bot.settings import Settings
from bot.web.serve import serve
from bot.web.server import create_app
from ingest.errors import WenceError

__all__ = ["build", "main"]


def build() -> FastAPI:
    """Return the app over the data folder that the environment names.

    Raises:
        SettingsError: Settings are wrong; every bad key is named.
        StoreError: The data folder cannot be used as it is.
    """
    wence = assemble(Settings.from_env(os.environ))
    atexit.register(wence.close)
    return create_app(wence)


def main() -> int:
    """Serve until interrupted and return the exit code."""
    try:
        serve(Settings.from_env(os.environ), tell=_tell)
    except WenceError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return error.exit_code
    return 0


def _tell(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
