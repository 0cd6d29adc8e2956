"""Settings, read once at the entry point from an environment that is passed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from ingest.errors import SettingsError
from ingest.opening import Limits, Opening

__all__ = ["ANSWERERS", "PREFIX", "Settings"]

PREFIX = "WENCE_"
ANSWERERS = ("extractive",)
_MAX_PORT = 65535
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this installation runs. Each field is read from `WENCE_` and its name in capitals."""

    data: Path = Path("data")
    """The one folder that holds everything."""
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""
    """Path prefix under which a proxy serves this, such as /wence."""
    answerer: str = "extractive"
    max_question_chars: int = 2000
    max_upload_mb: int = _LIMITS.file_mb
    max_unpacked_mb: int = _LIMITS.unpacked_mb
    max_pages: int = _LIMITS.pages
    max_ocr_pages: int = _LIMITS.ocr_pages
    max_ocr_page_seconds: int = _LIMITS.ocr_page_seconds
    max_cells: int = _LIMITS.cells
    max_depth: int = _LIMITS.depth
    max_seconds: int = _LIMITS.seconds
    max_memory_mb: int = _LIMITS.memory_mb
    """The last nine are what reading one file may cost, see `ingest.opening.Limits`."""
    workers: int = 0
    """Files read at the same time; 0 is one for each processor."""
    password: str = field(default="", repr=False)
    """Opens files that are locked."""
    watch: Path | None = None
    """A folder whose files are taken in as they come, while this serves."""
    allow_private_urls: bool = False
    """Lets addresses given to `wence ingest` lead into the own network, and through its proxy."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """Read the settings; `overrides` that are not None win over the environment.

        Raises:
            SettingsError: Values are wrong; every bad key is named.
        """
        values: dict[str, Any] = {}  # Any: each field has its own type
        problems: list[str] = []
        for each in fields(cls):
            key = PREFIX + each.name.upper()
            given = overrides.get(each.name)
            text = environ.get(key, "") if given is None else str(given)
            if not text:
                continue
            try:
                values[each.name] = _PARSERS[each.name](text)
            except ValueError as error:
                problems.append(f"{key}={text!r}: {error}")
        unknown = [key for key in environ if key.startswith(PREFIX) and not _is_known(key)]
        problems += [f"{key} is no setting" for key in sorted(unknown)]
        if problems:
            known = " ".join(sorted(PREFIX + each.name.upper() for each in fields(cls)))
            raise SettingsError("; ".join(problems), hint=f"The settings are: {known}")
        return cls(**values)

    def opening(self, password: str = "") -> Opening:
        """Return how files are opened, with another password than the one of the settings."""
        limits = Limits(
            file_mb=self.max_upload_mb,
            unpacked_mb=self.max_unpacked_mb,
            pages=self.max_pages,
            ocr_pages=self.max_ocr_pages,
            ocr_page_seconds=self.max_ocr_page_seconds,
            cells=self.max_cells,
            depth=self.max_depth,
            seconds=self.max_seconds,
            memory_mb=self.max_memory_mb,
        )
        return Opening(limits=limits, password=password or self.password)


def _is_known(key: str) -> bool:
    return key.removeprefix(PREFIX).lower() in _PARSERS


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
            raise ValueError(f"a number from {low} to {high} is expected")
        return int(text)

    return parse


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(f"one of {', '.join(_TRUTHS)} is expected")
    return _TRUTHS[text.lower()]


def _root_path(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError("a path that starts with / is expected")
    return text.rstrip("/")


def _answerer(text: str) -> str:
    if text not in ANSWERERS:
        raise ValueError(f"one of {', '.join(ANSWERERS)} is expected")
    return text


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "data": Path,
    "host": str,
    "port": _number(0, _MAX_PORT),
    "root_path": _root_path,
    "answerer": _answerer,
    "max_question_chars": _number(10, 100_000),
    "max_upload_mb": _number(1, 10_000),
    "max_unpacked_mb": _number(1, 100_000),
    "max_pages": _number(1, 1_000_000),
    "max_ocr_pages": _number(0, 1_000_000),
    "max_ocr_page_seconds": _number(1, 86_400),
    "max_cells": _number(1, 1_000_000_000),
    "max_depth": _number(1, 500),
    "max_seconds": _number(1, 86_400),
    "max_memory_mb": _number(100, 1_000_000),
    "workers": _number(0, 256),
    "password": str,
    "watch": Path,
    "allow_private_urls": _truth,
}
