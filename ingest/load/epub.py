"""Reads electronic books (EPUB 2 and 3): their chapters in reading order."""

import html
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.damage import DAMAGES
from ingest.load.encoding import decode
from ingest.load.page import drop_marks, page_text, parse
from ingest.opening import Limits, Opening

__all__ = ["load_epub"]

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
# These veil fonts only: EPUB 3.3, 4.3, and Adobe's older way.
_FONT_LOCKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_MAX_MEMBERS = 20_000
_DAMAGED_HINT = "Open it in a reader, save or print it as PDF, and give that file."
_DAMAGES: tuple[type[Exception], ...] = (etree.LxmlError, *DAMAGES)
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
# XML knows five names; a page that uses others, such as &nbsp;, is still to be read whole.
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w+;)")
_UNSEEN = ("script", "style", "template")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Book:
    """What the package document says: where the chapters are, and what the book is called."""

    chapters: tuple[str, ...]
    """Names of members, in reading order."""
    metadata: dict[str, str] = field(default_factory=dict)


def load_epub(content: bytes, opening: Opening) -> Loaded:
    """Return the headings, lines and table rows of each chapter in reading order.

    Raises:
        UnreadableError: The book is damaged, locked, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, opening.limits)
            book = _book(archive)
            _check_locks(archive, book)
            return _loaded(archive, book)
    except RuntimeError as error:  # a password, an unknown compression
        raise UnreadableError(
            f"the book cannot be unpacked: {error}", hint=_DAMAGED_HINT
        ) from error
    except _DAMAGES as error:
        raise UnreadableError(f"the book is damaged: {error}", hint=_DAMAGED_HINT) from error


def _loaded(archive: zipfile.ZipFile, book: _Book) -> Loaded:
    names = set(archive.namelist())
    missing = [name for name in book.chapters if name not in names]
    bodies = [_body(archive.read(name)) for name in book.chapters if name in names]
    pages = [parse(_markup(body)) for body in bodies]
    marks = [mark for page in pages for mark in drop_marks(page)]
    chapters = [page_text(page) for page in pages]
    named = ", ".join(missing[:3])
    return Loaded(
        format="epub",
        blocks=tuple(block for chapter in chapters for block in chapter.blocks),
        tables=sum(chapter.tables for chapter in chapters),
        source="\n".join(text for body in bodies for text in body.itertext()),
        furniture="\n".join([*marks, *(chapter.furniture for chapter in chapters)]).strip(),
        metadata=book.metadata,
        is_partial=bool(missing),
        warnings=(f"{len(missing)} chapters are missing from the file: {named}",)
        if missing
        else (),
    )


def _check_size(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Go by the sizes that the archive states: zipfile reads no more of a member than that."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_mb * 1_000_000 or len(members) > _MAX_MEMBERS:
        raise UnreadableError(
            f"the file unpacks to {unpacked // 1_000_000} MB in {len(members)} parts, more than "
            f"{limits.unpacked_mb} MB or {_MAX_MEMBERS} parts",
            hint="Save the text alone as .txt and give that file.",
        )


def _book(archive: zipfile.ZipFile) -> _Book:
    root = _xml(archive.read(_CONTAINER)).find(".//{*}rootfile")
    path = "" if root is None else root.get("full-path", "")
    package = _xml(archive.read(path))
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    spine = (items.get(each.get("idref")) for each in package.iterfind(".//{*}spine/{*}itemref"))
    chapters = [
        _member(path, item.get("href", ""))
        for item in spine
        if item is not None
        and item.get("media-type") in _PAGES
        and "nav" not in item.get("properties", "").split()
    ]
    if not chapters:
        raise UnreadableError("the book names no chapters", hint=_DAMAGED_HINT)
    return _Book(chapters=tuple(chapters), metadata=_metadata(package))


def _member(package: str, reference: str) -> str:
    """Return the member that a reference in the package document means."""
    folder = posixpath.dirname(package)
    return posixpath.normpath(posixpath.join(folder, unquote(urlsplit(reference).path)))


def _metadata(package: etree._Element) -> dict[str, str]:
    def first(name: str) -> str:
        found = package.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
        return " ".join("".join(found.itertext()).split()) if found is not None else ""

    published = _DAY.match(first("date"))
    stated = {
        "title": first("title"),
        "issuer": first("creator") or first("publisher"),
        "published": published[0] if published else "",
    }
    return {name: value for name, value in stated.items() if value}


def _check_locks(archive: zipfile.ZipFile, book: _Book) -> None:
    """Refuse a book whose chapters are enciphered; what they hold would be noise."""
    if _LOCKS not in archive.namelist():
        return
    for lock in _xml(archive.read(_LOCKS)).iterfind(".//{*}EncryptedData"):
        ways = [method.get("Algorithm") for method in lock.iterfind("{*}EncryptionMethod")]
        locked = {unquote(each.get("URI", "")) for each in lock.iterfind(".//{*}CipherReference")}
        if locked & set(book.chapters) and not set(ways) <= set(_FONT_LOCKS):
            raise UnreadableError(
                "the book is protected against copying (DRM)",
                hint="Ask whoever published it for an open file, such as a PDF.",
            )


def _xml(content: bytes) -> etree._Element:
    """Parse without entities, which can grow without end, and without any look outside."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _body(content: bytes) -> etree._Element:
    """Return a chapter's body, its elements without namespace and what no reader sees.

    A chapter is XML: read as HTML, its `<title/>` or `<a/>` would swallow what follows.
    """
    named = _NAMED.sub(lambda found: html.unescape(found[0]), decode(content).text)
    if not named.strip():
        return etree.Element("body")
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the chapter stated before it was decoded
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(named.encode(), parser)
    body = None if root is None else root.find("{*}body")
    if body is None:  # no XML at all, such as <BODY>
        return lxml_html.document_fromstring(named).find("body")
    for element in body.iter(etree.Element):
        element.tag = etree.QName(element).localname
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    etree.cleanup_namespaces(body)
    return body


def _markup(body: etree._Element) -> str:
    return str(etree.tostring(body, method="html", encoding="unicode"))
