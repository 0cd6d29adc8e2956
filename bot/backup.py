"""Copies a data folder into one file and back, also beside the server that owns the folder.

What is copied is the truth: the databases, each as of one moment, and the reports' files. What is
derived from them is made anew by a restore. Settings are no part of a folder, and of no backup.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from ingest.errors import InputError, NotFoundError, StoreError, UnreadableError
from vectorstore.catalog import Catalog

__all__ = ["Backup", "back_up", "unpack"]

_CATALOG = "catalog.sqlite"
_DATABASES = (_CATALOG, "access.sqlite", "journal.sqlite")
_FILES = ("journal.key",)
_MANIFEST = "manifest.json"
_FORMAT = 1
_NAMES = re.compile(r"originals/[0-9a-f]{1,64}|" + "|".join(map(re.escape, (*_DATABASES, *_FILES))))
_PIECE = 1 << 20
# A report may be removed between the copy of the catalog and that of its file.
_TRIES = 3
_RESTORING = ".restoring"
_MOST_MANIFEST = 1 << 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """What a backup holds."""

    documents: int
    files: int
    bytes: int
    """Before they were packed."""
    missing: tuple[str, ...] = ()
    """Documents whose original file is gone from the data folder."""


def back_up(data: Path, target: Path, *, version: str) -> Backup:
    """Write a data folder into a new file that only its owner may read.

    The folder may be in use: databases are copied by SQLite's own backup, and reports' files never
    change. The file appears under its name once it is whole.

    Args:
        data: The data folder.
        target: The file.
        version: Of the product, which is noted.

    Raises:
        NotFoundError: The folder holds no catalog.
        InputError: The file exists already, or cannot be written.
    """
    if not (data / _CATALOG).exists():
        raise NotFoundError(f"{data} is no data folder", hint="Name one with --data.")
    if target.exists():
        raise InputError(f"{target} exists already", hint="Name a new file.")
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wence-backup-") as folder:
            done = _packed(data, part, Path(folder), version=version)
        os.replace(part, target)
    except OSError as error:
        raise InputError(
            f"the backup cannot be written: {error.strerror or error}",
            hint="Choose a folder that exists, may be written to and has room.",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return done


def _packed(data: Path, part: Path, folder: Path, *, version: str) -> Backup:
    for name in _DATABASES:
        _copy_database(data / name, folder / name)
    ids = _document_ids(folder / _CATALOG)
    for _ in range(_TRIES):
        missing = [each for each in ids if not (data / "originals" / each).exists()]
        if not missing:
            break
        _copy_database(data / _CATALOG, folder / _CATALOG)
        ids = _document_ids(folder / _CATALOG)
    sources = {name: folder / name for name in _DATABASES if (folder / name).exists()}
    sources |= {name: data / name for name in _FILES if (data / name).exists()}
    sources |= {f"originals/{id}": data / "originals" / id for id in ids if id not in missing}
    packed = _pack(sources, part, version=version, documents=len(ids))
    size = sum(each["bytes"] for each in packed.values())
    return Backup(documents=len(ids), files=len(packed), bytes=size, missing=tuple(missing))


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database as of one moment, whoever writes to it; nothing when there is none."""
    if not source.exists():
        return
    target.unlink(missing_ok=True)
    address = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=60)) as present,
        closing(sqlite3.connect(target)) as copy,
    ):
        present.backup(copy)


def _document_ids(path: Path) -> list[str]:
    with closing(Catalog(path)) as catalog:
        return [row.document_id for row in catalog.rows()]


def _pack(
    sources: Mapping[str, Path], part: Path, *, version: str, documents: int
) -> dict[str, Any]:  # Any: the manifest's entries
    packed: dict[str, Any] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        for name, source in sources.items():
            # Reports are packed already, as most of their formats are archives themselves.
            is_report = name.startswith("originals/")
            how = zipfile.ZIP_STORED if is_report else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = how
            with source.open("rb") as read, archive.open(entry, "w", force_zip64=True) as write:
                packed[name] = _copied(read, write)
        manifest = {
            "format": _FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version,
            "documents": documents,
            "files": packed,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return packed


def _copied(read: IO[bytes], write: IO[bytes]) -> dict[str, Any]:  # Any: JSON
    digest, size = hashlib.sha256(), 0
    while piece := read.read(_PIECE):
        write.write(piece)
        digest.update(piece)
        size += len(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


def unpack(source: Path, data: Path) -> Backup:
    """Put a backup's files into an empty data folder; each is checked before any is put there.

    The indexes are still to be made: see `bot.assembly.repair`.

    Raises:
        NotFoundError: There is no such file.
        UnreadableError: It is no backup, or damaged.
        StoreError: The folder holds something already.
    """
    if not source.is_file():
        raise NotFoundError(f"{source} does not exist", hint="Check the spelling of the path.")
    data.mkdir(parents=True, exist_ok=True)
    folder = data / _RESTORING
    shutil.rmtree(folder, ignore_errors=True)
    if any(data.iterdir()):
        raise StoreError(
            f"the data folder {data} is not empty",
            hint="Name a new folder with --data, or move what is there away.",
        )
    folder.mkdir()
    try:
        done = _unpacked(source, folder)
        for each in sorted(folder.iterdir(), key=lambda path: path.name == _CATALOG):
            each.rename(data / each.name)  # the catalog last: without it there is no folder
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError) as error:
        raise UnreadableError(
            f"{source} is no backup, or damaged: {error}", hint="Take an older one."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return done


def _unpacked(source: Path, folder: Path) -> Backup:
    with zipfile.ZipFile(source) as archive:
        if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
            raise ValueError("its list of files is too long")
        manifest = json.loads(archive.read(_MANIFEST))
        if manifest["format"] != _FORMAT:
            raise ValueError(f"it has format {manifest['format']}, this version reads {_FORMAT}")
        files = manifest["files"]
        if _CATALOG not in files:
            raise ValueError("it holds no catalog")
        (folder / "originals").mkdir()
        for name, told in files.items():
            if not _NAMES.fullmatch(name):
                raise ValueError(f"it holds {name!r}, which is no file of a data folder")
            _take_out(archive, name, folder / name, told)
    size = sum(each["bytes"] for each in files.values())
    return Backup(documents=manifest["documents"], files=len(files), bytes=size)


def _take_out(archive: zipfile.ZipFile, name: str, path: Path, told: Mapping[str, Any]) -> None:
    # Any: JSON
    if archive.getinfo(name).file_size != told["bytes"]:
        raise ValueError(f"{name} has another size than is listed")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with archive.open(name) as read, os.fdopen(descriptor, "wb") as write:
        if _copied(read, write) != {"bytes": told["bytes"], "sha256": told["sha256"]}:
            raise ValueError(f"{name} is not what was backed up")
