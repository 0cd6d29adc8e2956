"""Reads plain text files, and .xml: feeds and exports whose elements hold text, or web pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape

from lxml import etree

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import Decoded, decode
from ingest.load.html import html_blocks, load_html
from ingest.load.wrapping import unwrap
from ingest.opening import Opening

__all__ = ["load_text", "load_xml"]

_PROLOG_BYTES = 1024
_PROLOG = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_PAGE = re.compile(r"<html[\s>]", re.IGNORECASE)
_MIN_COMMAS = 2
_TABLE_SHARE = 0.8
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


def load_text(content: bytes, opening: Opening) -> Loaded:
    """Return one block a line, hard-wrapped paragraphs joined.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content)
    lines = decoded.text.splitlines()
    texts = lines if _is_table(lines) else [text for _, text in unwrap(lines)]
    blocks = (Block(text=text) for text in texts)
    return _loaded("txt", decoded, tuple(blocks), source=decoded.text)


def load_xml(content: bytes, opening: Opening) -> Loaded:
    """Return the text of each element in turn, or of the web page that the file is.

    Raises:
        UnreadableError: The bytes are not text.
    """
    stated = _PROLOG.search(content[:_PROLOG_BYTES])
    decoded = decode(content, declared=stated[1].decode("ascii") if stated else "")
    if _PAGE.search(decoded.text):
        return load_html(content, opening)
    texts = tuple(_texts(decoded.text))
    blocks = (block for text in texts for block in _blocks(text))
    source = "\n".join(unescape(_MARKUP.sub(" ", text)) for text in texts)
    return _loaded("xml", decoded, tuple(blocks), source=source)


def _loaded(format_: str, decoded: Decoded, blocks: tuple[Block, ...], *, source: str) -> Loaded:
    return Loaded(
        format=format_,
        blocks=blocks,
        source=source,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        warnings=decoded.warnings,
    )


def _is_table(lines: Sequence[str]) -> bool:
    """Tell rows of one form, whose equal width says nothing, from lines broken to fit a width."""
    filled = [line for line in lines if line.strip()]
    forms = Counter((line.count("\t"), line.count(",")) for line in filled)
    (tabs, commas), count = max(forms.items(), key=lambda form: form[1], default=((0, 0), 0))
    return (tabs >= 1 or commas >= _MIN_COMMAS) and count >= _TABLE_SHARE * len(filled)


def _texts(markup: str) -> Iterator[str]:
    """Yield each piece of text between tags; what is not well formed is passed over."""
    # Entities are left alone: an export may define one that unfolds to gigabytes.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)  # its encoding is no longer true
    try:
        root = etree.fromstring(body.encode(), parser)
    except etree.XMLSyntaxError:  # there is no element in it
        return
    if root is not None:
        yield from (text for text in map(str, root.itertext()) if text.strip())


def _blocks(text: str) -> Iterator[Block]:
    """Yield the lines of a text, or of the piece of a web page that a feed's entry holds."""
    if _MARKUP.search(text):
        yield from html_blocks(text)
    else:
        yield from (Block(text=line) for line in text.splitlines())
