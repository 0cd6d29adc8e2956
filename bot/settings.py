"""Settings, read once at the entry point from an environment that is passed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from ingest.errors import SettingsError

__all__ = ["ANSWERERS", "PREFIX", "Settings"]

PREFIX = "WENCE_"
ANSWERERS = ("extractive",)
_MAX_PORT = 65535


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
    max_upload_mb: int = 200
    max_question_chars: int = 2000

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """Read the settings; `overrides` that are not None win over the environment.

        Raises:
            SettingsError: Values are wrong; every bad key is named.
        """
        values: dict[str, Any] = {}  # Any: each field has its own type
        problems: list[str] = []
        for field in fields(cls):
            key = PREFIX + field.name.upper()
            given = overrides.get(field.name)
            text = environ.get(key, "") if given is None else str(given)
            if not text:
                continue
            try:
                values[field.name] = _PARSERS[field.name](text)
            except ValueError as error:
                problems.append(f"{key}={text!r}: {error}")
        unknown = [key for key in environ if key.startswith(PREFIX) and not _is_known(key)]
        problems += [f"{key} is no setting" for key in sorted(unknown)]
        if problems:
            known = " ".join(sorted(PREFIX + field.name.upper() for field in fields(cls)))
            raise SettingsError("; ".join(problems), hint=f"The settings are: {known}")
        return cls(**values)


def _is_known(key: str) -> bool:
    return key.removeprefix(PREFIX).lower() in _PARSERS


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
            raise ValueError(f"a number from {low} to {high} is expected")
        return int(text)

    return parse


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
    "max_upload_mb": _number(1, 10_000),
    "max_question_chars": _number(10, 100_000),
}
