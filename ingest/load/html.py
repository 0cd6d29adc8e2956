"""Reads web pages; trafilatura tells the article from the page around it."""

from collections.abc import Iterator

import trafilatura
from lxml import etree

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.table import rows_to_blocks

__all__ = ["load_html"]

_DECLARED_BYTES = 2048


def load_html(content: bytes) -> Loaded:
    """Return the article's headings, paragraphs, list items and table rows.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content, declared=_declared_encoding(content))
    article = trafilatura.extract(
        decoded.text,
        output_format="xml",
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
        with_metadata=True,
    )
    if not article:
        # Too short or too odd to have an article: all that a reader would see.
        seen = (Block(text=line) for line in trafilatura.html2txt(decoded.text).splitlines())
        return Loaded(format="html", blocks=tuple(seen), encoding=decoded.encoding)
    root = etree.fromstring(article.encode())
    return Loaded(
        format="html",
        blocks=tuple(_blocks(root)),
        metadata=_metadata(root),
        encoding=decoded.encoding,
    )


def _declared_encoding(content: bytes) -> str:
    head = content[:_DECLARED_BYTES].lower()
    _, found, rest = head.partition(b"charset=")
    name = rest.lstrip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b">")[0].split(b";")[0]
    declared = name.decode("ascii", errors="ignore").strip() if found else ""
    return "gb18030" if declared in ("gb2312", "gbk") else declared


def _metadata(root: etree._Element) -> dict[str, str]:
    fields = {"title": "title", "date": "published", "sitename": "issuer"}
    return {field: root.get(name) for name, field in fields.items() if root.get(name)}


def _blocks(root: etree._Element) -> Iterator[Block]:
    for element in root.iter("head", "p", "item", "table", "quote", "code"):
        if element.tag == "table":
            rows = [
                ["\n".join(_lines(cell)) for cell in row.iter("cell")]
                for row in element.iter("row")
            ]
            yield from rows_to_blocks(rows)
        elif not any(True for _ in element.iterancestors("table", "item", "quote", "p")):
            level = int(element.get("rend", "h2")[1:] or 2) if element.tag == "head" else 0
            yield from (Block(text=line, level=level) for line in _lines(element))


def _lines(element: etree._Element) -> list[str]:
    """Return the lines of an element: `lb` stands for a line break."""
    parts = [element.text or ""]
    for child in element.iterdescendants():
        parts.append(("\n" if child.tag in ("lb", "p", "item") else "") + (child.text or ""))
        parts.append(child.tail or "")
    return [line for line in "".join(parts).splitlines() if line.strip()]
