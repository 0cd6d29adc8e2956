"""Names what was fetched from the web, by what the server, the address and the bytes say of it."""

import html
import mimetypes
import posixpath
import re
from collections.abc import Mapping
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import unquote, urlsplit

from ingest.load.kind import kind

__all__ = ["file_name"]

# Types of the IANA register beside those that Python's own table has.
_ENDINGS = {
    "application/epub+zip": ".epub",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.ms-works": ".wps",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xhtml+xml": ".html",
    "multipart/related": ".mhtml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
}
# What servers say of files that they know nothing of.
_VAGUE = ("", "application/octet-stream", "application/x-download", "text/plain", "binary/*")
_TEXTS = (".csv", ".md", ".markdown", ".tsv", ".txt")
_HEAD_BYTES = 4096
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html)[\s>]", re.S | re.I
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_MAX_CHARS = 120


def file_name(url: str, headers: Mapping[str, str], content: bytes) -> str:
    """Return a name for people whose ending says the format.

    The name is the one that the server gives, a page's title, or the end of the address.

    Args:
        url: Where it was in the end.
        headers: The server's answer, names in lower case.
        content: The bytes.
    """
    given = _given(headers.get("content-disposition", ""))
    placed = posixpath.basename(unquote(urlsplit(url).path))
    stem, named = posixpath.splitext(given or placed)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    ending = _ending(named.lower(), media_type=media_type, content=content)
    title = "" if given or ending != ".html" else _title(content)
    shown = _UNSAFE.sub(" ", title or stem).strip(" .")[:_MAX_CHARS]
    return (shown or str(urlsplit(url).hostname)) + ending


def _given(disposition: str) -> str:
    """Return the name in a Content-Disposition header (RFC 6266), in whatever letters it came."""
    message = Message()
    message["content-disposition"] = disposition.replace("\r", "").replace("\n", "")
    given = message.get_param("filename", "", header="content-disposition")
    name = collapse_rfc2231_value(given) if given else ""
    # Portals send UTF-8 or GBK as they are, or as in an address.
    for encoding in ("utf-8", "gb18030"):
        try:
            name = name.encode("latin-1").decode(encoding)
            break
        except UnicodeError:
            continue
    return posixpath.basename(unquote(name).replace("\\", "/"))


def _ending(named: str, *, media_type: str, content: bytes) -> str:
    if _PAGE.match(content[:_HEAD_BYTES]) and named not in _TEXTS:
        return ".html"  # whatever it was called: an error or a log-in in place of the file
    if media_type in _VAGUE:
        stated = named or (".txt" if media_type == "text/plain" else "")
    else:
        guessed = mimetypes.guess_extension(media_type, strict=False)
        stated = _ENDINGS.get(media_type) or guessed or named
    return kind(f"x{stated}", content)


def _title(content: bytes) -> str:
    from ingest.errors import UnreadableError
    from ingest.load.encoding import decode

    try:
        found = _TITLE.search(decode(content).text)
    except UnreadableError:
        return ""  # whoever reads it says so
    return " ".join(html.unescape(found[1]).split()) if found else ""
