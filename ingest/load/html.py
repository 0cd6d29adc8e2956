"""Reads web pages; trafilatura tells the article from the page around it."""

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.table import rows_to_blocks
from ingest.opening import Opening

__all__ = ["html_blocks", "load_html"]

_DECLARED_BYTES = 2048
_TAG = re.compile(r"<[a-zA-Z!/]")


def load_html(content: bytes, opening: Opening) -> Loaded:
    """Return the article's headings, paragraphs, list items and table rows.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content, declared=_declared_encoding(content))
    article = _article(decoded.text)
    return Loaded(
        format="html",
        # Too short or too odd to have an article: all that a reader would see.
        blocks=html_blocks(decoded.text) if article is None else tuple(_blocks(article)),
        metadata={} if article is None else _metadata(article),
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )


def html_blocks(markup: str) -> tuple[Block, ...]:
    """Return all that a reader would see of a page or a piece of one: table rows and lines."""
    root = lxml_html.fromstring(f"<div>{markup}</div>")
    for hidden in root.xpath(".//script | .//style | .//template"):
        hidden.drop_tree()
    blocks: list[Block] = []
    for table in root.xpath(".//table[not(ancestor::table)]"):
        rows = [[_seen(cell) for cell in row.xpath("./td | ./th")] for row in table.iter("tr")]
        blocks += rows_to_blocks(rows)
        table.drop_tree()
    return (*(Block(text=line) for line in _seen(root).splitlines()), *blocks)


def _seen(element: etree._Element) -> str:
    """Return the text of an element with a line for each block in it."""
    for block in element.iter("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"):
        block.tail = "\n" + (block.tail or "")
    return str(element.text_content())


def _article(markup: str) -> etree._Element | None:
    if not _TAG.search(markup):
        return None
    article = trafilatura.extract(
        markup,
        output_format="xml",
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
        with_metadata=True,
        # Its guesses from running text (2015-01-01 for a report of 2017) are worse than none.
        date_extraction_params={"extensive_search": False},
    )
    return etree.fromstring(article.encode()) if article else None


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
