"""Reads old office formats: LibreOffice turns them into ones that other loaders here read."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load.blocks import Loaded
from ingest.load.docx import load_docx
from ingest.load.locked import unlock
from ingest.load.pptx import load_pptx
from ingest.load.spreadsheet import load_xlsx
from ingest.opening import Limits, Opening

__all__ = ["load_old_sheets", "load_old_slides", "load_old_words"]

_PROGRAMS = ("soffice", "libreoffice")
# Compound file, RTF, zip; Word 2, Word for DOS and Works, which nothing else reads; XML.
_SIGNATURES = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"PK\x03\x04", b"\xdb\xa5", b"\x31\xbe",
    b"\x01\xfe", b"<?xml", b"\xef\xbb\xbf<?xml",
)  # fmt: skip
_MIN_COMPOUND_BYTES = 1536
"""A compound file's head and two sectors: [MS-CFB] 2.2."""
# On its first start in a new profile it sets that up, ends with one of these, and wants to be
# started again: desktop/source/app/officeipcthread and EXITHELPER_*_RESTART of LibreOffice.
_RESTART = (79, 81)
_STARTS = 2
# Measured on 2026-11-30 with LibreOffice 7.4: 478 MB of address space for a report of 16 pages,
# of which 400 MB are the program itself. The file may use as much as in a reading process.
_PROGRAM_MB = 600
# Nothing in a file runs or reaches out: macros and active content are off, links are not followed,
# and whatever still asks for an address is sent to a proxy that is not there.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_PROXY = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    (_PROXY, "ooInetProxyType", "2"),
    (_PROXY, "ooInetHTTPProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPProxyPort", "9"),
    (_PROXY, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPSProxyPort", "9"),
    (_PROXY, "ooInetNoProxy", ""),
)  # fmt: skip
_SAVE_HINT = "Open it in Word or WPS, save it as .docx or PDF, and give that file."


def load_old_words(content: bytes, opening: Opening) -> Loaded:
    """Return the paragraphs and tables of a .doc, .wps, .rtf or .odt.

    Raises:
        UnreadableError: The file is damaged, locked, or takes too long.
        UnsupportedError: LibreOffice is not installed.
    """
    loaded = load_docx(_converted(content, opening, target="docx"), opening)
    form = {b"{\\rt": "rtf", b"PK\x03\x04": "odt"}.get(content[:4], "doc")
    # Word fills in the title at the first save and never again: a file made from last year's
    # is called as that one was.
    return replace(loaded, format=form, metadata={})


def load_old_slides(content: bytes, opening: Opening) -> Loaded:
    """Return the slides of a .ppt or .odp; errors as for `load_old_words`."""
    loaded = load_pptx(_converted(content, opening, target="pptx"), opening)
    return replace(loaded, format="odp" if content.startswith(b"PK") else "ppt", metadata={})


def load_old_sheets(content: bytes, opening: Opening) -> Loaded:
    """Return the sheets of an .ods or of Excel's XML of 2003; errors as for `load_old_words`."""
    loaded = load_xlsx(_converted(content, opening, target="xlsx"), opening)
    return replace(loaded, format="ods" if content.startswith(b"PK") else "xls", metadata={})


def _converted(content: bytes, opening: Opening, *, target: str) -> bytes:
    _check(content)
    return _convert(unlock(content, opening.password), target=target, limits=opening.limits)


def _check(content: bytes) -> None:
    """Refuse what LibreOffice would take for a text and read as noise."""
    is_short = content.startswith(_SIGNATURES[0]) and len(content) < _MIN_COMPOUND_BYTES
    if is_short or not content.startswith(_SIGNATURES):
        raise UnreadableError("the file is damaged or not an office file", hint=_SAVE_HINT)


def _convert(content: bytes, *, target: str, limits: Limits) -> bytes:
    program = _program()
    with _folder() as folder:
        source = folder / "source"
        source.write_bytes(content)
        command = _command(program, folder, target=target, limits=limits)
        try:
            _run(command, folder, seconds=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError(
                f"LibreOffice took longer than {limits.seconds} s to open the file", hint=_SAVE_HINT
            ) from error
        converted = folder / f"source.{target}"
        if not converted.is_file():
            raise UnreadableError(
                "LibreOffice cannot open the file: it is damaged, locked or too large",
                hint=_SAVE_HINT,
            )
        return converted.read_bytes()


def _program() -> str:
    """Return LibreOffice's own program: its starting script leaves children when it is ended."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        raise UnsupportedError(
            "reading old office files takes LibreOffice, which is not installed",
            hint="Open it in Word or WPS and save it as .docx, or install LibreOffice "
            "(Debian, Ubuntu: apt install libreoffice-writer libreoffice-impress).",
        )
    program = Path(found).resolve().with_name("soffice.bin")
    return str(program) if program.is_file() else found


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder with a profile of its own: two LibreOffices cannot share one."""
    with tempfile.TemporaryDirectory(prefix="wence-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        items = (_ITEM.format(path=path, name=key, value=value) for path, key, value in _SETTINGS)
        settings = _PROFILE.format(items="\n".join(items))
        (profile / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
        yield folder


def _command(program: str, folder: Path, *, target: str, limits: Limits) -> list[str]:
    profile = (folder / "profile").as_uri()
    command = [
        program, "--headless", "--norestore", "--nologo", "--nolockcheck",
        f"-env:UserInstallation={profile}", "--convert-to", target, "--outdir", str(folder),
        str(folder / "source"),
    ]  # fmt: skip
    if os.name != "posix":
        return command
    # The shell sets the limits and becomes the program, so that there is one process to end. The
    # limit of processor time is for when nobody is left who would end it.
    kilobytes = (_PROGRAM_MB + limits.memory_mb) * 1000
    half_kilobytes = limits.unpacked_mb * 2000
    script = (
        f"ulimit -S -v {kilobytes}; ulimit -S -f {half_kilobytes}; ulimit -S -t {limits.seconds}; "
        # It ends with this process, also by kill -9; setpriv is of util-linux.
        'if command -v setpriv >/dev/null; then set -- setpriv --pdeathsig KILL "$@"; fi; '
        'exec "$@"'
    )
    return ["/bin/sh", "-c", script, "sh", *command]


def _run(command: list[str], folder: Path, *, seconds: int) -> None:
    """Run the program, in this process's group so that it ends with it.

    Raises:
        TimeoutExpired: It was ended because it took too long.
    """
    # Temporary files go with the folder; keys and passwords of this process stay here.
    own = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", os.defpath)}
    end = time.monotonic() + seconds
    for _ in range(_STARTS):
        done = subprocess.run(
            command,
            env=own | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=max(0, end - time.monotonic()),
            check=False,
        )
        if done.returncode not in _RESTART:
            return
