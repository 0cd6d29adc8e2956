"""Tells what a file is from its first bytes and its name; reads no text out of it."""

import io
import re
import zipfile
import zlib

__all__ = ["kind"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_SIGNATURES = (
    (b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"), (b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"), (b"II*\x00", ".tif"), (b"MM\x00*", ".tif"), (b"Rar!\x1a\x07", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"), (b"\x1f\x8b\x08", ".gz"),
)  # fmt: skip
# Streams by which the applications know their own: [MS-DOC] 2.1, [MS-XLS] 2.1, [MS-PPT] 2.1,
# [MS-OXMSG] 2.4. WPS Office writes the same ones into .wps, .et and .dps.
_STREAMS = {
    "WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt",
    "__properties_version1.0": ".msg",
}  # fmt: skip
# [MS-OFFCRYPTO] 2.3.4: a locked .docx, .xlsx or .pptx is this stream, and does not say which.
_LOCKED = "EncryptedPackage"
_MEMBERS = {
    "word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb",
    "ppt/presentation.xml": ".pptx", "OFD.xml": ".ofd",
}  # fmt: skip
_MEDIA_TYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
_MEDIA_TYPE_BYTES = 100
# Endings that old systems give to web pages, tables of text and letters, because a double click
# then opens them in Word or Excel.
_WORDS = (".doc", ".dot", ".rtf", ".wps")
_SHEETS = (".et", ".xls")
_SLIDES = (".dps", ".ppt")
_OLD = (*_WORDS, *_SHEETS, *_SLIDES)
_HEAD_BYTES = 4096
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""UTF-16, whose text holds null bytes."""
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|table|meta)[\s>]")
_WORD_XML = b'progid="word.document"'
_SHEET_XML = b'progid="excel.sheet"'
_ARCHIVED_PAGE = re.compile(rb"^(?:mime-version|content-type|from): ", re.MULTILINE)


def kind(name: str, content: bytes) -> str:
    """Return the ending (`.pdf`, lower case) that fits the bytes, the name's where they say none.

    A PDF named report.docx is `.pdf`, a web page named table.xls is `.html`.
    """
    ending = _named(name)
    if content.startswith(_COMPOUND):
        return _compound(content, ending)
    if content.startswith(_ZIP):
        return _zipped(content, ending)
    for signature, signed in _SIGNATURES:
        if content.startswith(signature):
            return signed
    if ending in _OLD:
        return _textual(content, ending)
    return ending


def _named(name: str) -> str:
    _, dot, ending = name.strip().rpartition(".")
    return f".{ending.lower()}" if dot else ""


def _compound(content: bytes, ending: str) -> str:
    """Look only at the top: a letter that holds a table has the table's streams deeper down."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            names = {path[0] for path in compound.listdir() if len(path) == 1}
    except (OSError, IndexError, ValueError):
        return ending or ".doc"  # damaged: the loader of its name says so
    if _LOCKED in names:
        return ending
    return next((found for stream, found in _STREAMS.items() if stream in names), ending or ".doc")


def _zipped(content: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    stated = member.read(_MEDIA_TYPE_BYTES).strip()
                return _MEDIA_TYPES.get(stated, ending)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return ending or ".zip"
    found = (member_ending for member, member_ending in _MEMBERS.items() if member in names)
    return next(found, ending or ".zip")


def _textual(content: bytes, ending: str) -> str:
    head = content[:_HEAD_BYTES].replace(b"\x00", b"").lower()
    if _WORD_XML in head:
        return ".doc"
    if _SHEET_XML in head:
        return ".ods"  # to LibreOffice, which opens it by its content
    if _ARCHIVED_PAGE.match(head) and b"multipart/related" in head:
        return ".mhtml"
    if _PAGE.search(head):
        return ".html"
    is_text = content.startswith(_WIDE_MARKS) or b"\x00" not in content[:_HEAD_BYTES]
    if not is_text or ending in _SLIDES:
        return ending
    return ".csv" if ending in _SHEETS else ".txt"
