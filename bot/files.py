"""Finds the files that are to be taken in and opens them; knows neither formats nor a store."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError, NotFoundError, UnreadableError
from ingest.load import FORMATS
from ingest.opening import Limits
from ingest.types import DEFAULT_COLLECTION

__all__ = [
    "Content",
    "Source",
    "collection_name",
    "files_below",
    "find_files",
    "find_sources",
    "is_address",
    "source_of_address",
    "source_of_path",
    "source_of_upload",
]

_MEGABYTE = 1_000_000
# Lists of them are separated by commas and spaces.
_COLLECTION = re.compile(r"[\w-]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A file as it was opened."""

    name: str
    """Its ending says the format."""
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a file comes from; it is opened when its turn comes."""

    key: str
    """What identifies it over time: its path, its address, the name it was uploaded under."""
    shown: str
    """What messages call it."""
    collection: str = ""
    """Where it goes; where what it replaces is when empty, else among all that have no other."""
    size: int = 0
    """Bytes, 0 when that shows only when it is opened."""
    open: Callable[[Limits], Content]
    """Raises InputError."""


def is_address(path: str) -> bool:
    """Tell a web address from a path."""
    return path.lower().startswith(("http://", "https://"))


def find_sources(
    paths: Iterable[str], *, allow_private_urls: bool = False
) -> tuple[list[Source], list[tuple[str, InputError]]]:
    """Return the files at and below some paths and web addresses, and what is of no use, with why.

    Args:
        paths: Files, folders and addresses.
        allow_private_urls: Lets addresses lead into the own network.
    """
    sources: list[Source] = []
    failures: list[tuple[str, InputError]] = []
    for path in paths:
        if is_address(path):
            sources.append(source_of_address(path, allow_private=allow_private_urls))
            continue
        try:
            sources += map(source_of_path, find_files(Path(path)))
        except InputError as error:
            failures.append((path, error))
    return sources, failures


def find_files(path: Path) -> tuple[Path, ...]:
    """Return the file, or the files below a folder in a stable order; hidden ones are left out.

    Raises:
        NotFoundError: There is nothing at the path.
        UnreadableError: The folder holds no file.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise NotFoundError(f"{path} does not exist", hint="Check the spelling of the path.")
    files = tuple(files_below(path))
    if not files:
        raise UnreadableError(
            f"the folder {path} holds no file",
            hint=f"Put reports there ({' '.join(sorted(FORMATS))}) and run the command again.",
        )
    return files


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in a stable order; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        parts: Sequence[str] = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            yield path


def source_of_path(path: Path) -> Source:
    """Return the source that a path is."""
    try:
        size = path.stat().st_size
    except OSError:  # told when it is opened
        size = 0
    return Source(
        key=str(path.resolve()),
        shown=str(path),
        size=size,
        open=lambda limits: Content(name=path.name, content=_bytes(path, limits)),
    )


def collection_name(text: str) -> str:
    """Return the name of a collection as it is kept.

    Raises:
        InputError: It is none.
    """
    if not _COLLECTION.fullmatch(text):
        raise InputError(
            f"{text!r} is no name of a collection",
            hint="Use up to 64 letters, digits, - and _, such as 发改委-2024.",
        )
    return text


def source_of_upload(name: str, content: bytes, *, collection: str = "") -> Source:
    """Return the source of an uploaded file.

    One that is uploaded later under its name replaces it, if it is for the same collection.
    """

    def opened(limits: Limits) -> Content:
        _check_size(len(content), limits)
        return Content(name=name, content=content)

    is_default = collection in ("", DEFAULT_COLLECTION)
    key = f"upload:{name}" if is_default else f"upload:{collection}/{name}"
    return Source(
        key=key,
        shown=name,
        size=len(content),
        collection=collection or DEFAULT_COLLECTION,
        open=opened,
    )


def source_of_address(url: str, *, allow_private: bool) -> Source:
    """Return the source that a web address is; what is there later replaces what was."""

    def opened(limits: Limits) -> Content:
        from ingest.fetch import fetch  # it takes a while to load

        file = fetch(url, limits=limits, allow_private=allow_private)
        return Content(name=file.name, content=file.content)

    return Source(key=url.partition("#")[0], shown=url, open=opened)


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        _check_size(path.stat().st_size, limits)
        return path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}"
        raise UnreadableError(reason, hint="Check its permissions.") from error


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_mb * _MEGABYTE:
        raise UnreadableError(
            f"the file has {size / _MEGABYTE:.0f} MB, more than {limits.file_mb} MB",
            hint="Split it, or raise WENCE_MAX_UPLOAD_MB.",
        )
